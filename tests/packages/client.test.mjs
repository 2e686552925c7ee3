// What the headless client does when this or that comes: each by its own, with a relay played in memory.

import assert from 'node:assert/strict';
import test from 'node:test';
import { settle, sourceOf, TestClock } from './client.mjs';
import { PlayedRelay } from './relay.mjs';

const { Client, BatonError, memoryStorage } = await sourceOf('index');

/** A client that is connected, its relay and its time. */
async function met(options = {}, { before = () => {}, connects = true } = {}) {
  const clock = new TestClock();
  const relay = new PlayedRelay(clock);
  before(relay);
  const { fetch, openSocket } = relay;
  const storage = memoryStorage();
  const given = { apiUrl: 'https://relay.example/backend', token: 'shop', clock, random: () => 1 - 1e-9, storage, fetch, openSocket };
  const client = new Client({ ...given, ...options });
  const errors = [];
  client.on('error', ({ code }) => errors.push(code));
  if (connects) client.connect();
  await settle();
  return { client, relay, clock, storage, errors, state: () => client.getState() };
}

test('nothing is asked of the relay before somebody wants something', async () => {
  const { client, relay, state } = await met({}, { connects: false });
  assert.deepEqual(relay.heard, []);
  assert.equal(state().connection, 'idle');
  const sent = client.send('Hello');
  assert.equal(state().unsent[0].request.send.message.text, 'Hello', 'it stands there at once');
  const event = await sent;
  assert.equal(event.body.visitor.text, 'Hello');
  assert.deepEqual(state().unsent, []);
  assert.deepEqual(relay.heard.map((frame) => Object.keys(frame)[0]), ['http', 'hello', 'send']);
});

test('the state is the same object until something changes', async () => {
  const { client, relay, state } = await met();
  const before = state();
  assert.equal(state(), before);
  let changes = 0;
  const off = client.subscribe(() => (changes += 1));
  relay.commit({ visitor: { text: 'from another tab' } });
  await settle();
  assert.notEqual(state(), before);
  assert.deepEqual(before.lines, []);
  assert.ok(changes > 0);
  off();
  const heard = changes;
  relay.commit({ visitor: { text: 'again' } });
  await settle();
  assert.equal(changes, heard);
});

test('news are told once, and never what was there before', async () => {
  const before = (relay) => relay.commit({ visitor: { text: 'old' } });
  const { client, relay, clock, state } = await met({}, { before, connects: false });
  const told = [];
  client.on('event', ({ seq }) => told.push(seq));
  client.connect();
  await settle();
  assert.equal(state().lines.length, 1);
  relay.commit({ bot: { turn: 't', blocks: [] } });
  await settle();
  relay.cut();
  await clock.advance(1000);
  relay.commit({ bot: { turn: 't2', blocks: [] } });
  await settle();
  assert.deepEqual(told, [2, 3]);
  assert.equal(state().lines.length, 3);
  assert.equal(relay.said('hello')[1].cursor.seq, 2, 'it came back with its cursor');
});

test('a beat is answered, and silence ends the connection', async () => {
  const { relay, clock, state } = await met();
  relay.tell({ beat: {} });
  await settle();
  assert.equal(relay.said('beat').length, 1);
  await clock.advance(59_000);
  assert.equal(state().connection, 'open');
  relay.tell({ beat: {} });
  await clock.advance(59_000);
  assert.equal(relay.said('hello').length, 1);
  await clock.advance(2_000);
  assert.equal(relay.said('hello').length, 2);
});

test('a message that nobody acknowledges is sent again under its id, by another connection', async () => {
  const { client, relay, clock } = await met();
  let lost = 0;
  relay.copies = (way, frame) => (way === 'up' && frame.send && lost++ === 0 ? 0 : 1);
  const sent = client.send('Hello');
  await clock.advance(19_900);
  assert.equal(relay.said('hello').length, 1);
  await clock.advance(1_000);
  assert.equal(relay.said('hello').length, 2);
  assert.equal((await sent).seq, 1);
});

