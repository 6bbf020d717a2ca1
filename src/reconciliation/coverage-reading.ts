// Coverage as settlement reads it: which days of which account are proven at an instant.
import { addDays, localDateOf, type LocalDate } from '../calendar.js';
import { coveredDays, type CoverageStatement, type DayRange } from '../statements/coverage.js';
import type { AccountFact } from './facts.js';

/** Days of each account that its statements prove, none that had not ended by the as-of. */
export class Coverage {
  private readonly ranges = new Map<string, readonly DayRange[]>();
  private readonly statements: ReadonlyMap<string, readonly CoverageStatement[]>;
  private readonly lastEnded: LocalDate;

  constructor(statements: ReadonlyMap<string, readonly CoverageStatement[]>, asOf: Date) {
    this.statements = statements;
    this.lastEnded = addDays(localDateOf(asOf), -1);
  }

  /** Covered days of an account as inclusive ranges, oldest first. */
  of(bankAccountId: string): readonly DayRange[] {
    const known = this.ranges.get(bankAccountId);
    if (known) return known;
    const ranges = coveredDays(this.statements.get(bankAccountId) ?? [])
      .filter((range) => range.from <= this.lastEnded)
      .map(({ from, to }) => ({ from, to: to < this.lastEnded ? to : this.lastEnded }));
    this.ranges.set(bankAccountId, ranges);
    return ranges;
  }

  /** True when every day from `from` to `to`, both included, is proven. */
  covers(bankAccountId: string, from: LocalDate, to: LocalDate): boolean {
    return this.of(bankAccountId).some((range) => range.from <= from && to <= range.to);
  }

  /** The last day proven without a gap since `from`; before the gap when `from` itself is in one. */
  through(bankAccountId: string, from: LocalDate): LocalDate | null {
    const ranges = this.of(bankAccountId);
    const around = ranges.find((range) => range.from <= from && from <= range.to);
    return around?.to ?? ranges.findLast((range) => range.to < from)?.to ?? null;
  }
}

/** A version's account and the days it must be proven for one payment. */
export interface DaysNeeded {
  readonly bankAccountId: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** False for a version that ended by the due day: nothing is claimed of it later. */
  readonly goesOn: boolean;
}

/**
 * The days that must be proven before a payment may be called overdue: for every account that was
 * the unit's from the payment's day to its due day, from the later of that day and its validFrom;
 * a replaced one up to the due day.
 */
export function daysNeeded(
  accounts: readonly AccountFact[],
  paidOn: LocalDate,
  dueOn: LocalDate,
): DaysNeeded[] {
  return accounts
    .filter((account) => holdsWithin(account, paidOn, dueOn))
    .map((account) => ({
      bankAccountId: account.bankAccountId,
      from: account.validFrom !== null && account.validFrom > paidOn ? account.validFrom : paidOn,
      to: dueOn,
      goesOn: account.validTo === null || account.validTo > dueOn,
    }));
}

/** Whether a version holds on some day of a range, both ends included. */
export function holdsWithin(account: AccountFact, from: LocalDate, to: LocalDate): boolean {
  return (
    (account.validFrom === null || account.validFrom <= to) &&
    (account.validTo === null || account.validTo > from)
  );
}

/** The unit that has an account on a day; else the last that had it. */
export function unitHolding(versions: readonly AccountFact[], day: LocalDate): string | null {
  const present = versions.find((each) => holdsWithin(each, day, day));
  return (present ?? versions.at(-1))?.unitCode ?? null;
}
