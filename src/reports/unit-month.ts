// (d) The monthly record of a unit: what was open, what was paid, what arrived, what is open and why.
// Opened and closed by two readings of the same facts, so that the record always adds up.
import { dueDayOf, localDateOf } from '../calendar.js';
import { groupBy } from '../group-by.js';
import { sumMoney, type Money } from '../money.js';
import type { PaymentReading } from '../reconciliation/reading.js';
import { settlementWords } from '../reconciliation/words.js';
import { ageingTable } from './chart-tables.js';
import { column, coveredColumn, unitColumns } from './columns.js';
import * as open from './open-money.js';
import { numbered, unitCells, unitTitles, type ReportFacts } from './report-facts.js';
import type { ReportRow, ReportTable } from './report.js';
import { signedCell, signedTable } from './signed-month.js';

export function unitMonthTables(facts: ReportFacts): readonly ReportTable[] {
  return facts.unit === null
    ? [unitsTable(facts)]
    : [
        movementTable(facts),
        ...signedTables(facts),
        causeTable(facts),
        closingAgeing(facts),
        openTable(facts),
      ];
}

function signedTables({ unit, signed, opening, closing }: ReportFacts): ReportTable[] {
  const now = movementOf(opening.payments, closing.payments);
  return signedTable(signed.get(unit?.unitCode ?? ''), now);
}

/** By the names of the figures that are signed. */
type Movement = Readonly<
  Record<'opening' | 'paid' | 'arrived' | 'refunded' | 'closing', open.Sums>
>;

/** What moved between two readings; opening + paid − arrived − refunded = closing. */
export function movementOf(
  before: readonly PaymentReading[],
  after: readonly PaymentReading[],
): Movement {
  const known = new Map(before.map((payment) => [payment.paymentId, payment]));
  const wasPaid = ({ paymentId }: PaymentReading) =>
    (known.get(paymentId)?.settlement ?? null) !== null;
  const paid = after.filter((payment) => payment.settlement !== null && !wasPaid(payment));
  return {
    opening: open.sumsOf(before.filter(open.isOpen), open.openOf),
    paid: open.sumsOf(paid),
    arrived: changeOf(
      before,
      after,
      ({ settlement }) => settlement === 'arrived' || settlement === 'over',
      open.arrivedOf,
    ),
    refunded: changeOf(before, after, isRefunded, (payment) =>
      isRefunded(payment) ? payment.amount : 0n,
    ),
    closing: open.sumsOf(after.filter(open.isOpen), open.openOf),
  };
}

/** How a figure moved; it falls where a bank took money back, or a match was undone. */
function changeOf(
  before: readonly PaymentReading[],
  after: readonly PaymentReading[],
  counts: (payment: PaymentReading) => boolean,
  amountOf: (payment: PaymentReading) => Money,
): open.Sums {
  const sums = (payments: readonly PaymentReading[]) => ({
    count: payments.filter(counts).length,
    amount: sumMoney(payments.map(amountOf)),
  });
  const [was, is] = [sums(before), sums(after)];
  return { count: is.count - was.count, amount: is.amount - was.amount };
}

function isRefunded({ settlement }: PaymentReading): boolean {
  return settlement === 'refunded';
}

function movementTable({ opening, closing }: ReportFacts): ReportTable {
  const moved = movementOf(opening.payments, closing.payments);
  const rows = [
    { item: 'Chưa về đầu kỳ chuyển sang', ...moved.opening },
    { item: 'Thanh toán thành công trong kỳ', ...moved.paid },
    { item: 'Đã về tài khoản thụ hưởng trong kỳ', ...moved.arrived },
    { item: 'Đã hoàn cho người nộp trong kỳ', ...moved.refunded },
  ];
  return {
    key: 'movement',
    sheet: 'Đối chiếu',
    across: false,
    title: 'Số liệu đối chiếu trong kỳ',
    columns: [
      column('no', 'TT', 'count', 5),
      column('item', 'Chỉ tiêu', 'text', 30),
      column('count', 'Số giao dịch', 'count', 10),
      column('amount', 'Số tiền (đồng)', 'money', 14),
    ],
    rows: numbered(rows),
    totals: { item: 'Chưa về cuối kỳ', ...moved.closing },
    empty: '',
  };
}

function causeTable({ closing }: ReportFacts): ReportTable {
  const left = closing.payments.filter(open.isOpen);
  const byValue = groupBy(left, ({ settlement }) => settlement);
  const rows = open.openValues.flatMap((value): ReportRow[] => {
    const group = byValue.get(value) ?? [];
    if (group.length === 0) return [];
    const { count, amount } = open.sumsOf(group, open.openOf);
    const cause = settlementWords[value].vi;
    const days = { oldestOn: open.oldestOn(group), coveredThrough: open.provenThrough(group) };
    return [{ cause, count, amount, ...days }];
  });
  return {
    key: 'causes',
    sheet: 'Nguyên nhân',
    across: false,
    title: 'Khoản chưa về cuối kỳ theo nguyên nhân',
    columns: [
      column('no', 'TT', 'count', 5),
      column('cause', 'Nguyên nhân', 'text', 24),
      column('count', 'Số giao dịch', 'count', 9),
      column('amount', 'Số tiền (đồng)', 'money', 13),
      column('oldestOn', 'Giao dịch cũ nhất', 'day', 11),
      coveredColumn,
    ],
    rows: numbered(rows),
    totals: rows.length > 0 ? { cause: 'Tổng cộng', ...open.sumsOf(left, open.openOf) } : null,
    empty: 'Không còn khoản nào chưa về.',
  };
}

