// The composer and the colours of the chat document, as boot.js and the stylesheet make them, with a stand-in for the
// module alone.

import test from 'node:test';
import { assert, bench, eventually } from './browser.mjs';

const at = bench();

/** The chat as a page of its own. */
async function chat(t, options) {
  const page = await at.open(t, `${at.chat.origin}/chat/real/`, options);
  await page.waitForFunction(() => window.heard);
  return page;
}

/** Pastes or drops a text, a file or both; says whether boot.js took it over. */
const give = (page, kind, given) =>
  page.evaluate(
    ({ kind, text, file }) => {
      const data = new DataTransfer();
      if (text) data.setData('text/plain', text);
      if (file) data.items.add(new File(['x'], file, { type: 'image/png' }));
      const how = { bubbles: true, cancelable: true };
      const event =
        kind === 'paste'
          ? new ClipboardEvent(kind, { ...how, clipboardData: data })
          : new DragEvent(kind, { ...how, dataTransfer: data });
      return !document.querySelector('textarea').dispatchEvent(event);
    },
    { kind, ...given },
  );

for (const [kind, given, taken, picked] of [
  ['paste', { file: 'shot.png' }, true, ['shot.png']],
  ['paste', { text: 'a table', file: 'table.png' }, false, []],
  ['drop', { file: 'shot.png' }, true, ['shot.png']],
  ['dragover', { file: 'shot.png' }, true, []],
  ['drop', { text: 'a text' }, false, []],
  ['dragover', { text: 'a text' }, false, []],
]) {
  test(`${kind} of ${Object.keys(given).join(' and ')} is ${taken ? 'taken' : 'left to the field'}`, async (t) => {
    const page = await chat(t);
    assert.equal(await give(page, kind, given), taken);
    assert.deepEqual(await page.evaluate(() => picked), picked);
  });
}

test('Escape closes the chat, but not while it cancels a composition', async (t) => {
  const page = await at.open(t, at.page({ attributes: null }));
  await page.evaluate(async (src) => {
    window.said = [];
    const frame = document.createElement('iframe');
    frame.src = src;
    document.body.append(frame);
    await new Promise((resolve) => (frame.onload = resolve));
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => said.push(data.t);
    frame.contentWindow.postMessage({ baton: 1, nonce: 'abc' }, new URL(src).origin, [port2]);
  }, `${at.chat.origin}/chat/real/#abc`);
  await eventually(() => page.evaluate(() => said.includes('painted')));
  const escape = (more) =>
    page.frames()[1].evaluate((more) => {
      const event = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true, ...more });
      document.querySelector('textarea').dispatchEvent(event);
    }, more);
  const closes = () => page.evaluate(() => said.filter((word) => word === 'close').length);
  await escape({ isComposing: true });
  await escape({ keyCode: 229 });
  await escape({});
  await eventually(closes);
  assert.equal(await closes(), 1);
});

test('what is typed beside any field starts in the composer, and a command does not', async (t) => {
  const page = await chat(t);
  const field = page.locator('textarea');
  await page.evaluate(() => document.activeElement.blur());
  for (const key of ['Space', 'Control+b', 'ArrowDown']) await page.keyboard.press(key);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
  await page.keyboard.type('Hello');
  assert.equal(await field.inputValue(), 'Hello');
});

test('an empty field has the direction of the page, and a text its own', async (t) => {
  const page = await chat(t);
  const direction = () => page.evaluate(() => getComputedStyle(document.querySelector('textarea')).direction);
  await page.evaluate(() => batonBoot.setLocale('ar'));
  await page.locator('html[dir=rtl]').waitFor();
  assert.equal(await direction(), 'rtl');
  await page.fill('textarea', 'Hello');
  assert.equal(await direction(), 'ltr');
  await page.fill('textarea', '');
  assert.equal(await direction(), 'rtl');
});

test("a message sent early has its own direction inside a bubble of the page's", async (t) => {
  const page = await at.open(t, at.page({ attributes: null }));
  await page.route('**/module.js', () => {}); // never comes
  await page.goto(`${at.chat.origin}/chat/real/`, { waitUntil: 'commit' });
  await page.waitForFunction(() => window.batonBoot);
  await page.evaluate(() => batonBoot.setLocale('ar'));
  await page.locator('html[dir=rtl]').waitFor();
  await page.fill('textarea', 'Hello');
  await page.press('textarea', 'Enter');
  const direction = (of) => page.locator(of).evaluate((element) => getComputedStyle(element).direction);
  assert.equal(await direction('.baton-bubble'), 'rtl');
  assert.equal(await direction('.baton-bubble p'), 'ltr');
});

/** Whether the send button's arrow is light or dark, in whatever form the colour is computed. */
const ink = (page) =>
  page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d');
    context.fillStyle = getComputedStyle(document.querySelector('#baton-send')).color;
    context.fillRect(0, 0, 1, 1);
    return context.getImageData(0, 0, 1, 1).data[0] > 127 ? 'light' : 'dark';
  });

for (const [accent, wanted] of [
  ['#ffe066', 'dark'],
  ['white', 'dark'],
  ['oklch(0.9 0.1 100)', 'dark'],
  ['#123456', 'light'],
  ['oklch(0.3 0.1 260)', 'light'],
]) {
  test(`text on ${accent} is ${wanted} at once`, async (t) => {
    const page = await chat(t);
    await page.evaluate((accent) => batonBoot.setTheme({ accent }), accent);
    assert.equal(await ink(page), wanted);
  });
}

test('text on the accent follows the scheme', async (t) => {
  const page = await chat(t, { colorScheme: 'light' });
  await page.evaluate(() => batonBoot.setTheme({ accent: '#123456', 'accent-dark': '#ffe066' }));
  assert.equal(await ink(page), 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await ink(page), 'dark');
  await page.evaluate(() => batonBoot.setTheme('light'));
  assert.equal(await ink(page), 'light');
});
