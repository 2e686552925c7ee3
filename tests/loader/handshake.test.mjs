// Both halves of the handshake as they are shipped: the loader on one side, public/boot.js on the other, with a
// stand-in for the module alone; and a page that does not play by the rules.

import test from 'node:test';
import { assert, bench, eventually, focused, launcher, panel, settle, untilOpen } from './browser.mjs';

const at = bench();

/** The chat's frame, once the stand-in for the module runs. */
async function started(page) {
  const frame = await eventually(() => page.frames().find((each) => each.url().includes('/chat/real/')));
  await frame.waitForFunction(() => window.heard);
  return frame;
}

/** A page that makes the frame by itself and says what it likes. */
async function framed(t, fragment) {
  const page = await at.open(t, at.page({ attributes: null }));
  await page.evaluate(async (src) => {
    const frame = document.createElement('iframe');
    frame.src = src;
    frame.allow = '';
    document.body.append(frame);
    await new Promise((resolve) => (frame.onload = resolve));
    window.shake = (data, ports = 1) => {
      const channels = Array.from({ length: ports }, () => new MessageChannel());
      const replies = [];
      for (const { port1 } of channels) port1.onmessage = (event) => replies.push(event.data.t);
      frame.contentWindow.postMessage(data, new URL(src).origin, channels.map(({ port2 }) => port2));
      channels[0]?.port1.postMessage({ t: 'shown', open: true });
      return replies;
    };
  }, `${at.chat.origin}/chat/real/${fragment}`);
  const frame = await started(page);
  const shake = (data) => page.evaluate((data) => void (window.replies = shake(data)), data);
  const taken = () => frame.evaluate(() => heard.map(({ t }) => t));
  return { page, frame, shake, taken };
}

test("the loader and the chat document's own script agree", async (t) => {
  const page = await at.open(t, at.page({ attributes: 'data-token="real" data-locale="de"' }));
  await launcher(page).hover(); // makes the frame, so that it is closed at first
  await launcher(page).click();
  await untilOpen(page);
  const frame = await started(page);
  await frame.waitForFunction(() => heard.some(({ t }) => t === 'shown'));
  const [init] = await frame.evaluate(() => heard);
  assert.deepEqual(init, { t: 'init', v: 1, options: { token: 'real', locale: 'de' }, page: page.url(), open: false });
  assert.deepEqual((await frame.evaluate(() => heard)).filter(({ t }) => t === 'shown'), [{ t: 'shown', open: true, focus: true }]);
  assert.equal(frame.url(), `${at.chat.origin}/chat/real/`, 'the nonce is gone from the address');
  await frame.press('textarea', 'Escape');
  await untilOpen(page, false);
  assert.equal(await panel(page).isVisible(), false);
});

/** A page with the real document, whose module comes, or fails to, only when `release` says so. */
async function held(t, options) {
  const page = await at.open(t, at.page({ attributes: null }), options);
  let release;
  const wanted = new Promise((resolve) => (release = resolve));
  await page.route('**/module.js', async (route) => ((await wanted) === 'fail' ? route.abort() : route.continue()));
  await page.goto(at.page({ attributes: 'data-token="real"' }));
  await launcher(page).click();
  await untilOpen(page);
  const frame = page.frames().find((each) => each.url().includes('/chat/real/'));
  return { page, release, frame, composer: frame.getByRole('textbox', { name: 'Message' }) };
}

test('the panel is there before the module, keeps what is typed, and is not given up', async (t) => {
  const { page, release, frame, composer } = await held(t, { clock: true });
  assert.equal(await composer.isVisible(), true);
  await composer.fill('early');
  await composer.press('Enter');
  await composer.fill('half wri');
  await page.clock.fastForward(60_000);
  assert.equal(await panel(page).isVisible(), true);
  release();
  await eventually(() => frame.evaluate(() => window.said?.length));
  assert.deepEqual(await frame.evaluate(() => said), ['early']);
  assert.equal(await composer.inputValue(), 'half wri');
});

