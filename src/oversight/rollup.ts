// Totals per unit and per province: how many payments and how much money stand where. Pure sums
// over one reading; the units' totals, and what has no unit, always add up to the province's.
import type { Money } from '../money.js';
import { settlementValues } from '../reconciliation/reading.js';
import type { PaymentReading, SettlementValue } from '../reconciliation/reading.js';

/** A number of payments and the sum of their amounts. */
export interface Tally {
  readonly count: number;
  readonly amount: Money;
}

/**
 * Where paid money stands, coarser than the settlement value: every value belongs to exactly one
 * of these, so the places add up to what was paid.
 */
export const places = [
  'arrived',
  'missing',
  'wrong_place',
  'unproven',
  'undecided',
  'no_destination',
  'awaiting',
  'refunded',
] as const;
export type Place = (typeof places)[number];

const placeOfValue: Readonly<Record<SettlementValue, Place>> = {
  arrived: 'arrived',
  over: 'arrived',
  overdue: 'missing',
  short: 'missing',
  returned: 'missing',
  wrong_unit: 'wrong_place',
  old_account: 'wrong_place',
  unverifiable: 'unproven',
  proposed: 'undecided',
  no_account: 'no_destination',
  unassigned: 'no_destination',
  awaiting: 'awaiting',
  refunded: 'refunded',
};

export interface Totals {
  /** Every payment the gateway says was made, refunded ones included. */
  readonly paid: Tally;
  readonly bySettlement: Readonly<Record<SettlementValue, Tally>>;
  readonly byPlace: Readonly<Record<Place, Tally>>;
}

export const nothing: Tally = { count: 0, amount: 0n };

export function plus(one: Tally, other: Tally): Tally {
  return { count: one.count + other.count, amount: one.amount + other.amount };
}

/**
 * Totals of some payments; those without a settlement value (never paid) count nowhere. Of a
 * payment that came only in part the rest is missing: what came is counted where it is.
 */
export function totalsOf(payments: Iterable<PaymentReading>): Totals {
  let paid = nothing;
  const bySettlement = tallies(settlementValues);
  const byPlace = tallies(places);
  for (const { settlement, amount, arrivedAmount } of payments) {
    if (settlement === null) continue;
    const place = placeOfValue[settlement];
    const came = settlement === 'short' || settlement === 'overdue' ? arrivedAmount : 0n;
    paid = counted(paid, amount);
    bySettlement[settlement] = counted(bySettlement[settlement], amount);
    byPlace[place] = counted(byPlace[place], amount - came);
    byPlace.arrived = { ...byPlace.arrived, amount: byPlace.arrived.amount + came };
  }
  return { paid, bySettlement, byPlace };
}

/** Totals of several parts as one. */
export function totalsTogether(parts: Iterable<Totals>): Totals {
  const paid: Tally[] = [];
  const sum = { bySettlement: tallies(settlementValues), byPlace: tallies(places) };
  for (const part of parts) {
    paid.push(part.paid);
    for (const value of settlementValues) {
      sum.bySettlement[value] = plus(sum.bySettlement[value], part.bySettlement[value]);
    }
    for (const place of places) {
      sum.byPlace[place] = plus(sum.byPlace[place], part.byPlace[place]);
    }
  }
  return { paid: paid.reduce(plus, nothing), ...sum };
}

/** Totals by unit code; `null` collects the payments whose unit is not known. */
export function totalsByUnit(
  payments: Iterable<PaymentReading>,
): ReadonlyMap<string | null, Totals> {
  const grouped = new Map<string | null, PaymentReading[]>();
  for (const payment of payments) {
    const group = grouped.get(payment.unitCode);
    if (group) group.push(payment);
    else grouped.set(payment.unitCode, [payment]);
  }
  return new Map([...grouped].map(([unitCode, group]) => [unitCode, totalsOf(group)]));
}

function tallies<Key extends string>(keys: readonly Key[]): Record<Key, Tally> {
  return Object.fromEntries(keys.map((key) => [key, nothing])) as Record<Key, Tally>;
}

function counted(tally: Tally, amount: Money): Tally {
  return { count: tally.count + 1, amount: tally.amount + amount };
}
