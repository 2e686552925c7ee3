// The built chat frame: what a visitor does, and what the network and the browser do to them.

import { test } from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { GREETING, composer, messages, openChat, reads, ready, say } from './chat.mjs';
import { PICTURE, start } from './relay.mjs';

const at = bench(start);

test('text typed and sent before the module runs is kept, and so is the field', async (t) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const { page, relay } = await openChat(at, t, {
    before: (page) => page.route('**/*_bg.wasm', (route) => held.then(() => route.continue())),
  });
  await say(page, 'early');
  await composer(page).pressSequentially('half wri');
  await page.evaluate(() => (window.field = document.activeElement));
  release();
  await ready(page);
  await composer(page).pressSequentially('tten');
  await reads(page, GREETING, 'early');
  assert.equal(await composer(page).inputValue(), 'half written');
  assert.ok(await page.evaluate(() => window.field === document.activeElement && window.field.isConnected));
  assert.deepEqual(relay.said, ['early']);
});

test('what was sent before the module ran and cannot be sent is in the composer again', async (t) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  const { page, relay } = await openChat(at, t, {
    before: (page) => page.route('**/*_bg.wasm', (route) => held.then(() => route.continue())),
  });
  const long = 'much '.repeat(2001).trim();
  await composer(page).fill(long);
  await composer(page).press('Enter');
  await say(page, 'short');
  await composer(page).pressSequentially('and on');
  release();
  await reads(page, GREETING, 'short');
  await page.getByText('This message is too long.').or(page.getByText('Sent', { exact: true })).first().waitFor();
  assert.equal(await composer(page).inputValue(), `${long}\nand on`);
  await eventually('the short one', () => relay.said.length === 1);
  assert.deepEqual(relay.said, ['short']);
});

test('no session is begun before the visitor means to write', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  assert.equal(relay.sessions, 0);
  await composer(page).click();
  await eventually('a session', () => relay.sessions === 1);
});

test('a reload keeps what is unsent and what is being written', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  relay.cut();
  await say(page, 'unsent');
  await composer(page).fill('draft');
  await page.reload();
  await ready(page);
  assert.equal(await composer(page).inputValue(), 'draft');
  relay.mend();
  await page.getByText('Sent', { exact: true }).waitFor();
  assert.deepEqual(relay.said, ['unsent']);
  await reads(page, GREETING, 'unsent');
});

test('two tabs read one conversation', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await say(page, 'one');
  await reads(page, GREETING, 'one');
  const { page: other } = await openChat(at, t, { relay, context: page.context() });
  await reads(other, GREETING, 'one');
  await say(other, 'two');
  await reads(page, GREETING, 'one', 'two');
  await reads(other, GREETING, 'one', 'two');
  assert.equal(relay.sessions, 1);
});

test('after a cut everything is there once, in order', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await say(page, 'one');
  await reads(page, GREETING, 'one');
  relay.cut();
  await say(page, 'two');
  await say(page, 'three');
  relay.botSays('meanwhile');
  await page.getByText('Reconnecting…').waitFor();
  relay.mend();
  await reads(page, GREETING, 'one', 'meanwhile', 'two', 'three');
  await page.getByText('Sent', { exact: true }).waitFor();
  assert.deepEqual(relay.said, ['one', 'two', 'three']);
});

test('where storage is denied the chat works and says that it ends with the page', async (t) => {
  const { page } = await openChat(at, t, {
    before: (page) =>
      page.addInitScript(() => {
        const denied = { get: () => { throw new DOMException('denied', 'SecurityError'); } };
        Object.defineProperty(window, 'localStorage', denied);
      }),
  });
  await page.getByText('it ends when you leave the page').waitFor();
  await say(page, 'hello');
  await reads(page, GREETING, 'hello');
  assert.deepEqual(page.complaints, []);
});

test('where the module cannot run the visitor is shown the way out', async (t) => {
  const { page } = await openChat(at, t, { before: (page) => page.route('**/*_bg.wasm', (route) => route.abort()) });
  const link = page.getByRole('link', { name: 'You can reach us here instead.' });
  assert.equal(await link.getAttribute('href'), 'mailto:help@example.com');
});

test('a refused message says why and can be tried again under its id', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  relay.refuses = 'text_too_long';
  await say(page, 'again');
  await page.getByText('Not sent. This message is too long.').waitFor();
  relay.refuses = undefined;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Sent', { exact: true }).waitFor();
  const ids = relay.frames.flatMap(({ send }) => (send ? [send.id] : []));
  assert.equal(ids.length, 2);
  assert.equal(ids[0], ids[1]);
});

test('buttons say something once; links say where they lead', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await page.getByRole('button', { name: 'Returns' }).click();
  await reads(page, GREETING, 'Returns');
  const { send } = await eventually('the press', () => relay.frames.find(({ send }) => send));
  assert.deepEqual(send.message.postback, { payload: 'returns' });
  assert.equal(await page.getByRole('button', { name: 'Returns' }).count(), 0);
  relay.commit({ bot: { turn: 't', blocks: [{ paragraph: [{ link: { href: 'https://a.example/x', text: [{ text: 'here' }] } }, { link: { href: 'javascript:alert(1)', text: [{ text: ' there' }] } }] }] } });
  await reads(page, GREETING, 'Returns', 'here(a.example) there');
  const links = await page.getByRole('log').getByRole('link').all();
  assert.equal(links.length, 1);
  assert.equal(await links[0].getAttribute('rel'), 'noopener noreferrer nofollow');
});

