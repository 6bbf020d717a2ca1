// What every answer of the service has in common, what it says of its own health, and how it ends.
import { connect } from 'node:net';
import request from 'supertest';
import { openDb } from '../../src/db.js';
import { readReadiness } from '../../src/health.js';
import { openLog } from '../../src/log.js';
import { migrate } from '../../src/migrate.js';
import { type RunningServer, serverLimits, startServer } from '../../src/server.js';
import { startReceiver } from '../../src/service.js';
import { genericBody, genericProfile, send, signed } from '../payments/callback-client.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { moveToOwnServer, type OwnServer } from '../support/own-server.js';
import { byTester } from '../support/people.js';

let durable: OwnServer;
let database: TestDatabase;
let server: RunningServer;
const lines: string[] = [];
const now = (): Date => new Date();
const log = openLog('info', { write: (line) => lines.push(line) });

async function start(): Promise<RunningServer> {
  const { db, config } = database;
  return startServer({ db, config, now, log });
}

beforeAll(async () => {
  // ready is only who keeps what was acknowledged
  durable = await moveToOwnServer();
  database = await cloneDatabase({ PORT: '0' });
  const { db, config } = database;
  const deps = { db, now, secretKey: config.secretKey, by: byTester };
  await setGateway(deps, { name: 'generic', document: genericProfile() });
  server = await start();
});
afterAll(async () => {
  await server.stop();
  await database.close();
  await durable.stop();
});

test('what is not there is answered by a problem document that carries the request’s number', async () => {
  const reply = await request(server.url)
    .get('/nothing')
    .expect(404)
    .expect('content-type', 'application/problem+json; charset=utf-8');
  const id = reply.headers['x-request-id'];
  expect(reply.body).toMatchObject({
    type: 'urn:doisoat:problem:not_found',
    status: 404,
    code: 'not_found',
    instance: `urn:uuid:${String(id)}`,
  });
});

test('a caller’s own request id is kept, unless it is none', async () => {
  const ask = async (id: string) => {
    const headers = { 'x-request-id': id };
    const reply = await send(server.url, { method: 'GET', path: '/healthz', headers });
    return reply.headers['x-request-id'];
  };
  expect(await ask('trace-0001-abcd')).toBe('trace-0001-abcd');
  expect(await ask('short')).not.toBe('short');
  expect(await ask('{"a":"very odd id"}')).toMatch(/^[0-9a-f-]{36}$/);
});

test('answers may not be framed, sniffed, cached or load anything from elsewhere', async () => {
  const { headers } = await send(server.url, { method: 'GET', path: '/healthz' });
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['x-powered-by']).toBeUndefined();
});

test('a path that does not decode is the caller’s fault', async () => {
  const reply = await send(server.url, { method: 'GET', path: '/callbacks/%E0%A4%A' });
  expect(reply.status).toBe(400);
});

test('the log carries ids, kinds and routes, never a query, a body or a signature', async () => {
  lines.length = 0;
  const body = genericBody({ merchantRef: 'SECRET-REF', description: 'Nguyen Van A' });
  const headers = signed(body, now());
  await send(server.url, { path: '/callbacks/generic?phone=0900000000', headers, body });
  const text = lines.join('');
  expect(text).toContain('"route":"/callbacks/:name"');
  expect(text).toContain('"verdict":"unknown-order"');
  for (const secret of ['SECRET-REF', 'Nguyen', '0900000000', headers['webhook-signature']]) {
    expect(text).not.toContain(secret);
  }
});

test('the process is healthy, and ready while it could record a callback', async () => {
  const health = await send(server.url, { method: 'GET', path: '/healthz' });
  expect([health.status, JSON.parse(health.text)]).toEqual([200, { status: 'ok' }]);
  const ready = await send(server.url, { method: 'GET', path: '/readyz' });
  expect(ready.status).toBe(200);
  expect(JSON.parse(ready.text)).toEqual({
    status: 'ready',
    checks: { database: true, migrations: true, durability: true, clock: true },
  });
});

test('a clock that is off by more than two seconds makes it not ready', async () => {
  const late = (): Date => new Date(Date.now() - 3_000);
  const readiness = await readReadiness({ db: database.db, now: late });
  expect(readiness).toMatchObject({ ready: false, checks: { database: true, clock: false } });
});

