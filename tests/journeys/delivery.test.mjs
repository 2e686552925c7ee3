// Each message once, and in order: over a reload before its acknowledgement, in a second tab, after a while offline.

import test from 'node:test';
import { Agent } from './agent.mjs';
import { assert, bench, desktop, eventually } from './browser.mjs';
import { startDemo } from './servers.mjs';
import { Visitor } from './visitor.mjs';
import { holdWire } from './wire.mjs';

const at = bench(() => startDemo());

/** A visitor with the chat open. */
async function visitorOf(context) {
  const visitor = new Visitor(await context.newPage());
  await visitor.page.goto(at.servers.shop);
  await visitor.opens();
  return visitor;
}

/** The agent who has the visitor's ticket and has said hello. */
async function agentOf(t, visitor, name) {
  await visitor.asksForAPerson(name);
  const agent = new Agent(await (await at.context(t, desktop)).newPage());
  await agent.opensTicket(at.servers.console, name);
  await agent.replies('hello');
  await visitor.reads('joined the chat');
  return agent;
}

/** Waits until the chat shows exactly these of its messages, in this order. */
const shows = async (visitor, wanted, which = () => true) => {
  const shown = async () => (await visitor.messages()).filter(which);
  await eventually(`the chat shows ${wanted}`, async () => (await shown()).length >= wanted.length).catch(() => {});
  assert.deepEqual(await shown(), wanted);
};

for (const [name, lost] of [
  ['the relay has it, its acknowledgement is lost', { down: (frame) => !('events' in frame) }],
  ['it never reached the relay', { up: (frame) => !('send' in frame) }],
]) {
  test(`a reload before the acknowledgement: ${name}`, async (t) => {
    const context = await at.context(t);
    const wire = await holdWire(context);
    const visitor = await visitorOf(context);
    await visitor.says('When are you open?');
    await visitor.reads('Tuesday to Friday');
    const before = await visitor.messages();

    const open = { down: wire.down, up: wire.up };
    Object.assign(wire, lost);
    await visitor.says('How long does shipping take?');
    await visitor.says('How do returns work?');
    await eventually('the first is sent', () => wire.sent.some((frame) => /shipping/.test(frame.send?.message.text)));
    await visitor.log.getByText('Sending…').first().waitFor();
    Object.assign(wire, open);
    await visitor.page.reload();
    await visitor.opens();

    await visitor.reads('You have 30 days, for everything.');
    const after = await visitor.messages();
    assert.deepEqual(after.slice(0, before.length), before);
    const asked = after.filter((text) => /\?$/.test(text) && text.length < 40);
    assert.deepEqual(asked, ['When are you open?', 'How long does shipping take?', 'How do returns work?']);
    assert.equal(await visitor.log.getByText('Sending…').count(), 0);
  });
}

test('two tabs of one visitor show the same conversation, whoever of them writes', async (t) => {
  const context = await at.context(t);
  const one = await visitorOf(context);
  await one.says('How long does shipping take?');
  await one.reads('Delivery within the country');
  const two = await visitorOf(context);
  await two.reads('Delivery within the country');
  // At once: the bot answers them one by one or together, and both tabs show the same.
  await Promise.all([one.says('When are you open?'), two.says('How do returns work?')]);
  await one.says('Do you have gift cards?');
  for (const tab of [one, two]) await tab.reads(/gift card.*€/i);
  const shown = await one.messages();
  await shows(two, shown);
  for (const text of ['How long does shipping take?', 'When are you open?', 'How do returns work?'])
    assert.equal(shown.filter((each) => each === text).length, 1, text);

  const agent = await agentOf(t, one, 'Two Tabs');
  await two.reads('joined the chat');
  await one.says('from one');
  await two.says('from two');
  await agent.reads('from one');
  await agent.reads('from two');
  await agent.replies('to both');
  await one.reads('to both');
  await two.reads('to both');
  await shows(two, await one.messages());
});

test('ten seconds offline while both sides write', async (t) => {
  const context = await at.context(t);
  await context.clock.install();
  const visitor = await visitorOf(context);
  const agent = await agentOf(t, visitor, 'Off Line');
  const mine = (text) => /^(I|you) \d$/.test(text);
  await visitor.says('I 1');
  await agent.reads('I 1');

  await context.setOffline(true);
  await visitor.notices('You’re offline. What you write is kept and sent later.');
  await visitor.says('I 2');
  await agent.replies('you 1');
  await visitor.says('I 3');
  await agent.replies('you 2');
  await visitor.log.getByText('Sends when you’re back online').first().waitFor();
  await context.clock.runFor(10_000);
  await shows(visitor, ['I 1', 'I 2', 'I 3'], mine);

  await context.setOffline(false);
  await visitor.notices('You’re back online.');
  await agent.reads('I 3');
  await shows(visitor, ['I 1', 'you 1', 'you 2', 'I 2', 'I 3'], mine);
  const heard = (await agent.lines()).filter(([who, text]) => who === 'visitor' && mine(text));
  assert.deepEqual(heard.map(([, text]) => text), ['I 1', 'I 2', 'I 3']);

  await visitor.page.reload();
  await visitor.opens();
  await shows(visitor, ['I 1', 'you 1', 'you 2', 'I 2', 'I 3'], mine);
});
