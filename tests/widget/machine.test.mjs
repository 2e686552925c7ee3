// A browser and a clock that are not as they should be: the chat works, and says calmly what it cannot do.

import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chromium } from 'playwright-core';
import { assert, bench, eventually } from './browser.mjs';
import { GREETING, openChat, reads, ready, say, talks } from './chat.mjs';
import { embed } from './embed.mjs';
import { start } from './relay.mjs';

const at = bench(start);
const HOUR_MS = 3_600_000;

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
  const denied = await frame.evaluate(() => {
    try {
      return String(localStorage);
    } catch (error) {
      return error.name;
    }
  });
  assert.equal(denied, 'SecurityError', 'the browser denies storage by itself');
  await frame.getByText('Your browser keeps nothing for this chat').waitFor();
  assert.equal((await call('send', 'hello')).ok, true);
  await eventually('the message', () => relay.said.includes('hello'));
  await frame.getByRole('log').getByText('hello', { exact: true }).waitFor();
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual(page.complaints, []);
});