test('without its database it is healthy but not ready, and pages hide why', async () => {
  const { config } = database;
  const db = openDb({ databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing', schema: 'p75' });
  const alone = await startServer({ db, config, now, log });
  lines.length = 0;
  const [health, ready, page] = await Promise.all(
    ['/healthz', '/readyz', '/'].map((path) =>
      send(alone.url, { method: 'GET', path, headers: { cookie: 'doisoat=whoever' } }),
    ),
  );
  expect([health?.status, ready?.status, page?.status]).toEqual([200, 503, 500]);
  const problem = JSON.parse(page?.text ?? '') as { code: string; detail: string };
  expect(problem.code).toBe('internal');
  expect(problem.detail).toContain(String(page?.headers['x-request-id']));
  expect(page?.text).not.toContain('127.0.0.1');
  expect(lines.join('')).toContain(String(page?.headers['x-request-id']));
  await alone.stop();
  await db.destroy();
});

test('a database without our tables makes it not ready until it is migrated', async () => {
  const { config, db, ownerUrl } = database;
  const other = { ...config, schema: 'p01', migrateDatabaseUrl: ownerUrl };
  const empty = openDb(other);
  expect(await readReadiness({ db: empty, now })).toMatchObject({ ready: false });
  await migrate(other);
  expect(await readReadiness({ db: empty, now })).toMatchObject({ ready: true });
  await empty.destroy();
  expect(await readReadiness({ db, now })).toMatchObject({ ready: true });
});

test('on its way down it lets what is under way end and sends away what is new', async () => {
  const going = await start();
  const { hostname, port } = new URL(going.url);
  const slow = connect(Number(port), hostname);
  const body = genericBody({ gatewayTxnId: 'DRAIN' });
  const headers = Object.entries(signed(body, now())).map(([name, value]) => `${name}: ${value}`);
  slow.write(
    ['POST /callbacks/generic HTTP/1.1', 'host: x', `content-length: ${String(body.length)}`]
      .concat(headers, ['connection: close', '', body.slice(0, 20)])
      .join('\r\n'),
  );
  let answer = '';
  slow.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  const ended = new Promise((resolve) => slow.on('close', resolve));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const stopping = going.stop();
  const late = await send(going.url, { method: 'GET', path: '/healthz' });
  expect([late.status, late.headers['retry-after']]).toEqual([503, '5']);
  slow.write(body.slice(20));
  await ended;
  expect(answer).toContain('HTTP/1.1 200');
  await stopping;
  await expect(send(going.url, { method: 'GET', path: '/healthz' })).rejects.toThrow();
});

test('a client that dribbles its headers or its body is sent away in time', async () => {
  const { db, config } = database;
  const limits = { ...serverLimits, headersWithinMs: 100, requestWithinMs: 200 };
  const strict = await startServer({ db, config, now, log }, limits);
  const { hostname, port } = new URL(strict.url);
  const starts = [
    'GET /healthz HT',
    'POST /callbacks/vnpay HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n1',
  ];
  const answers = starts.map(
    (text) =>
      new Promise<string>((resolve) => {
        const client = connect(Number(port), hostname, () => client.write(text));
        let answer = '';
        client.on('data', (chunk: Buffer) => (answer += chunk.toString()));
        client.on('close', () => {
          resolve(answer);
        });
      }),
  );
  expect(await Promise.all(answers)).toEqual(starts.map(() => expect.stringContaining('408')));
  await strict.stop();
});

test('a port that is taken is refused by name', async () => {
  const { db, config } = database;
  const port = Number(new URL(server.url).port);
  await expect(startServer({ db, config: { ...config, port }, now, log })).rejects.toThrow(/PORT/);
});

test('a receiver beside the service takes callbacks and knows nothing else', async () => {
  const { db, config } = database;
  const receiver = await startReceiver({ db, config, now, log });
  try {
    const body = genericBody({ gatewayTxnId: 'RECEIVER0001' });
    const headers = signed(body, now());
    const answer = await send(receiver.url, { path: '/callbacks/generic', headers, body });
    expect(answer.status).toBe(200);
    const kept = await db('payment').where({ gateway_txn_id: 'RECEIVER0001' });
    expect(kept).toHaveLength(1);
    const statusOf = async (path: string) =>
      (await send(receiver.url, { method: 'GET', path })).status;
    expect(await statusOf('/healthz')).toBe(200);
    for (const path of ['/', '/dang-nhap', '/api/v1/units', '/openapi.json']) {
      expect([path, await statusOf(path)]).toEqual([path, 404]);
    }
  } finally {
    await receiver.stop();
  }
});
