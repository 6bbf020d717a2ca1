// A statement that exists on paper only: what one person types of it, whether that adds up, and the
// statement that it becomes once another person has confirmed it.
import { daysBetween, formatDay, type LocalDate } from '../calendar.js';
import { absMoney, formatMoney, moneyText, sumMoney, type Money } from '../money.js';
import type { ProblemPlace } from '../problem.js';
import type { ParsedLine, ParsedStatement } from './bank-format.js';
import { checkStatement } from './check-statement.js';

/** One entry of the paper. Credits are positive. */
export interface PaperLine {
  readonly bookingDate: LocalDate;
  readonly valueDate: LocalDate;
  readonly amount: Money;
  readonly bankRef: string | null;
  readonly narrative: string;
  readonly counterparty: string | null;
}

/** What is typed of a paper, in its order. */
export interface PaperEntry {
  readonly periodFrom: LocalDate;
  readonly periodTo: LocalDate;
  readonly openingBalance: Money;
  readonly closingBalance: Money;
  readonly lines: readonly PaperLine[];
}

export const paperStates = ['pending', 'confirmed', 'refused', 'withdrawn'] as const;
export type PaperState = (typeof paperStates)[number];

/** How a statement is called that was typed and confirmed, as format and as layout. */
export const paperFormat = 'PAPER';

/** Rests on two people who compared it with a scan, not on a bank's file. */
export function isAttested({ format }: Pick<ParsedStatement, 'format'>): boolean {
  return format === paperFormat;
}

export const paperLimits = { lineCountMax: 300, dayCountMax: 366, textCharsMax: 500 } as const;

export interface PaperSums {
  readonly credits: Money;
  readonly debits: Money;
}

/** Both totals, positive. */
export function paperSums(lines: readonly Pick<PaperLine, 'amount'>[]): PaperSums {
  const amounts = lines.map(({ amount }) => amount);
  return {
    credits: sumMoney(amounts.filter((amount) => amount > 0n)),
    debits: absMoney(sumMoney(amounts.filter((amount) => amount < 0n))),
  };
}

type Fault = ProblemPlace & { readonly pointer: string; readonly vi: string };

/** Everything that keeps a paper from being taken, each with the field that it is about. */
export function paperFaults(entry: PaperEntry, today: LocalDate): Fault[] {
  return [...periodFaults(entry, today), ...lineFaults(entry), ...balanceFault(entry)];
}

function fault(pointer: string, detail: string, vi: string): Fault {
  return { pointer, detail, vi };
}

function periodFaults({ periodFrom, periodTo }: PaperEntry, today: LocalDate): Fault[] {
  if (periodTo < periodFrom) {
    const detail = 'is before the first day';
    return [fault('/periodTo', detail, 'Ngày cuối kỳ trước ngày đầu kỳ.')];
  }
  if (periodTo > today) {
    return [fault('/periodTo', 'is after today', 'Ngày cuối kỳ chưa đến.')];
  }
  if (daysBetween(periodFrom, periodTo) < paperLimits.dayCountMax) return [];
  const most = String(paperLimits.dayCountMax);
  const detail = `the period has more than ${most} days`;
  return [fault('/periodFrom', detail, `Kỳ sao kê dài hơn ${most} ngày.`)];
}

function lineFaults({ lines, periodFrom, periodTo }: PaperEntry): Fault[] {
  const most = String(paperLimits.lineCountMax);
  if (lines.length > paperLimits.lineCountMax) {
    const words = `Quá ${most} dòng: chia sao kê thành nhiều kỳ.`;
    return [fault('/lines', `at most ${most} lines; enter shorter periods`, words)];
  }
  return lines.flatMap(({ bookingDate, amount }, index) => {
    const found: Fault[] = [];
    const at = `/lines/${String(index)}`;
    const number = String(index + 1);
    if (amount === 0n) {
      found.push(fault(`${at}/amount`, 'is zero', `Dòng ${number}: số tiền bằng 0.`));
    }
    if (periodFrom <= periodTo && (bookingDate < periodFrom || bookingDate > periodTo)) {
      const words = `Dòng ${number}: ngày ${formatDay(bookingDate)} nằm ngoài kỳ sao kê.`;
      found.push(fault(`${at}/bookingDate`, 'lies outside the period', words));
    }
    return found;
  });
}

/** Exact to the đồng: what differs by one is a line that is wrong or missing. */
function balanceFault({ openingBalance, closingBalance, lines }: PaperEntry): Fault[] {
  const { credits, debits } = paperSums(lines);
  const counted = openingBalance + credits - debits;
  if (counted === closingBalance) return [];
  const differs = closingBalance - counted;
  const detail =
    `opening ${moneyText(openingBalance)} + credits ${moneyText(credits)} - debits ` +
    `${moneyText(debits)} = ${moneyText(counted)}, which differs by ${moneyText(differs)}`;
  const vi =
    `Đầu kỳ ${formatMoney(openingBalance)} + ghi có ${formatMoney(credits)} − ghi nợ ` +
    `${formatMoney(debits)} = ${formatMoney(counted)}, lệch ${formatMoney(differs)} so với số dư cuối kỳ.`;
  return [fault('/closingBalance', detail, vi)];
}

/** The account of a paper, as statements are told apart by. */
export interface PaperAccount {
  readonly number: string;
  /** Null at the State Treasury. */
  readonly bankBin: string | null;
}

/** The statement that a paper becomes, in the shape of every other one. */
export function statementOfPaper(
  entry: PaperEntry,
  account: PaperAccount,
  madeAt: Date,
): ParsedStatement {
  const openingBalance = decimalOf(entry.openingBalance);
  const closingBalance = decimalOf(entry.closingBalance);
  return checkStatement({
    ...{ format: paperFormat, layout: paperFormat, account: account.number, currency: 'VND' },
    bankHints: [account.bankBin ?? 'Kho bạc Nhà nước'],
    ...{ statementId: null, sequenceNumber: null, page: null },
    ...{ openingIsIntermediate: false, closingIsIntermediate: false },
    ...{ periodFrom: entry.periodFrom, periodTo: entry.periodTo },
    ...{ openingBalance, closingBalance, madeAt, warnings: [] },
    lines: entry.lines.map(parsedLine),
  });
}

function parsedLine({ amount, bankRef, ...line }: PaperLine): ParsedLine {
  const more = { isBooked: true, runningBalance: null };
  return { ...line, amount: decimalOf(amount), bankReference: bankRef, ...more };
}

function decimalOf(amount: Money): string {
  return `${moneyText(amount)}.00`;
}
