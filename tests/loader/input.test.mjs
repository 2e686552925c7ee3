// What a page, a relay or a frame gives that it should not: the launcher works or the console says why, and the page around
// it goes on.

import test from 'node:test';
import { assert, bench, eventually, inside, isOpen, launcher, panel, settle, untilOpen } from './browser.mjs';

const at = bench();

/** The page's own script still runs: its button counts. */
async function goesOn(page) {
  await page.evaluate(() => {
    window.pressed = 0;
    document.getElementById('own').onclick = () => (window.pressed += 1);
  });
  await page.click('#own');
  assert.equal(await page.evaluate(() => pressed), 1, 'the page goes on');
}

/** Makes a call written as it would be in a page, and gives what becomes of it. One that throws breaks the page's script. */
const call = (page, text) =>
  page.evaluate((text) => {
    const made = Function(`return Baton(${text})`)();
    return Promise.resolve(made).then(() => 'done', (error) => error.message);
  }, text);

for (const [what, text, wanted] of [
  ['options that are null', "'init', null", 'done'],
  ['options that are a text', "'update', 'dark'", 'done'],
  ['options that are a list', "'update', [1, 2]", 'done'],
  ['a theme that is null', "'update', { theme: null }", 'done'],
  ['a theme that is a number', "'update', { theme: 7 }", 'done'],
  ['a label that is an object', "'update', { label: { en: 'Help' } }", 'done'],
  ['a position that is none', "'update', { position: 'middle' }", 'done'],
  ['a user that is a text', "'update', { user: 'Ada' }", 'done'],
  ['an option that is a function', "'update', { onClose: () => {} }", 'done'],
  ['options that lead back to themselves', "'update', (() => { const round = {}; round.self = round; return round })()", /circular/i],
  ['an option that cannot be written', "'update', { user: { customData: { big: 10n } } }", /BigInt/],
  ['nothing at all', '', 'done'],
  ['a method that is a number', '7', /done/],
  ['a method of objects', "'constructor'", /done/],
  ['a secret for a token', "'init', { token: 'sk-live-1234567890' }", /secret token/],
  ['an address of no web', "'init', { token: 'other', apiUrl: 'javascript:1' }", /bad apiUrl/],
  ['an address that is a number', "'init', { token: 'shop', apiUrl: 5 }", 'done'],
  ['an event without a listener', "'on', 'open'", 'done'],
  ['a listener that is a text', "'on', 'unread', 'listener'", 'done'],
]) {
  test(`${what}: the call is done or refused, and the chat opens`, async (t) => {
    const page = await at.open(t, at.page());
    await launcher(page).waitFor();
    const became = await call(page, text);
    if (wanted instanceof RegExp) assert.match(became, wanted);
    else assert.equal(became, wanted);
    await launcher(page).click();
    await untilOpen(page);
    assert.equal(await call(page, "'send', 'Hi'"), 'done');
    assert.deepEqual(page.errors, []);
    await goesOn(page);
  });
}

for (const [what, first] of [
  ['a secret for a token', "['init', { token: 'sk-live-1234567890' }]"],
  ['an address of no web', "['init', { token: 'shop', apiUrl: 'javascript:1' }]"],
]) {
  test(`${what} in the queue fails that call alone`, async (t) => {
    const before = `<script>window.Baton = Object.assign((...call) => new Promise((...done) => Baton.q.push([call, ...done])), { q: [] });
      window.failed = Baton(...${first}).then(() => 'done', (error) => String(error.message)); window.after = Baton('update', { label: 'Help' })</script>`;
    const page = await at.open(t, at.page({ before }));
    await eventually(() => page.evaluate(() => Boolean(window.Baton.sites)));
    assert.notEqual(await page.evaluate(() => failed), 'done');
    await page.evaluate(() => void after.then(() => (window.isDone = true)));
    await page.waitForFunction(() => window.isDone);
    await page.getByRole('button', { name: 'Help' }).click();
    await untilOpen(page);
    await goesOn(page);
  });
}

for (const [what, answer] of [
  ['a token that the relay does not know', (route) => route.fulfill({ status: 404, contentType: 'text/plain', body: 'no such site' })],
  ['a relay that is down', (route) => route.abort('connectionrefused')],
  ['a relay whose proxy says 502', (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' })],
]) {
  test(`${what}: the console says so, the launcher opens the chat in a tab, and the page goes on`, async (t) => {
    const page = await at.open(t, at.page(), { clock: true });
    await page.route('**/chat/shop/', answer);
    await launcher(page).click();
    await eventually(() => page.asked.some((address) => address.endsWith('/chat/shop/') || address.includes('/chat/shop/#')));
    await goesOn(page);
    assert.equal(await panel(page).isVisible(), false, 'nothing broken is shown meanwhile');
    await page.clock.fastForward(15_100);
    await eventually(() => page.console.some((line) => /^error: .*Baton: no chat at .*\/chat\/shop\//.test(line)));
    assert.equal(await panel(page).count(), 0);
    assert.equal(await isOpen(page), false);
    const popup = page.waitForEvent('popup');
    await launcher(page).click();
    await popup;
    assert.deepEqual(page.errors, []);
  });
}

test('a relay that is older than the loader has fewer files: each is named, and all else works', async (t) => {
  const page = await at.open(t, at.page());
  await page.route(/\/assets\/(?!panel)\w+\.js$/, (route) => route.fulfill({ status: 404, body: '' }));
  await launcher(page).click();
  await untilOpen(page);
  const frame = await inside(page);
  await frame.evaluate(() => window.say({ t: 'unread', count: 1 }));
  await eventually(() => page.console.some((line) => /Baton: no unread\.js/.test(line)));
  assert.equal(await call(page, "'send', 'Hi'"), 'done');
  assert.equal(await call(page, "'opne'"), 'unknown method “opne”; did you mean “open”?');
  assert.deepEqual(page.errors, []);
  await goesOn(page);
});

test('a frame that talks nonsense reaches nothing of the page', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).click();
  await untilOpen(page);
  const frame = await inside(page);
  await frame.evaluate(() => {
    for (const t of ['nonsense', 'constructor', '__proto__', 'toString', 7, undefined]) window.say({ t });
    window.say(null);
    window.say({ t: 'event' });
    window.say({ t: 'warn', level: 'shout', text: 'x' });
    window.say({ t: 'reply', id: 99, ok: true, value: 1 });
    window.say({ t: 'event', event: { type: 'nobody-listens' } });
    window.say({ t: 'event', event: { type: '__proto__' } });
    window.say({ t: 'unread', count: '<img src=x onerror=alert(1)>' });
    window.say({ t: 'presence', id: 5 });
    window.say({ t: 'token', id: 'nobody' });
    window.say({ t: 'answer', id: 1, value: 1 });
  });
  assert.equal(await call(page, "'send', 'Hi'"), 'done');
  await settle(page);
  assert.equal(await page.locator('img').count(), 0);
  await goesOn(page);
  assert.equal(await isOpen(page), true);
  assert.deepEqual(page.errors, []);
});
