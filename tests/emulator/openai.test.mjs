// The stand-in for a language model, driven by OpenAI's own client.

import assert from 'node:assert/strict';
import test from 'node:test';
import OpenAI from 'openai';
import { startEmulator } from './emulator.mjs';

const KEY = 'baton-demo-bot-key-do-not-use-in-production';
const model = 'baton-demo-model';
const messages = [{ role: 'user', content: 'When are you open?' }];
const tools = [
  {
    type: 'function',
    function: { name: 'hand_over', parameters: { type: 'object', properties: { reason: { type: 'string' } } } },
  },
];

async function stage(t, apiKey = KEY) {
  const emulator = await startEmulator({ recorded: false });
  t.after(() => emulator.stop());
  const client = new OpenAI({ apiKey, baseURL: `${emulator.botsUrl}/openai/v1`, maxRetries: 0 });
  const will = (...replies) => emulator.bots('POST', 'openai/replies', replies);
  return { emulator, client, will };
}

test('a stream is put together to what was said, with what it used', async (t) => {
  const { client, will } = await stage(t);
  await will({ kind: 'says', body: { text: 'From nine to five, on weekdays.' } });
  const stream = client.chat.completions.stream({ model, messages, stream_options: { include_usage: true } });
  const heard = [];
  stream.on('content', (piece) => heard.push(piece));
  const done = await stream.finalChatCompletion();
  assert.equal(done.choices[0].message.content, 'From nine to five, on weekdays.');
  assert.equal(done.choices[0].finish_reason, 'stop');
  assert.ok(heard.length > 3, `it comes in pieces: ${heard}`);
  assert.ok(done.usage.total_tokens > 0);
});

test('a tool that is used comes with its arguments, streamed and whole', async (t) => {
  const { client, will } = await stage(t);
  const says = { tool_calls: [{ name: 'hand_over', arguments: { reason: 'a refund of 20 €' } }] };
  await will({ kind: 'says', body: says }, { kind: 'says', body: says });
  const streamed = await client.chat.completions.stream({ model, messages, tools }).finalChatCompletion();
  const whole = await client.chat.completions.create({ model, messages, tools });
  for (const { choices } of [streamed, whole]) {
    assert.equal(choices[0].finish_reason, 'tool_calls');
    const [call] = choices[0].message.tool_calls;
    assert.equal(call.function.name, 'hand_over');
    assert.deepEqual(JSON.parse(call.function.arguments), { reason: 'a refund of 20 €' });
  }
});

test("tools that were used are answered before anything else is said", async (t) => {
  const { client } = await stage(t);
  const call = { id: 'call_0', type: 'function', function: { name: 'hand_over', arguments: '{}' } };
  const assistant = { role: 'assistant', content: null, tool_calls: [call] };
  const answered = { role: 'tool', tool_call_id: 'call_0', content: 'Done.' };
  const create = (more) => client.chat.completions.create({ model, messages: [...messages, ...more] });
  assert.equal((await create([assistant, answered])).choices[0].message.role, 'assistant');
  await assert.rejects(create([assistant, { role: 'user', content: 'and?' }]), OpenAI.BadRequestError);
  await assert.rejects(create([answered]), OpenAI.BadRequestError);
});

test('the model is listed, another is not found', async (t) => {
  const { client } = await stage(t);
  const listed = [];
  for await (const each of client.models.list()) listed.push(each.id);
  assert.deepEqual(listed, [model]);
  await assert.rejects(client.chat.completions.create({ model: 'other', messages }), OpenAI.NotFoundError);
});

test('a wrong key, a misspelt parameter and what it is told to refuse are errors the client knows', async (t) => {
  const { emulator, client, will } = await stage(t);
  const wrong = new OpenAI({ apiKey: 'wrong', baseURL: `${emulator.botsUrl}/openai/v1`, maxRetries: 0 });
  await assert.rejects(wrong.models.list(), OpenAI.AuthenticationError);
  await assert.rejects(wrong.chat.completions.create({ model, messages }), OpenAI.AuthenticationError);
  await assert.rejects(client.chat.completions.create({ model, messages, tempreature: 1 }), OpenAI.BadRequestError);
  await will({ kind: 'status', status: 429, body: { error: { message: 'slow down' } } }, { kind: 'hangs_up' });
  await assert.rejects(client.chat.completions.create({ model, messages }), OpenAI.RateLimitError);
  await assert.rejects(client.chat.completions.create({ model, messages }), OpenAI.APIConnectionError);
});

test('a stream that breaks off is an error, and the next one is not', async (t) => {
  const { client, will } = await stage(t);
  await will({ kind: 'breaks', body: { text: 'one two three four five six seven eight' } });
  await assert.rejects(client.chat.completions.stream({ model, messages }).finalChatCompletion());
  const after = await client.chat.completions.stream({ model, messages }).finalChatCompletion();
  assert.equal(after.choices[0].message.content, 'You said: When are you open?');
});
