// What the widget may cost, once for every measurement: a bar is what must hold, an aim is where it should go.

const KB = 1_000;
const MB = 1_000_000;

/** Bytes are those on the wire, brotli; memory is what is alive after a collection; times are milliseconds. */
export const BARS = {
  loader: { what: 'the loader', unit: 'B', bar: 3 * KB, aim: 2 * KB },
  chat: { what: 'everything the open chat fetches', unit: 'B', bar: 120 * KB, aim: 90 * KB },
  requests: { what: 'requests before anybody opens the chat, beside the loader', unit: '', bar: 0 },
  tasks: { what: 'long tasks before anybody opens the chat, beyond those of an empty page', unit: '', bar: 0 },
  shift: { what: 'layout shift before anybody opens the chat', unit: '', bar: 0 },
  memory: { what: 'JS heap and WASM memory of the open chat', unit: 'B', bar: 6 * MB },
  blocked: { what: 'long tasks of the open chat, together, beyond those of an empty page', unit: 'ms', bar: 100 },
};

/** A number as people read it, with its unit. */
export const shown = (value, unit = '') => [Math.round(value * 1_000) / 1_000, unit].map(said).filter(Boolean).join(' ');

const said = (part) => (typeof part === 'number' ? part.toLocaleString('en-GB') : part);

/** One line about a bar, and whether it holds: `{ line, holds }`. */
export function judge({ what, unit, bar, aim }, value) {
  const aimed = aim === undefined ? '' : `, aim ${shown(aim, unit)}`;
  const holds = value <= bar;
  return { holds, line: `${holds ? 'holds ' : 'MISSED'}  ${what}: ${shown(value, unit)} of ${shown(bar, unit)}${aimed}` };
}
