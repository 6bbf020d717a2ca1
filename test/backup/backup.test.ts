// A province in one file and back again: the same to the last byte of every export, or nothing.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { verifyAudit } from '../../src/audit/verify-audit.js';
import { trailerBytes, trailerOf } from '../../src/backup/backup-format.js';
import { leftOut } from '../../src/backup/backup-tables.js';
import { writeBackup } from '../../src/backup/write-backup.js';
import { openDb, type Db } from '../../src/db.js';
import { exportKinds } from '../../src/oversight/export-columns.js';
import { verifyBooks } from '../../src/oversight/verify-books.js';
import { sharedTables, updatable } from '../../src/service-role.js';
import { commandLine } from '../support/command-line.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { genericBody, genericProfile, signed, startService } from '../payments/callback-client.js';
import { bearerOf } from '../support/people.js';
import { asOf, fillProvince } from '../web/small-province.js';

let province: TestDatabase;
let folder: string;
let file: string;

const isLong = process.env['DOISOAT_LONG'] === '1';
const by = { kind: 'command', id: 'tester', requestId: null } as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doisoat-backup-'));
  province = await cloneDatabase();
  await fillProvince(province);
  await somePeople(province.db);
  file = join(folder, 'province.backup');
  await done(province, 'backup', file);
});
afterAll(async () => {
  await province.close();
  await rm(folder, { recursive: true, force: true });
});

/** An officer with a grant and a token, a mail address for an office, a department of our own. */
async function somePeople(db: Db): Promise<void> {
  const at = new Date('2026-05-01T00:00:00Z');
  const [officer] = await db('officer').insert(
    { name: 'Nguyễn Văn\tA\\.', email: 'a@example.vn', created_at: at, created_by: 'command x' },
    'id',
  );
  await db('officer_grant').insert({
    officer_id: (officer as { id: string } | undefined)?.id,
    role: 'commune_admin',
    scope: '25432',
    granted_at: at,
    granted_by: 'command x',
  });
  await db('session').insert({
    token_hash: 'a'.repeat(64),
    officer_id: (officer as { id: string } | undefined)?.id,
    stage: 'full',
    created_at: at,
    seen_at: at,
    expires_at: at,
  });
  await bearerOf(db, 'auditor');
  await db('public.unit').where({ code: '25432' }).update({ email: 'ct@example.vn' });
  await db('public.unit').insert([
    { code: 'SO-TP', name: 'Sở Tư pháp', type: 'sở', source: 'import', province_code: null },
    { code: 'P-HT', name: 'Phòng', type: 'phòng', source: 'import', parent_code: 'SO-TP' },
  ]);
}

async function done(at: TestDatabase, ...argv: string[]): Promise<Record<string, unknown>> {
  const typed = await commandLine(at)(...argv, '--json');
  if (typed.exitCode !== 0) throw new Error(typed.stderr);
  return typed.json();
}

async function refused(at: TestDatabase, ...argv: string[]): Promise<string> {
  const typed = await commandLine(at)(...argv, '--json');
  expect(typed.exitCode).toBe(1);
  return String(typed.json()['detail']);
}

async function everyExport(at: TestDatabase): Promise<string[]> {
  const texts: string[] = [];
  for (const kind of exportKinds) {
    const typed = await commandLine(at)('export', kind, '--as-of', asOf.toISOString());
    expect(typed.exitCode).toBe(0);
    texts.push(typed.stdout);
  }
  return texts;
}

async function countOf(db: Db, table: string): Promise<number> {
  return Number((await db(table).count<{ count: string }[]>('* as count'))[0]?.count);
}

/** A new database in which `work` tries something. */
async function elsewhere(
  work: (target: TestDatabase) => Promise<void>,
  overrides: Record<string, string> = {},
): Promise<void> {
  const target = await cloneDatabase(overrides);
  try {
    await work(target);
  } finally {
    await target.close();
  }
}