test('waits between tries grow, with chance in them, up to half a minute', async () => {
  const { relay, clock } = await met();
  relay.isReachable = false;
  const { fetch, openSocket } = relay;
  const tries = [];
  const client = new Client({
    ...{ apiUrl: 'https://relay.example', token: 'shop', clock, random: () => 1 - 1e-9, storage: memoryStorage() },
    ...{ fetch, openSocket },
  });
  client.subscribe(() => client.getState().connection === 'connecting' && tries.push(clock.now()));
  client.connect();
  await clock.advance(200_000);
  const waits = tries.slice(1).map((at, index) => Math.round((at - tries[index]) / 500) / 2);
  assert.deepEqual(waits.slice(0, 9), [0.5, 1, 2, 4, 8, 16, 30, 30, 30]);
});

test('a relay that asks to come back again and again is met with growing waits', async () => {
  const { relay, clock } = await met();
  relay.answer = ({ hello }) => hello && { reload: {} };
  relay.tell({ reload: {} });
  await clock.advance(10_000);
  const tries = relay.said('hello').length;
  assert.ok(tries > 3 && tries < 10, `${tries} tries in ten seconds`);
});

test('a relay that cannot go on behind the cursor begins the log anew', async () => {
  const { relay, clock, state } = await met();
  relay.commit({ visitor: { text: 'one' } });
  await settle();
  relay.cut();
  for (const text of ['two', 'three', 'four']) relay.commit({ visitor: { text } });
  relay.answer = ({ hello }, socket) => {
    if (!hello) return undefined;
    queueMicrotask(() => relay.say(socket, { events: relay.log.slice(2) }));
    return { welcome: { version: 1, conversation: 'c-1', generation: 'g-1', from: 3, head: 4, stage: 'bot', read: 0, now: 0 } };
  };
  await clock.advance(1_000);
  assert.deepEqual(state().lines.map(({ body }) => body.visitor.text), ['three', 'four']);
  assert.equal(state().isCaughtUp, true);
});

test('a tab that has lost its session does not take another tab’s new one out of the storage', async () => {
  const { relay, clock, storage, state } = await met();
  relay.sessions = new Set(['of-another-tab']);
  storage.set('baton-client:shop:session', 'of-another-tab');
  relay.cut();
  await clock.advance(1_000);
  assert.equal(state().connection, 'idle');
  assert.equal(await storage.get('baton-client:shop:session'), 'of-another-tab');
});

test('the relay’s wish for patience is kept, and nothing overtakes', async () => {
  const { client, relay, clock } = await met();
  relay.answer = ({ send }) => send && { refused: { id: send.id, code: 'budget_spent', retry_after_ms: 4000 } };
  const [first, second] = [client.send('one'), client.send('two')];
  await clock.advance(3_900);
  assert.equal(relay.said('send').length, 1);
  relay.answer = () => undefined;
  await clock.advance(200);
  assert.deepEqual([(await first).seq, (await second).seq], [1, 2]);
  assert.deepEqual(relay.said('send').map(({ message }) => message.text), ['one', 'one', 'two']);
});

test('a message refused for good stays, lets others pass, and may be tried again under its id', async () => {
  const { client, relay, errors, state } = await met();
  relay.answer = ({ send }) => send?.message.text === 'long' && { refused: { id: send.id, code: 'text_too_long' } };
  const refused = client.send('long').catch((error) => error);
  const passed = await client.send('short');
  assert.equal(passed.seq, 1);
  const error = await refused;
  assert.ok(error instanceof BatonError);
  assert.deepEqual([error.code, error.isTemporary], ['text_too_long', false]);
  assert.deepEqual(errors, ['text_too_long']);
  const [{ id, failed }] = state().unsent;
  assert.equal(failed, 'text_too_long');
  relay.answer = () => undefined;
  client.retry(id);
  await settle();
  assert.equal(relay.log.at(-1).client, id);
  assert.deepEqual(state().unsent, []);
});

test('what the stage has made pointless is done, without a word', async () => {
  const { client, relay } = await met();
  assert.equal(await client.cancel(), undefined);
  const asked = await client.handoff('billing');
  assert.equal(asked.body.stage.to, 'requested');
  assert.equal(await client.handoff(), undefined);
  assert.equal(relay.said('handoff').length, 1);
  assert.equal((await client.cancel()).body.stage.to, 'bot');
});

