// Statements longer than the parts in which they are read: stored while they are read, compared where
// lines are there already, and taken back whole where their end says that they do not count.
import { addDays, instantOf } from '../../src/calendar.js';
import { linesPerPart } from '../../src/statements/bank-format.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { byTester } from '../support/people.js';
import { mt940Of, sheetOf, type Entry } from './files.js';

let database: TestDatabase;
const deps = () => ({ db: database.db, now: () => instantOf('2026-06-01'), by: byTester });

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());

let accountCount = 0;
async function anAccount(): Promise<string> {
  const number = `7${String(10_000_000 + accountCount++)}`;
  const row = { kind: 'bank', bank_bin: '970436', number, number_key: number };
  await database.db('bank_account').insert(row);
  return number;
}

const firstDay = '2026-05-11';
const count = 2 * linesPerPart + 500;

/** Lines over three days, in the order of the days; equal ones among them. */
const entries: readonly Entry[] = Array.from({ length: count }, (_, at) => ({
  on: addDays(firstDay, Math.floor((at * 3) / count)),
  amount: at % 7 === 0 ? -1_000n : BigInt(10_000 + (at % 50)),
  reference: at % 5 === 0 ? 'SAME' : `R${String(at)}`,
  text: at % 5 === 0 ? 'NOP PHI' : `NOP PHI ${String(at)}`,
}));
const ofDay = (day: string) => entries.filter(({ on }) => on === day);
const sumOf = (some: readonly Entry[]) => some.reduce((sum, { amount }) => sum + amount, 0n);

async function bring(text: string | Buffer, name = 'a') {
  const { statements, refused } = await importStatements(deps(), [
    { name, bytes: Buffer.from(text) },
  ]);
  expect(refused).toEqual([]);
  return statements.map((each) => `${each.state} new ${each.new} known ${each.known}`);
}

const stored = async (number: string): Promise<string[]> =>
  (
    await database
      .db('statement_line as line')
      .join('bank_account as account', 'account.id', 'line.bank_account_id')
      .where('account.number', number)
      .select('line.booking_date as day', 'line.amount', 'line.narrative', 'line.occurrence')
  )
    .map((line: Record<string, unknown>) => Object.values(line).map(String).join('|'))
    .sort();

const mt940 = (
  account: string,
  some = entries,
  more: Partial<Parameters<typeof mt940Of>[0]> = {},
) =>
  mt940Of({
    ...{ account, entries: some, openedOn: addDays(firstDay, -1), closedOn: addDays(firstDay, 2) },
    ...more,
  });

test('all lines of a long statement come in, equal ones counted', async () => {
  const account = await anAccount();
  expect(await bring(mt940(account))).toEqual([`balanced new ${String(count)} known 0`]);
  const lines = await stored(account);
  expect(lines).toHaveLength(count);
  expect(new Set(lines).size).toBe(count);
});

test.each([0, 1, 2])('day %i brought before is known, and the end is the same', async (which) => {
  const [alone, parted] = [await anAccount(), await anAccount()];
  await bring(sheetOf({ account: alone, from: firstDay, to: addDays(firstDay, 2), entries }), 'x');
  const day = addDays(firstDay, which);
  const opening = sumOf(entries.filter(({ on }) => on < day));
  const some = ofDay(day);
  await bring(sheetOf({ account: parted, from: day, to: day, opening, entries: some }), 'y');
  const whole = sheetOf({ account: parted, from: firstDay, to: addDays(firstDay, 2), entries });
  const [known, fresh] = [some.length, count - some.length].map(String);
  expect(await bring(whole, 'z')).toEqual([`balanced new ${fresh ?? ''} known ${known ?? ''}`]);
  expect(await stored(parted)).toEqual(await stored(alone));
});

test('the same days in another layout are known, line by line', async () => {
  const account = await anAccount();
  await bring(sheetOf({ account, from: firstDay, to: addDays(firstDay, 2), entries }));
  expect(await bring(mt940(account))).toEqual([`balanced new 0 known ${String(count)}`]);
  expect(await stored(account)).toHaveLength(count);
});

test('one whose end contradicts it leaves no line, nor does one of nobody', async () => {
  const account = await anAccount();
  const wrong = mt940(account).replace(/(:62F:C\d{6}VND)\d+/, '$11');
  expect(await bring(wrong)).toEqual(['quarantined new 0 known 0']);
  expect(await stored(account)).toEqual([]);
  expect(await bring(mt940('5550001'))).toEqual(['parked new 0 known 0']);
  // what was taken back stands in nobody's way
  expect(await bring(mt940(account))).toEqual([`balanced new ${String(count)} known 0`]);
});

test('a long one that differs from what is there keeps to itself', async () => {
  const account = await anAccount();
  const day = addDays(firstDay, 1);
  const other = [{ on: day, amount: 123_456n, reference: 'OTHER', text: 'KHAC' }];
  const opening = sumOf(entries.filter(({ on }) => on < day));
  await bring(sheetOf({ account, from: day, to: day, opening, entries: other }));
  const whole = sheetOf({ account, from: firstDay, to: addDays(firstDay, 2), entries });
  expect(await bring(whole)).toEqual(['overlap new 0 known 0']);
  expect(await stored(account)).toHaveLength(1);
});
