// How long a flagged unit has been silent, and who above it is therefore told. Any sign of life lets
// the days begin anew: an answer to an alert, fewer payments behind a flag, less money, a flag gone,
// work on one of the unit's discrepancies. Pure.
import type { Calendar, LocalDate } from '../calendar.js';
import { localDateOf } from '../calendar.js';
import type { UnitAct } from '../discrepancies/unit-acts.js';
import { hasFallen } from './alert-facts.js';
import type { Answer, ToldDigest } from './alert-history-store.js';
import type { AlertLevel } from './alert-store.js';

/** A unit that somebody above it is told about. */
export interface SilentUnit {
  readonly unitCode: string;
  /** The last sign of life, or the day of the first alert. */
  readonly silentSince: LocalDate;
  /** 1: the Department of Justice is told; 2: the city or the ministry too. */
  readonly level: 1 | 2;
  /** The last alert that nobody answered. */
  readonly alertId: string;
}

export interface SilenceAsked {
  readonly unitCode: string;
  /** The day on which the oldest of its flags that stand was raised. */
  readonly flaggedOn: LocalDate;
  /** Digests of the unit, oldest first. */
  readonly digests: readonly ToldDigest[];
  readonly answers: readonly Answer[];
  /** What people did about its discrepancies. */
  readonly acts: readonly UnitAct[];
}

/** @param patience working days that each level is given */
export function silenceOf(
  { unitCode, flaggedOn, digests, answers, acts }: SilenceAsked,
  at: { readonly day: LocalDate; readonly calendar: Calendar; readonly patience: number },
): SilentUnit | undefined {
  const { day, calendar, patience } = at;
  const told = digests.filter(({ onDay, facts }) => onDay >= flaggedOn && facts.length > 0);
  const [first] = told;
  const last = told.at(-1);
  if (!first || !last) return undefined;
  const progress = told
    .filter((digest, index) => index > 0 && hasFallen(told[index - 1]?.facts ?? [], digest.facts))
    .map(({ onDay }) => onDay);
  const daysAnswered = (level: AlertLevel): LocalDate[] =>
    answers.filter((one) => one.level === level).map(({ answeredAt }) => localDateOf(answeredAt));
  const worked = acts.map(({ onDay, heldUntil }) => {
    // a wait that is not over holds until today
    const held = heldUntil !== null && heldUntil > day ? day : (heldUntil ?? onDay);
    return latest([onDay, held]);
  });
  const silentSince = latest([first.onDay, ...progress, ...worked, ...daysAnswered(0)]);
  if (calendar.workingDaysBetween(silentSince, day) < patience) return undefined;
  const toldAbove = calendar.workingDayAfter(silentSince, patience);
  const aboveSince = latest([toldAbove, ...daysAnswered(1)]);
  const level = calendar.workingDaysBetween(aboveSince, day) < patience ? 1 : 2;
  return { unitCode, silentSince, level, alertId: last.id };
}

function latest(days: readonly LocalDate[]): LocalDate {
  return days.reduce((one, other) => (one > other ? one : other));
}
