// Agribank's printed statement as CSV: semicolons, dots as grouping, a byte order mark.
import { formatDay } from '../../../src/calendar.js';
import { grouped, runningBalances } from './figures.js';
import type { StatementFile } from '../world.js';

export function agribankCsv(file: StatementFile): string {
  const { account, period, opening, closing, lines } = file;
  const balances = runningBalances(file);
  return [
    '\uFEFFNGÂN HÀNG NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN VIỆT NAM',
    'SAO KÊ TÀI KHOẢN',
    `Tên khách hàng/Customer name;${account.holder}`,
    `Số tài khoản/A/C No;${account.number}`,
    'Loại tiền/Ccy;VND',
    `Từ ngày;${formatDay(period.from)};Đến ngày;${formatDay(period.to)}`,
    `Số dư đầu kỳ/Prior Statement;${grouped(opening, '.')}`,
    '',
    'Ngày/Date;Ghi chú/Remark;Nợ/Dr;Có/Cr;Số dư/Balance;Số tham chiếu/Ref. no',
    ...lines.map((line, index) =>
      [
        formatDay(line.bookedOn),
        quoted(line.narrative),
        line.amount < 0n ? grouped(-line.amount, '.') : '',
        line.amount > 0n ? grouped(line.amount, '.') : '',
        grouped(balances[index] ?? opening, '.'),
        line.bankRef,
      ].join(';'),
    ),
    `Số dư cuối ngày/Ending balance;;;;${grouped(closing, '.')};`,
    '',
  ].join('\r\n');
}

function quoted(text: string): string {
  return /[;"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
