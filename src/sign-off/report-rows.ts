// The rows of gateways' reports that a unit's month rests on: whatever names one of its payments, and
// whatever names the unit on a day of the month. Pure.
import { groupBy } from '../group-by.js';
import { ReportRows } from '../reconciliation/expected-credits.js';
import type { ProvinceFacts } from '../reconciliation/facts.js';
import type { Period } from '../reports/period.js';
import type { Part, SeenReportRow } from './unit-month.js';

interface PlacedRow extends SeenReportRow {
  readonly paymentId: string | null;
  readonly unitCode: string | null;
}

/** @returns the rows of a unit whose month has these parts, in the order of the reports */
export function reportRowsBy(
  facts: Pick<ProvinceFacts, 'payments' | 'reports'>,
  { firstOn, lastOn }: Period,
): (unitCode: string, parts: readonly Part[]) => SeenReportRow[] {
  const placed = placedRows(facts);
  const byPayment = groupBy(placed, ({ paymentId }) => paymentId);
  const inMonth = placed.filter(({ settledOn }) => firstOn <= settledOn && settledOn <= lastOn);
  const byUnit = groupBy(inMonth, ({ unitCode }) => unitCode);
  return (unitCode, parts) => {
    const named = parts.flatMap(({ paymentId }) => byPayment.get(paymentId) ?? []);
    const all = new Map([...named, ...(byUnit.get(unitCode) ?? [])].map((row) => [row.id, row]));
    return [...all.values()].map(seenOf);
  };
}

function placedRows({ payments, reports }: Pick<ProvinceFacts, 'payments' | 'reports'>) {
  const rows = new ReportRows(payments);
  return reports.flatMap(({ gatewayAccountId, batch, settledOn, rows: reported }) =>
    reported.flatMap((row): PlacedRow[] => {
      if (row.id === undefined) return [];
      const reference = row.gatewayTxnId ?? row.merchantRef ?? '';
      const paymentId = rows.paymentOf(gatewayAccountId, row)?.id ?? null;
      const { id, amount, unitCode } = row;
      return [{ id, batch, settledOn, reference, amount, paymentId, unitCode }];
    }),
  );
}

function seenOf({ id, batch, settledOn, reference, amount }: PlacedRow): SeenReportRow {
  return { id, batch, settledOn, reference, amount };
}
