// A slow phone on a slow network, as Lighthouse has it for mobiles: the same for every target of a run.

const KBIT = 1_000 / 8;

/** Bytes a second, milliseconds, and how many times slower the processor is. */
export const SLOW = { down: 1_600 * KBIT, up: 750 * KBIT, latency: 150, processor: 4 };

/** The same in words. */
export const described = ({ down, up, latency, processor }) =>
  `${down / KBIT} kbit/s down, ${up / KBIT} kbit/s up, ${latency} ms a round trip, a processor ${processor} times slower`;

/**
 * Slows a page down by its DevTools session. Everything of a run stands on one host, so a frame shares the page's process
 * and with it the throttle. Workers are not slowed, which flatters a module that is compiled beside the main thread.
 */
export async function throttle(session, { down, up, latency, processor } = SLOW) {
  await session.send('Network.enable');
  const network = { offline: false, latency, downloadThroughput: down, uploadThroughput: up };
  await session.send('Network.emulateNetworkConditions', network);
  await session.send('Emulation.setCPUThrottlingRate', { rate: processor });
}
