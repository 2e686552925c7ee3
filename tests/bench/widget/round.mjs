// One round: every target once in each way, each in a browser of its own that has never seen it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { leave, talk } from './visit.mjs';

/**
 * Visits every `{ target, address }`: `[{ cold, cached, left }]` in their order. `cold` and `cached` are as `talk` gives
 * them, the latter with everything that may be kept still in the browser's cache, and `left` is as `leave` gives it.
 */
export async function round(targets) {
  const results = [];
  for (const { target, address } of targets) {
    const [cold, cached] = await fresh(async (context) => [
      await talk(context, target, address),
      await forgotten(context, target, address).then(() => talk(context, target, address)),
    ]);
    const left = await fresh((context) => leave(context, target, address));
    results.push({ cold, cached, left });
  }
  return results;
}

/** A browser with an empty profile, for one piece of work. */
async function fresh(work) {
  const profile = mkdtempSync(join(tmpdir(), 'baton-bench-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.BATON_CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox'],
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
  });
  try {
    return await work(context);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Takes away what was stored, so that nobody has an old conversation to show; the cache stays. */
async function forgotten(context, { stores = [] }, address) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  for (const place of [address, ...stores]) {
    const { origin } = new URL(place);
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'cookies,local_storage,indexeddb' });
  }
  await page.close();
}
