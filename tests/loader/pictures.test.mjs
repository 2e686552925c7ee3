// Pictures of launcher and panel in tests/out/loader, to be looked at; and that forced colours leave them visible.

import { mkdirSync } from 'node:fs';
import test from 'node:test';
import { assert, bench, inside, launcher, untilOpen } from './browser.mjs';
import { file } from './loader.mjs';

const at = bench();
const out = file('tests/out/loader');
mkdirSync(out, { recursive: true });

const desk = { viewport: { width: 1000, height: 760 } };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

for (const [name, options] of Object.entries({
  light: desk,
  dark: { ...desk, colorScheme: 'dark' },
  'forced-colors': { ...desk, forcedColors: 'active' },
  'reduced-motion': { ...desk, reducedMotion: 'reduce' },
  phone,
})) {
  test(`pictures: ${name}`, async (t) => {
    const page = await at.open(t, at.page({ before: '<meta name="color-scheme" content="light dark">' }), options);
    await launcher(page).hover();
    await (await inside(page)).evaluate(() => window.say({ t: 'unread', count: 3 }));
    await page.getByRole('button', { name: /3$/ }).waitFor();
    await page.screenshot({ path: `${out}/${name}-closed.png` });
    await launcher(page).focus();
    await page.keyboard.press('Enter');
    await untilOpen(page);
    await page.screenshot({ path: `${out}/${name}-open.png`, animations: 'disabled' });
  });
}

test('with forced colours the launcher, its icon and its focus each have an outline', async (t) => {
  const page = await at.open(t, at.page(), { ...desk, forcedColors: 'active' });
  const outline = (part) =>
    launcher(page).evaluate((button, part) => {
      const { outlineColor, outlineWidth } = getComputedStyle(button, part);
      return `${outlineWidth} ${outlineColor}`;
    }, part);
  const seen = (width) => new RegExp(`^${width}px rgba?\\((?!0, 0, 0, 0\\))`);
  assert.match(await outline('::before'), seen(2));
  assert.match(await outline(), seen(2));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.match(await outline(), seen(4));
});

test('without a wish for less motion the panel fades in, with it there is none', async (t) => {
  for (const [reducedMotion, wanted] of [
    ['no-preference', '0.16s'],
    ['reduce', '0s'],
  ]) {
    const page = await at.open(t, at.page(), { reducedMotion });
    await launcher(page).hover();
    const panel = page.locator('baton-chat iframe');
    assert.equal(await panel.evaluate((frame) => getComputedStyle(frame).transitionDuration), wanted);
  }
});