test('a restored province gives the same exports, byte for byte, and its books hold', async () => {
  const before = await everyExport(province);
  expect(before.every((text) => text.length > 0)).toBe(true);
  await elsewhere(async (target) => {
    const outcome = await done(target, 'restore', file);
    expect(outcome).toMatchObject({ sameSecretKey: true });
    expect(await everyExport(target)).toEqual(before);
    expect(await verifyBooks({ db: target.db })).toEqual(await verifyBooks({ db: province.db }));
    const officer = await target.db('officer').first<{ name: string } | undefined>('name');
    expect(officer?.name).toBe('Nguyễn Văn\tA\\.');
    const units = await target.db('public.unit').whereIn('code', ['25432', 'P-HT', 'SO-TP']);
    expect(units).toHaveLength(3);
    expect(units).toContainEqual(expect.objectContaining({ email: 'ct@example.vn' }));
  });
});

test('what is kept goes on after a restore: new rows get new numbers', async () => {
  await elsewhere(async (target) => {
    await done(target, 'restore', file);
    await bearerOf(target.db, 'portal');
    expect(await countOf(target.db, 'api_token')).toBe(2);
    await fillFurther(target);
    expect(await verifyBooks({ db: target.db })).toMatchObject({
      checks: expect.not.arrayContaining([expect.not.objectContaining({ broken: 0 })]) as unknown,
    });
  });
});

async function fillFurther(target: TestDatabase): Promise<void> {
  const path = join(folder, 'more.csv');
  await writeFile(
    path,
    'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt\n' +
      'generic,MORE1,MOREREF1,25432,100000,succeeded,2026-05-18T10:00:00+07:00\n',
  );
  await done(target, 'import', 'payments', path);
}

test('both ends are in the audit trail, with the digest of the file', async () => {
  const made = await province.db('audit_event').where({ action: 'province.backed_up' });
  const { sha256 } = made[0]?.after as { sha256: string };
  await elsewhere(async (target) => {
    const outcome = await done(target, 'restore', file);
    expect(outcome['sha256']).toBe(sha256);
    const restored = await target.db('audit_event').where({ action: 'province.restored' });
    expect(restored).toMatchObject([{ actor: 'tester', after: { sha256 } }]);
  });
});

test('only its owner may read the file, and no other file is replaced by it', async () => {
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await refused(province, 'backup', file)).toMatch(/exists already/);
  expect(await refused(province, 'backup', join(folder, 'no', 'where'))).toMatch(/ENOENT/);
  await expect(stat(`${file}.part`)).rejects.toThrow('ENOENT');
});

test('every table is in it, except those that are left out by name', async () => {
  const { rows } = await province.db.raw<{ rows: { name: string }[] }>(
    `select pg_class.relname as name from pg_catalog.pg_class
      where pg_class.relnamespace = 'p75'::regnamespace and pg_class.relkind in ('r', 'p')`,
  );
  const expected = rows.map(({ name }) => name).filter((name) => !(name in leftOut));
  const text = gunzipSync(await readFile(file)).toString();
  const header = JSON.parse(text.slice(0, text.indexOf('\n'))) as { tables: { name: string }[] };
  const names = header.tables.map(({ name }) => name);
  expect([...names].sort()).toEqual([...expected, 'public.unit'].sort());
  const known = [...Object.keys(updatable), 'schema_migration', 'schema_migration_lock'];
  expect(Object.keys(leftOut).filter((name) => !known.includes(name))).toEqual([]);
  expect(Object.keys(sharedTables)).toContain('unit');
});

test('a table that a later migration adds is in the next backup and comes back', async () => {
  const add = async (at: TestDatabase): Promise<void> => {
    const owner = openDb({ databaseUrl: at.ownerUrl, schema: 'p75' });
    await owner.raw(
      `create table p75.later (id bigint generated always as identity primary key,
         payment_id bigint references p75.payment (id), twice bigint generated always as (id * 2) stored,
         raw bytea, day date)`,
    );
    await owner.raw('grant select, insert on p75.later to doisoat_service');
    await owner.destroy();
  };
  await elsewhere(async (source) => {
    await fillProvince(source);
    await add(source);
    const payment = await source.db('payment').first<{ id: string } | undefined>('id');
    const raw = Buffer.from('\\.\n\u0000\t', 'latin1');
    await source.db('later').insert({ payment_id: payment?.id, raw, day: '2026-05-04' });
    const path = join(folder, 'later.backup');
    await done(source, 'backup', path);
    await elsewhere(async (target) => {
      expect(await refused(target, 'restore', path)).toMatch(/other tables/);
      await add(target);
      await done(target, 'restore', path);
      expect(await target.db('later')).toEqual(await source.db('later'));
    });
  });
});

