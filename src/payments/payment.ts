// A payment as gateways tell it: what each message said (events), where it stands now, and the
// fee order it answers. Everything here is pure; unit, account and due day are derived downstream.
import type { Money } from '../money.js';

export const paymentStatuses = [
  'pending',
  'failed',
  'cancelled',
  'succeeded',
  'partly_refunded',
  'refunded',
] as const;
/** What the gateway says of a payment (contract section 4). */
export type PaymentStatus = (typeof paymentStatuses)[number];

const ranks: Readonly<Record<PaymentStatus, number>> = {
  pending: 0,
  failed: 1,
  cancelled: 1,
  succeeded: 2,
  partly_refunded: 3,
  refunded: 4,
};

/** Position on the one-way road; a status never gives way to one of lower rank. */
export function statusRank(status: PaymentStatus): number {
  return ranks[status];
}

/** True where the payer's money left him, whatever came back later. */
export function isPaid(status: PaymentStatus): boolean {
  return ranks[status] >= ranks.succeeded;
}

/** What one message or one row says of a payment; times are null where it does not state them. */
export interface PaymentWord {
  readonly status: PaymentStatus;
  readonly amount: Money;
  /** How much went back in all; null where the message does not say. */
  readonly refundedAmount: Money | null;
  readonly paidAt: Date | null;
  readonly refundedAt: Date | null;
}

/** A word as recorded, once however often it is repeated. */
export interface PaymentEvent {
  readonly status: PaymentStatus;
  readonly amount: Money;
  /** How much went back in all; null where the message does not say. */
  readonly refundedAmount: Money | null;
  /** When the payer paid; the time of receipt where the message states none. */
  readonly paidAt: Date;
  readonly paidAtStated: boolean;
  /** When this status came to be: for refunds the refund's time, else `paidAt`. */
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly source: 'callback' | 'query' | 'import';
}

/** Where a payment stands: its best-ranked event, with the time the payer paid. */
export interface PaymentState {
  readonly status: PaymentStatus;
  readonly amount: Money;
  readonly refundedAmount: Money | null;
  readonly paidAt: Date;
  readonly occurredAt: Date;
  /** When the first word about the payment reached us. */
  readonly receivedAt: Date;
}

/** A fee order announced before payment. */
export interface FeeOrder {
  readonly id: string;
  /** A gateway account's name, a gateway kind, or '' when it fits any. */
  readonly gateway: string;
  readonly merchantRef: string;
  readonly dossierCode: string | null;
  readonly unitCode: string;
  readonly amount: Money;
  readonly feeItems: readonly { readonly purpose: string; readonly amount: Money }[];
  readonly procedureCode: string | null;
  readonly toldBankCode: string | null;
  readonly toldAccount: string | null;
  readonly createdAt: Date | null;
}

export interface PaymentRecord {
  readonly id: string;
  readonly gatewayAccountId: string;
  readonly gatewayTxnId: string | null;
  readonly merchantRef: string | null;
  /** The payment's own dossier code, else its order's. */
  readonly dossierCode: string | null;
  /** The unit that a signed message or a portal's export named. */
  readonly signedUnitCode: string | null;
  readonly orderInfo: string | null;
  /** For a bank feed's credit: the unit of its virtual account, else of the account it came into. */
  readonly noticedUnitCode?: string | null;
  /** The amount of the first word about it; `currentState` gives the amount that holds. */
  readonly amount: Money;
  readonly events: readonly PaymentEvent[];
  readonly receiptNumber: string | null;
  readonly order: FeeOrder | null;
}

/**
 * Where a payment stands, whatever the order in which its events were received.
 * @param asOf leaves out what happened later; a refund known alone still says when it was paid
 * @returns null when nothing had happened by then
 */
export function currentState(events: readonly PaymentEvent[], asOf?: Date): PaymentState | null {
  const known = asOf ? events.flatMap((event) => seenAt(event, asOf)) : events;
  const [first, ...others] = known;
  if (!first) return null;
  let best = first;
  let receivedAt = first.receivedAt;
  for (const event of others) {
    if (outranks(event, best)) best = event;
    if (event.receivedAt < receivedAt) receivedAt = event.receivedAt;
  }
  const { status, amount, refundedAmount, occurredAt } = best;
  const paidAt = paidAtOf(known, best);
  return { status, amount, refundedAmount, paidAt, occurredAt, receivedAt };
}

/** A gateway that writes hours of a 12-hour clock is off by twelve; so is one in another zone, or more. */
const suspectMs = 12 * 3_600_000;

