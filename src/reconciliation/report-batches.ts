// Gateways' reports as the batches of units: what one credit is to bring, and whose payments are in it.
import { sumMoney } from '../money.js';
import { compactText } from '../statements/narrative.js';
import type { Batch } from './book.js';
import { type ExpectedPayment, ReportRows } from './expected-credits.js';
import type { ProvinceFacts } from './facts.js';

/** Each report's rows by unit: rows of unknown payments join the batch's only unit. */
export function batchesOf(parts: {
  readonly facts: ProvinceFacts;
  readonly payments: readonly ExpectedPayment[];
}): { unitCode: string | null; batch: Batch }[] {
  const rows = new ReportRows(parts.facts.payments);
  const expected = new Map(parts.payments.map((payment) => [payment.record.id, payment]));
  const batches: { unitCode: string | null; batch: Batch }[] = [];
  for (const report of parts.facts.reports) {
    const placed = report.rows.map((row) => {
      const record = rows.paymentOf(report.gatewayAccountId, row);
      const payment = record ? expected.get(record.id) : undefined;
      return { row, payment, unitCode: row.unitCode ?? payment?.unitCode ?? null };
    });
    const units = [...new Set(placed.flatMap(({ unitCode }) => unitCode ?? []))];
    const isOne = units.length < 2 && report.isShared !== true;
    const only = isOne ? (units[0] ?? null) : null;
    for (const unitCode of units.length === 0 && isOne ? [null] : units) {
      const own = placed.filter((each) => (each.unitCode ?? only) === unitCode);
      const paid = own.filter(({ row }) => row.kind === 'payment');
      batches.push({
        unitCode,
        batch: {
          key: `${report.gatewayAccountId} ${report.batch} ${unitCode ?? ''}`,
          gatewayAccountId: report.gatewayAccountId,
          batch: report.batch,
          label: compactText(report.batch),
          settledOn: report.settledOn,
          netTotal: sumMoney(own.map(({ row }) => row.netAmount)),
          feeTotal: sumMoney(own.map(({ row }) => row.fee)),
          paidTotal: sumMoney(paid.map(({ row }) => row.amount)),
          members: paid.flatMap(({ row, payment }) => {
            // a row under another unit than its payment's counts in the sum, but is nobody's leg
            const credit = payment?.credits[0];
            if (credit?.unitCode !== unitCode) return [];
            return [{ credit, gross: row.amount, net: row.netAmount }];
          }),
          unpaid: paid.flatMap(({ payment }) =>
            payment?.credits.length === 0 ? [payment.record.id] : [],
          ),
          unknownCount: paid.filter(({ payment }) => !payment).length,
        },
      });
    }
  }
  return batches;
}
