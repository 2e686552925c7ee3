// The main journey in another engine than Chromium, in short: the chat opened, the bot, a person, a file both ways, the
// page loaded anew, and a second tab. The agent's console stays in Chromium: it is no part of what visitors get.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { Agent } from '../journeys/agent.mjs';
import { assert, bench } from '../journeys/browser.mjs';
import { picture, sum } from '../journeys/samples.mjs';
import { startDemo } from '../journeys/servers.mjs';
import { Visitor } from './visitor.mjs';

const QUESTION = 'How long does shipping take?';
const ANSWER = 'Delivery within the country costs €4.90';

/** The test for one engine. Where the engine is not here it is skipped by name, but where every engine must be: in CI. */
export function journeyIn(engine) {
  const at = bench(() => startDemo());
  const missing = engine.missing();
  const skip = missing.length > 0 && process.env.CI !== 'true' && `${missing.join(' and ')} not found on PATH`;
  test(`a visitor with ${engine.name} asks the bot, then a person, reloads and opens a second tab`, { skip }, async (t) => {
    assert.deepEqual(missing, [], 'what this engine takes is on PATH');
    const { browser, stop } = await engine.start();
    t.after(stop);
    const visitor = new Visitor(browser);
    const agent = new Agent(await (await at.context(t)).newPage());
    await asksTheBot(visitor, at.servers);
    await visitor.asksForAPerson('Ada Brown');
    await answers(visitor, agent, at.servers);
    await bothSendPictures(t, visitor, agent, at.browser);
    await staysTheSame(visitor, at.servers);
  });
}

async function asksTheBot(visitor, { shop }) {
  await visitor.opens(shop);
  await visitor.reads('I’m the Fern & Fold helper');
  await visitor.types(QUESTION);
  await visitor.reads(ANSWER);
}

async function answers(visitor, agent, { console }) {
  await agent.opensTicket(console);
  await agent.replies('Hello Ada, this is Ana. What ails your fern?');
  await visitor.reads('Ana Lima joined the chat.');
  await visitor.reads('What ails your fern?');
  await visitor.says('Its leaves hang.');
  await agent.reads('Its leaves hang.');
}

async function bothSendPictures(t, visitor, agent, chromium) {
  const hanging = { name: 'my fern.png', bytes: await picture(chromium, { well: false }) };
  const standing = { name: 'watered.png', type: 'image/png', bytes: await picture(chromium, { well: true }) };
  const folder = mkdtempSync(join(tmpdir(), 'baton-engines-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, hanging.name);
  writeFileSync(path, hanging.bytes);

  await visitor.attaches(path, hanging.name);
  await visitor.says('This is how it looks.');
  assert.equal(sum(await agent.sees(hanging.name)), sum(hanging.bytes));
  await visitor.sees(hanging.name);
  await agent.replies('Like this one:', standing);
  await visitor.sees(standing.name);
}

/** After a reload, and in a second tab, the same messages are there, each once and in order; what is new comes to both. */
async function staysTheSame(visitor, { shop }) {
  const before = await visitor.messages();
  assert.equal(before.filter((text) => text === QUESTION).length, 1);
  await visitor.reloads();
  await visitor.reads('Like this one:');
  assert.deepEqual(await visitor.messages(), before, 'after a reload');

  const first = await visitor.browser.getWindowHandle();
  await visitor.opensTab();
  await visitor.opens(shop);
  await visitor.reads('Like this one:');
  assert.deepEqual(await visitor.messages(), before, 'in a second tab');
  await visitor.says('I am in two places.');
  await visitor.reads('I am in two places.');
  await visitor.turnsTo(first);
  await visitor.reads('I am in two places.');
}
