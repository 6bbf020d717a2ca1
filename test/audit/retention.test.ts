// Retention: what is past its time goes, with its law named; evidence stays whatever is asked.
import { anchorAudit } from '../../src/audit/anchor-audit.js';
import { byJob } from '../../src/audit/by.js';
import { erasePersonal } from '../../src/audit/erase-personal.js';
import { digestOfPersonal } from '../../src/audit/canonical.js';
import { recordAudit } from '../../src/audit/record-audit.js';
import { keepRetention, loadRetentionRules } from '../../src/audit/retention.js';
import { erasableClasses } from '../../src/audit/retention-classes.js';
import { sealAudit } from '../../src/audit/seal-audit.js';
import { verifyAudit } from '../../src/audit/verify-audit.js';
import { openDb, type Db } from '../../src/db.js';
import { deletable, evidenceTables } from '../../src/service-role.js';
import { commandLine } from '../support/command-line.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { fillProvince } from '../web/small-province.js';

let database: TestDatabase;
let db: Db;
let owner: Db;
const asOf = new Date('2026-05-20T05:00:00Z');
const by = byJob('retention');

beforeAll(async () => {
  database = await cloneDatabase();
  ({ db } = database);
  owner = openDb({ databaseUrl: database.ownerUrl, schema: 'p75' });
  await fillProvince(database);
});
afterAll(async () => {
  await owner.destroy();
  await database.close();
});

function daysBefore(days: number): Date {
  return new Date(asOf.getTime() - days * 86_400_000);
}

/** Every table of the province with how many rows it has. */
async function rowCounts(): Promise<Record<string, number>> {
  const tables = await owner('pg_catalog.pg_tables')
    .where({ schemaname: 'p75' })
    .orderBy('tablename')
    .pluck<string[]>('tablename');
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const [row] = await owner(table).count<{ count: string }[]>('* as count');
    counts[table] = Number(row?.count);
  }
  return counts;
}

async function verdict() {
  await sealAudit(db);
  return verifyAudit({ db, secretKey: database.config.secretKey }, { file: null, printed: null });
}

/** Rows of everything that can be erased: one past its time, one not. */
async function peopleOfLongAgo(): Promise<void> {
  const [officer] = await db<{ id: string }>('officer').insert(
    {
      name: 'An',
      email: 'an@example.vn',
      created_at: daysBefore(5000),
      created_by: 'test',
    } as object,
    ['id'],
  );
  const own = { officer_id: officer?.id };
  for (const [name, days] of [
    ['old', 401],
    ['young', 399],
  ] as const) {
    const at = daysBefore(days);
    const ended = { ...own, created_at: at, ended_at: at };
    await db('session').insert({
      ...ended,
      token_hash: name,
      stage: 'full',
      seen_at: at,
      expires_at: at,
      ended_because: 'logged_out',
    });
    await db('setup_link').insert({
      ...ended,
      token_hash: name,
      created_by: 'test',
      expires_at: at,
    });
    await db('recovery_code').insert({ ...ended, code_hash: name });
    await db('known_device').insert({ ...own, token_hash: name, created_at: at, seen_at: at });
    await db('login_attempt').insert({ at, account_key: 'a', address_key: 'b', outcome: 'wrong' });
  }
  await db('recovery_code').insert({ ...own, code_hash: 'live', created_at: daysBefore(900) });
  for (const [key, days] of [
    ['old', 31],
    ['young', 29],
  ] as const) {
    const view = { ...own, page: 'review', name: key, query: '', created_at: daysBefore(40) };
    await db('saved_view').insert({ ...view, removed_at: daysBefore(days) });
    await db('idempotency_key').insert({
      owner: 'officer 7',
      key,
      request_digest: 'x',
      status: 201,
      headers: '{}',
      body: '',
      scopes: '[]',
      created_at: daysBefore(days),
    });
  }
  for (const [name, days] of [
    ['old', 31],
    ['young', 29],
  ] as const) {
    await db('mapping_sample').insert({
      ...{ name, file_name: name, reads: 'statement', bank_bin: '970436' },
      ...{ sha256: name, bytes: Buffer.from(name), uploaded_by: 'officer 7' },
      uploaded_at: daysBefore(days),
    });
  }
  for (const days of [31, 29]) {
    await db('statement_upload').insert({
      ...{ officer_id: officer?.id, asked_at: daysBefore(days), files: '[]' },
    });
  }
  for (const days of [8, 6]) {
    const asked = { asker_kind: 'officer', asker_id: officer?.id, grants: '[]', query: '{}' };
    const at = daysBefore(days);
    await db('export_job').insert({
      ...{ ...asked, content: 'payments', format: 'csv', as_of: at, asked_at: at },
      ...{ ended_at: at, outcome: 'cancelled' },
    });
  }
  const webhook = { name: 'x', url: 'https://8.8.8.8/', kinds: ['unit.flagged'], scope: '75' };
  const [hook] = await db('webhook')
    .insert({ ...webhook, created_at: daysBefore(900), created_by: 'test' })
    .returning<{ id: string }[]>('id');
  for (const [name, days] of [
    ['old', 401],
    ['young', 399],
  ] as const) {
    const at = daysBefore(days);
    await db('webhook_delivery').insert({
      ...{ webhook_id: hook?.id, event_id: name, kind: 'unit.flagged', body: '{}' },
      ...{ occurred_at: at, created_at: at, next_attempt_at: at },
    });
  }
  const throttle = { guess_count: 1, last_at: daysBefore(9) };
  await db('login_throttle').insert({ ...throttle, key: 'old' });
  await db('login_throttle').insert({ ...throttle, key: 'young', blocked_until: daysBefore(-1) });
}

