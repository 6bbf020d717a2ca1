// A sheet whose header no reader knows by its words, as some banks lay one out, and the mapping that
// reads it.
import { layoutSchema, type StatementLayout } from '../../src/mappings/layout.js';
import type { OwnFile } from '../../src/tables/own-file.js';

/** Vietcombank, the bank of the communes' accounts. */
export const bank = '970436';

export const bankLayout = layoutSchema.parse({
  reads: 'statement',
  headerRow: 5,
  days: 'dd/MM/yyyy',
  amounts: { decimal: ',', grouping: '.' },
  columns: {
    bookingDate: 'Kỳ',
    reference: 'Mã',
    credit: 'Vào',
    debit: 'Ra',
    balance: 'Còn lại',
    description: 'Lời ghi',
  },
}) as StatementLayout;

export interface BankRow {
  /** As printed. */
  readonly on: string;
  readonly amount: number;
  readonly reference: string;
  readonly text: string;
}

export const header = 'Kỳ;Mã;Vào;Ra;Còn lại;Lời ghi';

/** `1.250.000`. */
export function dotted(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, '.');
}

/** A sheet of May 2026 from zero to what its rows come to. */
export function bankSheet(
  account: string,
  rows: readonly BankRow[],
  file: { readonly name?: string; readonly closing?: number } = {},
): OwnFile {
  let balance = 0;
  const printed = rows.map(({ on, amount, reference, text }) => {
    balance += amount;
    const sides = amount < 0 ? ['', dotted(-amount)] : [dotted(amount), ''];
    return [on, reference, ...sides, dotted(balance), text].join(';');
  });
  const lines = [
    'SAO KÊ',
    `Số tài khoản;${account}`,
    'Từ ngày;01/05/2026;Đến ngày;31/05/2026',
    'Số dư đầu kỳ;0',
    header,
    ...printed,
    `Số dư cuối kỳ;;;;${dotted(file.closing ?? balance)}`,
  ];
  return { name: file.name ?? 'so-ke.csv', bytes: Buffer.from(`${lines.join('\n')}\n`) };
}
