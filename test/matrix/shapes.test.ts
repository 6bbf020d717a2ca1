// What no schema may let through: members that it does not know, prototypes, lists and numbers for
// texts, names given twice, texts without end. Walked over every body, query and path there is.
import { apiRoutes } from '../../src/api/index.js';
import type { ApiRoute } from '../../src/api/route.js';
import type { Asker } from './askers.js';
import { apiCalls } from './calls.js';
import { apiRules } from './expected.js';
import type { Call, Reply } from './client.js';
import { json, openSetting, type Setting } from './setting.js';

const isLong = process.env['DOISOAT_LONG'] === '1';
let setting: Setting;
let root: Asker;
/** For what no administrator of the system does, and no token: accounts are changed by people. */
let justice: Asker;
/** For what only people of the unit do. */
let accountant: Asker;

beforeAll(async () => {
  setting = await openSetting();
  root = await setting.token('system_admin', '75');
  justice = await setting.officer('department_of_justice', '75');
  accountant = await setting.officer('commune_accountant', '75');
}, 60_000);

afterAll(async () => {
  await setting.close();
});

let number = 0;

/** Somebody who may call the route. */
function askerOf({ id }: ApiRoute): Asker {
  const { roles } = apiRules[id]!;
  if (roles.includes('system_admin')) return root;
  return roles.includes('department_of_justice') ? justice : accountant;
}

/** A call of the route that would be obeyed. */
async function drawn(route: ApiRoute): Promise<Call> {
  number += 1;
  const { world, objects } = setting;
  return apiCalls[route.id]!({ world, objects, asker: askerOf(route), target: 'A', number });
}

type Json = Readonly<Record<string, unknown>>;

interface Mutation {
  readonly what: string;
  readonly body: string;
}

/** Every text in a body, by its path. */
function textsIn(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value === 'string') return [[...path]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => textsIn(member, [...path, name]));
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  const inner = (value as Json)[name];
  if (Array.isArray(value)) {
    return value.map((member: unknown, at) =>
      String(at) === name ? replaced(member, rest, by) : member,
    );
  }
  return { ...(value as Json), [name]: replaced(inner, rest, by) };
}

function mutationsOf(body: Json): Mutation[] {
  const text = JSON.stringify(body);
  const with_ = (member: string): string => `{${member},${text.slice(1)}`;
  return [
    { what: 'an unknown member', body: with_('"isAdmin":true') },
    { what: 'an id', body: with_('"id":"1"') },
    { what: 'a prototype', body: with_('"__proto__":{"isAdmin":true}') },
    { what: 'a constructor', body: with_('"constructor":{"prototype":{"isAdmin":true}}') },
    { what: 'a list for the whole', body: `[${text}]` },
    { what: 'a text for the whole', body: '"x"' },
    { what: 'null for the whole', body: 'null' },
    ...textsIn(body).flatMap((path, at) => wrongKinds(body, path, at)),
  ];
}

/** In the place of a text: one of three, and in every third body a million characters for the first; all with DOISOAT_LONG=1. */
function wrongKinds(body: Json, path: readonly string[], at: number): Mutation[] {
  const kinds: Readonly<Record<string, unknown>> = { list: ['x'], object: { x: 1 }, truth: true };
  const put = (what: string, value: unknown): Mutation => ({
    what: `${what} for ${path.join('/')}`,
    body: JSON.stringify(replaced(body, path, value)),
  });
  return [
    ...Object.entries(kinds)
      .filter((_kind, no) => isLong || no === at % 3)
      .map(([what, value]) => put(what, value)),
    // to send and read them is most of the work
    ...((at > 0 || number % 3 > 0) && !isLong
      ? []
      : [put('a million characters', 'x'.repeat(1_000_000))]),
  ];
}

const jsonRoutes = apiRoutes.filter(({ body, files, filesOptional }) =>
  Boolean(body && (files.length === 0 || filesOptional)),
);

/** A refusal of the request itself, with the place of what is wrong. */
function wrongOf(what: string, reply: Reply): string[] {
  if (reply.status === 400) {
    const { code, errors } = json(reply);
    const isPlaced = Array.isArray(errors) && errors.length > 0 && 'pointer' in errors[0];
    if (code === 'invalid_input' && isPlaced) return [];
  }
  return [`${what}: ${String(reply.status)} ${reply.text.slice(0, 300)}`];
}