test('a module that runs before the page’s half of the channel is there is told of as ready', async (t) => {
  const page = await at.open(t, at.page({ attributes: null }));
  let release;
  const wanted = new Promise((resolve) => (release = resolve));
  await page.route('**/assets/panel.js', async (route) => (await wanted, route.continue()));
  await page.goto(at.page({ attributes: 'data-token="real"' }));
  await launcher(page).waitFor();
  await page.evaluate(() => void Baton('on', 'ready', () => (window.isReady = true)));
  await launcher(page).click();
  await started(page);
  assert.equal(await page.evaluate(() => window.isReady), undefined);
  release();
  await untilOpen(page);
  await page.waitForFunction(() => window.isReady);
});

test('where the module fails, what was not sent stays to be read and copied', async (t) => {
  const { release, frame, composer } = await held(t);
  for (const text of ['first', 'second']) {
    await composer.fill(text);
    await composer.press('Enter');
  }
  await composer.fill('half wri');
  release('fail');
  await frame.getByRole('link', { name: 'You can reach us here instead.' }).waitFor();
  assert.equal(await composer.isVisible(), true);
  assert.equal(await composer.isEditable(), false);
  assert.equal(await composer.inputValue(), 'first\nsecond\nhalf wri');
  assert.equal(await frame.getByText('Not sent', { exact: true }).count(), 2);
  assert.equal(await frame.getByRole('button', { name: 'Send' }).count(), 0);
  await composer.press('Enter');
  assert.equal(await frame.locator('.baton-line--visitor').count(), 2);
});

for (const [attributes, focus] of [
  ['data-open', false],
  ['', true],
]) {
  test(`a chat opened by ${focus ? 'a click takes' : 'the page takes no'} focus inside`, async (t) => {
    const page = await at.open(t, at.page({ attributes: `data-token="real" ${attributes}` }));
    await page.focus('#own');
    if (focus) await launcher(page).click();
    await untilOpen(page);
    const frame = await started(page);
    await frame.waitForFunction(() => heard.some(({ t }) => t === 'shown'));
    await settle(page);
    assert.equal(await focused(page), focus ? 'iframe' : 'own');
    assert.equal(await frame.evaluate(() => document.activeElement.id), focus ? 'baton-text' : '');
  });
}

test('the right words are taken, once', async (t) => {
  const { page, shake, taken, frame } = await framed(t, '#abc');
  await shake({ baton: 1, nonce: 'abc' });
  await frame.waitForFunction(() => heard.length === 1);
  await shake({ baton: 1, nonce: 'abc' });
  await settle(page);
  assert.deepEqual(await taken(), ['shown'], 'a second port is not listened to');
});

for (const [name, data, fragment] of [
  ['a wrong nonce', { baton: 1, nonce: 'abd' }, '#abc'],
  ['no nonce', { baton: 1 }, '#abc'],
  ['an empty nonce on an address without one', { baton: 1, nonce: '' }, ''],
  ['another version', { baton: 2, nonce: 'abc' }, '#abc'],
  ['no envelope', 'abc', '#abc'],
]) {
  test(`${name} is not listened to`, async (t) => {
    const { page, shake, taken } = await framed(t, fragment);
    await shake(data);
    await settle(page);
    assert.deepEqual(await taken(), []);
  });
}

test('a page of an origin that the site does not list is not listened to', async (t) => {
  // The relay's policy keeps such a page from framing the chat at all; here it is lifted, and the frame still refuses.
  const page = await at.open(t, at.page());
  await page.route('**/chat/real/', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll(at.host.origin, 'https://*.example.com');
    await route.fulfill({ response, body });
  });
  await page.evaluate((token) => Baton('init', { token }), 'real');
  await page.evaluate(() => Baton.sites.get('real')('open'));
  const frame = await started(page);
  await eventually(() => page.console.some((line) => /not among the origins/.test(line)));
  await settle(page);
  assert.deepEqual(await frame.evaluate(() => heard), []);
  assert.equal(await panel(page, 1).isVisible(), false);
});

test('a frame beside the chat cannot speak for the page', async (t) => {
  const { page, frame, taken } = await framed(t, '#abc');
  await page.evaluate(async () => {
    const sibling = document.createElement('iframe');
    sibling.srcdoc = '<script>parent.frames[0].postMessage({ baton: 1, nonce: "abc" }, "*", [new MessageChannel().port2])<\/script>';
    document.body.append(sibling);
    await new Promise((resolve) => (sibling.onload = resolve));
  });
  await settle(page);
  assert.deepEqual(await taken(), []);
  assert.match(frame.url(), /#abc$/);
});