function closingAgeing({ closing, calendar }: ReportFacts): ReportTable {
  return ageingTable(closing.payments, { calendar, asOf: closing.asOf });
}

function openTable({ closing }: ReportFacts): ReportTable {
  const left = closing.payments
    .filter(open.isOpen)
    .sort((one, other) => one.paidAt.getTime() - other.paidAt.getTime());
  return {
    key: 'open',
    sheet: 'Chi tiết chưa về',
    across: false,
    title: 'Chi tiết giao dịch chưa về cuối kỳ',
    columns: [
      column('no', 'TT', 'count', 5),
      column('paidOn', 'Ngày thanh toán', 'day', 13),
      column('gateway', 'Cổng', 'text', 10),
      column('reference', 'Mã tham chiếu', 'text', 19),
      column('dossier', 'Mã hồ sơ', 'text', 20),
      column('amount', 'Số tiền chưa về (đồng)', 'money', 12),
      column('dueOn', 'Hạn tiền về', 'day', 13),
      column('cause', 'Nguyên nhân', 'text', 15),
      { ...coveredColumn, width: 13 },
    ],
    rows: numbered(left.map(openRow)),
    totals:
      left.length > 0 ? { reference: 'Tổng cộng', amount: sumMoney(left.map(open.openOf)) } : null,
    empty: 'Không có.',
  };
}

function openRow(payment: PaymentReading): ReportRow {
  const { settlement, dueAt, coveredThrough } = payment;
  return {
    paidOn: localDateOf(payment.paidAt),
    gateway: payment.gatewayAccount,
    reference: payment.merchantRef ?? payment.gatewayTxnId ?? '',
    dossier: payment.dossierCode ?? '',
    amount: open.openOf(payment),
    dueOn: dueAt && dueDayOf(dueAt),
    cause: settlement === null ? '' : settlementWords[settlement].vi,
    coveredThrough,
  };
}

/** The same figures of every unit, one a row. */
function unitsTable({ opening, closing, signed }: ReportFacts): ReportTable {
  const titles = unitTitles(closing);
  const [before, after] = [opening, closing].map(({ payments }) =>
    groupBy(payments, ({ unitCode }) => unitCode),
  );
  const codes = [
    ...new Set([...titles.keys(), ...(before?.keys() ?? []), ...(after?.keys() ?? [])]),
  ];
  const rows = codes.map((unitCode) => {
    const moved = movementOf(before?.get(unitCode) ?? [], after?.get(unitCode) ?? []);
    const isUnit = unitCode !== null;
    const signedAs = isUnit ? signedCell(signed.get(unitCode), moved) : '';
    return { ...unitCells(unitCode, titles), ...flat(moved), signed: signedAs };
  });
  return {
    key: 'units',
    sheet: 'Theo đơn vị',
    across: true,
    title: 'Số liệu đối chiếu trong kỳ của các đơn vị',
    columns: [
      ...unitColumns,
      column('openingCount', 'GD chưa về đầu kỳ', 'count', 7),
      column('opening', 'Chưa về đầu kỳ (đồng)', 'money', 11),
      column('paidCount', 'GD thanh toán trong kỳ', 'count', 7),
      column('paid', 'Thanh toán trong kỳ (đồng)', 'money', 11),
      column('arrivedCount', 'GD đã về trong kỳ', 'count', 7),
      column('arrived', 'Đã về trong kỳ (đồng)', 'money', 11),
      column('refunded', 'Đã hoàn trong kỳ (đồng)', 'money', 9),
      column('closingCount', 'GD chưa về cuối kỳ', 'count', 7),
      column('closing', 'Chưa về cuối kỳ (đồng)', 'money', 11),
      column('signed', 'Ký chốt', 'text', 10),
    ],
    rows: numbered(rows),
    totals: { unit: 'Tổng cộng', ...flat(movementOf(opening.payments, closing.payments)) },
    empty: 'Không có đơn vị nào.',
  };
}

function flat({ opening, paid, arrived, refunded, closing }: Movement): ReportRow {
  return {
    openingCount: opening.count,
    opening: opening.amount,
    paidCount: paid.count,
    paid: paid.amount,
    arrivedCount: arrived.count,
    arrived: arrived.amount,
    refunded: refunded.amount,
    closingCount: closing.count,
    closing: closing.amount,
  };
}
