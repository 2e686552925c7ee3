// The page's own words to the chat: the queue, the promises, the events.

import test from 'node:test';
import { assert, bench, calls, eventually, heard, inside, isOpen, launcher, panel, settle, untilOpen } from './browser.mjs';

const at = bench();

const STUB = `window.Baton ||= Object.assign((...call) => new Promise((...done) => Baton.q.push([call, ...done])), { q: [] });`;
const script = (text) => `<script>${text}</script>`;

test('calls made before the loader came are kept, in order, each with its promise', async (t) => {
  const before = script(`${STUB}
    window.results = [];
    Baton('setLocale', 'fr').then((value) => results.push(['setLocale', value]));
    Baton('prefill', 'Hello').then((value) => results.push(['prefill', value]));
    Baton('open').then((value) => results.push(['open', value]));
    Baton('send', 'Hi').then((value) => results.push(['send', value]));
    Baton('handoff').catch((error) => results.push(['handoff', error.message]));`);
  const page = await at.open(t, at.page({ before }));
  await untilOpen(page);
  const frame = await inside(page);
  await eventually(() => page.evaluate(() => results.length === 5));
  assert.deepEqual(await page.evaluate(() => results), [
    ['setLocale', undefined],
    ['prefill', undefined],
    ['open', undefined],
    ['send', 'send done'],
    ['handoff', 'nobody is there'],
  ]);
  assert.deepEqual(await calls(frame), [['setLocale', 'fr'], ['prefill', 'Hello'], ['send', 'Hi'], ['handoff']]);
});

test('a kept reference to the queue still works afterwards', async (t) => {
  const page = await at.open(t, at.page({ before: script(`${STUB} window.kept = Baton;`) }));
  await launcher(page).waitFor();
  assert.equal(await page.evaluate(() => kept('send', 'Hi')), 'send done');
});

test('what only tells the chat something does not load it', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.evaluate(async () => {
    await Baton('init', { user: { name: 'Ada' }, initialMessage: 'Hello!', onHandoff() {}, nothing: undefined });
    await Baton('update', { user: { name: 'Ada', email: 'ada@example.com' } });
    await Baton('identify', { name: 'Ada' });
    await Baton('setTheme', 'dark');
    await Baton('prefill', 'Where is');
  });
  await settle(page);
  assert.equal(await panel(page).count(), 0);
  await launcher(page).hover();
  const frame = await inside(page);
  const [init] = await heard(frame, 'init');
  assert.deepEqual(init.options, {
    token: 'shop',
    user: { name: 'Ada', email: 'ada@example.com' },
    initialMessage: 'Hello!',
    onHandoff: true, // a function, which the frame is told is there
  });
  await eventually(async () => (await calls(frame)).length === 3);
  assert.deepEqual(await calls(frame), [['identify', { name: 'Ada' }], ['setTheme', 'dark'], ['prefill', 'Where is']]);
});

test('a function is told to be there, and called whenever the frame wants to know who the visitor is', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.evaluate(async () => {
    window.asked = 0;
    await Baton('update', { user: { name: 'Ada', jwt: () => `a.b.${++asked}` }, onHandoff() {} });
    await Baton('identify', { name: 'Ada', jwt: async () => `c.d.${++asked}` });
  });
  await settle(page);
  assert.equal(await panel(page).count(), 0, 'the chat is not loaded for it');
  assert.equal(await page.evaluate(() => asked), 0, 'nor is anybody asked');
  await launcher(page).hover();
  const frame = await inside(page);
  await eventually(async () => (await calls(frame)).length === 1);
  assert.deepEqual((await heard(frame, 'init'))[0].options.user, { name: 'Ada', jwt: true });
  assert.deepEqual(await calls(frame), [['identify', { name: 'Ada', jwt: true }]]);
  for (const jwt of ['c.d.1', 'c.d.2']) {
    await frame.evaluate(() => window.say({ t: 'token', id: 'jwt' }));
    await eventually(async () => (await calls(frame)).some(([method, given]) => method === 'identify' && given.jwt === jwt));
  }
});

test('a function in the place of a visitor gives all of it', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.evaluate(() => Baton('identify', async () => ({ name: 'Ada', jwt: 'a.b.c' })));
  await launcher(page).hover();
  const frame = await inside(page);
  await eventually(async () => (await calls(frame)).length === 1);
  await frame.evaluate(() => window.say({ t: 'token', id: '0' }));
  await eventually(async () => (await calls(frame)).length === 2);
  assert.deepEqual(await calls(frame), [['identify', true], ['identify', { jwt: { name: 'Ada', jwt: 'a.b.c' } }]]);
});

test('a function that fails is the page’s own error, and nothing is told', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.evaluate(() => {
    Baton('identify', {
      jwt() {
        throw new Error('not signed in');
      },
    });
  });
  await launcher(page).hover();
  const frame = await inside(page);
  await eventually(async () => (await calls(frame)).length === 1);
  await frame.evaluate(() => window.say({ t: 'token', id: 'jwt' }));
  await eventually(() => page.errors.includes('not signed in'));
  assert.equal((await calls(frame)).length, 1);
  assert.equal(await page.evaluate(() => Baton('send', 'Hi')), 'send done');
});

for (const method of ['send', 'logout']) {
  test(`${method} makes the frame, hidden, and its promise has the answer`, async (t) => {
    const page = await at.open(t, at.page());
    await launcher(page).waitFor();
    const answer = await page.evaluate((method) => Baton(method, 'x'), method);
    assert.equal(answer, `${method} done`);
    assert.equal(await isOpen(page), false);
    assert.equal(await panel(page).isVisible(), false);
  });
}

