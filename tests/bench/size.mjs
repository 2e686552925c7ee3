// What a visitor downloads, file by file. Run by `cargo xtask bench size` on the release build, which thereby has walked
// the main journey.

import { chromium } from 'playwright-core';
import { startDemo, stopAll } from '../journeys/servers.mjs';
import { BARS, judge } from './bars.mjs';
import { weigh } from './weight.mjs';

const row = (name, bytes) => console.log(`${String(bytes).padStart(9)}  ${name}`);

function list({ loader, chat, rare, frames }) {
  console.log('  bytes    of (brotli, bodies)');
  for (const { url, sent, coding } of [loader, chat, rare].flatMap(({ answers }) => answers))
    row(`${new URL(url).pathname}${coding === 'br' ? '' : ', as brotli'}`, sent);
  row(`${frames.count} frames by the socket, beside the sums: brotli would make them`, frames.bytes);
  row('what only few visitors need, loaded on demand, beside the sums', rare.bytes);
}

const browser = await chromium.launch({
  executablePath: process.env.BATON_CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const weight = await weigh(browser, await startDemo({ ownWidget: !process.env.BATON_WIDGET_DIR }));
  list(weight);
  const verdicts = [judge(BARS.loader, weight.loader.bytes), judge(BARS.chat, weight.chat.bytes)];
  for (const { line } of verdicts) console.log(line);
  if (!verdicts.every(({ holds }) => holds)) process.exitCode = 1;
} finally {
  await browser.close();
  await stopAll();
}
