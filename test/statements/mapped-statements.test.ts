// Bank sheets whose header no words explain, through a mapping that was confirmed once.
import { utils, write } from '@e965/xlsx';
import type { Db } from '../../src/db.js';
import { confirmMapping, proposeMapping } from '../../src/mappings/change-mapping.js';
import { layoutSchema, type StatementLayout } from '../../src/mappings/layout.js';
import { Refused } from '../../src/problem.js';
import { decideStatement } from '../../src/statements/decide-statement.js';
import { statementMapping, type UsedMapping } from '../../src/statements/file-mapping.js';
import { importStatements, repostParked } from '../../src/statements/import-statements.js';
import { previewStatements, tryStatements } from '../../src/statements/preview-statements.js';
import { loadStatementLines } from '../../src/statements/statement-store.js';
import type { OwnFile } from '../../src/tables/own-file.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bank, bankLayout, bankSheet, type BankRow } from '../support/mapped-statement.js';
import { byTester } from '../support/people.js';
import { mt940Of } from './files.js';

let database: TestDatabase;
let db: Db;
let count = 0;
let account: string;
let name: string;
const now = () => new Date('2026-06-01T01:00:00Z');
const deps = () => ({ db, now, by: byTester });
const owner = { reads: 'statement', gatewayAccountId: null, bankBin: bank } as const;

beforeAll(async () => {
  database = await cloneDatabase();
  db = database.db;
});
afterAll(() => database.close());

/** Each test has an account and a mapping of its own. */
beforeEach(async () => {
  count += 1;
  name = `so-ke-${String(count)}`;
  account = `77${String(10_000_000 + count)}`;
  await register();
});

async function register(): Promise<void> {
  const row = { kind: 'bank', bank_bin: bank, number: account, number_key: account };
  await db('bank_account').insert(row);
}

const rows: readonly BankRow[] = [
  { on: '18/05/2026', amount: 1_250_000, reference: 'FT1', text: 'CTREF00001 nop phi' },
  { on: '19/05/2026', amount: -50_000, reference: 'FT2', text: 'Tra lai' },
];
const good = (): OwnFile => bankSheet(account, rows);
const swapped = layoutSchema.parse({
  ...bankLayout,
  columns: { ...bankLayout.columns, credit: 'Ra', debit: 'Vào' },
}) as StatementLayout;

async function confirmed(layout = bankLayout): Promise<UsedMapping> {
  const { id } = await proposeMapping(deps(), { name, owner, layout, file: good() });
  await confirmMapping(deps(), id);
  return statementMapping(db, name);
}

async function importing(file: OwnFile, mapping?: UsedMapping): Promise<string> {
  const { statements, refused } = await importStatements(deps(), [file], mapping);
  const [refusal] = refused;
  if (refusal) return `${refusal.code}:${String(refusal.line)} ${refusal.detail}`;
  return statements
    .map((one) => `${one.state} new ${String(one.new)} known ${String(one.known)}`)
    .join(', ');
}

async function stored(): Promise<string[]> {
  const [own] = await db('bank_account').where({ number: account }).pluck<string[]>('id');
  const lines = await loadStatementLines(db);
  return lines
    .filter((line) => line.bankAccountId === own)
    .map(({ bookingDate, amount }) => `${bookingDate} ${String(amount)}`);
}

const lines = ['2026-05-18 1250000', '2026-05-19 -50000'];

test('a sheet that no words explain is refused until its mapping is confirmed, then counts once', async () => {
  expect(await importing(good())).toMatch(/^header_not_found/);
  const { id } = await proposeMapping(deps(), { name, owner, layout: bankLayout, file: good() });
  const waiting = await statementMapping(db, name).catch((error: unknown) => error);
  expect(waiting).toBeInstanceOf(Refused);
  await confirmMapping(deps(), id);
  const mapping = await statementMapping(db, name);
  expect(await importing(good(), mapping)).toBe('balanced new 2 known 0');
  expect(await stored()).toEqual(lines);
  expect(await importing(good(), mapping)).toBe('duplicate new 0 known 2');
  const file = await db('statement_file').orderBy('id', 'desc').first('mapping_id');
  expect(file).toEqual({ mapping_id: id });
});

