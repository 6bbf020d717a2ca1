import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instantOf } from '../../src/calendar.js';
import { importStatementsCommand } from '../../src/commands/import-statements.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { sheetOf } from './files.js';
import { runJson } from './run-json.js';

const folder = mkdtempSync(join(tmpdir(), 'doisoat-import-'));
const on = '2026-05-20';
let database: TestDatabase;

beforeAll(async () => {
  database = await cloneDatabase();
  const number = '1012345678';
  await database.db('bank_account').insert({
    kind: 'bank',
    bank_bin: '970436',
    number,
    number_key: number,
  });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.close();
});

function importing(...paths: string[]) {
  const env = {
    DATABASE_URL: database.url,
    MIGRATE_DATABASE_URL: database.ownerUrl,
    SECRET_KEY: 'only for tests, never a secret',
  };
  const argv = ['import', 'statements', ...paths];
  return runJson(importStatementsCommand, argv, env, () => instantOf('2026-06-01'));
}

test('an import says of each statement what is new, and matches what it brought', async () => {
  const path = join(folder, 'may.csv');
  writeFileSync(path, sheetOf({ from: on, to: on, entries: [{ on, amount: 8_000n }] }));
  const broken = join(folder, 'broken.csv');
  writeFileSync(broken, 'a,b\n"');
  const { exitCode, document } = await importing(path, broken);
  expect(exitCode).toBe(1);
  expect(document).toEqual({
    statements: [
      {
        file: path,
        statementIndex: 0,
        format: 'CSV',
        account: '1012345678',
        currency: 'VND',
        statementId: null,
        periodFrom: on,
        periodTo: on,
        openingBalance: '0.00',
        closingBalance: '8000.00',
        lineCount: 1,
        sumCredits: '8000.00',
        sumDebits: '0.00',
        warnings: [],
        state: 'balanced',
        new: 1,
        known: 0,
      },
    ],
    refused: [{ file: broken, code: 'unclosed_quote', detail: expect.any(String), line: 2 }],
  });
  expect(await database.db('reconciliation_run').select('id')).toHaveLength(1);
});

test('importing the same again ends well and changes nothing', async () => {
  const { exitCode, document } = await importing(join(folder, 'may.csv'));
  expect(exitCode).toBe(0);
  expect(document.statements).toMatchObject([{ state: 'duplicate', new: 0, known: 1 }]);
  expect(await database.db('statement_line').select('id')).toHaveLength(1);
});
