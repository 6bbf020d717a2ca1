import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf } from '../../src/calendar.js';
import { coveredDays } from '../../src/statements/coverage.js';
import { importStatements, repostParked } from '../../src/statements/import-statements.js';
import { findStatement } from '../../src/statements/statement-list-store.js';
import {
  loadCoverageStatements,
  loadStatementLines,
} from '../../src/statements/statement-store.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { mt940Of, sheetOf, type Entry } from './files.js';
import { byTester } from '../support/people.js';

let database: TestDatabase;
const now = () => instantOf('2026-06-01');

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());

let accountCount = 0;

/** A registered account with a number of its own. */
async function anAccount(number = `9${String(10_000_000 + accountCount++)}`, bin = '970436') {
  await database.db('bank_account').insert({
    kind: 'bank',
    bank_bin: bin,
    number,
    number_key: number.replace(/\W/g, ''),
  });
  return number;
}

/** Imports texts as files and says what became of each statement. */
async function importing(...files: (string | Buffer)[]) {
  const named = files.map((bytes, index) => ({
    name: `file-${String(index)}`,
    bytes: Buffer.from(bytes),
  }));
  const { statements, refused } = await importStatements(
    { db: database.db, now, by: byTester },
    named,
  );
  return [
    ...statements.map((each) => `${each.state} new ${each.new} known ${each.known}`),
    ...refused.map((each) => each.code),
  ];
}

async function linesOf(number: string) {
  const [account] = await database.db('bank_account').where({ number }).select('id');
  const lines = await loadStatementLines(database.db);
  return lines.filter((line) => line.bankAccountId === account.id);
}

async function counts() {
  const tables = ['statement_file', 'statement', 'statement_line'];
  const found = await Promise.all(tables.map((table) => database.db(table).count()));
  return found.flat();
}

const day = '2026-05-20';
const pay = (amount: bigint, reference: string, text = 'LE PHI'): Entry => ({
  on: day,
  amount,
  reference,
  text,
});
const period = { from: day, to: day } as const;
const oneDay = { openedOn: '2026-05-19', closedOn: day } as const;

test('a balanced statement posts its lines, with sums, period and raw text', async () => {
  const account = await anAccount();
  const entries = [pay(15_000n, 'R1', 'NỘP PHÍ H19.12.34-260520-0001'), pay(-5_000n, 'R2')];
  expect(await importing(sheetOf({ ...period, account, entries }))).toEqual([
    'balanced new 2 known 0',
  ]);
  expect(await linesOf(account)).toMatchObject([
    {
      lineNo: 1,
      bookingDate: day,
      amount: 15_000n,
      bankRef: 'R1',
      narrative: 'NỘP PHÍ H19.12.34-260520-0001',
    },
    { lineNo: 2, amount: -5_000n, bankRef: 'R2' },
  ]);
});

test('the same file again is a duplicate, whatever its name', async () => {
  const account = await anAccount();
  const file = sheetOf({ ...period, account, entries: [pay(1n, 'R1')] });
  await importing(file);
  const before = await counts();
  expect(await importing(file, file)).toEqual([
    'duplicate new 0 known 1',
    'duplicate new 0 known 1',
  ]);
  expect(await counts()).toEqual(before);
});

test('an export of a longer period adds only what is new', async () => {
  const account = await anAccount();
  const first = [pay(8_000n, 'R1'), pay(8_000n, 'R2')];
  await importing(sheetOf({ ...period, account, entries: first }));
  const entries = [...first, pay(8_000n, 'R3'), { ...pay(9_000n, 'R4'), on: '2026-05-21' }];
  expect(await importing(sheetOf({ from: day, to: '2026-05-21', account, entries }))).toEqual([
    'balanced new 2 known 2',
  ]);
});

test('two people who pay the same fee with the same text are two lines', async () => {
  const account = await anAccount();
  const twins = [pay(8_000n, 'R'), pay(8_000n, 'R'), pay(8_000n, 'R')];
  await importing(sheetOf({ ...period, account, entries: twins.slice(0, 2) }));
  expect(await linesOf(account)).toHaveLength(2);
  expect(await importing(sheetOf({ ...period, account, entries: twins }))).toEqual([
    'balanced new 1 known 2',
  ]);
  expect(await linesOf(account)).toHaveLength(3);
});

