// A visitor who looks elsewhere: the page's title and icon, and notifications of the browser.

import test from 'node:test';
import { assert, bench, eventually, heard, inside, isOpen, launcher, settle } from './browser.mjs';

const at = bench();

/** Lets the page believe that its tab is hidden, or shown again; a browser without a screen never hides one. */
const hide = (page, hidden = true) =>
  page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);

const icon = (page) => page.evaluate(() => [...document.querySelectorAll('link[rel~="icon"]')].map(({ href }) => href.slice(0, 22)));
const PIXEL = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const ICON = `<link rel="shortcut icon" id="icon" href="${PIXEL}">`;

async function unread(t, options = {}, count = 2) {
  const page = await at.open(t, at.page({ before: ICON, ...options }));
  await launcher(page).hover();
  const frame = await inside(page);
  await frame.evaluate((count) => window.say({ t: 'unread', count }), count);
  await launcher(page).and(page.locator(`[data-unread="${count}"]`)).waitFor();
  return { page, frame };
}

test('title and icon tell of what is unread while the page is hidden, and are put back exactly', async (t) => {
  const { page, frame } = await unread(t);
  await page.evaluate(() => (document.querySelector('title').textContent = '  Shop \n'));
  assert.equal(await page.title(), 'Shop', 'nothing while somebody looks');
  await hide(page);
  assert.equal(await page.title(), '(2) Shop');
  await eventually(async () => (await icon(page)).join() === 'data:image/png;base64,' && (await page.locator('#icon').getAttribute('rel')) !== 'shortcut icon');
  await frame.evaluate(() => window.say({ t: 'unread', count: 3 }));
  await eventually(async () => (await page.title()) === '(3) Shop');
  await hide(page, false);
  assert.equal(await page.evaluate(() => document.querySelector('title').textContent), '  Shop \n');
  assert.equal(await page.locator('#icon').getAttribute('rel'), 'shortcut icon');
  assert.equal(await page.locator('link').count(), 1);
});

test('a title that the page changes meanwhile is kept', async (t) => {
  const { page } = await unread(t);
  await hide(page);
  await page.evaluate(() => (document.title = 'Sold out'));
  await eventually(async () => (await page.title()) === '(2) Sold out');
  await page.evaluate(() => {
    const next = document.createElement('title');
    next.textContent = 'Basket';
    document.querySelector('title').replaceWith(next);
  });
  await eventually(async () => (await page.title()) === '(2) Basket');
  await hide(page, false);
  assert.equal(await page.title(), 'Basket');
});

test('what is read elsewhere is no longer told', async (t) => {
  const { page, frame } = await unread(t);
  await hide(page);
  await frame.evaluate(() => window.say({ t: 'unread', count: 0 }));
  await eventually(async () => (await page.title()) === 'Shop');
  await eventually(async () => (await page.locator('link').count()) === 1);
});

test('a page that takes the count out of its title each time is left its way', async (t) => {
  const { page } = await unread(t);
  await page.evaluate(() => {
    const strip = () => document.title.startsWith('(') && (document.title = 'Mine');
    new MutationObserver(strip).observe(document.querySelector('title'), { childList: true });
  });
  await hide(page);
  await settle(page);
  assert.equal(await page.title(), 'Mine');
  await hide(page, false);
  assert.equal(await page.title(), 'Mine');
});

test('two relays on a page do not mark its title twice', async (t) => {
  const { page } = await unread(t);
  await page.evaluate((apiUrl) => Baton('init', { token: 'bank', position: 'left', apiUrl }), `${at.chat.origin}/backend`);
  await launcher(page, 1).hover();
  await (await inside(page, 'bank')).evaluate(() => window.say({ t: 'unread', count: 5 }));
  await launcher(page, 1).and(page.locator('[data-unread="5"]')).waitFor();
  await eventually(() => page.asked.filter((address) => address.endsWith('/alerts.js')).length === 2);
  await settle(page);
  await hide(page);
  await settle(page);
  assert.match(await page.title(), /^\(\d\) Shop$/);
  await hide(page, false);
  assert.equal(await page.title(), 'Shop');
  assert.equal(await page.locator('title[data-baton-unread]').count(), 0);
});

