// What every command keeps: one document on stdout with --json, exit codes, bad input named.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '../support/command-line.js';
import { cloneDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await cloneDatabase();
  folder = await mkdtemp(join(tmpdir(), 'doisoat-commands-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const type = (...argv: string[]) => commandLine(database)(...argv);

async function fileOf(name: string, ...lines: string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

test('an import says in one JSON document what it did, and exits 0', async () => {
  const path = await fileOf('units.csv', 'code,name,type,Ghi chú', 'D1,Phòng 1,phong,x');
  const first = await type('import', 'units', path, '--json');
  expect(first.exitCode).toBe(0);
  expect(first.json()).toMatchObject({ imported: 1, unchanged: 0, updated: 0, skipped: [] });
  expect(first.stderr).toContain('Ghi chú');
  const again = await type('import', 'units', path, '--json');
  expect(again.json()).toMatchObject({ imported: 0, unchanged: 1 });
});

test('wrong rows are one problem document with file, line, column and reason, exit code 1', async () => {
  const path = await fileOf('bad.csv', 'code,name,type,email', 'OK,Good,so,', 'D 2,Phòng,so,x');
  const refused = await type('import', 'units', path, '--json');
  expect(refused.exitCode).toBe(1);
  expect(refused.json()).toMatchObject({
    type: 'urn:doisoat:problem:bad_rows',
    status: 422,
    code: 'bad_rows',
    errors: [
      { file: path, line: 3, column: 'code', detail: expect.any(String) as string },
      { file: path, line: 3, column: 'email', detail: expect.any(String) as string },
    ],
  });
  expect(refused.stderr).toContain(`${path}:3:code`);
  const lenient = await type('import', 'units', path, '--skip-bad', '--json');
  expect(lenient.exitCode).toBe(0);
  expect(lenient.json()).toMatchObject({
    imported: 1,
    skipped: [
      { file: path, line: 3, column: 'code', reason: expect.any(String) as string },
      { file: path, line: 3, column: 'email', reason: expect.any(String) as string },
    ],
  });
});

test('a database that cannot be reached is one line that names its variable, never its password', async () => {
  const nowhere = 'postgres://somebody:hidden@127.0.0.1:9/doisoat';
  const faults: [string, Record<string, string>, RegExp][] = [
    ['serve', { MIGRATE_DATABASE_URL: nowhere }, /^error: MIGRATE_DATABASE_URL [^\n]*ECONNREFUSED/],
    ['officer list', { DATABASE_URL: nowhere }, /^error: DATABASE_URL [^\n]*ECONNREFUSED/],
    [
      'officer list',
      { DATABASE_URL: database.url.replace(/\/[^/]*$/, '/none') },
      /^error: DATABASE_URL [^\n]*3D000/,
    ],
  ];
  for (const [words, overrides, said] of faults) {
    const typed = await commandLine(database, undefined, overrides)(...words.split(' '), '--json');
    expect([typed.exitCode, typed.json()['code']]).toEqual([1, 'misconfigured']);
    expect(typed.stderr).toMatch(said);
    expect(typed.stderr.trim().split('\n')).toHaveLength(1);
    expect(typed.stderr).not.toContain('hidden');
  }
});

test('of several files nothing is stored when one of them is wrong', async () => {
  const header = 'batch,settlementDate,gatewayTxnId,merchantRef,amount,fee,netAmount';
  const profile = await fileOf(
    'profile.json',
    JSON.stringify({
      kind: 'momo',
      merchantCode: 'M1',
      secrets: { accessKey: 'a', secretKey: 'b' },
      settlement: { mode: 'per_transaction' },
    }),
  );
  expect((await type('gateway', 'set', 'momo-dn', '--profile', profile)).exitCode).toBe(0);
  const good = await fileOf('1.csv', header, 'B1,2026-05-05,T1,,8000,0,8000');
  const bad = await fileOf('2.csv', header, 'B2,2026-05-05,T2,,8000,0,7999');
  const refused = await type('import', 'settlement', '--gateway', 'momo', good, bad, '--json');
  expect(refused.exitCode).toBe(1);
  expect(refused.json()).toMatchObject({ errors: [{ file: bad, line: 2, column: 'netAmount' }] });
  expect(await database.db('settlement_batch')).toEqual([]);
  const done = await type('import', 'settlement', '--gateway', 'momo-dn', good, '--json');
  expect(done.json()).toMatchObject({ imported: 1 });
});

test('a file that is not there or is no table is refused by name', async () => {
  const missing = await type('import', 'units', join(folder, 'nowhere.csv'), '--json');
  expect(missing).toMatchObject({ exitCode: 1 });
  expect(missing.json()).toMatchObject({ code: 'bad_file' });
  expect(missing.json()['detail']).toContain('nowhere.csv');
  const path = await fileOf('empty.csv', '');
  expect((await type('import', 'orders', path, '--json')).json()).toMatchObject({
    code: 'bad_file',
  });
});

test.each([
  [['nonsense']],
  [['import', 'units']],
  [['import', 'units', 'a.csv', 'b.csv']],
  [['import', 'units', 'a.csv', '--no-such-option']],
  [['export', 'everything']],
  [['export', 'payments', '--as-of', 'yesterday']],
  [['export', 'payments', '--from', '2026-02-30']],
  [['export', 'flags', '--settlement', 'overdue']],
  [['export', 'payments', '--settlement', 'gone']],
  [['export', 'payments', '--format', 'pdf']],
])('wrong usage exits 2 with a problem document: %j', async (argv) => {
  const typed = await type(...argv, '--json');
  expect(typed.exitCode).toBe(2);
  expect(typed.json()).toMatchObject({ code: 'usage', status: 400 });
  expect(typed.stderr).not.toBe('');
});

test('help is no failure', async () => {
  const help = await type('--help');
  expect(help.exitCode).toBe(0);
  expect(help.stdout).toContain('import');
  expect((await type('import', '--help')).stdout).toContain('settlement');
});

test('a missing setting ends a command with one line that names it', async () => {
  const typed = await commandLine(null)('reconcile', '--json');
  expect(typed.exitCode).toBe(1);
  expect(typed.json()).toMatchObject({ code: 'misconfigured' });
  expect(typed.stderr).toMatch(/DATABASE_URL/);
});

test('a database without tables says that migrate comes first', async () => {
  const other = { ...database, url: database.url.replace(/\/[^/?]*($|\?)/, '/postgres$1') };
  const typed = await commandLine(other)('verify', 'books', '--json');
  expect(typed.exitCode).toBe(1);
  expect(typed.json()['detail']).toContain('migrate');
});

test('migrating again changes nothing', async () => {
  expect((await type('migrate', '--json')).json()).toEqual({ applied: [] });
});

test('an unknown unit or gateway is refused with exit code 1', async () => {
  const unit = await type('export', 'flags', '--unit', '99999', '--json');
  expect(unit).toMatchObject({ exitCode: 1 });
  expect(unit.json()).toMatchObject({ code: 'not_found' });
  const path = await fileOf('s.csv', 'batch,settlementDate');
  const gateway = await type('import', 'settlement', '--gateway', 'nobody', path, '--json');
  expect(gateway.exitCode).toBe(1);
});
