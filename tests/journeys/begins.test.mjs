// An agent writes first: to whoever the shop has signed in, while the chat is closed and while it is open, and while another
// agent has the conversation.

import test from 'node:test';
import { Agent } from './agent.mjs';
import { assert, bench, desktop } from './browser.mjs';
import { look, looks } from './look.mjs';
import { startDemo } from './servers.mjs';
import { SECRET, signed } from './signing.mjs';
import { Visitor } from './visitor.mjs';

const at = bench(() => startDemo({ environment: { BATON_SITE__SHOP__IDENTITY__KEYS__APP_1: SECRET } }));

/** A visitor whom the shop has signed in, with the chat open. */
async function signedIn(t, claims) {
  const visitor = new Visitor(await (await at.context(t, looks['desktop-light'])).newPage());
  await visitor.page.goto(at.servers.shop);
  await visitor.page.evaluate((jwt) => Baton('identify', { jwt }), signed({ ...claims, email_verified: true }));
  await visitor.opens();
  return visitor;
}

test('a ticket that an agent tags reaches the chat of whom it is for', async (t) => {
  const visitor = await signedIn(t, { external_id: 'customer-43', name: 'Bea Green', email: 'bea@customer.example' });
  await visitor.says('How long does shipping take?');
  await visitor.reads('Delivery within the country costs €4.90');
  const other = new Visitor(await (await at.context(t)).newPage());
  await other.page.goto(at.servers.shop);
  await other.opens();
  await other.says('Do you know bea@customer.example?');

  const agent = new Agent(await (await at.context(t, desktop)).newPage());
  await agent.begins(at.servers.console, {
    requester: 'bea@customer.example',
    subject: 'Your order 10482',
    text: 'Your parcel came back to us. Shall we send it again?',
    tags: 'sunco_send',
  });
  await visitor.reads('Your parcel came back to us. Shall we send it again?');
  assert.equal(await visitor.title.innerText(), 'Ana Lima');
  await visitor.says('Yes, please.');
  await agent.reads('Yes, please.');
  await agent.replies('Done.');
  await visitor.reads('Done.');
  await agent.closes();
  await visitor.reads('This chat has ended.');
  assert.ok(!(await other.messages()).join().includes('parcel came back'), 'nobody else reads it');
  assert.deepEqual([...visitor.complaints, ...other.complaints], [], 'what the browser complained of');
});

test('while another agent has the conversation a second one is listed, and each goes on with its own agent', async (t) => {
  const visitor = await signedIn(t, { external_id: 'customer-44', name: 'Cleo Park', email: 'cleo@customer.example' });
  await visitor.says('I want to talk to a person');
  await visitor.notices('You’re in the queue');
  const first = new Agent(await (await at.context(t, desktop)).newPage());
  await first.opensTicket(at.servers.console, 'Cleo Park');
  await first.replies('I am looking into it.');
  await visitor.reads('I am looking into it.');

  const second = new Agent(await (await at.context(t, desktop)).newPage());
  await second.begins(at.servers.console, {
    requester: 'cleo@customer.example',
    subject: 'Your order 10483',
    text: 'Your parcel came back to us.',
    tags: 'sunco_send',
  });
  await visitor.notices('New in your other chat – \u2068Ana Lima: Your parcel came back to us.');
  assert.ok(!(await visitor.messages()).join().includes('parcel'), 'one conversation is not told in the other');
  await look(visitor.page, 'desktop-light', 'other-chat');
  await visitor.taps('Open');
  await visitor.reads('Your parcel came back to us.');
  assert.ok(!(await visitor.messages()).join().includes('looking into it'));
  await visitor.says('Send it again, please.');
  await second.reads('Send it again, please.');

  await first.replies('Found it.');
  await visitor.notices('New in your other chat – \u2068Ana Lima: Found it.');
  await visitor.taps('More options');
  await look(visitor.page, 'desktop-light', 'menu');
  await visitor.chat.getByRole('button', { name: /^Other chat – \u2068Ana Lima: Found it/ }).click();
  await visitor.reads('Found it.');
  await visitor.says('Great.');
  await first.reads('Great.');
  assert.ok(!(await second.lines()).flat().join().includes('Great.'), 'nor does it reach the other agent');
  assert.deepEqual(visitor.complaints, [], 'what the browser complained of');
});
