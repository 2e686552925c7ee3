// Baton('diagnose') explains in the console why the chat does not show.

import test from 'node:test';
import { assert, bench, eventually, isOpen, launcher, panel, settle } from './browser.mjs';
import { file } from './loader.mjs';

const at = bench();

/** What it finds on a page, as lines of `name: text`, those that are fine and those that are not. */
async function found(page) {
  await eventually(() => page.evaluate(() => Boolean(window.Baton?.sites)));
  const checks = await page.evaluate(() => Baton('diagnose'));
  for (const { name, ok, text } of checks) {
    const line = `${ok ? 'info' : 'warning'}: Baton: ${name}: ${ok ? 'fine' : 'look here'}: ${text}`;
    assert.ok(page.console.includes(line), `printed: ${line}`);
  }
  const lines = (wanted) => checks.filter(({ ok }) => ok === wanted).map(({ name, text }) => `${name}: ${text}`);
  return { checks, fine: lines(true), bad: lines(false) };
}

test('where all is well it says so, with what the frame says, and loads it out of sight', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  const { checks, bad } = await found(page);
  assert.deepEqual(bad, []);
  assert.deepEqual(checks.map(({ name }) => name), ['tag', 'launcher', 'relay', 'chat', 'policy', 'storage', 'cookies', 'wasm']);
  assert.deepEqual(checks.find(({ name }) => name === 'chat').value, []);
  assert.equal(await isOpen(page), false);
  assert.equal(await panel(page).isVisible(), false);
});

for (const [name, page, wanted] of [
  ['no token', { attributes: '' }, /^tag: no site token: give the tag data-token/],
  ['a launcher that the page has hidden', { before: "<script>window.Baton = { q: [[['hide']]] }</script>" }, /^launcher: Baton\("hide"\) has hidden it/],
  ['data-defer="manual"', { attributes: 'data-token="shop" data-defer="manual"' }, /^launcher: with data-defer="manual"/],
  ['a trigger that matches nothing', { attributes: 'data-token="shop" data-trigger="#help"' }, /^trigger: nothing on the page matches “#help”/],
  ['a path rule', { attributes: 'data-token="shop" data-hide-on="/page*"' }, /^path: showOn or hideOn hides the chat on \/page/],
  ['an inline chat without its element', { attributes: 'data-token="shop" data-mode="inline" data-target="#x"' }, /^target: nothing on the page matches “#x”/],
  ['display: none', { before: '<style>baton-chat { display: none }</style>' }, /^launcher: a style of the page gives <baton-chat> “display: none”/],
  ['* { display: none !important }', { before: '<style>* { display: none !important }</style>' }, /^launcher: a style of the page gives <baton-chat> “display: none”/],
  ['opacity: 0', { before: '<style>baton-chat { opacity: 0 }</style>' }, /“opacity: 0”/],
  ['another element over it', { before: '<div id="bar" class="cookie" style="position:fixed;inset:auto 0 0;height:120px;z-index:2147483647"></div>' }, /^launcher: <div id="bar" class="cookie"> covers it/],
  ['no storage', { before: "<script>Object.defineProperty(window, 'localStorage', { get() { throw Error('denied') } })</script>" }, /^storage: the browser lets this page keep nothing/],
  ['a policy written into the page', { before: '<meta http-equiv="Content-Security-Policy" content="connect-src \'self\'">' }, /^policy: the page's Content-Security-Policy lacks: connect-src http:.* \(for what is unread/],
]) {
  test(`${name} is named`, async (t) => {
    const tab = await at.open(t, at.page(page));
    await settle(tab);
    const { bad } = await found(tab);
    assert.ok(bad.some((line) => wanted.test(line)), `among: ${bad.join('\n')}`);
    assert.deepEqual(tab.errors, []);
  });
}

test('a frame that the policy refuses is named with the directive it lacks', async (t) => {
  const page = await at.open(t, at.page({ headers: { 'content-security-policy': "frame-src 'self'" } }));
  const { bad } = await found(page);
  assert.ok(bad.includes(`policy: the page's Content-Security-Policy lacks: frame-src ${at.chat.origin}`), bad.join('\n'));
  assert.ok(bad.some((line) => /^chat: the frame never spoke/.test(line)));
});

test('a frame that never comes is named with token and embed_origins', async (t) => {
  const page = await at.open(t, at.page({ attributes: 'data-token="refusing"' }), { clock: true });
  await launcher(page).waitFor();
  await page.evaluate(() => void (window.checks = Baton('diagnose')));
  await eventually(() => at.chat.seen.includes('/chat/refusing/'));
  await page.clock.runFor(15_100);
  const chat = (await page.evaluate(() => checks)).find(({ name }) => name === 'chat');
  assert.equal(chat.ok, false);
  assert.match(chat.text, new RegExp(`the site's embed_origins do not list ${at.host.origin}`));
});

test('a chat that has crashed is named', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).click();
  await page.evaluate(() => Baton('endChat').catch(() => {}));
  const { bad } = await found(page);
  assert.match(bad.join('\n'), /^chat: it has crashed/m);
});

test('a relay that is not there, or answers something else, is named', async (t) => {
  const page = await at.open(t, at.page({ attributes: `data-token="shop" data-api-url="${at.chat.origin}/nowhere"` }));
  await launcher(page).waitFor();
  await page.route('**/nowhere/assets/diagnose.js', (route) => route.fulfill({ path: file('public/diagnose.js'), contentType: 'text/javascript', headers: { 'access-control-allow-origin': '*' } }));
  const { bad } = await found(page);
  assert.match(bad.join('\n'), /^relay: /m);
});
