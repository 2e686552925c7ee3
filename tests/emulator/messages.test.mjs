import assert from 'node:assert/strict';
import test from 'node:test';
import { call, refusal } from './client.mjs';
import { ACCOUNT } from './emulator.mjs';
import { newConversation, stage, text } from './stage.mjs';

const { appId } = ACCOUNT;
const business = { type: 'business', displayName: 'Baton' };

const CONTENTS = {
  text: { type: 'text', text: 'Hello' },
  'text with buttons': {
    type: 'text',
    text: 'Which?',
    actions: [
      { type: 'reply', text: 'This', payload: 'this' },
      { type: 'link', text: 'Read', uri: 'https://example.com/' },
      { type: 'postback', text: 'Later', payload: 'later' },
    ],
  },
  'text with HTML': { type: 'text', htmlText: '<b>Hello</b>' },
  carousel: {
    type: 'carousel',
    items: [{ title: 'One', description: 'First', actions: [{ type: 'postback', text: 'Take', payload: '1' }] }],
  },
  list: {
    type: 'list',
    items: [{ title: 'Two', actions: [{ type: 'link', text: 'See', uri: 'https://example.com/2' }] }],
  },
  form: {
    type: 'form',
    fields: [{ type: 'email', name: 'email', label: 'Your address', placeholder: 'you@example.com' }],
  },
  location: { type: 'location', coordinates: { lat: 52.5, long: 13.4 } },
};

test('messages of every kind are taken and read back', async (t) => {
  const { bot } = await stage(t);
  const { id } = await newConversation(bot);
  for (const [what, content] of Object.entries(CONTENTS)) {
    const posted = await call(bot.messages, 'postMessage', appId, id, {
      author: business,
      content,
      metadata: { baton_message: what },
    });
    assert.equal(posted.status, 201, what);
    const [message] = posted.body.messages;
    assert.equal(message.content.type, content.type, what);
    assert.equal(message.author.displayName, 'Baton', what);
    assert.equal(message.metadata.baton_message, what);
    assert.match(message.received, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, what);
  }
  const { messages } = await bot.messages.listMessages(appId, id);
  assert.deepEqual(
    messages.map((each) => each.content.type),
    Object.values(CONTENTS).map((each) => each.type),
  );
  assert.equal(messages[2].content.text, 'Hello', 'the text of an HTML message is derived');
});

test('a user writes too', async (t) => {
  const { bot } = await stage(t);
  const { id, userId } = await newConversation(bot);
  const { messages } = await bot.messages.postMessage(appId, id, text('I have a question', userId));
  assert.equal(messages[0].author.userId, userId);
});

test('what is too long or for nobody is refused', async (t) => {
  const { bot } = await stage(t, { recorded: false });
  const { id } = await newConversation(bot);
  const refuse = async (body) => (await refusal(bot.messages.postMessage(appId, id, body))).status;
  assert.equal(await refuse(text('x'.repeat(4097))), 400);
  assert.equal((await call(bot.messages, 'postMessage', appId, id, text('x'.repeat(4096)))).status, 201);
  assert.equal(await refuse({ ...text('x'), metadata: { big: 'x'.repeat(5000) } }), 400);
  assert.equal(await refuse({ ...text('x'), metadata: { nested: { deeper: true } } }), 400);
  assert.deepEqual(await refusal(bot.messages.postMessage(appId, '5ba70e000000000000000eee', text('x'))), {
    status: 404,
    codes: ['conversation_not_found'],
  });
});

test('250 messages are walked by cursor, backwards from the newest page, each once and in order', async (t) => {
  const { bot } = await stage(t);
  const { id } = await newConversation(bot);
  const sent = [];
  for (let number = 1; number <= 250; number += 1) {
    sent.push(`message ${number}`);
    await bot.messages.postMessage(appId, id, text(sent.at(-1)));
  }

  const pages = [await bot.messages.listMessages(appId, id)];
  while (pages[0].meta.hasMore) {
    const before = pages[0].meta.beforeCursor;
    pages.unshift(await bot.messages.listMessages(appId, id, { page: { before } }));
  }
  assert.deepEqual(
    pages.map((page) => page.messages.length),
    [50, 100, 100],
  );
  assert.deepEqual(
    pages.flatMap((page) => page.messages.map((each) => each.content.text)),
    sent,
  );

  const forward = await bot.messages.listMessages(appId, id, { page: { after: pages[0].meta.afterCursor } });
  assert.deepEqual(
    forward.messages.map((each) => each.content.text),
    sent.slice(50, 150),
  );
});

test('a message is deleted, then all are', async (t) => {
  const { bot } = await stage(t);
  const { id } = await newConversation(bot);
  const { messages } = await bot.messages.postMessage(appId, id, text('a slip'));
  await bot.messages.postMessage(appId, id, text('stays'));
  assert.equal((await call(bot.messages, 'deleteMessage', appId, id, messages[0].id)).status, 200);
  assert.deepEqual(
    (await bot.messages.listMessages(appId, id)).messages.map((each) => each.content.text),
    ['stays'],
  );
  assert.equal((await call(bot.messages, 'deleteAllMessages', appId, id)).status, 200);
  assert.deepEqual((await bot.messages.listMessages(appId, id)).messages, []);
});

test('a full conversation is locked', async (t) => {
  const { bot, emulator } = await stage(t);
  const { id } = await newConversation(bot);
  await emulator.control('PATCH', 'switches', { message_cap: 2 });
  await bot.messages.postMessage(appId, id, text('one'));
  await bot.messages.postMessage(appId, id, text('two'));
  assert.deepEqual(await refusal(bot.messages.postMessage(appId, id, text('three'))), {
    status: 423,
    codes: ['locked'],
  });
});
