// Where a payment's money is, hop by hop: the payer paid, the gateway settled, the account was
// credited. Each hop has its own evidence, or the day on which it is expected; none is inferred.
import { dueDayOf, formatDay, formatInstant, instantText, type LocalDate } from '../calendar.js';
import { formatMoney } from '../money.js';
import type { PaymentHistory, PaymentWordSaid } from '../payments/payment-history-store.js';
import { isPaid } from '../payments/payment.js';
import type { MatchOnPayment, PaymentReading, SettlementValue } from '../reconciliation/reading.js';
import { matchStatusWords, paymentStatusWords, ruleWording } from '../reconciliation/words.js';
import { feeSentence } from './discrepancy-sentence.js';
import type { NamedStatement } from '../statements/statement-list-store.js';
import { attestedWords } from '../statements/statement-words.js';
import type { KnownFacts } from './settlement-sentence.js';

export const hopNames = ['paid', 'settled', 'credited'] as const;
export const hopStates = ['done', 'expected', 'missing', 'unproven', 'none'] as const;
export type HopState = (typeof hopStates)[number];

export const evidenceKinds = [
  'callback',
  'query',
  'portal_file',
  'settlement_row',
  'statement_line',
] as const;

export interface HopEvidence {
  readonly kind: (typeof evidenceKinds)[number];
  /** An instant, or the day where the source prints no time. */
  readonly at: string;
  readonly text: string;
  /** A line that rests on two people who compared it with a scan. */
  readonly attested?: true;
}

export interface MoneyHop {
  readonly hop: (typeof hopNames)[number];
  /** `none`: nothing is expected here; `unproven`: nobody can tell yet. */
  readonly state: HopState;
  readonly text: string;
  readonly expectedOn: LocalDate | null;
  readonly evidence: readonly HopEvidence[];
}

export interface HopsGiven {
  readonly payment: PaymentReading;
  readonly known: KnownFacts;
  /** What was known by the as-of. */
  readonly history: PaymentHistory;
  /** The statements that show its lines, by id. */
  readonly shownIn: ReadonlyMap<string, NamedStatement>;
  readonly asOf: Date;
}

/** The three hops in the order in which the money travels. */
export function moneyHops(given: HopsGiven): readonly MoneyHop[] {
  return [paidHop(given), settledHop(given), creditedHop(given)];
}

function paidHop({ payment, known, history }: HopsGiven): MoneyHop {
  const evidence = history.words.map(saidBy);
  const text = known.payerPaid.because;
  return { hop: 'paid', state: paidState(payment), text, expectedOn: null, evidence };
}

function paidState({ status, givenUpAt }: PaymentReading): HopState {
  if (isPaid(status)) return 'done';
  if (status !== 'pending') return 'none';
  return givenUpAt === undefined ? 'expected' : 'missing';
}

const sources = {
  callback: { kind: 'callback', said: 'Cổng báo' },
  query: { kind: 'query', said: 'Cổng trả lời khi được hỏi' },
  import: { kind: 'portal_file', said: 'Tệp của cổng dịch vụ công ghi' },
} as const;

function saidBy(word: PaymentWordSaid): HopEvidence {
  const { kind, said } = sources[word.source];
  const { status, amount, refundedAmount, occurredAt, receivedAt, noticeId } = word;
  const back = refundedAmount === null ? '' : `, đã hoàn ${formatMoney(BigInt(refundedAmount))}`;
  const number = noticeId === null ? '' : ` (thông báo số ${noticeId})`;
  const text =
    `${said}: ${paymentStatusWords[status].vi}, ${formatMoney(BigInt(amount))}${back}; ` +
    `nhận lúc ${formatInstant(receivedAt)}${number}`;
  return { kind, at: instantText(occurredAt), text };
}

function settledHop({ payment, known, history, asOf }: HopsGiven): MoneyHop {
  const evidence = history.reported.map(reportedRow);
  const fee = payment.feeDifference;
  const text = `${known.gatewaySettled.because}${fee ? ` ${feeSentence(fee)}.` : ''}`;
  const state = settledState(payment, known, asOf);
  const expectedOn = state === 'expected' ? expectedDay(payment) : null;
  return { hop: 'settled', state, text, expectedOn, evidence };
}

function settledState(payment: PaymentReading, known: KnownFacts, asOf: Date): HopState {
  if (known.gatewaySettled.answer) return 'done';
  if (payment.settlement === null || payment.settlement === 'refunded') return 'none';
  if (payment.held) return 'missing';
  // money that came needs no report: the gateway may send none
  if (known.accountCredited.answer) return 'none';
  return isDue(payment, asOf) ? 'unproven' : 'expected';
}

function reportedRow(row: PaymentHistory['reported'][number]): HopEvidence {
  const sums = [row.amount, row.fee, row.netAmount].map((sum) => formatMoney(BigInt(sum)));
  const [amount = '', fee = '', net = ''] = sums;
  const text =
    `${rowWords[row.kind]} trong báo cáo quyết toán đợt ${row.batch}, dòng ` +
    `${String(row.rowNumber)}: ${amount}, phí ${fee}, thực chuyển ${net}`;
  return { kind: 'settlement_row', at: row.settlementDate, text };
}

const rowWords = { payment: 'Thanh toán', refund: 'Hoàn tiền', adjustment: 'Điều chỉnh' } as const;

const creditedStates: Readonly<Record<SettlementValue, HopState>> = {
  refunded: 'none',
  arrived: 'done',
  returned: 'missing',
  wrong_unit: 'missing',
  old_account: 'missing',
  over: 'done',
  short: 'missing',
  unassigned: 'unproven',
  no_account: 'missing',
  proposed: 'unproven',
  awaiting: 'expected',
  unverifiable: 'unproven',
  overdue: 'missing',
};

function creditedHop({ payment, known, shownIn }: HopsGiven): MoneyHop {
  const { settlement, matches } = payment;
  const state = settlement === null ? 'none' : creditedStates[settlement];
  const expectedOn = state === 'expected' ? expectedDay(payment) : null;
  const evidence = matches.map((match) => creditLine(match, shownIn));
  return { hop: 'credited', state, text: known.accountCredited.because, expectedOn, evidence };
}

function creditLine(match: MatchOnPayment, shownIn: HopsGiven['shownIn']): HopEvidence {
  const { line, rule, status, amount } = match;
  const statement = line.statement === null ? undefined : shownIn.get(line.statement);
  const place =
    statement === undefined || line.lineNo === null
      ? ''
      : `, dòng ${String(line.lineNo)} của sao kê ${statement.file}`;
  const attested = statement?.isAttested === true ? `; ${attestedWords.toLowerCase()}` : '';
  const reference = line.bankRef === null ? '' : `, số ${line.bankRef}`;
  const text =
    `Ghi Có ${formatMoney(amount)} ngày ${formatDay(line.bookingDate)} vào tài khoản ` +
    `${line.account}${reference}${place} (${matchStatusWords[status].vi}: ${ruleWording(rule).vi})${attested}`;
  const more = attested === '' ? {} : { attested: true as const };
  return { kind: 'statement_line', at: line.bookingDate, text, ...more };
}

function expectedDay({ dueAt }: PaymentReading): LocalDate | null {
  return dueAt === null ? null : dueDayOf(dueAt);
}

function isDue({ dueAt }: PaymentReading, asOf: Date): boolean {
  return dueAt !== null && asOf > dueAt;
}