for (const [name, options] of [
  ['data-alerts="off"', { attributes: 'data-token="shop" data-alerts="off"' }],
  ['alerts: false', { before: "<script>window.Baton = { q: [[['init', { alerts: false }]]] }</script>" }],
]) {
  test(`with ${name} title and icon stay as they are`, async (t) => {
    const { page } = await unread(t, options);
    await hide(page);
    await settle(page);
    assert.equal(await page.title(), 'Shop');
    assert.ok(!page.asked.some((address) => address.endsWith('/alerts.js')));
  });
}

test('two chats are counted together, and one that is destroyed no longer', async (t) => {
  const { page } = await unread(t);
  await page.evaluate(() => Baton('init', { token: 'bank', position: 'left' }));
  await launcher(page, 1).hover();
  await (await inside(page, 'bank')).evaluate(() => window.say({ t: 'unread', count: 5 }));
  await launcher(page, 1).and(page.locator('[data-unread="5"]')).waitFor();
  await settle(page);
  await hide(page);
  assert.equal(await page.title(), '(7) Shop');
  await page.evaluate(() => Baton('destroy'));
  assert.equal(await page.title(), '(5) Shop');
});

// --- Notifications -------------------------------------------------------------------------------------------------

/** A page whose browser has notifications that a test can look at and click. */
const NOTIFICATIONS = (permission, grants = permission) => `<script>
  window.notices = [];
  window.Notification = class {
    static permission = '${permission}';
    static async requestPermission() {
      window.active = navigator.userActivation.isActive;
      return (this.permission = '${grants}');
    }
    constructor(title, options) { notices.push({ title, ...options }); window.last = this; }
    close() { window.gone = true; }
  };
  window.focus = () => (window.focusedByUs = true);
</script>`;

const NOTICE = { t: 'notify', title: 'Maya', body: 'Your parcel left today.', tag: 'c1' };

test('a notification shows where it is allowed and the page is hidden; a click opens the chat', async (t) => {
  const { page, frame } = await unread(t, { before: NOTIFICATIONS('granted') });
  await frame.evaluate((notice) => window.say(notice), NOTICE);
  await settle(page);
  assert.deepEqual(await page.evaluate(() => notices), [], 'not while somebody looks');
  await hide(page);
  await frame.evaluate((notice) => window.say(notice), NOTICE);
  await eventually(() => page.evaluate(() => notices.length));
  assert.deepEqual(await page.evaluate(() => notices), [{ title: 'Maya', body: 'Your parcel left today.', tag: 'c1' }]);
  await page.evaluate(() => last.onclick());
  await eventually(() => isOpen(page));
  assert.deepEqual(await page.evaluate(() => [focusedByUs, gone]), [true, true]);
});

for (const permission of ['denied', 'default']) {
  test(`nothing is notified where the permission is ${permission}, nor is anybody asked for it`, async (t) => {
    const { page, frame } = await unread(t, { before: NOTIFICATIONS(permission) });
    await hide(page);
    await frame.evaluate((notice) => window.say(notice), NOTICE);
    await settle(page);
    assert.deepEqual(await page.evaluate(() => [notices, window.active]), [[], undefined]);
  });
}

test('a browser that has notifications for service workers alone breaks nothing', async (t) => {
  const before = `${NOTIFICATIONS('granted')}<script>Notification = Object.assign(function () { throw new TypeError('Illegal constructor') }, { permission: 'granted' })</script>`;
  const { page, frame } = await unread(t, { before });
  await hide(page);
  await frame.evaluate((notice) => window.say(notice), NOTICE);
  await settle(page);
  assert.deepEqual(page.errors, []);
});

for (const [answer, before] of [
  ['granted', NOTIFICATIONS('default', 'granted')],
  ['denied', NOTIFICATIONS('default', 'denied')],
  ['default', NOTIFICATIONS('default')],
  ['unsupported', '<script>delete window.Notification</script>'],
]) {
  test(`asked for the permission after a click inside, the page answers ${answer}`, async (t) => {
    const { page, frame } = await unread(t, { before });
    await launcher(page).click();
    await frame.evaluate(() => document.querySelector('textarea').addEventListener('click', () => window.say({ t: 'permit', id: 7 })));
    await frame.click('textarea');
    await eventually(async () => (await heard(frame, 'answer')).length);
    assert.deepEqual(await heard(frame, 'answer'), [{ t: 'answer', id: 7, value: answer }]);
    if (answer !== 'unsupported') assert.equal(await page.evaluate(() => active), true, 'the click counts for the page');
  });
}
