// Where the chat lives: inside an element of the page, as all of it, behind the page's own launcher, or on some paths only.

import { mkdirSync } from 'node:fs';
import test from 'node:test';
import { assert, bench, eventually, focused, heard, inside, isOpen, launcher, panel, settle, untilOpen } from './browser.mjs';
import { file } from './loader.mjs';

const at = bench();
const out = file('tests/out/loader');
mkdirSync(out, { recursive: true });

const picture = (page, name) => page.screenshot({ path: `${out}/${name}.png`, animations: 'disabled' });
const inline = 'data-token="shop" data-mode="inline" data-target="#help"';
const box = '<div id="help" style="width:500px;height:400px;border:1px solid #ccc"></div>';

test('inline fills its element, is open at once, without a launcher and without taking the focus', async (t) => {
  const page = await at.open(t, at.page({ before: box, attributes: inline }));
  await untilOpen(page);
  assert.equal(await launcher(page).isVisible(), false);
  const [outer, own] = [await page.locator('#help').boundingBox(), await panel(page).boundingBox()];
  assert.deepEqual(own, { x: outer.x + 1, y: outer.y + 1, width: 500, height: 400 });
  assert.notEqual(await focused(page), 'iframe');
  const frame = await inside(page);
  assert.equal((await heard(frame, 'init'))[0].options.mode, 'inline', 'the frame knows that there is nothing to close it to');
  const { full, height } = (await heard(frame, 'viewport')).at(-1);
  assert.deepEqual({ full, height }, { full: false, height: 400 });
  await frame.evaluate(() => window.say({ t: 'close' }));
  await settle(page);
  assert.equal(await isOpen(page), true);
  await picture(page, 'inline');
});

test('inline is asked for when its element comes near the window', async (t) => {
  const before = `<div style="height:4000px"></div>${box}`;
  const page = await at.open(t, at.page({ before, attributes: inline }));
  await page.locator('#help baton-chat').waitFor({ state: 'attached' });
  await settle(page);
  assert.equal(await panel(page).count(), 0);
  await page.evaluate(() => scrollTo(0, 3800));
  await untilOpen(page);
});

test('inline waits for an element that comes later, follows another in its place, and calls are kept meanwhile', async (t) => {
  const page = await at.open(t, at.page({ attributes: inline }));
  await eventually(() => page.evaluate(() => Boolean(window.Baton?.sites?.size)));
  await page.evaluate(() => void (window.sent = Baton('send', 'early')));
  await settle(page);
  assert.equal(await page.locator('baton-chat').count(), 0);
  const add = () =>
    page.evaluate(() => {
      const place = document.createElement('div');
      place.id = 'help';
      document.body.append(place);
    });
  await add();
  await untilOpen(page);
  assert.equal(await page.evaluate(() => sent), 'send done');
  assert.ok((await panel(page).boundingBox()).height > 300, 'an element without a height gives it one');
  const first = await inside(page);
  await page.evaluate(() => document.querySelector('#help').remove());
  await add();
  await eventually(() => page.frames().some((frame) => frame !== first && frame.url().endsWith('/chat/shop/')));
  await untilOpen(page);
  assert.equal(await page.evaluate(() => Baton('send', 'Hi')), 'send done');
});

test('inline by options, from the queue', async (t) => {
  const before = `${box}<script>window.Baton = { q: [[['init', { mode: 'inline', target: '#help' }]]] }</script>`;
  const page = await at.open(t, at.page({ before }));
  await page.locator('#help baton-chat').waitFor({ state: 'attached' });
  await untilOpen(page);
});

for (const [attributes, says] of [
  ['data-mode="inline"', /needs data-target/],
  ['data-mode="inline" data-target="#("', /no selector/],
  ['data-mode="inlin"', /neither inline nor page/],
]) {
  test(`${attributes} is explained`, async (t) => {
    const page = await at.open(t, at.page({ attributes: `data-token="shop" ${attributes}` }));
    await eventually(() => page.console.some((line) => /Baton: /.test(line) && says.test(line)));
    assert.deepEqual(page.errors, []);
  });
}

test('inline where no frame may come offers the chat in a tab', async (t) => {
  const headers = { 'content-security-policy': "frame-src 'none'" };
  const page = await at.open(t, at.page({ before: box, attributes: inline, headers }));
  await launcher(page).waitFor();
  const popup = page.waitForEvent('popup');
  await launcher(page).click();
  assert.equal((await popup).url(), `${at.chat.origin}/chat/shop/`);
});

test('page fills the window, at once and without a launcher', async (t) => {
  const page = await at.open(t, at.page({ attributes: 'data-token="shop" data-mode="page"' }));
  await untilOpen(page);
  assert.deepEqual(await panel(page).boundingBox(), { x: 0, y: 0, width: 1280, height: 900 });
  assert.equal(await launcher(page).isVisible(), false);
  assert.equal((await heard(await inside(page), 'viewport')).at(-1).full, true);
  await picture(page, 'page');
});

// --- The page's own launcher ---------------------------------------------------------------------------------------

const trigger = 'data-token="shop" data-trigger=".help"';
const marks = (page, selector) =>
  page.locator(selector).evaluate((element) => ['aria-haspopup', 'aria-expanded', 'data-baton-unread', 'role', 'tabindex'].map((name) => element.getAttribute(name)));

