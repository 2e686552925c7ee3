// Files on their way: several at once, seen before they are sent, taken back while they go up, tried again.

import { test } from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { openChat, ready, say } from './chat.mjs';
import { PICTURE, start } from './relay.mjs';

const at = bench(start);
const png = (name) => ({ name, mimeType: 'image/png', buffer: PICTURE });

/** A chat whose uploads wait until the test says what becomes of them: `answer(name)` gives it. */
async function uploading(t) {
  const waiting = new Map();
  const { page, relay } = await openChat(at, t);
  await page.route('**/v1/uploads*', async (route) => {
    const name = new URL(route.request().url()).searchParams.get('name');
    const answer = await new Promise((resolve) => waiting.set(name, resolve));
    // Nobody hears an answer to what was taken back.
    await (answer === 'fails' ? route.abort('connectionreset') : route.fallback()).catch(() => {});
  });
  await ready(page);
  await say(page, 'hello');
  await eventually('it is said', () => relay.said.length === 1);
  const tray = page.getByRole('list', { name: 'Files to send' });
  const answer = async (name, how) => {
    await eventually(`${name} goes up`, () => waiting.has(name));
    waiting.get(name)(how);
    waiting.delete(name);
  };
  return { page, relay, tray, answer, waiting };
}

test('several go up at once, each is seen before it is sent, and one is taken back on its way', async (t) => {
  const { page, relay, tray, answer, waiting } = await uploading(t);
  await page.locator('input[type=file]').setInputFiles([png('one.png'), png('two.png'), { name: 'plan.pdf', mimeType: 'application/pdf', buffer: PICTURE }]);
  await tray.getByRole('listitem').nth(2).waitFor();
  assert.equal(await tray.locator('img.baton-thumb').count(), 2, 'pictures are seen');
  assert.equal(await tray.getByRole('progressbar').count(), 3);
  await eventually('the first is under way', () => waiting.has('one.png'));
  const stopped = page.waitForEvent('requestfailed', (request) => request.url().includes('name=one.png'));
  await page.getByRole('button', { name: 'Remove one.png' }).click();
  await stopped;
  for (const name of ['two.png', 'plan.pdf']) await answer(name);
  await tray.getByRole('progressbar').first().waitFor({ state: 'detached' });
  await say(page, 'Two of them');
  await eventually('they are sent', () => relay.log.some(({ body }) => body.visitor?.files?.length === 2));
  assert.deepEqual(relay.log.at(-1).body.visitor.files.map(({ name }) => name), ['two.png', 'plan.pdf']);
  assert.deepEqual(page.complaints, []);
});

test('one that does not get through says so, and goes up by a press', async (t) => {
  const { page, relay, tray, answer } = await uploading(t);
  await page.locator('input[type=file]').setInputFiles([png('one.png')]);
  await answer('one.png', 'fails');
  const again = tray.getByRole('button', { name: 'Try again' });
  await again.waitFor();
  await again.click();
  await answer('one.png');
  await tray.getByRole('progressbar').waitFor({ state: 'detached' });
  await say(page, 'At last');
  await eventually('it is sent', () => relay.log.some(({ body }) => body.visitor?.files?.length === 1));
  assert.deepEqual(page.complaints, []);
});