/** An event of its day, with personal values. */
async function personalEvent(subject: string, at: Date): Promise<void> {
  const salt = `salt of ${subject}`;
  const personal = { name: `Người ${subject}` };
  const [event] = await db<{ id: string }>('audit_event').insert(
    {
      at,
      actor_kind: 'officer',
      actor: '7',
      action: 'officer.changed',
      subject_kind: 'officer',
      subject_id: subject,
      personal_digest: digestOfPersonal(salt, personal),
      canonical: 1,
    } as object,
    ['id'],
  );
  const values = { salt, personal: JSON.stringify(personal) };
  await db('audit_personal').insert({ event_id: event?.id, ...values });
}

test('every table has a rule with its law; evidence is kept ten years and has no erasure', async () => {
  const rules = new Map((await loadRetentionRules(db)).map((rule) => [rule.class, rule]));
  const tables = Object.keys(await rowCounts()).filter((name) => !name.startsWith('schema_'));
  expect([...rules.keys()].sort()).toEqual(tables.sort());
  const erasable = erasableClasses.map(({ name }) => name);
  expect(erasable.filter((name) => name !== 'audit_personal').sort()).toEqual(
    [...deletable].sort(),
  );
  for (const { class: name, keepDays, law, note } of rules.values()) {
    expect(law).not.toBe('');
    if (erasable.includes(name)) continue;
    const whole = /^goes with its (\w+)$/.exec(note)?.[1];
    if (whole !== undefined) {
      expect(erasable).toContain(whole);
      expect(keepDays).toBe(rules.get(whole)?.keepDays);
      continue;
    }
    expect(keepDays).toBeGreaterThanOrEqual(3653);
    expect(note).toMatch(/nothing erases|refused a day/);
  }
  for (const table of evidenceTables) expect(erasable).not.toContain(table);
});

test('what is past its time is counted, then erased and recorded; the rest stays, and the chain holds', async () => {
  await peopleOfLongAgo();
  await personalEvent('old', daysBefore(3654));
  await personalEvent('young', daysBefore(3652));
  await sealAudit(db);
  const before = await rowCounts();
  const counted = await keepRetention({ db, by }, { asOf, dryRun: true });
  expect(await rowCounts()).toEqual(before);
  const erased = await keepRetention({ db, by }, { asOf, dryRun: false });
  expect(erased).toEqual(counted);
  expect(erased.map(({ class: name, count }) => `${name} ${String(count)}`).sort()).toEqual(
    erasableClasses.map(({ name }) => `${name} 1`).sort(),
  );
  const after = await rowCounts();
  for (const [table, count] of Object.entries(before)) {
    const gone = (deletable as readonly string[]).includes(table) ? 1 : 0;
    const events = table === 'audit_event' ? erasableClasses.length : 0;
    expect([table, after[table]]).toEqual([table, count - gone + events]);
  }
  const left = await db('login_throttle').pluck<string[]>('key');
  expect(left).toEqual(['young']);
  expect(await verdict()).toMatchObject({ ok: true, unsealed: 0 });
});

