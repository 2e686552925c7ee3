// Operations of Support that neither document has. Each rests on a line of FACTS.md (`facts`: the section, `says`: its
// words); what FACTS leaves open is judged as loosely as it knows. The list is pinned by a test.

import { Document } from './document.mjs';

const text = { type: 'string' };
const number = { type: 'integer' };
const flag = { type: 'boolean' };
const empty = { ...text, nullable: true };
const open = { type: 'object', additionalProperties: true };
const list = (items) => ({ type: 'array', items });
const object = (properties, required = []) => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
});
const upper = (...names) => ({ type: 'string', enum: names });

const WEBHOOKS = { facts: '3.5', says: 'POST /api/v2/webhooks' };
const SECRETS = { facts: '3.5', says: 'GET /api/v2/webhooks/{id}/signing_secret' };
const AVAILABILITY = { facts: '3.8', says: 'GET /api/v2/agent_availabilities' };
const SCHEDULES = { facts: '3.8', says: '/api/v2/business_hours/schedules' };

const settings = {
  name: text,
  description: empty,
  status: upper('active', 'inactive'),
  endpoint: { ...text, format: 'uri' },
  http_method: upper('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
  request_format: upper('json', 'xml', 'form_encoded'),
  subscriptions: list(text),
  authentication: {
    ...object({ type: upper('api_key', 'basic_auth', 'bearer_token'), data: open, add_position: upper('header') }, [
      'type',
      'add_position',
    ]),
    nullable: true,
  },
  custom_headers: { type: 'object', additionalProperties: text, nullable: true },
};
const NEEDED = ['name', 'status', 'endpoint', 'http_method', 'request_format', 'subscriptions'];
const webhook = object(
  {
    id: text,
    ...settings,
    signing_secret: object({ algorithm: text, secret: text }),
    created_at: text,
    created_by: text,
    updated_at: text,
    updated_by: text,
    external_source: { ...open, nullable: true },
  },
  ['id', ...NEEDED],
);
const secret = object(
  { signing_secret: object({ algorithm: upper('SHA256'), secret: text }, ['algorithm', 'secret']) },
  ['signing_secret'],
);
const meta = object({ has_more: flag, after_cursor: empty, before_cursor: empty }, ['has_more']);
const links = object({ first: empty, prev: empty, next: empty, last: empty });
/** The other way of paging, which FACTS does not exclude. */
const pages = { count: number, next_page: empty, previous_page: empty };
const page = object({ size: { ...number, minimum: 1, maximum: 100 }, after: text, before: text });

/** JSON:API; which attributes an agent has is not known, so they stay open. */
const resource = (type) =>
  object({ id: text, type: upper(type), attributes: open, relationships: open, links: open }, [
    'id',
    'type',
    'attributes',
  ]);
const availabilities = object(
  { data: list(resource('agent_availabilities')), included: list(resource('channels')), meta, links },
  ['data', 'meta'],
);

const interval = object({ start_time: number, end_time: number }, ['start_time', 'end_time']);
const schedule = object(
  { id: number, name: text, time_zone: text, intervals: list(interval), created_at: text, updated_at: text },
  ['id', 'name', 'time_zone', 'intervals'],
);
const day = { ...text, format: 'date' };
const holiday = object({ id: number, name: text, start_date: day, end_date: day }, [
  'id',
  'name',
  'start_date',
  'end_date',
]);

export const UNDOCUMENTED = [
  {
    operation: 'ListWebhooks',
    method: 'GET',
    path: '/api/v2/webhooks',
    ...WEBHOOKS,
    query: { page, sort: text, filter: object({ name_contains: text, status: text }) },
    answers: { 200: object({ webhooks: list(webhook), meta, links, ...pages }, ['webhooks']) },
  },
  {
    operation: 'CreateWebhook',
    method: 'POST',
    path: '/api/v2/webhooks',
    ...WEBHOOKS,
    request: object({ webhook: object(settings, NEEDED) }, ['webhook']),
    answers: { 201: object({ webhook }, ['webhook']) },
  },
  {
    operation: 'ShowWebhook',
    method: 'GET',
    path: '/api/v2/webhooks/{webhook_id}',
    ...WEBHOOKS,
    answers: { 200: object({ webhook }, ['webhook']) },
  },
  {
    operation: 'UpdateWebhook',
    method: 'PUT',
    path: '/api/v2/webhooks/{webhook_id}',
    ...WEBHOOKS,
    request: object({ webhook: object(settings) }, ['webhook']),
    answers: { 204: undefined },
  },
  {
    operation: 'DeleteWebhook',
    method: 'DELETE',
    path: '/api/v2/webhooks/{webhook_id}',
    ...WEBHOOKS,
    answers: { 204: undefined },
  },
  {
    operation: 'ShowWebhookSigningSecret',
    method: 'GET',
    path: '/api/v2/webhooks/{webhook_id}/signing_secret',
    ...SECRETS,
    answers: { 200: secret },
  },
  {
    operation: 'ResetWebhookSigningSecret',
    method: 'POST',
    path: '/api/v2/webhooks/{webhook_id}/signing_secret',
    ...SECRETS,
    answers: { 201: secret },
  },
  {
    operation: 'ListAgentAvailabilities',
    method: 'GET',
    path: '/api/v2/agent_availabilities',
    ...AVAILABILITY,
    query: {
      page,
      filter: object({ channel_status: text, remaining_capacity: text, agent_status_id: text, group_ids: text }),
    },
    answers: { 200: availabilities },
  },
  {
    operation: 'ListSchedules',
    method: 'GET',
    path: '/api/v2/business_hours/schedules',
    ...SCHEDULES,
    answers: { 200: object({ schedules: list(schedule), url: text }, ['schedules']) },
  },
  {
    operation: 'ListHolidays',
    method: 'GET',
    path: '/api/v2/business_hours/schedules/{schedule_id}/holidays',
    ...SCHEDULES,
    answers: { 200: object({ holidays: list(holiday), url: text }, ['holidays']) },
  },
];

/** The list as a document, so that the same judge reads it. Schemas of the Support document may be referred to. */
export function undocumented(support) {
  const paths = {};
  for (const { operation, method, path, query, request, answers } of UNDOCUMENTED) {
    paths[path] ??= {};
    paths[path][method.toLowerCase()] = {
      operationId: operation,
      parameters: [...pathParameters(path), ...queryParameters(query)],
      ...(request && { requestBody: { required: true, content: json(request) } }),
      responses: Object.fromEntries(
        Object.entries(answers).map(([status, schema]) => [status, schema ? { content: json(schema) } : {}]),
      ),
    };
  }
  return new Document({ paths, components: support.root.components });
}

/** Entries that one of the documents has after all: they have no business here. */
export function documented(documents) {
  const sample = (path) => path.replaceAll(/\{[^}]+\}/g, '1');
  return UNDOCUMENTED.filter(({ method, path }) => documents.some((each) => each.operation(method, sample(path)))).map(
    ({ operation, method, path }) => `undocumented ${operation}: a document has ${method} ${path}`,
  );
}

/** An entry in one line. */
export function entry({ operation, method, path, facts }) {
  return `${operation} ${method} ${path} (FACTS ${facts})`;
}

function pathParameters(path) {
  return [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: text }));
}

function queryParameters(query = {}) {
  return Object.entries(query).map(([name, schema]) => ({ name, in: 'query', schema }));
}

function json(schema) {
  return { 'application/json': { schema } };
}
