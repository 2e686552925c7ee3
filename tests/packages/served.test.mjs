// The headless client with the relay as an operator runs it, and with Zendesk's stand-in behind it.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import test, { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import WebSocket from 'ws';
import { Agent } from '../journeys/agent.mjs';
import { startRelay, stopAll } from '../journeys/servers.mjs';
import { sourceOf } from './client.mjs';

const { Client, memoryStorage, textOf } = await sourceOf('index');
const root = resolve(import.meta.dirname, '../..');
const programs = [process.env.XTASK_RELAY ?? `${root}/target/debug/baton`, process.env.XTASK_EMULATOR ?? `${root}/target/debug/zendesk-emulator`];
const missing = programs.filter((program) => !existsSync(program));
const skip = missing.length && process.env.CI !== 'true' ? `not built: ${missing.join(', ')}` : false;

let relay, browser;
before(async () => {
  if (skip) return;
  relay = await startRelay();
  browser = await chromium.launch({ executablePath: process.env.BATON_CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
});
after(async () => {
  await browser?.close();
  await stopAll();
});

/** A client that is closed with its test. */
function visit(t, options = {}) {
  const client = new Client({
    ...{ apiUrl: relay.address, token: 'site_of_the_journeys', origin: relay.address, storage: memoryStorage() },
    openSocket: (address, origin) => new WebSocket(address, { origin }),
    ...options,
  });
  t.after(() => client.close());
  return client;
}

/** Waits for a state. The deadline is for one that never comes. */
function until(client, holds) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`never came true: ${holds}; ${JSON.stringify(client.getState())}`)), 30_000);
    const look = () => {
      if (!holds(client.getState())) return;
      clearTimeout(late);
      off();
      resolve(client.getState());
    };
    const off = client.subscribe(look);
    look();
  });
}

const botSays = ({ lines }) => lines.some(({ body }) => body.bot);

test('a visitor talks to the bot, with a file, and finds everything again', { skip }, async (t) => {
  const storage = memoryStorage();
  const client = visit(t, { storage });
  const said = await client.send('What are your opening hours?');
  assert.equal(said.body.visitor.text, 'What are your opening hours?');
  const { lines } = await until(client, botSays);
  assert.notEqual(textOf(lines.find(({ body }) => body.bot).body.bot.blocks), '');

  const bytes = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
  const file = await client.upload(new Blob([bytes], { type: 'application/pdf' }), { name: 'bill.pdf' });
  assert.deepEqual([file.name, file.bytes], ['bill.pdf', bytes.length]);
  const sent = await client.send({ text: 'My bill', files: [file.id] });
  assert.equal(sent.body.visitor.files[0].id, file.id);
  assert.deepEqual(Buffer.from(await (await client.file(file.id)).arrayBuffer()), bytes);
  await assert.rejects(client.file('none-such'), { code: 'file_unknown' });
  await assert.rejects(client.upload(new Blob([]), { name: 'empty.pdf' }), { code: 'file_empty' });
  await assert.rejects(client.send({ text: '' }), { code: 'message_empty' });

  client.close();
  const again = visit(t, { storage });
  again.connect();
  const state = await until(again, ({ isCaughtUp, lines }) => isCaughtUp && lines.some(({ id }) => id === sent.id));
  assert.equal(state.lines[0].id, said.id);
  await again.logout();
  assert.deepEqual(again.getState().lines, []);
});

test('a person comes, writes, and the relay may die in between', { skip }, async (t) => {
  const client = visit(t);
  client.identify({ name: 'Ada Lovelace', email: 'ada@example.com' });
  await client.send('My parcel came without its lid.');
  const asked = await client.handoff('support');
  assert.equal(asked.body.stage.to, 'requested');
  await until(client, ({ stage }) => stage === 'queued');

  const context = await browser.newContext();
  t.after(() => context.close());
  const agent = new Agent(await context.newPage());
  await agent.opensTicket(relay.console);
  await agent.reads('My parcel came without its lid.');
  await agent.replies('Hello, I send you another one.');
  const state = await until(client, ({ lines }) => lines.some(({ body }) => textOf(body.agent?.blocks).includes('another one')));
  assert.equal(state.stage, 'agent');
  assert.ok(state.agent.name);

  await relay.kill();
  const waiting = client.send('Thank you!');
  await until(client, ({ connection }) => connection !== 'open');
  assert.equal(client.getState().unsent.length, 1);
  await relay.start();
  const thanks = await waiting;
  assert.equal(client.getState().lines.filter(({ client }) => client === thanks.client).length, 1);
  await agent.reads('Thank you!');
  await client.end();
  await until(client, ({ stage }) => stage === 'ended');
});

test('a relay that does not know the site, or the origin, says so', { skip }, async (t) => {
  const stranger = visit(t, { token: 'none-such' });
  stranger.connect();
  assert.equal((await until(stranger, ({ connection }) => connection === 'over')).over, 'site_unknown');
  const elsewhere = visit(t, { origin: 'https://elsewhere.example' });
  elsewhere.connect();
  assert.equal((await until(elsewhere, ({ connection }) => connection === 'over')).over, 'origin_refused');
});
