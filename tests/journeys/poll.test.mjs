// Something on the way lets no socket through: the conversation goes on by plain requests, to the agent and back.

import test from 'node:test';
import { Agent } from './agent.mjs';
import { assert, bench, desktop, eventually } from './browser.mjs';
import { startDemo } from './servers.mjs';
import { Visitor } from './visitor.mjs';

const at = bench(() => startDemo());

test('without sockets a visitor talks to the bot and to a person, and misses nothing', async (t) => {
  const page = await (await at.context(t, desktop)).newPage();
  const polls = [];
  page.on('request', (request) => request.url().endsWith('/v1/poll') && polls.push(request));
  await page.routeWebSocket(/\/v1\/socket$/, (socket) => socket.close());
  const visitor = new Visitor(page);
  await page.goto(at.servers.shop);
  await visitor.opens();
  await visitor.says('How long does shipping take?');
  await visitor.reads('Delivery within the country costs €4.90');
  assert.ok(polls.length > 0, 'by requests');
  await visitor.asksForAPerson('Ada');
  const agent = new Agent(await (await at.context(t, desktop)).newPage());
  await agent.opensTicket(at.servers.console, 'Ada');
  await agent.replies('Hello Ada');
  await visitor.reads('Hello Ada');
  const said = ['first of all', 'and then', 'that is all'];
  for (const text of said) await visitor.says(text);
  await agent.reads('that is all');
  const lines = (await agent.lines()).map(([, text]) => text);
  assert.deepEqual(lines.filter((text) => said.includes(text)), said);

  await agent.replies('And a last word');
  await visitor.reads('And a last word');
  await page.reload();
  await visitor.opens();
  await visitor.reads('And a last word');
  const shown = await eventually('the conversation', async () => {
    const all = await visitor.messages();
    return all.length > 6 && all;
  });
  assert.equal(shown.filter((text) => text === 'and then').length, 1, 'each once');
});
