// What an alert told, in figures: by them it is known later whether anything has moved since.
import { parseMoney, moneyText, type Money } from '../money.js';
import type { FlagKind, FlagReading } from '../reconciliation/reading.js';

/** One flag of one unit as an alert told it. */
export interface AlertFact {
  readonly unitCode: string;
  readonly flag: FlagKind;
  readonly payments: number;
  /** Whole đồng as text. */
  readonly amount: string;
  /** In an escalation: the unit's own alert that nobody answered. */
  readonly alertId?: string;
}

/** A sum that is newly missing and told at once, not with the next morning's digest. */
export const largeSumDong = 50_000_000n;

export function factsOf(flags: readonly FlagReading[]): AlertFact[] {
  return flags.map(({ unitCode, flag, payments, amount }) => ({
    ...{ unitCode, flag, payments },
    amount: moneyText(amount),
  }));
}

/** Whether a flag has gone, or its payments or its sum have become fewer: somebody did something. */
export function hasFallen(before: readonly AlertFact[], after: readonly AlertFact[]): boolean {
  return before.some((old) => {
    const now = after.find((one) => one.unitCode === old.unitCode && one.flag === old.flag);
    return !now || now.payments < old.payments || sumOf(now) < sumOf(old);
  });
}

/** What of the missing money was not missing yet when the unit was last told. */
export function newlyMissing(
  flags: readonly FlagReading[],
  told: readonly AlertFact[] | undefined,
): Money {
  const now = flags.find(({ flag }) => flag === 'money_missing');
  const before = told?.find(({ flag }) => flag === 'money_missing');
  return now ? now.amount - (before ? sumOf(before) : 0n) : 0n;
}

export function sumOf({ amount }: AlertFact): Money {
  return parseMoney(amount) ?? 0n;
}
