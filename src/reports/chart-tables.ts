// What the charts of reports show, as tables with the drawing above: how fast money arrives, how long
// the rest has been waited for, and where it hangs.
import { addDays, formatDay, type Calendar } from '../calendar.js';
import {
  arrivalCurve,
  creditedBy,
  lastDayShown,
  type ArrivalCurve,
} from '../charts/arrival-curve.js';
import { ageingOf, allOpen, openKinds, type OpenTallies } from '../charts/ageing.js';
import { ageClassWords, openKindWords } from '../charts/chart-words.js';
import { drawAgeing } from '../charts/draw-ageing.js';
import { drawArrival, seriesMax } from '../charts/draw-arrival.js';
import { heatTable, levelOf, weeksOf, type HeatRow } from '../charts/heat-table.js';
import { thousandths } from '../charts/shares.js';
import { groupBy } from '../group-by.js';
import type { PaymentReading } from '../reconciliation/reading.js';
import { column, unitColumns } from './columns.js';
import * as open from './open-money.js';
import { numbered, unitCells, unitTitles, type ReportFacts } from './report-facts.js';
import type { CellValue, ReportRow, ReportTable } from './report.js';

const daysTold = [0, 1, 2, 3, 5, lastDayShown] as const;

/** Of the payments of the period, by gateway: the share credited by each working day. */
export function arrivalTable({ reading, period, calendar }: ReportFacts): ReportTable {
  const asked = { calendar, asOf: reading.asOf, from: period.firstOn, to: period.lastOn };
  const paid = open.paidIn(reading.payments, period);
  const series = [...groupBy(paid, ({ gatewayAccount }) => gatewayAccount)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, payments]) => ({ name, curve: arrivalCurve(payments, asked) }))
    .filter(({ curve }) => curve.paid.amount > 0n);
  const all = arrivalCurve(paid, asked);
  const named = [{ name: 'Tất cả các cổng', curve: all }];
  const rows = series.map(({ name, curve }) => ({ gateway: name, ...arrivalCells(curve) }));
  return {
    key: 'arrival',
    sheet: 'Tốc độ tiền về',
    across: true,
    title:
      'Tỷ lệ tiền đã về theo số ngày làm việc kể từ ngày thanh toán (thanh toán từ ' +
      `${formatDay(all.from)} đến ${formatDay(all.to)}, đã đủ ${String(lastDayShown)} ngày làm việc)`,
    columns: [
      column('no', 'TT', 'count', 5),
      column('gateway', 'Cổng thanh toán', 'text', 14),
      column('paidCount', 'Số giao dịch', 'count', 8),
      column('paid', 'Đã thanh toán (đồng)', 'money', 12),
      ...daysTold.map((day) => column(dayKey(day), `Về trong ${String(day)} ngày`, 'share', 8)),
      column('later', 'Về muộn hơn (đồng)', 'money', 10),
      column('open', 'Chưa về, chưa kết luận (đồng)', 'money', 11),
    ],
    rows: numbered(rows),
    totals: rows.length > 0 ? { gateway: 'Tổng cộng', ...arrivalCells(all) } : null,
    empty: 'Chưa có giao dịch nào của kỳ đã thanh toán đủ số ngày làm việc.',
    drawing: drawArrival(series.length > seriesMax ? named : series),
  };
}

function dayKey(day: number): string {
  return `by${String(day)}`;
}

function arrivalCells(curve: ArrivalCurve): ReportRow {
  const credited = creditedBy(curve);
  const { paid, later, undated, missing, unsure } = curve;
  const shares = daysTold.map((day) => {
    const share = thousandths(credited[day]?.amount ?? 0n, paid.amount);
    return [dayKey(day), Number(share) / 1000] as const;
  });
  return {
    paidCount: paid.count,
    paid: paid.amount,
    ...Object.fromEntries(shares),
    later: later.amount + undated.amount,
    open: missing.amount + unsure.amount,
  };
}

