// Vietcombank's history: an HTML table saved as .xls, remnants of line breaks in the text.
import { grouped, turnover } from './figures.js';
import type { LedgerLine, StatementFile } from '../world.js';

export function vietcombankHtml(file: StatementFile): string {
  const { account, period, opening, closing, lines } = file;
  const { debit, credit } = turnover(file);
  const head =
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv="Content-Type"' +
    ' content="text/html; charset=utf-8"></head><body><table border=1>';
  return [
    `\uFEFF${head}`,
    row('<td colspan=5>VIETCOMBANK - NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM</td>'),
    row('<td colspan=5>SAO KÊ TÀI KHOẢN</td>'),
    row(`<td>Chủ tài khoản</td><td colspan=4>${escape(account.holder)}</td>`),
    row(`<td>Số tài khoản</td><td colspan=4>${account.number}</td>`),
    row(`<td>Từ ngày</td><td>${period.from}</td><td>Đến ngày</td><td>${period.to}</td>`),
    row('<td>Loại tiền</td><td colspan=4>VND</td>'),
    row(
      `<td>Số dư đầu kỳ</td><td>${grouped(opening, ',')}</td>` +
        `<td>Số dư cuối kỳ</td><td colspan=2>${grouped(closing, ',')}</td>`,
    ),
    row(columns.map((column) => `<th>${column}</th>`).join('')),
    ...lines.map(entry),
    row(
      `<td colspan=2>Tổng số</td><td>${grouped(debit, ',')}</td>` +
        `<td>${grouped(credit, ',')}</td><td></td>`,
    ),
    '</table></body></html>',
  ].join('\n');
}

const columns = ['Ngày giao dịch', 'Số tham chiếu', 'Số tiền ghi nợ', 'Số tiền ghi có', 'Mô tả'];

function entry(line: LedgerLine): string {
  const debit = line.amount < 0n ? grouped(-line.amount, ',') : '&nbsp;';
  const credit = line.amount > 0n ? grouped(line.amount, ',') : '&nbsp;';
  const cells = [line.bookedOn, line.bankRef, debit, credit, broken(escape(line.narrative))];
  return row(cells.map((cell) => `<td>${cell}</td>`).join(''));
}

function row(cells: string): string {
  return `<tr>${cells}</tr>`;
}

/** A break after the first dot, as the bank's own export has it. */
function broken(text: string): string {
  return text.replace(/\./, '.<br>');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
