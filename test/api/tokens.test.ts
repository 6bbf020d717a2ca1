// Tokens over HTTP: shown once, kept as a digest, scoped, over one day, and ended with whoever made
// them.
import { digestOf } from '../../src/access/keys.js';
import type { Role } from '../../src/access/roles.js';
import { plantTree, tree } from '../access/asking.js';
import {
  type ApiClient,
  type ApiReply,
  type Credential,
  apiApp,
  apiClient,
} from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf, loggedIn } from '../support/people.js';

let database: TestDatabase;
let admin: ApiClient;
let clock = new Date('2026-05-20T01:00:00Z');

const as = (credential: Credential) =>
  apiClient(
    apiApp(database, () => clock),
    credential,
  );
const officer = async (role: Role, scope: string) =>
  as({ cookie: await loggedIn(database, { role, scope }) });
const said = ({ status, body }: ApiReply) => [status, (body as { code?: string }).code];
const portal = { name: 'Cổng dịch vụ công', role: 'portal', scope: '75' };

interface Made {
  readonly id: string;
  readonly token: string;
  readonly expiresAt: string;
}
async function make(by: ApiClient, given: Record<string, unknown> = {}): Promise<Made> {
  const reply = await by.post('/tokens', { ...portal, ...given });
  expect([reply.status, reply.body.code]).toEqual([201, undefined]);
  return reply.body as Made;
}

beforeAll(async () => {
  database = await cloneDatabase();
  await plantTree(database);
  admin = await officer('system_admin', '75');
});
beforeEach(() => {
  clock = new Date('2026-05-20T01:00:00Z');
});
afterAll(() => database.close());

test('a token is shown once, kept as a digest, and works until it is revoked', async () => {
  const idempotencyKey = 'one-token-please';
  const first = await admin.post('/tokens', portal, { idempotencyKey });
  const { id, token } = first.body as Made;
  expect(first.body).toMatchObject({ ...portal, state: 'live', seenAt: null });
  expect(first.body.expiresAt).toBe('2027-05-20T08:00:00+07:00');
  const again = await admin.post('/tokens', portal, { idempotencyKey });
  expect(again.body).toEqual({ ...first.body, token: undefined });
  const kept = await database.db('idempotency_key').where({ key: idempotencyKey });
  expect(JSON.stringify(kept)).not.toContain(token);
  const [row] = await database.db('api_token').where({ id });
  expect(row).toMatchObject({ token_hash: digestOf(token) });
  expect((await as(token).get('/me')).body).toMatchObject({ name: 'Cổng dịch vụ công' });
  expect((await admin.get('/tokens')).text).not.toContain(token);
  expect((await admin.delete(`/tokens/${id}`)).body).toEqual({ revoked: [id] });
  expect((await as(token).get('/me')).status).toBe(401);
  expect((await admin.delete(`/tokens/${id}`)).body).toEqual({ revoked: [] });
  expect((await admin.get(`/tokens/${id}`)).body).toMatchObject({ state: 'revoked' });
});

test('a token ends with its last day, and no one is made for longer than two years', async () => {
  const { id, token } = await make(admin, { days: 1 });
  clock = new Date('2026-05-21T00:59:59Z');
  expect((await as(token).get('/me')).status).toBe(200);
  clock = new Date('2026-05-21T01:00:00Z');
  expect((await as(token).get('/me')).status).toBe(401);
  const items = (await (await officer('system_admin', '75')).get('/tokens')).body.items as Made[];
  expect(items.find((one) => one.id === id)).toMatchObject({ state: 'expired' });
  for (const days of [0, 731, 1.5, '30']) {
    const reply = await admin.post('/tokens', { ...portal, days });
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([400, '/days']);
  }
});

test('the last use is kept, and written once a minute at most', async () => {
  const { id, token } = await make(admin);
  const seen = async () =>
    (await database.db('api_token').where({ id }).first<{ seen_at: Date | null }>('seen_at'))
      .seen_at;
  expect(await seen()).toBeNull();
  await as(token).get('/me');
  expect(await seen()).toEqual(clock);
  clock = new Date('2026-05-20T01:00:59Z');
  await as(token).get('/me');
  expect(await seen()).toEqual(new Date('2026-05-20T01:00:00Z'));
  clock = new Date('2026-05-20T01:01:00Z');
  await as(token).get('/me');
  expect(await seen()).toEqual(clock);
});

