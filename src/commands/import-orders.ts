// `doisoat import orders FILE`
import { importOrders } from '../payments/import-orders.js';
import { importCommand } from './import-file.js';

export const importOrdersCommand = importCommand({
  what: 'orders',
  summary: 'fee orders (yêu cầu nộp phí), from CSV or XLSX',
  args: '<file>',
  run: importOrders,
});
