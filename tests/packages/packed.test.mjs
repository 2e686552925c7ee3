// The packages from their tarballs: what is in them, what the compiler says of an app, and the samples in a browser.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { publint } from 'publint';
import { assert, bench, calls, eventually, heard, inside, launcher, panel, settle, untilOpen } from '../loader/browser.mjs';
import { bundle, file, install, packages, pageOf, typeErrors } from './install.mjs';
import { playRelay } from './page.mjs';

const at = bench();
let installed;
/** The app's folder; made by the first test that wants it. */
const app = () => (installed ??= install()).app;
after(() => installed?.remove());

/** Opens a sample, its script beside it. */
async function open(t, name, { token, headers, apiUrl = `${at.chat.origin}/` } = {}) {
  const script = bundle(app(), join(name, name === 'baton-react' ? 'main.tsx' : 'main.ts'));
  const address = at.page({ attributes: null, before: pageOf(name, apiUrl, token), headers, files: { '/main.js': script } });
  return at.open(t, address);
}

const lines = (page) => page.console.filter((line) => line.includes('Baton:'));
const tags = (page) => page.locator('script[data-token]').count();

for (const name of packages) {
  test(`${name} is packed with what it names, and nothing else`, async () => {
    const { messages } = await publint({ pkgDir: join(app(), 'node_modules', name), strict: true, pack: false });
    assert.deepEqual(messages, []);
    const packed = JSON.parse(readFileSync(join(app(), 'node_modules', name, 'package.json'), 'utf8'));
    assert.deepEqual([packed.version, packed.license, packed.private, packed.publishConfig], ['0.1.0', 'Apache-2.0', false, undefined]);
    assert.ok(existsSync(join(app(), 'node_modules', name, 'LICENSE')) && existsSync(join(app(), 'node_modules', name, 'README.md')));
    assert.ok(!existsSync(join(app(), 'node_modules', name, 'src')));
    const { dependencies = {} } = packed;
    assert.deepEqual(Object.keys(dependencies), name === 'baton-react' ? ['baton-web'] : []);
  });
}

test('the types have one owner', () => {
  const owned = readFileSync(file('public/baton.d.ts'), 'utf8');
  const packed = readFileSync(join(app(), 'node_modules/baton-web/dist/baton.d.ts'), 'utf8');
  assert.equal(packed, `${owned}\nexport type { Baton };\n`);
});

for (const moduleResolution of ['bundler', 'node16']) {
  test(`an app compiles under moduleResolution ${moduleResolution}`, () => {
    assert.equal(typeErrors(app(), moduleResolution), '');
  });
}

test('on a server nothing happens, and nothing fails', async () => {
  const text = bundle(app(), 'baton-react/server.tsx', { platform: 'node', banner: { js: 'import { createRequire } from "node:module"; const require = createRequire("file:///");' } });
  const { html } = await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
  assert.equal(html, '<button disabled="">not yet</button>');
  const { load } = await import(join(app(), 'node_modules/baton-web/dist/index.js'));
  const chat = load({ apiUrl: 'https://chat.example.com/', token: 'shop' });
  await chat.ready;
  assert.deepEqual([await chat.open(), typeof chat.on('open', () => {}), typeof chat.beforeSend(() => null)], [undefined, 'function', 'function']);
});

test('baton-web: the sample opens, sends, listens, and stops listening', async (t) => {
  const page = await open(t, 'baton-web');
  await launcher(page).waitFor();
  await page.locator('main[data-chat=ready]').waitFor();
  assert.equal(await launcher(page).textContent(), 'Help');
  assert.deepEqual(page.asked.filter((address) => /embed\.js/.test(address)), [`${at.chat.origin}/v1/embed.js`]);
  await page.locator('#help').click();
  await untilOpen(page);
  const frame = await inside(page);
  const [{ options }] = await heard(frame, 'init');
  assert.deepEqual(options, {
    ...{ token: 'shop', initialMessage: 'Hello! How can I help?', position: 'right' },
    user: { name: 'Ada Lovelace', customData: { plan: 'gold' } },
  });
  await page.locator('#ask').click();
  await page.locator('#raw').click();
  await eventually(async () => (await calls(frame)).length === 2);
  assert.deepEqual(await calls(frame), [['send', 'Where is my order?'], ['setLocale', 'fr']]);
  await frame.evaluate(() => window.say({ t: 'unread', count: 2 }));
  await page.locator('#unread', { hasText: '2' }).waitFor();
  await page.locator('#quiet').click();
  await frame.evaluate(() => window.say({ t: 'unread', count: 5 }));
  await eventually(async () => (await launcher(page).getAttribute('data-unread')) === '5');
  assert.equal(await page.locator('#unread').textContent(), '2');
  assert.deepEqual([page.errors, lines(page)], [[], []]);
});

test('baton-web: once for each token, gone after destroy, and back again', async (t) => {
  const page = await open(t, 'baton-web');
  await page.locator('main[data-chat=ready]').waitFor();
  await page.locator('#again').click();
  await settle(page);
  assert.deepEqual([await tags(page), await page.locator('baton-chat').count()], [1, 1]);
  await page.locator('#gone').click();
  await page.locator('baton-chat').waitFor({ state: 'detached' });
  assert.equal(await tags(page), 0);
  await page.locator('#help').click(); // a call to what is gone is no error of the page
  await page.locator('#again').click();
  await launcher(page).click();
  await untilOpen(page);
  assert.deepEqual([await tags(page), page.errors], [1, []]);
});

