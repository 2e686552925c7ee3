import assert from 'node:assert/strict';
import test from 'node:test';
import { call, refusal } from './client.mjs';
import { ACCOUNT } from './emulator.mjs';
import { listen } from './listener.mjs';
import { newConversation, stage, text } from './stage.mjs';

const { appId } = ACCOUNT;
const WORKSPACE = 'zd:agentWorkspace';

async function withWebhooks(t) {
  const stagehands = await stage(t);
  const listener = await listen();
  t.after(() => listener.close());
  await stagehands.emulator.sendWebhooksTo(`${listener.url}/hooks`);
  return { ...stagehands, listener };
}

async function active(bot, id) {
  return (await bot.conversations.getConversation(appId, id)).conversation.activeSwitchboardIntegration
    ?.integrationType;
}

test('control passes to the workspace, a ticket is made, and closing it gives control back', async (t) => {
  const { bot, emulator, listener } = await withWebhooks(t);
  const { id, userId } = await newConversation(bot);
  await bot.switchboard.passControl(appId, id, { switchboardIntegration: 'baton' });
  const first = (await bot.messages.postMessage(appId, id, text('My order is late', userId))).messages[0];
  const metadata = {
    first_message_id: first.id,
    'dataCapture.systemField.requester.name': 'Ada Lovelace',
    'dataCapture.systemField.tags': 'baton,vip',
  };
  const passed = await call(bot.switchboard, 'passControl', appId, id, { switchboardIntegration: WORKSPACE, metadata });
  assert.equal(passed.status, 200);
  await emulator.settle();
  assert.equal(await active(bot, id), WORKSPACE);
  const events = listener.events('switchboard:passControl');
  assert.equal(events.at(-1).payload.conversation.activeSwitchboardIntegration.integrationType, WORKSPACE);
  assert.deepEqual(events.at(-1).payload.metadata, metadata);

  const [ticket] = await emulator.control('GET', 'tickets');
  assert.equal(ticket.conversation, id);
  await emulator.control('POST', `tickets/${ticket.id}/reply`, { text: 'It ships today' });
  await emulator.settle();
  const reply = listener.events('conversation:message').at(-1).payload.message;
  assert.equal(reply.content.text, 'It ships today');
  assert.equal(reply.author.type, 'business');
  assert.equal(reply.source.type, WORKSPACE);

  await emulator.control('POST', `tickets/${ticket.id}/close`);
  await emulator.settle();
  const [released] = listener.events('switchboard:releaseControl');
  assert.equal(released.payload.reason, 'ticketClosed');
  assert.notEqual(await active(bot, id), WORKSPACE);
});

test('a pass that fails after its 200 says so by webhook, and control stays', async (t) => {
  const { bot, emulator, listener } = await withWebhooks(t);
  const { id, userId } = await newConversation(bot);
  await bot.switchboard.passControl(appId, id, { switchboardIntegration: 'baton' });
  await bot.messages.postMessage(appId, id, text('Hello?', userId));
  await emulator.control('POST', 'faults', { kind: 'pass_control_fails', count: 1 });
  assert.equal(
    (await call(bot.switchboard, 'passControl', appId, id, { switchboardIntegration: WORKSPACE })).status,
    200,
  );
  await emulator.settle();
  const [failure] = listener.events('switchboard:passControl:failure');
  assert.equal(failure.payload.error.code, 'switchboard_invalid_target');
  assert.equal(failure.payload.conversation.id, id);
  assert.equal(await active(bot, id), 'custom');
  assert.deepEqual(await emulator.control('GET', 'tickets'), []);
});

test('control is offered, accepted and released by those who may', async (t) => {
  const { bot } = await stage(t);
  const { id } = await newConversation(bot);
  await bot.switchboard.passControl(appId, id, { switchboardIntegration: WORKSPACE });
  assert.equal((await refusal(bot.switchboard.acceptControl(appId, id, {}))).status, 403, 'nothing was offered');
  assert.equal((await refusal(bot.switchboard.releaseControl(appId, id, {}))).status, 403, 'not in control');
  assert.equal(
    (await call(bot.switchboard, 'offerControl', appId, id, { switchboardIntegration: 'baton' })).status,
    200,
  );
  const { conversation } = await bot.conversations.getConversation(appId, id);
  assert.equal(conversation.pendingSwitchboardIntegration.name, 'baton');
  assert.equal((await call(bot.switchboard, 'acceptControl', appId, id, {})).status, 200);
  assert.equal(await active(bot, id), 'custom');
  assert.equal((await call(bot.switchboard, 'releaseControl', appId, id, {})).status, 200);
  assert.equal(await active(bot, id), undefined);
});