test('a mapping confirmed from a sheet reads the binary .xls with the same columns', async () => {
  const mapping = await confirmed();
  const cells = good()
    .bytes.toString('utf8')
    .split('\n')
    .map((line) => line.split(';'));
  const workbook = { SheetNames: ['so'], Sheets: { so: utils.aoa_to_sheet(cells) } };
  const bytes = write(workbook, { type: 'buffer', bookType: 'biff8' }) as Buffer;
  expect(await importing({ name: 'so-ke.xls', bytes }, mapping)).toBe('balanced new 2 known 0');
  expect(await stored()).toEqual(lines);
});

test('a message between banks is read as what it is, and its lines are known again in the sheet', async () => {
  const mapping = await confirmed();
  const message = mt940Of({
    ...{ account, openedOn: '2026-04-30', closedOn: '2026-05-31' },
    entries: [
      { on: '2026-05-18', amount: 1_250_000n, text: 'CTREF00001' },
      { on: '2026-05-19', amount: -50_000n },
    ],
  });
  const file = { name: 'message.sta', bytes: Buffer.from(message) };
  expect(await importing(file, mapping)).toBe('balanced new 2 known 0');
  expect(await importing(good(), mapping)).toBe('balanced new 0 known 2');
  expect(await stored()).toEqual(lines);
});

test('what waits is read again by the version that read it, whatever was confirmed since', async () => {
  const first = await confirmed();
  account = `9${account}`;
  expect(await importing(good(), first)).toBe('parked new 0 known 0');
  await confirmed(swapped);
  await register();
  expect((await repostParked(deps())).map(({ state }) => state)).toEqual(['balanced']);
  expect(await stored()).toEqual(lines);
});

test('a quarantined one that is released has the lines of the version that read it', async () => {
  const first = await confirmed();
  const wrong = bankSheet(account, rows, { closing: 1_200_001 });
  expect(await importing(wrong, first)).toBe('quarantined new 0 known 0');
  await confirmed(swapped);
  const found = await db('statement').orderBy('id', 'desc').first<{ id: string }>('id');
  const given = { statementId: found.id, decision: 'released', reason: 'in sai' } as const;
  expect((await decideStatement(deps(), given)).state).toBe('unproven');
  expect(await stored()).toEqual(lines);
});

const edited = (from: string, to: string) => (): OwnFile => {
  const text = good().bytes.toString('utf8');
  if (!text.includes(from)) throw new Error(`${from} is not there`);
  return { name: 'edited.csv', bytes: Buffer.from(text.replace(from, to)) };
};

const moved = 'the mapping must be previewed and confirmed again';
const refusals: readonly [what: string, file: () => OwnFile, why: string | RegExp][] = [
  [
    'columns that changed places',
    edited('Vào;Ra', 'Ra;Vào'),
    `layout_changed:5 the header is not the one that was confirmed (Vào: the column moved from C to D; Ra: the column moved from D to C); ${moved}`,
  ],
  [
    'a column that is gone and one that is new',
    edited('Còn lại', 'Phí'),
    `layout_changed:5 the header is not the one that was confirmed (Còn lại: the column stood in E and is gone; Phí: the column in E is new); ${moved}`,
  ],
  [
    'another table',
    () => ({ name: 'x.csv', bytes: Buffer.from('a;b;c\n1;2;3\n') }),
    /^layout_changed:1 .*no row has any of the confirmed columns/,
  ],
  ['a day that does not exist', edited('18/05/2026', '31/02/2026'), /^bad_cell:6 Kỳ: a day as/],
  ['a day in another form', edited('18/05/2026', '2026-05-18'), /^bad_cell:6 Kỳ: a day as/],
  ['no day', edited('18/05/2026', ''), 'bad_cell:6 Kỳ: must not be empty'],
  [
    'an amount in another form',
    edited(';1.250.000;;', ';1,250,000;;'),
    /^bad_cell:6 Vào: an amount/,
  ],
  ['an amount that is a word', edited(';1.250.000;;', ';NaN;;'), /^bad_cell:6 Vào: an amount/],
  [
    'a fraction of a đồng',
    edited(';1.250.000;;', ';1.250.000,50;;'),
    'bad_cell:6 Vào: the amount has a fraction of a đồng',
  ],
  [
    'a negative zero',
    edited(';1.250.000;;', ';-0;;'),
    'bad_cell:6 Vào: a negative zero is not an amount',
  ],
];

