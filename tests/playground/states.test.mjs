// Every state of the chat in every look: nothing that axe finds, nothing cut off at the side, and a picture.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'node:test';
import { states } from '../../public/playground/states.js';
import { assert, bench } from '../journeys/browser.mjs';
import { check } from '../journeys/look.mjs';
import { startDemo } from '../journeys/servers.mjs';
import { atNoon, picture, reach, wrong } from './tried.mjs';

const at = bench(() => startDemo());

const window = { viewport: { width: 560, height: 780 } };
const phone = { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true };
const dark = { 'view.scheme': 'dark' };

/** How the chat is looked at: the browser, what is tried, and whether the documentation shows it. */
const LOOKS = {
  'desktop-light': { context: window, isDocumented: true },
  'desktop-dark': { context: { ...window, colorScheme: 'dark' }, tried: dark, isDocumented: true },
  'phone-light': { context: phone, isDocumented: true },
  'phone-dark': { context: { ...phone, colorScheme: 'dark' }, tried: dark, isDocumented: true },
  'right-to-left': { context: window, tried: { 'view.dir': 'rtl', locale: 'ar' }, isDocumented: true },
  'forced-colours': { context: { ...window, forcedColors: 'active' } },
  'narrow-320': { context: { viewport: { width: 320, height: 568 } } },
  // What a window of 1120 by 780 has left at twice the size.
  'zoom-200': { context: { viewport: { width: 560, height: 390 }, deviceScaleFactor: 2 } },
};

/** The looks in which a state was looked at, by its name. */
const seen = new Map(states.map(({ name }) => [name, []]));

for (const [look, { context: options, tried, isDocumented }] of Object.entries(LOOKS)) {
  test(`every state, ${look}`, { timeout: 600_000 }, async (t) => {
    const context = await at.context(t, { colorScheme: 'light', reducedMotion: 'reduce', timezoneId: 'Europe/Berlin', ...options });
    await atNoon(context);
    const [page, darkroom] = [await context.newPage(), await context.newPage()];
    await page.bringToFront();
    const broken = {};
    for (const { name } of states) {
      const found = await reach(page, at.servers, { ...tried, state: name }).then(
        () => wrong(page, name),
        (error) => [error.message],
      );
      if (found.length) broken[name] = found;
      await picture(page, darkroom, `${name}-${look}`, isDocumented);
      seen.get(name).push(look);
    }
    // The page around the chat is the same in every state.
    const around = await check(page.mainFrame(), 'html');
    if (around.length) broken['the page'] = around;
    assert.deepEqual(broken, {});
  });
}

test('the states that were looked at are the states there are, and the documentation lists them', () => {
  const names = states.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length, 'each has a name of its own');
  for (const name of names) assert.deepEqual(seen.get(name), Object.keys(LOOKS), name);
  const docs = readFileSync(resolve(import.meta.dirname, '../../docs/theming.md'), 'utf8');
  const listed = [...docs.matchAll(/^\| `([a-z-]+)` \| ([^|]+) \|.*states\//gm)].map(([, name, title]) => `${name}: ${title}`);
  assert.deepEqual(listed, states.map(({ name, title }) => `${name}: ${title}`));
});