/**
 * Whether a callback states a time twelve hours or more from when it reached us: a wrong clock, or a
 * delivery long after. The stated time holds all the same; people are told.
 */
export function isTimeSuspect(event: PaymentEvent): boolean {
  const apart = Math.abs(event.occurredAt.getTime() - event.receivedAt.getTime());
  return event.source === 'callback' && apart >= suspectMs;
}

/** What an event says about an earlier instant: a later refund says that the payment was made. */
function seenAt(event: PaymentEvent, asOf: Date): PaymentEvent[] {
  if (event.occurredAt <= asOf) return [event];
  if (!isPaid(event.status) || event.paidAt > asOf) return [];
  return [{ ...event, status: 'succeeded', refundedAmount: null, occurredAt: event.paidAt }];
}

/**
 * A total order, so that arrival plays no part. Of two words of one rank: the greater refund; of
 * attempts the latest, of successes the first (a later one with another amount is a conflict).
 */
function outranks(one: PaymentEvent, other: PaymentEvent): boolean {
  const byRank = ranks[one.status] - ranks[other.status];
  if (byRank !== 0) return byRank > 0;
  const refunds = [one.refundedAmount ?? -1n, other.refundedAmount ?? -1n] as const;
  if (refunds[0] !== refunds[1]) return refunds[0] > refunds[1];
  const later = one.occurredAt.getTime() - other.occurredAt.getTime();
  if (later !== 0) return isPaid(one.status) ? later < 0 : later > 0;
  if (one.amount !== other.amount) return one.amount < other.amount;
  return one.status < other.status;
}

/** The success's own time before a refund's word for it, a stated time before a time of receipt. */
function paidAtOf(events: readonly PaymentEvent[], best: PaymentEvent): Date {
  const group = isPaid(best.status) ? events.filter((event) => isPaid(event.status)) : [best];
  const [first] = [...group].sort(
    (one, other) =>
      Number(other.paidAtStated) - Number(one.paidAtStated) ||
      ranks[one.status] - ranks[other.status] ||
      one.paidAt.getTime() - other.paidAt.getTime(),
  );
  return (first ?? best).paidAt;
}

/**
 * What makes a payment the same payment within a gateway account: the gateway's id, else our
 * reference (VNPAY sends id "0" for attempts that came to nothing).
 * @throws when a message carries neither; the adapters refuse such messages as malformed
 */
export function txnKeyOf(ids: {
  readonly gatewayTxnId: string | null;
  readonly merchantRef: string | null;
}): string {
  if (ids.gatewayTxnId !== null) {
    // an id that looks like one of our own keys must not fall on another payment
    return /^(ref|txn):/.test(ids.gatewayTxnId) ? `txn:${ids.gatewayTxnId}` : ids.gatewayTxnId;
  }
  if (ids.merchantRef !== null) return `ref:${ids.merchantRef}`;
  throw new Error('a payment carries a gateway transaction id or a reference');
}

/**
 * The event of a word: times it does not state are the time of receipt. A refund that a portal's
 * export lists without its time counts from the payment on, so that a reading does not depend on
 * the day of the import.
 */
export function eventOf(
  word: PaymentWord,
  receivedAt: Date,
  source: PaymentEvent['source'],
): PaymentEvent {
  const isRefund = word.status === 'refunded' || word.status === 'partly_refunded';
  const unsaid = isRefund && source === 'import' ? (word.paidAt ?? receivedAt) : receivedAt;
  const occurredAt = (isRefund ? word.refundedAt : word.paidAt) ?? unsaid;
  const { status, amount, refundedAmount } = word;
  const paidAt = word.paidAt ?? occurredAt;
  const paidAtStated = word.paidAt !== null;
  return { status, amount, refundedAmount, paidAt, paidAtStated, occurredAt, receivedAt, source };
}

/** A word as a key: a repetition has the same one, whatever brought it and whenever. */
export function wordKeyOf(word: PaymentWord): string {
  return [
    word.status,
    word.amount,
    word.refundedAmount ?? '',
    word.paidAt?.toISOString() ?? '',
    word.refundedAt?.toISOString() ?? '',
  ].join('|');
}

/**
 * The order a payment answers: one for the account by name, else for its kind, else for any.
 * @param orders those that carry the payment's reference
 */
export function orderFor<Order extends { readonly gateway: string }>(
  orders: readonly Order[],
  account: { readonly name: string; readonly kind: string },
): Order | null {
  for (const gateway of [account.name, account.kind, '']) {
    const order = orders.find((candidate) => candidate.gateway === gateway);
    if (order) return order;
  }
  return null;
}
