// One visit: the page comes, the chat is opened as soon as it can be, something is typed as soon as that can be, and sent.

import { memory } from './memory.mjs';
import { QUESTION } from './page.mjs';
import { throttle } from './throttle.mjs';
import { quiet, traffic } from './traffic.mjs';
import { watch } from './watch.mjs';

/** For what never comes; and for what a widget would have done by then. */
const PATIENCE_MS = 60_000;
const REACTION_MS = 3_000;
const QUIET_MS = 1_000;

/**
 * Visits and talks. Milliseconds since the navigation began: `opened`, `usable`, `acknowledged`, `answered`; `usable` is
 * when the composer stood there, provided that what was typed at once got into it and, sent, was answered. Then `blocked`,
 * the sum of long tasks, `bytes`, `requests`, and `heap` and `wasm` in bytes.
 */
export async function talk(context, target, address) {
  const visit = await begin(context, target, address, { opens: true });
  try {
    const typed = await types(visit, target);
    await sends(visit);
    const answered = await visit.told('answered');
    const acknowledged = target.acknowledged && (await visit.told('acknowledged'));
    await quiet(visit.counted, QUIET_MS);
    const { tasks, start } = await visit.burden();
    const since = (moment) => moment && moment.at - start;
    const { bytes, requests } = visit.counted;
    return {
      opened: since(visit.heard.get('opened')),
      usable: since(typed),
      acknowledged: since(acknowledged),
      answered: since(answered),
      blocked: sum(tasks),
      bytes,
      requests,
      ...(await memory(visit.session)),
    };
  } catch (cause) {
    throw new Error(`${target.name} at ${address}: after ${[...visit.heard.keys()].join(', ') || 'nothing'}`, { cause });
  } finally {
    await visit.page.close();
  }
}

/** Visits and leaves the chat alone: `{ bytes, requests, tasks, blocked, shift }`; `tasks` is the number of long ones. */
export async function leave(context, target, address) {
  const visit = await begin(context, target, address, { opens: false });
  try {
    await visit.page.waitForLoadState('load', { timeout: PATIENCE_MS });
    if (target.launcher) await visit.page.locator(target.launcher.replaceAll(' >>> ', ' ')).first().waitFor();
    await quiet(visit.counted, 2 * QUIET_MS);
    const { tasks, shift } = await visit.burden();
    const { bytes, requests } = visit.counted;
    return { bytes, requests, tasks: tasks.length, blocked: sum(tasks), shift };
  } finally {
    await visit.page.close();
  }
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** A page on its way to the address, slowed down and watched. */
async function begin(context, target, address, { opens }) {
  const page = await context.newPage();
  const heard = new Map();
  const waiting = new Map();
  await page.exposeBinding('benchTells', (_, moment) => {
    heard.set(moment.what, moment);
    waiting.get(moment.what)?.(moment);
  });
  const { name, launcher, frame, composer, acknowledged, answered } = target;
  await page.addInitScript(watch, { opens, target: { name, launcher, frame, composer, acknowledged, answered } });
  const session = await context.newCDPSession(page);
  await throttle(session);
  const counted = await traffic(session);
  await page.goto(address, { waitUntil: 'commit', timeout: PATIENCE_MS });
  return {
    page,
    session,
    counted,
    heard,
    /** What the watch told, or will; undefined where it does not come in time, unless that is an error. */
    told: (what, patience = PATIENCE_MS, { must = true } = {}) => heard.get(what) ?? soon(waiting, what, patience, must),
    burden: () => page.evaluate(() => ({ ...window.benchBurden, start: performance.timeOrigin })),
  };
}

function soon(waiting, what, patience, must) {
  return new Promise((done, failed) => {
    const late = () => (must ? failed(new Error(`${what} never came`)) : done(undefined));
    const timer = setTimeout(late, patience);
    waiting.set(what, (moment) => {
      clearTimeout(timer);
      waiting.delete(what);
      done(moment);
    });
  });
}

/** Clicks into the composer and types, again where that came to nothing; gives the moment at which it was to be had. */
async function types(visit, { frame }) {
  await visit.told('ready');
  if (frame) await visit.told('framed');
  let again; // when a further try began
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; again = Date.now()) {
    const [ready, around] = ['ready', 'framed'].map((what) => visit.heard.get(what));
    const { x, y, width, height } = ready.place;
    const [left, top] = around ? [around.place.x, around.place.y] : [0, 0];
    const moment = { at: again ?? Math.max(ready.at, around?.at ?? 0) };
    await visit.page.mouse.click(left + x + width / 2, top + y + height / 2);
    await visit.page.keyboard.insertText(QUESTION);
    const typed = await visit.told('typed', REACTION_MS, { must: false });
    if (typed?.text.includes(QUESTION)) return moment;
    visit.heard.delete('typed');
  }
  throw new Error('what was typed never got into the composer');
}

/** Enter, until something comes of it: some show their composer before they would send. */
async function sends(visit) {
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; ) {
    await visit.page.keyboard.press('Enter');
    if (await visit.told('answered', REACTION_MS, { must: false })) return;
  }
  throw new Error('what was sent was never answered');
}
