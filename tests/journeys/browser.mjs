// The browser of a file of tests, and what every test asks of it.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { stopAll } from './servers.mjs';

const executablePath = process.env.BATON_CHROMIUM || '/usr/bin/chromium';
/** For a thing that never comes, not a measure of speed. */
const PATIENCE_MS = 30_000;

export const desktop = { viewport: { width: 1280, height: 900 } };
export const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** Chromium for a file of tests, and servers that `start` gives; `bench.servers` is what it gave. */
export function bench(start) {
  const bench = {};
  before(async () => {
    bench.servers = await start();
    bench.browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  after(async () => {
    await bench.browser?.close();
    await stopAll();
  });
  bench.context = async (t, options = desktop) => {
    const context = await bench.browser.newContext({ locale: 'en-GB', ...options });
    t.after(() => context.close());
    context.setDefaultTimeout(PATIENCE_MS);
    return context;
  };
  return bench;
}

/** Waits until a value is there, and gives it. */
export async function eventually(what, value, patience = PATIENCE_MS) {
  const deadline = Date.now() + patience;
  for (;;) {
    const found = await value();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export { assert };
