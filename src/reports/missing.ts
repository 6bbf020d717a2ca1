// (a) Units with successful online payments whose money has not arrived, by cause, with what the
// unit says about it; and, apart, what nobody can know yet.
import { formatDay, localDateOf } from '../calendar.js';
import { groupBy } from '../group-by.js';
import { standingOf, type DiscrepancyState, type Standing } from '../discrepancies/standing.js';
import { stateWords } from '../discrepancies/words.js';
import { sumMoney } from '../money.js';
import type { PaymentReading, SettlementValue } from '../reconciliation/reading.js';
import { settlementWords } from '../reconciliation/words.js';
import { ageingTable, weeksTable } from './chart-tables.js';
import { column, coveredColumn, unitColumns } from './columns.js';
import * as open from './open-money.js';
import { byUnit, numbered, unitCells, unitTitles, type ReportFacts } from './report-facts.js';
import type { ReportRow, ReportTable } from './report.js';

const figures = [
  column('payments', 'Số giao dịch', 'count', 6),
  column('amount', 'Số tiền chưa về (đồng)', 'money', 10),
  column('oldestOn', 'Giao dịch cũ nhất', 'day', 9),
  column('dueOn', 'Hạn tiền về sớm nhất', 'day', 9),
  column('cause', 'Nguyên nhân', 'text', 13),
  coveredColumn,
];

const answers = [
  column('state', 'Tình trạng xử lý', 'text', 10),
  column('explanation', 'Giải trình của đơn vị', 'text', 15),
  column('proposal', 'Đề xuất, thời hạn', 'text', 13),
  column('answeredOn', 'Ngày trả lời', 'day', 9),
];

/**
 * The annex of the letter: of the period, then what earlier months left behind, so that no money is
 * forgotten with the month it was paid in; apart, what nothing can be said of yet. Then all of it by
 * age, and by unit and week.
 */
export function missingTables(facts: ReportFacts): readonly ReportTable[] {
  const { reading, period } = facts;
  const paid = open.paidIn(reading.payments, period);
  const earlier = open.paidBefore(reading.payments, period);
  const columns = [...unitColumns, ...figures, ...answers];
  return [
    {
      key: 'missing',
      sheet: 'Tiền chưa về',
      across: true,
      title:
        'Đơn vị có giao dịch thanh toán trực tuyến thành công trong kỳ nhưng tiền chưa về tài ' +
        'khoản thụ hưởng',
      columns,
      ...rowsOf(facts, paid, open.missingValues),
      empty: 'Không có giao dịch nào trong kỳ mà tiền được xác định là chưa về.',
    },
    {
      key: 'earlier',
      sheet: 'Các kỳ trước chưa về',
      across: true,
      title: 'Giao dịch của các kỳ trước mà tiền chưa về tài khoản thụ hưởng',
      columns,
      ...rowsOf(facts, earlier, open.missingValues),
      empty: 'Không còn giao dịch nào của các kỳ trước.',
    },
    {
      key: 'unsure',
      sheet: 'Chưa kết luận',
      across: true,
      title:
        'Giao dịch trong kỳ và các kỳ trước chưa thể kết luận (thiếu sao kê hoặc chờ người xác nhận)',
      columns,
      ...rowsOf(facts, [...earlier, ...paid], open.unsureValues),
      empty: 'Không có.',
    },
    ageingTable([...earlier, ...paid], { calendar: facts.calendar, asOf: reading.asOf }),
    weeksTable(facts),
  ];
}

function rowsOf(
  facts: ReportFacts,
  paid: readonly PaymentReading[],
  values: readonly SettlementValue[],
): Pick<ReportTable, 'rows' | 'totals'> {
  const titles = unitTitles(facts.reading);
  const works = worksByPayment(facts);
  const rows = byUnit(paid).flatMap(([unitCode, payments]) => {
    const byValue = groupBy(payments, ({ settlement }) => settlement);
    return values.flatMap((value): ReportRow[] => {
      const group = byValue.get(value) ?? [];
      if (group.length === 0) return [];
      return [
        {
          ...unitCells(unitCode, titles),
          payments: group.length,
          amount: sumMoney(group.map(open.openOf)),
          oldestOn: open.oldestOn(group),
          dueOn: open.firstDueOn(group),
          cause: settlementWords[value].vi,
          coveredThrough: open.provenThrough(group),
          ...answersOf(group.flatMap(({ paymentId }) => works.get(paymentId) ?? [])),
        },
      ];
    });
  });
  const all = paid.filter(({ settlement }) => settlement !== null && values.includes(settlement));
  const totals = {
    unit: 'Tổng cộng',
    payments: all.length,
    amount: sumMoney(all.map(open.openOf)),
    oldestOn: open.oldestOn(all),
    dueOn: open.firstDueOn(all),
  };
  return { rows: numbered(rows), totals: rows.length > 0 ? totals : null };
}

interface Work {
  readonly id: string;
  readonly standing: Standing;
  readonly explained: readonly { readonly text: string; readonly on: string }[];
  readonly proposed: readonly string[];
}

/** The work on each discrepancy that a payment is a member of. */
function worksByPayment(facts: ReportFacts): ReadonlyMap<string, readonly Work[]> {
  const pairs = facts.reading.discrepancies.flatMap((one) => {
    const work = workOf(one.id, facts);
    return one.paymentIds.map((paymentId) => ({ paymentId, work }));
  });
  const grouped = groupBy(pairs, ({ paymentId }) => paymentId);
  return new Map([...grouped].map(([id, members]) => [id, members.map(({ work }) => work)]));
}

function workOf(id: string, { kept, asOf }: ReportFacts): Work {
  const known = kept.get(id);
  const last = known?.events.findLast(
    ({ act, stayId }) => act === 'explained' && stayId === known.stayId,
  );
  const by = last?.proposalOn ? ` (đến ngày ${formatDay(last.proposalOn)})` : '';
  return {
    id,
    standing: standingOf(known, { isFound: true, asOf }),
    explained: last?.text ? [{ text: last.text, on: localDateOf(last.at) }] : [],
    proposed: last?.proposal ? [`${last.proposal}${by}`] : [],
  };
}

/** Least finished first: a unit has done its part when all of it is done. */
const states: readonly DiscrepancyState[] = [
  'open',
  'waiting',
  'write_off_proposed',
  'resolved',
  'closed',
];

function answersOf(given: readonly Work[]): ReportRow {
  const works = [...new Map(given.map((work) => [work.id, work])).values()];
  const state = states.find((each) => works.some(({ standing }) => standing.state === each));
  const until = works.flatMap(({ standing }) => standing.waitsUntil ?? []).sort()[0];
  const waits = state === 'waiting' && until ? ` (đến ${formatDay(until)})` : '';
  const texts = works.flatMap(({ explained }) => explained);
  return {
    state: `${stateWords[state ?? 'open']}${waits}`,
    explanation: texts.map(({ text }) => text).join('; '),
    proposal: works.flatMap(({ proposed }) => proposed).join('; '),
    answeredOn:
      texts
        .map(({ on }) => on)
        .sort()
        .at(-1) ?? null,
  };
}
