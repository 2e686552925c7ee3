// theme: 'host' follows the page, by whatever it tells its own theme.

import test from 'node:test';
import { assert, bench, calls, eventually, heard, inside, launcher, settle } from './browser.mjs';

const at = bench();
const attributes = 'data-token="shop" data-theme="host"';

const root = (text) => `<script>(({ documentElement: html, body }) => { ${text} })(document)</script>`;

for (const [name, before, wanted, options] of [
  ['no theme at all, for a visitor who prefers dark', '', 'light', { colorScheme: 'dark' }],
  ['color-scheme: dark', '<style>:root { color-scheme: dark }</style>', 'dark'],
  ['color-scheme: light dark, for a visitor who prefers dark', '<style>:root { color-scheme: light dark }</style>', 'dark', { colorScheme: 'dark' }],
  ['color-scheme: light dark, for a visitor who prefers light', '<style>:root { color-scheme: light dark }</style>', 'light', { colorScheme: 'light' }],
  ['data-bs-theme', root("html.dataset.bsTheme = 'dark'"), 'dark'],
  ['data-theme', root("html.dataset.theme = 'my-dark'"), 'dark'],
  ['data-color-mode', root("html.dataset.colorMode = 'light'"), 'light', { colorScheme: 'dark' }],
  ['the class dark of <html>', root("html.classList.add('dark')"), 'dark'],
  ['the class dark of <body>', root("body.classList.add('dark')"), 'dark'],
]) {
  test(`a page with ${name} has a ${wanted} chat from its first moment`, async (t) => {
    const page = await at.open(t, at.page({ before, attributes }), options);
    await launcher(page).hover();
    const [init] = await heard(await inside(page), 'init');
    assert.equal(init.options.theme, wanted);
  });
}

test('a page that changes its theme changes that of the chat, once each time', async (t) => {
  const page = await at.open(t, at.page({ before: '<style>.night { color-scheme: dark }</style>', attributes }));
  await launcher(page).hover();
  const frame = await inside(page);
  for (const [change, count] of [
    ["document.documentElement.classList.add('dark')", 1],
    ["document.documentElement.classList.add('other')", 1],
    ["document.documentElement.classList.remove('dark')", 2],
    ["document.documentElement.dataset.bsTheme = 'dark'", 3],
    ['delete document.documentElement.dataset.bsTheme', 4],
    ["document.documentElement.className = 'night'", 5],
    ["document.documentElement.className = ''", 6],
    ["document.body.replaceWith(Object.assign(document.createElement('body'), { className: 'dark' }))", 7],
    ["document.body.className = ''", 8],
  ]) {
    await page.evaluate(change);
    await eventually(async () => (await calls(frame)).length === count);
    await settle(page);
  }
  assert.deepEqual((await calls(frame)).map(([method, mode]) => `${method} ${mode}`), ['dark', 'light', 'dark', 'light', 'dark', 'light', 'dark', 'light'].map((mode) => `setTheme ${mode}`));
});

test('with an accent, the accent stays', async (t) => {
  const page = await at.open(t, at.page({ before: root("html.classList.add('dark')"), attributes: `${attributes} data-accent="#123456"` }));
  await launcher(page).hover();
  const [init] = await heard(await inside(page), 'init');
  assert.deepEqual(init.options.theme, { accent: '#123456', mode: 'dark' });
});

test('without it nobody watches the page, and a visitor who prefers dark is the frame’s own matter', async (t) => {
  const page = await at.open(t, at.page(), { colorScheme: 'dark' });
  await launcher(page).hover();
  const frame = await inside(page);
  await page.evaluate(() => document.documentElement.classList.add('dark'));
  await settle(page);
  assert.deepEqual(await calls(frame), []);
  assert.ok(!page.asked.some((address) => address.endsWith('/theme.js')));
});
