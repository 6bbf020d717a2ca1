// Whatever stands in a path, a filter or a body: it is read as a value or refused, never obeyed and
// never a fault of ours. Every route, every parameter.
import request from 'supertest';
import { roleMay } from '../../src/access/roles.js';
import { apiRoutes } from '../../src/api/index.js';
import { openApiDocument } from '../../src/api/openapi.js';
import type { ApiRoute } from '../../src/api/route.js';
import { apiApp } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { anOfficer, bearerOf, loggedIn } from '../support/people.js';

let database: TestDatabase;
let app: ReturnType<typeof apiApp>;
/** Of an administrator; of people for what no administrator and no token does. */
let credentials: Readonly<Record<Who, Readonly<Record<string, string>>>>;
type Who = 'admin' | 'justice' | 'accountant';
const document = openApiDocument(apiRoutes);

beforeAll(async () => {
  database = await cloneDatabase();
  app = apiApp(database, () => new Date('2026-05-20T01:00:00Z'));
  // the one with the id that is asked for everywhere: their sessions end, and they lose their roles
  await anOfficer(database.db, { role: 'auditor' });
  credentials = {
    admin: { authorization: `Bearer ${await bearerOf(database.db, 'system_admin')}` },
    justice: {
      cookie: await loggedIn(database, { role: 'department_of_justice' }),
      'sec-fetch-site': 'same-origin',
    },
    accountant: {
      cookie: await loggedIn(database, { role: 'commune_accountant' }),
      'sec-fetch-site': 'same-origin',
    },
  };
});
afterAll(() => database.close());

/** Values that broke other systems: quotes, comments, sleeps, paths, templates, odd numbers. */
const values = [
  "'",
  "1' or '1'='1",
  '1; drop table payment; --',
  "' union select null, null --",
  '1 and (select pg_sleep(5)) is null',
  "'||(select password_hash from officer limit 1)||'",
  '1) or (1=1',
  '\\',
  '%',
  '_',
  '%00',
  '../../../../etc/passwd',
  '<script>alert(1)</script>',
  '{{7*7}}${7*7}',
  '-1',
  '0',
  '9223372036854775808',
  '1e309',
  'NaN',
  '٣',
  '\u202e123',
  '\u0000',
  '\r\nSet-Cookie: a=b',
  '0000-00-00',
  '2026-02-30',
  '9999-12-31T23:59:59+14:00',
  'a'.repeat(1900),
  '=1+1',
  'null',
  'constructor',
];

const isLong = process.env['DOISOAT_LONG'] === '1';

let asked = 0;

/** All of them with DOISOAT_LONG=1, else a sixteenth, another one for each parameter and member. */
function drawn<T>(from: readonly T[]): T[] {
  asked += 1;
  return from.filter((_value, index) => isLong || (index + asked) % 16 === 0);
}

/** All of a few with DOISOAT_LONG=1, else a third, another one for each route. */
function inTurn<T>(few: readonly T[]): T[] {
  asked += 1;
  return few.filter((_one, index) => isLong || (index + asked) % 3 === 0);
}

/** Refused or answered, and soon; what is not there is 404. */
function faultOf(what: string, reply: request.Response, ms: number): string[] {
  const isSound = reply.status < 500 && ms < 10_000 && reply.headers['set-cookie'] === undefined;
  return isSound ? [] : [`${what}: ${String(reply.status)} in ${String(Math.round(ms))} ms`];
}

async function faultsOf(what: string, asking: request.Test): Promise<string[]> {
  const from = performance.now();
  const reply = await asking;
  return faultOf(what, reply, performance.now() - from);
}

function whoMay({ action }: ApiRoute): Who {
  if (action === 'self' || roleMay('system_admin', action)) return 'admin';
  return roleMay('department_of_justice', action) ? 'justice' : 'accountant';
}

function ask(route: ApiRoute, path: string): request.Test {
  const asking = request(app);
  return asking[route.method](`/api/v1${path}`).set({
    ...credentials[whoMay(route)],
    'idempotency-key': String(Math.random()),
    'if-match': '*',
  });
}

const fixed = (path: string): string => path.replaceAll(/\{\w+\}/g, '1');
const reading = apiRoutes.filter(({ method, id }) => method === 'get' && !id.startsWith('watch'));

test('every filter of every list', async () => {
  const faults: string[] = [];
  for (const route of reading) {
    const parameters = document.paths[route.path]?.[route.method]?.parameters ?? [];
    for (const { name } of parameters.filter((one) => one.in === 'query')) {
      for (const value of drawn(values)) {
        const query = `${name}=${encodeURIComponent(value)}`;
        const what = `${route.id} ?${query.slice(0, 60)}`;
        faults.push(...(await faultsOf(what, ask(route, `${fixed(route.path)}?${query}`))));
      }
    }
  }
  expect(faults).toEqual([]);
}, 300_000);

test('every member of every path, whatever is done there', async () => {
  const faults: string[] = [];
  for (const route of apiRoutes.filter(({ path }) => path.includes('{'))) {
    for (const [member] of route.path.matchAll(/\{\w+\}/g)) {
      for (const value of drawn(values)) {
        const path = fixed(route.path.replace(member, encodeURIComponent(value)));
        const asking = ask(route, path);
        const sent = route.body && route.files.length === 0 ? asking.send({}) : asking;
        faults.push(...(await faultsOf(`${route.id} ${path.slice(0, 60)}`, sent)));
      }
    }
  }
  expect(faults).toEqual([]);
}, 300_000);

test('every member of every JSON body, and bodies that are none', async () => {
  const faults: string[] = [];
  const odd = [null, [], {}, [[]], true, -1, 1e300, 0.5, ...values, { $gt: '' }, ['a', 'b']];
  for (const route of apiRoutes.filter(({ body, files }) => body && files.length === 0)) {
    const content = document.paths[route.path]?.[route.method]?.requestBody?.['content'] as
      Record<string, { schema: { properties?: Record<string, unknown> } }> | undefined;
    const members = Object.keys(content?.['application/json']?.schema.properties ?? {});
    const bodies: unknown[] = [
      ...drawn(odd),
      ...members.flatMap((name) => drawn(odd).map((value) => ({ [name]: value }))),
      Object.fromEntries(members.map((name) => [name, 'x'])),
    ];
    for (const body of bodies) {
      const text = JSON.stringify(body);
      const sent = ask(route, fixed(route.path)).set('content-type', 'application/json').send(text);
      faults.push(...(await faultsOf(`${route.id} ${text.slice(0, 80)}`, sent)));
    }
  }
  expect(faults).toEqual([]);
}, 300_000);

test('what no schema names is refused: in every query, and in every body', async () => {
  const obeyed: string[] = [];
  for (const route of apiRoutes) {
    const path = fixed(route.path);
    const twice = route.query ? ['limit=1&limit=2', 'a=1&a=1'] : ['a=1&a=1'];
    const queries = ['nobody=1', 'constructor=1', '__proto__=1', 'role=admin', ...twice];
    for (const query of inTurn(queries)) {
      const { status } = await ask(route, `${path}?${query}`);
      if (status !== 400) obeyed.push(`${route.id} ?${query}: ${String(status)}`);
    }
    if (!route.body || route.files.length > 0) continue;
    for (const text of inTurn(['{"nobody":1}', '{"__proto__":{"a":1}}', '{"isAdmin":true}'])) {
      const { status } = await ask(route, path).set('content-type', 'application/json').send(text);
      if (status !== 400) obeyed.push(`${route.id} ${text}: ${String(status)}`);
    }
  }
  expect(obeyed).toEqual([]);
}, 300_000);
