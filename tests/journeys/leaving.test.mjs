// Nobody is there: the visitor is told, and leaves a message.

import test from 'node:test';
import { assert, bench, eventually } from './browser.mjs';
import { look, looks } from './look.mjs';
import { startDemo } from './servers.mjs';
import { Visitor } from './visitor.mjs';

/** Hours that are not now: an hour of tomorrow. */
const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000).toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' });
const environment = {
  BATON_SITE__SHOP__OFFER: 'hours',
  [`BATON_SITE__SHOP__HOURS__WEEK__${tomorrow.toUpperCase()}`]: '12:00-13:00',
  BATON_SITE__SHOP__SHOW_TICKET_NUMBER: 'true',
};

const at = bench(() => startDemo({ environment }));

test('a message is left for people who are not there, and becomes a ticket', async (t) => {
  const visitor = new Visitor(await (await at.context(t, looks['desktop-light'])).newPage());
  await visitor.page.goto(at.servers.shop);
  await visitor.opens();
  await visitor.says('I want to talk to a person');
  await visitor.reads('You can reach someone again from');
  await look(visitor.page, 'desktop-light', 'away');
  await visitor.taps('Leave a message');
  await visitor.chat.getByRole('textbox', { name: 'Your message' }).fill('My fern has brown tips.');
  await visitor.chat.getByLabel('Your name').fill('Ada Brown');
  await look(visitor.page, 'desktop-light', 'message');
  await visitor.taps('Send message');
  await visitor.reads('Thank you, we have your message.');
  await visitor.reads(/Its number is \d+\./);
  await look(visitor.page, 'desktop-light', 'message-left');
  // Read what there is, and let the page keep by what to ask.
  const kept = () => visitor.page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.includes('/chat/')));
  const [[address, id]] = await eventually('the page knows by what to ask', async () => {
    const entries = await kept();
    return entries.length && entries;
  });
  const answer = await fetch(new URL(`/v1/presence/${id}`, address), { headers: { origin: new URL(at.servers.shop).origin } });
  assert.equal(answer.status, 200);
  assert.deepEqual(Object.keys(await answer.json()), ['unread']);
  await visitor.page.reload();
  await visitor.launcher.waitFor();
  assert.deepEqual(visitor.complaints, []);
});
