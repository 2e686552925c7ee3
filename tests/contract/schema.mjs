// The document's schemas, as ajv can run them: OpenAPI 3.0 into JSON Schema 2019-09.
//
// Four things are made stricter or clearer than the document writes them:
//  - an object takes the properties that are listed for it and no others, so that a misspelt one is found;
//  - in a request that holds even where `additionalProperties: true` stands beside listed ones; an object for which
//    nothing is listed stays open;
//  - `oneOf` is decided by its discriminator: the branches are ambiguous, since their `type` is a default only;
//  - what is read-only is unknown in a request, what is write-only is unknown in an answer.

/** Which way a value goes; decides which properties exist. */
export const REQUEST = 'request';
export const ANSWER = 'answer';

/** Keywords that mean the same in both. */
const COPIED = [
  'type',
  'enum',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'uniqueItems',
];

/** Under which all converted components are known to ajv. */
const COMPONENTS = 'components';

export class Schemas {
  #definitions = {};

  /**
   * `extra(name, direction, schema)` gives properties that a schema has in practice though the document lacks them, or
   * has another way.
   */
  constructor(document, extra) {
    this.document = document;
    this.extra = extra;
  }

  /** A schema of the document for ajv, which also needs `components()` once all have been converted. */
  convert(schema, direction) {
    return this.#convert(schema, { direction, open: false });
  }

  /** Every component that a converted schema refers to. */
  components() {
    return { $id: COMPONENTS, $defs: this.#definitions };
  }

  /** `open`: part of a composition, whose outermost schema refuses what no part lists. */
  #convert(schema, way) {
    // An exception may want a component of which nothing is required.
    if (schema.partial) return this.#convert({ ...this.document.resolve(schema), required: [] }, way);
    if (schema.$ref) return this.#reference(schema.$ref, way);
    const inner = { ...way, open: true };
    const result = {};
    for (const keyword of COPIED) if (keyword in schema) result[keyword] = schema[keyword];
    if (schema.items) result.items = this.#convert(schema.items, { ...way, open: false });
    if (schema.properties) this.#properties(schema, way, result);
    if ('additionalProperties' in schema && !this.#merelyOpen(schema, way))
      result.additionalProperties = this.#additional(schema.additionalProperties, way);

    const parts = (schema.allOf ?? []).map((part) => this.#convert(part, inner));
    const alternatives = schema.oneOf ?? schema.anyOf;
    if (alternatives) parts.push(this.#alternatives(schema, alternatives, inner));
    if (parts.length > 0) result.allOf = parts;
    if (!way.open && this.#listsProperties(schema)) result.unevaluatedProperties = false;
    return nullability(schema, result);
  }

  #reference(reference, way) {
    const name = reference.split('/').pop();
    const schema = this.document.resolve({ $ref: reference });
    // A base with a mapping and no alternatives stands for whichever of its descendants `type` names.
    const family = schema.discriminator?.mapping && !schema.oneOf && !schema.anyOf && !way.base;
    const key = [name, way.direction, way.open && 'open', way.base && 'base'].filter(Boolean).join('.');
    if (!(key in this.#definitions)) {
      this.#definitions[key] = {};
      this.#definitions[key] = family
        ? this.#choice(schema.discriminator.propertyName, schema.discriminator.mapping, { ...way, base: true })
        : this.#convert(this.#extended(name, schema, way), way);
    }
    return { $ref: `${COMPONENTS}#/$defs/${key}` };
  }

  #extended(name, schema, way) {
    const extra = this.extra(name, way.direction, schema);
    if (Object.keys(extra).length === 0) return schema;
    // Beside a composition they are a part like the others.
    return schema.allOf
      ? { ...schema, allOf: [...schema.allOf, { type: 'object', properties: extra }] }
      : { ...schema, properties: { ...schema.properties, ...extra } };
  }

  #properties(schema, way, result) {
    const hidden = way.direction === REQUEST ? 'readOnly' : 'writeOnly';
    const visible = Object.entries(schema.properties).filter(
      ([, property]) => !this.document.resolve(property)[hidden],
    );
    const one = (property) => this.#convert(property, { direction: way.direction, open: false });
    result.properties = Object.fromEntries(visible.map(([name, property]) => [name, one(property)]));
    this.#required(schema, result);
  }

  #required(schema, result) {
    const required = (schema.required ?? []).filter((name) => !schema.properties?.[name] || name in result.properties);
    if (required.length > 0) result.required = required;
  }

  /** Open beside what it lists, which a request may not make use of. */
  #merelyOpen(schema, way) {
    return way.direction === REQUEST && schema.additionalProperties === true && this.#listsProperties(schema);
  }

  #additional(allowed, way) {
    return typeof allowed === 'object' ? this.#convert(allowed, { direction: way.direction, open: false }) : allowed;
  }

  #alternatives(schema, alternatives, way) {
    const branches = this.#branches(schema, alternatives);
    if (branches) return this.#choice(schema.discriminator.propertyName, branches, way);
    return { anyOf: alternatives.map((each) => this.#convert(each, way)) };
  }

  /** Discriminator value to reference: by the mapping, else by the components' own names, as OpenAPI has it. */
  #branches(schema, alternatives) {
    if (!schema.discriminator) return undefined;
    return (
      schema.discriminator.mapping ?? Object.fromEntries(alternatives.map(({ $ref }) => [$ref.split('/').pop(), $ref]))
    );
  }

  #choice(property, branches, way) {
    const then = Object.entries(branches).map(([value, $ref]) => ({
      if: { properties: { [property]: { const: value } }, required: [property] },
      then: this.#convert({ $ref }, way),
    }));
    return {
      type: 'object',
      required: [property],
      properties: { [property]: { enum: Object.keys(branches) } },
      allOf: then,
    };
  }

  #listsProperties(schema, seen = new Set()) {
    const resolved = this.document.resolve(schema);
    if (seen.has(resolved)) return false;
    seen.add(resolved);
    if (resolved.properties) return true;
    const parts = [...(resolved.allOf ?? []), ...(resolved.oneOf ?? []), ...(resolved.anyOf ?? [])];
    return parts.some((part) => this.#listsProperties(part, seen));
  }
}

/** `nullable` is OpenAPI's own; it holds for the whole schema, also where that is a composition. */
function nullability(schema, result) {
  if (schema.nullable === true) return { anyOf: [{ type: 'null' }, result] };
  if (schema.nullable === false) return { not: { type: 'null' }, ...result };
  return result;
}
