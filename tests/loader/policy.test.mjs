// A host page under `default-src 'self'` and the lines of docs/embedding.md: everything works, and each line is needed.

import { readFileSync } from 'node:fs';
import test from 'node:test';
import { assert, bench, eventually, heard, inside, isOpen, launcher, panel, settle, untilOpen } from './browser.mjs';
import { file } from './loader.mjs';

const at = bench();

/** The documented lines, as [directive, sources]. */
const LINES = /^## Content Security Policy[^]*?^```text\n([^]*?)^```/m
  .exec(readFileSync(file('docs/embedding.md'), 'utf8'))[1]
  .split('\n')
  .filter(Boolean)
  .map((line) => line.replace(/;$/, '').split(/ (.*)/).slice(0, 2));

/** A page under the policy, without one of its lines where that is named, whose visitor has chatted before. */
async function under(t, { without, strict = '' } = {}) {
  const lines = LINES.filter(([name]) => name !== without).map((line) => line.join(' '));
  const policy = ["default-src 'self'", ...lines, strict].filter(Boolean).join('; ').replaceAll('https://chat.example.com', at.chat.origin);
  const files = { '/own.js': "window.refused = []; addEventListener('securitypolicyviolation', ({ effectiveDirective }) => refused.push(effectiveDirective))" };
  const page = await at.open(t, at.page({ before: '<script src="/own.js"></script>', files, headers: { 'content-security-policy': policy } }));
  await page.evaluate((key) => (localStorage[key] = 'teaser'), `${at.chat.origin}/chat/shop/`);
  await page.reload();
  return page;
}

const hide = (page) =>
  page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });

test('the documented lines are those of script, frame, connection and icon', () => {
  assert.deepEqual(LINES.map(([name]) => name), ['script-src', 'frame-src', 'connect-src', 'img-src']);
});

for (const [name, strict] of [
  ['', ''],
  [', with Trusted Types required', "require-trusted-types-for 'script'"],
]) {
  test(`under default-src 'self' and the documented lines everything works${name}`, async (t) => {
    const page = await under(t, { strict });
    await page.locator('.baton-teaser').getByRole('button').first().waitFor();
    await page.evaluate(() => Baton('beforeSend', ({ text }) => ({ text: `${text}!` })));
    await launcher(page).click();
    await untilOpen(page);
    const frame = await inside(page);
    await frame.evaluate(() => window.say({ t: 'ask', id: 1, name: 'beforeSend', value: { text: 'hi' } }));
    await eventually(async () => (await heard(frame, 'answer')).length);
    assert.deepEqual((await heard(frame, 'answer'))[0].value, { text: 'hi!' });
    await frame.evaluate(() => window.say({ t: 'unread', count: 1 }));
    await launcher(page).and(page.locator('[data-unread="1"]')).waitFor();
    await hide(page);
    await eventually(async () => (await page.title()) === '(1) Shop');
    await eventually(() => page.evaluate(() => document.querySelector('link[rel="icon"]')?.href.startsWith('data:')));
    const bad = (await page.evaluate(() => Baton('diagnose'))).filter(({ ok }) => !ok);
    assert.deepEqual(bad, []);
    assert.deepEqual(await page.evaluate(() => refused), []);
    assert.deepEqual(page.errors, []);
  });
}

test('without script-src there is no launcher', async (t) => {
  const page = await under(t, { without: 'script-src' });
  await eventually(() => page.evaluate(() => refused.includes('script-src-elem')));
  assert.equal(await page.locator('baton-chat').count(), 0);
});

test('without frame-src the console says so at once, and the chat opens in a tab', async (t) => {
  const page = await under(t, { without: 'frame-src' });
  await launcher(page).click();
  await eventually(() => page.console.some((line) => /Baton: no chat at .*frame-src/.test(line)));
  assert.equal(await panel(page).count(), 0);
});

test('without connect-src nothing is told before the chat is opened, and all else works', async (t) => {
  const page = await under(t, { without: 'connect-src' });
  await eventually(() => page.evaluate(() => refused.includes('connect-src')));
  await settle(page);
  assert.equal(await launcher(page).getAttribute('data-unread'), null);
  await launcher(page).click();
  await untilOpen(page);
});

test('without img-src the title tells and the icon stays as it is', async (t) => {
  const page = await under(t, { without: 'img-src' });
  await launcher(page).hover();
  await (await inside(page)).evaluate(() => window.say({ t: 'unread', count: 1 }));
  await launcher(page).and(page.locator('[data-unread="1"]')).waitFor();
  await hide(page);
  await eventually(async () => (await page.title()) === '(1) Shop');
  await eventually(() => page.evaluate(() => refused.includes('img-src')));
  await settle(page);
  assert.equal(await page.locator('link[rel="icon"]').count(), 0);
});

test("a nonce with 'strict-dynamic' is as good as the relay's name in script-src", async (t) => {
  const html = `<!doctype html><title>Shop</title><body><script nonce="abc" async src="${at.chat.origin}/embed.js" data-token="shop"></script>`;
  const headers = { 'content-security-policy': `script-src 'nonce-abc' 'strict-dynamic'; frame-src ${at.chat.origin}` };
  const page = await at.open(t, at.page({ html, headers }));
  await launcher(page).click();
  await untilOpen(page);
});

test('where the module of the panel is not let through, the failure is that of a frame that does not come', async (t) => {
  const page = await at.open(t, at.page());
  await page.route('**/panel.js*', (route) => route.abort());
  await launcher(page).click();
  await eventually(() => page.console.some((line) => /^error: .*Baton: no chat at .*script-src/.test(line)));
  assert.equal(await panel(page).count(), 0);
  assert.equal(await isOpen(page), false);
  assert.deepEqual(page.errors, []);
  const popup = page.waitForEvent('popup');
  await launcher(page).click();
  assert.equal((await popup).url(), `${at.chat.origin}/chat/shop/`);
  assert.match(await page.evaluate(() => Baton('send', 'Hi').catch((error) => error.message)), /no chat at/);
});

test('frame and module are asked for at the same moment', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.evaluate(() => Baton('open'));
  await untilOpen(page);
  const [frame, module] = await page.evaluate(() =>
    ['/chat/shop/', '/assets/panel.js'].map((end) => {
      const { startTime, responseEnd } = performance.getEntriesByType('resource').find(({ name }) => new URL(name).pathname === end);
      return { startTime, responseEnd };
    }),
  );
  assert.ok(module.startTime <= frame.responseEnd && frame.startTime <= module.responseEnd, 'neither waits for the other');
});
