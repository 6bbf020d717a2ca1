// Metrics: requests by pattern, callbacks by kind, what waits; and nobody's name, number or unit.
import request from 'supertest';
import { openDb } from '../../src/db.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { recordAudit } from '../../src/audit/record-audit.js';
import { genericBody, genericProfile, signed } from '../payments/callback-client.js';
import { apiApp } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf, byTester } from '../support/people.js';

let database: TestDatabase;
let app: ReturnType<typeof apiApp>;

beforeAll(async () => {
  database = await cloneDatabase();
  const { db, config } = database;
  const now = (): Date => new Date();
  const deps = { db, now, secretKey: config.secretKey, by: byTester };
  await setGateway(deps, { name: 'generic', document: genericProfile() });
  app = apiApp(database);
});
afterAll(() => database.close());

async function figures(): Promise<string> {
  const reply = await request(app).get('/metrics').expect(200);
  expect(reply.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  return reply.text;
}

test('requests are counted by their pattern, also when they are refused', async () => {
  const bearer = await bearerOf(database.db, 'auditor');
  const ask = (path: string) =>
    request(app).get(`/api/v1${path}`).set('authorization', `Bearer ${bearer}`);
  await ask('/gateways/generic').expect(200);
  await ask('/gateways/079012345678').expect(404);
  await request(app).get('/api/v1/gateways/079012345678').expect(401);
  await request(app).get('/nowhere/079012345678').expect(404);
  const text = await figures();
  for (const status of ['200', '404', '401']) {
    expect(text).toContain(
      `doisoat_http_request_seconds_count{method="GET",route="/api/v1/gateways/:name",status="${status}"} 1`,
    );
  }
  expect(text).toContain('route="none",status="404"} 1');
  expect(text).not.toContain('079012345678');
});

test('callbacks are counted by gateway kind and verdict', async () => {
  const body = genericBody({ merchantRef: 'METRIC-1' });
  await request(app)
    .post('/callbacks/generic')
    .set(signed(body, new Date()))
    .set('content-type', 'application/json')
    .send(body)
    .expect(200);
  const text = await figures();
  expect(text).toMatch(/doisoat_callbacks_total\{kind="generic",verdict="[\w-]+"\} 1/);
  expect(text).not.toContain('METRIC-1');
});

test('what waits is told: mails, standing flags, audit events without a seal', async () => {
  const { db } = database;
  const unsealed = async () =>
    Number(/doisoat_audit_events_unsealed\{kind="all"\} (\d+)/.exec(await figures())?.[1]);
  const before = await unsealed();
  const subject = { kind: 'thing', id: '1' };
  await recordAudit(db, byTester, { action: 'thing.made', subject });
  expect(await unsealed()).toBe(before + 1);
  const at = new Date('2026-05-20T01:00:00Z');
  const flag = { unit_code: '25432', flag: 'money_missing', raised_at: at };
  await db('unit_flag').insert(flag);
  expect(await figures()).toContain('doisoat_flags{kind="money_missing"} 1');
  expect(await figures()).not.toContain('25432');
});

test('the process tells how it fares', async () => {
  const text = await figures();
  expect(text).toContain('process_resident_memory_bytes');
  expect(text).toContain('nodejs_eventloop_lag_seconds');
});

test('without its database it still tells how the process fares', async () => {
  const db = openDb({ databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing', schema: 'p75' });
  const alone = apiApp({ ...database, db });
  const { text } = await request(alone).get('/metrics').expect(200);
  expect(text).toContain('doisoat_database_up 0');
  expect(text).toContain('process_resident_memory_bytes');
  expect(await figures()).toContain('doisoat_database_up 1');
  await db.destroy();
});