test('an erasure names its class, the boundary day, how many, and the law', async () => {
  const events = await db('audit_event')
    .where({ action: 'retention.erased', subject_id: 'audit_personal' })
    .select<{ actor: string; after: unknown }[]>('actor', 'after');
  expect(events).toEqual([
    {
      actor: 'retention',
      after: {
        class: 'audit_personal',
        erased: 1,
        before: '2016-05-19',
        keepDays: 3653,
        law: expect.stringContaining('Law 91/2025/QH15') as string,
      },
    },
  ]);
  const rows = await db('audit_personal')
    .join('audit_event', 'audit_event.id', 'audit_personal.event_id')
    .where('audit_event.subject_id', 'old')
    .select('salt', 'personal', 'erased_because');
  expect(rows).toEqual([
    {
      salt: null,
      personal: null,
      erased_because: expect.stringContaining('Law 91/2025/QH15') as string,
    },
  ]);
});

test('a second run erases nothing and records nothing', async () => {
  const before = await rowCounts();
  const erased = await keepRetention({ db, by }, { asOf, dryRun: false });
  expect(erased.every(({ count }) => count === 0)).toBe(true);
  expect(await rowCounts()).toEqual(before);
});

test('a rule that was shortened erases nothing sooner than its law allows', async () => {
  const shorten = (keepDays: number, name: string) =>
    owner('public.retention_rule').where({ class: name }).update({ keep_days: keepDays });
  await shorten(1, 'audit_personal');
  await shorten(1, 'login_attempt');
  await db('login_attempt').insert({
    at: daysBefore(364),
    account_key: 'a',
    address_key: 'b',
    outcome: 'wrong',
  });
  const counted = await keepRetention({ db, by }, { asOf, dryRun: true });
  const of = (name: string) => counted.find((one) => one.class === name);
  expect(of('audit_personal')).toMatchObject({ keepDays: 3653, count: 0 });
  expect(of('login_attempt')).toMatchObject({ keepDays: 366, count: 1 });
  await shorten(3653, 'audit_personal');
  await shorten(400, 'login_attempt');
});

test('thousands past their time are erased in one run', async () => {
  await db.raw(
    `insert into login_attempt (at, account_key, address_key, outcome)
     select ?::timestamptz, made.n::text, 'b', 'wrong' from generate_series(1, 2500) as made (n)`,
    [daysBefore(500)],
  );
  const erased = await keepRetention({ db, by }, { asOf, dryRun: false });
  expect(erased.find((one) => one.class === 'login_attempt')).toMatchObject({ count: 2500 });
});

test('the service cannot delete evidence, nor change what is no personal value', async () => {
  for (const table of evidenceTables) {
    await expect(db(table).delete()).rejects.toMatchObject({ code: '42501' });
  }
  await expect(db('audit_personal').update({ event_id: 1 })).rejects.toMatchObject({
    code: '42501',
  });
});

test('personal values of one person are erased on request, with its reason; others stay', async () => {
  await recordAudit(
    db,
    by,
    ...['501', '502'].map((id) => ({
      action: 'officer.added',
      subject: { kind: 'officer', id },
      personal: { email: `${id}@example.vn` },
    })),
  );
  const subject = { kind: 'officer', id: '501' };
  expect(await erasePersonal({ db, by }, { subject, why: 'đơn số 12' })).toBe(1);
  expect(await erasePersonal({ db, by }, { subject, why: 'đơn số 12' })).toBe(0);
  const kept = JSON.stringify(await db('audit_personal').pluck('personal'));
  expect(kept).not.toContain('501@');
  expect(kept).toContain('502@');
  expect(await verdict()).toMatchObject({ ok: true });
  const events = await db('audit_event').where({ action: 'audit.erased' }).select('why', 'after');
  expect(events).toEqual([{ why: 'đơn số 12', after: { class: 'audit_personal', erased: 1 } }]);
});

test('by command: dry runs change nothing, the future is refused, a reason is asked for', async () => {
  const type = commandLine(database, asOf);
  const before = await rowCounts();
  const dry = await type('retention', 'run', '--dry-run', '--json');
  expect(dry.json()).toMatchObject({ dryRun: true });
  expect((dry.json()['classes'] as unknown[]).length).toBe(erasableClasses.length);
  const future = ['--as-of', '2099-01-01T00:00:00+07:00'];
  expect((await type('retention', 'run', ...future, '--json')).exitCode).toBe(2);
  expect((await type('audit', 'erase', '--subject', 'officer:502', '--json')).exitCode).toBe(2);
  const after = await rowCounts();
  expect({ ...after, audit_seal: 0, audit_anchor: 0 }).toEqual({
    ...before,
    audit_seal: 0,
    audit_anchor: 0,
  });
  const erased = await type('audit', 'erase', '--subject', 'officer:502', '--why', 'đơn', '--json');
  expect(erased.json()).toMatchObject({ erased: 1 });
  await anchorAudit(database);
  expect(await verdict()).toMatchObject({ ok: true });
});
