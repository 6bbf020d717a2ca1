// Statements as XLSX, in the layouts of four banks and of the State Treasury's ledger.
import { formatDay } from '../../../src/calendar.js';
import { absMoney } from '../../../src/money.js';
import type { Money } from '../../../src/money.js';
import { grouped, runningBalances, turnover } from './figures.js';
import type { StatementFile } from '../world.js';

/** A cell: text, or a number written as one. */
export type SheetCell = string | number | null;
export type SheetRows = readonly (readonly SheetCell[])[];

/** CashUp of Vietcombank: date and document number share a cell. */
export function vietcombankSheet(file: StatementFile): SheetRows {
  const { account, period, opening, closing, lines } = file;
  const balances = runningBalances(file);
  const { debit, credit } = turnover(file);
  return [
    ['VCB CASHUP'],
    [],
    ['SAO KÊ TÀI KHOẢN\nSTATEMENT OF ACCOUNT'],
    [`Từ/ From: ${formatDay(period.from)}   Đến/ To: ${formatDay(period.to)}`],
    ['Số tài khoản/ Account number:', null, account.number],
    ['Tên tài khoản/ Account name:', null, account.holder],
    ['Loại tiền/ Currency:', null, 'VND'],
    ['Số dư đầu kỳ/ Opening balance:', null, `${grouped(opening, ',')} VND`],
    [],
    [
      'STT\nNo.',
      'Ngày1/\nTNX Date/ Số CT/ Doc No',
      'Ngày hiệu lực2/\nEffective date',
      'Số tiền ghi nợ/\nDebit',
      'Số tiền ghi có/\nCredit',
      'Số dư/\nBalance',
      'Nội dung chi tiết/\nTransactions in detail',
    ],
    ...lines.map((line, index) => [
      index + 1,
      `${formatDay(line.bookedOn)}                       ${line.bankRef}`,
      formatDay(line.bookedOn),
      line.amount < 0n ? grouped(-line.amount, ',') : null,
      line.amount > 0n ? grouped(line.amount, ',') : null,
      grouped(balances[index] ?? opening, ','),
      line.narrative,
    ]),
    ['Tổng số/ Total', null, null, grouped(debit, ','), grouped(credit, ',')],
    ['Số dư cuối kỳ/ Closing balance:', null, `${grouped(closing, ',')} VND`],
  ];
}

/** Vietcombank's list for persons: a column for the sign, and no balance anywhere. */
export function vietcombankList(file: StatementFile): SheetRows {
  const { account, period, lines } = file;
  const { debit, credit } = turnover(file);
  return [
    ['VIETCOMBANK - LỊCH SỬ GIAO DỊCH'],
    ['Số tài khoản', account.number],
    ['Loại tiền', 'VND'],
    [`Từ ngày: ${formatDay(period.from)} Đến ngày: ${formatDay(period.to)}`],
    [],
    ['Ngày giao dịch', 'Số tham chiếu', 'Thay đổi', 'Số tiền', 'Mô tả'],
    ...lines.map((line) => [
      formatDay(line.bookedOn),
      line.bankRef,
      line.amount < 0n ? '-' : '+',
      grouped(absMoney(line.amount), ','),
      line.narrative,
    ]),
    ['Tổng', null, null, grouped(credit - debit, ',')],
  ];
}

/** BIDV's report: an older account number in the head, 0 for an empty side. */
export function bidvSheet(file: StatementFile): SheetRows {
  const { account, period, opening, closing, lines } = file;
  const balances = runningBalances(file);
  const { debit, credit } = turnover(file);
  return [
    ['NGÂN HÀNG TMCP ĐẦU TƯ VÀ PHÁT TRIỂN VIỆT NAM'],
    ['Bank for Investment and Development of Vietnam JSC'],
    [],
    [null, null, 'BÁO CÁO CHI TIẾT SỐ DƯ TÀI KHOẢN'],
    [null, null, `Từ ngày: ${formatDay(period.from)} Đến ngày: ${formatDay(period.to)}`],
    ['Khách hàng:', null, account.holder],
    ['Số tài khoản:', null, account.number],
    [`(Số tài khoản cũ: 0${account.number.slice(1)}9)`],
    ['Loại tiền tệ:', null, 'VND'],
    ['Số dư đầu kỳ', null, null, null, null, grouped(opening, ',')],
    [],
    ['STT', 'Ngày hiệu lực', 'Ghi nợ', 'Ghi có', 'Số dư', 'Số CT', 'Mô tả'],
    ...lines.map((line, index) => [
      index + 1,
      `${formatDay(line.bookedOn)} 10:${String(index % 60).padStart(2, '0')}:00`,
      line.amount < 0n ? grouped(-line.amount, ',') : '0',
      line.amount > 0n ? grouped(line.amount, ',') : '0',
      grouped(balances[index] ?? opening, ','),
      line.bankRef,
      line.narrative,
    ]),
    ['Cộng phát sinh', null, grouped(debit, ','), grouped(credit, ',')],
    ['Số dư cuối ngày', null, null, null, grouped(closing, ',')],
  ];
}

