// Officers over HTTP: whoever may sees and manages their own, links go by mail only, and nothing
// that opens a door stands in an answer.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../../src/access/keys.js';
import type { Role } from '../../src/access/roles.js';
import { plantTree, tree } from '../access/asking.js';
import { partsOf } from '../alerts/smtp-listener.js';
import { type ApiClient, type ApiReply, apiApp, apiClient } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf, loggedIn } from '../support/people.js';

let database: TestDatabase;
let province: ApiClient;
let unitAdmin: ApiClient;
const clock = new Date('2026-05-20T01:00:00Z');

async function as(role: Role, scope: string): Promise<ApiClient> {
  return apiClient(app(), { cookie: await loggedIn(database, { role, scope, name: 'Lê Mời' }) });
}
const app = () => apiApp(database, () => clock);

let count = 0;
const someone = (given: Record<string, unknown> = {}) => {
  count += 1;
  const email = `can.bo.${String(count)}@dongnai.example`;
  return { name: 'Nguyễn Thị Lan', email, role: 'commune_accountant', scope: tree.A, ...given };
};
const added = async (given: Record<string, unknown> = {}, by = province): Promise<ApiReply> => {
  const reply = await by.post('/officers', someone(given));
  expect([reply.status, reply.body.code]).toEqual([201, undefined]);
  return reply;
};
const said = ({ status, body }: ApiReply) => [status, (body as { code?: string }).code];

/** The link that was mailed to an address last, out of the outbox. */
async function mailedTo(address: string): Promise<{ text: string; secret: string }> {
  const folder = join(database.config.dataDir, 'outbox');
  const names = (await readdir(folder)).sort((one, other) =>
    one.localeCompare(other, 'en', { numeric: true }),
  );
  const mails = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const raw = mails.filter((mail) => mail.includes(address)).at(-1) ?? '';
  const [text = ''] = partsOf(raw);
  return { text, secret: /thiet-lap\/([\w-]{43})/.exec(text)?.[1] ?? '' };
}

beforeAll(async () => {
  database = await cloneDatabase();
  await plantTree(database);
  province = await as('department_of_justice', '75');
  unitAdmin = await as('commune_admin', tree.A);
});
afterAll(() => database.close());

