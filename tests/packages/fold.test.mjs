// The fold, the words and the codes: against the golden frames of the protocol, and against its documents.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { chance, sourceOf } from './client.mjs';

const path = (name) => new URL(`../../${name}`, import.meta.url);
const read = (name) => readFileSync(path(name), 'utf8');
const golden = (name) => JSON.parse(read(`crates/protocol/tests/fixtures/v1/${name}.json`));
const { Log } = await sourceOf('log');
const { heard } = await sourceOf('draft');
const { textOf } = await sourceOf('message');
const { errorCodes, codeOf, isTemporary } = await sourceOf('codes');
const { after } = await sourceOf('stage');
const { Queue } = await sourceOf('queue');

const fold = (events, from = 1, stage = 'bot') => {
  const log = new Log('g', from, stage);
  for (const event of events) assert.equal(log.apply(event), 'added');
  return log;
};
const seqs = (log) => log.lines.map(({ seq }) => seq);
const event = (seq, body) => ({ id: `e${seq}`, seq, at: seq, body });
const agent = (seq, desk_at, desk_id, name) =>
  event(seq, { agent: { desk_at, desk_id, blocks: [], ...(name && { agent: { id: name, name } }) } });

test('the golden log folds to what it comes to', () => {
  const log = fold(golden('server_events').events);
  assert.deepEqual(seqs(log), [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], 'the erased line is gone');
  assert.equal(log.stage, 'ended');
  assert.equal(log.agent, undefined);
  assert.equal(log.form, undefined);
  assert.deepEqual(log.cursor, { generation: 'g', seq: 13, event: 'e13' });
});

test('the golden log is known by its agent and its form on the way', () => {
  const { events } = golden('server_events');
  assert.equal(fold(events.slice(0, 4)).form.id, 'q1');
  const slow = fold(events.slice(0, 5));
  assert.equal(slow.isSlow, true);
  assert.equal(slow.stage, 'requested');
  const joined = fold(events.slice(0, 8));
  assert.deepEqual(joined.agent, { id: 'a1', name: 'Ines', avatar: 'f9' });
  assert.equal(joined.isSlow, false);
});

test('lines of the desk stand in its order, and cross nobody else’s', () => {
  const notice = event(3, { notice: 'ticket_solved' });
  const log = fold([
    event(1, { visitor: { text: 'a' } }),
    agent(2, 50, 'm5', 'Ines'),
    notice,
    agent(4, 40, 'm4', 'Tom'),
    agent(5, 50, 'm4'),
    event(6, { visitor: { text: 'b' } }),
    agent(7, 10, 'm1'),
  ]);
  assert.deepEqual(seqs(log), [1, 4, 5, 2, 3, 6, 7]);
  assert.equal(log.agent.name, 'Ines', 'a word that arrives late is not of who is there now');
});

test('desk ids are compared by code points, as the relay compares their bytes', () => {
  // U+FF5E is below U+1F600 by code points, and above its first half in UTF-16.
  assert.deepEqual(seqs(fold([agent(1, 5, '\u{1F600}'), agent(2, 5, '\uFF5E')])), [2, 1]);
});

test('only the next event is taken, whatever comes and how often', () => {
  const seed = 20261127;
  console.log(`seed ${seed}`);
  const random = chance(seed);
  for (let round = 0; round < 300; round += 1) {
    const events = Array.from({ length: 12 }, (_, index) =>
      random() < 0.6 ? agent(index + 1, Math.floor(random() * 6), `m${Math.floor(random() * 4)}`) : event(index + 1, { visitor: { text: 'x' } }),
    );
    const whole = seqs(fold(events));
    const log = new Log('g', 1, 'bot');
    while (log.head < events.length) {
      const given = events[Math.floor(random() * events.length)];
      const expected = given.seq <= log.head ? 'known' : given.seq > log.head + 1 ? 'gap' : 'added';
      assert.equal(log.apply(given), expected);
    }
    assert.deepEqual(seqs(log), whole);
    // Desk lines between two lines of others are in the desk's order.
    const order = log.lines.map(({ body }) => body.agent);
    for (let at = 1; at < order.length; at += 1) {
      const [one, other] = [order[at - 1], order[at]];
      if (one && other) assert.ok(one.desk_at < other.desk_at || (one.desk_at === other.desk_at && one.desk_id <= other.desk_id));
    }
  }
});

