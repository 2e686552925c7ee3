// What the widget costs a visitor beside its peers, in one run: what they download, and when they can type. Run by
// `cargo xtask bench widget` on the release build. `--rounds N` sets how often everybody is visited.

import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { startDemo, stopAll } from '../../journeys/servers.mjs';
import { weigh } from '../weight.mjs';
import { baton } from './baton.mjs';
import { floor } from './floor.mjs';
import { startHost } from './host.mjs';
import { peers } from './peers.mjs';
import { report } from './report.mjs';
import { round } from './round.mjs';
import { SLOW, described } from './throttle.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);

/** Ours first, the floor last. */
async function prepare(host) {
  const servers = await startDemo({
    ownWidget: !process.env.BATON_WIDGET_DIR,
    environment: { BATON_SITE__SHOP__EMBED_ORIGINS: host.origin },
  });
  const targets = [];
  for (const target of [baton(servers), ...peers, floor]) targets.push({ target, address: await host.add(target) });
  return targets;
}

/** Rounds are interleaved, so that whatever else the machine does falls on everybody. */
async function measure(targets) {
  const results = targets.map(({ target }) => ({ target, cold: [], cached: [], left: [] }));
  for (let count = 1; count <= rounds; count += 1) {
    const visits = await round(targets);
    visits.forEach((visit, index) => {
      for (const way of ['cold', 'cached', 'left']) results[index][way].push(visit[way]);
    });
    const usable = visits.map(({ cold }, index) => `${targets[index].target.name} ${Math.round(cold.usable)}`);
    console.log(`round ${count} of ${rounds}, load ${loadavg()[0].toFixed(1)}: usable after ${usable.join(', ')}`);
  }
  return results;
}

/** The journey of `cargo xtask bench size`, in a shop of its own. */
async function weighed() {
  const browser = await chromium.launch({
    executablePath: process.env.BATON_CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    return await weigh(browser, await startDemo({ ownWidget: !process.env.BATON_WIDGET_DIR }));
  } finally {
    await browser.close();
  }
}

const host = await startHost();
try {
  const weight = await weighed();
  console.log(`the phone: ${described(SLOW)}`);
  const results = await measure(await prepare(host));
  if (!report(results, weight)) process.exitCode = 1;
} finally {
  host.stop();
  await stopAll();
}
