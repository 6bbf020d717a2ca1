// `doisoat import payments FILE`
import { importPayments } from '../payments/import-payments.js';
import { importCommand } from './import-file.js';

export const importPaymentsCommand = importCommand({
  what: 'payments',
  summary: 'a portal’s export of payments (giao dịch thanh toán), from CSV or XLSX',
  args: '<file>',
  run: importPayments,
});
