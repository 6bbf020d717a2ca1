// Exports that nobody waits for: the same file as the direct way gives, whoever makes it and however
// often somebody dies over it; the asker's alone, as they were when they asked, until its time is over.
import { keepRetention } from '../../src/audit/retention.js';
import { authenticate } from '../../src/access/authenticate.js';
import type { Role } from '../../src/access/roles.js';
import { askForExport } from '../../src/exports/ask-for-export.js';
import { selectExports } from '../../src/exports/export-store.js';
import { workOnExports, type ExportDeps } from '../../src/exports/work-on-exports.js';
import { exportKinds } from '../../src/oversight/export-columns.js';
import { exportFormats } from '../../src/oversight/export-formats.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { apiApp, apiClient, type ApiClient } from '../support/api-client.js';
import { csvFile } from '../support/own-file.js';
import { bearerOf, byTester, loggedIn } from '../support/people.js';
import { runLog } from '../support/run-folder.js';
import { now, openTwoCommunes, payers, units, type TwoCommunes } from '../support/two-communes.js';
import { zipText } from '../support/zip-text.js';

let communes: TwoCommunes;
beforeAll(async () => {
  communes = await openTwoCommunes();
});
afterAll(() => communes.database.close());

const asOf = '2026-05-20T12:00:00+07:00';

function work(more: Partial<ExportDeps> = {}): Promise<void> {
  const { db, config } = communes.database;
  return workOnExports({ db, now, log: runLog(), province: config.province, ...more });
}

const ask = async (client: ApiClient, body: object): Promise<string> => {
  const reply = await client.post('/exports', { of: 'export', format: 'ndjson', asOf, ...body });
  expect([reply.status, reply.body.state]).toEqual([202, 'waiting']);
  return reply.body.id as string;
};

const cellsOf = (bytes: Buffer) =>
  Promise.all(
    ['xl/worksheets/sheet1.xml', 'xl/sharedStrings.xml'].map((name) => zipText(bytes, name)),
  );

const wordsOf = (bytes: Buffer) => zipText(bytes, 'word/document.xml');

const eventsOf = (id: string) =>
  communes.database
    .db('audit_event')
    .where({ subject_kind: 'export', subject_id: id })
    .orderBy('id')
    .pluck<string[]>('action');

