// What WCAG 2.2 asks of each control, measured in every state: size, name, contrast, spacing, room, movement, focus.

import { test } from 'node:test';
import { assert, bench } from './browser.mjs';
import { axe } from './look.mjs';
import * as measure from './measure.mjs';
import { start } from './relay.mjs';
import { walk } from './states.mjs';

const at = bench(start);

/** Holds every state to a measure. */
const holds = (measured) => async (page, state) => assert.deepEqual(await page.evaluate(measured), [], state);

for (const colorScheme of ['light', 'dark']) {
  test(`icons, edges, stars and dots stand out from their ground, ${colorScheme}`, (t) => walk(at, t, { colorScheme }, holds(measure.contrasts)));
}

test('every control is 24 pixels wide and high, or has that room', (t) => walk(at, t, {}, holds(measure.targets)));

test('every control is called what can be read on it', (t) => walk(at, t, {}, holds(measure.names)));

test('with letters, words and lines wider apart nothing is cut off', (t) => walk(at, t, { viewport: { width: 400, height: 704 } }, holds(measure.spacing)));

for (const [name, options] of Object.entries({
  '320 pixels wide': { viewport: { width: 320, height: 568 } },
  'a phone held sideways': { viewport: { width: 568, height: 320 } },
  'twice the size on a small screen': { viewport: { width: 320, height: 256 } },
  'forced colours': { forcedColors: 'active' },
  'forced colours, 320 pixels wide': { forcedColors: 'active', viewport: { width: 320, height: 568 } },
  'right to left, 320 pixels wide': { viewport: { width: 320, height: 568 }, rtl: true },
})) {
  test(`every state has room and is whole to axe: ${name}`, (t) =>
    walk(at, t, options, async (page, state) => {
      if (options.rtl) await page.evaluate(() => (document.documentElement.dir = 'rtl'));
      await holds(measure.reflow)(page, state);
      await axe(page, state);
    }));
}

test('where less motion is wished for nothing moves, and otherwise something does', async (t) => {
  await walk(at, t, { reducedMotion: 'reduce' }, holds(measure.movements));
  const seen = [];
  await walk(at, t, { reducedMotion: 'no-preference' }, async (page) => void seen.push(...(await page.evaluate(measure.movements))));
  assert.ok(seen.some((line) => /baton-dot/.test(line)), 'the measure sees movement');
});

test('the focus is shown, and under nothing, wherever Tab leads', async (t) => {
  const MOST_STOPS = 40;
  await walk(at, t, {}, async (page, state) => {
    const isOver = await page.locator('dialog, .baton-menu-items:not([hidden]), [role=alertdialog]').count();
    // What stands over the rest keeps the focus for as long as it is there; one step shows where it is.
    for (let stop = 0; stop < (isOver ? 1 : MOST_STOPS); stop++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement === document.body)) break;
      await holds(measure.focusShown)(page, state);
    }
  });
});
