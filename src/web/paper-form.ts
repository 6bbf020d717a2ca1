// The form on which a statement is typed from paper: what was typed, what it means, and what is wrong
// with it, line by line. Whether it adds up, the verb decides.
import { formatDay, type LocalDate } from '../calendar.js';
import { formatMoney, parseMoney, type Money } from '../money.js';
import type { Problem } from '../problem.js';
import { paperLimits, type PaperEntry, type PaperLine } from '../statements/paper-statement.js';
import { dayTyped } from './account-form.js';

export const paperInputs = [
  'tai-khoan',
  'tu-ngay',
  'den-ngay',
  'dau-ky',
  'cuoi-ky',
  'dong',
] as const;
export type PaperInput = (typeof paperInputs)[number] | 'tep';

/** What was typed, by field; '' where nothing was. */
export type TypedPaper = Readonly<Record<(typeof paperInputs)[number], string>>;

/** What is wrong, by field; '' holds what is about the whole. Of lines there may be many. */
export type PaperErrors = ReadonlyMap<PaperInput | '', readonly string[]>;

const linesCharsMax = 64 * 1024;

/** Reads what was typed; only the lines keep their breaks. */
export function typedPaper(form: ReadonlyMap<string, string>): TypedPaper {
  const typed = paperInputs.map((input) => {
    const text = (form.get(input) ?? '').normalize('NFC').replaceAll('\r\n', '\n');
    return [input, input === 'dong' ? text.slice(0, linesCharsMax) : text.trim().slice(0, 40)];
  });
  return Object.fromEntries(typed) as TypedPaper;
}

/** What was typed of a paper, as it would be typed again. */
export function typedFrom(versionId: string, paper: PaperEntry): TypedPaper {
  return {
    'tai-khoan': versionId,
    'tu-ngay': formatDay(paper.periodFrom),
    'den-ngay': formatDay(paper.periodTo),
    'dau-ky': amountTyped(paper.openingBalance),
    'cuoi-ky': amountTyped(paper.closingBalance),
    dong: paper.lines.map(rowTyped).join('\n'),
  };
}

function rowTyped({ bookingDate, valueDate, amount, ...line }: PaperLine): string {
  const isCredit = amount > 0n;
  const cells = [
    formatDay(bookingDate),
    isCredit ? amountTyped(amount) : '',
    isCredit ? '' : amountTyped(-amount),
    ...[line.narrative, line.bankRef ?? '', line.counterparty ?? ''],
    valueDate === bookingDate ? '' : formatDay(valueDate),
  ];
  const filled = cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
  // a text may hold the mark between columns
  return filled.join(filled.some((cell) => cell.includes('|')) ? '\t' : ' | ');
}

function amountTyped(amount: Money): string {
  return formatMoney(amount).replace(' đ', '');
}

export interface ReadPaper {
  readonly versionId: string;
  readonly entry: PaperEntry;
}

/** What the form says, or what in it is no day, no amount, no line. */
export function readPaperForm(typed: TypedPaper): ReadPaper | PaperErrors {
  const errors = new Map<PaperInput | '', string[]>();
  const wrong = (input: PaperInput, words: string): undefined => {
    errors.set(input, [...(errors.get(input) ?? []), words]);
    return undefined;
  };
  const dayIn = (input: 'tu-ngay' | 'den-ngay'): LocalDate | undefined =>
    dayTyped(typed[input]) ?? wrong(input, 'Ngày ghi theo dạng ngày/tháng/năm.');
  const moneyIn = (input: 'dau-ky' | 'cuoi-ky'): Money | undefined =>
    moneyTyped(typed[input]) ?? wrong(input, 'Ghi số tiền bằng đồng, ví dụ 1.250.000.');
  if (!/^\d{1,18}$/.test(typed['tai-khoan'])) wrong('tai-khoan', 'Chọn tài khoản.');
  const periodFrom = dayIn('tu-ngay');
  const periodTo = dayIn('den-ngay');
  const openingBalance = moneyIn('dau-ky');
  const closingBalance = moneyIn('cuoi-ky');
  const lines = linesIn(typed.dong, (words) => wrong('dong', words));
  if (periodFrom === undefined || periodTo === undefined || errors.size > 0) return errors;
  if (openingBalance === undefined || closingBalance === undefined) return errors;
  const entry = { periodFrom, periodTo, openingBalance, closingBalance, lines };
  return { versionId: typed['tai-khoan'], entry };
}

