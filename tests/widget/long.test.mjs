// A conversation of ten thousand messages: a stretch of it is on the page, and whoever reads in it is not moved.

import assert from 'node:assert/strict';
import test from 'node:test';
import { bench } from './browser.mjs';
import { composer, openChat, ready } from './chat.mjs';
import { Relay, start } from './relay.mjs';

const at = bench(start);

/** As many rows as there may be on the page. */
const MOST_ROWS = 300;
/** By so many pixels may the line that somebody reads be moved. */
const PIXEL = 1;

/** A relay with so many messages of the bot, one to six lines each. */
function wordy(messages) {
  const relay = new Relay();
  relay.atStart = 300;
  for (let index = 0; index < messages; index++) relay.botSays(`Line ${index} ${'and so on '.repeat((index * 7) % 23)}`);
  return relay;
}

/** In the page: goes up or down by pieces until a line is there, and tells what was seen on the way. */
async function walk([wanted, by]) {
  const scroller = document.querySelector('.baton-scroll');
  const lines = document.querySelector('.baton-lines');
  const frame = () => new Promise(requestAnimationFrame);
  const top = (element) => element.getBoundingClientRect().top;
  const seen = { rows: 0, moved: 0, changes: 0 };
  for (let step = 0; step < 4_000; step++) {
    const before = [lines.firstElementChild, lines.lastElementChild];
    scroller.scrollTop += by;
    // A day’s row belongs to the first line of the day that is there, and goes when an earlier one comes.
    const line = [...lines.querySelectorAll('.baton-line')].find((each) => each.getBoundingClientRect().bottom > top(scroller));
    const stood = top(line);
    await frame();
    await frame();
    if (line.isConnected) seen.moved = Math.max(seen.moved, Math.abs(top(line) - stood));
    else seen.lost = line.textContent;
    seen.rows = Math.max(seen.rows, lines.children.length);
    seen.changes += before[0] !== lines.firstElementChild || before[1] !== lines.lastElementChild;
    const inView = [...lines.children].some((each) => each.textContent.includes(wanted));
    const end = by < 0 ? scroller.scrollTop <= scroller.clientHeight - scroller.scrollHeight + 1 : scroller.scrollTop >= -1;
    if (inView && end) return seen;
  }
  return { ...seen, missing: wanted };
}

test('ten thousand messages are read up and down, three hundred rows at a time, and no line jumps', { timeout: 300_000 }, async (t) => {
  const { page } = await openChat(at, t, { relay: wordy(10_000) });
  await ready(page);
  await composer(page).click();
  await page.getByText('Line 9999').waitFor();
  for (const [wanted, by] of [['Line 0 ', -2_000], ['Line 9999', 2_000]]) {
    const seen = await page.evaluate(walk, [wanted, by]);
    t.diagnostic(`to “${wanted.trim()}”: ${JSON.stringify(seen)}`);
    assert.equal(seen.missing, undefined);
    assert.equal(seen.lost, undefined, 'the line in view stays on the page');
    assert.ok(seen.rows <= MOST_ROWS, `${seen.rows} rows`);
    assert.ok(seen.moved <= PIXEL, `moved by ${seen.moved} pixels`);
    assert.ok(seen.changes > 50, `only ${seen.changes} changes: nothing was put to the test`);
  }
  assert.deepEqual(page.complaints, []);
});

test('what is said meanwhile does not move whoever reads further up, and is one press away', async (t) => {
  const { page, relay } = await openChat(at, t, { relay: wordy(1_000) });
  await ready(page);
  await composer(page).click();
  await page.getByText('Line 999').waitFor();
  await page.evaluate(walk, ['Line 0 ', -2_000]);
  const line = page.locator('.baton-lines > *').nth(5);
  const stood = await line.evaluate((element) => element.getBoundingClientRect().top);
  for (let index = 0; index < 30; index++) relay.botSays(`News ${index}`);
  await page.getByRole('button', { name: '30 new messages' }).waitFor();
  const now = await line.evaluate((element) => element.getBoundingClientRect().top);
  assert.ok(Math.abs(now - stood) <= PIXEL, `moved by ${now - stood} pixels`);
  await page.getByRole('button', { name: '30 new messages' }).click();
  await page.getByText('News 29').waitFor();
  assert.equal(await page.locator('.baton-scroll').evaluate((element) => element.scrollTop), 0);
});
