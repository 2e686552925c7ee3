// A shop that calls a person only for those who are signed in: the same visitor before and after.

import test from 'node:test';
import { Agent } from './agent.mjs';
import { assert, bench, desktop, eventually } from './browser.mjs';
import { startDemo } from './servers.mjs';
import { SECRET, signed } from './signing.mjs';
import { Visitor } from './visitor.mjs';

const at = bench(() =>
  startDemo({
    environment: {
      BATON_SITE__SHOP__IDENTITY__KEYS__APP_1: SECRET,
      BATON_SITE__SHOP__IDENTITY__REQUIRED: 'true',
    },
  }),
);

test('who is not signed in is asked to, and who is has their own ticket', async (t) => {
  const page = await (await at.context(t)).newPage();
  const warnings = [];
  page.on('console', (line) => line.type() === 'warning' && warnings.push(line.text()));
  const visitor = new Visitor(page);
  await page.goto(at.servers.shop);
  await page.evaluate(() => {
    window.codes = [];
    Baton('on', 'error', ({ code }) => codes.push(code));
  });
  await visitor.opens();
  await visitor.says('How long does shipping take?');
  await visitor.reads('Delivery within the country costs €4.90');

  await page.evaluate(() => Baton('handoff'));
  await visitor.notices('Please sign in on this site first.');
  await eventually('the reason', () => warnings.some((text) => /identity\.required.*external_id.*is missing/s.test(text)));
  await visitor.says('I want to talk to a person');
  await visitor.reads('Please sign in, then ask again.');

  const wrong = signed({ external_id: 'customer-42' }, 'a secret of somebody else, as long as that');
  await page.evaluate((jwt) => Baton('identify', { jwt }), wrong);
  await eventually('the refusal', () => warnings.some((text) => /identity token is refused: the signature/.test(text)));
  assert.deepEqual(await page.evaluate(() => codes), ['identity_required', 'identity_refused']);

  const claims = { external_id: 'customer-42', name: 'Ada Brown', email: 'ada@customer.example' };
  await page.evaluate((jwt) => Baton('identify', async () => ({ jwt })), signed(claims));
  await visitor.says('I want to talk to a person');
  await visitor.notices('You’re in the queue');

  const agent = new Agent(await (await at.context(t, desktop)).newPage());
  await agent.opensTicket(at.servers.console, 'Ada Brown');
  assert.equal(await agent.fact('fact-external-id'), 'customer-42');
  assert.equal(await agent.fact('fact-email'), 'ada@customer.example');
  assert.ok((await agent.page.locator('#fact-tags .chip').allInnerTexts()).includes('baton_verified'));
  await agent.reads('Verified: signed by the site (external id customer-42)');
  await agent.replies('Hello Ada.');
  await visitor.reads('Hello Ada.');
  assert.deepEqual(visitor.complaints, [], 'what the browser complained of');
});
