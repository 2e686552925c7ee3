import assert from 'node:assert/strict';
import test from 'node:test';
import { call, refusal } from './client.mjs';
import { ACCOUNT } from './emulator.mjs';
import { listen } from './listener.mjs';
import { newConversation, stage, text } from './stage.mjs';

const { appId, integrationId, webhookId, webhookSecret } = ACCOUNT;
const MINUTE = 60_000;

async function withListener(t) {
  const stagehands = await stage(t);
  const listener = await listen();
  t.after(() => listener.close());
  return { ...stagehands, listener };
}

test("an integration reads and moves its own webhook; saving it knocks at the target's root", async (t) => {
  const { bot, emulator, listener } = await withListener(t);
  const { webhooks } = await bot.webhooks.listWebhooks(appId, 'me');
  assert.deepEqual(
    webhooks.map((each) => each.id),
    [webhookId],
  );
  const moved = await call(bot.webhooks, 'updateWebhook', appId, 'me', webhookId, { target: `${listener.url}/hooks` });
  assert.equal(moved.status, 200);
  assert.equal(moved.data.webhook.target, `${listener.url}/hooks`);
  await emulator.settle();
  assert.equal(listener.heads, 1);
});

test("the app's key adds and removes webhooks of an integration", async (t) => {
  const { admin, emulator, listener } = await withListener(t);
  const body = { target: `${listener.url}/second`, triggers: ['conversation:message'] };
  const created = await call(admin.webhooks, 'createWebhook', appId, integrationId, body);
  assert.equal(created.status, 201);
  assert.ok(created.data.webhook.secret);
  const { id, secret } = created.data.webhook;

  const { id: conversation } = await newConversation(admin);
  await admin.messages.postMessage(appId, conversation, text('Hello'));
  await emulator.settle();
  const arrived = listener.deliveries.filter((each) => each.path === '/second');
  assert.deepEqual(
    arrived.map((each) => each.key),
    [secret],
  );
  assert.deepEqual(
    arrived[0].body.events.map((each) => each.type),
    ['conversation:message'],
    'only its triggers',
  );

  assert.equal((await call(admin.webhooks, 'deleteWebhook', appId, integrationId, id)).status, 200);
  assert.equal((await refusal(admin.webhooks.getWebhook(appId, integrationId, id))).status, 404);
});

test('a message arrives as a webhook with the secret, our metadata and the conversation', async (t) => {
  const { bot, emulator, listener } = await withListener(t);
  await emulator.sendWebhooksTo(`${listener.url}/hooks`);
  const { id, userId } = await newConversation(bot);
  const { messages } = await bot.messages.postMessage(appId, id, {
    ...text('Hello', userId),
    metadata: { baton_message: 'm1' },
  });
  await emulator.settle();
  const delivery = listener.deliveries.find(({ body }) =>
    body.events.some((each) => each.type === 'conversation:message'),
  );
  assert.equal(delivery.path, '/hooks');
  assert.equal(delivery.key, webhookSecret);
  assert.equal(delivery.body.app.id, appId);
  assert.deepEqual(delivery.body.webhook, { id: webhookId, version: 'v2' });
  const { payload } = delivery.body.events.find((each) => each.type === 'conversation:message');
  assert.equal(payload.conversation.id, id);
  assert.equal(payload.message.id, messages[0].id);
  assert.deepEqual(payload.message.metadata, { baton_message: 'm1' });
});

test('a webhook that fails is repeated within 15 minutes, and given up after five attempts', async (t) => {
  const { bot, emulator, listener } = await withListener(t);
  await emulator.sendWebhooksTo(`${listener.url}/hooks`);
  listener.status = 503;
  const { id } = await newConversation(bot);
  await emulator.settle();
  listener.deliveries.length = 0;
  await bot.messages.postMessage(appId, id, text('Are you there?'));
  await emulator.settle();
  assert.equal(listener.events('conversation:message').length, 1);
  for (let minute = 0; minute < 15; minute += 1) {
    await emulator.advance(MINUTE);
    await emulator.settle();
  }
  const attempts = listener.events('conversation:message');
  assert.equal(attempts.length, 5);
  assert.equal(new Set(attempts.map((each) => each.id)).size, 1, 'the same event each time');
  await emulator.advance(60 * MINUTE);
  await emulator.settle();
  assert.equal(listener.events('conversation:message').length, 5);
});

test('what a target refuses for good is not repeated', async (t) => {
  const { bot, emulator, listener } = await withListener(t);
  await emulator.sendWebhooksTo(`${listener.url}/hooks`);
  const { id } = await newConversation(bot);
  await emulator.settle();
  for (const status of [400, 401, 403, 404, 406]) {
    listener.status = status;
    listener.deliveries.length = 0;
    await bot.messages.postMessage(appId, id, text(`refused with ${status}`));
    await emulator.settle();
    await emulator.advance(20 * MINUTE);
    await emulator.settle();
    assert.equal(listener.events('conversation:message').length, 1, `${status}`);
  }
});
