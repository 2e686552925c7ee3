// The browser and the servers of a file of tests.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';

const executablePath = process.env.BATON_CHROMIUM || '/usr/bin/chromium';
/** For a thing that never comes, not a measure of speed. */
const PATIENCE_MS = 30_000;

/** Chromium for a file of tests, and what `start` gives as `bench.servers`. */
export function bench(start) {
  const bench = {};
  before(async () => {
    bench.servers = await start();
    bench.browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  after(async () => {
    await bench.browser?.close();
    bench.servers?.stop();
  });
  bench.context = async (t, options) => {
    const context = await bench.browser.newContext({ locale: 'en-GB', ...options });
    t.after(() => context.close());
    context.setDefaultTimeout(PATIENCE_MS);
    return context;
  };
  return bench;
}

/** Waits until a value is there, and gives it. */
export async function eventually(what, value) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await value();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export { assert };
