// The campaign as sheets have it: one row a unit, a column a task.
import {
  campaignTasks,
  type CampaignTask,
  type UnitStanding,
} from '../beneficiary-accounts/campaign.js';
import { moneyText } from '../money.js';
import type { ColumnType, ExportRecord } from './export-columns.js';
import type { Stranded } from './stranded-sums.js';

const taskColumns: Readonly<Record<CampaignTask, string>> = {
  focal_points: 'focalPoints',
  accountant: 'accountant',
  approver: 'approver',
  declared: 'declared',
  approved: 'approved',
  verified: 'verified',
  proven: 'proven',
};

/** Columns of the sheet, in order. */
export const campaignColumns: readonly { readonly name: string; readonly type: ColumnType }[] = [
  ...['unitCode', 'unitName', 'type'].map((name) => ({ name, type: 'text' as const })),
  ...campaignTasks.map((task) => ({ name: taskColumns[task], type: 'text' as const })),
  { name: 'approvedBy', type: 'text' },
  { name: 'lateTasks', type: 'text' },
  { name: 'lateWorkingDays', type: 'count' },
  { name: 'strandedPayments', type: 'count' },
  { name: 'strandedOrders', type: 'count' },
  { name: 'strandedAmount', type: 'money' },
  { name: 'strandedSince', type: 'day' },
];

/** One unit's row. */
export function campaignRecord(
  standing: UnitStanding,
  stranded: Stranded | undefined,
): ExportRecord {
  const { unitCode, unitName, type, done, late, approvedBy } = standing;
  const tasks = campaignTasks.map((task) => [taskColumns[task], done[task] ? 'x' : ''] as const);
  return {
    ...{ unitCode, unitName, type, approvedBy },
    ...Object.fromEntries(tasks),
    lateTasks: late.map(({ task }) => taskColumns[task]).join(' '),
    lateWorkingDays: late.length === 0 ? '' : String(Math.max(...late.map(daysOf))),
    strandedPayments: stranded ? String(stranded.payments) : '',
    strandedOrders: stranded ? String(stranded.orders) : '',
    strandedAmount: stranded ? moneyText(stranded.paymentAmount + stranded.orderAmount) : '',
    strandedSince: stranded?.sinceOn ?? '',
  };
}

function daysOf({ workingDays }: UnitStanding['late'][number]): number {
  return workingDays;
}
