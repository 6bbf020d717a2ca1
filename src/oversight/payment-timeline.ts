// A payment's life in order: announced, what the gateway said, due, reported, credited. Each entry
// is one source's word with its time; nothing later than the as-of stands in it.
import { instantOf, instantText } from '../calendar.js';
import { formatMoney } from '../money.js';
import type { PaymentHistory, PaymentWordSaid } from '../payments/payment-history-store.js';
import type { PaymentReading } from '../reconciliation/reading.js';
import { matchStatusWords, paymentStatusWords, ruleWording } from '../reconciliation/words.js';

export const timelineKinds = [
  'order_announced',
  'gateway_said',
  'due',
  'settlement_reported',
  'credited',
] as const;

export interface TimelineEntry {
  /** An instant, or the day where the source prints no time. */
  readonly at: string;
  readonly kind: (typeof timelineKinds)[number];
  readonly text: string;
  readonly amount: string | null;
}

interface Placed extends TimelineEntry {
  readonly order: number;
}

/** Everything known of a payment by the as-of, oldest first. */
export function timelineOf(
  payment: PaymentReading,
  history: PaymentHistory,
  asOf: Date,
): TimelineEntry[] {
  const entries = [
    ...announced(history),
    ...history.words.map(said),
    ...due(payment, asOf),
    ...history.reported.map(reported),
    ...payment.matches.map(credited),
  ];
  return entries
    .filter(({ order }) => order <= asOf.getTime())
    .sort((one, other) => one.order - other.order)
    .map(({ at, kind, text, amount }) => ({ at, kind, text, amount }));
}

function announced({ order }: PaymentHistory): Placed[] {
  if (!order) return [];
  const at = order.createdAt ?? order.recordedAt;
  const told = order.toldAccount === null ? '' : `, báo về tài khoản ${order.toldAccount}`;
  const text = `Yêu cầu nộp phí ${formatMoney(BigInt(order.amount))}${told}`;
  return [atInstant(at, 'order_announced', text, order.amount)];
}

const saidBy = {
  callback: 'Cổng thanh toán báo',
  query: 'Cổng thanh toán trả lời khi được hỏi',
  import: 'Tệp của cổng dịch vụ công ghi',
} as const;

function said({ status, amount, occurredAt, refundedAmount, source }: PaymentWordSaid): Placed {
  const via = saidBy[source];
  const back = refundedAmount === null ? '' : `, đã hoàn ${formatMoney(BigInt(refundedAmount))}`;
  const text = `${via}: ${paymentStatusWords[status].vi}${back}`;
  return atInstant(occurredAt, 'gateway_said', text, amount);
}

function due({ dueAt }: PaymentReading, asOf: Date): Placed[] {
  if (dueAt === null || dueAt > asOf) return [];
  return [atInstant(dueAt, 'due', 'Đến hạn tiền về', null)];
}

function reported(row: PaymentHistory['reported'][number]): Placed {
  const net = formatMoney(BigInt(row.netAmount));
  const text = `Báo cáo quyết toán đợt ${row.batch}: thực chuyển ${net}`;
  return onDay(row.settlementDate, 'settlement_reported', text, row.netAmount);
}

function credited({ line, rule, status, amount }: PaymentReading['matches'][number]): Placed {
  const words = `${matchStatusWords[status].vi}: ${ruleWording(rule).vi}`;
  const text = `Ghi Có ${formatMoney(amount)} vào tài khoản ${line.account} (${words})`;
  return onDay(line.bookingDate, 'credited', text, amount.toString());
}

function atInstant(
  at: Date,
  kind: TimelineEntry['kind'],
  text: string,
  amount: string | null,
): Placed {
  return { at: instantText(at), kind, text, amount, order: at.getTime() };
}

/** A day without a time stands before everything of that day. */
function onDay(
  day: string,
  kind: TimelineEntry['kind'],
  text: string,
  amount: string | null,
): Placed {
  return { at: day, kind, text, amount, order: instantOf(day).getTime() };
}
