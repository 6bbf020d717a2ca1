// Sealing: every committed event once, soon, and in order, however many processes do it at once.
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { anchorAudit, sealAndAnchor } from '../../src/audit/anchor-audit.js';
import { anchorFile, readAnchorFile, setAnchorsAside } from '../../src/audit/anchor-file.js';
import { byJob } from '../../src/audit/by.js';
import { recordAudit } from '../../src/audit/record-audit.js';
import { loadHead, sealAudit } from '../../src/audit/seal-audit.js';
import { verifyAudit } from '../../src/audit/verify-audit.js';
import { openDb, type Db } from '../../src/db.js';
import { runLog } from '../support/run-folder.js';
import { startService } from '../../src/service.js';
import { commandLine } from '../support/command-line.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

const isLong = process.env['DOISOAT_LONG'] !== undefined;

let database: TestDatabase;
let owner: Db;
beforeEach(async () => {
  database = await cloneDatabase({ PORT: '0' });
  owner = openDb({ databaseUrl: database.ownerUrl, schema: 'p75' });
});
afterEach(async () => {
  await owner.destroy();
  await database.close();
});

async function record(db: Db, ...ids: string[]): Promise<void> {
  const events = ids.map((id) => ({ action: 'thing.done', subject: { kind: 'thing', id } }));
  await recordAudit(db, byJob('test'), ...events);
}

async function sealedSubjects(): Promise<string[]> {
  return database
    .db('audit_seal')
    .join('audit_event', 'audit_event.id', 'audit_seal.event_id')
    .orderBy('audit_seal.seq')
    .pluck<string[]>('audit_event.subject_id');
}

async function verdict(file = anchorFile(database.config.dataDir)) {
  const { db, config } = database;
  const anchors = await readAnchorFile(file);
  return verifyAudit({ db, secretKey: config.secretKey }, { file: anchors, printed: null });
}

test('an event that commits late is sealed late, and the chain holds', async () => {
  const slow = await database.db.transaction();
  await record(slow, 'slow');
  await record(database.db, 'quick');
  expect(await sealAudit(database.db)).toMatchObject({ sealed: 1 });
  await slow.commit();
  expect(await sealAudit(database.db)).toMatchObject({ sealed: 1, head: { seq: '2' } });
  expect(await sealAudit(database.db)).toMatchObject({ sealed: 0, head: { seq: '2' } });
  expect(await sealedSubjects()).toEqual(['quick', 'slow']);
  expect(await verdict()).toMatchObject({ ok: true, sealed: 2, unsealed: 0 });
});

test('an event of a transaction of minutes waits for the pass that looks back an hour', async () => {
  await record(database.db, 'first');
  await sealAudit(database.db);
  await record(database.db, 'slow', 'quick');
  await owner('audit_event')
    .where({ subject_id: 'slow' })
    .update({ at: owner.raw(`audit_event.at - interval '5 minutes'`) });
  expect(await sealAudit(database.db, { lookBackSeconds: 30, isUnhurried: true })).toMatchObject({
    sealed: 1,
  });
  expect(await sealAudit(database.db, { lookBackSeconds: 30, isUnhurried: true })).toMatchObject({
    sealed: 0,
  });
  expect(await sealAudit(database.db)).toMatchObject({ sealed: 1 });
  expect(await verdict()).toMatchObject({ ok: true, sealed: 3, unsealed: 0 });
});

test('eight sealers at once, while others write, seal every event once', async () => {
  const { db } = database;
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let n = 0; n < 25; n += 1) await record(db, `${String(writer)}-${String(n)}`);
  });
  const sealers = Array.from({ length: 8 }, async () => {
    for (let n = 0; n < 5; n += 1) await sealAudit(db);
  });
  await Promise.all([...writers, ...sealers]);
  await sealAudit(db);
  const subjects = await sealedSubjects();
  expect(subjects).toHaveLength(200);
  expect(new Set(subjects).size).toBe(200);
  expect(await verdict()).toMatchObject({ ok: true, sealed: 200 });
});

test('many that waited through an outage are sealed in one go, in order, and hold', async () => {
  const count = isLong ? 100_000 : 2_500;
  await database.db.raw(
    `insert into audit_event (at, actor_kind, actor, action, subject_kind, subject_id, after,
       canonical)
     select now() - interval '3 hours' + made.n * interval '50 milliseconds', 'gateway', 'vnpay',
            'payment.recorded', 'payment', made.n::text,
            jsonb_build_object('status', 'succeeded', 'amount', '150000'), 1
       from generate_series(1, ?::integer) as made (n)`,
    [count],
  );
  const from = performance.now();
  expect(await sealAudit(database.db)).toMatchObject({ sealed: count });
  const sealedMs = performance.now() - from;
  expect(await verdict()).toMatchObject({ ok: true, sealed: count });
  // generous: two cores may be shared by a whole test run
  expect(sealedMs).toBeLessThan(count);
}, 120_000);

test('an empty trail holds, has no head and nothing to anchor', async () => {
  expect(await anchorAudit(database)).toBeNull();
  expect(await verdict()).toMatchObject({ ok: true, sealed: 0, head: null });
});

