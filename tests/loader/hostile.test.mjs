// Pages that make it hard: the chat works, or says why it does not, and the page never breaks.

import test from 'node:test';
import { assert, bench, eventually, focused, heard, inside, launcher, panel, settle, untilOpen } from './browser.mjs';

const at = bench();
const script = (text) => `<script>${text}</script>`;

for (const [name, page] of [
  ['resets box-sizing and everything else', { before: '<style>*, *::before, *::after, baton-chat { box-sizing: border-box; margin: 0; padding: 7px; float: left; transform: none; font: 3px serif; line-height: 9 }</style>' }],
  ['freezes the prototypes', { before: script('for (const each of [Object, Array, Function, Promise, Map, Set, String, RegExp, Error, EventTarget, Node, Element, HTMLElement]) Object.freeze(each.prototype), Object.freeze(each)') }],
  ['has no crypto.randomUUID', { before: script('Object.defineProperty(crypto, "randomUUID", { value: undefined })') }],
  ['wraps fetch and promises', { before: script('window.fetch = () => { throw Error("no") }; const { then } = Promise.prototype; Promise.prototype.then = function (...given) { return then.apply(this, given) }; Promise.prototype.then.wrapped = true') }],
  ['throws at every storage', { before: script("for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError') } })") }],
  ['adds to Array.prototype and Object.prototype', { before: script('Array.prototype.extra = function () {}; Object.prototype.inherited = 1') }],
  ['has a <base> elsewhere', { before: '<base href="https://elsewhere.example/deep/">' }],
  ['is in quirks mode', { html: '<html><title>Old</title><body><table><tr><td>Old TAG</table>' }],
  ['writes itself while it loads', { html: `<!doctype html><title>Written</title><body><script>document.write('<p>One</p>')</script>TAG<script>document.write('<p>Two</p>')</script>` }],
  ['has no body yet when the tag stands in its head', { html: '<!doctype html><html><head><title>Head</title>TAG</head><body><p>Body</p></body></html>' }],
  ['is XHTML', { html: '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>X</title></head><body><p>X</p>TAG</body></html>', headers: { 'content-type': 'application/xhtml+xml' } }],
  ['hides what is not defined', { before: '<style>:not(:defined) { visibility: hidden }</style>' }],
]) {
  test(`a page that ${name}`, async (t) => {
    const tag = (html) => html?.replace('TAG', `<script async="" src="${at.chat.origin}/embed.js" data-token="shop"></script>`);
    const tab = await at.open(t, at.page({ ...page, html: tag(page.html) }));
    await launcher(tab).click();
    await untilOpen(tab);
    const frame = await inside(tab);
    await frame.evaluate(() => window.say({ t: 'unread', count: 1 }));
    await launcher(tab).and(tab.locator('[data-unread="1"]')).waitFor();
    assert.equal(await tab.evaluate(() => Baton('send', 'Hi')), 'send done');
    assert.deepEqual([(await launcher(tab).boundingBox()).width, (await panel(tab).boundingBox()).width], [56, 400]);
    assert.deepEqual(tab.errors, []);
  });
}

test('a page that removes what it does not know is left its way, and told', async (t) => {
  const before = script(`new MutationObserver(() => { document.querySelector('baton-chat')?.remove() }).observe(document, { childList: true, subtree: true })`);
  const page = await at.open(t, at.page({ before }));
  await eventually(() => page.console.some((line) => /Baton: the page keeps removing/.test(line)));
  await page.click('#own');
  assert.deepEqual(page.errors, []);
  assert.equal(await page.locator('baton-chat').count(), 0);
});

test('a page that writes itself anew afterwards has its launcher back, and it opens', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.evaluate(() => {
    document.open();
    document.write('<!doctype html><title>Anew</title><button id="own">New</button>');
    document.close();
  });
  await launcher(page).click();
  await untilOpen(page);
  assert.equal(await page.evaluate(() => Baton('send', 'Hi')), 'send done');
});

test('a page whose root is exchanged has its launcher back', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.evaluate(() => {
    const root = document.createElement('html');
    root.append(document.createElement('head'), document.createElement('body'));
    document.documentElement.replaceWith(root);
  });
  await launcher(page).click();
  await untilOpen(page);
});

test('two sites on a page keep their launchers, panels, calls and events apart', async (t) => {
  const page = await at.open(t, at.page({ after: `<script async src="${at.chat.origin}/embed.js" data-token="bank" data-position="left"></script>` }));
  await launcher(page, 1).waitFor();
  const tokens = await page.evaluate(() => [...Baton.sites.keys()]);
  await page.evaluate(() => {
    window.seen = [];
    for (const [token, site] of Baton.sites) for (const type of ['open', 'unread', 'message:received']) site('on', type, () => seen.push(`${token} ${type}`));
    return Promise.all([...Baton.sites].map(([token, site]) => site('send', `to ${token}`)));
  });
  const frames = await Promise.all(tokens.map((token) => inside(page, token)));
  for (const [place, frame] of frames.entries()) {
    assert.deepEqual((await heard(frame, 'call')).map(({ args }) => args), [[`to ${tokens[place]}`]]);
  }
  await frames[1].evaluate(() => window.say({ t: 'event', event: { id: '1', createdAt: 1, type: 'message:received', by: 'bot' } }));
  await frames[1].evaluate(() => window.say({ t: 'unread', count: 4 }));
  await launcher(page, 1).and(page.locator('[data-unread="4"]')).waitFor();
  assert.equal(await launcher(page, 0).getAttribute('data-unread'), null);
  await launcher(page, 1).click();
  await untilOpen(page, true, 1);
  await untilOpen(page, false, 0);
  assert.equal(await focused(page), 'iframe');
  assert.deepEqual(await page.evaluate(() => seen), ['message:received', 'unread', 'open'].map((type) => `${tokens[1]} ${type}`));
  await page.evaluate((token) => Baton.sites.get(token)('destroy'), tokens[1]);
  await settle(page);
  assert.equal(await page.locator('baton-chat').count(), 1);
  assert.equal(await page.evaluate(() => Baton('send', 'still there')), 'send done');
});