test('days that come again in another layout are compared by their amounts', async () => {
  const account = await anAccount();
  const entries = [pay(8_000n, 'R1'), pay(15_000n, 'R2')];
  await importing(sheetOf({ ...period, account, entries }));
  expect(
    await importing(
      sheetOf({ ...period, account, entries, layout: 'B' }),
      mt940Of({ ...oneDay, account, entries: [...entries, pay(20_000n, 'R3')] }),
    ),
  ).toEqual(['balanced new 0 known 2', 'balanced new 1 known 2']);
});

test('where both sides have lines of their own, nothing of the statement is posted', async () => {
  const account = await anAccount();
  await importing(sheetOf({ ...period, account, entries: [pay(8_000n, 'R1'), pay(1_000n, 'R2')] }));
  const other = sheetOf({ ...period, account, entries: [pay(8_000n, 'R1'), pay(2_000n, 'R3')] });
  expect(await importing(other)).toEqual(['overlap new 0 known 0']);
  expect(await linesOf(account)).toHaveLength(2);
});

test('two numbered statements of one day are two stretches of it', async () => {
  const account = await anAccount();
  const morning = mt940Of({ ...oneDay, account, number: '7', entries: [pay(8_000n, 'R1')] });
  const noon = mt940Of({
    openedOn: day,
    closedOn: day,
    account,
    number: '8',
    opening: 8_000n,
    entries: [pay(8_000n, 'R1')],
  });
  expect(await importing(noon, morning)).toEqual([
    'balanced new 1 known 0',
    'balanced new 1 known 0',
  ]);
  expect(await linesOf(account)).toHaveLength(2);
});

test('pages of one statement are joined and stand as one', async () => {
  const account = await anAccount();
  const first = mt940Of({
    ...oneDay,
    account,
    number: '5/1',
    ends: ['F', 'M'],
    entries: [pay(1_000n, 'R1')],
  });
  const second = mt940Of({
    openedOn: day,
    closedOn: day,
    account,
    number: '5/2',
    ends: ['M', 'F'],
    opening: 1_000n,
    entries: [pay(2_000n, 'R2')],
  });
  expect(await importing(first + second)).toEqual(['balanced new 2 known 0']);
  expect((await linesOf(account)).map((line) => line.lineNo)).toEqual([1, 2]);
});

test('pages whose balances do not meet are kept but not posted', async () => {
  const account = await anAccount();
  const page = { openedOn: day, closedOn: day, account };
  const first = mt940Of({ ...page, number: '5/1', ends: ['F', 'M'], entries: [pay(1n, 'R1')] });
  const second = mt940Of({ ...page, number: '5/2', ends: ['M', 'F'], opening: 9n, entries: [] });
  expect(await importing(first + second)).toEqual(['quarantined new 0 known 0']);
  expect(await linesOf(account)).toEqual([]);
});

test('a statement that does not add up is stored and posts nothing', async () => {
  const account = await anAccount();
  const file = sheetOf({ ...period, account, entries: [pay(8_000n, 'R1')] });
  expect(await importing(file.replace('kỳ;8000', 'kỳ;8001'))).toEqual([
    'quarantined new 0 known 0',
  ]);
  expect(await linesOf(account)).toEqual([]);
});

test('a statement of an unknown account waits and posts once the account is registered', async () => {
  const account = '5550001112';
  const file = sheetOf({ ...period, account, entries: [pay(8_000n, 'R1')] });
  expect(await importing(file)).toEqual(['parked new 0 known 0']);
  expect(await repostParked({ db: database.db, now, by: byTester })).toEqual([]);
  await anAccount(account);
  expect(await repostParked({ db: database.db, now, by: byTester })).toMatchObject([
    { state: 'balanced', new: 1, known: 0 },
  ]);
  expect(await linesOf(account)).toHaveLength(1);
  expect(await importing(file)).toEqual(['duplicate new 0 known 1']);
});

test('importing a parked file again posts it when its account has been registered', async () => {
  const account = '5550001113';
  const file = sheetOf({ ...period, account, entries: [pay(8_000n, 'R1')] });
  await importing(file);
  await anAccount(account);
  expect(await importing(file)).toEqual(['balanced new 1 known 0']);
});

test('bank prefixes and currency suffixes do not hide an account', async () => {
  const account = await anAccount('0010002223');
  const mt940 = (printed: string, reference: string) =>
    mt940Of({ ...oneDay, account: printed, entries: [pay(1n, reference)] });
  expect(
    await importing(
      mt940('BFTVVNVX/0010002223', 'R1'),
      mt940('0010002223VND', 'R1'),
      mt940('001.000.2223', 'R1'),
    ),
  ).toEqual(['balanced new 1 known 0', 'balanced new 0 known 1', 'balanced new 0 known 1']);
  expect(await linesOf(account)).toHaveLength(1);
});

