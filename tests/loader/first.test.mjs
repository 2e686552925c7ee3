// What the chat document asks for first is fetched beside it where a browser shares that between page and frame.

import { readFileSync } from 'node:fs';
import test from 'node:test';
import { assert, bench, eventually, launcher, settle, untilOpen } from './browser.mjs';
import { file } from './loader.mjs';

const at = bench();
const NAMES = ['chat-0123456789abcdef.css', 'boot-0123456789abcdef.js'];

/** A page whose loader is told of the two files, as a release build does. */
async function named(t, change = (address) => address) {
  const relay = at.chat.origin;
  const policy = `default-src 'self'; script-src 'self' ${relay}; frame-src ${relay}; connect-src ${relay}; img-src 'self' data:`;
  const files = { '/own.js': "window.refused = []; addEventListener('securitypolicyviolation', ({ effectiveDirective }) => refused.push(effectiveDirective))" };
  const address = at.page({ before: '<script src="/own.js"></script>', files, headers: { 'content-security-policy': policy } });
  const source = readFileSync(file('public/embed.js'), 'utf8').replace('FIRST = []', `FIRST = ${JSON.stringify(NAMES)}`);
  const page = await at.open(t, 'about:blank');
  await page.context().route(`${relay}/embed.js`, (route) => route.fulfill({ contentType: 'text/javascript', body: source }));
  await page.goto(change(address));
  await launcher(page).waitFor();
  await settle(page);
  return page;
}

const fetched = () => at.chat.seen.filter((path) => NAMES.includes(path.replace('/assets/', ''))).map((path) => path.replace('/assets/', ''));

test('on a page of the same site they are fetched with the frame, not before, and the page’s policy has nothing against it', async (t) => {
  at.chat.seen.length = 0;
  const page = await named(t);
  assert.deepEqual(fetched(), []);
  await launcher(page).click();
  await untilOpen(page);
  await eventually(() => fetched().length === 2);
  assert.deepEqual(fetched().sort(), [...NAMES].sort());
  assert.deepEqual(await page.evaluate(() => refused), []);
});

test('on a page of another site they would be fetched twice, and are left to the frame', async (t) => {
  at.chat.seen.length = 0;
  const page = await named(t, (address) => address.replace('127.0.0.1', 'localhost'));
  await launcher(page).click();
  await eventually(() => at.chat.seen.includes('/assets/panel.js'));
  await settle(page);
  assert.deepEqual(fetched(), []);
});
