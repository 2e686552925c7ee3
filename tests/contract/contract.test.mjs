// Everything the tests exchanged with the emulator, against the vendor's document; and that the judge is no pushover.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { Checker } from './checker.mjs';
import { SUNCO, load } from './document.mjs';
import { EXAMPLES, SUNCO_EXCEPTIONS } from './exceptions.mjs';
import { exchange, read } from './journal.mjs';
import { renamings } from './renaming.mjs';
import { judge, lines, references } from './report.mjs';

const WEBHOOKS = new URL('../../../shared/zendesk/webhooks/', import.meta.url);

/** The steps of a whole run that talk to the emulator. */
const STEPS = ['emulator', 'engines', 'journeys', 'packages', 'rust'];

const document = load(SUNCO);
const all = references();
const journals = process.env.BATON_CONTRACT_DIR;

test('the reference folder is there', { skip: absence() }, () => {
  assert.ok(all, 'CI=true, but not all of ../shared/zendesk is there');
});

test(
  "the document's own examples are valid, except those known to be wrong",
  { skip: !document && 'no reference folder' },
  () => {
    const checker = new Checker(document, SUNCO_EXCEPTIONS);
    const wrong = [...document.examples()]
      .filter(([, key, value]) => checker.example(key, value).length > 0)
      .map(([name]) => name);
    for (const file of webhookFiles())
      if (checker.webhook(JSON.parse(readFileSync(file))).length > 0) wrong.push(file.pathname.split('/').pop());
    assert.deepEqual(wrong.sort(), EXAMPLES.map((each) => each.name).sort());
  },
);

test('a request with any one field renamed is reported', { skip: !document && 'no reference folder' }, () => {
  const checker = new Checker(document, SUNCO_EXCEPTIONS);
  let renamed = 0;
  for (const request of requests()) {
    assert.deepEqual(checker.exchange(request).violations, [], 'a request as it was sent');
    for (const [path, body] of renamings(request.body)) {
      const { operation, violations } = checker.exchange({ ...request, body });
      assert.ok(violations.length > 0, `${operation}: ${path} renamed goes unnoticed`);
      renamed += 1;
    }
  }
  assert.ok(renamed > 0);
  console.log(`contract: Sunshine Conversations: ${renamed} fields renamed, each reported`);
});

test('a misspelt field of an answer or a webhook is reported', { skip: !document && 'no reference folder' }, () => {
  const checker = new Checker(document, SUNCO_EXCEPTIONS);
  const answer = {
    messages: [
      {
        id: '1',
        recieved: '2026-01-01T00:00:00.000Z',
        author: { type: 'business' },
        content: { type: 'text', text: 'x' },
      },
    ],
  };
  const post = {
    method: 'POST',
    path: '/v2/apps/1/conversations/2/messages',
    query: [],
    contentType: 'application/json',
  };
  const body = { author: { type: 'business' }, content: { type: 'text', text: 'x' } };
  assert.deepEqual(checker.exchange({ ...post, body, status: 201, answer }).violations, [
    'PostMessage answer 201/messages/0/recieved: unknown',
  ]);

  const event = {
    id: '1',
    type: 'conversation:read',
    createdAt: '2026-01-01T00:00:00.000Z',
    payload: { conversaton: { id: '2' } },
  };
  const webhook = { app: { id: '1' }, webhook: { id: '3', version: 'v2' }, events: [event] };
  assert.deepEqual(checker.webhook(webhook), ['webhook/events/0/payload/conversaton: unknown']);
});

