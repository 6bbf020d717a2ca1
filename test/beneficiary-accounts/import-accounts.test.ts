// The take-over of a register: versions in time, both forms of number, and what is refused.
import { addTakenOver, loadAccountVersions } from '../../src/beneficiary-accounts/account-store.js';
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import type { Db } from '../../src/db.js';
import type { Refused } from '../../src/problem.js';
import type { OwnFile } from '../../src/tables/own-file.js';
import { cloneDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { csvFile, xlsxFile } from '../support/own-file.js';

let database: TestDatabase;
let db: Db;
beforeEach(async () => {
  database = await cloneDatabase();
  db = database.db;
});
afterEach(() => database.close());

const header =
  'unitCode,bankBin,accountNumber,accountName,branch,treasuryCode,budgetCode,purpose,validFrom,validTo';
const deps = () => ({ db, by: { kind: 'officer', id: '7', requestId: null } as const });
const strictly = (file: OwnFile) => importAccounts(deps(), { file, skipBad: false });

async function problemOf(work: Promise<unknown>): Promise<Refused['problem']> {
  const refused = (await work.then(
    () => new Error('was accepted'),
    (error: unknown) => error,
  )) as Refused;
  return refused.problem;
}

/** The register without ids, as text that can be compared. */
async function register(): Promise<string[]> {
  const versions = await loadAccountVersions(db);
  return versions
    .map(({ unitCode, purpose, kind, bankBin, accountNumber, validFrom, validTo }) =>
      [unitCode, purpose, kind, bankBin, accountNumber, validFrom, validTo].join(' '),
    )
    .sort();
}

const history = [
  '25432,970436,0071001234567,UBND PHUONG CHON THANH,CN Bình Phước,,,,,2026-05-01',
  '25432,970418,65010000123456,UBND PHUONG CHON THANH,,,,,2026-05-01,',
  '25432,970418,65010000999999,UBND PHUONG CHON THANH,,,,cap_ban_sao,,',
  '25345,,3511.0.1104195,UBND XA TAN HUNG,,0761,1104195,,2026-01-01,',
];

test('a unit’s versions, their history and its purposes are taken over as vouched for', async () => {
  const outcome = await strictly(csvFile('accounts.csv', header, ...history));
  expect(outcome).toMatchObject({ imported: 4, unchanged: 0, updated: 0, skipped: [] });
  expect(await register()).toEqual([
    '25345 default treasury  3511.0.1104195 2026-01-01 ',
    '25432 cap_ban_sao bank 970418 65010000999999  ',
    '25432 default bank 970418 65010000123456 2026-05-01 ',
    '25432 default bank 970436 0071001234567  2026-05-01',
  ]);
  expect((await loadAccountVersions(db)).map(({ origin }) => origin)).toEqual(
    Array(4).fill('vouched'),
  );
  const recorded = await db('beneficiary_account').distinct('recorded_by');
  expect(recorded).toEqual([{ recorded_by: 'officer 7' }]);
});

test('the same file again changes nothing, as CSV or XLSX, in any order of rows', async () => {
  await strictly(csvFile('accounts.csv', header, ...history));
  const before = await register();
  const reversed = await xlsxFile('accounts.xlsx', header, ...[...history].reverse());
  expect(await strictly(reversed)).toMatchObject({ imported: 0, unchanged: 4 });
  expect(await register()).toEqual(before);
});

test('the order of files does not matter', async () => {
  const one = csvFile('1.csv', header, ...history.slice(0, 2));
  const two = csvFile('2.csv', header, ...history.slice(2));
  await strictly(two);
  await strictly(one);
  const turned = await register();
  await database.close();
  database = await cloneDatabase();
  db = database.db;
  await strictly(one);
  await strictly(two);
  expect(await register()).toEqual(turned);
});

test('a unit and purpose that has a version is refused as a conflict', async () => {
  await strictly(csvFile('accounts.csv', header, ...history));
  const later = csvFile('later.csv', header, '25432,970422,0123456789,UBND,,,,,2027-01-01,');
  const problem = await problemOf(strictly(later));
  expect(problem).toMatchObject({ code: 'conflict', errors: [{ file: 'later.csv', line: 2 }] });
  expect(await register()).toHaveLength(4);
});

test('every wrong row names file, line and column, and nothing is stored', async () => {
  const rows = [
    '25432,970436,0071001234567,UBND,,,,,,',
    '99999,970436,0071001234567,UBND,,,,,,',
    '25345,123456,0071001234567,UBND,,,,,,',
    '25345,970436,12-34,UBND,,,,,,',
    '25345,,1234567890,UBND,,,,,,',
    '25345,970436,0071001234567,,,,,,,',
    '25345,970436,0071001234567,UBND,,,,,01/05/2026,',
    '25345,970436,0071001234567,UBND,,,,,2026-05-01,2026-05-01',
  ];
  const file = csvFile('accounts.csv', header, ...rows);
  const problem = await problemOf(strictly(file));
  expect(problem.code).toBe('bad_rows');
  expect(problem.errors?.map((error) => [error.file, error.line, error.column])).toEqual([
    ['accounts.csv', 3, 'unitCode'],
    ['accounts.csv', 4, 'bankBin'],
    ['accounts.csv', 5, 'accountNumber'],
    ['accounts.csv', 6, 'accountNumber'],
    ['accounts.csv', 7, 'accountName'],
    ['accounts.csv', 8, 'validFrom'],
    ['accounts.csv', 9, 'validTo'],
  ]);
  expect(await register()).toEqual([]);
  const outcome = await importAccounts(deps(), { file, skipBad: true });
  expect(outcome.imported).toBe(1);
  expect(outcome.skipped).toHaveLength(7);
});

test('versions of one unit and purpose may touch, not overlap', async () => {
  const file = csvFile(
    'accounts.csv',
    header,
    '25432,970436,0071001234567,UBND,,,,,,2026-05-02',
    '25432,970418,65010000123456,UBND,,,,,2026-05-01,',
    '25432,970418,65010000999999,UBND,,,,other,2026-05-01,',
  );
  const problem = await problemOf(strictly(file));
  expect(problem.errors).toEqual([expect.objectContaining({ line: 3, column: 'validFrom' })]);
});

test('the database itself refuses two versions that share a day', async () => {
  const version = {
    unitCode: '25432',
    purpose: 'default',
    kind: 'bank' as const,
    bankBin: '970436',
    accountNumber: '0071001234567',
    accountName: 'UBND',
    branch: null,
    treasuryCode: null,
    budgetCode: null,
    validFrom: null,
    validTo: '2026-05-02',
  };
  const other = { ...version, bankBin: '970418', validFrom: '2026-05-01', validTo: null };
  await expect(addTakenOver(db, [version, other], 'test')).rejects.toThrow(
    'one_account_per_unit_purpose_and_day',
  );
});

test('numbers keep leading zeros; treasury numbers get their dots', async () => {
  const file = csvFile(
    'accounts.csv',
    header,
    '25432,970436,0000123456,UBND,,,,,,',
    '25345,,3511 0 1004872 00000,UBND,,,,,,',
    '25349,,371601098588,UBND,,,,,,',
  );
  await strictly(file);
  expect((await loadAccountVersions(db)).map((one) => one.accountNumber).sort()).toEqual([
    '0000123456',
    '3511.0.1004872.00000',
    '3716.0.1098588',
  ]);
});

test('units that share one physical account share one row for it', async () => {
  const file = csvFile(
    'accounts.csv',
    header,
    '25432,970436,0071001234567,UBND A,,,,,,2026-05-01',
    '25345,970436,0071001234567,UBND B,,,,,2026-05-01,',
  );
  await strictly(file);
  expect(await db('bank_account').count({ count: '*' })).toEqual([{ count: '1' }]);
});
