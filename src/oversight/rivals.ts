// Why not the other one: for a payment the lines that come nearest to it, for a line the payments,
// each compared point by point. Pure, over what the reader may see; it explains and decides nothing.
import { addDays, daysBetween, formatDay, localDateOf, type LocalDate } from '../calendar.js';
import { formatMoney, moneyText } from '../money.js';
import type { LineReading, PaymentReading, ProvinceReading } from '../reconciliation/reading.js';
import { compactText } from '../statements/narrative.js';

export const rivalCheckNames = ['reference', 'amount', 'account', 'time', 'free'] as const;

export interface RivalCheck {
  readonly name: (typeof rivalCheckNames)[number];
  readonly expected: string;
  readonly found: string;
  readonly agrees: boolean;
}

/** A payment and a line that are not matched with each other. */
export interface Rival {
  readonly payment: PaymentReading;
  readonly line: LineReading;
  readonly checks: readonly RivalCheck[];
  /** In one Vietnamese sentence. */
  readonly whyNot: string;
}

const rivalsMax = 3;
/** Sums alike are everywhere: beyond this many days they say nothing. */
const daysAroundMax = 45;
/** Shorter references stand in many texts by chance. */
const referenceCharsMin = 6;

/** The lines in sight that come nearest to a payment without being its own, the nearest first. */
export function rivalsOfPayment(payment: PaymentReading, seen: ProvinceReading): Rival[] {
  if (payment.settlement === null) return [];
  const own = new Set(payment.matches.map(({ line }) => line.lineId));
  const judge = judgeOf(seen);
  const lines = seen.lines.filter(({ lineId }) => !own.has(lineId));
  return nearest(lines.flatMap((line) => judge(payment, line) ?? []));
}

/** The payments in sight that come nearest to a credit without being its own, the nearest first. */
export function rivalsOfLine(line: LineReading, seen: ProvinceReading): Rival[] {
  if (line.amount <= 0n || line.state === 'ignored') return [];
  const own = new Set(line.matches.map(({ payment }) => payment?.paymentId));
  const judge = judgeOf(seen);
  const payments = seen.payments.filter(
    ({ paymentId, settlement }) => settlement !== null && !own.has(paymentId),
  );
  return nearest(payments.flatMap((payment) => judge(payment, line) ?? []));
}

interface Judged extends Rival {
  readonly rank: number;
  readonly days: number;
}

function nearest(judged: readonly Judged[]): Rival[] {
  return [...judged]
    .sort((one, other) => other.rank - one.rank || one.days - other.days)
    .slice(0, rivalsMax)
    .map(({ payment, line, checks, whyNot }) => ({ payment, line, checks, whyNot }));
}

/** What counts most when rivals are put in order. */
const weights: Readonly<Record<RivalCheck['name'], number>> = {
  reference: 16,
  amount: 8,
  account: 4,
  time: 2,
  free: 1,
};

/** Compares a pair; undefined where neither reference nor sum brings the two together. */
function judgeOf(
  seen: ProvinceReading,
): (payment: PaymentReading, line: LineReading) => Judged | undefined {
  const accounts = new Map(seen.units.map(({ unitCode, accounts: own }) => [unitCode, own]));
  return (payment, line) => {
    const paidOn = localDateOf(payment.paidAt);
    const days = Math.abs(daysBetween(paidOn, line.bookingDate));
    if (line.amount <= 0n || days > daysAroundMax) return undefined;
    const amount = amountCheck(payment, line);
    const reference = referenceCheck(payment, line);
    if (!amount.agrees && reference?.agrees !== true) return undefined;
    const own = accounts.get(payment.unitCode ?? '') ?? [];
    const checks = [
      ...(reference ? [reference] : []),
      amount,
      ...(own.length > 0 ? [accountCheck(own, { paidOn, line })] : []),
      timeCheck(paidOn, line),
      freeCheck(line),
    ];
    const rank = checks.reduce((sum, { name, agrees }) => sum + (agrees ? weights[name] : 0), 0);
    return { payment, line, checks, rank, days, whyNot: whyNotOf(checks) };
  };
}

function referenceCheck(payment: PaymentReading, line: LineReading): RivalCheck | undefined {
  if (line.narrative === null) return undefined;
  const references = [payment.merchantRef, payment.gatewayTxnId, payment.dossierCode].filter(
    (text) => text !== null && compactText(text).length >= referenceCharsMin,
  );
  const printed = compactText(line.narrative);
  const found = references.find((text) => printed.includes(compactText(text ?? '')));
  const expected = found ?? references[0] ?? '';
  return { name: 'reference', expected, found: found ?? '', agrees: found !== undefined };
}

function amountCheck({ amount, fee }: PaymentReading, line: LineReading): RivalCheck {
  const agrees = line.amount === amount || line.amount === amount - fee;
  return { name: 'amount', expected: moneyText(amount), found: moneyText(line.amount), agrees };
}

function accountCheck(
  own: ProvinceReading['units'][number]['accounts'],
  { paidOn, line }: { readonly paidOn: LocalDate; readonly line: LineReading },
): RivalCheck {
  const until = line.bookingDate > paidOn ? addDays(line.bookingDate, 1) : addDays(paidOn, 1);
  const held = own.filter(
    ({ validFrom, validTo }) =>
      (validFrom === null || validFrom < until) && (validTo === null || validTo > paidOn),
  );
  const numbers = [...new Set(held.map(({ account }) => account))];
  const agrees = numbers.includes(line.account);
  return { name: 'account', expected: numbers.join(', '), found: line.account, agrees };
}

function timeCheck(paidOn: LocalDate, { bookingDate }: LineReading): RivalCheck {
  return { name: 'time', expected: paidOn, found: bookingDate, agrees: bookingDate >= paidOn };
}

function freeCheck({ matches }: LineReading): RivalCheck {
  const taken = matches.find(({ status }) => status === 'confirmed');
  const by = taken?.payment?.merchantRef ?? taken?.payment?.gatewayTxnId ?? '';
  return { name: 'free', expected: '', found: taken ? by : '', agrees: taken === undefined };
}

/** Which points stand against the pair; where none does, what is missing for a certainty. */
function whyNotOf(checks: readonly RivalCheck[]): string {
  const failing = checks.filter(({ agrees }) => !agrees);
  const against = failing.map(reasonOf);
  if (failing.length === 0) {
    return 'Mọi điểm đều hợp: đang chờ đối chiếu, hoặc có hơn một cách khớp nên cần cán bộ xác nhận.';
  }
  if (failing.every(({ name }) => name === 'reference')) {
    return (
      'Số tiền và ngày hợp nhưng nội dung không nêu mã của giao dịch: nhiều người nộp cùng mức ' +
      'phí, nên không tự khớp.'
    );
  }
  return `Không khớp vì ${against.join('; ')}.`;
}

function reasonOf({ name, expected, found }: RivalCheck): string {
  switch (name) {
    case 'reference':
      return 'nội dung không nêu mã của giao dịch';
    case 'amount':
      return `số tiền là ${formatMoney(BigInt(found))}, cần ${formatMoney(BigInt(expected))}`;
    case 'account':
      return 'tiền vào tài khoản không phải của đơn vị trong thời gian đó';
    case 'time':
      return `ghi sổ ngày ${formatDay(found)}, trước ngày nộp ${formatDay(expected)}`;
    case 'free':
      return found === '' ? 'dòng đã khớp với khoản khác' : `dòng đã khớp với giao dịch ${found}`;
  }
}
