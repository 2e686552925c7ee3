// Hosts with a strict policy, frames that do not come, and pages that pull the rug away.

import test from 'node:test';
import { assert, bench, calls, eventually, focused, heard, inside, isOpen, launcher, panel, settle, untilOpen } from './browser.mjs';

const at = bench();

const policy = (frames) => ({
  'content-security-policy': `default-src 'none'; script-src ${at.chat.origin} ${at.host.origin}; frame-src ${frames}; require-trusted-types-for 'script'`,
});
const lines = (page, pattern) => page.console.filter((line) => pattern.test(line));

test('a page that allows the relay in script-src and frame-src, and nothing else, is enough', async (t) => {
  const files = { '/own.js': `addEventListener('securitypolicyviolation', (event) => (window.violation = event.violatedDirective), true)` };
  const address = at.page({ headers: policy(at.chat.origin), before: '<script src="/own.js"></script>', files });
  const page = await at.open(t, address);
  await launcher(page).click();
  await untilOpen(page);
  const frame = await inside(page);
  assert.equal(await frame.evaluate(() => heard.length > 0), true);
  assert.equal(await launcher(page).evaluate((button) => getComputedStyle(button).width), '56px');
  await frame.evaluate(() => window.say({ t: 'unread', count: 1 }));
  await page.getByRole('button', { name: /1$/ }).waitFor();
  assert.equal(await page.evaluate(() => window.violation), undefined);
  assert.deepEqual(lines(page, /Content Security|Refused/), []);
});

test('where frame-src forbids it, the console says so at once and the chat opens in a tab', async (t) => {
  const page = await at.open(t, at.page({ headers: policy("'none'") }));
  await launcher(page).click();
  await eventually(() => lines(page, /^error: .*Baton: no chat at .*\/chat\/shop\/.*frame-src/).length);
  await settle(page);
  assert.equal(await panel(page).count(), 0, 'nothing broken is shown');
  assert.equal(await isOpen(page), false);
  assert.notEqual(await launcher(page).getAttribute('aria-busy'), 'true');
  const popup = page.waitForEvent('popup');
  await launcher(page).click();
  assert.equal((await popup).url(), `${at.chat.origin}/chat/shop/`);
});

for (const token of ['refusing', 'silent']) {
  test(`a frame that stays ${token} is taken away after 15 s, and calls fail`, async (t) => {
    const page = await at.open(t, at.page({ attributes: `data-token="${token}"` }), { clock: true });
    await launcher(page).click();
    await eventually(() => at.chat.seen.includes(`/chat/${token}/`));
    assert.equal(await launcher(page).getAttribute('aria-busy'), 'true');
    assert.equal(await panel(page).isVisible(), false, 'nothing broken is shown meanwhile');
    await page.evaluate(() => void (window.sent = Baton('send', 'Hi').catch((error) => error.message)));
    await page.clock.fastForward(14_900);
    assert.equal(await panel(page).count(), 1);
    await page.clock.fastForward(200);
    assert.match(await page.evaluate(() => sent), /embed_origins/);
    assert.equal(await panel(page).count(), 0);
    assert.equal(lines(page, /^error: .*Baton: no chat at/).length, 1);
  });
}

test('a frame that speaks before the module runs is shown, and not given up', async (t) => {
  const page = await at.open(t, at.page({ attributes: 'data-token="unready"' }), { clock: true });
  await launcher(page).click();
  await untilOpen(page);
  await page.clock.fastForward(60_000);
  assert.equal(await panel(page).isVisible(), true);
});

test('after a crash open calls fail, and opening again starts anew', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).click();
  await untilOpen(page);
  const frame = await inside(page);
  assert.match(await page.evaluate(() => Baton('endChat').catch((error) => error.message)), /crashed/);
  assert.equal(await panel(page).isVisible(), true, 'the frame says it in its own words');
  for (const method of ['send', 'handoff', 'prefill', 'update']) {
    const message = await page.evaluate((method) => Baton(method, {}).catch((error) => error.message), method);
    assert.match(message, /crashed/, `${method} is not left waiting`);
  }
  await page.evaluate(() => Baton('close'));
  assert.equal(frame.isDetached(), true);
  await launcher(page).click();
  await untilOpen(page);
  assert.equal(await page.evaluate(() => Baton('send', 'Hi')), 'send done');
});

