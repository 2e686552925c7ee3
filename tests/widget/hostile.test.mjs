// A page, a browser and a clock that are not as they should be: the chat works, or says why, calmly to the visitor and in
// the console to the owner.

import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { assert, bench, eventually } from './browser.mjs';
import { composer, GREETING, messages, openChat, reads, ready, say } from './chat.mjs';
import { embed } from './embed.mjs';
import { Relay, start } from './relay.mjs';

const at = bench(start);
const HOUR_MS = 3_600_000;

/** Said, acknowledged, answered. */
async function talks(page, relay, text = 'hello') {
  await say(page, text);
  await eventually('it is said', () => relay.said.includes(text));
  relay.botSays(`You said ${text}.`);
  await page.getByRole('log').getByText(`You said ${text}.`).waitFor();
}

for (const [what, ahead] of [['nine hours ahead', 9], ['eleven hours behind', -11], ['three years behind', -3 * 8766]]) {
  test(`a clock that is ${what}: everything is said once and in order, and the connection is kept`, async (t) => {
    const { page, relay } = await openChat(at, t, {
      before: (page) =>
        page.addInitScript((ahead) => {
          const { now } = Date;
          window.Date = class extends Date {
            constructor(...given) {
              super(...(given.length ? given : [now() + ahead]));
            }
            static now() {
              return now() + ahead;
            }
          };
        }, ahead * HOUR_MS),
    });
    await ready(page);
    await say(page, 'one');
    await say(page, 'two');
    await eventually('both are said', () => relay.said.length === 2);
    relay.botSays('three');
    await reads(page, GREETING, 'one', 'two', 'three');
    // After a cut its waits are measured by the same clock.
    relay.cut();
    await page.getByText('Reconnecting…').waitFor();
    relay.mend();
    await talks(page, relay, 'four');
    await reads(page, GREETING, 'one', 'two', 'three', 'four', 'You said four.');
    assert.doesNotMatch(await page.getByRole('log').innerText(), /NaN|Invalid/);
    assert.equal(relay.frames.filter(({ hello }) => hello).length, 2);
    assert.deepEqual(page.complaints, []);
  });
}

test('without crypto.randomUUID and with frozen prototypes inside, the chat works', async (t) => {
  const { page, relay } = await openChat(at, t, {
    before: (page) =>
      page.addInitScript(() => {
        Object.defineProperty(crypto, 'randomUUID', { value: undefined });
        for (const each of [Object, Array, Function, Promise, Map, Set, String, RegExp, Error, EventTarget, Node, Element, HTMLElement]) Object.freeze(each.prototype);
      }),
  });
  await ready(page);
  await talks(page, relay);
  assert.deepEqual(page.complaints, []);
});

/** A browser whose own settings keep sites from keeping anything: cookies are blocked, and storage with them. */
async function withoutCookies(t, setting) {
  const folder = mkdtempSync(join(tmpdir(), 'baton-cookies-'));
  mkdirSync(join(folder, 'Default'));
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify({ profile: setting }));
  const executablePath = process.env.BATON_CHROMIUM || '/usr/bin/chromium';
  const context = await chromium.launchPersistentContext(folder, { executablePath, args: ['--no-sandbox'], locale: 'en-GB' });
  t.after(async () => {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return context;
}

test('in a browser that blocks all cookies the chat works, and says that it ends with the page', async (t) => {
  const context = await withoutCookies(t, { default_content_setting_values: { cookies: 2 } });
  const { page, relay } = await openChat(at, t, { context });
  await ready(page);
  const denied = await page.evaluate(() => {
    try {
      return String(localStorage);
    } catch (error) {
      return error.name;
    }
  });
  assert.equal(denied, 'SecurityError', 'the browser denies storage by itself');
  await page.getByText('Your browser keeps nothing for this chat, so it ends when you leave the page.').waitFor();
  await talks(page, relay);
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual(page.complaints, []);
});

test('in the page of another site, in a browser that blocks cookies of third parties, the chat works and sets none', async (t) => {
  const context = await withoutCookies(t, { block_third_party_cookies: true, cookie_controls_mode: 1 });
  const { page, relay, frame, call } = await embed(at, t, { host: at.servers.otherSite, context });
  assert.equal((await call('send', 'hello')).ok, true);
  await eventually('the message', () => relay.said.includes('hello'));
  await frame.getByRole('log').getByText('hello', { exact: true }).waitFor();
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual(page.complaints, []);
});

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