test('tokens are the province’s: below it there are none, and foreign units are not there', async () => {
  const { id } = await make(admin);
  const below = await officer('system_admin', tree.D);
  expect(said(await below.get('/tokens'))).toEqual([404, 'not_found']);
  expect(said(await below.get(`/tokens/${id}`))).toEqual([404, 'not_found']);
  expect(said(await below.delete(`/tokens/${id}`))).toEqual([404, 'not_found']);
  expect(said(await below.post('/tokens', { ...portal, scope: tree.D }))).toEqual([
    404,
    'not_found',
  ]);
  for (const scope of [tree.F, '01', 'T-X']) {
    expect(said(await admin.post('/tokens', { ...portal, scope }))).toEqual([404, 'not_found']);
  }
  expect(said(await admin.delete('/tokens/999999'))).toEqual([404, 'not_found']);
  const auditor = await officer('auditor', '75');
  expect((await auditor.get(`/tokens/${id}`)).status).toBe(200);
  expect(said(await auditor.delete(`/tokens/${id}`))).toEqual([403, 'forbidden']);
  expect(said(await auditor.post('/tokens', portal))).toEqual([403, 'forbidden']);
});

test('a token of an approver is made by a person from above alone', async () => {
  await make(admin, { role: 'approver', scope: tree.A });
  const forProvince = await admin.post('/tokens', { ...portal, role: 'approver' });
  expect(said(forProvince)).toEqual([403, 'forbidden']);
  const machine = as(await bearerOf(database.db, 'system_admin'));
  const byMachine = await machine.post('/tokens', { ...portal, role: 'approver', scope: tree.A });
  expect(said(byMachine)).toEqual([403, 'forbidden']);
});

test('a token that a token made holds no longer than it and ends with it', async () => {
  const parent = await make(admin, { role: 'system_admin', days: 10 });
  clock = new Date('2026-05-25T01:00:00Z');
  const child = await make(as(parent.token), { role: 'system_admin', days: 365 });
  expect(child.expiresAt).toBe(parent.expiresAt);
  const grandchild = await make(as(child.token), { role: 'monitor' });
  const fresh = await officer('system_admin', '75');
  const { revoked } = (await fresh.delete(`/tokens/${parent.id}`)).body as { revoked: string[] };
  expect(revoked).toEqual([parent.id, child.id, grandchild.id]);
  expect((await as(grandchild.token).get('/me')).status).toBe(401);
});

test('who is disabled, or may no longer make tokens, leaves no way in; machines go on', async () => {
  for (const leave of ['disable', 'end the grant'] as const) {
    const leaving = await officer('system_admin', '75');
    const { id } = (await leaving.get('/me')).body as { id: string };
    const person = await make(leaving, { role: 'system_admin' });
    const behind = await make(as(person.token), { role: 'finance_officer' });
    const machine = await make(leaving);
    if (leave === 'disable') {
      const ifMatch = '1';
      const reply = await admin.patch(`/officers/${id}`, { disabled: true }, { ifMatch });
      expect(reply.body).toMatchObject({ state: 'disabled' });
    } else {
      const [grant] = (await admin.get(`/officers/${id}`)).body.grants as { id: string }[];
      expect((await admin.delete(`/officers/${id}/grants/${grant?.id ?? ''}`)).status).toBe(204);
    }
    const statuses = [person, behind, machine].map(
      async ({ token }) => (await as(token).get('/me')).status,
    );
    expect(await Promise.all(statuses)).toEqual([401, 401, 200]);
    // they may know it, so somebody should replace it
    const left = { action: 'token.left_live', subject_id: machine.id };
    expect(await database.db('audit_event').where(left)).toHaveLength(1);
  }
});

test('nobody manages themselves through a token of theirs', async () => {
  const me = await officer('system_admin', '75');
  const { id } = (await me.get('/me')).body as { id: string };
  const mine = await make(me, { role: 'system_admin' });
  const child = await make(as(mine.token), { role: 'system_admin' });
  for (const token of [mine.token, child.token]) {
    const body = { role: 'finance_officer', scope: '75' };
    expect(said(await as(token).post(`/officers/${id}/grants`, body))).toEqual([403, 'forbidden']);
    expect(said(await as(token).post(`/officers/${id}/setup-links`))).toEqual([403, 'forbidden']);
  }
});
