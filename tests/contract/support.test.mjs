// That the judge of Support is no pushover, and what is undocumented is known by name.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { Checker } from './checker.mjs';
import { SUNCO, SUPPORT, load } from './document.mjs';
import { loadEnvelopes } from './envelopes.mjs';
import { exchange, read } from './journal.mjs';
import { renamings } from './renaming.mjs';
import { Support } from './support.mjs';
import { OPEN, SUPPORT_EXAMPLES, SUPPORT_EXCEPTIONS } from './support_exceptions.mjs';
import { UNDOCUMENTED, documented, entry } from './undocumented.mjs';

const ZENDESK = new URL('../../../shared/zendesk/', import.meta.url);

const document = load(SUPPORT);
const skip = { skip: !document && 'no reference folder' };
const journals = process.env.BATON_CONTRACT_DIR;

test("the Support document's own examples are valid, except those known to be wrong", skip, () => {
  const checker = new Checker(document, SUPPORT_EXCEPTIONS);
  const wrong = [...document.examples()].filter(([, key, value]) => checker.example(key, value).length > 0);
  assert.deepEqual(wrong.map(([name]) => name).sort(), SUPPORT_EXAMPLES);
});

test('what is in neither document is exactly this', () => {
  assert.deepEqual(UNDOCUMENTED.map(entry), [
    'ListWebhooks GET /api/v2/webhooks (FACTS 3.5)',
    'CreateWebhook POST /api/v2/webhooks (FACTS 3.5)',
    'ShowWebhook GET /api/v2/webhooks/{webhook_id} (FACTS 3.5)',
    'UpdateWebhook PUT /api/v2/webhooks/{webhook_id} (FACTS 3.5)',
    'DeleteWebhook DELETE /api/v2/webhooks/{webhook_id} (FACTS 3.5)',
    'ShowWebhookSigningSecret GET /api/v2/webhooks/{webhook_id}/signing_secret (FACTS 3.5)',
    'ResetWebhookSigningSecret POST /api/v2/webhooks/{webhook_id}/signing_secret (FACTS 3.5)',
    'ListAgentAvailabilities GET /api/v2/agent_availabilities (FACTS 3.8)',
    'ListSchedules GET /api/v2/business_hours/schedules (FACTS 3.8)',
    'ListHolidays GET /api/v2/business_hours/schedules/{schedule_id}/holidays (FACTS 3.8)',
  ]);
});