test('buttons, forms and ratings are frames of the protocol', async () => {
  const { client, relay } = await met();
  await client.press({ label: 'Returns', action: { postback: 'returns' } });
  await client.press({ label: 'A person', action: { handoff: { skill: 'billing' } } });
  assert.equal(await client.press({ label: 'Shop', action: { link: 'https://shop.example/' } }), undefined);
  await client.answer('f-1', [{ name: 'Ada' }]);
  await client.answer('f-1');
  await assert.rejects(client.rate(5), { code: 'form_unknown' });
  relay.commit({ form: { id: 'f-3', fields: [{ rating: {} }, { comment: {} }], optional: true } });
  await settle();
  await client.rate(5, 'Quick and kind.');
  assert.deepEqual(relay.said('send').map(({ message }) => message), [
    { text: 'Returns', postback: { payload: 'returns' } },
    { form: { form: 'f-1', values: [{ name: 'Ada' }] } },
    { form: { form: 'f-1' } },
    { form: { form: 'f-3', values: [{ rating: 5 }, { comment: 'Quick and kind.' }] } },
  ]);
  assert.equal(relay.said('handoff')[0].skill, 'billing');
});

test('a form that was filled in wrong is given up, and waits in the log', async () => {
  const { client, relay, state } = await met();
  relay.commit({ form: { id: 'f-1', fields: [{ email: { required: true } }], optional: false } });
  await settle();
  relay.answer = ({ send }) => send && { refused: { id: send.id, code: 'form_invalid', message: 'email' } };
  await assert.rejects(client.answer('f-1', [{ email: 'x' }]), { code: 'form_invalid', message: 'email' });
  assert.deepEqual(state().unsent, []);
  assert.equal(state().form.id, 'f-1');
});

test('drafts come and go with their turn, and none stays for ever', async () => {
  const { client, relay, clock, state } = await met();
  const hint = async (hint) => (relay.tell({ hint }), settle());
  await hint({ thinking: { turn: 't-1' } });
  await hint({ draft: { turn: 't-1', at: 0, text: 'Your order' } });
  await hint({ draft: { turn: 't-1', at: 10, text: ' left.' } });
  assert.equal(state().draft.text, 'Your order left.');
  client.stop();
  await settle();
  assert.deepEqual(relay.said('stop'), [{ turn: 't-1' }]);
  relay.commit({ bot: { turn: 't-1', blocks: [] } });
  await settle();
  assert.equal(state().draft, undefined);
  await hint({ thinking: { turn: 't-2' } });
  await clock.advance(46_000);
  assert.equal(state().draft, undefined);
});

test('a new conversation is asked for, and another one gone to', async () => {
  const { client, relay } = await met();
  client.newConversation();
  client.open('c-2');
  await settle();
  assert.deepEqual(relay.said('new_conversation'), [{}]);
  assert.deepEqual(relay.said('open'), [{ conversation: 'c-2' }]);
});

test('what is read is counted, told, and told again where it got lost', async () => {
  const { client, relay, clock, state } = await met();
  relay.commit({ bot: { turn: 't', blocks: [] } });
  relay.commit({ agent: { desk_at: 1, desk_id: 'm' } });
  await settle();
  assert.equal(state().unread, 2);
  relay.copies = (way, frame) => (frame.read ? 0 : 1);
  client.markRead();
  assert.equal(state().unread, 0);
  relay.copies = () => 1;
  relay.cut();
  await clock.advance(1_000);
  assert.deepEqual(relay.said('read'), [{ seq: 2 }]);
  client.markRead(1);
  assert.equal(state().read, 2, 'it never moves back');
});

test('what the desk has is told, by hint and by welcome, and is not taken back', async () => {
  const { client, relay, clock, state } = await met();
  await client.send('Hello');
  assert.equal(state().delivered, 0);
  relay.tell({ hint: { delivered: { seq: 1 } } });
  await settle();
  assert.equal(state().delivered, 1);
  relay.cut();
  await clock.advance(1_000);
  assert.equal(state().delivered, 1, 'a welcome that says nothing of it takes nothing back');
  relay.delivered = 3;
  relay.cut();
  await clock.advance(1_000);
  assert.equal(state().delivered, 3);
});

