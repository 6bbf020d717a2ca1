// JSON Schema (2020-12, OpenAPI 3.1's own) of our zod schemas. What a schema names for itself
// (something that contains itself) becomes a component of the document.
import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** A member of an object schema, as a parameter needs it. */
export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** What a schema takes. */
export function inputOf(
  schema: z.ZodType,
  name: string,
  components: Record<string, JsonSchema>,
): JsonSchema {
  return converted(schema, 'input', name, components);
}

/** What a schema gives. */
export function outputOf(
  schema: z.ZodType,
  name: string,
  components: Record<string, JsonSchema>,
): JsonSchema {
  return converted(schema, 'output', name, components);
}

function converted(
  schema: z.ZodType,
  io: 'input' | 'output',
  name: string,
  components: Record<string, JsonSchema>,
): JsonSchema {
  const made = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' });
  const { $defs: named = {}, ...own } = made;
  delete own.$schema;
  // a name stands for a place in the document, not in the schema
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) =>
        key === '$ref' && typeof member === 'string'
          ? [key, placeOf(member, name)]
          : [key, moved(member)],
      ),
    );
  };
  const all = moved(own) as JsonSchema;
  for (const [key, member] of Object.entries(named)) {
    components[`${name}_${key}`] = moved(member) as JsonSchema;
  }
  if (JSON.stringify(all).includes(`"#/components/schemas/${name}"`)) {
    components[name] = all;
    return { $ref: `#/components/schemas/${name}` };
  }
  return all;
}

function placeOf(ref: string, name: string): string {
  if (ref === '#') return `#/components/schemas/${name}`;
  return ref.replace('#/$defs/', `#/components/schemas/${name}_`);
}

/** The members of an object schema. */
export function membersOf(schema: JsonSchema): Member[] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = (schema['required'] ?? []) as readonly string[];
  return Object.entries(properties).map(([name, member]) => {
    return { name, required: required.includes(name), schema: member };
  });
}