test('each of them is in no document, and rests on words of FACTS', skip, () => {
  assert.deepEqual(documented([document, load(SUNCO)]), []);
  const facts = readFileSync(new URL('FACTS.md', ZENDESK), 'utf8');
  for (const each of UNDOCUMENTED) {
    const [, after = ''] = facts.split(`### ${each.facts} `);
    const [section] = after.split(/^##/m);
    assert.ok(section.includes(each.says), `FACTS ${each.facts} does not say ${each.says} (${each.operation})`);
  }
});

test('an entry that a document has after all is a violation', skip, () => {
  UNDOCUMENTED.push({
    operation: 'ListGroups',
    method: 'GET',
    path: '/api/v2/groups',
    facts: '3.5',
    says: '',
    answers: {},
  });
  try {
    assert.deepEqual(new Support(document).violations, ['undocumented ListGroups: a document has GET /api/v2/groups']);
  } finally {
    UNDOCUMENTED.pop();
  }
});

test('a Support request with any one field renamed is reported', skip, () => {
  const support = new Support(document);
  const requests = [...sent(), ...(sent().length > 0 ? [] : SAMPLES)];
  const open = new Map();
  const passed = (key, count) => open.set(key, (open.get(key) ?? 0) + count);
  const names = OPEN.map((each) => each.property);
  let renamed = 0;
  for (const request of requests) {
    assert.deepEqual(support.exchange(request).violations, [], 'a request as it was sent');
    for (const [path, body] of renamings(request.body, names, passed)) {
      const { operation, violations } = support.exchange({ ...request, body });
      assert.ok(violations.length > 0, `${operation}: ${path} renamed goes unnoticed`);
      renamed += 1;
    }
  }
  assert.ok(renamed > 0);
  const left = [...open].map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
  console.log(
    `contract: Support: ${renamed} fields of ${requests.length} operations renamed, each reported; left alone as open objects: ${left}`,
  );
});

test('what is wrong with a Support exchange is named', skip, () => {
  const violations = (change, named) =>
    new Support(document).exchange(
      {
        method: 'POST',
        path: '/api/v2/groups',
        query: [],
        contentType: 'application/json',
        body: { group: { name: 'Support' } },
        status: 201,
        answer: { group: { id: 1, name: 'Support' } },
        ...change,
      },
      named,
    ).violations;
  assert.deepEqual(violations({}, 'CreateGroup'), []);
  assert.deepEqual(violations({}, 'MakeGroup'), ['CreateGroup: named MakeGroup in the journal']);
  const wrong = {
    'a path of its own': { path: '/api/v2/grups' },
    'a method of its own': { method: 'PATCH' },
    'a query parameter of its own': { query: [['force', 'true']] },
    'a field without its required one': { body: { group: { description: '' } } },
    'a value of another kind': { body: { group: { name: 'Support', is_public: 'yes' } } },
    'what only an answer has': { method: 'PUT', path: '/api/v2/tickets/1', body: { ticket: { id: 1 } } },
    'an answer with an unknown field': { answer: { group: { id: 1, name: 'Support', nme: 'x' } } },
    'an answer with a number as text': { answer: { group: { id: '1', name: 'Support' } } },
    'a status of its own': { status: 202 },
    'an error body of its own': { status: 422, answer: { errors: 'no' } },
    'a path parameter of another kind': {
      method: 'GET',
      path: '/api/v2/tickets/x',
      body: undefined,
      status: 200,
      answer: {},
    },
    'another media type': { contentType: 'text/plain' },
    'an undocumented operation with an unknown field': {
      method: 'PUT',
      path: '/api/v2/webhooks/1',
      body: { webhook: { ...WEBHOOK, endpiont: 'https://a.invalid' } },
      status: 204,
      answer: undefined,
    },
  };
  for (const [what, change] of Object.entries(wrong)) assert.notDeepEqual(violations(change), [], what);
  const refused = {
    body: { group: {} },
    status: 422,
    answer: { error: 'RecordInvalid', description: 'no' },
    refused: true,
  };
  assert.deepEqual(violations(refused), [], 'sent to be refused');
});

test(
  'events of Support are held to the shape of the examples',
  { skip: !loadEnvelopes() && 'no reference folder' },
  () => {
    const envelopes = loadEnvelopes();
    const comment = example('ticket_comment_added.json');
    const solved = example('ticket_status_changed_solved.json');
    for (const name of [
      'ticket_comment_added.json',
      'ticket_status_changed_solved.json',
      'messaging_ticket_message_added.json',
    ])
      assert.deepEqual(envelopes.event(example(name)), [], name);
    const alike = { ...comment, type: 'zen:event-type:ticket.tags_changed', event: { tags_added: [] } };
    assert.deepEqual(envelopes.event(alike), [], 'another event about a ticket');
    const detail = (change) => ({ ...comment, detail: { ...comment.detail, ...change } });
    const wrong = {
      'no id': { ...comment, id: undefined },
      'a number as id': detail({ id: 5158 }),
      'a word as id': detail({ requester_id: 'ana' }),
      'a status in small letters': detail({ status: 'open' }),
      'a field of its own': detail({ statuss: 'OPEN' }),
      'a missing field': { ...comment, detail: Object.fromEntries(Object.entries(comment.detail).slice(1)) },
      'another ticket as subject': { ...comment, subject: 'zen:ticket:1' },
      'a changed status in small letters': { ...solved, event: { current: 'solved', previous: 'OPEN' } },
      'an unknown type': { ...comment, type: 'zen:event-type:ticket_comment' },
    };
    for (const [what, body] of Object.entries(wrong)) assert.notDeepEqual(envelopes.event(body), [], what);
  },
);

test('a webhook of Support carries its signature', { skip: !loadEnvelopes() && 'no reference folder' }, () => {
  const headers = {
    'X-Zendesk-Webhook-Signature': example('signature_vector.json').signature,
    'X-Zendesk-Webhook-Signature-Timestamp': '2026-01-01T00:00:00Z',
    'X-Zendesk-Webhook-Id': '01ABC',
    'X-Zendesk-Webhook-Invocation-Id': '01DEF',
    'X-Zendesk-Account-Id': '21825834',
  };
  const judge = (change) => loadEnvelopes().judge({ headers: { ...headers, ...change }, body: { ticket: '1' } });
  assert.deepEqual(judge({}), []);
  for (const name of Object.keys(headers)) assert.equal(judge({ [name]: '' }).length, 1, name);
});

const WEBHOOK = {
  name: 'Baton',
  status: 'active',
  endpoint: 'https://chat.example.com/hook',
  http_method: 'POST',
  request_format: 'json',
  subscriptions: ['conditional_ticket_events'],
};

/** Stand in for what a run sends where there is no journal. */
const SAMPLES = [
  {
    method: 'POST',
    path: '/api/v2/tickets',
    query: [],
    contentType: 'application/json',
    body: {
      ticket: {
        subject: 'Help',
        comment: { body: 'Hello', public: true },
        requester: { name: 'Vera', email: 'vera@example.com' },
        tags: ['baton'],
        custom_fields: [{ id: 1, value: 'x' }],
        external_id: '1/1',
        metadata: { relay_id: '1' },
      },
    },
  },
  {
    method: 'POST',
    path: '/api/v2/users/create_or_update',
    query: [],
    contentType: 'application/json',
    body: { user: { name: 'Vera', external_id: '1', user_fields: { braze_external_id: 'b' } } },
  },
  {
    method: 'POST',
    path: '/oauth/tokens',
    query: [],
    contentType: 'application/json',
    body: { grant_type: 'client_credentials', client_id: 'a', client_secret: 'b', scope: 'read', expires_in: 300 },
  },
];

/** One request of each operation of this run that has a body, as it was sent and taken; without the answer. */
function sent() {
  const found = new Map();
  for (const line of read(journals)) {
    if (line.kind !== 'api' || line.api !== 'support' || !line.request_body || !(line.status < 300)) continue;
    if (!found.has(line.operation)) found.set(line.operation, { ...exchange(line), status: undefined });
  }
  return [...found.values()];
}

function example(name) {
  return JSON.parse(readFileSync(new URL(`webhooks/support/${name}`, ZENDESK), 'utf8'));
}