const oddIds = [
  ...['-1', '0x1', '1e3', '%00', '1'.repeat(40), 'a'.repeat(5000), '%2e%2e', "'"],
  '%F0%9F%92%A9',
];

let turn = 0;

/** A third, and of the next ones another third; all with DOISOAT_LONG=1. */
function inTurn<T>(all: readonly T[]): T[] {
  turn += 1;
  return all.filter((_one, at) => isLong || (at + turn) % 3 === 0);
}

describe('what no schema lets through', () => {
  it.each(jsonRoutes.map((route) => [route.id, route] as const))(
    'in the body of %s',
    async (_id, route) => {
      const call = await drawn(route);
      const before = await setting.rows();
      const wrong: string[] = [];
      for (const { what, body } of mutationsOf((call.json ?? call.fields) as Json)) {
        const headers = { ...call.headers, 'content-type': 'application/json' };
        const { method, path } = call;
        const reply = await setting.send(askerOf(route), { method, path, headers, raw: body });
        wrong.push(...wrongOf(what, reply));
      }
      expect(wrong).toEqual([]);
      expect(await setting.rows()).toEqual(before);
    },
    120_000,
  );

  it('in any query: unknown names, names twice, lists and objects, endless texts', async () => {
    const wrong: string[] = [];
    for (const route of apiRoutes) {
      const call = await drawn(route);
      const path = call.path.split('?')[0]!;
      const names = queryNames(route);
      const first = names[0] ?? 'limit';
      const queries = [
        '?isAdmin=1',
        '?__proto__=1',
        '?constructor[prototype][x]=1',
        `?${first}=1&${first}=2`,
        `?${first}[]=1`,
        `?${first}[a]=1`,
        ...names.map((name) => `?${name}=${'x'.repeat(10_000)}`),
        ...names.map((name) => `?${name}=%00`),
        ...names.map((name) => `?${name}=%ED%A0%80`).slice(0, 1),
      ];
      for (const query of inTurn(queries)) {
        const reply = await setting.send(askerOf(route), { ...call, path: `${path}${query}` });
        const isLenient = query.includes('%ED') && reply.status < 500;
        if (!isLenient) wrong.push(...wrongOf(`${route.id}${query.slice(0, 60)}`, reply));
      }
    }
    expect(wrong).toEqual([]);
  }, 240_000);

  it('in any path', async () => {
    const wrong: string[] = [];
    for (const route of apiRoutes) {
      if (!route.path.includes('{')) continue;
      const call = await drawn(route);
      for (const id of inTurn(oddIds)) {
        const path = `/api/v1${route.path.replaceAll(/\{\w+\}/g, id)}`;
        const reply = await setting.send(askerOf(route), { ...call, path });
        // a name that no gateway has is one whose version is stale
        if (![400, 404, 412].includes(reply.status)) {
          wrong.push(
            `${route.id} ${id.slice(0, 20)}: ${String(reply.status)} ${reply.text.slice(0, 200)}`,
          );
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 240_000);

  it('in forms: fields and files that the route does not take, fields given twice', async () => {
    const taking = apiRoutes.filter(({ files }) => files.length > 0);
    const calls: (readonly [ApiRoute, Call])[] = [];
    for (const route of taking) calls.push([route, await drawn(route)]);
    const before = await setting.rows();
    const wrong: string[] = [];
    for (const [route, { method, path, headers = {}, fields = {}, files }] of calls) {
      const call = { method, path, headers, fields };
      const sent = files?.[0] ?? { field: 'file', name: 'x.csv', text: 'merchantRef\n' };
      const forms: Partial<Call>[] = [
        { fields: { ...call.fields, isAdmin: 'true' } },
        { fields: { ...call.fields, __proto__x: 'true' } },
        { fields: JSON.parse(`{"__proto__":"x","a":"b"}`) },
        { files: [sent, { ...sent, field: 'other' }] },
        { files: [{ ...sent, field: '__proto__' }] },
      ];
      for (const form of forms) {
        const reply = await setting.send(askerOf(route), { files: [sent], ...call, ...form });
        if (reply.status !== 400) {
          wrong.push(
            `${route.id} ${JSON.stringify(form).slice(0, 80)}: ${String(reply.status)} ${reply.text.slice(0, 200)}`,
          );
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(await setting.rows()).toEqual(before);
  }, 30_000);
});

function queryNames(route: ApiRoute): string[] {
  const shape = (route.query as { shape?: Record<string, unknown> } | null)?.shape;
  return Object.keys(shape ?? {});
}
