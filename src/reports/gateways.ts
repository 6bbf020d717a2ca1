// (e) How each gateway passes money on: how long it takes, how much comes late, what it keeps.
import { daysBetween, dueDayOf, localDateOf } from '../calendar.js';
import { creditedOn } from '../charts/arrival-curve.js';
import { groupBy } from '../group-by.js';
import { sumMoney } from '../money.js';
import type { PaymentReading } from '../reconciliation/reading.js';
import { arrivalTable } from './chart-tables.js';
import { column } from './columns.js';
import * as open from './open-money.js';
import { numbered, type ReportFacts } from './report-facts.js';
import type { ReportRow, ReportTable } from './report.js';

const columns = [
  column('no', 'TT', 'count', 5),
  column('gateway', 'Cổng thanh toán', 'text', 12),
  column('payments', 'Số giao dịch', 'count', 8),
  column('amount', 'Số tiền (đồng)', 'money', 11),
  column('arrived', 'Giao dịch tiền đã về', 'count', 8),
  column('arrivedAmount', 'Số tiền đã về (đồng)', 'money', 11),
  column('p50', 'Số ngày tiền về: trung vị', 'days', 7),
  column('p95', 'Số ngày tiền về: 95%', 'days', 7),
  column('late', 'Về sau hạn', 'count', 7),
  column('overdue', 'Quá hạn chưa về', 'count', 7),
  column('overdueAmount', 'Số tiền quá hạn (đồng)', 'money', 11),
  column('fee', 'Phí dịch vụ (đồng)', 'money', 9),
  column('feeShare', 'Tỷ lệ phí', 'share', 7),
  column('feeDifferences', 'Giao dịch lệch phí', 'count', 7),
];

export function gatewayTables(facts: ReportFacts): readonly ReportTable[] {
  const { reading, period } = facts;
  const paid = open.paidIn(reading.payments, period);
  const groups = [...groupBy(paid, ({ gatewayAccount }) => gatewayAccount)].sort(
    ([one], [other]) => (one < other ? -1 : 1),
  );
  const rows = groups.map(([gateway, payments]) => ({ gateway, ...figuresOf(payments) }));
  return [
    {
      key: 'gateways',
      sheet: 'Cổng thanh toán',
      across: true,
      title: 'Thời gian tiền về, giao dịch về trễ và phí theo cổng thanh toán',
      columns,
      rows: numbered(rows),
      totals: rows.length > 0 ? { gateway: 'Tổng cộng', ...figuresOf(paid) } : null,
      empty: 'Không có giao dịch nào trong kỳ.',
    },
    arrivalTable(facts),
  ];
}

function figuresOf(payments: readonly PaymentReading[]): ReportRow {
  const arrived = payments.filter(
    ({ settlement }) => settlement === 'arrived' || settlement === 'over',
  );
  const overdue = payments.filter(
    ({ settlement }) =>
      settlement === 'overdue' || settlement === 'short' || settlement === 'returned',
  );
  const days = arrived.flatMap((payment) => daysToArrive(payment) ?? []).sort((a, b) => a - b);
  const amount = sumMoney(payments.map((payment) => payment.amount));
  const fee = sumMoney(payments.map((payment) => payment.fee));
  return {
    payments: payments.length,
    amount,
    arrived: arrived.length,
    arrivedAmount: sumMoney(payments.map(open.arrivedOf)),
    p50: percentile(days, 50),
    p95: percentile(days, 95),
    late: arrived.filter(cameLate).length,
    overdue: overdue.length,
    overdueAmount: sumMoney(overdue.map(open.openOf)),
    fee,
    // four digits of a share: a rate of 1.1 % is told as it is
    feeShare: amount === 0n ? null : Number((fee * 10_000n) / amount) / 10_000,
    feeDifferences: payments.filter(({ feeDifference }) => feeDifference !== undefined).length,
  };
}

function daysToArrive(payment: PaymentReading): number | null {
  const on = creditedOn(payment);
  return on === null ? null : daysBetween(localDateOf(payment.paidAt), on);
}

function cameLate(payment: PaymentReading): boolean {
  const on = creditedOn(payment);
  return on !== null && payment.dueAt !== null && on > dueDayOf(payment.dueAt);
}

/** The smallest value that `percent` of a hundred do not exceed (nearest rank). */
function percentile(sorted: readonly number[], percent: number): number | null {
  if (sorted.length === 0) return null;
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? null;
}
