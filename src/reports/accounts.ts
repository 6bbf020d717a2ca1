// (c) Units that have no declared or verified account, or no people for it, with the deadlines.
import {
  campaignTasks,
  campaignTaskWords,
  campaignTotals,
  type CampaignTask,
  type UnitStanding,
} from '../beneficiary-accounts/campaign.js';
import { sumMoney } from '../money.js';
import { unitTitle } from '../units/unit.js';
import { column, unitColumns } from './columns.js';
import { numbered, type ReportFacts } from './report-facts.js';
import type { ReportRow, ReportTable } from './report.js';

/** Units with something left to do, and how many have done what. */
export function accountTables(facts: ReportFacts): readonly ReportTable[] {
  const left = facts.campaign.filter((standing) => leftTasks(standing).length > 0);
  const rows = left.map((standing) => unitRow(standing, facts));
  const stranded = left.flatMap(({ unitCode }) => facts.stranded.get(unitCode) ?? []);
  return [
    {
      key: 'accounts',
      sheet: 'Đơn vị chưa hoàn thành',
      across: false,
      title:
        'Đơn vị chưa hoàn thành khai báo, xác minh tài khoản thụ hưởng hoặc chưa đủ người phụ trách',
      columns: unitTableColumns,
      rows: numbered(rows),
      totals:
        rows.length === 0
          ? null
          : {
              unit: `Tổng cộng: ${String(rows.length)} đơn vị`,
              payments: stranded.reduce((sum, { payments }) => sum + payments, 0),
              amount: sumMoney(stranded.map(({ paymentAmount }) => paymentAmount)),
            },
      empty: 'Tất cả đơn vị đã hoàn thành.',
    },
    taskTable(facts),
  ];
}

const unitTableColumns = [
  ...unitColumns,
  column('left', 'Việc chưa hoàn thành', 'text', 26),
  column('dueOn', 'Thời hạn', 'day', 12),
  column('lateDays', 'Quá hạn (ngày làm việc)', 'count', 8),
  column('payments', 'Giao dịch không có nơi nhận tiền', 'count', 9),
  column('amount', 'Số tiền (đồng)', 'money', 11),
  column('sinceOn', 'Từ ngày', 'day', 12),
];

type NeededTask = Exclude<CampaignTask, 'proven'>;

/** What is said of a task that is not done. A first credit is nobody's task: it comes with payers. */
const undone: Readonly<Record<NeededTask, string>> = {
  focal_points: 'Chưa cử hai đầu mối (nghiệp vụ và CNTT)',
  accountant: 'Chưa có cán bộ kế toán dùng hệ thống',
  approver: 'Chưa có người duyệt tài khoản',
  declared: 'Chưa khai báo tài khoản thụ hưởng',
  approved: 'Tài khoản thụ hưởng chưa được duyệt',
  verified: 'Tài khoản thụ hưởng chưa được xác minh',
};
const people: readonly NeededTask[] = ['focal_points', 'accountant', 'approver'];
const steps: readonly NeededTask[] = ['declared', 'approved', 'verified'];

/** Of the steps the first that is not done: the others can only follow it. */
function leftTasks({ done }: UnitStanding): readonly NeededTask[] {
  const step = steps.find((task) => !done[task]);
  return [...people.filter((task) => !done[task]), ...(step === undefined ? [] : [step])];
}

function unitRow(standing: UnitStanding, { deadlines, stranded }: ReportFacts): ReportRow {
  const { unitCode, done } = standing;
  const late = standing.late.filter(({ task }) => task !== 'proven');
  const due = deadlines
    .filter(({ task }) => task !== 'proven' && !done[task])
    .map(({ dueOn }) => dueOn);
  const waiting = stranded.get(unitCode);
  return {
    unitCode,
    unit: unitTitle(standing),
    left: leftTasks(standing)
      .map((task) => undone[task])
      .join('; '),
    dueOn: due.sort()[0] ?? null,
    lateDays: late.length === 0 ? null : Math.max(...late.map(({ workingDays }) => workingDays)),
    payments: waiting?.payments ?? null,
    amount: waiting?.paymentAmount ?? null,
    sinceOn: waiting?.sinceOn ?? null,
  };
}

function taskTable({ campaign, deadlines }: ReportFacts): ReportTable {
  const totals = campaignTotals(campaign);
  return {
    key: 'tasks',
    sheet: 'Tiến độ',
    across: false,
    title: 'Tiến độ theo từng việc',
    columns: [
      column('no', 'TT', 'count', 5),
      column('task', 'Việc', 'text', 30),
      column('done', 'Đơn vị đã hoàn thành', 'count', 10),
      column('left', 'Đơn vị chưa hoàn thành', 'count', 10),
      column('dueOn', 'Thời hạn', 'day', 10),
      column('late', 'Đơn vị quá hạn', 'count', 10),
    ],
    rows: numbered(
      campaignTasks.map((task) => ({
        task: campaignTaskWords[task],
        done: totals.done[task],
        left: totals.units - totals.done[task],
        dueOn: deadlines.find((deadline) => deadline.task === task)?.dueOn ?? null,
        late: totals.lateByTask[task],
      })),
    ),
    totals: null,
    empty: '',
  };
}
