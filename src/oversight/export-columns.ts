// What each export holds, field by field, for formats that know numbers, times and days, and what it
// can be filtered by.
import type { FilterName } from './export-filter.js';

export const exportKinds = [
  'payments',
  'lines',
  'matches',
  'discrepancies',
  'flags',
  'accounts',
] as const;
export type ExportKind = (typeof exportKinds)[number];

/** Field names of the contract, in its order. */
export type ExportRecord = Readonly<Record<string, unknown>>;

/** What a field holds; `list` is nested and printed as a short text by flat formats. */
export type ColumnType = 'text' | 'money' | 'count' | 'instant' | 'day' | 'list';

/** What the fields hold that are not plain text. */
const columnTypes: Readonly<Record<string, ColumnType>> = {
  amount: 'money',
  fee: 'money',
  arrivedAmount: 'money',
  paidAt: 'instant',
  receivedAt: 'instant',
  dueAt: 'instant',
  since: 'instant',
  oldestDueAt: 'instant',
  coveredThrough: 'day',
  bookingDate: 'day',
  valueDate: 'day',
  validFrom: 'day',
  validTo: 'day',
  verifiedOn: 'day',
  lineNo: 'count',
  members: 'count',
  matches: 'list',
  checks: 'list',
  legs: 'list',
};

const fieldNames: Readonly<Record<ExportKind, string>> = {
  payments:
    'gateway gatewayAccount gatewayTxnId merchantRef dossierCode unitCode amount fee status paidAt receivedAt dueAt settlement arrivedAmount coveredThrough receiptNumber matches',
  lines:
    'account unitCode bookingDate valueDate amount currency bankRef narrative counterparty statement lineNo state matches recognisedAs',
  matches: 'id rule ruleSet status confidence checks legs',
  discrepancies: 'id unitCode kind gatewayAccount state owner dueAt members amount detail',
  flags: 'unitCode unitName flag since payments amount oldestDueAt coveredThrough',
  accounts:
    'unitCode bankBin accountNumber accountName purpose validFrom validTo status verified verifiedBy verifiedOn',
};

/** Columns of flat formats, in the contract's order. */
export function exportColumns(
  kind: ExportKind,
): readonly { readonly name: string; readonly type: ColumnType }[] {
  return fieldNames[kind].split(' ').map((name) => ({
    name,
    type: kind === 'flags' && name === 'payments' ? 'count' : (columnTypes[name] ?? 'text'),
  }));
}

/** Which filters each kind has; another one is wrong usage rather than silently nothing. */
export const filtersOf: Readonly<Record<ExportKind, readonly FilterName[]>> = {
  payments: ['unit', 'gateway', 'from', 'to', 'settlement', 'state'],
  lines: ['unit', 'gateway', 'from', 'to', 'state'],
  matches: ['unit', 'gateway', 'from', 'to', 'state'],
  discrepancies: ['unit', 'gateway', 'state'],
  flags: ['unit'],
  accounts: ['unit', 'state'],
};
