// What every state of the chat must be: pictured, accessible, and no wider than its frame.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { assert, eventually, phone } from './browser.mjs';

const root = resolve(import.meta.dirname, '../..');
/** `BATON_PICTURES=1` renews the pictures of the documentation; all others are only to be looked at. */
const documented =
  /^(desktop-light-.*|desktop-dark-(greeting|form|agent)|phone-light-(closed|greeting|form|agent)|phone-dark-(agent|files|offline)|(narrow|zoom|right|console)-.*)$/;
const folderOf = (name) =>
  resolve(root, process.env.BATON_PICTURES === '1' && documented.test(name) ? 'docs/pictures' : 'tests/out/pictures');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const window = { viewport: { width: 1120, height: 780 } };

/** Looks that differ, by the name their pictures begin with. Still, so that no picture shows half of a movement. */
export const looks = {
  'desktop-light': { ...window, colorScheme: 'light', reducedMotion: 'reduce' },
  'desktop-dark': { ...window, colorScheme: 'dark', reducedMotion: 'reduce' },
  'phone-light': { ...phone, colorScheme: 'light', reducedMotion: 'reduce' },
  'phone-dark': { ...phone, colorScheme: 'dark', reducedMotion: 'reduce' },
};

/** Takes a picture of the page as it is. */
export async function picture(page, name) {
  const folder = folderOf(name);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled' });
}

/** The chat's frame, where it has been made. */
export const frameOf = (page) => page.frames().find((frame) => frame.url().includes('/chat/'));

/** Fails with every rule that axe finds broken, in the chat and of the launcher. */
export async function accessible(page, state) {
  const frame = frameOf(page);
  const broken = [...(await check(page.mainFrame(), 'baton-chat')), ...(frame ? await check(frame, 'html') : [])];
  assert.deepEqual(broken, [], `axe in the state ${state}`);
}

/** What axe finds broken in a part of a document. */
export async function check(frame, part) {
  // Given by the debugger, for which the document's content policy does not count.
  await frame.evaluate(axe);
  const { violations } = await frame.evaluate(
    ([part, values]) =>
      window.axe.run({ include: [part] }, { runOnly: { type: 'tag', values }, iframes: false, resultTypes: ['violations'] }),
    [part, RULES],
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} (${node.failureSummary})`));
}

/** Nothing is cut off at the side, and the composer can be reached. */
export async function fits(page, state, patience) {
  const frame = frameOf(page);
  if (!frame) return;
  const sizes = () =>
    frame.evaluate(() => {
      const { bottom, right } = document.getElementById('baton-send').getBoundingClientRect();
      return {
        wide: Math.max(...[...document.querySelectorAll('html, .baton-scroll')].map((at) => at.scrollWidth - at.clientWidth)),
        below: Math.ceil(bottom - innerHeight),
        beside: Math.ceil(right - innerWidth),
      };
    });
  const good = ({ wide, below, beside }) => wide <= 0 && below <= 0 && beside <= 0;
  // A window that has just changed its size takes a moment to be laid out.
  await eventually(`the chat fits in the state ${state}`, async () => good(await sizes()), patience).catch(async (cause) => {
    throw new Error(`${cause.message}: ${JSON.stringify(await sizes())}`);
  });
}

/** All of it. */
export async function look(page, name, state) {
  await fits(page, state);
  await picture(page, `${name}-${state}`);
  await accessible(page, `${name}-${state}`);
}
