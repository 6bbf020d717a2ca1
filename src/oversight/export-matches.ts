// Matches with their legs, every leg by the payment's or line's own names: as the export shows them
// and the API's views begin with.
import type { Db } from '../db.js';
import { moneyText, type Money } from '../money.js';
import type { Check } from '../reconciliation/reconciler.js';
import type {
  Confidence,
  MatchOnLine,
  MatchOnPayment,
  MatchStatus,
  ProvinceReading,
} from '../reconciliation/reading.js';
import type { ExportRecord } from './export-columns.js';
import { isWithin } from './export-filter.js';
import type { ExportFilter } from './export-filter.js';
import { legRecord } from './records.js';

export type LegLine = MatchOnPayment['line'];
export type LegPayment = NonNullable<MatchOnLine['payment']> & {
  readonly gatewayAccount: string | null;
};

/** A line or a payment, and how much of it is in the match. */
export interface MatchLeg {
  readonly line: LegLine | null;
  readonly payment: LegPayment | null;
  readonly amount: Money;
}

/** A check; what was compared is null where it is not for the reader. */
export type ShownCheck = Omit<Check, 'expected' | 'found'> & {
  readonly expected: string | null;
  readonly found: string | null;
};

export interface MatchReading {
  readonly id: string;
  readonly rule: string;
  readonly ruleSet: string;
  readonly status: MatchStatus;
  readonly confidence: Confidence;
  /** Several answers fit equally: its legs are all that take part. */
  readonly ambiguous: boolean;
  readonly checks: readonly ShownCheck[];
  readonly legs: readonly MatchLeg[];
  readonly masked?: readonly string[];
}

interface MatchRow extends Omit<MatchReading, 'legs'> {
  readonly legs: readonly {
    readonly lineId: string | null;
    readonly paymentId: string | null;
    readonly amount: string;
  }[];
}

// Legs of 0 đ are payments that a reversal remembers; they take part in no sum.
const selectMatches = `
  select match.id, match.rule, match.rule_set as "ruleSet", match.status, match.confidence,
    match.ambiguous, match.checks,
    json_agg(json_build_object('lineId', match_leg.statement_line_id::text,
      'paymentId', match_leg.payment_id::text, 'amount', match_leg.amount::text)
      order by match_leg.leg_no) as legs
  from match
  join match_leg on match_leg.match_id = match.id and match_leg.amount <> 0
  where match.status = any(?)
    and match.id = any(coalesce(?::bigint[], array[match.id]))
  group by match.id
  order by match.id`;

const live = ['confirmed', 'proposed'];
export const matchStates = ['confirmed', 'proposed', 'rejected', 'undone'] as const;

/**
 * Matches with lines booked by the as-of.
 * @param asked.ids only these, whatever became of them; else those of a state, else live ones
 */
export async function readMatches(
  db: Db,
  reading: ProvinceReading,
  asked: { readonly state?: string | undefined; readonly ids?: readonly string[] },
): Promise<MatchReading[]> {
  const some = asked.state === undefined ? live : [asked.state];
  const states = asked.ids ? matchStates : some;
  const { rows } = await db.raw<{ rows: MatchRow[] }>(selectMatches, [
    [...states],
    asked.ids ? [...asked.ids] : null,
  ]);
  const payments = new Map(reading.payments.map((one) => [one.paymentId, one]));
  const lines = new Map(reading.lines.map((one) => [one.lineId, one]));
  return rows.flatMap((match) => {
    const legs = match.legs.map(({ lineId, paymentId, amount }) => ({
      line: lines.get(lineId ?? '') ?? null,
      payment: payments.get(paymentId ?? '') ?? null,
      amount: BigInt(amount),
    }));
    const isComplete = legs.every(({ line, payment }) => line !== null || payment !== null);
    return isComplete ? [{ ...match, legs }] : [];
  });
}

/** Whether a match is asked for: by a unit or gateway of its legs, and the days of its lines. */
export function isWantedMatch({ legs }: MatchReading, filter: ExportFilter): boolean {
  const units = legs.map(({ line, payment }) => (line ?? payment)?.unitCode);
  const gateways = legs.flatMap(({ payment }) => [payment?.gateway, payment?.gatewayAccount]);
  return (
    (filter.unit === undefined || units.includes(filter.unit)) &&
    (filter.gateway === undefined || gateways.includes(filter.gateway)) &&
    legs.some(({ line }) => line && isWithin(line.bookingDate, filter))
  );
}

/** A match as the contract's export shows it. */
export function matchRecord(match: MatchReading): ExportRecord {
  const { id, rule, ruleSet, status, confidence, checks, legs, masked } = match;
  const shown = { id, rule, ruleSet, status, confidence, checks, legs: legs.map(legOf) };
  return masked ? { ...shown, masked } : shown;
}

function legOf({ line, payment, amount }: MatchLeg): ExportRecord {
  return { ...legRecord({ line, payment }), amount: moneyText(amount) };
}
