// What the page makes of messages: beforeSend and beforeDisplay.

import test from 'node:test';
import { assert, bench, calls, eventually, heard, inside, launcher, settle } from './browser.mjs';

const at = bench();

const asks = (frame, id, name, value) => frame.evaluate((message) => window.say(message), { t: 'ask', id, name, value });
const answer = async (frame, id) => eventually(async () => (await heard(frame, 'answer')).find((each) => each.id === id));

async function ready(t, set, options) {
  const page = await at.open(t, at.page(), options);
  await launcher(page).waitFor();
  await page.evaluate(set);
  await launcher(page).hover();
  return { page, frame: await inside(page) };
}

test('the frame is told who wants to be asked, at first and when that changes', async (t) => {
  const { page, frame } = await ready(t, "window.off = Baton('beforeSend', (message) => message)");
  await eventually(async () => (await calls(frame)).length === 1);
  await page.evaluate("window.off2 = Baton('beforeDisplay', (message) => message)");
  await page.evaluate('off()');
  await eventually(async () => (await calls(frame)).length === 3);
  assert.deepEqual(await calls(frame), [
    ['intercept', 'beforeSend', true],
    ['intercept', 'beforeDisplay', true],
    ['intercept', 'beforeSend', false],
  ]);
});

test('registering asks for no frame', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.evaluate("Baton('beforeSend', (message) => message)()");
  await settle(page);
  assert.deepEqual(page.frames().length, 1);
});

test('a message is changed, by one after the other and by functions that take their time', async (t) => {
  const { frame } = await ready(
    t,
    `Baton('beforeSend', async ({ text }) => ({ text: text + '!' }));
     Baton('beforeSend', (message) => { message.text = message.text.toUpperCase(); return message; })`,
  );
  await asks(frame, 1, 'beforeSend', { text: 'hi' });
  assert.deepEqual(await answer(frame, 1), { t: 'answer', id: 1, value: { text: 'HI!' } });
});

test('null drops a message, and nobody is asked after that', async (t) => {
  const { page, frame } = await ready(t, "Baton('beforeDisplay', ({ text }) => (/secret/.test(text) ? null : { text })); Baton('beforeDisplay', (message) => (window.later = message))");
  await asks(frame, 1, 'beforeDisplay', { id: 'm1', by: 'bot', text: 'a secret' });
  assert.deepEqual(await answer(frame, 1), { t: 'answer', id: 1, value: null });
  assert.equal(await page.evaluate(() => window.later), undefined);
});

for (const [name, body] of [
  ['throws', "throw new Error('mine')"],
  ['rejects', "return Promise.reject(new Error('mine'))"],
  ['gives nothing', 'message.text = "x"'],
  ['gives a text', "return 'x'"],
  ['gives what cannot cross', 'return { text: () => 1 }'],
]) {
  test(`a function that ${name} leaves the message as it was, and the console says so`, async (t) => {
    const { page, frame } = await ready(t, `Baton('beforeSend', (message) => { ${body} })`);
    await asks(frame, 1, 'beforeSend', { text: 'hi' });
    assert.deepEqual(await answer(frame, 1), { t: 'answer', id: 1, value: { text: 'hi' } });
    assert.ok(page.console.some((line) => /^warning: Baton: beforeSend failed/.test(line)));
    assert.deepEqual(page.errors, []);
  });
}

test('a function that does not answer is waited for two seconds', async (t) => {
  const { page, frame } = await ready(t, "Baton('beforeSend', () => { window.called = true; return new Promise(() => {}) })", { clock: true });
  await asks(frame, 1, 'beforeSend', { text: 'hi' });
  await eventually(() => page.evaluate(() => window.called));
  await page.clock.runFor(1900);
  assert.equal(await page.evaluate(() => Baton('send', 'behind it')), 'send done');
  assert.deepEqual(await heard(frame, 'answer'), []);
  await page.clock.runFor(200);
  assert.deepEqual(await answer(frame, 1), { t: 'answer', id: 1, value: { text: 'hi' } });
});

test('a frame that asks where nobody listens any more gets its message back', async (t) => {
  const { frame } = await ready(t, '0');
  await asks(frame, 1, 'beforeSend', { text: 'hi' });
  assert.deepEqual(await answer(frame, 1), { t: 'answer', id: 1, value: { text: 'hi' } });
});

test('where the file that asks is not let through, a message stays as it is', async (t) => {
  const page = await at.open(t, at.page());
  await page.route('**/intercept.js', (route) => route.abort());
  await page.evaluate("Baton('beforeSend', () => null)");
  await launcher(page).hover();
  const frame = await inside(page);
  await asks(frame, 1, 'beforeSend', { text: 'hi' });
  assert.deepEqual(await answer(frame, 1), { t: 'answer', id: 1, value: { text: 'hi' } });
});
