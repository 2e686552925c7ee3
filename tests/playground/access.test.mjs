// The playground's page is within everybody's reach: by axe in every look, in small windows, by keys alone.

import test from 'node:test';
import { assert, bench } from '../journeys/browser.mjs';
import { check } from '../journeys/look.mjs';
import { startDemo } from '../journeys/servers.mjs';
import { open } from './opened.mjs';

const at = bench(() => startDemo());

for (const [name, options] of Object.entries({
  light: {},
  dark: { colorScheme: 'dark' },
  forced: { forcedColors: 'active' },
  'narrow-320': { viewport: { width: 320, height: 640 } },
  'zoom-200': { viewport: { width: 640, height: 450 } },
})) {
  test(`the page is within everybody’s reach, ${name}`, async (t) => {
    const { page, chat, field } = await open(t, at, { options });
    await chat.locator('[role=log]').waitFor({ state: 'attached' });
    await field('theme.muted').fill('#999');
    await field('theme.text').fill('nonsense');
    await page.locator('details').evaluateAll((groups) => groups.forEach((group) => (group.open = true)));
    await field('texts.en.ask_person').waitFor();
    assert.deepEqual(await check(page.mainFrame(), 'html'), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${wide} too wide`);
  });
}

test('keys alone do it: a colour, a better one, and the snippet', async (t) => {
  const { page, field } = await open(t, at);
  await page.locator('summary', { hasText: 'Looks' }).focus();
  const tabTo = async (wanted) => {
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press('Tab');
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
    }
    assert.fail('the Tab key does not lead there');
  };
  await tabTo(field('theme.muted'));
  await page.keyboard.type('#999');
  await tabTo(page.locator('#contrast button').first());
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByText('Every pair of colours reads well').waitFor();
  await tabTo(page.getByRole('button', { name: 'Copy the snippet' }));
  await page.keyboard.press('Enter');
  await page.getByText(/^(Copied|Marked): the lines for the page/).waitFor();
});
