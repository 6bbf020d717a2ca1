import fc from 'fast-check';
import { addDays, instantOf } from '../../src/calendar.js';
import { chainWarnings } from '../../src/statements/chain-warnings.js';
import { coveredDays, type CoverageStatement } from '../../src/statements/coverage.js';

const firstDay = '2026-05-01';

/** A balanced statement of some days of May, made long after them. */
function of(days: string, balances: string, number?: number): CoverageStatement {
  const [from = '', to = ''] = days.split('-');
  const [opening = '0', closing = '0'] = balances.split('>');
  return {
    state: 'balanced',
    kind: number === undefined ? 'sheet' : 'numbered',
    sequenceNumber: number ?? null,
    periodFrom: `2026-05-${from}`,
    periodTo: `2026-05-${to}`,
    opening: BigInt(opening),
    closing: BigInt(closing),
    madeAt: instantOf('2026-06-10'),
  };
}

/** What is told of each, in the order given; the same in any order. */
function told(...all: CoverageStatement[]): string[][] {
  const reversed = [...all].reverse();
  return all.map((each) => {
    const warnings = chainWarnings(each, all);
    expect(chainWarnings(each, reversed)).toEqual(warnings);
    return warnings.map(({ code, detail }) => `${code}: ${detail}`);
  });
}

test('statements whose balances join have nothing to tell', () => {
  expect(told(of('01-05', '10>20'), of('06-08', '20>20'))).toEqual([[], []]);
});

test('balances that do not join are told of both', () => {
  expect(told(of('01-05', '10>20'), of('06-08', '21>30'))).toEqual([
    ['closing_differs: the statement after it, from 2026-05-06, opens with another balance'],
    ['opening_differs: the statement before it, to 2026-05-05, closes with another balance'],
  ]);
});

test('one that joins is enough where a day came in two exports', () => {
  expect(told(of('01-05', '10>19'), of('03-05', '15>20'), of('06-08', '20>30'))[2]).toEqual([]);
});

test('days between two exports are named', () => {
  const expected = ['days_missing: no statement proves 2026-05-06 to 2026-05-07'];
  expect(told(of('01-05', '10>20'), of('08-09', '20>30'))).toEqual([expected, expected]);
});

test('numbers that were left out are named with their days', () => {
  const expected = ['numbers_missing: number 8 is missing, 2026-05-06'];
  expect(told(of('01-05', '10>20', 7), of('07-09', '25>30', 9))).toEqual([expected, expected]);
  const many = told(of('01-05', '10>20', 7), of('12-12', '25>30', 12))[0];
  expect(many).toEqual(['numbers_missing: numbers 8 to 11 are missing, 2026-05-06 to 2026-05-11']);
});

test('numbers that follow each other with agreeing balances leave no day out', () => {
  expect(told(of('01-05', '10>20', 7), of('08-09', '20>30', 8))).toEqual([[], []]);
});

test('a bank that numbers every statement alike is told about its days only', () => {
  expect(told(of('01-05', '10>20', 1), of('07-09', '20>30', 1))[1]).toEqual([
    'days_missing: no statement proves 2026-05-06',
  ]);
});

test('days that another statement proves are not missing', () => {
  expect(told(of('01-05', '10>20'), of('09-09', '20>20'), of('04-10', '15>20'))).toEqual([
    [],
    [],
    [],
  ]);
});

test('one that proves no days is not held against its neighbours', () => {
  const unproven = { ...of('06-07', '1>2'), state: 'unproven' };
  expect(told(of('01-05', '10>20'), unproven)).toEqual([[], []]);
});

test('a day is said to be missing only where it is uncovered', () => {
  const day = fc.integer({ min: 0, max: 12 });
  const statement = fc.record({ from: day, length: fc.integer({ min: 0, max: 4 }), at: day });
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 6 }), (given) => {
      const all = given.map(({ from, length, at }, place) => ({
        ...of('01-01', `${String(at % 3)}>${String(from % 3)}`, place % 2 === 0 ? at : undefined),
        periodFrom: addDays(firstDay, from),
        periodTo: addDays(firstDay, from + length),
      }));
      const covered = coveredDays(all);
      for (const { code, detail } of all.flatMap((each) => chainWarnings(each, all))) {
        if (!code.endsWith('_missing')) continue;
        const named = detail.match(/\d{4}-\d\d-\d\d/g) ?? [];
        const [from = '', to = from] = named;
        expect(covered.some((range) => range.from <= from && to <= range.to)).toBe(false);
      }
    }),
  );
});
