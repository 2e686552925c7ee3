// What a visitor has a say in: nothing before they agree, and nothing left after they want it gone.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { Agent } from './agent.mjs';
import { assert, bench, desktop, eventually } from './browser.mjs';
import { startDemo } from './servers.mjs';
import { Visitor } from './visitor.mjs';

const folder = mkdtempSync(join(tmpdir(), 'baton-privacy-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const at = bench(() =>
  startDemo({
    environment: {
      BATON_DATA_DIR: folder,
      BATON_SITE__SHOP__CONSENT: 'We keep what you write here. See our [privacy notice](https://shop.example/privacy).',
      BATON_SITE__SHOP__ERASE_TICKETS: 'true',
    },
  }),
);

const CANARIES = {
  name: 'Zephyrine Quill',
  email: 'zephyrine.quill@canary.example',
  message: 'my cockatoo ate the marmalade spoon',
  data: 'loyalty-card-quokka-7719',
  file: 'axolotl-invoice.txt',
  bytes: 'the bytes of the narwhal',
  answer: 'your ocelot is on its way',
};

/** The files of the data folder whose name or bytes hold a text. */
function onDisk(text, place = folder) {
  return readdirSync(place).flatMap((entry) => {
    const path = join(place, entry);
    const stat = statSync(path);
    if (stat.isDirectory()) return onDisk(text, path);
    if (!stat.isFile()) return [];
    return entry.includes(text) || readFileSync(path).includes(text) ? [path] : [];
  });
}

/** Where Zendesk's stand-in keeps a text. */
async function atZendesk(text) {
  const answer = await fetch(`${at.servers.emulator.replace(/\/$/, '')}/control/holds`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  assert.equal(answer.status, 200);
  return answer.json();
}

const storage = (page) =>
  page
    .frames()
    .find((frame) => frame.url().includes('/chat/'))
    .evaluate(() => Object.keys(localStorage));

test('nothing is sent or stored before a yes, and a no is no decision for ever', async (t) => {
  const page = await (await at.context(t, desktop)).newPage();
  const visitor = new Visitor(page);
  const calls = [];
  page.on('request', (request) => /\/v1\/(?!embed)/.test(request.url()) && calls.push(request.url()));
  page.on('websocket', (socket) => calls.push(socket.url()));
  await page.goto(at.servers.shop);
  await visitor.launcher.click();
  await visitor.notices('We keep what you write here.');
  const link = visitor.chat.getByRole('link', { name: 'privacy notice' });
  assert.equal(await link.getAttribute('href'), 'https://shop.example/privacy');
  assert.equal(await visitor.composer.count(), 0, 'there is nowhere to write');

  await visitor.taps('No, thanks');
  await visitor.notices('That is fine: nothing was sent or stored.');
  assert.deepEqual(calls, []);
  assert.deepEqual(await storage(page), []);
  assert.equal(await visitor.chat.getByRole('button', { name: 'No, thanks' }).count(), 0);
  assert.ok(await visitor.chat.getByRole('button', { name: 'Agree' }).isVisible(), 'whoever declined may think again');

  await page.evaluate(() => Baton('close'));
  await page.evaluate(() => Baton('open'));
  await visitor.taps('Agree');
  await visitor.ready();
  await visitor.says('How long does shipping take?');
  await visitor.reads('Delivery within the country costs €4.90');
  assert.ok((await storage(page)).some((key) => key.endsWith(':consent')));

  // Asked once: the next page knows.
  await page.goto(at.servers.shop);
  await visitor.opens();
  await visitor.reads('Delivery within the country costs €4.90');
  assert.equal(await visitor.chat.getByRole('button', { name: 'Agree' }).count(), 0);
  assert.ok(onDisk('"consent":{"version":').length > 0, 'the relay remembers it');
});

test('a visitor gets what is kept of them, and then nothing is left of it', async (t) => {
  const page = await (await at.context(t, desktop)).newPage();
  const visitor = new Visitor(page);
  await page.goto(at.servers.shop);
  const { name, email, data } = CANARIES;
  await page.evaluate((user) => Baton('identify', user), { name, email, customData: { card: data } });
  await visitor.launcher.click();
  await visitor.taps('Agree');
  await visitor.ready();
  await visitor.attaches({ name: CANARIES.file, type: 'text/plain', bytes: Buffer.from(CANARIES.bytes) });
  await visitor.says(CANARIES.message);
  await visitor.reads(CANARIES.message);
  await visitor.says('I want to talk to a person');
  await eventually('the form or the queue', async () => {
    const form = visitor.chat.getByRole('button', { name: 'Continue' });
    if (await form.count()) await form.click();
    return visitor.chat.getByText('You’re in the queue').count();
  });
  const agent = new Agent(await (await at.context(t, desktop)).newPage());
  await agent.opensTicket(at.servers.console);
  await agent.replies(CANARIES.answer);
  await visitor.reads(CANARIES.answer);
  for (const canary of Object.values(CANARIES)) assert.ok(onDisk(canary).length, `${canary} is there before`);
  for (const canary of Object.values(CANARIES)) assert.ok((await atZendesk(canary)).length, `${canary} is at Zendesk`);

  const coming = page.waitForEvent('download');
  await visitor.taps('More options');
  await visitor.taps('Download my data');
  const kept = await readFile(await (await coming).path(), 'utf8');
  for (const [what, canary] of Object.entries(CANARIES)) {
    const form = what === 'bytes' ? Buffer.from(canary).toString('base64') : canary;
    assert.ok(kept.includes(form), `${what} in the export`);
  }

  await visitor.taps('More options');
  await visitor.taps('Delete my data');
  await visitor.notices('It cannot be undone.');
  // The chat may empty a moment before: the session ends first, and the disk is cleaned before this is answered.
  const erased = page.waitForResponse((answer) => answer.request().method() === 'DELETE' && /\/v1\/visitor$/.test(answer.url()));
  await visitor.chat.getByRole('alertdialog').getByRole('button', { name: 'Delete my data' }).click();
  assert.equal((await erased).status(), 204);
  await visitor.log.getByText(CANARIES.message).waitFor({ state: 'detached' });
  for (const [what, canary] of Object.entries(CANARIES)) {
    assert.deepEqual(onDisk(canary), [], `${what} on the disk`);
    await eventually(`${what} is gone at Zendesk`, async () => (await atZendesk(canary)).length === 0);
  }

  // The chat begins anew, with somebody who has said nothing yet.
  await visitor.says('How long does shipping take?');
  await visitor.reads('Delivery within the country costs €4.90');
  assert.ok(!(await visitor.messages()).join('\n').includes(CANARIES.message));
});