test('a new officer gets their link by mail; the answer tells that it went, never what it is', async () => {
  const reply = await added();
  const { id, email } = reply.body as { id: string; email: string };
  expect(reply.body).toMatchObject({
    name: 'Nguyễn Thị Lan',
    state: 'invited',
    hasSecondFactor: false,
    hasCitizenId: false,
    delivery: 'mailed',
    grants: [{ role: 'commune_accountant', scope: tree.A }],
  });
  expect(reply.headers['location']).toBe(`/api/v1/officers/${id}`);
  const { text, secret } = await mailedTo(email);
  const [link] = await database.db('setup_link').where({ officer_id: id });
  expect(link).toMatchObject({ token_hash: digestOf(secret) });
  expect(text).toContain('Kính gửi: Nguyễn Thị Lan');
  expect(text).toContain('Lê Mời mời ông/bà');
  expect(text).toContain('23/05/2026 08:00');
  expect(reply.text).not.toContain(secret);
  const read = await province.get(`/officers/${id}`);
  expect(read.headers['etag']).toBe('"1"');
  expect(read.text).not.toMatch(/hash|argon|secret"/i);
});

test('an officer of a unit that is written to in English is invited in English', async () => {
  const unit = database.db('public.unit').where({ code: tree.A });
  await unit.clone().update({ language: 'en' });
  const { email } = (await added()).body as { email: string };
  await unit.clone().update({ language: 'vi' });
  const { text, secret } = await mailedTo(email);
  expect(text).toContain('To: Nguyễn Thị Lan');
  expect(text).toContain('Lê Mời invites you');
  expect(text).toContain('The link works once, until 23/05/2026 08:00');
  expect(text).not.toMatch(/ông\/bà|Liên kết/);
  expect(secret).toHaveLength(43);
});

test('a repeated request adds nobody and mails nothing again', async () => {
  const body = someone();
  const idempotencyKey = 'the-same-key-twice';
  const first = await province.post('/officers', body, { idempotencyKey });
  const mails = async () => (await readdir(join(database.config.dataDir, 'outbox'))).length;
  const before = await mails();
  const second = await province.post('/officers', body, { idempotencyKey });
  expect(second.status).toBe(201);
  expect(second.body).toEqual({ ...first.body, delivery: undefined });
  expect(await mails()).toBe(before);
});

test('a citizen id goes in and never comes out', async () => {
  const citizenId = '075099004321';
  const reply = await added({ citizenId });
  expect(reply.body).toMatchObject({ hasCitizenId: true });
  const { id } = reply.body as { id: string };
  const taken = await province.post('/officers', someone({ citizenId }));
  expect(said(taken)).toEqual([409, 'conflict']);
  expect(taken.body.errors).toEqual([{ pointer: '/citizenId', detail: 'is already in use' }]);
  const short = await province.post('/officers', someone({ citizenId: '07509900432' }));
  expect(said(short)).toEqual([400, 'invalid_input']);
  expect(short.body.errors).toMatchObject([{ pointer: '/citizenId' }]);
  const texts = [reply, taken, short, await province.get(`/officers/${id}`)].map((one) => one.text);
  for (const text of texts) expect(text).not.toMatch(/07509900432/);
});

test('what is not a person, a role of people or a scope is refused with its pointer', async () => {
  const wrong = async (given: Record<string, unknown>) => {
    const reply = await province.post('/officers', someone(given));
    const errors = reply.body.errors as { pointer: string }[] | undefined;
    return [reply.status, errors?.[0]?.pointer];
  };
  expect(await wrong({ name: ' ' })).toEqual([400, '/name']);
  expect(await wrong({ name: 'Lan\r\nBcc: x@y.vn' })).toEqual([400, '/name']);
  expect(await wrong({ email: 'a@b.vn, c@d.vn' })).toEqual([400, '/email']);
  expect(await wrong({ email: undefined })).toEqual([400, '/email']);
  expect(await wrong({ role: 'portal' })).toEqual([400, '/role']);
  expect(await wrong({ scope: 'a b' })).toEqual([400, '/scope']);
  expect(await wrong({ password: 'Ab@123456' })).toEqual([400, '/password']);
  expect(await wrong({ scope: 'T-X' })).toEqual([404, '/scope']);
});

test('a unit’s admin sees and manages officers of the unit and below, the rest is not there', async () => {
  const inA = (await added({ scope: tree.A })).body.id as string;
  const inA1 = (await added({ scope: tree.A1 }, unitAdmin)).body.id as string;
  const inB = (await added({ scope: tree.B })).body.id as string;
  const both = (await added({ scope: tree.B })).body.id as string;
  await province.post(`/officers/${both}/grants`, { role: 'commune_admin', scope: tree.A });
  const { body } = await unitAdmin.get('/officers', { query: { limit: '200' } });
  const seen = new Map(
    (body.items as { id: string; grants: { scope: string }[] }[]).map((one) => [one.id, one]),
  );
  expect([seen.has(inA), seen.has(inA1), seen.has(inB), seen.has(both)]) //
    .toEqual([true, true, false, true]);
  expect(seen.get(both)?.grants.map((grant) => grant.scope)).toEqual([tree.A]);
  for (const id of [inB, '999999']) {
    expect(said(await unitAdmin.get(`/officers/${id}`))).toEqual([404, 'not_found']);
    expect(said(await unitAdmin.post(`/officers/${id}/setup-links`))).toEqual([404, 'not_found']);
    expect(said(await unitAdmin.delete(`/officers/${id}/sessions`))).toEqual([404, 'not_found']);
  }
  // seen, but also somebody elsewhere: a new link would be the other unit's account
  expect(said(await unitAdmin.post(`/officers/${both}/setup-links`))).toEqual([403, 'forbidden']);
  expect(said(await unitAdmin.post('/officers', someone({ scope: tree.B })))).toEqual([
    404,
    'not_found',
  ]);
  expect(said(await unitAdmin.post('/officers', someone({ role: 'approver' })))).toEqual([
    403,
    'forbidden',
  ]);
});

test('lists are filtered by name, role, unit and state', async () => {
  const { id } = (await added({ name: 'Đặng Văn Ước', role: 'auditor', scope: tree.E })).body;
  const ids = async (query: Record<string, string>) =>
    ((await province.get('/officers', { query })).body.items as { id: string }[]).map(
      (one) => one.id,
    );
  expect(await ids({ q: 'đẶNG văn' })).toEqual([id]);
  expect(await ids({ role: 'auditor', scope: tree.E })).toEqual([id]);
  expect(await ids({ role: 'commune_admin', scope: tree.E })).toEqual([]);
  expect(await ids({ q: 'đặng', state: 'active' })).toEqual([]);
  const first = await province.get('/officers', { query: { limit: '1' } });
  expect(first.body.next).toEqual(expect.any(String));
});

test('an edit names the version it saw; a stale one changes nothing', async () => {
  const { id } = (await added()).body as { id: string };
  const path = `/officers/${id}`;
  const body = { name: 'Trần Văn Bình' };
  expect(said(await unitAdmin.patch(path, body))).toEqual([428, 'precondition_required']);
  expect(said(await unitAdmin.patch(path, body, { ifMatch: '7' }))).toEqual([412, 'stale_version']);
  const changed = await unitAdmin.patch(path, body, { ifMatch: '1' });
  expect([changed.status, changed.headers['etag'], changed.body.name]).toEqual([
    200,
    '"2"',
    'Trần Văn Bình',
  ]);
  expect(said(await unitAdmin.patch(path, {}, { ifMatch: '2' }))).toEqual([400, 'invalid_input']);
  const other = await as('commune_admin', tree.B);
  expect(said(await other.patch(path, body, { ifMatch: '1' }))).toEqual([404, 'not_found']);
});

test('an officer who is disabled, or whose roles change, is logged out at once', async () => {
  const cookie = await loggedIn(database, { role: 'commune_accountant', scope: tree.B });
  const me = apiClient(app(), { cookie });
  const { id } = (await me.get('/me')).body as { id: string };
  const grant = { role: 'commune_admin', scope: tree.B };
  const granted = await province.post(`/officers/${id}/grants`, grant);
  expect(granted.body).toMatchObject(grant);
  expect((await me.get('/me')).status).toBe(401);
  expect(said(await province.post(`/officers/${id}/grants`, grant))).toEqual([409, 'conflict']);
  const ended = await province.delete(`/officers/${id}/grants/${String(granted.body.id)}`);
  expect(ended.status).toBe(204);
  const again = await province.delete(`/officers/${id}/grants/${String(granted.body.id)}`);
  expect(said(again)).toEqual([404, 'not_found']);
});

test('an officer without any role is the province’s to take up again', async () => {
  const { id, grants } = (await added({ scope: tree.A1 })).body as {
    id: string;
    grants: { id: string }[];
  };
  const path = `/officers/${id}`;
  const end = await unitAdmin.delete(`${path}/grants/${grants[0]?.id ?? ''}`);
  expect(end.status).toBe(204);
  const back = { role: 'commune_accountant', scope: tree.A1 };
  expect(said(await unitAdmin.get(path))).toEqual([404, 'not_found']);
  expect(said(await unitAdmin.post(`${path}/grants`, back))).toEqual([404, 'not_found']);
  expect((await province.get(path)).body).toMatchObject({ grants: [] });
  expect((await province.post(`${path}/grants`, back)).status).toBe(201);
  expect((await unitAdmin.get(path)).status).toBe(200);
});

test('a second factor is reset, sessions are ended, and a new link ends the one before', async () => {
  const cookie = await loggedIn(database, { role: 'commune_admin', scope: tree.A1 });
  const me = apiClient(app(), { cookie });
  const { id } = (await me.get('/me')).body as { id: string };
  expect((await unitAdmin.delete(`/officers/${id}/sessions`)).body).toEqual({ ended: 1 });
  expect((await me.get('/me')).status).toBe(401);
  const reset = await unitAdmin.post(`/officers/${id}/second-factor-resets`);
  expect([reset.status, reset.body.resetAt]).toEqual([201, '2026-05-20T08:00:00+07:00']);
  expect((await unitAdmin.get(`/officers/${id}`)).body).toMatchObject({ hasSecondFactor: false });
  const link = await unitAdmin.post(`/officers/${id}/setup-links`);
  expect(link.body).toEqual({
    officerId: id,
    expiresAt: '2026-05-23T08:00:00+07:00',
    delivery: 'mailed',
  });
});

test('nobody grants to, links, resets or enables themselves', async () => {
  const cookie = await loggedIn(database, { role: 'system_admin', scope: '75' });
  const me = apiClient(app(), { cookie });
  const { id } = (await me.get('/me')).body as { id: string };
  const grant = { role: 'commune_accountant', scope: tree.A };
  const edit = { ifMatch: '1' };
  const replies = [
    await me.post(`/officers/${id}/grants`, grant),
    await me.post(`/officers/${id}/setup-links`),
    await me.post(`/officers/${id}/second-factor-resets`),
    await me.patch(`/officers/${id}`, { disabled: false }, edit),
    await me.patch(`/officers/${id}`, { email: 'other@dongnai.example' }, edit),
  ];
  expect(replies.map(said)).toEqual(replies.map(() => [403, 'forbidden']));
});

test('approvers are the choice of a person from above, never of a token', async () => {
  const person = await as('system_admin', tree.D);
  const approver = (await added({ role: 'approver' }, person)).body as { id: string };
  const token = apiClient(app(), await bearerOf(database.db, 'system_admin', '75'));
  const same = await as('system_admin', tree.A);
  for (const asker of [token, same]) {
    expect(said(await asker.post('/officers', someone({ role: 'approver' })))).toEqual([
      403,
      'forbidden',
    ]);
    for (const act of ['setup-links', 'second-factor-resets']) {
      const reply = await asker.post(`/officers/${approver.id}/${act}`);
      expect(said(reply)).toEqual([403, 'forbidden']);
    }
  }
  // the other roles it may
  expect((await token.post('/officers', someone())).status).toBe(201);
});

test('an officer without an e-mail gets no link over the API', async () => {
  const { id } = (await added({ citizenId: '075099007777' })).body as { id: string };
  const patched = await province.patch(`/officers/${id}`, { email: null }, { ifMatch: '1' });
  expect(patched.body).toMatchObject({ email: null });
  expect(said(await province.post(`/officers/${id}/setup-links`))).toEqual([409, 'conflict']);
});

test('whoever manages nobody is told so before anything else', async () => {
  for (const role of ['commune_accountant', 'auditor', 'finance_officer', 'portal'] as const) {
    const asker = apiClient(app(), await bearerOf(database.db, role, '75'));
    expect(said(await asker.post('/officers', someone()))).toEqual([403, 'forbidden']);
    expect(said(await asker.post('/officers/1/setup-links'))).toEqual([403, 'forbidden']);
  }
  expect((await apiClient(app(), null).get('/officers')).status).toBe(401);
});