/** VietinBank eFAST: the date only on a day's first row, amounts as numbers. */
export function vietinbankSheet(file: StatementFile): SheetRows {
  const { account, period, opening, closing, lines } = file;
  const balances = runningBalances(file);
  const { debit, credit } = turnover(file);
  return [
    [null, 'VietinBank eFAST'],
    [],
    [null, null, 'LỊCH SỬ GIAO DỊCH - TRANSACTION HISTORY'],
    [null, null, `Từ ngày/From: ${formatDay(period.from)} - Đến ngày/To: ${formatDay(period.to)}`],
    [],
    ['Số tài khoản/Account No:', null, account.number],
    ['Tên tài khoản/Account name:', null, account.holder],
    ['Loại tiền/Currency:', null, 'VND'],
    ['Số dư đầu kỳ/ Opening balance:', null, figure(opening)],
    ['Số dư cuối kỳ/ Closing balance:', null, figure(closing)],
    [],
    [
      'STT/ No.',
      'Ngày hạch toán/ Accounting date',
      'Mô tả giao dịch/ Transaction description',
      'Nợ/ Debit',
      'Có / Credit',
      'Số dư TK/ Account balance',
      'Số giao dịch/ Transaction number',
      'Tên tài khoản đối ứng/ Corresponsive name',
    ],
    ...lines.map((line, index) => [
      index + 1,
      line.bookedOn === lines[index - 1]?.bookedOn ? null : formatDay(line.bookedOn),
      line.narrative,
      line.amount < 0n ? figure(-line.amount) : null,
      line.amount > 0n ? figure(line.amount) : null,
      figure(balances[index] ?? opening),
      line.bankRef,
      line.counterparty,
    ]),
    [null, null, 'Tổng cộng/ Total', figure(debit), figure(credit)],
  ];
}

/** The Treasury's detail ledger: a header of two rows, balances inside the table. */
export function treasurySheet(file: StatementFile): SheetRows {
  const { account, period, opening, closing, lines } = file;
  const balances = runningBalances(file);
  const { debit, credit } = turnover(file);
  return [
    ['KHO BẠC NHÀ NƯỚC KHU VỰC XVII'],
    ['PHÒNG GIAO DỊCH SỐ 5'],
    [],
    [null, null, 'SỔ CHI TIẾT TÀI KHOẢN TIỀN GỬI CỦA ĐƠN VỊ'],
    [null, null, `Từ ngày ${formatDay(period.from)} đến ngày ${formatDay(period.to)}`],
    ['Tên đơn vị:', account.holder],
    ['Mã ĐVQHNS:', account.number.split('.')[2] ?? ''],
    ['Số tài khoản:', account.number],
    ['Đơn vị tính: đồng'],
    [],
    [
      'Ngày hạch toán',
      'Chứng từ',
      null,
      'Nội dung',
      'Mã TK đối ứng',
      'Số phát sinh',
      null,
      'Số dư',
    ],
    [null, 'Số', 'Ngày', null, null, 'Nợ', 'Có', null],
    [null, null, null, 'Số dư đầu kỳ', null, null, null, figure(opening)],
    ...lines.map((line, index) => [
      formatDay(line.bookedOn),
      line.bankRef,
      formatDay(line.bookedOn),
      line.narrative,
      '3921',
      line.amount < 0n ? figure(-line.amount) : null,
      line.amount > 0n ? figure(line.amount) : null,
      figure(balances[index] ?? opening),
    ]),
    [null, null, null, 'Cộng phát sinh trong kỳ', null, figure(debit), figure(credit)],
    [null, null, null, 'Lũy kế từ đầu năm', null, figure(debit * 4n), figure(credit * 4n)],
    [null, null, null, 'Số dư cuối kỳ', null, null, null, figure(closing)],
  ];
}

// The sums of one unit stay far below 2^53, so the written digits are exact.
function figure(amount: Money): number {
  return Number(amount);
}
