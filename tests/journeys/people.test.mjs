// Whose conversation it is: nobody's at first, then a person's, on whatever device, and never anybody else's.

import test from 'node:test';
import { assert, bench, desktop, eventually } from './browser.mjs';
import { startDemo } from './servers.mjs';
import { SECRET, signed } from './signing.mjs';
import { Visitor } from './visitor.mjs';

const at = bench(() => startDemo({ environment: { BATON_SITE__SHOP__IDENTITY__KEYS__APP_1: SECRET } }));

const ADA = { external_id: 'customer-42', name: 'Ada Brown', email: 'ada@customer.example' };
const EVE = { external_id: 'customer-43', name: 'Eve Stone', email: 'eve@customer.example' };
const SHIPPING = 'How long does shipping take?';
const COST = 'Delivery within the country costs €4.90';

const identify = (page, claims) => page.evaluate((jwt) => Baton('identify', { jwt }), signed(claims));

/** The session that this browser keeps for the chat. */
const session = async (visitor) => {
  const frame = visitor.page.frames().find((frame) => frame.url().includes('/chat/'));
  return frame.evaluate(() => Object.entries(localStorage).find(([key]) => key.endsWith(':session'))?.[1]);
};

/** What the relay says of a session, asked from nowhere in particular. */
const isKnown = async (token) => {
  const answer = await fetch(`${at.servers.relay}v1/poll`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(at.servers.relay).origin },
    body: JSON.stringify({ frames: [{ hello: { version: 1, session: token } }], wait_ms: 0 }),
  });
  return !JSON.stringify(await answer.json()).includes('session_unknown');
};

test('nobody, then somebody, then nobody, then somebody else', async (t) => {
  const context = await at.context(t);
  const page = await context.newPage();
  const visitor = new Visitor(page);
  await page.goto(at.servers.shop);
  await visitor.opens();
  await visitor.says(SHIPPING);
  await visitor.reads(COST);
  const anonymous = await session(visitor);

  // A second tab of the same browser comes along, whichever of the two signs in.
  const other = new Visitor(await context.newPage());
  await other.page.goto(at.servers.shop);
  await other.opens();
  await other.reads(COST);
  await identify(page, ADA);
  const ada = await eventually('another token', async () => {
    const token = await session(visitor);
    return token !== anonymous && token;
  });
  assert.equal(await isKnown(anonymous), false, 'the anonymous token is void');
  await visitor.reads(COST);
  await visitor.says('And is there a shop in town?');
  await other.reads('And is there a shop in town?');

  await page.evaluate(() => Baton('logout'));
  for (const tab of [visitor, other]) await tab.log.getByText(SHIPPING).waitFor({ state: 'detached' });
  await eventually('the revocation', async () => !(await isKnown(ada)));
  assert.equal(await session(visitor), undefined, 'nothing is kept');

  await identify(page, EVE);
  await visitor.says('Can I return something?');
  await visitor.reads('Can I return something?');
  await eventually('an answer', async () => (await visitor.messages()).length > 2);
  const seen = (await visitor.messages()).join('\n');
  assert.ok(!seen.includes(SHIPPING) && !seen.includes('shop in town'), seen);

  // Without a logout in between: the page has another visitor, and its chat is another one.
  await page.goto(at.servers.shop);
  await visitor.opens();
  await visitor.reads('Can I return something?');
  await identify(page, ADA);
  await visitor.log.getByText('Can I return something?').waitFor({ state: 'detached' });
  await visitor.reads(COST);
  assert.ok(!(await visitor.messages()).join('\n').includes('Can I return something?'));
  assert.deepEqual(visitor.complaints.filter((line) => !/401/.test(line)), [], 'what the browser complained of');
});

test('one person on two devices sees one conversation', async (t) => {
  const [phone, laptop] = await Promise.all(
    [0, 1].map(async () => new Visitor(await (await at.context(t, desktop)).newPage())),
  );
  const person = { ...ADA, external_id: 'customer-77', email: 'bo@customer.example' };
  for (const [visitor, question] of [
    [phone, SHIPPING],
    [laptop, 'Can I return something?'],
  ]) {
    await visitor.page.goto(at.servers.shop);
    await visitor.opens();
    await visitor.says(question);
    await eventually('an answer', async () => (await visitor.messages()).length > 2);
    await identify(visitor.page, person);
  }
  for (const visitor of [phone, laptop]) {
    await visitor.reads(SHIPPING);
    await visitor.reads('Can I return something?');
  }
  await laptop.says('I am on the laptop now');
  await phone.reads('I am on the laptop now');
  const both = await eventually('the same on both', async () => {
    const [one, two] = [await phone.messages(), await laptop.messages()].map((lines) => lines.join('\n'));
    return one === two && one;
  });
  assert.equal(both.split(SHIPPING).length, 2, 'nothing stands twice');
});
