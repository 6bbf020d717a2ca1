// Which days of an account its statements prove, and which they do not, as pages show them.
import { addDays, daysBetween, type LocalDate } from '../calendar.js';
import type { AccountCoverage, UnitReading } from '../reconciliation/reading.js';

/** Days from `from` to `to`, both included. */
export interface DayRange {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** What the days of an account are read from. */
export type CoveredDays = Pick<AccountCoverage, 'validFrom' | 'validTo' | 'covered'>;

export type DayState = 'covered' | 'uncovered' | 'outside';

/** Each day of a window: proven, not proven, or not the unit's account on that day. */
export function daysOf(
  account: CoveredDays,
  window: DayRange,
): readonly { readonly day: LocalDate; readonly state: DayState }[] {
  const count = daysBetween(window.from, window.to) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) => {
    const day = addDays(window.from, at);
    return { day, state: stateOn(account, day) };
  });
}

/** The unproven days of a window in which the account was the unit's, as ranges, oldest first. */
export function gapsOf(account: CoveredDays, window: DayRange): readonly DayRange[] {
  const gaps: { from: LocalDate; to: LocalDate }[] = [];
  for (const { day, state } of daysOf(account, window)) {
    if (state !== 'uncovered') continue;
    const last = gaps.at(-1);
    if (last && addDays(last.to, 1) === day) last.to = day;
    else gaps.push({ from: day, to: day });
  }
  return gaps;
}

/** True while the version holds on a day; `validTo` is the first day on which it no longer does. */
export function holdsOn(
  account: Pick<CoveredDays, 'validFrom' | 'validTo'>,
  day: LocalDate,
): boolean {
  return (
    (account.validFrom === null || account.validFrom <= day) &&
    (account.validTo === null || day < account.validTo)
  );
}

/** The last day that the statements of all accounts in force on `day` prove. */
export function unitCoveredThrough(unit: UnitReading, day: LocalDate): LocalDate | null {
  const ends = unit.accounts
    .filter((account) => holdsOn(account, day))
    .map((account) => account.coveredThrough);
  const known = ends.filter((end) => end !== null).sort();
  return known.length === ends.length ? (known[0] ?? null) : null;
}

function stateOn(account: CoveredDays, day: LocalDate): DayState {
  if (account.covered.some((range) => range.from <= day && day <= range.to)) return 'covered';
  return holdsOn(account, day) ? 'uncovered' : 'outside';
}
