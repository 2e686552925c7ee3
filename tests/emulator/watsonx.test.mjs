// The stand-in for watsonx Assistant and IBM's identity service, driven by IBM's own client.

import assert from 'node:assert/strict';
import test from 'node:test';
import AssistantV2 from 'ibm-watson/assistant/v2.js';
import { BasicAuthenticator, IamAuthenticator } from 'ibm-watson/auth/index.js';
import { startEmulator } from './emulator.mjs';

const KEY = 'baton-demo-bot-key-do-not-use-in-production';
const ids = { assistantId: 'baton-demo-assistant', environmentId: 'baton-demo-environment' };

async function stage(t) {
  const emulator = await startEmulator({ recorded: false });
  t.after(() => emulator.stop());
  const iam = (apikey) => new IamAuthenticator({ apikey, url: `${emulator.botsUrl}/iam` });
  const client = (authenticator) =>
    new AssistantV2({ version: '2024-08-25', serviceUrl: `${emulator.botsUrl}/watsonx`, authenticator });
  const will = (...replies) => emulator.bots('POST', 'watsonx/replies', replies);
  const heard = () => emulator.bots('GET', 'watsonx/heard');
  return { emulator, client, iam, will, heard };
}

/** Says something in a session. */
function say(assistant, sessionId, text, more) {
  return assistant.message({ ...ids, sessionId, input: { message_type: 'text', text }, ...more });
}

test('a session begins, answers and ends, with a token that was traded for the key', async (t) => {
  const { client, iam, will, heard } = await stage(t);
  const assistant = client(iam(KEY));
  const { result, status } = await assistant.createSession(ids);
  assert.equal(status, 201);
  const generic = [
    { response_type: 'text', text: 'Which one?' },
    {
      response_type: 'option',
      title: '',
      options: [{ label: 'Orders', value: { input: { text: 'orders' } } }],
    },
  ];
  await will({ kind: 'says', body: { generic } });
  const said = await say(assistant, result.session_id, 'help');
  assert.deepEqual(said.result.output.generic, generic);
  assert.equal((await assistant.deleteSession({ ...ids, sessionId: result.session_id })).status, 200);
  const authorizations = new Set((await heard()).map(({ headers }) => headers.authorization));
  assert.equal(authorizations.size, 1, 'the token is kept');
  assert.match([...authorizations][0], /^Bearer ey/);
});

test('what a session was told comes back with its context', async (t) => {
  const { client, iam, will } = await stage(t);
  const assistant = client(iam(KEY));
  const { session_id: sessionId } = (await assistant.createSession(ids)).result;
  const context = { skills: { 'actions skill': { skill_variables: { plan: 'gold' } } } };
  await say(assistant, sessionId, 'hello', { context });
  await will({ kind: 'says', body: { generic: [], variables: { order: '7' } } });
  const { result } = await say(assistant, sessionId, 'order 7', {
    input: { message_type: 'text', text: 'order 7', options: { return_context: true } },
  });
  const { skill_variables: variables } = result.context.skills['actions skill'];
  assert.deepEqual(variables, { plan: 'gold', order: '7' });
});

test('a session that has ended, another assistant and a wrong key are refused', async (t) => {
  const { emulator, client, iam } = await stage(t);
  const assistant = client(new BasicAuthenticator({ username: 'apikey', password: KEY }));
  const { session_id: sessionId } = (await assistant.createSession(ids)).result;
  assert.equal((await say(assistant, sessionId, 'hello')).status, 200);
  await emulator.bots('POST', 'watsonx/end-sessions');
  await assert.rejects(say(assistant, sessionId, 'hello'), { code: 404, message: 'Invalid Session' });
  await assert.rejects(assistant.createSession({ ...ids, assistantId: 'other' }), { code: 404 });
  await assert.rejects(client(iam('wrong')).createSession(ids), { code: 400 });
  const wrong = client(new BasicAuthenticator({ username: 'apikey', password: 'wrong' }));
  await assert.rejects(wrong.createSession(ids), { code: 401 });
});
