// Judges one exchange or one webhook: what in it a document does not allow.

import Ajv from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { ANSWER, REQUEST, Schemas } from './schema.mjs';

/** From here on the documents say nothing at all, and a proxy may have answered: the body is not judged. */
const SERVER_ERROR = 500;

export class Checker {
  #converted = new Map();
  #compiled = new Map();
  /** Exceptions that were needed, by name, and how often. */
  excused = new Map();

  /** `exceptions` is what a document is known to lack: see `exceptions.mjs`. */
  constructor(document, exceptions) {
    this.document = document;
    this.exceptions = exceptions;
    const schemas = new Schemas(document, exceptions.unlisted);
    for (const [key, schema, direction] of judged(document, exceptions))
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
          ...this.#path(operation, path).map((each) => `${name} path${each}`),
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

  #path(operation, path) {
    return this.#judge(`${operation.id} path`, pathValues(operation, path), this.queries);
  }

  #query(operation, query) {
    const values = {};
    const extra = this.exceptions.queries?.[operation.id] ?? {};
    for (const [name, value] of query) {
      if (name in extra) this.#excuse(`query ${name} of ${operation.id}`);
      const [, outer, inner] = /^([^[]+)\[([^\]]+)\]$/.exec(name) ?? [];
      if (outer) values[outer] = { ...values[outer], [inner]: value };
      else values[name] = value;
    }
    return this.#judge(`${operation.id} query`, values, this.queries);
  }

  #request(operation, contentType, body) {
    const described = this.#excused(operation, body) ?? this.document.resolve(operation.requestBody);
    if (!described) return isEmpty(body) ? [] : [': a body where the operation takes none'];
    const media = mediaType(contentType);
    if (described.content['*/*']) return [];
    if (body === undefined && media !== 'multipart/form-data')
      return described.required ? [': the body is missing'] : [];
    if (!described.content[media])
      return [`: content type ${contentType}, not ${Object.keys(described.content).join(' or ')}`];
    // A journal keeps no files, so of a form only its kind is known.
    if (media !== 'application/json') return [];
    return [...this.#judge(`${operation.id} request ${media}`, body), ...this.exceptions.prose(body)];
  }

  /** The body of an operation of which the document says nothing, or the wrong thing. */
  #excused(operation, body) {
    const described = this.exceptions.bodies?.[operation.id];
    if (described && body !== undefined) this.#excuse(`body of ${operation.id}`);
    return described;
  }

  #answer(operation, status, answer) {
    if (status === undefined || status >= SERVER_ERROR) return [];
    const described = this.document.resolve(operation.responses[status]);
    if (!described) return this.#undescribed(status, answer);
    if (described.content?.['application/json'])
      return this.#judge(`${operation.id} ${status} application/json`, answer);
    return status >= 400 ? this.#judge('error', answer) : [];
  }

  #undescribed(status, answer) {
    const exception = this.exceptions.statuses.find((each) => each.status === status);
    if (!exception) return [': the operation has no such status'];
    this.#excuse(exception.name);
    return this.#judge('error', answer);
  }

  #excuse(name) {
    this.excused.set(name, (this.excused.get(name) ?? 0) + 1);
  }

  #judge(key, value, validators = this.bodies) {
    if (!this.#compiled.has(key)) this.#compiled.set(key, validators.compile(this.#converted.get(key)));
    const validate = this.#compiled.get(key);
    return validate(value) ? [] : readable(validate.errors);
  }
}

/** Everything that can be judged: a key, the document's schema, its direction. */
function* judged(document, { error, bodies = {}, queries = {} }) {
  yield ['error', error, ANSWER];
  if (document.webhookBody) yield ['webhook', document.webhookBody, ANSWER];
  for (const operation of document.operations) {
    yield [`${operation.id} path`, parameters(document, operation, 'path'), REQUEST];
    yield [`${operation.id} query`, parameters(document, operation, 'query', queries[operation.id]), REQUEST];
    for (const [media, { schema }] of contents(bodies[operation.id] ?? document.resolve(operation.requestBody)))
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

/** The parameters of one place, `path` or `query`, as one object. */
function parameters(document, operation, place, extra = {}) {
  const here = operation.parameters.map((each) => document.resolve(each)).filter((each) => each.in === place);
  const required = here.filter((each) => each.required).map((each) => each.name);
  const properties = { ...Object.fromEntries(here.map((each) => [each.name, each.schema])), ...extra };
  return {
    type: 'object',
    properties,
    ...(required.length > 0 && { required }),
    ...(Object.keys(properties).length === 0 && { additionalProperties: false }),
  };
}

function pathValues(operation, path) {
  const [, ...found] = operation.pattern.exec(path);
  return Object.fromEntries(operation.parameterNames.map((name, index) => [name, decodeURIComponent(found[index])]));
}

function ajv(schemas, options = {}) {
  const instance = new Ajv({ strict: false, allErrors: true, inlineRefs: false, ...options });
  addFormats(instance);
  instance.addFormat('binary', true);
  // Support's document has it at two schemas; it says nothing.
  instance.addFormat('string', true);
  instance.addSchema(schemas.components());
  return instance;
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
