// How long open money has been waited for: working days since it was due, by what is known of it.
// The classes add up to all that was paid and has neither arrived nor been given back. Pure.
import { dueDayOf, localDateOf, type Calendar } from '../calendar.js';
import { ageBuckets, bucketOf } from '../discrepancies/urgency.js';
import { isOpen, missingValues, openOf } from '../oversight/open-money.js';
import { nothing, plus, type Tally } from '../oversight/rollup.js';
import type { PaymentReading } from '../reconciliation/reading.js';

/** `undated`: no due day is known. */
export const ageClasses = ['not_due', ...ageBuckets, 'undated'] as const;
export type AgeClass = (typeof ageClasses)[number];

/** Known not to be there; nobody can say yet; nothing is wrong. Never added up to one accusation. */
export const openKinds = ['missing', 'unsure', 'awaiting'] as const;
export type OpenKind = (typeof openKinds)[number];

export type OpenTallies = Readonly<Record<OpenKind, Tally>>;

export interface Ageing {
  readonly rows: readonly (OpenTallies & { readonly ageClass: AgeClass })[];
  readonly totals: OpenTallies;
}

export function ageingOf(
  payments: Iterable<PaymentReading>,
  at: { readonly calendar: Calendar; readonly asOf: Date },
): Ageing {
  const rows = new Map(ageClasses.map((ageClass) => [ageClass, noOpen()]));
  const totals = noOpen();
  for (const payment of payments) {
    if (!isOpen(payment)) continue;
    const kind = openKindOf(payment);
    const own = { count: 1, amount: openOf(payment) };
    const row = rows.get(ageClassOf(payment, at));
    if (row) row[kind] = plus(row[kind], own);
    totals[kind] = plus(totals[kind], own);
  }
  return { rows: [...rows].map(([ageClass, row]) => ({ ageClass, ...row })), totals };
}

/** Of an open payment. */
export function openKindOf({ settlement }: PaymentReading): OpenKind {
  if (settlement === 'awaiting') return 'awaiting';
  return settlement !== null && missingValues.includes(settlement) ? 'missing' : 'unsure';
}

export function allOpen({ missing, unsure, awaiting }: OpenTallies): Tally {
  return [missing, unsure, awaiting].reduce(plus);
}

function noOpen(): Record<OpenKind, Tally> {
  return { missing: nothing, unsure: nothing, awaiting: nothing };
}

function ageClassOf(
  { dueAt }: PaymentReading,
  { calendar, asOf }: { readonly calendar: Calendar; readonly asOf: Date },
): AgeClass {
  if (dueAt === null) return 'undated';
  if (asOf <= dueAt) return 'not_due';
  return bucketOf(calendar.workingDaysBetween(dueDayOf(dueAt), localDateOf(asOf)));
}
