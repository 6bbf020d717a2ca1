// Calls of reports and exports, which are asked for whole or of one unit.
import type { Draw } from './calls.js';
import { codeOf } from './objects.js';

const api = (path: string): string => `/api/v1${path}`;

const exportOf =
  (kind: string): Draw =>
  ({ target, number }) => {
    const filter = target === null ? '' : `&unit=${codeOf(target)}`;
    const format = number % 2 === 0 ? 'ndjson' : 'csv';
    return { method: 'GET', path: api(`/exports/${kind}?format=${format}${filter}`) };
  };

const reportOf =
  (kind: string): Draw =>
  ({ target, number }) => {
    const filter = target === null ? '' : `&unit=${codeOf(target)}`;
    const format = number % 8 === 0 ? 'xlsx' : 'json';
    return {
      method: 'GET',
      path: api(`/reports/${kind}?period=2026-05&format=${format}${filter}`),
    };
  };

export const reportCalls: Readonly<Record<string, Draw>> = {
  listReports: () => ({ method: 'GET', path: api('/reports') }),
  getMissingReport: reportOf('missing'),
  getLetterReport: reportOf('letter'),
  getAccountsReport: reportOf('accounts'),
  getUnitMonthReport: reportOf('unit-month'),
  getGatewaysReport: reportOf('gateways'),
  getMonthReport: reportOf('month'),
  // of whatever unit, one's own files alone
  askForExport: ({ target, number }) => ({
    method: 'POST',
    path: api('/exports'),
    json: {
      ...{ of: 'export', kind: 'flags', format: number % 2 === 0 ? 'ndjson' : 'xlsx' },
      ...(target === null ? {} : { unit: codeOf(target) }),
    },
  }),
  listAskedExports: () => ({ method: 'GET', path: api('/exports') }),
  getAskedExport: () => ({ method: 'GET', path: api('/exports/999999999') }),
  fetchAskedExport: () => ({ method: 'GET', path: api('/exports/999999999/file') }),
  cancelAskedExport: () => ({ method: 'DELETE', path: api('/exports/999999999') }),
  exportPayments: exportOf('payments'),
  exportLines: exportOf('lines'),
  exportMatches: exportOf('matches'),
  exportDiscrepancies: exportOf('discrepancies'),
  exportFlags: exportOf('flags'),
  exportAccounts: exportOf('accounts'),
};
