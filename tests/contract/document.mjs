// The vendor's OpenAPI documents: their operations, and which of them serves a given request.

import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Kept beside the project as reference, never copied into it. */
const FOLDER = new URL('../../../shared/zendesk/specs/', import.meta.url);

export const SUNCO = 'sunco-openapi-17.12.1.yaml';
export const SUPPORT = 'support-oas.yaml';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** A document, or nothing where the reference folder is absent. */
export function load(name) {
  const file = new URL(name, FOLDER);
  return existsSync(file) ? new Document(parse(readFileSync(file, 'utf8'))) : undefined;
}

export class Document {
  constructor(root) {
    this.root = root;
    this.operations = [...operationsOf(root)];
  }

  /** What a local reference points at; anything else as it is. */
  resolve(node) {
    if (!node?.$ref) return node;
    const steps = node.$ref.split('/').slice(1);
    const target = steps.reduce((place, step) => place?.[unescapePointer(step)], this.root);
    if (target === undefined) throw new Error(`the document has no ${node.$ref}`);
    return this.resolve(target);
  }

  /** The published examples: a name, the key of the schema they stand beside, the value. */
  *examples() {
    for (const operation of this.operations) {
      yield* this.#examplesOf(`${operation.id} request`, this.resolve(operation.requestBody));
      for (const [status, response] of Object.entries(operation.responses))
        yield* this.#examplesOf(`${operation.id} ${status}`, this.resolve(response));
    }
  }

  *#examplesOf(prefix, described) {
    for (const [media, { schema, examples = {} }] of Object.entries(described?.content ?? {})) {
      for (const [name, example] of schema ? Object.entries(examples) : [])
        yield [`${prefix} ${name}`, `${prefix} ${media}`, this.resolve(example).value];
    }
  }

  /** The operation that serves a method and path, with fixed path parts before parameters. */
  operation(method, path) {
    const candidates = this.operations.filter(
      (each) => each.method === method.toLowerCase() && each.pattern.test(path),
    );
    return candidates.sort((a, b) => a.parameterNames.length - b.parameterNames.length)[0];
  }

  /**
   * The body that carries webhooks, where the document has them. Its events' schemas are titled with the event type,
   * which decides between them.
   */
  get webhookBody() {
    if (!this.root['x-webhooks']) return undefined;
    const body = this.root['x-webhooks']['Webhook Event'].post.requestBody.content['application/json'].schema;
    const events = body.properties.events;
    const mapping = Object.fromEntries(events.items.anyOf.map((each) => [this.resolve(each).title, each.$ref]));
    const items = { oneOf: events.items.anyOf, discriminator: { propertyName: 'type', mapping } };
    return { ...body, properties: { ...body.properties, events: { ...events, items } } };
  }
}

function* operationsOf(root) {
  for (const [path, item] of Object.entries(root.paths)) {
    for (const method of METHODS.filter((each) => item[each])) {
      yield {
        id: item[method].operationId,
        method,
        path,
        pattern: pattern(path),
        parameterNames: [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name),
        parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])],
        requestBody: item[method].requestBody,
        responses: item[method].responses,
      };
    }
  }
}

/** A path template as an expression over the whole path; a parameter is one segment. */
function pattern(template) {
  const parts = template.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('([^/]+)')}$`);
}

function unescapePointer(step) {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
