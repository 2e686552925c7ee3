// The tag: its attributes, where its address leads, and more than one of it.

import test from 'node:test';
import { assert, bench, calls, eventually, heard, inside, launcher, panel, settle, untilOpen } from './browser.mjs';

const at = bench();

const tag = (token, more = '') => `<script async src="${at.chat.origin}/embed.js" data-token="${token}" ${more}></script>`;

test('a second tag with the same token changes nothing', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).click();
  const frame = await inside(page);
  await page.evaluate((src) => {
    window.first = Baton;
    return new Promise((resolve) => {
      const again = document.createElement('script');
      Object.assign(again, { src, onload: resolve });
      Object.assign(again.dataset, { token: 'shop', position: 'left', open: 'false' });
      document.body.append(again);
    });
  }, `${at.chat.origin}/embed.js`);
  assert.equal(await page.locator('baton-chat').count(), 1);
  assert.equal(await page.evaluate(() => Baton === first), true);
  assert.equal((await launcher(page).boundingBox()).x, 1280 - 56 - 16);
  assert.equal((await heard(frame, 'init')).length, 1);
  await untilOpen(page);
});

test('another token has a chat of its own; Baton speaks to the first, Baton.sites to each', async (t) => {
  const address = at.page({ after: `<script>addEventListener('baton:ready', () => {}, { once: true })</script>` });
  const page = await at.open(t, address);
  await launcher(page).waitFor();
  await page.evaluate((src) => {
    const other = document.createElement('script');
    Object.assign(other, { src });
    Object.assign(other.dataset, { token: 'bank', position: 'left', label: 'Bank' });
    document.body.append(other);
    return new Promise((resolve) => addEventListener('baton:ready', resolve, { once: true }));
  }, `${at.chat.origin}/embed.js`);
  assert.equal(await page.locator('baton-chat').count(), 2);
  assert.equal(await page.evaluate(() => Baton('send', 'to the first')), 'send done');
  assert.equal(await page.evaluate(() => Baton.sites.get('bank')('send', 'to the second')), 'send done');
  assert.deepEqual(await calls(await inside(page, 'shop')), [['send', 'to the first']]);
  assert.deepEqual(await calls(await inside(page, 'bank')), [['send', 'to the second']]);
  await page.getByRole('button', { name: 'Bank' }).click();
  await untilOpen(page, true, 1);
  await untilOpen(page, false, 0);
});

test('a tag without a token waits for init; what was called before then follows it', async (t) => {
  const page = await at.open(t, at.page({ attributes: 'data-label="Help"' }));
  await eventually(() => page.evaluate(() => Boolean(window.Baton)));
  assert.equal(await page.locator('baton-chat').count(), 0);
  await page.evaluate(() => {
    window.sent = Baton('send', 'early');
    initAiCoPilot({ token: 'late', user: { name: 'Ada' } });
  });
  assert.equal(await page.evaluate(() => sent), 'send done');
  const frame = await inside(page, 'late');
  assert.deepEqual(await calls(frame), [['send', 'early']]);
  const [init] = await heard(frame, 'init');
  assert.deepEqual(init.options, { token: 'late', user: { name: 'Ada' } });
  await page.getByRole('button', { name: 'Help' }).waitFor();
});

test('a token in the queue is enough, whatever was called before it', async (t) => {
  const before = "<script>window.Baton = { q: [[['setLocale', 'fr']], [['hide']], [['init', { token: 'late', label: 'Help' }]], [['show']]] }</script>";
  const page = await at.open(t, at.page({ before, attributes: '' }));
  await page.getByRole('button', { name: 'Help' }).click();
  const frame = await inside(page, 'late');
  assert.deepEqual(await calls(frame), [['setLocale', 'fr']]);
});

for (const [name, src, attributes, prefix] of [
  ['the pinned address', '/v1/embed.js', 'data-token="shop"', ''],
  ['a path prefix', '/backend/embed.js', 'data-token="shop"', '/backend'],
  ['a pinned address below a prefix, with a query', '/backend/v1/embed.js?a=/b', 'data-token="shop"', '/backend'],
  ['data-api-url', '/embed.js', () => `data-token="shop" data-api-url="${at.chat.origin}/backend"`, '/backend'],
  ['data-api-url with a slash', '/embed.js', () => `data-token="shop" data-api-url="${at.chat.origin}/backend/"`, '/backend'],
]) {
  test(`${name} leads to the frame`, async (t) => {
    const given = typeof attributes === 'function' ? attributes() : attributes;
    const page = await at.open(t, at.page({ src: at.chat.origin + src, attributes: given }));
    await launcher(page).hover();
    const frame = await inside(page);
    assert.equal(frame.url(), `${at.chat.origin}${prefix}/chat/shop/`);
  });
}

test('apiUrl of the options picks the frame, and a token is escaped', async (t) => {
  const page = await at.open(t, at.page({ attributes: '' }));
  await eventually(() => page.evaluate(() => Boolean(window.Baton)));
  await page.evaluate((apiUrl) => Baton('init', { token: 'a/b?c', apiUrl }), `${at.chat.origin}/backend`);
  await launcher(page).hover();
  await eventually(() => at.chat.seen.includes('/backend/chat/a%2Fb%3Fc/'));
});

test('an address that is none of the web is refused', async (t) => {
  const page = await at.open(t, at.page({ attributes: '' }));
  await eventually(() => page.evaluate(() => Boolean(window.Baton)));
  const message = await page.evaluate(async () => {
    try {
      await Baton('init', { token: 'x', apiUrl: 'javascript://x/%0awindow.stolen=1' });
    } catch (error) {
      return error.message;
    }
  });
  assert.match(message, /^Baton: bad apiUrl/);
  assert.equal(await page.locator('baton-chat').count(), 0);
});

