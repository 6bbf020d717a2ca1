// The OpenAPI 3.1 document of the API, made from the routes that are served and from nothing else.
import { z } from 'zod';
import { roleMay, roles } from '../access/roles.js';
import { problemKinds, type ProblemCode } from '../problem.js';
import { inputOf, outputOf, type JsonSchema, type Member, membersOf } from './json-schema.js';
import type { ApiRoute } from './route.js';
import { eventMessages } from './webhook-shape.js';

export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  /** What receivers that are registered under `/webhooks` get. */
  readonly webhooks: Readonly<Record<string, unknown>>;
  readonly components: Readonly<Record<string, unknown>>;
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Readonly<Record<string, unknown>>;
  readonly responses: Readonly<Record<string, Answer>>;
  /** Roles whose grants carry the action; absent where anybody who is logged in may. */
  readonly 'x-roles'?: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

export interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

/** The document of these routes. */
export function openApiDocument(routes: readonly ApiRoute[]): OpenApiDocument {
  const schemas: Record<string, JsonSchema> = { Problem: problemSchema };
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Đối soát', version: '1.0.0', description },
    servers: [{ url: '/api/v1' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ bearer: [] }, { session: [] }],
    paths,
    webhooks: webhooksOf(schemas),
    components: { schemas, securitySchemes },
  };
}

/** The events, as a receiver's own description would have them. */
function webhooksOf(schemas: Record<string, JsonSchema>): Record<string, unknown> {
  const header = (name: string, text: string): Parameter => {
    return { name, in: 'header', required: true, schema: { type: 'string', description: text } };
  };
  const parameters = [
    header('webhook-id', 'The event, the same for retries and replays.'),
    header('webhook-timestamp', 'Seconds since 1970 of this attempt.'),
    header('webhook-signature', 'v1, and base64 of HMAC-SHA256 over id.timestamp.body; several.'),
  ];
  const responses = {
    '2XX': { description: 'Taken; anything else is a failure and comes again.' },
    410: { description: 'Nothing more is wanted: the webhook is paused.' },
    429: { description: 'Later: Retry-After is heeded.' },
  };
  return Object.fromEntries(
    Object.entries(eventMessages).map(([kind, { summary, message }]) => {
      const schema = outputOf(message, `event_${kind.replace('.', '_')}`, schemas);
      const requestBody = { required: true, content: { 'application/json': { schema } } };
      const post = { summary, tags: ['webhooks'], parameters, requestBody, responses };
      return [kind, { post }];
    }),
  );
}

const description = [
  'Whether the money people pay online reaches the office they paid.',
  'Money is a decimal string in VND, a time RFC 3339 with +07:00, a day YYYY-MM-DD.',
  'What is outside the scope of your grants and what does not exist get the same 404.',
  'Lists answer items and next; pass next as cursor until it is null.',
  'Problems are RFC 9457 documents with a stable code; errors name each fault by a pointer:',
  'a JSON pointer into the body, ?name for the query, /{name} for the path.',
].join(' ');

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An API token: a role over a scope.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'doisoat',
    description:
      'The session of a browser (__Host-doisoat on https). Changes are refused from other sites.',
  },
};

