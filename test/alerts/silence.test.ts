// When an office above is told, from the alerts alone.
import { silenceOf, type SilenceAsked } from '../../src/alerts/escalation.js';
import { Calendar, instantOf } from '../../src/calendar.js';

const calendar = new Calendar([]);
const fact = (payments: number, amount: string) => ({
  ...{ unitCode: '25432', flag: 'money_missing' as const, payments, amount },
});
const digest = (id: string, onDay: string, payments = 2, amount = '300000') => ({
  ...{ id, unitCode: '25432', onDay, facts: [fact(payments, amount)] },
});
// Mondays: 4, 11, 18 and 25 May 2026
const told = [digest('1', '2026-05-04')];
const levelOn = (day: string, more: Partial<SilenceAsked> = {}): number => {
  const asked = {
    unitCode: '25432',
    flaggedOn: '2026-05-04',
    digests: told,
    answers: [],
    acts: [],
    ...more,
  };
  return silenceOf(asked, { day, calendar, patience: 5 })?.level ?? 0;
};
const answered = (level: 0 | 1, day: string) => ({
  ...{ unitCode: '25432', level, answeredAt: instantOf(day, '15:00') },
});

it.each([
  ['four working days are not yet silence', '2026-05-08', {}, 0],
  ['after the fifth the Department is told', '2026-05-11', {}, 1],
  ['after five more the city is told too', '2026-05-18', {}, 2],
  ['an answer of the unit begins anew', '2026-05-11', { answers: [answered(0, '2026-05-06')] }, 0],
  [
    'so does one after the Department knew',
    '2026-05-18',
    { answers: [answered(0, '2026-05-13')] },
    0,
  ],
  [
    'one that came before this flag is none',
    '2026-05-11',
    { answers: [answered(0, '2026-04-29')] },
    1,
  ],
  [
    'the Department’s answer holds the city off',
    '2026-05-18',
    { answers: [answered(1, '2026-05-14')] },
    1,
  ],
  ['for five working days', '2026-05-21', { answers: [answered(1, '2026-05-14')] }, 2],
  [
    'less money is progress',
    '2026-05-11',
    { digests: [...told, digest('2', '2026-05-06', 2, '200000')] },
    0,
  ],
  ['fewer payments are', '2026-05-11', { digests: [...told, digest('2', '2026-05-06', 1)] }, 0],
  [
    'more of both is none',
    '2026-05-11',
    { digests: [...told, digest('2', '2026-05-06', 3, '900000')] },
    1,
  ],
  [
    'work on a discrepancy is a sign of life',
    '2026-05-11',
    { acts: [{ unitCode: '25432', onDay: '2026-05-06', heldUntil: null }] },
    0,
  ],
  [
    'a wait holds until its day',
    '2026-05-22',
    { acts: [{ unitCode: '25432', onDay: '2026-05-06', heldUntil: '2026-05-15' }] },
    1,
  ],
  [
    'what was told before the flag came back does not count',
    '2026-05-11',
    { flaggedOn: '2026-05-05' },
    0,
  ],
] as const)('%s', (_what, day, more, level) => {
  expect(levelOn(day, more)).toBe(level);
});
