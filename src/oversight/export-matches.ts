// Matches as the export shows them: every leg by the payment's or line's own names.
import type { Db } from '../db.js';
import { moneyText } from '../money.js';
import type { Check } from '../reconciliation/reconciler.js';
import type { Confidence, MatchStatus, ProvinceReading } from '../reconciliation/reading.js';
import { isWithin } from './export-filter.js';
import type { ExportFilter } from './export-filter.js';

interface MatchRow {
  readonly id: string;
  readonly rule: string;
  readonly ruleSet: string;
  readonly status: MatchStatus;
  readonly confidence: Confidence;
  readonly checks: readonly Check[];
  readonly legs: readonly {
    readonly lineId: string | null;
    readonly paymentId: string | null;
    readonly amount: string;
  }[];
}

// Legs of 0 đ are payments that a reversal remembers; they take part in no sum.
const selectMatches = `
  select match.id, match.rule, match.rule_set as "ruleSet", match.status, match.confidence,
    match.checks,
    json_agg(json_build_object('lineId', match_leg.statement_line_id::text,
      'paymentId', match_leg.payment_id::text, 'amount', match_leg.amount::text)
      order by match_leg.leg_no) as legs
  from match
  join match_leg on match_leg.match_id = match.id and match_leg.amount <> 0
  where match.status = any(?)
  group by match.id
  order by match.id`;

/** Live matches, or those of the state that is asked for, with lines booked by the as-of. */
export async function exportMatches(
  deps: { readonly db: Db },
  reading: ProvinceReading,
  filter: ExportFilter,
): Promise<Readonly<Record<string, unknown>>[]> {
  const states = filter.state === undefined ? ['confirmed', 'proposed'] : [filter.state];
  const { rows } = await deps.db.raw<{ rows: MatchRow[] }>(selectMatches, [states]);
  const payments = new Map(reading.payments.map((one) => [one.paymentId, one]));
  const lines = new Map(reading.lines.map((one) => [one.lineId, one]));
  return rows.flatMap((match) => {
    const legs = match.legs.map(({ lineId, paymentId, amount }) => ({
      line: lines.get(lineId ?? ''),
      payment: payments.get(paymentId ?? ''),
      amount,
    }));
    if (legs.some(({ line, payment }) => !line && !payment)) return [];
    const units = legs.map(({ line, payment }) => (line ?? payment)?.unitCode);
    const gateways = legs.flatMap(({ payment }) => [payment?.gateway, payment?.gatewayAccount]);
    const wanted =
      (filter.unit === undefined || units.includes(filter.unit)) &&
      (filter.gateway === undefined || gateways.includes(filter.gateway)) &&
      legs.some(({ line }) => line && isWithin(line.bookingDate, filter));
    if (!wanted) return [];
    const { id, rule, ruleSet, status, confidence, checks } = match;
    return [{ id, rule, ruleSet, status, confidence, checks, legs: legs.map(legRecord) }];
  });
}

function legRecord(leg: {
  readonly line: ProvinceReading['lines'][number] | undefined;
  readonly payment: ProvinceReading['payments'][number] | undefined;
  readonly amount: string;
}): Readonly<Record<string, unknown>> {
  const { line, payment, amount } = leg;
  if (line) {
    const { account, bookingDate, bankRef, statement, lineNo } = line;
    const named = { account, bookingDate, amount: moneyText(line.amount) };
    return { line: { ...named, bankRef, statement, lineNo }, amount };
  }
  const { gateway, gatewayTxnId, merchantRef } = payment ?? {};
  return { payment: { gateway, gatewayTxnId, merchantRef }, amount };
}