test('no session, set-up link, known device or kept answer survives, and no key is inside', async () => {
  const text = gunzipSync(await readFile(file)).toString();
  expect(text).not.toContain('only for tests, never a secret');
  for (const table of Object.keys(leftOut)) expect(text).not.toContain(`\ntable ${table}\n`);
  await elsewhere(async (target) => {
    await done(target, 'restore', file);
    expect(await countOf(target.db, 'session')).toBe(0);
  });
});

test('one flipped bit anywhere, a cut or an addition: refused, and nothing is kept', async () => {
  const whole = await readFile(file);
  const inside = isLong ? 60 : 8;
  const places = [
    ...[0, 3, 4, 8, 9, 10, 40],
    ...Array.from({ length: inside }, (_, at) => Math.floor((whole.length * (at + 0.5)) / inside)),
    ...Array.from({ length: trailerBytes + 9 }, (_, back) => whole.length - 1 - back).filter(
      (_place, back) => isLong || back % 9 === 0,
    ),
  ];
  const damaged = join(folder, 'damaged.backup');
  await elsewhere(async (target) => {
    for (const place of places) {
      const copy = Buffer.from(whole);
      copy.writeUInt8(copy.readUInt8(place) ^ (1 << (place % 8)), place);
      await writeFile(damaged, copy);
      expect(await refused(target, 'restore', damaged)).toMatch(/damaged/);
    }
    const others = [whole.subarray(0, -1), whole.subarray(0, 900), Buffer.concat([whole, whole])];
    for (const other of [...others, Buffer.alloc(0), Buffer.from('not a backup'.repeat(40))]) {
      await writeFile(damaged, other);
      expect(await refused(target, 'restore', damaged)).toMatch(/damaged|too short/);
    }
    expect(await refused(target, 'restore', join(folder, 'none'))).toMatch(/ENOENT/);
    expect(await countOf(target.db, 'payment')).toBe(0);
    expect(await countOf(target.db, 'officer')).toBe(0);
  });
});

test('a restored trail holds; one that was tampered with before the backup is not restored', async () => {
  await elsewhere(async (target) => {
    await done(target, 'restore', file);
    const { secretKey } = target.config;
    const verdict = await verifyAudit({ db: target.db, secretKey }, { file: null, printed: null });
    expect(verdict).toMatchObject({ ok: true, unsealed: 0 });
    expect(verdict.sealed).toBeGreaterThan(1);
    const owner = openDb({ databaseUrl: target.ownerUrl, schema: 'p75' });
    const event = (await owner('audit_event').min('id as id').first()) as { id: string };
    await owner('audit_event').where(event).update({ action: 'nothing.happened' });
    await owner.destroy();
    const path = join(folder, 'tampered.backup');
    await done(target, 'backup', path);
    await elsewhere(async (empty) => {
      expect(await refused(empty, 'restore', path)).toMatch(/audit trail of the backup/);
      expect(await countOf(empty.db, 'audit_event')).toBe(0);
      expect(await countOf(empty.db, 'payment')).toBe(0);
    });
  });
});

test('what breaks off in the middle of restoring leaves nothing behind', async () => {
  const text = gunzipSync(await readFile(file)).toString();
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line === 'table match_leg');
  // well packed and with its digest, but a row that names no line
  const legs = (lines[at + 1] ?? '').split('\t');
  expect(legs.length).toBeGreaterThan(3);
  lines[at + 1] = lines[at + 1]?.replace(/^\d+/, '999999') ?? '';
  const zipped = gzipSync(lines.slice(0, -2).join('\n') + '\n');
  const sealed = [zipped, trailerOf(createHash('sha256').update(zipped).digest('hex'))];
  const path = join(folder, 'odd.backup');
  await writeFile(path, Buffer.concat(sealed));
  await elsewhere(async (target) => {
    const typed = await commandLine(target)('restore', path, '--json');
    expect([typed.exitCode, typed.json()['code']]).toEqual([1, 'bad_file']);
    expect(await countOf(target.db, 'payment')).toBe(0);
    expect(await countOf(target.db, 'bank_account')).toBe(0);
  });
});

