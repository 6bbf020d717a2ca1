import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectCommand } from '../../src/commands/inspect.js';
import { zipOf } from '../tables/zip-writer.js';
import { mt940Of, sheetOf } from './files.js';
import { runJson } from './run-json.js';

const folder = mkdtempSync(join(tmpdir(), 'doisoat-inspect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `inspect --json`: its exit code and its document. There is no database to reach. */
const inspect = (...paths: string[]) => runJson(inspectCommand, ['inspect', ...paths]);

function fileOf(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const on = '2026-05-20';
const text = 'NOP LE PHI H19.12.34-260520-0001';
const sheet = sheetOf({
  from: on,
  to: on,
  entries: [{ on, amount: 8_000n, reference: 'R1', text }],
});
const quiet = mt940Of({ openedOn: '2026-05-19', closedOn: on, entries: [] });

test('inspect prints what a statement holds in the shape that programs rely on', async () => {
  const path = fileOf('one.csv', sheet);
  expect(await inspect(path)).toEqual({
    exitCode: 0,
    document: {
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
          state: 'balanced',
          warnings: [],
          lines: [
            {
              valueDate: on,
              bookingDate: on,
              amount: '8000.00',
              bankReference: 'R1',
              narrative: text,
              references: ['H19.12.34-260520-0001'],
            },
          ],
        },
      ],
      refused: [],
    },
  });
});

test('what is refused is named with its reason and ends with 1, the rest is printed', async () => {
  const [good, cut] = [fileOf('good.sta', quiet), fileOf('cut.sta', quiet.slice(0, 40))];
  const { exitCode, document } = await inspect(good, cut, join(folder, 'missing.csv'));
  expect(exitCode).toBe(1);
  expect(document.statements).toHaveLength(1);
  expect(document.refused).toMatchObject([
    { file: join(folder, 'missing.csv'), code: 'not_found', line: null },
    { file: cut, code: 'bad_line', line: 4 },
  ]);
});

test('folders and archives are opened, and every file in them is named', async () => {
  const archive = zipOf([
    { name: 'may/a.csv', content: sheet },
    { name: 'b.sta', content: quiet },
    { name: '__MACOSX/._b.sta', content: Buffer.from([0, 5, 22, 7]) },
  ]);
  fileOf('many/sub/c.csv', sheet);
  const zip = fileOf('many/all.zip', archive);
  const { exitCode, document } = await inspect(join(folder, 'many'));
  expect(exitCode).toBe(0);
  expect(document.statements.map((statement: { file: string }) => statement.file)).toEqual([
    `${zip}!may/a.csv`,
    `${zip}!b.sta`,
    join(folder, 'many/sub/c.csv'),
  ]);
});

test('an archive inside an archive is refused', async () => {
  const inner = zipOf([{ name: 'a.csv', content: sheet }]);
  const path = fileOf('nested.zip', zipOf([{ name: 'inner.zip', content: inner }]));
  const { document } = await inspect(path);
  expect(document).toMatchObject({ statements: [], refused: [{ code: 'nested_archive' }] });
});

test('a workbook is a statement, not an archive', async () => {
  const golden = join(__dirname, '../golden/vn-banks/mb-account-detail.xlsx');
  const path = fileOf('renamed.csv', readFileSync(golden));
  const { document } = await inspect(path);
  expect(document.statements).toMatchObject([{ file: path, format: 'XLSX', state: 'balanced' }]);
});