test('the console hears what the frame warns of', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).hover();
  const frame = await inside(page);
  await frame.evaluate(() => window.say({ t: 'warn', level: 'warn', text: 'unknown option “usr”' }));
  await frame.evaluate(() => window.say({ t: 'warn', level: 'error', text: 'that is a secret' }));
  await frame.evaluate(() => window.say({ t: 'something of a later version' }));
  await eventually(() => lines(page, /secret/).length);
  assert.deepEqual(lines(page, /Baton: /), ['warning: Baton: unknown option “usr”', 'error: Baton: that is a secret']);
  assert.deepEqual(page.errors, []);
});

test('a page that replaces its body keeps the chat as it is', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).click();
  await untilOpen(page);
  const frame = await inside(page);
  await page.evaluate(() => {
    document.body.replaceWith(document.createElement('body'));
    history.pushState(null, '', '/elsewhere');
  });
  await settle(page);
  assert.equal(frame.isDetached(), false);
  assert.equal(await isOpen(page), true);
});

test('a page that clears even <html> gets the launcher back, and an open chat starts anew', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).click();
  await untilOpen(page);
  const first = await inside(page);
  await page.evaluate(() => document.documentElement.replaceChildren(document.createElement('body')));
  await eventually(() => first.isDetached());
  await eventually(() => page.frames().some((frame) => frame !== first && frame.url() === `${at.chat.origin}/chat/shop/`));
  await untilOpen(page);
  assert.equal(await page.evaluate(() => Baton('send', 'Hi')), 'send done');
  assert.equal(await page.locator('baton-chat').count(), 1);
});

test('a frame that reloads itself is replaced by one with a new nonce', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).click();
  const first = await inside(page);
  const [{ nonce }] = await first.evaluate(() => hands);
  await first.evaluate(() => location.reload()).catch(() => {});
  const second = await eventually(() => page.frames().find((frame) => frame !== first && frame.url().endsWith('/chat/shop/')));
  await second.waitForFunction(() => window.hands?.length);
  const [hand] = await second.evaluate(() => hands);
  assert.notEqual(hand.nonce, nonce);
  assert.equal(await page.evaluate(() => Baton('send', 'Hi')), 'send done');
});

test('closing gives the focus back even when the frame is slow to appear', async (t) => {
  const page = await at.open(t, at.page({ attributes: 'data-token="silent"' }));
  await launcher(page).click();
  await launcher(page).click();
  assert.equal(await focused(page), 'button');
  assert.notEqual(await launcher(page).getAttribute('aria-busy'), 'true');
  assert.deepEqual(await panel(page).count(), 1);
});

test('calls made while the frame loads arrive once, after the options', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.evaluate(() => {
    Baton('open');
    Baton('setLocale', 'de');
    Baton('send', 'one');
    return Baton('send', 'two');
  });
  const frame = await inside(page);
  assert.deepEqual(await calls(frame), [['setLocale', 'de'], ['send', 'one'], ['send', 'two']]);
  assert.equal((await frame.evaluate(() => heard[0])).t, 'init');
  assert.equal((await heard(frame, 'init')).length, 1);
});

for (const blockedURI of ['', 'inline', 'https://elsewhere.example/x']) {
  test(`what the policy refuses at "${blockedURI}" is not the chat's`, async (t) => {
    const page = await at.open(t, at.page({ attributes: 'data-token="silent"' }));
    await launcher(page).hover();
    await page.evaluate((blockedURI) => {
      const required = { documentURI: location.href, effectiveDirective: 'img-src', violatedDirective: 'img-src', originalPolicy: '', disposition: 'enforce', statusCode: 200 };
      dispatchEvent(new SecurityPolicyViolationEvent('securitypolicyviolation', { ...required, blockedURI }));
    }, blockedURI);
    assert.equal(await panel(page).count(), 1);
    assert.deepEqual(lines(page, /no chat at/), []);
  });
}
