import fc from 'fast-check';
import { addDays, instantOf } from '../../src/calendar.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { loadStatementLines } from '../../src/statements/statement-store.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { camtOf, dailyMt940, mt942Of, sheetOf, type Entry } from './files.js';
import { byTester } from '../support/people.js';

let database: TestDatabase;
const now = () => instantOf('2026-06-01');
const firstDay = '2026-05-18';
const runs = process.env['DOISOAT_LONG'] ? 200 : 6;

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());

/** Fees are a handful of fixed amounts, so equal lines of one day are the rule. */
const day = fc.record({
  amounts: fc.array(fc.constantFrom(8_000n, 15_000n, -3_000n), { maxLength: 4 }),
  /** Where the bank cuts the day into two MT940 statements. */
  cut: fc.nat(4),
});

const exports = fc.record({
  /** Sheets of the whole range, in either layout. */
  layouts: fc.subarray(['A', 'B'] as const, { minLength: 0 }),
  /** Sheets made before the last day was over: up to its n-th line. */
  early: fc.array(fc.record({ layout: fc.constantFrom('A', 'B'), lines: fc.nat(3) }), {
    maxLength: 2,
  }),
  /** Sheets of a part of the range, which overlap or split it at will. */
  parts: fc.array(
    fc.record({ layout: fc.constantFrom('A', 'B'), from: fc.nat(2), length: fc.nat(2) }),
    { maxLength: 3 },
  ),
  /** Messages of a running day, up to its n-th line, at any time. */
  intraday: fc.array(
    fc.record({ kind: fc.constantFrom('052', '054', '942'), day: fc.nat(2), lines: fc.nat(4) }),
    { maxLength: 2 },
  ),
});

interface Bank {
  readonly days: readonly (readonly Entry[])[];
  readonly messages: readonly string[];
}

function bankOf(drawn: readonly { amounts: readonly bigint[]; cut: number }[]): Bank {
  let opening = 0n;
  let number = 1;
  const messages: string[] = [];
  const days = drawn.map(({ amounts, cut }, index) => {
    const on = addDays(firstDay, index);
    const entries = amounts.map((amount) => ({ on, amount, text: 'LE PHI', reference: 'R' }));
    const stretches = [entries.slice(0, cut), entries.slice(cut)];
    messages.push(...dailyMt940(on, stretches, { number, opening }));
    number += stretches.length;
    opening = amounts.reduce((total, amount) => total + amount, opening);
    return entries;
  });
  return { days, messages };
}

function sheetsOf(days: Bank['days'], drawn: { layouts: readonly ('A' | 'B')[] }): string[] {
  const to = addDays(firstDay, days.length - 1);
  return drawn.layouts.map((layout) =>
    sheetOf({ from: firstDay, to, entries: days.flat(), layout }),
  );
}

function earlySheets(
  days: Bank['days'],
  drawn: { early: readonly { layout: 'A' | 'B'; lines: number }[] },
): string[] {
  const to = addDays(firstDay, days.length - 1);
  const before = days.slice(0, -1).flat();
  return drawn.early.map(({ layout, lines }) => {
    const entries = [...before, ...(days.at(-1) ?? []).slice(0, lines)];
    return sheetOf({ from: firstDay, to, entries, layout });
  });
}

function partSheets(
  days: Bank['days'],
  drawn: {
    parts: readonly { layout: 'A' | 'B'; from: number; length: number }[];
  },
): string[] {
  return drawn.parts.flatMap(({ layout, from, length }) => {
    const part = days.slice(from, from + length + 1);
    if (part.length === 0) return [];
    const opening = days
      .slice(0, from)
      .flat()
      .reduce((sum, { amount }) => sum + amount, 0n);
    const to = addDays(firstDay, from + part.length - 1);
    const given = { from: addDays(firstDay, from), to, opening, entries: part.flat(), layout };
    return [sheetOf(given)];
  });
}

function intradayMessages(
  days: Bank['days'],
  drawn: { intraday: readonly { kind: '052' | '054' | '942'; day: number; lines: number }[] },
): string[] {
  return drawn.intraday.map(({ kind, day: at, lines }) => {
    const entries = (days[at] ?? []).slice(0, lines);
    return kind === '942' ? mt942Of({ entries }) : camtOf({ kind, entries });
  });
}

/** Imports the files for a fresh account and says what is stored, as a sorted multiset. */
async function storedAfter(files: readonly string[], number: string): Promise<string[]> {
  await database.db('bank_account').insert({
    kind: 'bank',
    bank_bin: '970436',
    number,
    number_key: number,
  });
  const named = files.map((text, index) => ({
    name: `file-${String(index)}`,
    bytes: Buffer.from(text.replaceAll('1012345678', number)),
  }));
  await importStatements({ db: database.db, now, by: byTester }, named);
  const [account] = await database.db('bank_account').where({ number }).select('id');
  const lines = await loadStatementLines(database.db);
  return lines
    .filter((line) => line.bankAccountId === account.id)
    .map((line) => `${line.bookingDate} ${String(line.amount)}`)
    .sort();
}

let accountCount = 0;
const nextNumber = (): string => `8${String(10_000_000 + accountCount++)}`;

const truthOf = (days: Bank['days']): string[] =>
  days
    .flat()
    .map((entry) => `${entry.on} ${String(entry.amount)}`)
    .sort();

test('every line is counted once, whatever files show it and in whatever order they come', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(day, { minLength: 1, maxLength: 3 }),
      exports,
      fc.infiniteStream(fc.nat()),
      async (drawnDays, drawnExports, random) => {
        const { days, messages } = bankOf(drawnDays);
        const sheets = [
          ...sheetsOf(days, drawnExports),
          ...earlySheets(days, drawnExports),
          ...partSheets(days, drawnExports),
        ];
        const early = intradayMessages(days, drawnExports);
        const files = [...messages, ...sheets, ...early]
          .map((text) => ({ text, at: random.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ text }) => text);
        expect(await storedAfter(files, nextNumber())).toEqual(truthOf(days));
      },
    ),
    { numRuns: runs },
  );
});

test('a day in two layouts counts once, whichever shows more of it and whichever comes first', async () => {
  const amounts = fc.array(fc.constantFrom(8_000n, 15_000n), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(amounts, fc.nat(5), fc.boolean(), async (drawn, shown, isWholeFirst) => {
      const entries = drawn.map((amount) => ({ on: firstDay, amount, text: 'LE PHI' }));
      const range = { from: firstDay, to: firstDay } as const;
      const whole = sheetOf({ ...range, entries, layout: 'A' });
      const part = sheetOf({ ...range, entries: entries.slice(0, shown), layout: 'B' });
      const files = isWholeFirst ? [whole, part] : [part, whole];
      expect(await storedAfter(files, nextNumber())).toEqual(truthOf([entries]));
    }),
    { numRuns: runs },
  );
});

test('importing every file twice changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(day, { minLength: 1, maxLength: 3 }),
      exports,
      async (drawnDays, drawnExports) => {
        const { days, messages } = bankOf(drawnDays);
        const files = [...sheetsOf(days, drawnExports), ...messages];
        expect(await storedAfter([...files, ...files], nextNumber())).toEqual(truthOf(days));
      },
    ),
    { numRuns: runs },
  );
});
