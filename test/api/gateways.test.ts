// Merchant accounts over HTTP: registered, changed by whoever saw what they change, never shown
// with their secrets.
import { type ApiClient, apiApp, apiClient } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf } from '../support/people.js';

let database: TestDatabase;
let admin: ApiClient;
let clock = new Date('2026-05-20T01:00:00Z');

const secret = 'throwaway-vnpay-hash-secret-0001';
const profile = (more: Record<string, unknown> = {}) => ({
  kind: 'vnpay',
  merchantCode: 'DSOAT001',
  secrets: { hashSecret: secret },
  settlement: { mode: 'daily_batch', fee: { percent: '1.1' } },
  ...more,
});
const isNew = { headers: { 'if-none-match': '*' } };

async function as(role: Parameters<typeof bearerOf>[1], scope?: string): Promise<ApiClient> {
  return apiClient(
    apiApp(database, () => clock),
    await bearerOf(database.db, role, scope),
  );
}

beforeAll(async () => {
  database = await cloneDatabase();
  admin = await as('system_admin');
});
afterAll(() => database.close());

test('an account is registered once, and shown without its secret', async () => {
  const made = await admin.put('/gateways/vnpay-1', profile(), isNew);
  expect([made.status, made.headers['location']]).toEqual([201, '/api/v1/gateways/vnpay-1']);
  expect(made.body).toMatchObject({
    name: 'vnpay-1',
    kind: 'vnpay',
    merchantCode: 'DSOAT001',
    tolerance: '0',
    secretsSince: '2026-05-20T08:00:00+07:00',
    callbacks: true,
    terms: [{ validFrom: null, mode: 'daily_batch', basis: 'gross', fee: { percent: '1.1' } }],
  });
  const again = await admin.put('/gateways/vnpay-1', profile(), isNew);
  expect([again.status, again.body.code]).toEqual([412, 'stale_version']);
  const read = await admin.get('/gateways/vnpay-1');
  expect(read.headers['etag']).toBe(made.headers['etag']);
  const list = await admin.get('/gateways');
  for (const text of [made.text, read.text, list.text]) expect(text).not.toContain(secret);
});

test('a change names the version it saw; the secrets it brings hold from now', async () => {
  const version = async () =>
    String((await admin.get('/gateways/vnpay-1')).headers['etag']).replaceAll('"', '');
  const first = await version();
  expect((await admin.put('/gateways/vnpay-1', profile())).status).toBe(428);
  clock = new Date('2026-05-21T01:00:00Z');
  const other = profile({ secrets: { hashSecret: 'another-throwaway-secret-0002' } });
  const changed = await admin.put('/gateways/vnpay-1', other, { ifMatch: first });
  expect([changed.status, changed.body.secretsSince]).toEqual([200, '2026-05-21T08:00:00+07:00']);
  const stale = await admin.put('/gateways/vnpay-1', profile(), { ifMatch: first });
  expect(stale.status).toBe(412);
  expect(await version()).not.toBe(first);
});

test('of two who register the same name at once one is told that it is there', async () => {
  const send = () => admin.put('/gateways/vnpay-2', profile({ merchantCode: 'DSOAT002' }), isNew);
  const statuses = (await Promise.all([send(), send(), send()])).map(({ status }) => status);
  expect(statuses.sort()).toEqual([201, 412, 412]);
});

test.each<[string, Record<string, unknown>, string]>([
  ['a member that profiles do not have', { extra: 1 }, '/extra'],
  [
    'a fee that is none',
    { settlement: { mode: 'daily_batch', fee: { percent: 'x' } } },
    '/settlement/fee/percent',
  ],
  [
    'a cut-off that is none',
    { settlement: { mode: 'daily_batch', cutoff: '25:00' } },
    '/settlement/cutoff',
  ],
  ['a kind that is none', { kind: 'nobody' }, '/kind'],
  ['secrets of another kind', { secrets: { key1: 'a' } }, '/secrets/hashSecret'],
  ['a unit that is not there', { options: { unitCode: '99999' } }, '/options/unitCode'],
])('%s is refused by its pointer and nothing is stored', async (_what, more, pointer) => {
  const reply = await admin.put('/gateways/vnpay-9', profile(more), isNew);
  expect([reply.status, reply.body.code]).toEqual([400, 'invalid_input']);
  const pointers = reply.body.errors.map((error: { pointer: string }) => error.pointer);
  expect(pointers).toContain(pointer);
  expect(reply.text).not.toContain(secret);
  expect((await admin.get('/gateways/vnpay-9')).status).toBe(404);
});

test('a merchant code that is another account’s is a conflict', async () => {
  const reply = await admin.put('/gateways/vnpay-3', profile(), isNew);
  expect([reply.status, reply.body.errors[0].pointer]).toEqual([409, '/merchantCode']);
});

test('accounts are listed by name, page by page, and by kind', async () => {
  const first = await admin.get('/gateways', { query: { limit: '1' } });
  expect(first.body.items.map(({ name }: { name: string }) => name)).toEqual(['vnpay-1']);
  expect(first.headers['link']).toContain('rel="next"');
  const cursor = String(first.body.next);
  const rest = await admin.get('/gateways', { query: { limit: '1', cursor } });
  expect(rest.body).toMatchObject({ items: [{ name: 'vnpay-2' }], next: null });
  expect((await admin.get('/gateways', { query: { kind: 'momo' } })).body.items).toEqual([]);
});

test('only who may set gateways sets them, and they belong to the province', async () => {
  const auditor = await as('auditor');
  expect((await auditor.get('/gateways/vnpay-1')).status).toBe(200);
  expect((await auditor.put('/gateways/vnpay-1', profile(), isNew)).status).toBe(403);
  const part = await as('system_admin', '25432');
  for (const path of ['/gateways', '/gateways/vnpay-1']) {
    expect((await part.get(path)).status).toBe(404);
  }
  expect((await part.put('/gateways/vnpay-5', profile(), isNew)).status).toBe(404);
  expect((await (await as('commune_accountant', '25432')).get('/gateways')).status).toBe(403);
});

test('each change is one event of the audit trail, by whoever made it, without a secret', async () => {
  const events = await database.db('audit_event').where({ action: 'gateway.set' }).select();
  expect(events).toHaveLength(3);
  expect(events[0]).toMatchObject({ actor_kind: 'token', subject_id: 'vnpay-1' });
  expect(events[0].request_id).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.stringify(events)).not.toContain('throwaway');
});
