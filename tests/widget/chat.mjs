// A page with the chat in it, and what the tests ask of it again and again.

import { eventually } from './browser.mjs';
import { Relay } from './relay.mjs';

export const GREETING = 'Hello! Ask me anything.';
const panel = { viewport: { width: 400, height: 704 } };

/** A chat as a page of its own, with a relay behind it. `before` is done before it loads. */
export async function openChat(bench, t, { before, relay = new Relay(), context, ...options } = {}) {
  const page = await (context ?? (await bench.context(t, { ...panel, ...options }))).newPage();
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(error.message));
  await relay.serve(page);
  await before?.(page);
  await page.goto(bench.servers.chat);
  return { page, relay };
}

/** Waits until the module has taken over. */
export const ready = (page) => page.getByRole('log').waitFor();

export const composer = (page) => page.getByRole('textbox', { name: 'Message' });

export async function say(page, text) {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

export const messages = (page) => page.getByRole('log').locator('.baton-bubble').allInnerTexts();

/** Waits until the conversation reads so. */
export async function reads(page, ...wanted) {
  const same = async () => JSON.stringify(await messages(page)) === JSON.stringify(wanted);
  await eventually(`the conversation reads ${wanted.join(' / ')}`, same);
}

/** Said, acknowledged, answered. */
export async function talks(page, relay, text = 'hello') {
  await say(page, text);
  await eventually('it is said', () => relay.said.includes(text));
  relay.botSays(`You said ${text}.`);
  await page.getByRole('log').getByText(`You said ${text}.`).waitFor();
}
