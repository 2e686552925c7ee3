// The vendor's OpenAPI document: its operations, and who answers for a given request.

import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Kept beside the project as reference, never copied into it. */
const FILE = new URL('../../../shared/zendesk/specs/sunco-openapi-17.12.1.yaml', import.meta.url);

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** The document, or nothing where the reference folder is absent. */
export function load() {
  return existsSync(FILE) ? new Document(parse(readFileSync(FILE, 'utf8'))) : undefined;
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

  /** The operation that serves a method and path, with fixed path parts before parameters. */
  operation(method, path) {
    const candidates = this.operations.filter(
      (each) => each.method === method.toLowerCase() && each.pattern.test(path),
    );
    return candidates.sort((a, b) => a.parameterCount - b.parameterCount)[0];
  }

  /** The body that carries webhooks. Its events' schemas are titled with the event type, which decides between them. */
  get webhookBody() {
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
        parameterCount: path.split('{').length - 1,
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
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

function unescapePointer(step) {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
