// A page and a relay that are not as they should be: the chat works, or says why, calmly to the visitor and in the console
// to the owner.

import { test } from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { GREETING, messages, openChat, ready, say, talks } from './chat.mjs';
import { embed } from './embed.mjs';
import { start } from './relay.mjs';

const at = bench(start);

test('a relay that does not serve this version says so calmly, with another way, and the composer is closed', async (t) => {
  const { page } = await openChat(at, t, {
    before: (page) =>
      page.routeWebSocket('**/v1/socket', (socket) => {
        socket.onMessage((text) => JSON.parse(text).hello && (socket.send(JSON.stringify({ refused: { code: 'version_unsupported' } })), socket.close()));
      }),
  });
  await ready(page);
  await say(page, 'hello');
  const status = page.getByRole('status').filter({ hasText: /\S/ }).filter({ has: page.getByRole('link') });
  await status.waitFor();
  assert.equal(await status.getByRole('link', { name: 'You can reach us here instead.' }).getAttribute('href'), 'mailto:help@example.com');
  assert.equal(await page.locator('#baton-composer').evaluate((form) => form.inert), true);
  assert.notEqual(await page.evaluate(() => document.activeElement.localName), 'body', 'the focus is not lost');
  assert.deepEqual(page.complaints, []);
});

test('what a relay of another age sends and this chat does not know is passed over', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await talks(page, relay, 'one');
  relay.tell({ from_the_future: { deep: [1, { two: null }] } });
  relay.hint({ unheard_of: {} });
  relay.commit({ hologram: { shape: 'fern' } });
  relay.tell({ events: [] });
  await talks(page, relay, 'two');
  assert.deepEqual((await messages(page)).filter((text) => text), [GREETING, 'one', 'You said one.', 'two', 'You said two.']);
  assert.deepEqual(page.complaints, []);
});

test('a parent page that talks nonsense gets no further than a refusal', async (t) => {
  const { page, relay, frame, call } = await embed(at, t);
  await page.evaluate(() => {
    const call = (id, method, args) => ({ t: 'call', id, method, args });
    for (const message of [
      null, undefined, 7, 'noise', [], {}, { t: 'nonsense' }, { t: '__proto__' }, { t: 'viewport', full: 'yes', height: '<b>', safe: 7 },
      { t: 'init', options: 'x' }, { t: 'init' }, { t: 'shown' }, { t: 'page', page: { a: 1 } }, { t: 'answer', id: {} },
      { t: 'init', options: { initialMessage: ['<img src=x onerror="window.ran=1">', { text: 'x' }], theme: { accent: 'url(https://elsewhere.example/x)', 'x;y': 7, mode: 'purple' } } },
      { t: 'call' }, call('a', 'send'), call({}, 'constructor', []), call(900, '__proto__', []), call(901, 'send', [{ text: 7 }]), call(902, 'identify', ['Ada']), call(903, 'prefill', [null]), call(904, 'setTheme', [undefined]), call(905, 'intercept', [1, 2]),
    ]) window.port.postMessage(message);
    const frame = document.querySelector('iframe').contentWindow;
    for (const data of ['noise', { baton: 1 }, { baton: 1, nonce: {} }]) frame.postMessage(data, '*');
  });
  assert.equal((await call('send', 'hello')).ok, true);
  await eventually('the message', () => relay.said.includes('hello'));
  assert.equal(await frame.locator('[role=log] img').count(), 0, 'a text stays a text');
  assert.equal(await frame.evaluate(() => window.ran), undefined);
  assert.equal(await frame.getByRole('textbox', { name: 'Message' }).isEditable(), true);
  assert.deepEqual(page.complaints, []);
});

for (const [what, options, told] of [
  ['a user that is a text', { user: 'Ada' }, undefined],
  ['a name that is a number', { user: { name: 7 } }, /“user\.name” must be a text/],
  ['data that is a list', { user: { customData: { plan: ['gold'] } } }, /“user\.customData\.plan” must be a text, a number, true or false/],
  ['a first message that is a number', { initialMessage: 7 }, /“initialMessage” must be a text or a list of texts/],
  ['a language that is a number', { locale: 7 }, undefined],
  ['a theme that is a list', { theme: [1] }, undefined],
  ['an option of no such name', { initialMesage: 'Hi' }, /unknown option “initialMesage”; did you mean “initialMessage”/],
]) {
  test(`${what}: the console says so where it has no effect, and the chat works`, async (t) => {
    const { page, relay, got, call } = await embed(at, t, { options });
    assert.equal((await call('send', 'hello')).ok, true);
    await eventually('the message', () => relay.said.includes('hello'));
    if (told) await eventually('the console is told', async () => (await got('warn')).some(({ text }) => told.test(text)));
    assert.deepEqual(page.complaints, []);
  });
}