test('who the visitor is goes before what they say', async () => {
  let give;
  const { client, relay, clock } = await met({ page: 'https://shop.example/cart?secret=1#x' }, { connects: false });
  client.identify({ name: 'Ada', customData: { plan: 'gold' }, jwt: () => new Promise((resolve) => (give = resolve)) });
  const sent = client.send('Hello');
  await settle();
  assert.deepEqual(relay.said('send'), []);
  give('a.b.c');
  await sent;
  assert.deepEqual(relay.said('context'), [
    { user: { name: 'Ada', custom_data: { plan: 'gold' } }, page: 'https://shop.example/cart', token: 'a.b.c' },
  ]);
  assert.deepEqual(relay.heard.map((frame) => Object.keys(frame)[0]), ['http', 'hello', 'context', 'send']);
  relay.cut();
  await clock.advance(1_000);
  assert.equal(relay.said('context').length, 2, 'it is told with every connection');
});

test('a function that does not answer is waited for no longer than five seconds', async () => {
  const { client, relay, clock } = await met({}, { connects: false });
  client.identify({ jwt: () => new Promise(() => {}) });
  client.send('Hello');
  await clock.advance(4_900);
  assert.equal(relay.said('send').length, 0);
  await clock.advance(200);
  assert.equal(relay.said('send').length, 1);
});

test('an expired token is asked for anew, and not in a circle', async () => {
  let asked = 0;
  const { client, relay, clock, errors } = await met({}, { connects: false });
  relay.answer = ({ context }) => context?.token && { refused: { code: 'identity_expired' } };
  client.identify({ jwt: () => `token-${(asked += 1)}` });
  client.connect();
  await settle();
  assert.deepEqual(relay.said('context').map(({ token }) => token), ['token-1', 'token-2']);
  assert.equal(asked, 2);
  assert.deepEqual(errors, ['identity_expired']);
  relay.cut();
  await clock.advance(61_000);
  assert.ok(asked > 2, 'after a minute it is asked again');
});

test('a token of somebody else begins another session, and nothing of the one before is seen', async () => {
  const { client, relay, errors, state } = await met();
  await client.send('mine');
  relay.answer = ({ context }) => {
    if (!context?.token || relay.conversation === 'c-2') return undefined;
    relay.log = [];
    relay.conversation = 'c-2';
    return { refused: { code: 'identity_other' } };
  };
  client.identify({ jwt: 'a.b.c' });
  await settle();
  await settle();
  assert.deepEqual(errors, ['identity_other']);
  assert.deepEqual(state().lines, []);
  assert.equal(state().conversation, 'c-2');
  const asked = relay.heard.map(({ http }) => http).filter(Boolean);
  assert.deepEqual(asked.sort(), ['DELETE', 'POST', 'POST'].map((method) => `${method} /backend/v1/sessions`));
  assert.equal(relay.said('context').at(-1).token, 'a.b.c');
});

test('a session under another token goes on with it', async () => {
  const { client, relay, clock, state, storage } = await met();
  await client.send('Hello');
  relay.sessions = new Set(['session-new']);
  relay.tell({ session: { session: 'session-new' } });
  await settle();
  assert.equal(relay.said('hello').at(-1).session, 'session-new');
  assert.equal(relay.said('hello').at(-1).cursor.seq, 1, 'the cursor holds');
  assert.equal(state().lines.length, 1);
  assert.equal(await storage.get('baton-client:shop:session'), 'session-new');
  relay.log = [];
  relay.conversation = 'c-2';
  relay.tell({ session: { session: 'session-new', moved: true } });
  // Asked to come back twice in a row, it takes a breath.
  await clock.advance(1_000);
  assert.equal(relay.said('hello').at(-1).cursor, undefined, 'the log is forgotten');
  assert.deepEqual(state().lines, []);
});