test(
  'a request that was to be refused is judged by its answer alone',
  { skip: !document && 'no reference folder' },
  () => {
    const line = {
      method: 'POST',
      path: '/sc/v2/apps/1/conversations/2/passControl',
      request_content_type: 'application/json',
      request_body: { to: 'nowhere' },
      status: 400,
      answer: { errors: [{ code: 'bad_request', title: 'Bad request' }] },
    };
    const violations = (place, change) =>
      new Checker(document, SUNCO_EXCEPTIONS).exchange(exchange({ ...line, place, ...change })).violations;
    assert.deepEqual(violations('rust/probing-1.jsonl:1'), []);
    assert.ok(violations('rust/relay-1.jsonl:1').length > 0, 'any other sender');
    assert.ok(violations('rust/probing-1.jsonl:1', { status: 200, answer: {} }).length > 0, 'what was taken');
    assert.ok(violations('rust/probing-1.jsonl:1', { answer: { oops: 1 } }).length > 0, 'a wrong answer');
  },
);

test('what the document leaves to prose is judged too', { skip: !document && 'no reference folder' }, () => {
  const checker = new Checker(document, SUNCO_EXCEPTIONS);
  const violations = (change) =>
    checker.exchange({
      method: 'POST',
      path: '/v2/apps/1/conversations/2/passControl',
      query: [],
      contentType: 'application/json',
      status: 200,
      answer: {},
      body: { switchboardIntegration: 'next' },
      ...change,
    }).violations;
  assert.deepEqual(violations({}), []);
  assert.equal(violations({ body: { switchboardIntegration: 'next', metadata: { a: null } } }).length, 1);
  assert.equal(violations({ body: { switchboardIntegration: 'next', metadata: { a: { b: 1 } } } }).length, 1);
  assert.equal(violations({ body: { switchboardIntegration: 'next', metadata: { a: 'x'.repeat(4096) } } }).length, 1);
  assert.equal(violations({ body: undefined, contentType: undefined }).length, 1, 'no body');
  assert.equal(violations({ contentType: 'text/plain' }).length, 1, 'another media type');
  assert.equal(violations({ status: 204 }).length, 1, 'a status of its own');
  assert.equal(violations({ query: [['force', 'true']] }).length, 1, 'a query parameter of its own');
  assert.equal(violations({ path: '/v2/apps/1/conversations/2/passcontrol' }).length, 1, 'no such operation');
});

test('every exchange and webhook of the test run is valid', { skip: !all && 'no reference folder' }, (t) => {
  const found = judge(all, journals);
  if (found.sunco.requests === 0 && process.env.XTASK_WHOLE_RUN !== '1') {
    t.skip('no journals: they are written by the steps before this one');
    return;
  }
  for (const line of lines(found)) console.log(line);
  if (process.env.XTASK_WHOLE_RUN === '1') assert.deepEqual(found.steps, STEPS, 'the steps that have written journals');
  assert.equal(found.sunco.violations.length, 0, 'violations of Sunshine Conversations');
  assert.equal(found.support.violations.length, 0, 'violations of Support');
});

/** Named, since a missing folder must be seen; on CI its absence is a failure. */
function absence() {
  return !all && process.env.CI !== 'true' && 'the reference folder ../shared/zendesk is absent';
}

function webhookFiles() {
  const folders = ['spec-examples/', 'composed/'].map((each) => new URL(each, WEBHOOKS)).filter(existsSync);
  return folders.flatMap((folder) => readdirSync(folder).map((name) => new URL(name, folder)));
}

/** One real request of each operation that has a body: as sent in this run, else as the document's example sends it. */
function requests() {
  const sent = new Map();
  for (const line of read(journals)) {
    if (line.kind !== 'api' || line.api !== 'sunco' || !line.request_body || !(line.status < 300)) continue;
    if (Object.keys(line.request_body).length > 0 && !sent.has(line.operation))
      sent.set(line.operation, { ...exchange(line), status: undefined });
  }
  if (sent.size > 0) return [...sent.values()];
  const example = [...document.examples()].find(([name]) => name.startsWith('PostMessage request'));
  return [
    {
      method: 'POST',
      path: '/v2/apps/1/conversations/2/messages',
      query: [],
      contentType: 'application/json',
      body: example[2],
    },
  ];
}
