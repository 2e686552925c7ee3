// Judges one exchange or one webhook: what in it the document does not allow.

import Ajv from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { SERVER_ERROR, STATUSES, unlisted } from './exceptions.mjs';
import { ANSWER, REQUEST, Schemas } from './schema.mjs';

/** The document's own prose limits metadata to this, in bytes of JSON. */
const METADATA_BYTES = 4096;

const ERROR_BODY = { $ref: '#/components/schemas/errorResponse' };

export class Checker {
  #converted = new Map();
  #compiled = new Map();
  /** Exceptions that were needed, by name, and how often. */
  excused = new Map();

  constructor(document) {
    this.document = document;
    const schemas = new Schemas(document, unlisted);
    for (const [key, schema, direction] of judged(document))
      this.#converted.set(key, schemas.convert(schema, direction));
    this.bodies = ajv(schemas);
    // A query carries text; numbers and flags are read from it.
    this.queries = ajv(schemas, { coerceTypes: true });
  }

  /**
   * `{operation, violations}`; no operation where the path is not of this document's API. Of a request that was sent to
   * be refused, and was, only the answer is judged.
   */
  exchange({ method, path, query, contentType, body, status, answer, refused }) {
    const operation = this.document.operation(method, path);
    if (!operation) return { violations: [`${method} ${path}: the document has no such operation`] };
    const name = operation.id;
    const sent = refused
      ? []
      : [
          ...this.#query(operation, query).map((each) => `${name} query${each}`),
          ...this.#request(operation, contentType, body).map((each) => `${name} request${each}`),
        ];
    const violations = [
      ...sent,
      ...this.#answer(operation, status, answer).map((each) => `${name} answer ${status}${each}`),
    ];
    return { operation: name, violations };
  }

  webhook(body) {
    return this.#judge('webhook', body).map((each) => `webhook${each}`);
  }

  /** A published example against the schema it stands beside. */
  example(key, value) {
    return this.#judge(key, value);
  }

  #query(operation, query) {
    const values = {};
    for (const [name, value] of query) {
      const [, outer, inner] = /^([^[]+)\[([^\]]+)\]$/.exec(name) ?? [];
      if (outer) values[outer] = { ...values[outer], [inner]: value };
      else values[name] = value;
    }
    return this.#judge(`${operation.id} query`, values, this.queries);
  }

  #request(operation, contentType, body) {
    const described = this.document.resolve(operation.requestBody);
    if (!described) return isEmpty(body) ? [] : [': a body where the operation takes none'];
    const media = mediaType(contentType);
    if (body === undefined && media !== 'multipart/form-data')
      return described.required ? [': the body is missing'] : [];
    if (!described.content[media])
      return [`: content type ${contentType}, not ${Object.keys(described.content).join(' or ')}`];
    // A journal keeps no files, so of a form only its kind is known.
    if (media !== 'application/json') return [];
    return [...this.#judge(`${operation.id} request ${media}`, body), ...metadata(body)];
  }

  #answer(operation, status, answer) {
    if (status === undefined || status >= SERVER_ERROR) return [];
    const described = this.document.resolve(operation.responses[status]);
    if (!described) return this.#undescribed(status, answer);
    if (!described.content?.['application/json']) return [];
    return this.#judge(`${operation.id} ${status} application/json`, answer);
  }

  #undescribed(status, answer) {
    const exception = STATUSES.find((each) => each.status === status);
    if (!exception) return [': the operation has no such status'];
    this.excused.set(exception.name, (this.excused.get(exception.name) ?? 0) + 1);
    return this.#judge('error', answer);
  }

  #judge(key, value, validators = this.bodies) {
    if (!this.#compiled.has(key)) this.#compiled.set(key, validators.compile(this.#converted.get(key)));
    const validate = this.#compiled.get(key);
    return validate(value) ? [] : readable(validate.errors);
  }
}

/** Everything that can be judged: a key, the document's schema, its direction. */
function* judged(document) {
  yield ['error', ERROR_BODY, ANSWER];
  yield ['webhook', document.webhookBody, ANSWER];
  for (const operation of document.operations) {
    yield [`${operation.id} query`, querySchema(document, operation), REQUEST];
    for (const [media, { schema }] of contents(document.resolve(operation.requestBody)))
      yield [`${operation.id} request ${media}`, schema, REQUEST];
    for (const [status, response] of Object.entries(operation.responses)) {
      for (const [media, { schema }] of contents(document.resolve(response)))
        yield [`${operation.id} ${status} ${media}`, schema, ANSWER];
    }
  }
}

function contents(described) {
  return Object.entries(described?.content ?? {}).filter(([, media]) => media.schema);
}

function querySchema(document, operation) {
  const parameters = operation.parameters.map((each) => document.resolve(each)).filter((each) => each.in === 'query');
  const required = parameters.filter((each) => each.required).map((each) => each.name);
  const properties = Object.fromEntries(parameters.map((each) => [each.name, each.schema]));
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    ...(parameters.length === 0 && { additionalProperties: false }),
  };
}

function ajv(schemas, options = {}) {
  const instance = new Ajv({ strict: false, allErrors: true, inlineRefs: false, ...options });
  addFormats(instance);
  instance.addFormat('binary', true);
  instance.addSchema(schemas.components());
  return instance;
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

/** Of ajv's errors those that say what is wrong, not the echoes in the schemas around it. */
function readable(errors) {
  const own = errors.filter(({ keyword, params }) => !['if', 'anyOf'].includes(keyword) && params.type !== 'null');
  const deeper = (path) => own.some((other) => other.instancePath.startsWith(`${path}/`));
  const echo = ({ keyword, instancePath }) => keyword === 'unevaluatedProperties' && deeper(instancePath);
  const lines = own.filter((error) => !echo(error)).map(line);
  return [...new Set(lines.length > 0 ? lines : errors.map(line))];
}

function line({ instancePath, keyword, message, params }) {
  if (keyword === 'unevaluatedProperties') return `${instancePath}/${params.unevaluatedProperty}: unknown`;
  if (keyword === 'additionalProperties') return `${instancePath}/${params.additionalProperty}: unknown`;
  return `${instancePath}: ${message}${params.allowedValues ? ` (${params.allowedValues.join(', ')})` : ''}`;
}

function mediaType(contentType) {
  return contentType?.split(';')[0].trim().toLowerCase();
}

/** Client libraries send `{}` where an operation takes nothing. */
function isEmpty(body) {
  return body === undefined || Object.keys(body).length === 0;
}
