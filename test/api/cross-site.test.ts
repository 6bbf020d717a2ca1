// What is not taken for another site's request: our own pages', and a token's. What is, and refused on
// every route, is in test/matrix/cross-site.test.ts.
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

function send(route: ApiRoute, headers: Record<string, string>) {
  const path = `/api/v1${route.path.replaceAll(/\{\w+\}/g, '999999999')}`;
  const asking = request(app);
  return asking[route.method](path)
    .set({ ...headers, 'content-type': 'application/json' })
    .send('{}');
}

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