test('a province that holds anything is never overwritten', async () => {
  expect(await refused(province, 'restore', file)).toMatch(/never overwrites/);
  await elsewhere(async (target) => {
    await bearerOf(target.db, 'monitor');
    expect(await refused(target, 'restore', file)).toMatch(/api_token/);
  });
});

test('a backup of another province or of other migrations is refused by name', async () => {
  await elsewhere(async (target) => {
    const typed = await commandLine(target, undefined, { PROVINCE: '01' })(
      'restore',
      file,
      '--json',
    );
    expect(String(typed.json()['detail'])).toMatch(/province 75/);
  });
  await elsewhere(async (source) => {
    const owner = openDb({ databaseUrl: source.ownerUrl, schema: 'p75' });
    await owner('schema_migration').insert({ name: '29991231000000-x.sql', batch: 9 });
    await owner.destroy();
    const path = join(folder, 'newer.backup');
    await done(source, 'backup', path);
    await elsewhere(async (target) => {
      expect(await refused(target, 'restore', path)).toMatch(/doisoat \d+\.\d+\.\d+.*29991231/);
    });
  });
});

test('under another SECRET_KEY it is restored, and said that what is sealed stays closed', async () => {
  await elsewhere(async (target) => {
    const type = commandLine(target, undefined, { SECRET_KEY: 'another key, also for tests' });
    const typed = await type('restore', file, '--json');
    expect(typed.exitCode).toBe(0);
    expect(typed.json()).toMatchObject({ sameSecretKey: false });
    expect(typed.stderr).toMatch(/SECRET_KEY is not the one/);
  });
});

test('beside another province in the same database each keeps what is its own', async () => {
  await elsewhere(async (target) => {
    await done(target, 'restore', file);
    const hanoi = { PROVINCE: '01' };
    const type = commandLine(target, undefined, hanoi);
    expect((await type('migrate', '--json')).exitCode).toBe(0);
    const path = join(folder, 'hanoi.backup');
    expect((await type('backup', path, '--json')).exitCode).toBe(0);
    await target.db('public.unit').where({ code: '25432' }).update({ email: 'later@example.vn' });
    const owner = openDb({ databaseUrl: target.ownerUrl, schema: 'p01' });
    await owner.raw('truncate p01.audit_event, p01.audit_anchor cascade');
    await owner.destroy();
    const typed = await type('restore', path, '--json');
    expect([typed.exitCode, typed.exitCode === 0 ? '' : typed.stderr]).toEqual([0, '']);
    const unit = await target
      .db('public.unit')
      .where({ code: '25432' })
      .first<{ email: string }>('email');
    expect(unit.email).toBe('later@example.vn');
  });
});

test('a province in use is not restored into', async () => {
  await elsewhere(async (target) => {
    const user = await target.db.transaction();
    await user('payment').count();
    expect(await refused(target, 'restore', file)).toMatch(/in use/);
    await user.rollback();
    await done(target, 'restore', file);
  });
});

test('a backup while callbacks come in is one instant, and its books hold', async () => {
  const service = await startService();
  service.setClock(asOf);
  await service.configure('generic', genericProfile());
  const busy = service.database;
  const paths = [1, 2, 3].map((at) => join(folder, `busy-${String(at)}.backup`));
  const busyness = { on: true };
  const paying = Array.from({ length: 4 }, async (_, sender) => {
    for (let at = 0; busyness.on; at += 1) {
      const gatewayTxnId = `BUSY-${String(sender)}-${String(at)}`;
      const body = genericBody({ gatewayTxnId, merchantRef: gatewayTxnId });
      await service.send({ path: '/callbacks/generic', headers: signed(body, asOf), body });
    }
  });
  const deps = { db: busy.db, config: busy.config, now: () => asOf, by };
  for (const path of paths) await writeBackup(deps, path);
  busyness.on = false;
  await Promise.all(paying);
  const counts: number[] = [];
  for (const path of paths) {
    await elsewhere(async (target) => {
      await done(target, 'restore', path);
      counts.push(await countOf(target.db, 'payment'));
      expect(await countOf(target.db, 'payment_event')).toBe(counts.at(-1));
    });
  }
  expect(counts[2]).toBeGreaterThan(counts[0] ?? 0);
  await service.close();
});
