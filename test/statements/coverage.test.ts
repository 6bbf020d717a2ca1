import { instantOf } from '../../src/calendar.js';
import { coveredDays, type CoverageStatement } from '../../src/statements/coverage.js';

/** A balanced sheet of 1 to 5 May, made on the 10th, opening and closing with 100. */
function aSheet(more: Partial<CoverageStatement> = {}): CoverageStatement {
  return {
    state: 'balanced',
    kind: 'sheet',
    sequenceNumber: null,
    periodFrom: '2026-05-01',
    periodTo: '2026-05-05',
    opening: 100n,
    closing: 100n,
    madeAt: instantOf('2026-05-10'),
    ...more,
  };
}

function aNumbered(sequenceNumber: number, more: Partial<CoverageStatement> = {}) {
  return aSheet({ kind: 'numbered', sequenceNumber, ...more });
}

const sixToEight = { periodFrom: '2026-05-06', periodTo: '2026-05-08' } as const;
const eightToNine = { periodFrom: '2026-05-08', periodTo: '2026-05-09' } as const;

function days(...statements: CoverageStatement[]): string[] {
  const ranges = coveredDays(statements);
  expect(coveredDays([...statements].reverse())).toEqual(ranges);
  return ranges.map(({ from, to }) => `${from.slice(8)}-${to.slice(8)}`);
}

test('a balanced statement covers the days it states', () => {
  expect(days(aSheet())).toEqual(['01-05']);
});

test.each(['unproven', 'quarantined', 'overlap', 'parked', 'duplicate'])(
  'a statement that is %s covers nothing',
  (state) => {
    expect(days(aSheet({ state }))).toEqual([]);
  },
);

test('a statement that states no period covers nothing', () => {
  expect(days(aSheet({ periodFrom: null, periodTo: null }))).toEqual([]);
});

test('the next statement continues the chain when it opens with the previous closing', () => {
  expect(days(aSheet({ closing: 70n }), aSheet({ ...sixToEight, opening: 70n }))).toEqual([
    '01-08',
  ]);
});

test('where touching statements disagree, both days at the break are uncovered', () => {
  expect(days(aSheet({ closing: 70n }), aSheet({ ...sixToEight, opening: 80n }))).toEqual([
    '01-04',
    '07-08',
  ]);
});

test('a break across unstated days leaves only the days between uncovered', () => {
  expect(days(aSheet({ closing: 70n }), aSheet({ ...eightToNine, opening: 80n }))).toEqual([
    '01-05',
    '08-09',
  ]);
});

test('equal balances of two sheets prove nothing about the days between', () => {
  expect(days(aSheet(), aSheet(eightToNine))).toEqual(['01-05', '08-09']);
});

test('unstated days are covered where numbers follow each other and balances agree', () => {
  expect(days(aNumbered(7), aNumbered(8, eightToNine))).toEqual(['01-09']);
});

test('a missing number leaves the unstated days uncovered', () => {
  expect(days(aNumbered(7), aNumbered(9, eightToNine))).toEqual(['01-05', '08-09']);
});

test('numbers that follow do not cover unstated days when balances disagree', () => {
  expect(days(aNumbered(7), aNumbered(8, { ...eightToNine, opening: 1n }))).toEqual([
    '01-05',
    '08-09',
  ]);
});

test('the last day does not count when the statement was made before it ended', () => {
  expect(days(aSheet({ madeAt: new Date(instantOf('2026-05-06').getTime() - 1) }))).toEqual([
    '01-04',
  ]);
});

test('the last day counts when the statement was made the moment it ended', () => {
  expect(days(aSheet({ madeAt: instantOf('2026-05-06') }))).toEqual(['01-05']);
});

test('the last day of an early statement counts when the next one opens with its closing', () => {
  const early = aSheet({ madeAt: instantOf('2026-05-05', '12:00'), closing: 70n });
  expect(days(early, aSheet({ ...sixToEight, opening: 70n }))).toEqual(['01-08']);
});

test('an export that starts before the previous one ends is not its next', () => {
  const daily = aSheet({ periodTo: '2026-05-04', closing: 60n, madeAt: instantOf('2026-05-04') });
  expect(days(daily, aSheet({ closing: 70n }))).toEqual(['01-05']);
});

test('a day at a break is covered by another statement in which it is no edge', () => {
  const morning = aSheet({ closing: 70n });
  const whole = aSheet({ periodTo: '2026-05-08', closing: 90n });
  const next = aSheet({ ...sixToEight, opening: 80n, closing: 90n });
  expect(days(morning, whole, next)).toEqual(['01-08']);
});

test('two numbered statements of one day follow each other by their numbers', () => {
  const day = { periodFrom: '2026-05-06', periodTo: '2026-05-06' } as const;
  const first = aNumbered(2, { ...day, closing: 40n });
  const second = aNumbered(3, { ...day, opening: 40n, closing: 50n });
  const after = aNumbered(4, { periodFrom: '2026-05-07', periodTo: '2026-05-07', opening: 50n });
  expect(days(aNumbered(1), first, second, after)).toEqual(['01-07']);
  expect(days(aNumbered(1), first, after)).toEqual(['01-05']);
  expect(days(aNumbered(1), second, after)).toEqual(['01-04', '07-07']);
});

test('numbered statements of quiet days link the days around them', () => {
  const quiet = aNumbered(8, { periodFrom: null, periodTo: null });
  expect(days(aNumbered(7), quiet, aNumbered(9, eightToNine))).toEqual(['01-09']);
  const moved = { ...quiet, closing: 90n };
  expect(days(aNumbered(7), moved, aNumbered(9, eightToNine))).toEqual(['01-05', '08-09']);
});