test('options given after the frame was made are told to it as a call', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).hover();
  const frame = await inside(page);
  await page.evaluate(() => initAiCoPilot({ token: 'shop', user: { name: 'Ada' } }));
  assert.deepEqual(await calls(frame), [['init', { token: 'shop', user: { name: 'Ada' } }]]);
});

test('every method that is not the loader’s goes to the frame as a call', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  const message = await page.evaluate(() => Baton('opne').catch((error) => error.message));
  assert.equal(message, 'unknown method “opne”; did you mean “open”?');
  for (const method of ['toString', 'ready', 'crashed', 'presence']) {
    const answer = await page.evaluate((method) => Baton(method), method);
    assert.equal(answer, `${method} done`, 'the frame was asked');
  }
});

test('a call that the frame refuses is rejected with its reason', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  assert.equal(await page.evaluate(() => Baton('handoff').catch((error) => error.message)), 'nobody is there');
});

test('events reach their listeners until they unsubscribe, and one that throws harms no other', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.evaluate(() => {
    window.seen = [];
    Baton('on', 'message:received', () => {
      throw new Error('mine');
    });
    window.off = Baton('on', 'message:received', (event) => seen.push(event));
    for (const type of ['ready', 'open', 'close', 'unread']) Baton('on', type, (event) => seen.push(event));
  });
  await launcher(page).click();
  const frame = await inside(page);
  const event = { id: 'e1', createdAt: 7, type: 'message:received', by: 'bot' };
  await frame.evaluate((event) => window.say({ t: 'event', event }), event);
  await frame.evaluate(() => window.say({ t: 'unread', count: 2 }));
  await eventually(() => page.evaluate(() => seen.some(({ type }) => type === 'unread')));
  await page.evaluate(() => off());
  await frame.evaluate((event) => window.say({ t: 'event', event }), { ...event, id: 'e2' });
  await launcher(page).click();
  await eventually(() => page.evaluate(() => seen.some(({ type }) => type === 'close')));
  const seen = await page.evaluate(() => seen);
  assert.deepEqual(
    seen.map(({ type }) => type),
    ['open', 'ready', 'message:received', 'unread', 'close'],
  );
  assert.deepEqual(seen[2], event);
  assert.equal(seen[3].count, 2);
  assert.ok(seen.every(({ id, createdAt }) => id && createdAt > 0));
  assert.deepEqual(page.errors, ['mine', 'mine']); // once for each of the two events
});

test('subscribing through the queue gives the unsubscribe function by promise', async (t) => {
  const page = await at.open(t, at.page({ before: script(`${STUB} window.off = Baton('on', 'open', () => window.opened++); window.opened = 0`) }));
  await launcher(page).click();
  await eventually(() => page.evaluate(() => opened === 1));
  await page.evaluate(async () => (await off)());
  await page.evaluate(() => (Baton('close'), Baton('open')));
  await untilOpen(page);
  assert.equal(await page.evaluate(() => opened), 1);
});

test('baton:ready says on the window that Baton can be called', async (t) => {
  const before = script(`addEventListener('baton:ready', (event) => { window.told = [event.detail, typeof Baton, !!Baton.add] })`);
  const page = await at.open(t, at.page({ before }));
  await eventually(() => page.evaluate(() => window.told));
  assert.deepEqual(await page.evaluate(() => told), ['shop', 'function', true]);
});

test('show, hide, open, close and toggle answer at once', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.evaluate(() => Baton('hide'));
  assert.equal(await launcher(page).isVisible(), false);
  await page.evaluate(() => Baton('show'));
  assert.equal(await launcher(page).isVisible(), true);
  await page.evaluate(() => Baton('toggle'));
  await untilOpen(page);
  await page.evaluate(() => Baton('toggle'));
  await untilOpen(page, false);
  await page.evaluate(() => Baton('open'));
  await untilOpen(page);
  await page.evaluate(() => Baton('hide'));
  await untilOpen(page, false);
  assert.equal(await launcher(page).isVisible(), false);
});

test('a hidden launcher stays hidden when the page hides it before the loader is there', async (t) => {
  const page = await at.open(t, at.page({ before: script(`${STUB} Baton('hide')`) }));
  await page.locator('baton-chat').waitFor({ state: 'attached' });
  await settle(page);
  assert.equal(await launcher(page).isVisible(), false);
});

test('destroy takes everything away, fails what is open, and init starts anew', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).hover();
  const frame = await inside(page);
  await frame.evaluate(() => (window.say = () => {})); // never answers again
  const message = await page.evaluate(() => {
    const open = Baton('send', 'x').catch((error) => error.message);
    Baton('destroy');
    return open;
  });
  assert.match(message, /destroyed/);
  assert.equal(await page.locator('baton-chat').count(), 0);
  await page.evaluate(() => Baton('init', { token: 'again' }));
  await launcher(page).click();
  await inside(page, 'again');
  await untilOpen(page);
});

test('logging out forgets who the visitor was', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.evaluate(async () => {
    await Baton('init', { user: { name: 'Ada' } });
    await Baton('logout');
    document.querySelector('baton-chat').remove(); // and the frame is made again
  });
  await launcher(page).click();
  await untilOpen(page);
  const frame = await inside(page);
  await eventually(async () => (await heard(frame, 'init')).length);
  const [init] = await heard(frame, 'init');
  assert.deepEqual(init.options, { token: 'shop' });
});
