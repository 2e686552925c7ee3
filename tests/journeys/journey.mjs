// The main journey: a visitor of the shop asks the bot, then a person, both send texts and files, the person leaves,
// the bot answers again. `at` is told of every state on the way, for pictures and for axe.

import { Agent } from './agent.mjs';
import { assert, desktop, eventually } from './browser.mjs';
import { pdf, picture, sum } from './samples.mjs';
import { Visitor } from './visitor.mjs';

/** The ticket field that the shop's `customData` sets. */
const BASKET_FIELD = 'field-3584154321651';

/** Walks it from first to last with one visitor and one agent. */
export async function journey(t, bench, { look, at = async () => {} } = {}) {
  const { servers, browser } = bench;
  const files = {
    hanging: { name: 'my fern.png', type: 'image/png', bytes: await picture(browser, { well: false }) },
    order: { name: 'order 10482.pdf', type: 'application/pdf', bytes: await pdf(browser, 'Order 10482') },
    standing: { name: 'watered.png', type: 'image/png', bytes: await picture(browser, { well: true }) },
    care: { name: 'fern care.pdf', type: 'application/pdf', bytes: await pdf(browser, 'How to keep a fern') },
  };
  const context = await bench.context(t, look);
  const visitor = new Visitor(await context.newPage());
  const agent = new Agent(await (await bench.context(t, desktop)).newPage());
  const state = (name) => at(name, visitor, agent);

  await asksTheBot(visitor, servers, state);
  await asksForAPerson(visitor, state);
  await agentLooks(agent, servers);
  await bothWrite(visitor, agent, state);
  await bothSendFiles(visitor, agent, files, state, servers);
  await agentLeaves(visitor, agent, state);
  assert.deepEqual(visitor.complaints, [], 'what the browser complained of');
}

async function asksTheBot(visitor, { shop }, state) {
  await visitor.page.goto(shop);
  await visitor.launcher.waitFor();
  await state('closed');
  await visitor.opens();
  await visitor.reads('I’m the Fern & Fold helper');
  await state('greeting');
  await visitor.says('How long does shipping take?');
  await visitor.reads('Delivery within the country costs €4.90');
  await state('bot-answer');
  await visitor.taps('Where is my order?');
  await visitor.reads('As soon as your parcel leaves us');
  assert.equal((await visitor.messages()).filter((text) => text === 'Where is my order?').length, 1);
}

async function asksForAPerson(visitor, state) {
  await visitor.says('I want to talk to a person');
  const name = visitor.chat.getByLabel('Your name');
  await name.waitFor();
  await state('form');
  await visitor.taps('Continue');
  await visitor.reads('Please fill this in.');
  await name.fill('Ada Brown');
  await visitor.chat.getByLabel('Your e-mail address (optional)').fill('ada@customer.example');
  await visitor.taps('Continue');
  await visitor.notices('You’re in the queue');
  await state('queued');
}

/** The agent sees who asks, what was said so far, and the fields and tags that the page and the site set. */
async function agentLooks(agent, { console }) {
  await agent.opensTicket(console);
  await agent.reads('I want to talk to a person');
  const said = (await agent.lines()).map(([, text]) => text).join('\n');
  for (const line of ['How long does shipping take?', 'Delivery within the country', 'Where is my order?'])
    assert.ok(said.includes(line), `the history has ${line}:\n${said}`);
  assert.match(said, /unverified/i, 'the summary says that nobody has checked the address');
  assert.match(said, /ada@customer\.example/);
  assert.match(await agent.fact('fact-requester'), /Ada Brown/);
  assert.equal(await agent.fact(BASKET_FIELD), 'Boston fern, Plant diary');
  const tags = await agent.page.locator('#fact-tags .chip').allInnerTexts();
  for (const tag of ['web_shop', 'plants', 'demo_shop']) assert.ok(tags.includes(tag), `${tag} among ${tags}`);
  assert.equal(await agent.fact('fact-group'), 'Support');
}

async function bothWrite(visitor, agent, state) {
  await agent.replies('Hello Ada, this is Ana. What ails your fern?');
  await visitor.reads('Ana Lima joined the chat.');
  await visitor.reads('What ails your fern?');
  assert.equal(await visitor.title.innerText(), 'Ana Lima');
  await eventually('the agent has a face', () => face(visitor));
  await visitor.says('Its leaves hang, though I water it every day.');
  await agent.reads('Its leaves hang, though I water it every day.');
  await state('agent');
}

/** Whether the header shows the agent's picture: its bytes are there and can be drawn. */
const face = (visitor) =>
  visitor.chat
    .getByRole('banner')
    .locator('img')
    .evaluateAll((images) => images.some((image) => image.complete && image.naturalWidth > 0));

async function bothSendFiles(visitor, agent, { hanging, order, standing, care }, state, { relay }) {
  await visitor.attaches(hanging, order);
  await state('files-ready');
  await visitor.says('This is how it looks.');
  assert.equal(sum(await agent.sees(hanging.name)), sum(hanging.bytes));
  assert.equal(sum(await agent.downloads(order.name)), sum(order.bytes));
  await visitor.sees(hanging.name);

  const fetching = visitor.fetches();
  await agent.replies('Yours needs a brighter place. Like this one:', standing, care);
  await visitor.sees(standing.name);
  const download = await visitor.downloads(care.name);
  assert.deepEqual([download.name, sum(download.bytes)], [care.name, sum(care.bytes)]);
  await state('files');
  await isPrivate(await fetching, standing.bytes, relay);
  // What is written is what is read, on both sides.
  await visitor.says('So *more light*, <b>less water</b>?');
  await agent.reads('So *more light*, <b>less water</b>?');
  await agent.replies('Yes, <i>exactly</i> that.');
  await visitor.reads('Yes, <i>exactly</i> that.');
}

/** A file's address gives its bytes to the visitor's session, and nothing to another or to none. */
async function isPrivate({ address, authorization }, bytes, relay) {
  const own = await fetch(address, { headers: { authorization } });
  assert.equal(sum(Buffer.from(await own.arrayBuffer())), sum(bytes));
  assert.equal((await fetch(address)).status, 404, 'without a session');
  const token = 'demo_fern_and_fold';
  const began = await fetch(`${relay}v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(relay).origin },
    body: JSON.stringify({ site: token }),
  });
  assert.equal(began.status, 201);
  const { session } = await began.json();
  const asked = await fetch(address, { headers: { authorization: `Bearer ${session}` } });
  assert.equal(asked.status, 404, "with somebody else's session");
}

async function agentLeaves(visitor, agent, state) {
  await agent.endsSession();
  await visitor.reads('This chat has ended');
  assert.equal(await visitor.title.innerText(), 'Fern & Fold');
  await state('ended');
  await visitor.says('When are you open?');
  await visitor.reads('Tuesday to Friday');
  await state('bot-again');
  await agent.page.reload();
  const said = (await agent.lines()).map(([, text]) => text).join('\n');
  assert.ok(!said.includes('When are you open?'), 'what is said to the bot is not sent to a closed ticket');
}
