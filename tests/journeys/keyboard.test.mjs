// The journey's first part without a pointer, and without a look at where things are: Tab, Enter, Escape and letters.

import test from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { startDemo } from './servers.mjs';
import { Visitor } from './visitor.mjs';

const at = bench(() => startDemo());

/** What has the focus, by the name that a screen reader says. */
async function focused(page) {
  const nameOf = () => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.localName === 'iframe'
      ? 'frame'
      : element?.getAttribute('aria-label') || element?.labels?.[0]?.textContent || element?.textContent?.trim() || '';
  };
  const outside = await page.evaluate(nameOf);
  const frame = page.frames().find((each) => each.url().includes('/chat/'));
  return outside === 'frame' ? frame.evaluate(nameOf) : outside;
}

/** Presses a key until something has the focus. */
async function until(page, key, name) {
  const passed = [];
  while (passed.length < 60) {
    const now = await focused(page);
    if (now.startsWith(name)) return;
    passed.push(now);
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never leads to “${name}”, only to ${passed.join(' | ')}`);
}

/** Waits for the focus: between page and frame it comes by a message. */
const has = (page, name) =>
  eventually(`“${name}” has the focus`, async () => (await focused(page)).startsWith(name));

test('by keyboard from the page to the queue, and back to the page', async (t) => {
  const context = await at.context(t);
  const page = await context.newPage();
  const visitor = new Visitor(page);
  await page.goto(at.servers.shop);
  await visitor.launcher.waitFor();
  await until(page, 'Tab', 'Chat with Fern & Fold');
  await page.keyboard.press('Enter');
  await visitor.ready();
  await has(page, 'Message');

  await page.keyboard.type('How long does shipping take?');
  await page.keyboard.press('Enter');
  await visitor.reads('Delivery within the country');
  await has(page, 'Message');

  await until(page, 'Shift+Tab', 'Where is my order?');
  await page.keyboard.press('Enter');
  await visitor.reads('As soon as your parcel leaves us');
  // The button is gone; who pressed it goes on in the composer.
  await has(page, 'Message');

  await until(page, 'Shift+Tab', 'More options');
  await page.keyboard.press('Enter');
  await has(page, 'Talk to a person');
  // Escape closes the menu, not the chat.
  await page.keyboard.press('Escape');
  await has(page, 'More options');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');

  await visitor.chat.getByLabel('Your name').waitFor();
  await until(page, 'Shift+Tab', 'Your name');
  await until(page, 'Tab', 'Continue');
  await page.keyboard.press('Enter');
  await visitor.reads('Please fill this in.');
  // Where something is missing.
  await has(page, 'Your name');
  await page.keyboard.type('Ada Brown');
  await page.keyboard.press('Enter');
  await visitor.notices('You’re in the queue');
  await has(page, 'Message');

  await page.keyboard.press('Escape');
  await has(page, 'Chat with Fern & Fold');
  assert.equal(await visitor.launcher.getAttribute('aria-expanded'), 'false');
});