for (const token of ['ghp_0123456789abcdef', 'sk-live-1234567890', 'app_secret_0123456789', 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln']) {
  test(`a token like ${token.slice(0, 4)}… is refused aloud, makes no frame and is not printed`, async (t) => {
    const page = await at.open(t, at.page({ attributes: `data-token="${token}" data-open data-defer="immediate"` }));
    await eventually(() => page.errors.length);
    await settle(page);
    assert.match(page.errors[0], /^Baton: .*secret token/);
    assert.ok(!`${page.errors} ${page.console}`.includes(token));
    assert.equal(await page.locator('baton-chat').count(), 0);
    assert.ok(!page.asked.some((address) => address.includes(token)));
    assert.ok(await page.evaluate(() => Boolean(Baton.add)), 'a tag after it still works');
  });
}

for (const [attributes, opens] of [
  ['data-open', true],
  ['data-open="true"', true],
  ['data-open="false"', false],
  ['', false],
]) {
  test(`with "${attributes}" the chat is ${opens ? 'open' : 'closed'} at first, and takes no focus`, async (t) => {
    const page = await at.open(t, at.page({ attributes: `data-token="shop" ${attributes}` }));
    await launcher(page).waitFor();
    if (opens) await untilOpen(page);
    await settle(page);
    assert.equal(await launcher(page).getAttribute('aria-expanded'), String(opens));
    assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
    if (opens) assert.deepEqual(await heard(await inside(page), 'shown'), [{ t: 'shown', open: true, focus: false }]);
  });
}

for (const option of ['defaultOpen', 'isOpen']) {
  test(`${option} among queued options opens as well`, async (t) => {
    const before = `<script>window.Baton = { q: [[['init', { ${option}: true }]]] }</script>`;
    const page = await at.open(t, at.page({ before }));
    await untilOpen(page);
  });
}

for (const defer of ['immediate', 'idle']) {
  test(`data-defer="${defer}" makes the frame by itself, hidden`, async (t) => {
    const page = await at.open(t, at.page({ attributes: `data-token="shop" data-defer="${defer}"` }));
    await inside(page);
    assert.equal(await panel(page).isVisible(), false);
  });
}

test('data-defer="manual" draws nothing until asked', async (t) => {
  const page = await at.open(t, at.page({ attributes: 'data-token="shop" data-defer="manual"' }));
  await page.locator('baton-chat').waitFor({ state: 'attached' });
  await settle(page);
  assert.equal(await launcher(page).isVisible(), false);
  await page.evaluate(() => Baton('show'));
  assert.equal(await launcher(page).isVisible(), true);
});

test('data-defer="manual" obeys a show that came before the loader, and an open', async (t) => {
  const before = "<script>window.Baton = { q: [[['show']]] }</script>";
  const attributes = 'data-token="shop" data-defer="manual"';
  const early = await at.open(t, at.page({ before, attributes }));
  await launcher(early).waitFor();
  await early.evaluate(() => Baton('update', { locale: 'fr' }));
  assert.equal(await launcher(early).isVisible(), true);
  const late = await at.open(t, at.page({ attributes }));
  await late.locator('baton-chat').waitFor({ state: 'attached' });
  await late.evaluate(() => Baton('open'));
  await untilOpen(late);
  assert.equal(await launcher(late).isVisible(), true);
});

test("data-trigger takes the page's own elements for a launcher", async (t) => {
  const before = '<p><button class="help" id="help"><b>Help</b></button></p>';
  const page = await at.open(t, at.page({ before, attributes: 'data-token="shop" data-trigger=".help"' }));
  await page.locator('baton-chat').waitFor({ state: 'attached' });
  await settle(page);
  assert.equal(await launcher(page).isVisible(), false);
  await page.click('#help b');
  await untilOpen(page);
  await page.click('#help');
  await untilOpen(page, false);
});

test('language, theme and accent of the tag reach the frame', async (t) => {
  const attributes = 'data-token="shop" data-locale="fr" data-theme="dark" data-accent="#123456" data-turbo-track="reload"';
  const page = await at.open(t, at.page({ attributes }));
  await launcher(page).hover();
  const [init] = await heard(await inside(page), 'init');
  assert.deepEqual(init.options, { token: 'shop', locale: 'fr', theme: { accent: '#123456', mode: 'dark' } });
});

test('elements with data-baton-… work, those that come later too', async (t) => {
  const page = await at.open(t, at.page());
  await launcher(page).waitFor();
  await page.evaluate(() => {
    const texts = { open: '', prefill: 'My order', ask: 'Where is it?', handoff: 'billing', close: '' };
    for (const [verb, text] of Object.entries(texts)) {
      const link = document.createElement('a');
      Object.assign(link, { href: '/elsewhere', textContent: verb, id: verb });
      link.setAttribute(`data-baton-${verb}`, text);
      document.body.append(link, ' ');
    }
  });
  await page.click('#open');
  await untilOpen(page);
  await page.click('#close');
  await untilOpen(page, false);
  for (const verb of ['prefill', 'ask', 'handoff']) await page.click(`#${verb}`);
  await untilOpen(page);
  const frame = await inside(page);
  await eventually(async () => (await calls(frame)).length === 3);
  assert.deepEqual(await calls(frame), [['prefill', 'My order'], ['send', 'Where is it?'], ['handoff', 'billing']]);
  assert.match(page.url(), /page-/);
});
