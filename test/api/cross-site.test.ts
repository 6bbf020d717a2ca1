// Another site that makes a logged-in officer's browser send something changes nothing.
import request from 'supertest';
import { apiRoutes } from '../../src/api/index.js';
import type { ApiRoute } from '../../src/api/route.js';
import { apiApp } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf, loggedIn } from '../support/people.js';

let database: TestDatabase;
let app: ReturnType<typeof apiApp>;
let cookie: string;
let bearer: string;

const changing = apiRoutes.filter(({ method }) => method !== 'get');

beforeAll(async () => {
  database = await cloneDatabase({ BASE_URL: 'http://127.0.0.1:8080' });
  app = apiApp(database);
  cookie = await loggedIn(database, { role: 'system_admin' });
  bearer = await bearerOf(database.db, 'system_admin');
});
afterAll(() => database.close());

function send(route: ApiRoute, headers: Record<string, string>, type = 'application/json') {
  const path = `/api/v1${route.path.replaceAll(/\{\w+\}/g, '999999999')}`;
  const body = type === 'application/json' ? '{}' : 'a=1';
  const asking = request(app);
  return asking[route.method](path)
    .set({ ...headers, 'content-type': type })
    .send(body);
}

const forged: readonly (readonly [string, Record<string, string>])[] = [
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['a neighbour host', { 'sec-fetch-site': 'same-site' }],
  ['an address bar', { 'sec-fetch-site': 'none' }],
  ['another origin', { origin: 'https://evil.example' }],
  ['a sandboxed frame', { origin: 'null' }],
  ['nowhere in particular', {}],
  [
    'a site that lies in one header',
    { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:8080' },
  ],
];

test.each(forged)('with a cookie every changing route refuses %s', async (_what, headers) => {
  expect(changing.length).toBeGreaterThan(0);
  const obeyed: string[] = [];
  for (const route of changing) {
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
      const reply = await send(route, { cookie, ...headers }, type);
      const code = (reply.body as { code?: string }).code;
      if (reply.status !== 403 || code !== 'cross_site') obeyed.push(`${route.id} ${type}`);
    }
  }
  expect(obeyed).toEqual([]);
});

test('our own pages are heard, and so is a token from anywhere: no browser adds one by itself', async () => {
  const own = [
    { cookie, 'sec-fetch-site': 'same-origin' },
    { cookie, origin: 'http://127.0.0.1:8080' },
    { authorization: `Bearer ${bearer}`, 'sec-fetch-site': 'cross-site' },
    { authorization: `Bearer ${bearer}` },
  ];
  const refused: string[] = [];
  for (const route of changing) {
    for (const headers of own) {
      const reply = await send(route, headers);
      if ((reply.body as { code?: string }).code === 'cross_site') refused.push(route.id);
    }
  }
  expect(refused).toEqual([]);
});

test('reading needs no such proof, and a cookie beside a wrong token does not speak', async () => {
  const reply = await request(app).get('/api/v1/me').set({ cookie });
  expect(reply.status).toBe(200);
  const wrong = await request(app).get('/api/v1/me').set({ cookie, authorization: 'Bearer no' });
  expect(wrong.status).toBe(401);
});
