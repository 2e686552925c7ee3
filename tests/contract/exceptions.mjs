// Where the document of Sunshine Conversations is known to be wrong or silent. Each exception has a name and a reason;
// what is not here counts.

import { ANSWER, REQUEST } from './schema.mjs';

const text = { type: 'string' };

/** Properties that exist, in answers and webhooks above all, though the document does not list them. */
const UNLISTED = [
  {
    name: 'brand of a truncated conversation',
    schema: 'conversationTruncated',
    properties: { brandId: { ...text, nullable: true } },
    reason: 'real webhooks carry it; only the full conversation lists it',
  },
  {
    name: 'activity of a webhook message',
    schema: 'messageWebhook',
    properties: { activity: { $ref: '#/components/schemas/activityMessage' } },
    reason: 'the same message read by REST has it, and a closed ticket is told in no other way',
  },
  {
    name: 'author of a webhook message',
    schema: 'authorWebhook',
    properties: { subtypes: { type: 'array', items: text }, displayName: text, avatarUrl: text },
    reason: 'real webhooks name a business author as `author` does: with name, picture and subtypes',
  },
  {
    name: 'payment flag of a user',
    schema: 'user',
    properties: { hasPaymentInfo: { type: 'boolean' } },
    reason: "the document's own examples have it",
  },
  {
    name: 'where a locale came from',
    schema: 'profile',
    properties: { localeOrigin: { ...text, nullable: true } },
    reason: "the document's own examples have it",
  },
  {
    name: 'status of an integration that is made',
    schema: 'integration',
    way: REQUEST,
    properties: { status: { ...text, enum: ['active', 'inactive'] } },
    reason: 'FACTS 1.2 has it in the body of POST /integrations; the schema that is referred to is read-only',
  },
];

/** Statuses that any operation can answer though few list them; their body is the common error body. */
const STATUSES = [
  { name: 'bad request', status: 400, reason: 'told in the introduction, listed at some operations only' },
  { name: 'not authenticated', status: 401, reason: 'told in the introduction, listed at no operation' },
  { name: 'not allowed', status: 403, reason: 'told in the introduction, listed at five operations only' },
  { name: 'not found', status: 404, reason: 'a wrong app id has this answer where the operation lists no 404' },
  { name: 'too large', status: 413, reason: 'the introduction limits bodies; no operation lists the status' },
  {
    name: 'wrong media type',
    status: 415,
    reason: 'the table of error codes has unsupported_media_type; no operation lists it',
  },
  {
    name: 'locked',
    status: 423,
    reason: 'listed where messages are posted; other writes to the conversation meet it too',
  },
  { name: 'too many requests', status: 429, reason: 'told in the introduction, listed at no operation' },
];

/** The document's own prose limits metadata to this, in bytes of JSON. */
const METADATA_BYTES = 4096;

/** Published examples that break their own schema. */
export const EXAMPLES = [
  { name: 'PostMessage 201 carousel', reason: 'a postback action with the uri of a link' },
  { name: 'PostMessage 201 list', reason: 'a property name with a stray quotation mark; a postback action with a uri' },
  { name: 'PostConversionEvents 200 default', reason: 'a number where the schema wants a string' },
  { name: 'conversationReferralEvent.json', reason: 'a number as external id' },
];

/** What a schema has besides what it lists: in answers, unless an exception says otherwise. */
function unlisted(schema, direction) {
  const found = UNLISTED.filter((each) => each.schema === schema && (each.way ?? ANSWER) === direction);
  return Object.assign({}, ...found.map((each) => each.properties));
}

/** The prose on metadata, which its schema leaves open: flat, no nulls, limited. */
function metadata(body) {
  if (!body?.metadata) return [];
  const wrong = Object.entries(body.metadata).filter(
    ([, value]) => !['string', 'number', 'boolean'].includes(typeof value),
  );
  const found = wrong.map(([key]) => `/metadata/${key}: neither text, number nor flag`);
  const bytes = Buffer.byteLength(JSON.stringify(body.metadata));
  return bytes > METADATA_BYTES ? [...found, `/metadata: ${bytes} bytes, more than ${METADATA_BYTES}`] : found;
}

/** All of it, as the checker takes it. */
export const SUNCO_EXCEPTIONS = {
  unlisted,
  statuses: STATUSES,
  error: { $ref: '#/components/schemas/errorResponse' },
  prose: metadata,
};
