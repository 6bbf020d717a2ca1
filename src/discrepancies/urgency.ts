// How urgent a discrepancy is: its age in working days, its severity, and by when somebody is to
// act, in working hours. The whole rule stands here. Pure.
import {
  addDays,
  type Calendar,
  dueDayOf,
  instantOf,
  localDateOf,
  type LocalDate,
} from '../calendar.js';
import type { Money } from '../money.js';
import { workingHours } from '../payments/gateway-silence.js';
import type { DiscrepancyKind } from '../reconciliation/discrepancies.js';

export const severities = ['high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

/** Working days since it was due, or else since it opened. */
export const ageBuckets = ['0-1', '2-3', '4-5', '6-10', 'over-10'] as const;
export type AgeBucket = (typeof ageBuckets)[number];

/**
 * 2: money is not where it belongs, or has nowhere to go; 0: nothing is missing, a sum is to be
 * explained; 1: everything else.
 */
const weights: Readonly<Record<DiscrepancyKind, 0 | 1 | 2>> = {
  not_arrived: 2,
  returned: 2,
  short: 2,
  over: 0,
  fee_variance: 0,
  batch_unbalanced: 1,
  duplicate_payment: 1,
  duplicate_credit: 1,
  refund_not_debited: 2,
  callback_missing: 1,
  status_conflict: 1,
  amount_conflict: 1,
  gateway_silent: 1,
  statement_gap: 1,
  no_account: 2,
  wrong_route: 2,
  old_account: 2,
  wrong_unit: 2,
  unit_unknown: 1,
  ambiguous: 1,
  unidentified_credit: 1,
};

/** Working hours to act in, by weight of the kind. */
const hoursToAct = { 2: 8, 1: 16, 0: 40 } as const;

const weightOf = (kind: string): 0 | 1 | 2 => weights[kind as DiscrepancyKind];

/**
 * The kind's weight, a point for a million đồng and three for ten, a point for three working days
 * and two for six: five points are high, two are medium.
 */
export function severityOf(one: {
  readonly kind: string;
  readonly amount: Money;
  readonly ageDays: number;
}): Severity {
  const { amount, ageDays } = one;
  const points = weightOf(one.kind) + ofAmount(amount < 0n ? -amount : amount) + ofAge(ageDays);
  if (points >= 5) return 'high';
  return points >= 2 ? 'medium' : 'low';
}

function ofAmount(sum: Money): number {
  if (sum >= 10_000_000n) return 3;
  return sum >= 1_000_000n ? 1 : 0;
}

function ofAge(days: number): number {
  if (days >= 6) return 2;
  return days >= 3 ? 1 : 0;
}

/** Working days since the earlier of its oldest member's due day and its opening. */
export function ageDaysOf(
  one: { readonly dueAt: Date | null; readonly openedAt: Date | null },
  asOf: Date,
  calendar: Calendar,
): number {
  const dueOn = one.dueAt && dueDayOf(one.dueAt);
  const openedOn = one.openedAt && localDateOf(one.openedAt);
  const since = [dueOn, openedOn].filter((day) => day !== null);
  const first = since.sort()[0] ?? localDateOf(asOf);
  return calendar.workingDaysBetween(first, localDateOf(asOf));
}

export function bucketOf(ageDays: number): AgeBucket {
  if (ageDays <= 1) return '0-1';
  if (ageDays <= 3) return '2-3';
  if (ageDays <= 5) return '4-5';
  return ageDays <= 10 ? '6-10' : 'over-10';
}

/** When somebody is to have acted: so many working hours after it opened, or the end of the wait. */
export function actByOf(
  one: {
    readonly kind: string;
    readonly openedAt: Date;
    readonly waitsUntil: LocalDate | null;
  },
  calendar: Calendar,
): Date {
  if (one.waitsUntil !== null) return instantOf(one.waitsUntil, workingHours.to);
  return workingHoursAfter(one.openedAt, hoursToAct[weightOf(one.kind)], calendar);
}

/** The instant at which so many working hours have passed. */
export function workingHoursAfter(from: Date, hours: number, calendar: Calendar): Date {
  let left = hours * 3_600_000;
  for (let day = localDateOf(from); ; day = addDays(day, 1)) {
    if (!calendar.isWorkingDay(day)) continue;
    const opens = Math.max(instantOf(day, workingHours.from).getTime(), from.getTime());
    const there = Math.max(0, instantOf(day, workingHours.to).getTime() - opens);
    if (left <= there) return new Date(opens + left);
    left -= there;
  }
}