test('the first seal of a day is anchored, in the table and in a file that only we read', async () => {
  await record(database.db, 'one');
  await sealAndAnchor(database);
  await record(database.db, 'two');
  await sealAndAnchor(database);
  const path = anchorFile(database.config.dataDir);
  const file = await readAnchorFile(path);
  expect(file?.anchors).toMatchObject([{ no: '1', seq: '1', previous: '' }]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await owner('audit_anchor').update({ at: owner.raw(`audit_anchor.at - interval '1 day'`) });
  await record(database.db, 'three');
  await sealAndAnchor(database);
  expect((await readAnchorFile(path))?.anchors.map(({ no }) => no)).toEqual(['1', '2']);
});

test('a file that lost its last lines, or was never there, is brought up to the table', async () => {
  const path = anchorFile(database.config.dataDir);
  for (const subject of ['one', 'two', 'three']) {
    await record(database.db, subject);
    await anchorAudit(database);
  }
  const whole = await readFile(path, 'utf8');
  await writeFile(path, `${whole.split('\n').slice(0, 1).join('\n')}\n`);
  await anchorAudit(database);
  expect(await readFile(path, 'utf8')).toBe(whole);
  await rm(path);
  await anchorAudit(database);
  expect(await readFile(path, 'utf8')).toBe(whole);
  expect(await verdict()).toMatchObject({ ok: true, anchors: 3 });
});

test('a file put aside keeps what it said', async () => {
  await record(database.db, 'one');
  await anchorAudit(database);
  const { dataDir } = database.config;
  const whole = await readFile(anchorFile(dataDir), 'utf8');
  const aside = await setAnchorsAside(dataDir, new Date('2026-05-20T01:00:00Z'));
  expect(aside).toContain('before-2026-05-20');
  expect(await readFile(aside ?? '', 'utf8')).toBe(whole);
  expect(await setAnchorsAside(dataDir, new Date())).toBeNull();
});

test('a running service seals within ten seconds, and once more as it stops', async () => {
  const { db, config } = database;
  const log = runLog();
  const service = await startService({ db, config, now: () => new Date(), log });
  await record(db, 'one');
  const from = performance.now();
  while ((await loadHead(db)) === null && performance.now() - from < 10_000) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await loadHead(db)).toMatchObject({ seq: '1' });
  await record(db, 'two');
  await service.stop();
  expect(await loadHead(db)).toMatchObject({ seq: '2' });
}, 30_000);

describe('the commands', () => {
  test('a command seals what it did; verify audit prints a head that holds later', async () => {
    const type = commandLine(database);
    const units = join(database.config.dataDir, 'units.csv');
    await writeFile(units, 'code,name,type\nSO-TP,Sở Tư pháp,so\n');
    expect((await type('import', 'units', units)).exitCode).toBe(0);
    const first = await type('verify', 'audit', '--json');
    expect(first.json()).toMatchObject({ ok: true, sealed: 1, unsealed: 0, anchors: 1 });
    const head = String(first.json()['head']);
    await record(database.db, 'more');
    expect((await type('audit', 'anchor', '--json')).json()).toMatchObject({
      anchor: { no: '2', seq: '2' },
    });
    const later = await type('verify', 'audit', '--head', head);
    expect(later.exitCode).toBe(0);
    expect(later.stdout).toContain('the audit trail is as it was written');
    expect(later.stdout).toMatch(/head {4}2:[0-9a-f]{64}/);
  });

  test('verify audit writes nothing, and says what is wrong with exit code 1', async () => {
    const type = commandLine(database);
    await record(database.db, 'one', 'two', 'three');
    expect((await type('verify', 'audit', '--json')).json()).toMatchObject({ unsealed: 3 });
    expect(await loadHead(database.db)).toBeNull();
    await sealAudit(database.db);
    await owner('audit_event').where({ subject_id: 'two' }).update({ actor: 'somebody else' });
    const found = await type('verify', 'audit', '--json');
    expect(found.exitCode).toBe(1);
    expect(found.json()).toMatchObject({
      ok: false,
      first: { kind: 'event_changed', seq: '2' },
      counts: { event_changed: 1 },
    });
    const said = await type('verify', 'audit');
    expect(said.stdout).toContain('BROKEN  event_changed 1');
    expect(said.stdout).toContain('(thing.done) is not what was sealed');
  });

  test('a head of another trail, a file that is not there and a malformed head are refused', async () => {
    const type = commandLine(database);
    await record(database.db, 'one');
    await sealAudit(database.db);
    const foreign = `1:${'0'.repeat(64)}`;
    const other = await type('verify', 'audit', '--head', foreign, '--json');
    expect(other.json()).toMatchObject({ ok: false, first: { kind: 'rewritten', seq: '1' } });
    expect((await type('verify', 'audit', '--head', 'x', '--json')).exitCode).toBe(2);
    expect((await type('verify', 'audit', '--anchors', '/nowhere', '--json')).exitCode).toBe(1);
  });

  test('a backup is anchored; a restore puts older anchors aside, which then tell what was lost', async () => {
    const type = commandLine(database);
    const { dataDir } = database.config;
    const backup = join(dataDir, 'p75.backup');
    await record(database.db, 'one');
    expect((await type('backup', backup)).exitCode).toBe(0);
    expect((await readAnchorFile(anchorFile(dataDir)))?.anchors).toMatchObject([{ seq: '1' }]);
    await record(database.db, 'lost');
    await anchorAudit(database);
    const target = await cloneDatabase();
    try {
      const { url, ownerUrl } = target;
      const restoring = commandLine({ url, ownerUrl, config: database.config });
      const restored = await restoring('restore', backup);
      expect(restored.exitCode).toBe(0);
      const aside = /kept in (\S+):/.exec(restored.stderr)?.[1] ?? '';
      expect((await restoring('verify', 'audit', '--json')).json()).toMatchObject({ ok: true });
      const told = await restoring('verify', 'audit', '--anchors', aside, '--json');
      expect(told.exitCode).toBe(1);
      expect(told.json()).toMatchObject({ counts: { anchor_missing: 1 } });
      const { anchor } = (await restoring('audit', 'anchor', '--json')).json();
      expect((await readAnchorFile(anchorFile(dataDir)))?.anchors.at(-1)).toEqual(anchor);
    } finally {
      await target.close();
    }
  }, 60_000);
});
