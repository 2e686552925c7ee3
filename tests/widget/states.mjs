// A walk through the states of the chat, for whoever has to look at each of them. Nothing is moved by itself on the way:
// every state stands still while it is looked at.

import { GREETING, openChat, reads, ready, say } from './chat.mjs';
import { PICTURE } from './relay.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const paragraph = (text) => [{ paragraph: [{ text }] }];

const form = {
  id: 'ask-1',
  lead: paragraph('About which order?'),
  fields: [
    { text: { name: 'order', label: 'Order number', kind: 'number', required: true } },
    { text: { name: 'topic', label: 'What about it?', kind: 'line', options: ['Late', 'Broken'] } },
    { agree: { text: paragraph('You may look it up.'), required: true } },
  ],
  optional: false,
};
const cards = ['Fern', 'Pothos'].map((title) => ({
  title,
  blocks: paragraph('Likes shade.'),
  choices: [{ label: `Care for ${title}`, action: { postback: title } }, { label: 'Shop', action: { link: 'https://a.example' } }],
}));
const files = [
  { id: 'a', name: 'pot.png', media_type: 'image/png', bytes: 100 },
  { id: 'b', name: 'plan.pdf', media_type: 'application/pdf', bytes: 100 },
  { id: 'c', name: 'song.mp3', media_type: 'audio/mpeg', bytes: 100 },
];

/** Opens a chat and goes through the states; `see(page, name)` is called in each. Gives the page. */
export async function walk(at, t, options, see) {
  const { page, relay } = await openChat(at, t, { bypassCSP: true, reducedMotion: 'reduce', ...options });
  await ready(page);
  await see(page, 'greeting');
  await say(page, 'hi');
  await reads(page, GREETING, 'hi');
  relay.hint({ thinking: { turn: 't' } });
  await page.locator('.baton-dots').waitFor();
  await button(page, 'Stop').waitFor();
  await see(page, 'working');
  relay.commit({ bot: { turn: 't', blocks: paragraph('Choose:'), cards, choices: [{ label: 'Tell me', action: { postback: 'a' } }] } });
  await button(page, 'Tell me').waitFor();
  await button(page, 'Stop').waitFor({ state: 'hidden' });
  await see(page, 'choices, cards, thumbs');
  relay.commit({ form });
  await button(page, 'Continue').click();
  await page.getByText('Please fill this in.').first().waitFor();
  await see(page, 'form with errors');
  relay.passTo('requested', 'bot_decided');
  relay.passTo('queued', 'confirmed');
  await page.getByText('Somebody is with you in about five minutes.').waitFor();
  await see(page, 'queued');
  relay.passTo('agent', 'agent_acted');
  relay.agentSays('hello', files);
  await page.getByRole('img', { name: 'pot.png' }).waitFor();
  await button(page, 'More options').click();
  await see(page, 'files, menu');
  await page.keyboard.press('Escape');
  if (await button(page, 'Insert an emoji').isVisible()) {
    await button(page, 'Insert an emoji').click();
    await see(page, 'emoji');
    await page.keyboard.press('Escape');
  }
  await page.locator('input[type=file]').setInputFiles([{ name: 'setup.exe', mimeType: 'text/plain', buffer: PICTURE }, { name: 'pot.png', mimeType: 'image/png', buffer: PICTURE }]);
  await page.getByText('Files of this type').waitFor();
  await button(page, 'More options').click();
  await button(page, 'End chat').click();
  await see(page, 'tray, question');
  await button(page, 'Keep chatting').click();
  for (const name of ['setup.exe', 'pot.png']) await button(page, `Remove ${name}`).click();
  await page.getByRole('button', { name: 'pot.png' }).filter({ has: page.locator('img') }).click();
  await page.locator('dialog img').waitFor();
  await see(page, 'large picture');
  await page.keyboard.press('Escape');
  relay.passTo('ended', 'session_ended');
  relay.commit({ form: { id: 'how', fields: [{ rating: {} }, { comment: {} }], optional: true } });
  await page.getByText('How did we do?').waitFor();
  await see(page, 'rating');
  relay.refuses = 'text_too_long';
  await say(page, 'no');
  await page.getByText('Not sent.').waitFor();
  relay.cut();
  await page.getByText('Reconnecting…').waitFor();
  await see(page, 'refused, reconnecting');
  return page;
}
