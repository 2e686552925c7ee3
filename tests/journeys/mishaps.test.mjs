// What a visitor is told when something cannot be: files that are not taken, a text that is too long, a browser that
// keeps nothing, one that may not run the module.

import test from 'node:test';
import { assert, bench } from './browser.mjs';
import { accessible } from './look.mjs';
import { startDemo } from './servers.mjs';
import { Visitor } from './visitor.mjs';

const at = bench(() => startDemo({ environment: { BATON_SITE__SHOP__FILES__MAX_BYTES: '100000' } }));

async function visitorOf(t, prepare = async () => {}) {
  const context = await at.context(t);
  await prepare(context);
  const visitor = new Visitor(await context.newPage());
  await visitor.page.goto(at.servers.shop);
  await visitor.launcher.click();
  return visitor;
}

for (const [what, name, bytes, told] of [
  ['is too large', 'large.pdf', Buffer.alloc(100_001, '%PDF-1.7\n'), 'This file is too large.'],
  ['is of a type that is not taken', 'setup.exe', Buffer.from('MZ'), 'Files of this type are not accepted here.'],
  ['is not what its name says', 'cat.png', Buffer.from('MZ\x90\0\x03'.padEnd(600, '\0')), 'Files of this type are not accepted here.'],
  ['is empty', 'empty.txt', Buffer.alloc(0), 'This file is empty.'],
]) {
  test(`a file that ${what} is refused beside its name, and the chat goes on`, async (t) => {
    const visitor = await visitorOf(t);
    await visitor.ready();
    await visitor.attaches({ name, type: 'application/octet-stream', bytes });
    await visitor.tray.getByText(told).waitFor();
    await accessible(visitor.page, `a refused file: ${what}`);
    await visitor.says('When are you open?');
    await visitor.reads('Tuesday to Friday');
    await visitor.taps(`Remove ${name}`);
    assert.equal(await visitor.tray.count(), 0);
  });
}

test('a text that is too long stays in the composer', async (t) => {
  const visitor = await visitorOf(t);
  await visitor.ready();
  const text = 'fern '.repeat(2001);
  await visitor.says(text);
  await visitor.notices('This message is too long.');
  assert.equal(await visitor.composer.inputValue(), text);
  await visitor.says('When are you open?');
  await visitor.reads('Tuesday to Friday');
});

test('a browser that denies storage says that the chat ends with the page, and chats', async (t) => {
  const visitor = await visitorOf(t, (context) =>
    context.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('Access is denied for this document.', 'SecurityError');
          },
        });
    }),
  );
  await visitor.ready();
  await visitor.notices('Your browser keeps nothing for this chat, so it ends when you leave the page.');
  await visitor.says('When are you open?');
  await visitor.reads('Tuesday to Friday');
  assert.deepEqual(visitor.complaints, []);
});

for (const [why, prepare] of [
  ['cannot be loaded', (context) => context.route('**/*.wasm', (route) => route.abort())],
  [
    'is forbidden by a policy',
    (context) =>
      context.route('**/chat/*/', async (route) => {
        const answer = await route.fetch();
        const policy = answer.headers()['content-security-policy'].replace("'wasm-unsafe-eval'", '');
        await route.fulfill({ response: answer, headers: { ...answer.headers(), 'content-security-policy': policy } });
      }),
  ],
]) {
  test(`where the module ${why}, the visitor is shown another way`, async (t) => {
    const visitor = await visitorOf(t, prepare);
    await visitor.notices('The chat can’t run in this browser just now.');
    const way = visitor.chat.getByRole('link', { name: 'You can reach us here instead.' });
    assert.equal(await way.getAttribute('href'), 'mailto:help@fern-and-fold.example');
    await accessible(visitor.page, `the module ${why}`);
  });
}