test("the page's own triggers say whether the chat is open and how much is unread, those that come later too", async (t) => {
  const page = await at.open(t, at.page({ before: '<button class="help" id="one">Help</button>', attributes: trigger }));
  await page.locator('#one[aria-expanded="false"]').waitFor();
  await page.click('#one');
  await page.locator('#one[aria-expanded="true"]').waitFor();
  await page.evaluate(() => {
    const later = document.createElement('span');
    Object.assign(later, { className: 'help', id: 'two', textContent: 'Later' });
    document.body.append(later);
  });
  await page.locator('#two[aria-expanded="true"]').waitFor();
  assert.deepEqual(await marks(page, '#two'), ['dialog', 'true', null, 'button', '0']);
  const frame = await inside(page);
  await frame.evaluate(() => window.say({ t: 'unread', count: 2 }));
  await page.locator('#one[data-baton-unread="2"]').waitFor();
  await picture(page, 'own-launcher');
  await page.evaluate(() => Baton('close'));
  await page.locator('#two[aria-expanded="false"]').waitFor();
  const controls = await page.locator('#one').getAttribute('aria-controls');
  assert.equal(await page.evaluate((id) => document.getElementById(id).localName, controls), 'baton-chat');
  await frame.evaluate(() => window.say({ t: 'unread', count: 0 }));
  await page.locator('#one:not([data-baton-unread])').waitFor();
  await page.evaluate(() => Baton('destroy'));
  assert.deepEqual(await marks(page, '#one'), [null, null, null, null, null], 'nothing is left behind');
});

test("behind the page's own launcher the panel stands in the corner", async (t) => {
  const page = await at.open(t, at.page({ before: '<button class="help">Help</button>', attributes: trigger }));
  await page.locator('.help[aria-expanded]').click();
  await untilOpen(page);
  const { x, y, width, height } = await panel(page).boundingBox();
  assert.deepEqual([x + width, y + height], [1280 - 16, 900 - 16]);
  await page.setViewportSize({ width: 390, height: 844 });
  await eventually(async () => (await panel(page).boundingBox()).height === 844);
  assert.deepEqual(await panel(page).boundingBox(), { x: 0, y: 0, width: 390, height: 844 });
});

test('a trigger that is no button is reached and used by the keyboard', async (t) => {
  const page = await at.open(t, at.page({ before: '<div class="help" id="one">Help</div>', attributes: trigger }));
  await page.locator('#one[role="button"]').waitFor();
  await page.focus('#own');
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'one');
  await page.keyboard.press('Enter');
  await untilOpen(page);
  await page.evaluate(() => Baton('close'));
  await untilOpen(page, false);
  assert.equal(await focused(page), 'one', 'and gets the focus back');
  await page.keyboard.press('Space');
  await untilOpen(page);
});

test('a trigger that is no selector is named, and the launcher stands in', async (t) => {
  const page = await at.open(t, at.page({ attributes: 'data-token="shop" data-trigger="#("' }));
  await launcher(page).waitFor();
  assert.ok(page.console.some((line) => /Baton: data-trigger is no selector/.test(line)));
  await page.click('#own');
  assert.deepEqual(page.errors, []);
});

// --- By path -------------------------------------------------------------------------------------------------------

const go = (page, path) => page.evaluate((path) => history.pushState(null, '', path), path);

for (const [name, lacking] of [
  ['', false],
  [', in a browser without the Navigation API', true],
]) {
  test(`showOn and hideOn follow the page's path, and the conversation stays${name}`, async (t) => {
    const before = lacking ? "<script>Object.defineProperty(window, 'navigation', { value: undefined })</script>" : '';
    const attributes = 'data-token="shop" data-show-on="/page-*, /help/*,/pricing" data-hide-on="/help/secret*"';
    const page = await at.open(t, at.page({ before, attributes }));
    await launcher(page).click();
    await untilOpen(page);
    const frame = await inside(page);
    for (const [path, shown] of [
      ['/elsewhere', false],
      ['/help/returns', true],
      ['/help/secret/1', false],
      ['/pricing/', true],
      ['/pricing/old', false],
      ['/pricing', true],
    ]) {
      await go(page, path);
      await eventually(async () => (await panel(page).isVisible()) === shown);
      await untilOpen(page, shown); // nothing is read that nobody sees
    }
    await page.goBack();
    await eventually(async () => !(await panel(page).isVisible()));
    assert.equal(frame.isDetached(), false);
    assert.deepEqual(page.errors, []);
  });
}

test('showOn of the options takes a list; a page beside it shows nothing, not even for a moment', async (t) => {
  const before = "<script>window.Baton = { q: [[['init', { showOn: ['/a', '/b/*'] }]]] }</script>";
  const page = await at.open(t, at.page({ before }));
  await eventually(() => page.asked.some((address) => address.endsWith('/paths.js')));
  await settle(page);
  assert.equal(await launcher(page).isVisible(), false);
  await go(page, '/b/c');
  await launcher(page).waitFor();
  await page.evaluate(() => Baton('update', { showOn: '/z' }));
  await launcher(page).waitFor({ state: 'hidden' });
});

test('what wraps the history is taken off again with the chat', async (t) => {
  const before = "<script>Object.defineProperty(window, 'navigation', { value: undefined })</script>";
  const page = await at.open(t, at.page({ before, attributes: 'data-token="shop" data-hide-on="/x"' }));
  await eventually(() => page.evaluate(() => Object.hasOwn(history, 'pushState')));
  await page.evaluate(() => Baton('destroy'));
  assert.deepEqual(await page.evaluate(() => [Object.hasOwn(history, 'pushState'), Object.hasOwn(history, 'replaceState')]), [false, false]);
});
