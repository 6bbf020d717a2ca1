// (f) The month by unit and by former province: collected, arrived, to be remitted by the 5th, to be
// confirmed by the 10th, and payments without a receipt.
import { formatDay, type LocalDate } from '../calendar.js';
import { groupBy } from '../group-by.js';
import { sumMoney } from '../money.js';
import { holdsOn, unitCoveredThrough } from '../oversight/coverage.js';
import type { PaymentReading, UnitReading } from '../reconciliation/reading.js';
import { column, coveredColumn, unitColumns } from './columns.js';
import * as open from './open-money.js';
import { confirmBy, remitBy, type Period } from './period.js';
import { noUnitTitle, numbered, unitCells, unitTitles, type ReportFacts } from './report-facts.js';
import type { ReportColumn, ReportRow, ReportTable } from './report.js';

const noFormer = 'Không có trong danh mục địa bàn cũ';

export function monthTables(facts: ReportFacts): readonly ReportTable[] {
  const { reading, period } = facts;
  const paid = open.paidIn(reading.payments, period);
  const totals = paid.length > 0 ? figuresOf(paid) : null;
  const empty = 'Không có giao dịch nào trong kỳ.';
  return [
    {
      key: 'former',
      sheet: 'Theo địa bàn cũ',
      across: true,
      title: 'Tổng hợp theo địa bàn trước sắp xếp',
      columns: [
        column('no', 'TT', 'count', 5),
        column('former', 'Địa bàn trước sắp xếp', 'text', 16),
        column('units', 'Đơn vị có giao dịch', 'count', 8),
        ...figureColumns(period),
      ],
      rows: formerRows(paid, facts),
      totals: totals && { former: 'Tổng cộng', units: unitsIn(paid), ...totals },
      empty,
    },
    {
      key: 'units',
      sheet: 'Theo đơn vị',
      across: true,
      title: 'Tổng hợp theo đơn vị',
      columns: [
        ...unitColumns,
        ...figureColumns(period),
        column('confirm', `Xác nhận số dư trước ngày ${formatDay(confirmBy(period))}`, 'text', 12),
        coveredColumn,
      ],
      rows: unitRows(paid, facts),
      totals: totals && { unit: 'Tổng cộng', ...totals },
      empty,
    },
  ];
}

function figureColumns(period: Period): readonly ReportColumn[] {
  const by = formatDay(remitBy(period));
  return [
    column('payments', 'Số giao dịch', 'count', 7),
    column('collected', 'Đã thu trực tuyến (đồng)', 'money', 11),
    column('refunded', 'Đã hoàn (đồng)', 'money', 9),
    column('arrived', 'Đã về tài khoản (đồng)', 'money', 11),
    column('open', 'Chưa về (đồng)', 'money', 10),
    column('remit', `Phải nộp Kho bạc trước ngày ${by} (đồng)`, 'money', 11),
    column('noReceipt', 'Chưa có số biên lai', 'count', 7),
  ];
}

/** What is open and what arrived or was refunded add up to what was collected. */
function figuresOf(payments: readonly PaymentReading[]): ReportRow {
  const refunded = payments.filter(({ settlement }) => settlement === 'refunded');
  const credited = payments.filter((payment) => open.arrivedOf(payment) > 0n);
  return {
    payments: payments.length,
    collected: sumMoney(payments.map(({ amount }) => amount)),
    refunded: sumMoney(refunded.map(({ amount }) => amount)),
    arrived: sumMoney(payments.map(open.arrivedOf)),
    open: sumMoney(payments.map(open.openOf)),
    // what the bank credited, which is less where a gateway keeps its fee
    remit: sumMoney(credited.map(({ arrivedAmount }) => arrivedAmount)),
    noReceipt: payments.filter(
      ({ settlement, receiptNumber }) => settlement !== 'refunded' && receiptNumber === null,
    ).length,
  };
}

function unitsIn(payments: readonly PaymentReading[]): number {
  return new Set(payments.flatMap(({ unitCode }) => unitCode ?? [])).size;
}

function formerRows(paid: readonly PaymentReading[], facts: ReportFacts): readonly ReportRow[] {
  const groups = groupBy(paid, ({ unitCode }) =>
    unitCode === null ? noUnitTitle : (facts.formerProvinces.get(unitCode) ?? noFormer),
  );
  return numbered(
    [...groups]
      .sort(([one], [other]) => one.localeCompare(other, 'vi'))
      .map(([former, payments]) => ({ former, units: unitsIn(payments), ...figuresOf(payments) })),
  );
}

function unitRows(paid: readonly PaymentReading[], facts: ReportFacts): readonly ReportRow[] {
  const { reading, period } = facts;
  const titles = unitTitles(reading);
  const paidTo = groupBy(paid, ({ unitCode }) => unitCode);
  const units = new Map(reading.units.map((unit) => [unit.unitCode, unit]));
  const codes = [...new Set([...titles.keys(), ...paidTo.keys()])];
  return numbered(
    codes.map((unitCode) => {
      const unit = unitCode === null ? undefined : units.get(unitCode);
      return {
        ...unitCells(unitCode, titles),
        ...figuresOf(paidTo.get(unitCode) ?? []),
        confirm: unit ? confirmWords(unit, period.lastOn) : '',
        coveredThrough: unit ? unitCoveredThrough(unit, period.lastOn) : null,
      };
    }),
  );
}

/** A balance can be confirmed once a statement proves the month's last day. */
function confirmWords(unit: UnitReading, lastOn: LocalDate): string {
  const inForce = unit.accounts.filter((account) => holdsOn(account, lastOn));
  if (inForce.length === 0) return 'Chưa có tài khoản';
  const isProven = inForce.every(({ covered }) =>
    covered.some(({ from, to }) => from <= lastOn && lastOn <= to),
  );
  return isProven ? 'Đủ sao kê' : 'Thiếu sao kê cuối kỳ';
}
