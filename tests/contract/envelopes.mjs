// Webhooks of Support: events in the shape of the published examples, and what a trigger sends, which is its own.
//
// No document describes them (FACTS 3.5). What the examples show is the law: an envelope has these keys and no others,
// an id is text, an enumerated value is in capitals, a value is of the example's kind or null.

import { existsSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../../shared/zendesk/webhooks/support/', import.meta.url);

/** An example of each type of event there is one of. */
const EXAMPLES = [
  'ticket_comment_added.json',
  'ticket_status_changed_solved.json',
  'messaging_ticket_message_added.json',
];

const EVENT = /^zen:event-type:/;

/** Events about a ticket without an example of their own have its detail at least. */
const TICKET = /^zen:event-type:ticket\./;

/** Stands in for an object of which there is no example. */
const ANYTHING = Symbol('any object');

/** Enumerated values of a ticket. */
const ENUMERATED = ['status', 'priority', 'type'];

/** Events that tell of such a value as it was and is. */
const OF_ENUMERATED = /\.(status|priority|ticket_type)_changed$/;

/** An id is a number as text; `-1` is the system itself (FACTS 5.23). */
const NUMBER = /^(-1|\d+)$/;

const CAPITALS = /^[A-Z_]+$/;

const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/;

const HEADERS = {
  'x-zendesk-webhook-signature': SIGNATURE,
  'x-zendesk-webhook-signature-timestamp': /./,
  'x-zendesk-webhook-id': /./,
  'x-zendesk-webhook-invocation-id': /./,
  'x-zendesk-account-id': /^\d+$/,
};

/** The judge of Support's webhooks, or nothing where the examples are absent. */
export function loadEnvelopes() {
  const files = EXAMPLES.map((name) => new URL(name, FOLDER));
  if (!files.every(existsSync)) return undefined;
  return new Envelopes(files.map((file) => JSON.parse(readFileSync(file, 'utf8'))));
}

export class Envelopes {
  constructor(examples) {
    this.examples = new Map(examples.map((each) => [each.type, each]));
  }

  /** Whether a webhook tells of an event; else a trigger sent it, and its body is what the trigger's author wrote. */
  isEvent(line) {
    const type = line.body?.type;
    return line.body?.zendesk_event_version !== undefined || (typeof type === 'string' && EVENT.test(type));
  }

  /** What is wrong with one webhook as the journal has it. */
  judge(line) {
    const found = headers(line.headers ?? {});
    return this.isEvent(line) ? [...found, ...this.event(line.body)] : found;
  }

  /** What is wrong with one event. */
  event(body) {
    const example = this.examples.get(body.type) ?? this.#anyTicket(body.type);
    if (!example) return [`support webhook ${body.type}: no type there is an example of`];
    return [...shape(example, body, ''), ...values(body)].map((each) => `support webhook ${body.type}${each}`);
  }

  /** Another event about a ticket has the same detail, and an `event` of its own. */
  #anyTicket(type) {
    const alike = TICKET.test(type) && [...this.examples.values()].find((each) => TICKET.test(each.type));
    return alike && { ...alike, event: ANYTHING };
  }
}

function headers(sent) {
  const names = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), String(value)]));
  return Object.entries(HEADERS)
    .filter(([name, pattern]) => !pattern.test(names[name] ?? ''))
    .map(([name]) => `support webhook header ${name}: missing or malformed`);
}

/** Where a value has not the keys or the kinds of the example. What the example has as null may be anything. */
function shape(example, value, path) {
  if (example === ANYTHING) return kind(value) === 'object' ? [] : [`${path}: ${kind(value)}, not object`];
  if (example === null || value === null) return [];
  if (kind(example) !== kind(value)) return [`${path}: ${kind(value)}, not ${kind(example)}`];
  if (kind(example) === 'list')
    return value.flatMap((item, index) => (example.length > 0 ? shape(example[0], item, `${path}/${index}`) : []));
  if (kind(example) !== 'object') return [];
  const missing = Object.keys(example).filter((name) => !(name in value));
  const unknown = Object.keys(value).filter((name) => !(name in example));
  return [
    ...missing.map((name) => `${path}/${name}: missing`),
    ...unknown.map((name) => `${path}/${name}: unknown`),
    ...Object.keys(example)
      .filter((name) => name in value)
      .flatMap((name) => shape(example[name], value[name], `${path}/${name}`)),
  ];
}

/** The rules of FACTS 3.5 on single values. */
function values({ type, subject, detail = {}, event = {} }) {
  const text = (name, part) => typeof part[name] === 'string';
  const capitals = (place, part, names) =>
    names
      .filter((name) => text(name, part) && !CAPITALS.test(part[name]))
      .map((name) => `/${place}/${name}: not in capitals`);
  const ids = Object.keys(detail).filter((name) => /(^|_)id$/.test(name) && name !== 'external_id');
  return [
    ...ids
      .filter((name) => text(name, detail) && !NUMBER.test(detail[name]))
      .map((name) => `/detail/${name}: no number`),
    ...capitals('detail', detail, ENUMERATED),
    ...(OF_ENUMERATED.test(type) ? capitals('event', event, ['current', 'previous']) : []),
    ...(subject === `zen:ticket:${detail.id}` ? [] : ['/subject: not the ticket of the detail']),
  ];
}

function kind(value) {
  if (Array.isArray(value)) return 'list';
  return value === null ? 'null' : typeof value;
}
