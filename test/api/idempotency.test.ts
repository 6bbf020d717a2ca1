// A request that is sent again makes nothing twice.
import { openDb } from '../../src/db.js';
import { type ApiClient, apiClient } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf } from '../support/people.js';
import { countThings, next, thingApp, thingRoutes } from './things.js';

let database: TestDatabase;
let portal: ApiClient;
let bearer: string;

const as = (who: string): ApiClient => apiClient(thingApp(database), who, thingRoutes);

beforeAll(async () => {
  database = await cloneDatabase();
  bearer = await bearerOf(database.db, 'portal');
  portal = as(bearer);
});
afterAll(() => database.close());

beforeEach(async () => {
  Object.assign(next, { fails: false, waitsMs: 0, failsAfterwards: false });
  await database.db('idempotency_key').del();
});

/** How many things a test makes. */
async function made(work: () => Promise<void>): Promise<number> {
  const before = await countThings(database);
  await work();
  return (await countThings(database)) - before;
}

test('a creating request without a key, or with one that is none, is refused', async () => {
  for (const key of ['', ' ', 'a b', 'é', 'a'.repeat(256)]) {
    const reply = await portal.post(
      '/things',
      {},
      {
        idempotencyKey: null,
        ...(key === ''
          ? {}
          : { headers: { 'idempotency-key': Buffer.from(key).toString('latin1') } }),
      },
    );
    expect([reply.status, reply.body.code]).toEqual([400, 'idempotency_key_required']);
  }
});

test('the same request again gets the same answer, marked as repeated, and makes nothing', async () => {
  const count = await made(async () => {
    const ask = { idempotencyKey: 'again' };
    const first = await portal.post('/things', { name: 'a' }, ask);
    const again = await portal.post('/things', { name: 'a' }, ask);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(again.headers['idempotent-replayed']).toBe('true');
    for (const name of ['location', 'etag', 'content-type']) {
      expect(again.headers[name]).toBe(first.headers[name]);
    }
    expect(again.body).toEqual({ name: 'a', files: [] });
  });
  expect(count).toBe(1);
});

test('what is told once is in the first answer only and nowhere in the database', async () => {
  const first = await portal.post('/things', { name: 'a' }, { idempotencyKey: 'once' });
  expect(first.body).toMatchObject({ secret: 'told once', mailed: true });
  const kept = await database.db('idempotency_key').select();
  expect(JSON.stringify(kept)).not.toContain('told once');
});

test.each<[string, (key: string) => Promise<{ status: number; body: { code: string } }>]>([
  ['body', (idempotencyKey) => portal.post('/things', { name: 'b' }, { idempotencyKey })],
  [
    'query',
    (idempotencyKey) =>
      portal.post('/things', { name: 'a' }, { idempotencyKey, query: { q: '1' } }),
  ],
  [
    'file',
    (idempotencyKey) =>
      portal.upload('/things', [{ name: 'a.csv', bytes: 'x' }], { name: 'a' }, { idempotencyKey }),
  ],
])('the same key with another %s is refused and makes nothing', async (_what, send) => {
  const count = await made(async () => {
    await portal.post('/things', { name: 'a' }, { idempotencyKey: 'other' });
    const other = await send('other');
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
  });
  expect(count).toBe(1);
});

test('a form sent again is the same request though its boundary differs; another file is not', async () => {
  const send = (bytes: string) =>
    portal.upload('/things', [{ name: 'a.csv', bytes }], {}, { idempotencyKey: 'form' });
  const count = await made(async () => {
    expect((await send('one')).status).toBe(201);
    expect((await send('one')).headers['idempotent-replayed']).toBe('true');
    expect((await send('two')).status).toBe(422);
  });
  expect(count).toBe(1);
});

test('of eight at once one is answered, the others are told that it is under way or what it gave', async () => {
  next.waitsMs = 100;
  const count = await made(async () => {
    const ask = { idempotencyKey: 'eight' };
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => portal.post('/things', { name: 'a' }, ask)),
    );
    const statuses = replies.map(({ status }) => status);
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
    const firsts = replies.filter(
      ({ status, headers }) => status === 201 && !headers['idempotent-replayed'],
    );
    expect(firsts).toHaveLength(1);
    const busy = replies.find(({ status }) => status === 409);
    expect(busy?.body.code).toBe('in_progress');
    expect(busy?.headers['retry-after']).toBe('1');
    expect((await portal.post('/things', { name: 'a' }, ask)).status).toBe(201);
  });
  expect(count).toBe(1);
});

test('after a fault nothing is kept, neither the thing nor the key, and it may be tried again', async () => {
  const count = await made(async () => {
    next.fails = true;
    const ask = { idempotencyKey: 'fault' };
    expect((await portal.post('/things', { name: 'a' }, ask)).status).toBe(500);
    next.fails = false;
    const again = await portal.post('/things', { name: 'a' }, ask);
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, undefined]);
  });
  expect(count).toBe(1);
});

test('a refusal is not kept either', async () => {
  const ask = { idempotencyKey: 'refused' };
  expect((await portal.post('/things', { wrong: 1 }, ask)).status).toBe(400);
  expect((await portal.post('/things', { name: 'a' }, ask)).status).toBe(201);
});

test('work after the change that fails does not undo what stands', async () => {
  next.failsAfterwards = true;
  const count = await made(async () => {
    const reply = await portal.post('/things', { name: 'a' }, { idempotencyKey: 'mail' });
    expect([reply.status, reply.body.mailed]).toEqual([201, undefined]);
  });
  expect(count).toBe(1);
});

test('a restarted service still knows the answer', async () => {
  const count = await made(async () => {
    const ask = { idempotencyKey: 'restart' };
    await portal.post('/things', { name: 'a' }, ask);
    const again = await as(bearer).post('/things', { name: 'a' }, ask);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });
  expect(count).toBe(1);
});

test('a key belongs to whoever sent it: another’s same key is another request', async () => {
  const other = as(await bearerOf(database.db, 'portal'));
  const count = await made(async () => {
    const ask = { idempotencyKey: 'mine' };
    await portal.post('/things', { name: 'a' }, ask);
    const theirs = await other.post('/things', { name: 'a' }, ask);
    expect([theirs.status, theirs.headers['idempotent-replayed']]).toEqual([201, undefined]);
  });
  expect(count).toBe(2);
});

test('who lost the right is refused, and who lost the scope finds nothing, also when repeating', async () => {
  const { db } = database;
  const secret = await bearerOf(db, 'portal');
  const token = await db('api_token').orderBy('id', 'desc').first<{ id: string }>('id');
  const ask = { idempotencyKey: 'lost' };
  const repeat = async () => (await as(secret).post('/things', { name: 'a' }, ask)).status;
  expect(await repeat()).toBe(201);
  // what a token may is never edited in the service; an officer's grants change like this
  const owner = openDb({ databaseUrl: database.ownerUrl, schema: database.config.schema });
  const grant = (change: object) => owner('api_token').where({ id: token.id }).update(change);
  await grant({ scope: '25432' });
  expect(await repeat()).toBe(404);
  await grant({ role: 'auditor', scope: '75' });
  expect(await repeat()).toBe(403);
  await grant({ role: 'finance_officer' });
  expect(await repeat()).toBe(201);
  await owner.destroy();
});