/** An amount as people write it: digits, perhaps grouped by one kind of mark; undefined for else. */
export function moneyTyped(text: string): Money | undefined {
  const plain = text.trim().replace(/\s*(đ|đồng|VND)$/i, '');
  if (/^-?\d+$/.test(plain)) return parseMoney(plain);
  const mark = /^-?\d{1,3}([., \u00a0])\d{3}(?:\1\d{3})*$/.exec(plain)?.[1];
  return mark === undefined ? undefined : parseMoney(plain.replaceAll(mark, ''));
}

/** What stands between the columns of a line: a bar as typed, a tab as pasted from a sheet. */
const columnsMax = 7;

function linesIn(text: string, wrong: (words: string) => undefined): PaperLine[] {
  const lines: PaperLine[] = [];
  for (const [index, row] of text.split('\n').entries()) {
    if (row.trim() === '') continue;
    const cells = row.split(row.includes('\t') ? '\t' : '|').map((cell) => cell.trim());
    const read = lineIn(cells);
    if (typeof read === 'string') wrong(`Hàng ${String(index + 1)}: ${read}`);
    else lines.push(read);
  }
  return lines;
}

function lineIn(cells: readonly string[]): PaperLine | string {
  const [on = '', credit = '', debit = '', narrative = '', bankRef = '', counterparty = ''] = cells;
  const valued = cells[6] ?? '';
  if (cells.length > columnsMax)
    return `có ${String(cells.length)} cột, tối đa ${String(columnsMax)}.`;
  const bookingDate = dayTyped(on);
  if (bookingDate === undefined) return 'ngày ghi theo dạng ngày/tháng/năm.';
  const valueDate = valued === '' ? bookingDate : dayTyped(valued);
  if (valueDate === undefined) return 'ngày hiệu lực ghi theo dạng ngày/tháng/năm.';
  const amount = amountIn(credit, debit);
  if (amount === undefined) return 'ghi một số tiền dương ở cột Ghi có hoặc Ghi nợ.';
  const texts = [narrative, bankRef, counterparty];
  if (texts.some((each) => /[\p{C}\p{Zl}\p{Zp}]/u.test(each))) return 'có ký tự không dùng được.';
  if (texts.some((each) => each.length > paperLimits.textCharsMax)) {
    return `nội dung dài quá ${String(paperLimits.textCharsMax)} ký tự.`;
  }
  const more = { bankRef: orNull(bankRef), narrative, counterparty: orNull(counterparty) };
  return { bookingDate, valueDate, amount, ...more };
}

/** Money in or money out: one of both, and positive as the paper prints it. */
function amountIn(credit: string, debit: string): Money | undefined {
  const [into, out] = [credit, debit].map((text) => (isEmpty(text) ? null : moneyTyped(text)));
  if (into === undefined || out === undefined || (into === null) === (out === null)) {
    return undefined;
  }
  const amount = into ?? out ?? 0n;
  if (amount <= 0n) return undefined;
  return into === null ? -amount : amount;
}

/** Papers print a dash or a zero where nothing moved. */
function isEmpty(text: string): boolean {
  return text === '' || text === '-' || text === '0';
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}

const fieldOf: Readonly<Record<string, PaperInput>> = {
  periodFrom: 'tu-ngay',
  periodTo: 'den-ngay',
  openingBalance: 'dau-ky',
  closingBalance: 'cuoi-ky',
  lines: 'dong',
  file: 'tep',
};

const refusedWords: Readonly<Partial<Record<Problem['code'], string>>> = {
  conflict: 'Kỳ này của tài khoản đã có bản chờ xác nhận, hoặc có quá nhiều bản đang chờ.',
  not_found: 'Tài khoản không thuộc phạm vi của bạn trong cả kỳ này.',
  too_large: 'Bản quét tối đa 20 MB.',
};

/** What the verb refused, at the fields that it names. */
export function paperErrorsOf({ code, errors = [] }: Problem): PaperErrors {
  const told = new Map<PaperInput | '', string[]>();
  for (const { pointer = '', detail, vi = detail } of errors) {
    const input = fieldOf[pointer.split('/')[1] ?? ''] ?? '';
    told.set(input, [...(told.get(input) ?? []), vi]);
  }
  if (told.size === 0) {
    const input = code === 'too_large' ? 'tep' : code === 'not_found' ? 'tai-khoan' : '';
    told.set(input, [refusedWords[code] ?? 'Chưa lưu được.']);
  }
  return told;
}