const problemSchema: JsonSchema = outputOf(
  z.looseObject({
    type: z.string(),
    title: z.string().describe('In Vietnamese.'),
    status: z.int(),
    code: z.enum(Object.keys(problemKinds) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string(),
    instance: z.string().optional().describe('The request’s number, as in X-Request-Id.'),
    errors: z
      .array(z.looseObject({ pointer: z.string().optional(), detail: z.string() }))
      .optional(),
  }),
  'Problem',
  {},
);

function operationOf(route: ApiRoute, schemas: Record<string, JsonSchema>): Operation {
  const { id, summary, tag, action } = route;
  const body = bodyOf(route, schemas);
  const may = action === 'self' ? undefined : roles.filter((role) => roleMay(role, action));
  return {
    operationId: id,
    summary,
    description: may ? `Needs ${action}: ${may.join(', ')}.` : 'For anybody who is logged in.',
    tags: [tag],
    parameters: parametersOf(route, schemas),
    ...(body ? { requestBody: body } : {}),
    responses: { ...answersOf(route, schemas), ...problemsOf(route) },
    ...(may ? { 'x-roles': may } : {}),
  };
}

function parametersOf(route: ApiRoute, schemas: Record<string, JsonSchema>): Parameter[] {
  const members = (place: 'path' | 'query', schema: z.ZodType | null): Parameter[] =>
    schema === null
      ? []
      : membersOf(inputOf(schema, `${route.id}_${place}`, schemas)).map((member: Member) => ({
          ...member,
          in: place,
          required: place === 'path' || member.required,
        }));
  const header = (name: string, required: boolean, text: string): Parameter => {
    const schema = { type: 'string', description: text };
    return { name, in: 'header', required, schema };
  };
  const isPut = route.method === 'put';
  return [
    ...members('path', route.params),
    ...members('query', route.query),
    ...(route.creates ? [header('Idempotency-Key', true, keyText)] : []),
    ...(route.edits ? [header('If-Match', !isPut, 'The ETag of the version that is meant.')] : []),
    ...(route.edits && isPut ? [header('If-None-Match', false, '* for what must be new.')] : []),
  ];
}

const keyText =
  'Names this request, 1 to 255 visible characters: sent again, it makes nothing twice.';

function bodyOf(
  route: ApiRoute,
  schemas: Record<string, JsonSchema>,
): Readonly<Record<string, unknown>> | undefined {
  const json = route.body && inputOf(route.body, `${route.id}_body`, schemas);
  const takesForm = route.files.length > 0;
  if (!json && !takesForm) return undefined;
  const takesJson = json && (!takesForm || route.filesOptional);
  return {
    required: true,
    content: {
      ...(takesJson ? { 'application/json': { schema: json } } : {}),
      ...(takesForm ? { 'multipart/form-data': { schema: formOf(route, json) } } : {}),
    },
  };
}

function formOf(route: ApiRoute, fields: JsonSchema | null): JsonSchema {
  const file = { type: 'array', items: { type: 'string', format: 'binary' } };
  const files = Object.fromEntries(route.files.map((name) => [name, file]));
  const known = (fields?.['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = (fields?.['required'] ?? []) as readonly string[];
  const [first] = route.files;
  const needed = route.files.length === 1 && !route.filesOptional && first ? [first] : [];
  return {
    type: 'object',
    properties: { ...known, ...files },
    required: [...required, ...needed],
    additionalProperties: false,
  };
}

function answersOf(route: ApiRoute, schemas: Record<string, JsonSchema>): Record<string, Answer> {
  const etag = { ETag: { schema: { type: 'string' } } };
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, schema]) => {
      const shown = schema && outputOf(schema, `${route.id}_${status}`, schemas);
      const types = route.produces.map(
        (type) => [type.split(';')[0] ?? type, { schema: { type: 'string' } }] as const,
      );
      const content = {
        ...(shown ? { 'application/json': { schema: shown } } : {}),
        ...Object.fromEntries(types),
      };
      const answer: Answer = {
        description: statusWords[status] ?? 'Done.',
        ...(route.method === 'get' || route.edits ? { headers: etag } : {}),
        ...(Object.keys(content).length > 0 ? { content } : {}),
      };
      return [status, answer] as const;
    }),
  );
}

const statusWords: Readonly<Record<string, string>> = {
  200: 'What was asked for.',
  201: 'Made; Location names it.',
  202: 'Begun; Location names it.',
  204: 'Done.',
};

/** What the route may refuse, by status, with the codes that can stand in the document. */
function problemsOf(route: ApiRoute): Record<string, Answer> {
  const takesBody = route.body !== null || route.files.length > 0;
  const isChange = route.method !== 'get';
  const codes: ProblemCode[] = [
    'invalid_input',
    'unauthenticated',
    'forbidden',
    'not_found',
    'internal',
    ...(route.creates
      ? (['idempotency_key_required', 'idempotency_key_reused', 'in_progress'] as const)
      : []),
    ...(route.edits ? (['precondition_required', 'stale_version'] as const) : []),
    ...(takesBody ? (['too_large', 'unsupported_media_type'] as const) : []),
    ...(isChange ? (['cross_site', 'conflict'] as const) : []),
    ...(route.files.length > 0 ? (['bad_file', 'bad_rows'] as const) : []),
  ];
  const byStatus = new Map<string, ProblemCode[]>();
  for (const code of codes) {
    const status = String(problemKinds[code].status);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const schema = { $ref: '#/components/schemas/Problem' };
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => {
      const words = those.map((code) => `${code}: ${problemKinds[code].title}`).join('; ');
      return [status, { description: words, content: { 'application/problem+json': { schema } } }];
    }),
  );
}
