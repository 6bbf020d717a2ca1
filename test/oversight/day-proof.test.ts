// Why a day of an account is not proven: one reason a day, the nearest to a proof.
import { Calendar, instantOf } from '../../src/calendar.js';
import type { CoveredDays } from '../../src/oversight/coverage.js';
import { dayProofs, uncoveredRanges, type ShownStatement } from '../../src/oversight/day-proof.js';
import { dayReasons } from '../../src/oversight/day-proof.js';
import { dayWords } from '../../src/oversight/day-proof-words.js';

const calendar = new Calendar([{ day: '2026-05-01', kind: 'holiday' }]);

function aVersion(more: Partial<CoveredDays> = {}): CoveredDays {
  return { validFrom: '2026-01-01', validTo: null, covered: [], ...more };
}

function aStatement(more: Partial<ShownStatement> = {}): ShownStatement {
  const stated = { isStated: true, from: '2026-05-11', to: '2026-05-12' };
  const about = { id: '1', format: 'CSV', state: 'balanced', isReleased: false };
  return { ...about, ...stated, madeAt: instantOf('2026-05-20'), ...more };
}

function reasons(
  statements: readonly ShownStatement[],
  versions: readonly CoveredDays[] = [aVersion()],
  [from, to] = ['2026-05-11', '2026-05-12'],
): string[] {
  const facts = { calendar, today: '2026-05-20', versions, statements };
  return dayProofs(facts, { from, to }).map(({ state, reason }) => reason ?? state);
}

test('a day without any statement misses one; between covered days it is a gap', () => {
  expect(reasons([])).toEqual(['no_statement', 'no_statement']);
  const covered = [
    { from: '2026-05-04', to: '2026-05-10' },
    { from: '2026-05-12', to: '2026-05-12' },
  ];
  expect(reasons([], [aVersion({ covered })])).toEqual(['gap', 'covered']);
});

test.each([
  ['quarantined', aStatement({ state: 'quarantined' })],
  ['overlap', aStatement({ state: 'overlap' })],
  ['parked', aStatement({ state: 'parked' })],
  ['voided', aStatement({ state: 'voided' })],
  ['no_balances', aStatement({ state: 'unproven' })],
  ['released', aStatement({ state: 'unproven', isReleased: true })],
  ['intraday', aStatement({ state: 'unproven', format: 'camt.054.001.08' })],
  ['intraday', aStatement({ state: 'unproven', format: 'MT942' })],
  ['period_not_stated', aStatement({ isStated: false })],
])('a day that only such a statement states is not proven: %s', (reason, statement) => {
  expect(reasons([statement])).toEqual([reason, reason]);
});

test('of several statements the one that is nearest to a proof gives the reason', () => {
  const others = ['voided', 'quarantined', 'parked'].map((state) => aStatement({ state }));
  expect(reasons(others)[0]).toBe('quarantined');
});

test('the last day of a statement made too early is told apart from a break of the chain', () => {
  const early = aStatement({ madeAt: instantOf('2026-05-12', '15:00') });
  const covered = [{ from: '2026-05-11', to: '2026-05-11' }];
  expect(reasons([early], [aVersion({ covered })])).toEqual(['covered', 'day_not_over']);
  const next = aStatement({ id: '2', from: '2026-05-13', to: '2026-05-14' });
  expect(reasons([early, next], [aVersion({ covered })])[1]).toBe('chain_broken');
});

test('a day on which the account is not yet or no longer of the unit is none of its gaps', () => {
  expect(reasons([], [aVersion({ validFrom: '2026-05-12' })])).toEqual([
    'not_yet_ours',
    'no_statement',
  ]);
  const ended = aVersion({ validTo: '2026-05-12' });
  expect(reasons([], [ended])).toEqual(['no_statement', 'no_longer_ours']);
  // suspended and resumed: two versions on one account
  const resumed = aVersion({ validFrom: '2026-05-12' });
  expect(reasons([], [ended, resumed])).toEqual(['no_statement', 'no_statement']);
});

test('a day that has not ended is said to be so, whatever the statements say', () => {
  const ahead = aStatement({ from: '2026-05-19', to: '2026-05-21' });
  const covered = [{ from: '2026-05-19', to: '2026-05-21' }];
  expect(reasons([ahead], [aVersion({ covered })], ['2026-05-19', '2026-05-20'])).toEqual([
    'covered',
    'future',
  ]);
});

test('days off are named, and ranges count the working days of one reason', () => {
  const facts = { calendar, today: '2026-05-20', versions: [aVersion()], statements: [] };
  const days = dayProofs(facts, { from: '2026-04-30', to: '2026-05-04' });
  expect(days.map(({ kind }) => kind)).toEqual([
    'working',
    'holiday',
    'weekend',
    'weekend',
    'working',
  ]);
  expect(uncoveredRanges(days)).toEqual([
    {
      ...{ from: '2026-04-30', to: '2026-05-04', reason: 'no_statement' },
      ...{ workingDays: 2, statementIds: [] },
    },
  ]);
});

test('every reason has its words, and what to do where something can be done', () => {
  const nothing = dayReasons.filter((reason) => dayWords[reason].todo === null);
  expect(nothing).toEqual(['not_yet_ours', 'no_longer_ours', 'future']);
});