test('a number registered at two banks needs the bank named in the file', async () => {
  const account = await anAccount('7770001112', '970436');
  await anAccount('7770001112', '970418');
  const entries = [pay(8_000n, 'R1')];
  expect(await importing(sheetOf({ ...period, account, entries }))).toEqual([
    'parked new 0 known 0',
  ]);
  const named = sheetOf({ ...period, account, entries, title: 'NGÂN HÀNG BIDV - SAO KÊ' });
  expect(await importing(named)).toEqual(['balanced new 1 known 0']);
  const [line] = await database
    .db('statement_line')
    .join('bank_account', 'bank_account.id', 'statement_line.bank_account_id')
    .where('bank_account.number', account)
    .select('bank_account.bank_bin');
  expect(line.bank_bin).toBe('970418');
});

test('a statement in another currency is parked', async () => {
  const account = await anAccount();
  const file = mt940Of({ ...oneDay, account, currency: 'USD', entries: [pay(1n, 'R1')] });
  expect(await importing(file)).toEqual(['parked new 0 known 0']);
});

test('what is refused leaves nothing behind and stops no other file', async () => {
  const account = await anAccount();
  const good = sheetOf({ ...period, account, entries: [pay(1n, 'R1')] });
  const before = await counts();
  const fraction = mt940Of({ ...oneDay, account, entries: [pay(1n, 'R9')] }).replace(/,N/, ',50N');
  expect(
    await importing(
      good.slice(0, 40),
      mt940Of({ ...oneDay, entries: [] }).replace(/:62F[^]*/, ''),
      fraction,
    ),
  ).toEqual(['header_not_found', 'cut_off', 'fraction_of_dong']);
  expect(await counts()).toEqual(before);
  expect(await importing('<!DOCTYPE x []><Document/>', good)).toEqual([
    'balanced new 1 known 0',
    'doctype_refused',
  ]);
});

test('the days of posted statements are covered, those made too early up to the day before', async () => {
  const account = await anAccount();
  await importing(sheetOf({ from: '2026-05-18', to: day, account, entries: [pay(1n, 'R1')] }));
  const late = sheetOf({ from: '2026-05-28', to: '2026-06-01', account, entries: [] });
  await importing(late);
  const [row] = await database.db('bank_account').where({ number: account }).select('id');
  const statements = (await loadCoverageStatements(database.db)).get(row.id) ?? [];
  expect(coveredDays(statements)).toEqual([
    { from: '2026-05-18', to: day },
    { from: '2026-05-28', to: '2026-05-31' },
  ]);
});

test('every sample of a Vietnamese bank is imported', async () => {
  const folder = join(__dirname, '../golden/vn-banks');
  for (const expected of JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))) {
    await anAccount(expected.account);
  }
  const files = readdirSync(folder).filter((name) => !/\.(json|md)$/.test(name));
  const states = await importing(...files.map((name) => readFileSync(join(folder, name))));
  expect(states.map((state) => state.split(' ')[0])).toEqual(files.map(() => 'balanced'));
});

test('what does not join a statement to its neighbours is told until the one between them comes', async () => {
  const account = await anAccount();
  const part = (from: string, to: string, number: number, opening: bigint) =>
    mt940Of({
      ...{ account, opening, number: String(number), openedOn: from, closedOn: to },
      entries: [{ on: to, amount: 10n, reference: `C${String(number)}`, text: 'LE PHI' }],
    });
  const importOne = async (text: string) => {
    const deps = { db: database.db, now, by: byTester };
    const files = [{ name: 'a.sta', bytes: Buffer.from(text) }];
    const { statements, kept } = await importStatements(deps, files);
    return { codes: statements[0]?.warnings.map(({ code }) => code), id: kept[0]?.statementId };
  };
  const warned = async (id = '') =>
    (await findStatement(database.db, id))?.warnings.map(({ code }) => code);
  const first = await importOne(part('2026-05-03', '2026-05-04', 1, 100n));
  const third = await importOne(part('2026-05-05', '2026-05-06', 3, 120n));
  expect([first.codes, third.codes]).toEqual([[], ['numbers_missing']]);
  expect(await warned(first.id)).toEqual(['numbers_missing']);
  const second = await importOne(part('2026-05-04', '2026-05-05', 2, 110n));
  expect(second.codes).toEqual([]);
  expect([await warned(first.id), await warned(third.id)]).toEqual([[], []]);
});