test('what was meant for one conversation does not go into another by itself', async () => {
  const { client, relay, clock, state } = await met();
  relay.answer = ({ send }) => send && { refused: { id: send.id, code: 'budget_spent', retry_after_ms: 60_000 } };
  client.send('for the people here');
  await settle();
  relay.answer = () => undefined;
  relay.conversation = 'c-2';
  relay.log = [];
  relay.generation = 'g-2';
  relay.tell({ reload: {} });
  await clock.advance(1_000);
  assert.equal(state().conversation, 'c-2');
  assert.equal(state().unsent[0].failed, 'stage_refused');
  client.discard(state().unsent[0].id);
  assert.deepEqual(state().unsent, []);
  assert.deepEqual(relay.log, []);
});

test('a relay that does not serve the page is left alone, and the state says why', async () => {
  const before = (relay) => (relay.answer = ({ session }) => session && { code: 'origin_refused', status: 403, title: 'No' });
  const { relay, clock, state, errors } = await met({}, { before });
  await clock.advance(100_000);
  assert.deepEqual([state().connection, state().over], ['over', 'origin_refused']);
  assert.equal(relay.heard.length, 1);
  assert.deepEqual(errors, ['origin_refused']);
});

test('a page of somebody else’s in the relay’s place is waited out', async () => {
  let tries = 0;
  const { relay, clock, state, errors } = await met({}, {
    before: (relay) => {
      const real = relay.fetch;
      relay.fetch = async (...call) => ((tries += 1) < 4 ? new Response('<h1>Sign in to the network</h1>') : real(...call));
    },
  });
  await clock.advance(10_000);
  assert.deepEqual([tries, state().connection, errors], [4, 'open', []]);
  assert.equal(relay.sessions.size, 1);
});

test('logging out ends the session, forgets everything and fails what waits', async () => {
  const { client, relay, state, storage } = await met();
  await client.send('Hello');
  relay.copies = (way, frame) => (frame.send ? 0 : 1);
  const waiting = client.send('never there').catch(({ code }) => code);
  await client.logout();
  assert.equal(await waiting, 'closed');
  assert.deepEqual([state().connection, state().lines, state().unsent], ['idle', [], []]);
  assert.deepEqual(relay.heard.at(-1), { http: 'DELETE /backend/v1/sessions' });
  assert.deepEqual(await storage.keys(), []);
});

test('what is unsent outlives the page, and a closed client says no more', async () => {
  const { client, relay, clock, storage } = await met();
  relay.cut();
  relay.isReachable = false;
  client.send('later');
  await settle();
  client.close();
  relay.isReachable = true;
  await clock.advance(100_000);
  assert.deepEqual(relay.log, []);
  const { fetch, openSocket } = relay;
  const next = new Client({ apiUrl: 'https://relay.example', token: 'shop', clock, storage, fetch, openSocket });
  await settle();
  assert.equal(relay.log[0].body.visitor.text, 'later');
  assert.deepEqual(next.getState().unsent, []);
});

test('a call that finds the session gone fails, and the next one has another', async () => {
  const { client, relay, state } = await met();
  relay.sessions = new Set();
  await assert.rejects(client.file('f-1'), { code: 'session_unknown' });
  assert.equal(state().connection, 'idle');
  assert.equal(await (await client.file('f-1')).text(), 'bytes');
  assert.equal(relay.sessions.size, 1);
});

test('a storage that fails costs durability and nothing else', async () => {
  const deny = () => {
    throw new Error('denied');
  };
  const warnings = [];
  const { warn } = console;
  console.warn = (line) => warnings.push(line);
  try {
    const { client } = await met({ storage: { get: deny, set: deny, remove: deny, keys: deny } });
    assert.equal((await client.send('Hello')).seq, 1);
  } finally {
    console.warn = warn;
  }
  assert.match(warnings[0], /^Baton: /);
});

test('a listener’s error is its own', async () => {
  const { client, state } = await met();
  const lines = [];
  const { error } = console;
  console.error = (line, thrown) => lines.push(`${line} ${thrown.message}`);
  try {
    client.on('event', () => {
      throw new Error('mine');
    });
    assert.equal((await client.send('Hello')).seq, 1);
  } finally {
    console.error = error;
  }
  assert.deepEqual(lines, ['Baton: a listener failed. mine']);
  assert.equal(state().lines.length, 1);
});
