// What the launcher tells of unread messages before anybody opens the chat.

import { mkdirSync } from 'node:fs';
import test from 'node:test';
import { assert, bench, eventually, focused, inside, launcher, panel, settle, untilOpen } from './browser.mjs';

const at = bench();
const keyOf = () => `${at.chat.origin}/chat/shop/`;
const teaser = (page) => page.locator('baton-chat').locator('.baton-teaser');
const line = (page) => page.getByRole('button', { name: 'Maya here: your parcel left <b>today</b>.' });

/** A page whose visitor has chatted before, and what asking by `id` brings. */
async function returning(t, id, options = {}) {
  const page = await at.open(t, at.page(), options);
  await page.evaluate(([key, id]) => (localStorage[key] = id), [keyOf(), id]);
  page.asked.length = 0;
  await page.reload();
  await launcher(page).waitFor();
  return page;
}

const asks = (page) => page.asked.filter((address) => address.includes('presence'));

test('a stranger asks nothing', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await settle(page);
  assert.deepEqual(asks(page), []);
});

test('whoever has chatted asks once and sees how much is unread, without the chat', async (t) => {
  const page = await returning(t, 'count');
  await page.getByRole('button', { name: /^Chat\s*2$/ }).waitFor();
  assert.deepEqual(asks(page), [`${at.chat.origin}/assets/presence.js`, `${at.chat.origin}/v1/presence/count`]);
  assert.equal(await teaser(page).count(), 0);
  assert.equal(await panel(page).count(), 0);
  assert.deepEqual(page.errors, []);
});

test('where nothing is unread nothing shows', async (t) => {
  const page = await returning(t, 'nothing');
  await eventually(() => asks(page).length === 2);
  await settle(page);
  assert.equal(await launcher(page).getAttribute('data-unread'), null);
});

test('the line of a person is shown as text, read out once, and opens the chat, which clears all of it', async (t) => {
  const page = await returning(t, 'teaser');
  await line(page).waitFor();
  assert.equal(await teaser(page).getAttribute('role'), 'status');
  assert.notEqual(await focused(page), 'baton-teaser', 'it takes no focus');
  await line(page).click();
  await untilOpen(page);
  assert.equal(await teaser(page).count(), 0);
  assert.equal(await launcher(page).getAttribute('data-unread'), null);
});

test('what is waved away stays away on the next page, and the count stays', async (t) => {
  const page = await returning(t, 'teaser');
  await line(page).waitFor();
  await line(page).focus();
  await page.keyboard.press('Escape');
  assert.equal(await teaser(page).count(), 0);
  assert.equal(await focused(page), 'button');
  await page.reload();
  await page.getByRole('button', { name: /^Chat\s*2$/ }).waitFor();
  await settle(page);
  assert.equal(await teaser(page).count(), 0);
});

test('the frame says what to ask by, and takes it away when the visitor leaves', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).hover();
  const frame = await inside(page);
  const kept = () => page.evaluate((key) => localStorage[key] ?? null, keyOf());
  await frame.evaluate(() => window.say({ t: 'presence', id: 'abc' }));
  await eventually(async () => (await kept()) === 'abc');
  await frame.evaluate(() => window.say({ t: 'presence', id: '' }));
  await eventually(async () => (await kept()) === null);
});

test('whoever leaves takes the line and the count along', async (t) => {
  const page = await returning(t, 'teaser');
  await line(page).waitFor();
  await launcher(page).hover();
  const frame = await inside(page);
  await frame.evaluate(() => window.say({ t: 'presence', id: '' }));
  await teaser(page).waitFor({ state: 'detached' });
  assert.equal(await launcher(page).getAttribute('data-unread'), null);
  assert.equal(await page.evaluate((key) => localStorage[key] ?? null, keyOf()), null);
});

test('a page that keeps nothing, or lets the file not through, is left in peace', async (t) => {
  const page = await at.open(t, at.page({ before: "<script>Object.defineProperty(window, 'localStorage', { get() { throw Error('denied') } })</script>" }));
  await launcher(page).hover();
  const frame = await inside(page);
  await frame.evaluate(() => window.say({ t: 'presence', id: 'abc' }));
  await settle(page);
  const blocked = await returning(t, 'teaser');
  await blocked.route('**/presence.js', (route) => route.abort());
  await blocked.reload();
  await launcher(blocked).waitFor();
  await settle(blocked);
  assert.deepEqual([...page.errors, ...blocked.errors], []);
});

for (const [name, options] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { colorScheme: 'light', viewport: { width: 360, height: 640 } }],
]) {
  test(`the line has its place, in ${name}`, async (t) => {
    const page = await returning(t, 'teaser', { ...options, reducedMotion: 'reduce' });
    await line(page).waitFor();
    mkdirSync('tests/out/pictures', { recursive: true });
    await page.screenshot({ path: `tests/out/pictures/presence-${name}.png`, animations: 'disabled' });
    const [bubble, button] = [await teaser(page).boundingBox(), await launcher(page).boundingBox()];
    assert.equal(bubble.x + bubble.width, button.x + button.width);
    assert.ok(bubble.y + bubble.height < button.y && bubble.x >= 0);
  });
}
