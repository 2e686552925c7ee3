// The rules of handing over: a keyword, a button with a skill and a captured address, the page, the bot's own doubt. Each
// as a visitor meets it, and as the agent finds it on the ticket.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { Agent } from './agent.mjs';
import { assert, bench, eventually } from './browser.mjs';
import { look, looks } from './look.mjs';
import { startDemo } from './servers.mjs';
import { Visitor } from './visitor.mjs';

const folder = mkdtempSync(join(tmpdir(), 'knowledge-'));
after(() => rmSync(folder, { recursive: true }));
const items = {
  refund: `+++
questions = ["I want a refund"]
capture = [{ variable = "mail", kind = "email" }]
buttons = [{ label = "Ask our bookkeeper", handoff = "billing" }]
+++
We write to {{mail}} within a day.`,
  plants: `+++
questions = ["plants for the shade"]
[[cards]]
title = "Boston fern"
text = "Likes shade, and a sip every day."
buttons = [{ label = "Care", postback = "care" }]
[[cards]]
title = "Golden pothos"
text = "Has seen worse."
buttons = [{ label = "Care", postback = "care" }]
+++
These like it dark:`,
  care: `+++
questions = ["how to care"]
+++
Water it, and talk to it.`,
  order: `+++
questions = ["my order is late"]
[form]
lead = "Which order is it?"
then = "_order"
fields = [{ name = "order", label = "Order number", kind = "number", required = true }, { name = "topic", label = "What about it?", options = ["Late", "Broken"] }]
+++
Oh no.`,
  _order: `+++
+++
Order {{order}} is on its way.`,
};
for (const [name, text] of Object.entries(items)) writeFileSync(join(folder, `${name}.md`), text);

const environment = {
  BATON_SITE__SHOP__KNOWLEDGE__FOLDER: folder,
  BATON_SITE__SHOP__HANDOFF_AFTER_UNANSWERED: '2',
  BATON_SITE__SHOP__KEYWORDS__PERSON__WORDS: 'operator,real person',
  BATON_SITE__SHOP__KEYWORDS__PERSON__REPLY: 'I will get somebody.',
  BATON_SITE__SHOP__IDENTITY_MAPPING__EMAIL: 'mail',
  BATON_SITE__SHOP__ASK_NAME: 'no',
  BATON_SITE__SHOP__ASK_EMAIL: 'no',
};
const at = bench(() => startDemo({ environment }));

/** A visitor at the shop, with the chat open. */
async function comes(t) {
  const visitor = new Visitor(await (await at.context(t, looks['desktop-light'])).newPage());
  await visitor.page.goto(at.servers.shop);
  await visitor.opens();
  return visitor;
}

/** The agent, before the newest ticket. */
async function finds(t) {
  const agent = new Agent(await (await at.context(t)).newPage());
  await agent.opensTicket(at.servers.console);
  return agent;
}

test('a keyword calls a person', async (t) => {
  const visitor = await comes(t);
  await visitor.says('Could I talk to a REAL person, please?');
  await visitor.reads('I will get somebody.');
  await visitor.notices('You’re in the queue');
  await (await finds(t)).reads('the visitor used a word for which a person is called');
  assert.deepEqual(visitor.complaints, []);
});

test('a button calls a skill, with the address that was captured', async (t) => {
  const visitor = await comes(t);
  await visitor.says('I want a refund, ada@customer.example');
  await visitor.reads('We write to ada@customer.example within a day.');
  await visitor.taps('Ask our bookkeeper');
  await visitor.notices('You’re in the queue');
  const agent = await finds(t);
  await agent.reads('E-mail: ada@customer.example (typed by the visitor, unverified)');
  await agent.reads('Skill: billing');
  assert.match(await agent.fact('fact-group'), /billing/i);
});

test('the page calls a person', async (t) => {
  const visitor = await comes(t);
  await visitor.page.evaluate(() => window.Baton('handoff', { skill: 'billing' }));
  await visitor.notices('You’re in the queue');
  await (await finds(t)).reads('the page asked for a person');
});

test('a bot that does not know twice calls a person', async (t) => {
  const visitor = await comes(t);
  await visitor.says('xyzzy');
  await visitor.reads('I do not have an answer to that.');
  await visitor.says('plugh');
  await visitor.notices('You’re in the queue');
  await (await finds(t)).reads('the bot had no answer several times in a row');
});

test('what a bot asks and shows, stops and is told', async (t) => {
  const visitor = await comes(t);
  await visitor.says('my order is late');
  await visitor.reads('Which order is it?');
  await look(visitor.page, 'desktop-light', 'bot-form');
  await visitor.chat.getByRole('spinbutton', { name: 'Order number' }).fill('4711');
  await visitor.taps('Continue');
  await visitor.reads('Order 4711 is on its way.');
  await visitor.says('plants for the shade');
  await visitor.reads('Golden pothos');
  await look(visitor.page, 'desktop-light', 'cards');
  await visitor.chat.getByRole('button', { name: 'Care', exact: true }).last().click();
  await visitor.reads('Water it, and talk to it.');
  await visitor.chat.getByRole('button', { name: 'Helpful', exact: true }).last().click();
  const isSaid = async () => (await visitor.chat.getByRole('button', { name: 'Helpful', exact: true }).last().getAttribute('aria-pressed')) === 'true';
  await eventually('it is said', isSaid);
  await visitor.composer.pressSequentially('plants for the sh');
  await visitor.chat.getByRole('button', { name: 'plants for the shade', exact: true }).waitFor();
  await look(visitor.page, 'desktop-light', 'suggestions');
  await visitor.page.reload();
  await visitor.opens();
  await eventually('and is there after a reload', isSaid);
  assert.deepEqual(visitor.complaints, []);
});