test('a draft grows, and its message replaces it', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await say(page, 'hello');
  await reads(page, GREETING, 'hello');
  const draft = page.locator('.baton-page > .baton-line .baton-bubble');
  relay.tell({ hint: { draft: { turn: 't', at: 0, text: 'Good' } } });
  relay.tell({ hint: { draft: { turn: 't', at: 4, text: ' day' } } });
  await draft.getByText('Good day').waitFor();
  relay.commit({ bot: { turn: 't', blocks: [{ paragraph: [{ text: 'Good day!' }] }] } });
  await reads(page, GREETING, 'hello', 'Good day!');
  await draft.waitFor({ state: 'hidden' });
});

test('a picture goes out with a text, comes in by the header alone, and opens large', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await page.locator('input[type=file]').setInputFiles([
    { name: 'pot.png', mimeType: 'image/png', buffer: PICTURE },
    { name: 'setup.exe', mimeType: 'application/octet-stream', buffer: PICTURE },
  ]);
  await page.getByText('Files of this type are not accepted here.').waitFor();
  await page.getByRole('progressbar').waitFor({ state: 'detached' });
  await say(page, 'look');
  await page.getByRole('log').getByRole('img', { name: 'pot.png' }).waitFor();
  relay.agentSays('thanks', [{ id: 'sent', name: 'plan.png', media_type: 'image/png', bytes: 100 }]);
  await page.getByRole('button', { name: 'Picture plan.png' }).click();
  await page.getByRole('dialog', { name: 'plan.png' }).getByRole('img').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('the form wants what is required, and is answered once', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await say(page, 'a person please');
  await reads(page, GREETING, 'a person please');
  relay.passTo('requested', 'bot_decided');
  relay.commit({ form: { id: 'who', fields: [{ name: { required: true } }, { email: { required: false } }], optional: false } });
  await page.getByRole('button', { name: 'Continue' }).click();
  const name = page.getByRole('textbox', { name: 'Your name' });
  assert.equal(await name.getAttribute('aria-invalid'), 'true');
  assert.ok(await name.evaluate((field) => field === document.activeElement));
  await name.fill('Ada');
  assert.equal(await name.getAttribute('aria-invalid'), 'false');
  assert.equal(await page.getByText('Please fill this in.').count(), 0, 'it is filled in now');
  await page.getByRole('textbox', { name: 'Your e-mail address' }).fill('ada@example.com');
  await page.getByRole('button', { name: 'Continue' }).click();
  await reads(page, GREETING, 'a person please', 'Ada\n\nada@example.com'.replace('\n\n', '\n'));
  const { form } = relay.frames.flatMap(({ send }) => (send ? [send.message] : [])).at(-1);
  assert.deepEqual(form, { form: 'who', values: [{ name: 'Ada' }, { email: 'ada@example.com' }] });
  await page.getByRole('button', { name: 'Continue' }).waitFor({ state: 'hidden' });
});

test('Enter sends, but not while a word is being composed; Shift and Enter breaks the line', async (t) => {
  const { page, relay } = await openChat(at, t);
  await ready(page);
  await composer(page).fill('に');
  await composer(page).dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true });
  await composer(page).press('Shift+Enter');
  assert.equal(await composer(page).inputValue(), 'に\n');
  await composer(page).press('Enter');
  await reads(page, GREETING, 'に');
  assert.deepEqual(relay.said, ['に']);
});

test('someone who reads further up stays there, and is told of what is new', async (t) => {
  const { page, relay } = await openChat(at, t);
  for (let index = 0; index < 250; index++) relay.botSays(`Line ${index}`);
  await ready(page);
  await composer(page).click();
  await page.getByText('Line 249').waitFor();
  assert.equal(await page.getByText('Line 130', { exact: true }).count(), 0);
  const scroller = page.locator('.baton-scroll');
  await scroller.evaluate((element) => (element.scrollTop = -600));
  const before = await scroller.evaluate((element) => element.scrollTop);
  relay.botSays('The newest');
  const newer = page.getByRole('button', { name: '1 new message' });
  await newer.waitFor();
  assert.ok((await scroller.evaluate((element) => element.scrollTop)) <= before);
  relay.botSays('And one more');
  await page.getByRole('button', { name: '2 new messages' }).click();
  assert.equal(await scroller.evaluate((element) => element.scrollTop), 0);
  await page.locator('.baton-newer').waitFor({ state: 'hidden' });
  const earlier = page.getByRole('button', { name: 'Show earlier messages' });
  // By keys, as somebody does who does not scroll; more comes in once the beginning of what is there is near.
  while (await earlier.isVisible()) await earlier.press('Enter');
  await page.getByText('Line 0', { exact: true }).waitFor({ state: 'attached' });
});
