// One browser for a file of tests, a fresh context for each, and what the tests ask of a page again and again.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { start } from './servers.mjs';

const executablePath = process.env.BATON_CHROMIUM || '/usr/bin/chromium';

/** Servers and browser for a file of tests; `open` gives a page at an address. */
export function bench() {
  const bench = {};
  before(async () => {
    Object.assign(bench, await start());
    bench.browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  after(async () => {
    await bench.browser?.close();
    bench.close?.();
  });
  bench.open = async (t, address, { clock, ...options } = {}) => {
    const context = await bench.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    t.after(() => context.close());
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.console = [];
    page.errors = [];
    page.asked = [];
    page.on('console', (line) => page.console.push(`${line.type()}: ${line.text()}`));
    page.on('pageerror', (error) => page.errors.push(error.message));
    page.on('request', (request) => page.asked.push(request.url()));
    if (clock) await page.clock.install();
    await page.goto(address);
    // From here on its time stands still but for what the test moves.
    if (clock) await page.clock.pauseAt(Date.now() + 3_600_000);
    return page;
  };
  return bench;
}

export const launcher = (page, nth = 0) => page.locator('baton-chat').nth(nth).locator('button[aria-expanded]');
export const panel = (page, nth = 0) => page.locator('baton-chat').nth(nth).locator('iframe');

/** The frame of a chat, once it has taken the handshake. */
export async function inside(page, token = 'shop') {
  // One that gives way to another while it is waited for is not the one that is meant.
  return eventually(async () => {
    const frame = page.frames().find((each) => each.url().includes(`/chat/${token}/`));
    const heardThere = frame?.waitForFunction(() => window.heard?.length).catch((error) => {
      if (!/detached/.test(String(error))) throw error;
    });
    return (await heardThere) && frame;
  });
}

/** What the frame was told, of one kind. */
export const heard = (frame, kind) => frame.evaluate((t) => window.heard.filter((message) => message.t === t), kind);

/** The calls the frame was told of, as [method, …args]. */
export const calls = async (frame) => (await heard(frame, 'call')).map(({ method, args }) => [method, ...args]);

/** Waits until a value is there. The deadline is for a thing that never comes, not a measure of speed. */
export async function eventually(value) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const found = await value();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`never came true: ${value}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Lets everything that a page has begun come to its end: tasks, frames, and what they start. */
export const settle = (page) =>
  page.evaluate(async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  });

export const isOpen = async (page, nth = 0) => (await launcher(page, nth).getAttribute('aria-expanded')) === 'true';

export async function untilOpen(page, wanted = true, nth = 0) {
  await eventually(async () => (await isOpen(page, nth)) === wanted);
}

/** The element that has the focus, the launcher and the panel seen through their shadow root. */
export const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement.shadowRoot?.activeElement ?? document.activeElement;
    return element.id || element.localName;
  });

export { assert };