function grant(officerId: string, role: Role, scope: string) {
  const by = { granted_at: now(), granted_by: 'command tester' };
  return communes.database
    .db('officer_grant')
    .insert({ officer_id: officerId, role, scope, ...by });
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

describe('a file that one does not wait for', () => {
  it.each([
    ['finance_officer', '75'],
    ['auditor', '75'],
    ['commune_accountant', units.a],
    ['commune_admin', units.b],
  ] as const)(
    'is the direct one for a %s of %s, in every kind and format',
    async (role, scope) => {
      const client = await communes.as(role, scope);
      const wanted = exportKinds.flatMap((kind) =>
        exportFormats.map((format) => ({ kind, format })),
      );
      const ids: string[] = [];
      for (const each of wanted) ids.push(await ask(client, each));
      await work();
      for (const [at, { kind, format }] of wanted.entries()) {
        const id = ids[at] ?? '';
        const direct = await client.get(`/exports/${kind}`, { query: { format, 'as-of': asOf } });
        const { body } = await client.get(`/exports/${id}`);
        expect([kind, format, body.state, body.percent]).toEqual([kind, format, 'done', 100]);
        const file = await client.get(`/exports/${id}/file`);
        expect(file.headers['content-type']).toBe(direct.headers['content-type']);
        expect(file.headers['content-disposition']).toBe(direct.headers['content-disposition']);
        expect(file.bytes.length).toBe(body.file.bytes);
        if (format !== 'xlsx') expect(file.text).toBe(direct.text);
        else expect(await cellsOf(file.bytes)).toEqual(await cellsOf(direct.bytes));
      }
    },
    120_000,
  );

  it('is the same report, with the same last proven day', async () => {
    const client = await communes.as('department_of_justice');
    const month = { of: 'report', kind: 'month', format: 'docx', period: '2026-05' };
    const id = await ask(client, month);
    await work();
    const query = { period: '2026-05', 'as-of': asOf };
    const direct = await client.get('/reports/month', { query: { ...query, format: 'docx' } });
    const file = await client.get(`/exports/${id}/file`);
    expect(await wordsOf(file.bytes)).toBe(await wordsOf(direct.bytes));
    const { coveredThrough } = (await client.get('/reports/month', { query })).body;
    expect((await client.get(`/exports/${id}`)).body.file).toMatchObject({
      ...{ coveredThrough, rows: null, name: 'month-2026-05.docx' },
    });
  });

  it('is refused where the direct way is refused', async () => {
    const commune = await communes.as('commune_admin', units.b);
    const post = (client: ApiClient, body: object) =>
      client.post('/exports', { of: 'export', format: 'csv', ...body });
    const letter = { of: 'report', kind: 'letter', format: 'pdf', period: '2026-05' };
    expect((await post(commune, letter)).status).toBe(403);
    expect((await post(commune, { kind: 'payments', unit: units.a })).status).toBe(404);
    expect((await post(commune, { kind: 'flags', from: '2026-05-01' })).status).toBe(400);
    expect((await post(commune, { kind: 'secrets' })).status).toBe(400);
    expect((await post(await communes.as('approver'), { kind: 'payments' })).status).toBe(403);
    for (let at = 0; at < 20; at += 1) await ask(commune, { kind: 'flags' });
    expect((await post(commune, { kind: 'flags' })).status).toBe(409);
    await work();
  });

  it('is its asker\u2019s alone, and theirs no longer once a right is gone', async () => {
    const { database } = communes;
    const { db } = database;
    const cookie = await loggedIn(database, { role: 'commune_accountant', scope: units.a });
    const [{ id: officerId }] = await db('officer').orderBy('id', 'desc').limit(1).select('id');
    const client = apiClient(apiApp(database, now), { cookie });
    const id = await ask(client, { kind: 'lines' });
    await work();
    expect((await client.get(`/exports/${id}/file`)).text).toContain(payers.a);
    expect(await eventsOf(id)).toEqual(['export.asked', 'export.downloaded']);
    const read = db('audit_event').where({
      action: 'payer_data.read',
      subject_kind: 'line_export',
    });
    expect((await read.orderBy('id')).at(-1)).toMatchObject({
      actor_kind: 'officer',
      actor: officerId,
    });

    const other = await communes.as('finance_officer');
    for (const path of [`/exports/${id}`, `/exports/${id}/file`]) {
      expect((await other.get(path)).status).toBe(404);
    }
    expect((await other.delete(`/exports/${id}`)).status).toBe(404);
    expect((await other.get('/exports')).text).not.toContain(`"id":"${id}"`);
    expect((await client.get('/exports')).body.items).toMatchObject([{ id, state: 'done' }]);
    const ended = { ended_at: now(), ended_by: 'command tester' };
    await db('officer_grant').where({ officer_id: officerId }).update(ended);
    await grant(officerId, 'commune_admin', units.a);
    expect((await client.get(`/exports/${id}/file`)).status).toBe(404);
    await grant(officerId, 'commune_accountant', '75');
    expect((await client.get(`/exports/${id}/file`)).status).toBe(200);
  });

  it('keeps the mask of the day it was asked for, though the asker may see more now', async () => {
    const { database } = communes;
    const cookie = await loggedIn(database, { role: 'auditor' });
    const client = apiClient(apiApp(database, now), { cookie });
    const id = await ask(client, { kind: 'lines' });
    const [officer] = await database.db('officer').orderBy('id', 'desc').limit(1).select('id');
    await grant(officer.id, 'finance_officer', '75');
    await work();
    const { text } = await client.get(`/exports/${id}/file`);
    expect(text).toContain('"masked":["narrative"');
    for (const name of Object.values(payers)) expect(text).not.toContain(name);
    const query = { 'as-of': asOf };
    expect((await client.get('/exports/lines', { query })).text).toContain(payers.b);
  });
});

describe('an export under way', () => {
  it('tells its phase and share, and what was written meanwhile is not in it', async () => {
    const { db } = communes.database;
    const client = await communes.as('finance_officer');
    const id = await ask(client, { kind: 'payments', format: 'csv' });
    const before = await client.get('/exports/payments', {
      query: { format: 'csv', 'as-of': asOf },
    });
    const told: unknown[] = [];
    await work({
      onStep: async (progress) => {
        const { phase, percent, state } = (await client.get(`/exports/${id}`)).body;
        told.push([progress.phase, phase, percent, state]);
        if (progress.phase === 'writing') return;
        const head = 'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt';
        const row = `generic,LATE1,LATEREF1,${units.a},7000,succeeded,2026-05-11T12:00:00+07:00`;
        const file = csvFile('late.csv', head, row);
        await importPayments({ db, now, by: byTester }, { file, skipBad: false });
      },
    });
    expect(told).toEqual([
      ['reading', 'reading', 0, 'running'],
      ['writing', 'reading', 1, 'running'],
      ['writing', 'writing', 50, 'running'],
      ['writing', 'writing', 74, 'running'],
    ]);
    expect((await client.get(`/exports/${id}/file`)).text).toBe(before.text);
    const after = await client.get('/exports/payments', {
      query: { format: 'csv', 'as-of': asOf },
    });
    expect([before.text, after.text].map((text) => text.includes('LATEREF1'))).toEqual([
      false,
      true,
    ]);
  });

  it('is cancelled at its next step; nothing of it stands, and what has ended is not cancelled', async () => {
    const { db } = communes.database;
    const client = await communes.as('finance_officer');
    const id = await ask(client, { kind: 'payments' });
    await work({
      onStep: async ({ phase }) => {
        if (phase === 'writing') await client.delete(`/exports/${id}`);
      },
    });
    const { body } = await client.get(`/exports/${id}`);
    expect([body.state, body.file]).toEqual(['cancelled', null]);
    expect((await client.get(`/exports/${id}/file`)).status).toBe(404);
    expect(await db('export_piece').where({ export_id: id })).toEqual([]);
    expect((await client.delete(`/exports/${id}`)).status).toBe(409);
    expect(await eventsOf(id)).toEqual(['export.asked', 'export.cancelled']);
  });

  it('is taken over from an instance that hangs when its lease is over, and from one that dies at once', async () => {
    const { db } = communes.database;
    const client = await communes.as('finance_officer');
    const id = await ask(client, { kind: 'lines' });
    const hang = gate();
    const reached = gate();
    const hanging = work({
      leaseMs: 300,
      onStep: async ({ phase }) => {
        if (phase !== 'writing') return;
        reached.open();
        await hang.opened;
      },
    }).catch((error: unknown) => error);
    await reached.opened;
    await work();
    expect((await client.get(`/exports/${id}`)).body.state).toBe('running');
    await new Promise((resolve) => setTimeout(resolve, 600));
    await work();
    const made = (await client.get(`/exports/${id}`)).body;
    expect([made.state, made.file.name]).toEqual(['done', 'lines-2026-05-20.ndjson']);
    hang.open();
    expect(await hanging).toBeInstanceOf(Error);
    expect((await client.get(`/exports/${id}`)).body).toEqual(made);
    expect(await db('export_job').where({ id }).pluck('attempts')).toEqual([2]);

    const second = await ask(client, { kind: 'lines' });
    const killing = work({
      onStep: async () => {
        await db.raw(
          `select pg_terminate_backend(pg_locks.pid) from pg_locks
            where pg_locks.locktype = 'advisory' and pg_locks.pid <> pg_backend_pid()
              and pg_locks.database = (select pg_database.oid from pg_database
                                        where pg_database.datname = current_database())`,
        );
      },
    }).catch((error: unknown) => error);
    expect(await killing).toBeInstanceOf(Error);
    await work();
    expect((await client.get(`/exports/${second}`)).body.state).toBe('done');
  });

  it('is left to the next start by a service that goes down, and given up after three faults', async () => {
    const client = await communes.as('finance_officer');
    const id = await ask(client, { kind: 'flags' });
    const leaving = new AbortController();
    await work({
      signal: leaving.signal,
      onStep: () => {
        leaving.abort();
        return Promise.resolve();
      },
    });
    expect((await client.get(`/exports/${id}`)).body.state).toBe('waiting');
    const onStep = () => Promise.reject(new Error('a fault'));
    for (let at = 0; at < 4; at += 1) await work({ onStep });
    expect((await client.get(`/exports/${id}`)).body).toMatchObject({
      ...{ state: 'failed', failedBecause: 'internal', file: null },
    });
  });
});

test('a file goes when its time is over, with its row; what still waits stays', async () => {
  const { db, config } = communes.database;
  const token = await bearerOf(db, 'auditor');
  const clients = [
    now,
    () => new Date('2026-05-27T16:59:00Z'),
    () => new Date('2026-05-27T17:01:00Z'),
  ].map((at) => apiClient(apiApp(communes.database, at), token));
  const [client, inTime, tooLate] = clients as [ApiClient, ApiClient, ApiClient];
  const id = await ask(client, { kind: 'flags' });
  await work();
  expect((await client.get(`/exports/${id}`)).body.keptUntil).toBe('2026-05-27');
  expect((await inTime.get(`/exports/${id}/file`)).status).toBe(200);
  expect((await tooLate.get(`/exports/${id}/file`)).status).toBe(404);
  const principal = await authenticate({ db, config, now }, { authorization: `Bearer ${token}` });
  if (!principal) throw new Error('a principal');
  const content = { of: 'export', kind: 'flags', format: 'csv', filter: {} } as const;
  const waiting = await askForExport(
    { db, now, by: byTester, principal },
    { content, asOf: undefined },
  );
  await keepRetention(
    { db, by: byTester },
    { asOf: new Date('2026-05-28T00:00:00Z'), dryRun: false },
  );
  const left = await selectExports(db, { asker: principal, before: null, limit: 10 });
  expect(left.map((one) => one.id)).toEqual([waiting]);
  expect(await db('export_piece').where({ export_id: id })).toEqual([]);
});
