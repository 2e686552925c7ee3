import assert from 'node:assert/strict';
import test from 'node:test';
import { call, refusal } from './client.mjs';
import { ACCOUNT } from './emulator.mjs';
import { newConversation, newUser, stage } from './stage.mjs';

const { appId } = ACCOUNT;

test('a conversation is made, read, changed and deleted', async (t) => {
  const { bot } = await stage(t);
  const { userId, id: first } = await newConversation(bot);
  const body = {
    type: 'personal',
    participants: [{ userId, subscribeSDKClient: false }],
    displayName: 'Order 7',
    metadata: { baton_conversation: 'c7' },
  };
  const created = await call(bot.conversations, 'createConversation', appId, body);
  assert.equal(created.status, 201);
  const { id } = created.data.conversation;
  assert.equal(created.data.conversation.displayName, 'Order 7');
  assert.deepEqual(created.data.conversation.metadata, body.metadata);

  const { participants } = await bot.participants.listParticipants(appId, id);
  assert.deepEqual(
    participants.map((each) => each.userId),
    [userId],
  );

  assert.equal(
    (await call(bot.conversations, 'updateConversation', appId, id, { displayName: 'Order 8' })).status,
    200,
  );
  assert.equal((await bot.conversations.getConversation(appId, id)).conversation.displayName, 'Order 8');

  assert.equal((await call(bot.conversations, 'deleteConversation', appId, id)).status, 200);
  assert.deepEqual(await refusal(bot.conversations.getConversation(appId, id)), {
    status: 404,
    codes: ['conversation_not_found'],
  });
  assert.equal(
    (await refusal(bot.conversations.deleteConversation(appId, first))).status,
    400,
    "the user's default one stays",
  );
});

test('conversations are listed by their user, under either id', async (t) => {
  const { bot } = await stage(t);
  const { userId, id } = await newConversation(bot);
  await newConversation(bot);
  const { user } = await bot.users.getUser(appId, userId);
  for (const filter of [{ userId }, { userExternalId: user.externalId }]) {
    const { conversations } = await bot.conversations.listConversations(appId, filter, {});
    assert.deepEqual(
      conversations.map((each) => each.id),
      [id],
      JSON.stringify(filter),
    );
  }
});

test('conversations come in pages that fit together', async (t) => {
  const { bot } = await stage(t);
  const userId = await newUser(bot);
  const made = [];
  for (let each = 0; each < 7; each += 1) {
    const { conversation } = await bot.conversations.createConversation(appId, {
      type: 'personal',
      participants: [{ userId }],
    });
    made.push(conversation.id);
  }
  // The library sends one property of a page only, so the size stays the vendor's default of 25 when a cursor is given.
  const first = await bot.conversations.listConversations(appId, { userId }, { page: { size: 3 } });
  assert.equal(first.conversations.length, 3);
  assert.equal(first.meta.hasMore, true);
  const rest = await bot.conversations.listConversations(
    appId,
    { userId },
    { page: { after: first.meta.afterCursor } },
  );
  assert.equal(rest.meta.hasMore, false);
  const seen = [...first.conversations, ...rest.conversations].map((each) => each.id);
  assert.deepEqual([...seen].sort(), [...made].sort());
});

test('a conversation of nobody is not made', async (t) => {
  const { bot } = await stage(t);
  const participants = [{ userId: '5ba70e000000000000000fff' }];
  assert.deepEqual(await refusal(bot.conversations.createConversation(appId, { type: 'personal', participants })), {
    status: 404,
    codes: ['user_not_found'],
  });
});

test('a user reads; only a business types', async (t) => {
  const { bot } = await stage(t);
  const { id, userId } = await newConversation(bot);
  const post = (author, type) => bot.activities.postActivity(appId, id, { author, type });
  await post({ type: 'user', userId }, 'conversation:read');
  await post({ type: 'business' }, 'typing:start');
  assert.equal((await refusal(post({ type: 'user', userId }, 'typing:start'))).status, 400);
});
