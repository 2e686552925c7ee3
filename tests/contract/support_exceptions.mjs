// Where the document of Support is known to be wrong or silent. Each exception has a name and a reason; what is not
// here counts. Its shape is that of `exceptions.mjs`.

import { ANSWER, REQUEST } from './schema.mjs';

const text = { type: 'string' };
const number = { type: 'integer' };
const flag = { type: 'boolean' };
const strings = { type: 'array', items: text };
const address = { ...text, nullable: true };

/** `page=2` or `page[size]=10`: as the document writes it where it does. */
const PAGE = { $ref: '#/components/parameters/DualPaginationPage/schema' };

/** What stands around the records of a listing, by either way of paging. */
const PAGING = {
  count: number,
  next_page: address,
  previous_page: address,
  meta: {
    type: 'object',
    properties: { has_more: flag, after_cursor: address, before_cursor: address },
    required: ['has_more'],
  },
  links: { type: 'object', properties: { next: address, prev: address } },
};

const LISTINGS = [
  'GroupsResponse',
  'GroupMembershipsResponse',
  'UsersResponse',
  'TicketsResponse',
  'TicketCommentsResponse',
  'TicketFieldsResponse',
  'TicketAuditsResponseNoneCursor',
  'TriggersResponse',
  'UserFieldsResponse',
];

const users = { type: 'array', items: { $ref: '#/components/schemas/UserObject' } };

/** Properties that exist, or are of another kind, though the document does not say so. */
const UNLISTED = [
  ...LISTINGS.map((schema) => ({
    name: `paging of ${schema}`,
    schema,
    way: ANSWER,
    properties: PAGING,
    reason: "the operation's prose promises cursor and offset pagination; the schema lists the records alone",
  })),
  {
    name: 'paging of BrandsResponse',
    schema: 'BrandsResponse',
    way: ANSWER,
    properties: { meta: PAGING.meta, links: PAGING.links },
    reason: 'the prose promises cursor pagination; the schema has the offset kind',
  },
  ...['TicketCommentsResponse', 'TicketsResponse'].map((schema) => ({
    name: `people beside ${schema}`,
    schema,
    way: ANSWER,
    properties: { users },
    reason: 'the prose of `include=users` promises them',
  })),
  {
    name: 'events of the audit an update answers with',
    schema: 'AuditObject',
    way: ANSWER,
    properties: { events: { type: 'array', items: { type: 'object', additionalProperties: true } } },
    reason: 'the same audit is an open object where ListAuditsForTicket answers it (TicketAuditObject)',
  },
  ...[ANSWER, REQUEST].map((way) => ({
    name: 'a field without a value',
    schema: 'TicketFieldValueInput',
    way,
    properties: { value: { anyOf: [text, { type: 'number' }, flag, strings], nullable: true } },
    reason: 'a ticket answers every field of the account, and most are empty; what is answered is taken back',
  })),
  {
    name: 'a person without an address, a name in short or a signature',
    schema: 'UserForAdmin',
    way: ANSWER,
    properties: Object.fromEntries(
      ['email', 'alias', 'details', 'notes', 'signature'].map((name) => [name, { ...text, nullable: true }]),
    ),
    reason: 'UserUpdateInput takes null for these; an end user known by an external id alone has no address',
  },
];

/** Bodies of which the document describes nothing but in prose, or describes against its prose. */
const BODIES = {
  CreateTokenForGrantType: json(
    {
      grant_type: { ...text, enum: ['authorization_code', 'refresh_token', 'client_credentials'] },
      code: text,
      code_verifier: text,
      client_id: text,
      client_secret: text,
      redirect_uri: text,
      scope: text,
      expires_in: { ...number, minimum: 300, maximum: 172_800 },
      refresh_token_expires_in: { ...number, minimum: 604_800, maximum: 7_776_000 },
      refresh_token: text,
    },
    ['grant_type'],
  ),
  CreateUserField: json({ user_field: { $ref: '#/components/schemas/UserFieldObject' } }, ['user_field']),
  CreateTicketField: json({ ticket_field: { $ref: '#/components/schemas/TicketFieldObject' } }, ['ticket_field']),
  ...Object.fromEntries(['SetTagsTicket', 'PutTagsTicket'].map((operation) => [operation, tagged(true)])),
  // Which tags can stand in the query as well, where the document does list them.
  DeleteTagsTicket: tagged(false),
  CreateTicketSatisfactionRating: json(
    {
      satisfaction_rating: {
        type: 'object',
        properties: { score: { ...text, enum: ['good', 'bad'] }, comment: text, reason_code: number },
        required: ['score'],
      },
    },
    ['satisfaction_rating'],
  ),
  // "Include all your conditions and actions when updating any": what is left out otherwise stays.
  UpdateTrigger: json({ trigger: { $ref: '#/components/schemas/TriggerObject', partial: true } }, ['trigger']),
  // The bytes of the file, of whichever type it has.
  UploadFiles: { required: true, content: { '*/*': {} } },
};

