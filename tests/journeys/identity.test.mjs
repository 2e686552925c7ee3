// A shop that calls a person only for those who are signed in: the same visitor before and after, with a token that has
// expired meanwhile, and with a name that the page may not read.

import test from 'node:test';
import { Agent } from './agent.mjs';
import { assert, bench, desktop, eventually } from './browser.mjs';
import { startDemo } from './servers.mjs';
import { PRIVATE_KEY, SECRET, sealed, signed } from './signing.mjs';
import { Visitor } from './visitor.mjs';

const at = bench(() =>
  startDemo({
    environment: {
      BATON_SITE__SHOP__IDENTITY__KEYS__APP_1: SECRET,
      BATON_SITE__SHOP__IDENTITY__DECRYPTION_KEYS__SEAL: PRIVATE_KEY,
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

test('a token that has expired is fetched anew in the middle of a chat, and nobody notices', async (t) => {
  const page = await (await at.context(t)).newPage();
  const visitor = new Visitor(page);
  await page.goto(at.servers.shop);
  const now = Math.floor(Date.now() / 1000);
  const claims = { external_id: 'customer-43', name: 'Bea Gray', email: 'bea@customer.example' };
  const tokens = [signed({ ...claims, iat: now - 7200, exp: now - 3600 }), signed({ ...claims, exp: now + 300 })];
  await page.evaluate((tokens) => {
    window.codes = [];
    window.given = 0;
    Baton('on', 'error', ({ code }) => codes.push(code));
    window.signsIn = () => Baton('identify', { jwt: async () => tokens[given++] });
  }, tokens);
  await visitor.opens();
  await visitor.says('How long does shipping take?');
  await visitor.reads('Delivery within the country costs €4.90');
  await page.evaluate(() => signsIn());
  await eventually('the second token', () => page.evaluate(() => given === 2));
  await visitor.says('I want to talk to a person');
  await visitor.notices('You’re in the queue');

  const agent = new Agent(await (await at.context(t, desktop)).newPage());
  await agent.opensTicket(at.servers.console, 'Bea Gray');
  assert.equal(await agent.fact('fact-external-id'), 'customer-43');
  await agent.reads('Verified: signed by the site (external id customer-43)');
  await agent.replies('Hello Bea.');
  await visitor.reads('Hello Bea.');
  assert.deepEqual(await page.evaluate(() => [codes, given]), [[], 2], 'it is asked no more than it takes');
  assert.deepEqual(visitor.complaints, [], 'what the browser complained of');
});

test('a function that throws is told to the page, and the chat goes on', async (t) => {
  const page = await (await at.context(t)).newPage();
  const visitor = new Visitor(page);
  await page.goto(at.servers.shop);
  await page.evaluate(() => {
    window.codes = [];
    Baton('on', 'error', ({ code }) => codes.push(code));
    Baton('identify', {
      jwt() {
        throw new Error('nobody is signed in');
      },
    });
  });
  await visitor.opens();
  await visitor.says('How long does shipping take?');
  await visitor.reads('Delivery within the country costs €4.90');
  await eventually('the event', () => page.evaluate(() => codes.includes('identity_unavailable')));
  assert.deepEqual(visitor.complaints, ['nobody is signed in']);
});

test('what the shop encrypts reaches the ticket, and the page never reads it', async (t) => {
  const page = await (await at.context(t)).newPage();
  const [seen, received] = [[], []];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => seen.push(`${payload}`));
    socket.on('framereceived', ({ payload }) => received.push(`${payload}`));
  });
  page.on('request', (request) => seen.push(`${request.url()} ${request.postData()}`));
  page.on('response', async (response) => seen.push(await response.text().catch(() => '')));
  page.on('console', (line) => seen.push(line.text()));
  const visitor = new Visitor(page);
  await page.goto(at.servers.shop);
  const user_payload = sealed({ name: 'Canary Quill', email: 'canary@customer.example', tier: 'canary-gold' });
  await page.evaluate((jwt) => Baton('identify', { jwt }), signed({ external_id: 'customer-44', user_payload }));
  await visitor.opens();
  await visitor.says('I want to talk to a person');
  await visitor.notices('You’re in the queue');

  const agent = new Agent(await (await at.context(t, desktop)).newPage());
  await agent.opensTicket(at.servers.console, 'Canary Quill');
  assert.equal(await agent.fact('fact-external-id'), 'customer-44');
  assert.equal(await agent.fact('fact-email'), 'canary@customer.example');
  await agent.reads('tier: canary-gold');
  await agent.replies('Hello there.');
  await visitor.reads('Hello there.');

  const frame = page.frames().find((frame) => frame !== page.mainFrame());
  for (const part of [page.mainFrame(), frame]) {
    const kept = () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
    seen.push(await part.content(), await part.evaluate(kept));
  }
  assert.ok(received.some((text) => text.includes('Hello there.')), 'it is the traffic of this chat');
  // The shop's own page has no such word, so whoever finds it has it from the payload.
  for (const text of [...seen, ...received]) assert.doesNotMatch(text, /canary/i);
});
