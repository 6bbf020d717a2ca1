// How urgent a discrepancy is: severity, ageing in working days, hours to act in.
import { Calendar, instantOf } from '../../src/calendar.js';
import {
  actByOf,
  ageDaysOf,
  bucketOf,
  severityOf,
  workingHoursAfter,
} from '../../src/discrepancies/urgency.js';

// a Thursday and Friday off before a weekend
const calendar = new Calendar([
  { day: '2026-04-30', kind: 'holiday' },
  { day: '2026-05-01', kind: 'holiday' },
]);
const at = instantOf;

test('missing money is high once it is ten million đồng, or a million and old', () => {
  const of = (kind: string, amount: bigint, ageDays: number) =>
    severityOf({ kind, amount, ageDays });
  expect(of('not_arrived', 10_000_000n, 0)).toBe('high');
  expect(of('not_arrived', 1_000_000n, 5)).toBe('medium');
  expect(of('not_arrived', 1_000_000n, 6)).toBe('high');
  expect(of('not_arrived', 8_000n, 30)).toBe('medium');
  expect(of('ambiguous', 8_000n, 0)).toBe('low');
  expect(of('over', 8_000n, 2)).toBe('low');
  expect(of('fee_variance', -10_000_000n, 0)).toBe('medium');
});

test('age counts working days from the due day, or from when it opened if that was earlier', () => {
  const asOf = at('2026-05-05', '09:00');
  const days = (dueAt: Date | null, openedAt: Date | null) =>
    ageDaysOf({ dueAt, openedAt }, asOf, calendar);
  // due at 24:00 of Tuesday 28/04: Wednesday, and the Monday and Tuesday after the days off
  expect(days(at('2026-04-29'), null)).toBe(3);
  expect(days(at('2026-05-20'), at('2026-05-04', '10:00'))).toBe(1);
  expect(days(null, null)).toBe(0);
  expect([0, 1, 2, 3, 4, 5, 6, 10, 11].map(bucketOf)).toEqual([
    '0-1',
    '0-1',
    '2-3',
    '2-3',
    '4-5',
    '4-5',
    '6-10',
    '6-10',
    'over-10',
  ]);
});

test('hours to act in pass in working time alone; a wait ends with its day', () => {
  const after = (day: string, time: string, hours: number) =>
    workingHoursAfter(at(day, time), hours, calendar);
  expect(after('2026-04-29', '16:00', 2)).toEqual(at('2026-05-04', '08:30'));
  expect(after('2026-05-02', '10:00', 1)).toEqual(at('2026-05-04', '08:30'));
  expect(after('2026-05-04', '05:00', 9.5)).toEqual(at('2026-05-04', '17:00'));
  const openedAt = at('2026-04-29', '16:00');
  const actBy = (kind: string, waitsUntil: string | null) =>
    actByOf({ kind, openedAt, waitsUntil }, calendar);
  expect(actBy('not_arrived', null)).toEqual(at('2026-05-04', '14:30'));
  expect(actBy('not_arrived', '2026-05-11')).toEqual(at('2026-05-11', '17:00'));
});
