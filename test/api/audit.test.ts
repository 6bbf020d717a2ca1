// The audit trail over HTTP: each office sees what was done to its own units, the province all of
// it, and whoever reads what is personal leaves an event.
import { anchorAudit } from '../../src/audit/anchor-audit.js';
import type { By } from '../../src/audit/by.js';
import { recordAudit } from '../../src/audit/record-audit.js';
import type { Role } from '../../src/access/roles.js';
import { type ApiClient, apiApp, apiClient } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf } from '../support/people.js';

let database: TestDatabase;
const own = '25432';
const other = '25345';
const by: By = { kind: 'officer', id: '7', requestId: 'request-0001' };

interface Shown {
  readonly id: string;
  readonly action: string;
  readonly subjectId: string;
}

async function as(role: Role, scope = '75'): Promise<ApiClient> {
  return apiClient(apiApp(database), await bearerOf(database.db, role, scope));
}

async function subjects(client: ApiClient, query: Record<string, string> = {}): Promise<string[]> {
  const reply = await client.get('/audit', { query });
  expect(reply.status).toBe(200);
  return (reply.body.items as Shown[]).map(({ subjectId }) => subjectId);
}

async function idOf(subjectId: string): Promise<string> {
  const [id] = await database.db('audit_event').where({ subject_id: subjectId }).pluck('id');
  return String(id);
}

beforeAll(async () => {
  database = await cloneDatabase();
  const { db } = database;
  const thing = (id: string, unitCode: string | null, more: object = {}) => ({
    action: 'thing.changed',
    subject: { kind: 'thing', id },
    unitCode,
    ...more,
  });
  await recordAudit(
    db,
    by,
    thing('own', own, {
      before: { version: 1 },
      after: { version: 2 },
      why: 'nhầm số',
      personal: { name: 'Nguyễn Thị An' },
    }),
    thing('other', other, { personal: { name: 'Trần Văn Bình' } }),
    thing('nobody', null),
  );
  await recordAudit(
    db,
    { kind: 'job', id: 'daily', requestId: null },
    { action: 'flags.raised', subject: { kind: 'unit', id: 'flagged' }, unitCode: own },
  );
});
afterAll(() => database.close());

test('an office sees the events of its units only, the province all, the latest first', async () => {
  expect(await subjects(await as('commune_admin', own))).toEqual(['flagged', 'own']);
  const all = ['flagged', 'nobody', 'other', 'own'];
  for (const role of ['auditor', 'department_of_justice', 'system_admin'] as const) {
    expect(await subjects(await as(role))).toEqual(all);
  }
});

test('roles without the right are refused; a foreign unit or event is as one that is not there', async () => {
  for (const role of ['commune_accountant', 'approver', 'finance_officer', 'portal'] as const) {
    const client = await as(role);
    for (const path of ['/audit', '/audit/1', '/audit/head']) {
      expect((await client.get(path)).status).toBe(403);
    }
  }
  const admin = await as('commune_admin', own);
  const foreign = await admin.get(`/audit/${await idOf('other')}`);
  const absent = await admin.get('/audit/999999');
  expect(foreign.status).toBe(404);
  expect({ ...foreign.body, instance: '' }).toEqual({ ...absent.body, instance: '' });
  expect((await admin.get('/audit', { query: { unit: other } })).status).toBe(404);
  expect((await admin.get('/audit/head')).status).toBe(404);
  expect((await admin.get(`/audit/${await idOf('nobody')}`)).status).toBe(404);
});

test('events are found by action, actor, unit, subject and day, and paged by cursor', async () => {
  const auditor = await as('auditor');
  expect(await subjects(auditor, { action: 'flags.raised' })).toEqual(['flagged']);
  expect(await subjects(auditor, { actorKind: 'officer', actor: '7', unit: own })).toEqual(['own']);
  expect(await subjects(auditor, { subjectKind: 'thing', subjectId: 'nobody' })).toEqual([
    'nobody',
  ]);
  expect(await subjects(auditor, { to: '2020-01-01' })).toEqual([]);
  expect((await subjects(auditor, { from: '2020-01-01' })).length).toBe(4);
  expect((await auditor.get('/audit', { query: { from: 'yesterday' } })).status).toBe(400);
  const first = await auditor.get('/audit', { query: { limit: '3' } });
  const cursor = String(first.body.next);
  expect(await subjects(auditor, { limit: '3', cursor })).toEqual(['own']);
  const foreign = await auditor.get('/audit', { query: { cursor: 'x' } });
  expect(foreign.status).toBe(400);
});

test('an event says who, what, before, after, why and by which request', async () => {
  const admin = await as('commune_admin', own);
  const { body } = await admin.get(`/audit/${await idOf('own')}`);
  expect(body).toMatchObject({
    actorKind: 'officer',
    actor: '7',
    action: 'thing.changed',
    unitCode: own,
    before: { version: 1 },
    after: { version: 2 },
    why: 'nhầm số',
    requestId: 'request-0001',
    personalState: 'kept',
    personal: null,
    masked: ['personal'],
  });
});

test('what is personal is shown over the province only, and that is an event of its own', async () => {
  const reads = () => database.db('audit_event').where({ action: 'audit.personal_read' });
  const admin = await as('commune_admin', own);
  const id = await idOf('own');
  expect((await admin.get(`/audit/${id}`)).text).not.toContain('Nguyễn');
  const auditor = await as('auditor');
  expect((await auditor.get('/audit')).text).not.toContain('Nguyễn');
  await auditor.get(`/audit/${await idOf('flagged')}`);
  expect(await reads()).toHaveLength(0);
  const shown = await auditor.get(`/audit/${id}`);
  expect(shown.body).toMatchObject({ personal: { name: 'Nguyễn Thị An' } });
  expect(await reads()).toMatchObject([
    { actor_kind: 'token', unit_code: own, subject_kind: 'audit_event', subject_id: id },
  ]);
});

test('the head is there to be written down, with the last anchor', async () => {
  const auditor = await as('auditor');
  expect((await auditor.get('/audit/head')).body).toEqual({
    head: null,
    sealedAt: null,
    anchor: null,
  });
  const anchor = await anchorAudit(database);
  const { body } = await auditor.get('/audit/head');
  expect(body).toMatchObject({
    head: `${String(anchor?.seq)}:${String(anchor?.chain)}`,
    anchor: { no: '1', seq: anchor?.seq },
  });
  const { body: event } = await auditor.get(`/audit/${await idOf('own')}`);
  expect(event).toMatchObject({ seq: '1' });
});
