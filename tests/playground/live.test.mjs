// The preview's chat is the real one: the site's bot answers, and a person who is asked for comes.

import test from 'node:test';
import { assert, bench } from '../journeys/browser.mjs';
import { Agent } from '../journeys/agent.mjs';
import { startDemo } from '../journeys/servers.mjs';
import { Visitor } from '../journeys/visitor.mjs';
import { open } from './opened.mjs';

const at = bench(() => startDemo());

test('the site’s bot answers, a person takes over, and a new start of the preview keeps the conversation', async (t) => {
  const { page, chat, field, context } = await open(t, at);
  const visitor = Visitor.alone(page);
  visitor.chat = chat;
  visitor.composer = chat.getByRole('textbox', { name: 'Message' });
  visitor.log = chat.getByRole('log', { name: 'Conversation' });
  await visitor.ready();
  await visitor.says('How long does shipping take?');
  await visitor.reads('Delivery within the country');
  await visitor.asksForAPerson('Ada Brown');
  const agent = new Agent(await context.newPage());
  await agent.opensTicket(at.servers.console, 'Ada Brown');
  await agent.replies('Hello Ada, this is a person.');
  await visitor.reads('Hello Ada, this is a person.');
  await page.bringToFront();
  await page.locator('summary', { hasText: 'Launcher' }).click();
  await field('label').fill('Ask us');
  await visitor.reads('Hello Ada, this is a person.');
  await page.selectOption('#state', 'greeting');
  await page.getByText('The chat shows: Greeting with first buttons.').waitFor();
  assert.equal(await chat.getByText('Hello Ada, this is a person.').count(), 0, 'a state is nobody’s conversation');
  await page.selectOption('#state', '');
  await visitor.reads('Hello Ada, this is a person.');
  await page.getByRole('button', { name: 'Forget the visitor' }).click();
  await page.getByText('The site’s own bot answers').waitFor();
  await visitor.ready();
  assert.equal(await chat.getByText('Hello Ada, this is a person.').count(), 0);
});