/** Of some payments at an instant. */
export function ageingTable(
  payments: readonly PaymentReading[],
  at: { readonly calendar: Calendar; readonly asOf: Date },
): ReportTable {
  const ageing = ageingOf(payments, at);
  const rows = ageing.rows
    .filter((row) => allOpen(row).count > 0)
    .map((row) => ({ age: ageClassWords[row.ageClass], ...ageingCells(row) }));
  return {
    key: 'ageing',
    sheet: 'Tuổi nợ',
    across: false,
    title: 'Tiền chưa về theo số ngày làm việc kể từ hạn tiền về',
    columns: [
      column('age', 'Kể từ hạn', 'text', 14),
      ...openKinds.flatMap((kind) => [
        column(`${kind}Count`, `${openKindWords[kind]}: số giao dịch`, 'count', 9),
        column(kind, `${openKindWords[kind]} (đồng)`, 'money', 12),
      ]),
      column('all', 'Cộng (đồng)', 'money', 12),
    ],
    rows,
    totals: rows.length > 0 ? { age: 'Tổng cộng', ...ageingCells(ageing.totals) } : null,
    empty: 'Không còn khoản nào chưa về.',
    drawing: drawAgeing(ageing),
  };
}

function ageingCells(tallies: OpenTallies): ReportRow {
  const cells = openKinds.flatMap((kind): (readonly [string, CellValue])[] => [
    [`${kind}Count`, tallies[kind].count],
    [kind, tallies[kind].amount],
  ]);
  return { ...Object.fromEntries(cells), all: allOpen(tallies).amount };
}

/** Units by week of payment: what is known not to be there, and apart what nobody can tell yet. */
export function weeksTable({ reading, period }: ReportFacts): ReportTable {
  // all of the month's weeks, also those to come: provinces' reports of a month have the same columns
  const weeks = weeksOf(period.firstOn, period.lastOn);
  const paid = open.paidIn(reading.payments, period);
  const heat = heatTable([...open.paidBefore(reading.payments, period), ...paid], weeks);
  const titles = unitTitles(reading);
  const rows = heat.rows.map(({ unitCode, ...row }) => ({
    ...unitCells(unitCode, titles),
    ...weekCells(row),
  }));
  const shades = heat.rows.map(({ cells }) =>
    Object.fromEntries(cells.map((cell, at) => [weekKey(at), levelOf(cell.missing.amount)])),
  );
  return {
    key: 'weeks',
    sheet: 'Theo đơn vị và tuần',
    across: true,
    title: 'Tiền chưa về theo đơn vị và tuần thanh toán (đồng; ô càng đậm, số tiền càng lớn)',
    columns: [
      ...unitColumns,
      column(weekKey(0), 'Trước đó', 'money', 10),
      ...weeks.map((monday, at) => column(weekKey(at + 1), weekTitle(monday), 'money', 10)),
      column('missing', 'Cộng đã rõ là chưa về', 'money', 11),
      column('unsure', 'Chưa thể kết luận', 'money', 11),
    ],
    rows: numbered(rows),
    totals:
      rows.length > 0
        ? { unit: 'Tổng cộng', ...weekCells({ cells: heat.sums, total: heat.total }) }
        : null,
    empty: 'Không có khoản nào đã đến hạn mà chưa về.',
    shades,
  };
}

function weekKey(at: number): string {
  return `week${String(at)}`;
}

/** "27/04–03/05" */
function weekTitle(monday: string): string {
  return `${formatDay(monday).slice(0, 5)}–${formatDay(addDays(monday, 6)).slice(0, 5)}`;
}

function weekCells({
  cells,
  total,
}: {
  readonly cells: readonly Pick<HeatRow['cells'][number], 'missing'>[];
  readonly total: HeatRow['total'];
}): ReportRow {
  const byWeek = cells.map(({ missing }, at) => [weekKey(at), missing.amount] as const);
  return {
    ...Object.fromEntries(byWeek),
    missing: total.missing.amount,
    unsure: total.unsure.amount,
  };
}