test('baton-web: a page with a strict policy hands its nonce on', async (t) => {
  const strict = `script-src 'nonce-abc' 'self'; trusted-types baton; require-trusted-types-for 'script'`;
  const page = await open(t, 'baton-web', { headers: { 'content-security-policy': strict } });
  await page.locator('main[data-chat=blocked]').waitFor();
  assert.match(lines(page).join('\n'), /Baton: this page's policy blocks .*\/v1\/embed\.js\. Add its origin/);
  assert.equal(await page.locator('#mail').isVisible(), true);
  const before = pageOf('baton-web', `${at.chat.origin}/`).replace('<main', '<main data-nonce="abc"');
  const files = { '/main.js': bundle(app(), 'baton-web/main.ts') };
  const other = await at.open(t, at.page({ attributes: null, before, headers: { 'content-security-policy': strict }, files }));
  await other.locator('main[data-chat=ready]').waitFor();
  assert.deepEqual([other.errors, lines(other), page.errors], [[], [], []]);
});

test('baton-web: says why where the script cannot be loaded', async (t) => {
  const wrong = await open(t, 'baton-web', { apiUrl: `${at.chat.origin}/elsewhere/` });
  await wrong.locator('main[data-chat=unreachable]').waitFor();
  assert.match(lines(wrong).join('\n'), /error: Baton: .*\/elsewhere\/v1\/embed\.js could not be fetched\. Check apiUrl/);
  assert.equal(await tags(wrong), 0, 'nothing is left of the try');

  const refused = await open(t, 'baton-web', { token: 'sk-secret' });
  await refused.locator('main[data-chat=refused]').waitFor();

  const offline = await open(t, 'baton-web', { apiUrl: `${at.chat.origin}/elsewhere/` });
  await offline.locator('main[data-chat=unreachable]').waitFor();
  await offline.context().setOffline(true);
  await offline.locator('#again').click();
  await eventually(() => lines(offline).some((line) => /the device is offline/.test(line)));
  assert.deepEqual([wrong.errors, offline.errors], [[], []]);
});

test('baton-react: one chat under StrictMode, told of what changes, gone when unmounted', async (t) => {
  const page = await open(t, 'baton-react');
  await page.locator('#help:enabled').click();
  await untilOpen(page);
  const frame = await inside(page);
  assert.deepEqual([await tags(page), await page.locator('baton-chat').count()], [1, 1]);
  assert.equal(await page.locator('#help').getAttribute('aria-pressed'), 'true');
  await page.locator('#ada').click();
  await page.locator('#fr').click();
  await eventually(async () => (await calls(frame)).length === 2);
  assert.deepEqual(await calls(frame), [['identify', { name: 'Ada', jwt: true }], ['update', { locale: 'fr' }]]);
  await frame.evaluate(() => window.say({ t: 'token', id: 'jwt' }));
  await eventually(async () => (await calls(frame)).some(([, given]) => given?.jwt === 'token-of-Ada'));
  await frame.evaluate(() => window.say({ t: 'unread', count: 4 }));
  await page.locator('#help', { hasText: '4' }).waitFor();
  await page.locator('#nobody').click();
  await eventually(async () => (await calls(frame)).some(([method]) => method === 'logout'));
  await page.locator('#there').click();
  await page.locator('baton-chat').waitFor({ state: 'detached' });
  assert.equal(await tags(page), 0);
  assert.equal(await page.locator('#help').isEnabled(), false);
  await page.locator('#there').click();
  await page.locator('#help:enabled').click();
  await untilOpen(page);
  assert.deepEqual([page.errors, lines(page)], [[], []]);
});

test('baton-react: a page that gives way to another leaves an open chat as it is', async (t) => {
  const page = await open(t, 'baton-react');
  await page.locator('#help:enabled').click();
  await untilOpen(page);
  const frame = await inside(page);
  await frame.evaluate(() => (window.mark = 'the same'));
  await page.locator('#cart').click();
  await settle(page);
  assert.equal(await frame.evaluate(() => window.mark), 'the same');
  assert.equal(await panel(page).isVisible(), true);
});

test('baton-react: where the chat cannot be, the page shows another way', async (t) => {
  const page = await open(t, 'baton-react', { apiUrl: `${at.chat.origin}/elsewhere/` });
  await page.getByText('Write to us').waitFor();
  assert.equal(lines(page).length, 1);
  assert.deepEqual(page.errors, []);
});

test('baton-client: the sample sends, shows what comes, and survives a cut', async (t) => {
  const page = await at.open(t, at.page({ attributes: null }));
  const relay = await playRelay(page, `${at.chat.origin}/`);
  const script = bundle(app(), 'baton-client/main.ts');
  await page.goto(at.page({ attributes: null, before: pageOf('baton-client', `${at.chat.origin}/`), files: { '/main.js': script } }));
  await page.locator('main[data-connection=open]').waitFor();
  await page.locator('input').fill('Where is my order?');
  await page.keyboard.press('Enter');
  await page.locator('li', { hasText: /^You: Where is my order\?$/ }).waitFor();
  relay.commit({ bot: { turn: 't-1', blocks: [{ paragraph: [{ text: 'Which one?' }] }] } });
  await page.locator('li', { hasText: 'Bot: Which one?' }).waitFor();
  relay.cut();
  await page.locator('main:not([data-connection=open])').waitFor();
  await page.locator('main[data-connection=open]').waitFor();
  await page.locator('#person').click();
  await page.locator('main[data-stage=requested]').waitFor();
  await page.reload();
  await page.locator('main[data-stage=requested]').waitFor();
  assert.deepEqual(await page.locator('li').allTextContents(), ['You: Where is my order?', 'Bot: Which one?']);
  assert.equal(relay.said('hello').at(-1).session, relay.said('hello')[0].session, 'the session is kept');
  assert.deepEqual(page.errors, []);
});
