// A site whose agents answer by ticket: bot, person, files both ways, notes, solved and reopened, closed.

import test from 'node:test';
import { Agent } from './agent.mjs';
import { assert, bench, desktop } from './browser.mjs';
import { look, looks } from './look.mjs';
import { picture } from './samples.mjs';
import { startDemo } from './servers.mjs';
import { Visitor } from './visitor.mjs';

const at = bench(() => startDemo({ environment: { BATON_SITE__SHOP__DESK: 'tickets' } }));

test('a visitor and an agent talk by a ticket and its comments', async (t) => {
  const hanging = { name: 'my fern.png', type: 'image/png', bytes: await picture(at.browser, { well: false }) };
  const watered = { name: 'watered.png', type: 'image/png', bytes: await picture(at.browser, { well: true }) };
  const visitor = new Visitor(await (await at.context(t, looks['desktop-light'])).newPage());
  await visitor.page.goto(at.servers.shop);
  await visitor.opens();
  await visitor.says('How long does shipping take?');
  await visitor.reads('Delivery within the country costs €4.90');
  await visitor.asksForAPerson('Cade Jones');

  const agent = new Agent(await (await at.context(t, desktop)).newPage());
  await agent.opensTicket(at.servers.console, 'Cade Jones');
  await agent.reads('I want to talk to a person');
  await agent.reads('Bot: Delivery within the country');
  const tags = await agent.page.locator('#fact-tags .chip').allInnerTexts();
  for (const tag of ['baton_chat', 'demo_shop', 'web_shop']) assert.ok(tags.includes(tag), `${tag} among ${tags}`);
  assert.equal(await agent.fact('field-3584154321651'), 'Boston fern, Plant diary');

  await agent.replies('Hello Cade, how can I help?');
  await visitor.reads('Ana Lima joined the chat.');
  await visitor.reads('Hello Cade, how can I help?');
  await visitor.attaches(hanging);
  await visitor.says('Its leaves hang.');
  await agent.reads('Its leaves hang.');
  await agent.notes('He waters it too much.');
  await agent.replies('Water it less.', watered);
  await visitor.reads('Water it less.');
  await visitor.sees('watered.png');
  const together = visitor.log.locator('.baton-line').filter({ hasText: 'Water it less.' });
  await together.getByRole('img', { name: 'watered.png' }).waitFor();
  assert.ok(!(await visitor.messages()).join().includes('too much'), 'notes stay among agents');

  // As agents format in Zendesk's editor.
  const html = '<p>Twice a <strong>week</strong> will do, see <a href="https://fern.example/care">our page</a>.</p>';
  const ticket = new URL(agent.page.url()).pathname.split('/').at(-1);
  const comment = await fetch(`${at.servers.emulator}/control/tickets/${ticket}/comments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ html, public: true }),
  });
  assert.ok(comment.ok, await comment.text());
  await visitor.log.locator('strong').filter({ hasText: 'week' }).waitFor();
  assert.equal(await visitor.log.getByRole('link', { name: /our page/ }).getAttribute('href'), 'https://fern.example/care');

  await agent.stands('solved');
  await visitor.reads('This was marked as solved. Write here if it is not.');
  await visitor.says('It is not, sorry.');
  await agent.reads('It is not, sorry.');
  await agent.page.reload();
  assert.equal((await agent.fact('fact-status')).toLowerCase(), 'open');
  await agent.stands('solved');
  await visitor.rates(5, 'Now it stands again.', () => look(visitor.page, 'desktop-light', 'rating'));
  await look(visitor.page, 'desktop-light', 'rated');
  await agent.page.reload();
  await agent.reads('The visitor rated the conversation 5 of 5.');
  await agent.reads('Visitor: Now it stands again.');
  assert.ok((await agent.page.locator('#fact-tags .chip').allInnerTexts()).includes('baton_rating_5'));
  await agent.closes();
  await visitor.reads('This chat has ended.');
  await visitor.says('How long does shipping take?');
  await visitor.reads('Delivery within the country costs €4.90');
  assert.deepEqual(visitor.complaints, [], 'what the browser complained of');
});