/** Query parameters that stand in prose alone. */
const QUERIES = {
  ListTicketComments: { sort: { ...text, enum: ['created_at', '-created_at'] }, page: PAGE },
  ListGroupMembershipsByGroup: { per_page: number, page: PAGE },
  UploadFiles: { token: text },
};

/** Statuses that any operation can answer though few list them; their body is an error body. */
const STATUSES = [
  { name: 'bad request', status: 400, reason: 'a body that is no JSON or names an unknown grant' },
  { name: 'not authenticated', status: 401, reason: 'every operation needs a credential; hardly one lists it' },
  { name: 'not allowed', status: 403, reason: 'each operation says in prose whom it is allowed for; few list it' },
  { name: 'not found', status: 404, reason: 'an id that names nothing; few list it' },
  { name: 'conflict', status: 409, reason: '`safe_update` promises it in prose; a key in use (FACTS 3.3)' },
  { name: 'too large', status: 413, reason: 'bodies and files have limits; no operation lists it' },
  { name: 'wrong media type', status: 415, reason: 'a body that is not JSON' },
  { name: 'not valid', status: 422, reason: 'how Support refuses values; told in prose, listed at a handful' },
  { name: 'too many requests', status: 429, reason: 'FACTS 3.7; listed where an operation has a limit of its own' },
];

/**
 * Support has no one error body. Most have `error` and `description`, refused values `details` too, the token endpoint
 * OAuth's pair, newer parts the document's own `Errors`.
 */
const ERROR = {
  anyOf: [
    {
      type: 'object',
      properties: {
        error: {
          anyOf: [text, { type: 'object', properties: { title: text, message: text }, required: ['title', 'message'] }],
        },
        description: text,
        error_description: text,
        message: text,
        details: { type: 'object', additionalProperties: { type: 'array', items: detail() } },
      },
      required: ['error'],
    },
    { $ref: '#/components/schemas/Errors' },
  ],
};

/**
 * Published examples that break their own schema: a list says what is read-only or not listed. None is of an operation
 * that anybody here calls.
 */
export const SUPPORT_EXAMPLES = [
  'BulkSetAgentAttributeValuesJob request default',
  'CreateCustomObjectRecord request default',
  'CreateItamAsset request default',
  'CreateItamAssetType request default',
  'CreateTicketOrVoicemailTicket request default',
  'CustomObjectRecordBulkJobs request default',
  'FilteredSearchCustomObjectRecords request default',
  'FilteredSearchItamAssets request default',
  'ItamAssetBulkJobs request default',
  'ShowSecuritySettings 200 default',
  'TicketBulkImport request brand_separated',
  'TicketBulkImport request default',
  'TicketImport request brand_separated',
  'TicketImport request default',
  'UpsertCustomObjectRecordByExternalIdOrName request default',
];

/** Objects whose properties are the account's own: a name in them cannot be wrong, so none is renamed on trial. */
export const OPEN = [
  { property: 'user_fields', reason: 'named by the account: `additionalProperties: true`' },
  { property: 'metadata', reason: "the sender's own, on a ticket: `additionalProperties: true`" },
];

function unlisted(schema, direction) {
  const found = UNLISTED.filter((each) => each.schema === schema && each.way === direction);
  return Object.assign({}, ...found.map((each) => each.properties));
}

function json(properties, required) {
  return { required: true, content: { 'application/json': { schema: { type: 'object', properties, required } } } };
}

/** A list as everywhere else, or words with spaces between, as the ticket itself takes them. */
function tagged(required) {
  const tags = { anyOf: [strings, text] };
  return { ...json({ tags, updated_stamp: { ...text, format: 'date-time' }, safe_update: flag }, ['tags']), required };
}

function detail() {
  return { type: 'object', properties: { description: text, error: text, field_key: text }, required: ['description'] };
}

/** All of it, as the checker takes it. */
export const SUPPORT_EXCEPTIONS = {
  unlisted,
  statuses: STATUSES,
  error: ERROR,
  bodies: BODIES,
  queries: QUERIES,
  prose: () => [],
};