test('a sheet that is not as it was confirmed is refused with its place, and leaves nothing', async () => {
  const mapping = await confirmed();
  for (const [what, file, why] of refusals) {
    const got = await importing(file(), mapping);
    expect([what, got]).toEqual([what, typeof why === 'string' ? why : expect.stringMatching(why)]);
  }
  expect(await stored()).toEqual([]);
});

test('the preview tells every row and total, shows twenty, and hides texts where it must', async () => {
  const mapping = await confirmed();
  await importing(good(), mapping);
  const more = Array.from({ length: 30 }, (_, at): BankRow => {
    const text = `CTREF${String(at)} NGUYEN VAN NOP`;
    return { on: '20/05/2026', amount: 8_000, reference: `N${String(at)}`, text };
  });
  const whole = bankSheet(account, [...rows, ...more], { closing: 9 });
  const bad = whole.bytes.toString('utf8').replace('20/05/2026;N1;', '20/13/2026;N1;');
  const { layout, headers } = mapping.reading;
  const file = { name: 'so-ke.csv', bytes: Buffer.from(bad) };
  const tried = await tryStatements({ bankBin: bank, layout, headers, file });
  const shown = await previewStatements(db, tried, [true]);
  expect(shown.counts).toEqual({ new: 29, known: 2, refused: 1 });
  expect(shown.rows).toHaveLength(20);
  expect(shown.rows.map(({ state }) => state).slice(0, 4)).toEqual([
    ...['known', 'known', 'new', 'refused'],
  ]);
  expect(shown.rows[2]).toMatchObject({
    line: 8,
    read: { bookingDate: '2026-05-20', amount: '8000', narrative: 'CTREF0 NGUYEN VAN NOP' },
  });
  expect(shown.rows[3]).toMatchObject({
    read: null,
    reasons: [{ column: 'Kỳ', detail: 'a day as dd/MM/yyyy is expected' }],
  });
  // no sum is compared while a row cannot be read
  expect(shown.totals).toEqual([
    { column: 'closing', line: null, printed: '9', summed: null, agrees: false },
  ]);
  expect([shown.states, shown.warnings]).toEqual([['refused'], []]);
  const hidden = JSON.stringify(await previewStatements(db, tried, [false]));
  expect(hidden).not.toContain('NGUYEN');
  expect(await stored()).toEqual(lines);
});

test('a layout that reads no row, and a frame with a fraction of a đồng, are told in the preview', async () => {
  const trying = async (layout: StatementLayout, file: OwnFile) =>
    previewStatements(db, await tryStatements({ bankBin: bank, layout, file }), [true]);
  const english = layoutSchema.parse({
    ...bankLayout,
    amounts: { decimal: '.', grouping: ',' },
  }) as StatementLayout;
  const told = await trying(english, good());
  expect([told.counts, told.states]).toEqual([{ new: 0, known: 0, refused: 2 }, ['refused']]);
  expect(told.refused[0]).toEqual({
    ...{ file: 'so-ke.csv', line: 6, column: 'Vào' },
    detail: 'an amount written as 1,234.00 is expected',
  });
  const split = trying(bankLayout, edited('kỳ;;;;1.200.000', 'kỳ;;;;1.200.000,50')());
  await expect(split).rejects.toThrow('fraction of a đồng');
});
