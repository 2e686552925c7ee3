// The launcher and the panel on the page itself, for whoever does not see it, sees it large, in colours of their own, or
// uses no mouse.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'node:test';
import { assert, bench, eventually, focused, inside, launcher, panel, untilOpen } from './browser.mjs';

const at = bench();
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Least width and height of a target, in pixels. */
const TARGET_PX = 24;

/** What axe has to say of the chat's part of the page. */
async function axe(page) {
  await page.evaluate(source);
  const { violations } = await page.evaluate((values) => window.axe.run({ include: ['baton-chat'] }, { runOnly: { type: 'tag', values }, iframes: false }), RULES);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

for (const [name, options] of Object.entries({
  'light': { colorScheme: 'light' },
  'dark': { colorScheme: 'dark' },
  'forced colours': { forcedColors: 'active' },
  '320 pixels wide': { viewport: { width: 320, height: 568 } },
  'twice the size': { viewport: { width: 640, height: 450 } },
  'four times the size, forced colours': { viewport: { width: 320, height: 225 }, forcedColors: 'active' },
  'a phone held sideways': { viewport: { width: 844, height: 390 } },
})) {
  test(`launcher and panel are whole to axe, large enough and within the page: ${name}`, async (t) => {
    const page = await at.open(t, at.page(), options);
    const { width, height } = page.viewportSize();
    const fits = async (part) => {
      const box = await part.boundingBox();
      assert.ok(box.width >= TARGET_PX && box.height >= TARGET_PX, JSON.stringify(box));
      assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width + 0.5 && box.y + box.height <= height + 0.5, JSON.stringify(box));
    };
    await fits(launcher(page));
    assert.deepEqual(await axe(page), []);
    await launcher(page).focus();
    await page.keyboard.press('Enter');
    await untilOpen(page);
    await inside(page);
    await fits(panel(page));
    assert.deepEqual(await axe(page), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `the page is ${wide} too wide`);
  });
}

test('the launcher says what it is, whether it is open and what is unread, and the frame has its name', async (t) => {
  const page = await at.open(t, at.page({ attributes: 'data-token="shop" data-label="Help"' }));
  const named = (name, expanded) => page.getByRole('button', { name, expanded, exact: true });
  await named('Help', false).waitFor();
  await named('Help', false).hover();
  await (await inside(page)).evaluate(() => window.say({ t: 'unread', count: 2 }));
  await page.getByRole('button', { name: /^Help.*2/ }).waitFor();
  await launcher(page).click();
  await untilOpen(page);
  assert.equal(await panel(page).getAttribute('title'), 'Help');
});

test('the launcher stays the last stop of the page, in the same place on each of its pages', async (t) => {
  const places = [];
  for (const after of ['', '<p>Another page</p><a href="#x">Elsewhere</a>']) {
    const page = await at.open(t, at.page({ after }));
    await launcher(page).waitFor();
    const { x, y } = await launcher(page).boundingBox();
    const stops = [];
    for (let stop = 0; stop < 5 && stops.at(-1) !== 'button'; stop++) {
      await page.keyboard.press('Tab');
      stops.push(await focused(page));
    }
    assert.equal(stops.indexOf('button'), stops.length - 1, stops.join());
    assert.equal(stops.length, after ? 3 : 2);
    places.push(`${x} ${y}`);
  }
  assert.equal(places[0], places[1]);
});

test('a focus on the page that the panel covers is not lost: the panel closes by Escape and gives it back', async (t) => {
  const page = await at.open(t, at.page());
  await page.focus('#own');
  await page.evaluate(() => Baton('open'));
  await untilOpen(page);
  await eventually(async () => (await focused(page)) === 'iframe');
  await (await inside(page)).locator('textarea').press('Escape');
  await untilOpen(page, false);
  assert.equal(await focused(page), 'own');
});