test('a form waits until it is answered, or the stage leaves it behind', () => {
  const form = (seq, id, ...fields) => event(seq, { form: { id, fields: fields.map((field) => ({ [field]: {} })), optional: true } });
  const stage = (seq, to) => event(seq, { stage: { from: 'bot', to, reason: 'unknown' } });
  const answer = (seq, id) => event(seq, { visitor: { form: { form: id, values: [] } } });
  assert.equal(fold([form(1, 'f1', 'name'), answer(2, 'f0')]).form.id, 'f1');
  assert.equal(fold([form(1, 'f1', 'name'), answer(2, 'f1')]).form, undefined);
  assert.equal(fold([form(1, 'f1', 'name'), stage(2, 'queued')]).form, undefined);
  assert.equal(fold([form(1, 'f1', 'rating', 'comment'), stage(2, 'bot')]).form.id, 'f1');
  assert.equal(fold([form(1, 'f1', 'rating'), stage(2, 'requested')]).form, undefined);
  assert.equal(fold([form(1, 'f1', 'message', 'rating'), stage(2, 'bot')]).form, undefined);
});

test('a body of a newer relay is counted', () => {
  const log = fold([event(1, { hologram: { shape: 'cube' } }), event(2, 'sneeze'), event(3, { visitor: { text: 'x' } })]);
  assert.deepEqual(log.cursor, { generation: 'g', seq: 3, event: 'e3' });
});

test('the text of the golden answer has every block in it', () => {
  const [, bot] = golden('server_events').events;
  assert.equal(
    textOf(bot.body.bot.blocks),
    'a bcde\nf (https://example.org/)\ng\n- h\n3. i\n> j\nk\n\n---',
  );
  assert.equal(textOf([{ hologram: {} }, 'sneeze', { paragraph: [{ odd: {} }, 'pause', { text: 'x' }] }]), '\n\nx');
});

test('drafts go on exactly where they stand', () => {
  const hints = ['server_hint_thinking', 'server_hint_draft', 'server_hint_quiet'].map((name) => golden(name).hint);
  assert.equal(heard(undefined, hints[0]).text, '');
  assert.equal(heard(heard(undefined, hints[0]), hints[1]).text, '', 'what does not fit is dropped');
  assert.equal(heard({ turn: hints[1].draft.turn, text: 'Grüß Gott 🧶 ' }, hints[1]).text, 'Grüß Gott 🧶 and so', 'counted in characters');
  assert.equal(heard({ turn: hints[2].quiet.turn, text: 'x' }, hints[2]), undefined);
  assert.equal(heard({ turn: 'another', text: 'x' }, hints[2]).text, 'x');
});

test('the codes are those of the page, and what may be tried again too', () => {
  const rows = [...read('docs/errors.md').matchAll(/^\| `(\w+)` \|.*\| (yes|no) \|$/gm)];
  assert.deepEqual(rows.map(([, code]) => code).sort(), [...errorCodes].sort());
  for (const [, code, again] of rows) assert.equal(isTemporary(code), again === 'yes', code);
  assert.equal(codeOf('of_tomorrow'), 'unknown');
  assert.equal(codeOf('toString'), 'unknown');
});

test('the stage table is that of the page, where the visitor moves it', () => {
  const table = read('docs/protocol.md').split('\n').filter((line) => /^\| (stage|`\w+`) \|/.test(line));
  const [head, ...rows] = table.filter((line) => line.split('|').length === 11);
  const columns = head.split('|').map((cell) => cell.trim());
  const at = { ask: 'a person is asked for', cancel: 'the visitor cancels', end: 'it is ended' };
  assert.equal(rows.length, 5);
  for (const row of rows) {
    const cells = row.split('|').map((cell) => cell.replaceAll('`', '').trim());
    for (const [trigger, column] of Object.entries(at)) {
      assert.equal(after(cells[1], trigger) ?? '', cells[columns.indexOf(column)], `${cells[1]}, ${trigger}`);
    }
  }
});

test('each request is the golden frame', () => {
  const requests = {
    client_send: 'send',
    client_send_postback: 'send',
    client_send_form: 'send',
    client_handoff: 'handoff',
    client_handoff_plain: 'handoff',
    client_leave_message: 'leave_message',
  };
  for (const [name, kind] of Object.entries(requests)) {
    const frame = golden(name);
    const { id, ...what } = frame[kind];
    const queue = new Queue();
    queue.push({ id, at: 0, request: { [kind]: what } });
    assert.deepEqual(queue.next('bot'), { send: frame }, name);
  }
  assert.ok(readdirSync(path('crates/protocol/tests/fixtures/v1')).length > 20, 'the golden frames are where they were');
});
