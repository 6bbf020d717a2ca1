// What is known of one payment, as each source said it: the order that announced it, the gateway's
// words, and the rows of settlement reports that pay it out.
import { localDateOf } from '../calendar.js';
import type { Db } from '../db.js';
import type { PaymentEvent, PaymentStatus } from './payment.js';

export interface PaymentHistory {
  /** Free text that the gateway passed on; it may name the payer. */
  readonly orderInfo: string | null;
  readonly order: OrderedFee | null;
  readonly words: readonly PaymentWordSaid[];
  readonly reported: readonly ReportedRow[];
}

export interface OrderedFee {
  readonly id: string;
  readonly amount: string;
  /** Free text of the portal; it may name the payer. */
  readonly description: string | null;
  readonly sourceSystem: string | null;
  readonly toldBankCode: string | null;
  readonly toldAccount: string | null;
  readonly createdAt: Date | null;
  readonly recordedAt: Date;
}

export interface PaymentWordSaid {
  readonly status: PaymentStatus;
  readonly amount: string;
  readonly refundedAmount: string | null;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly source: PaymentEvent['source'];
  /** The stored callback that said it. */
  readonly noticeId: string | null;
}

export interface ReportedRow {
  readonly batch: string;
  /** The row's line in the file. */
  readonly rowNumber: number;
  readonly settlementDate: string;
  readonly kind: 'payment' | 'refund' | 'adjustment';
  readonly amount: string;
  readonly fee: string;
  readonly netAmount: string;
}

/**
 * Everything said of a payment, oldest first.
 * @param merchantRef as it is read: a bank feed's credit finds its reference in its text
 */
export async function loadPaymentHistory(
  db: Db,
  { paymentId, merchantRef }: { readonly paymentId: string; readonly merchantRef: string | null },
): Promise<PaymentHistory> {
  const payment = await db('payment')
    .where('payment.id', paymentId)
    .first<{ orderInfo: string | null } | undefined>('payment.order_info as orderInfo');
  const orders = await db.raw<{ rows: OrderedFee[] }>(selectOrder, [merchantRef, paymentId]);
  const words = await db.raw<{ rows: PaymentWordSaid[] }>(selectWords, [paymentId]);
  const reported = await db.raw<{ rows: ReportedRow[] }>(selectReported, [paymentId]);
  return {
    orderInfo: payment?.orderInfo ?? null,
    order: orders.rows[0] ?? null,
    words: words.rows,
    reported: reported.rows,
  };
}

/** What had happened by an instant; an order that was recorded late is the same order. */
export function historyUntil(history: PaymentHistory, asOf: Date): PaymentHistory {
  const { order, words, reported } = history;
  return {
    ...history,
    order: order?.createdAt && order.createdAt > asOf ? null : order,
    words: words.filter(({ occurredAt }) => occurredAt <= asOf),
    reported: reported.filter(({ settlementDate }) => settlementDate <= localDateOf(asOf)),
  };
}

// the same choice as `orderFor`: by the account's name, else by its kind, else any
const selectOrder = `
  select fee_order.id, fee_order.amount, fee_order.description,
         fee_order.source_system as "sourceSystem", fee_order.told_bank_code as "toldBankCode",
         fee_order.told_account as "toldAccount", fee_order.created_at as "createdAt",
         fee_order.recorded_at as "recordedAt"
    from payment
    join gateway_account account on account.id = payment.gateway_account_id
    join fee_order on fee_order.merchant_ref = ?::text
     and fee_order.gateway in (account.name, account.kind, '')
   where payment.id = ?
   order by array_position(array[account.name, account.kind, ''], fee_order.gateway)
   limit 1`;

const selectWords = `
  select event.status, event.amount, event.refunded_amount as "refundedAmount",
         event.occurred_at as "occurredAt", event.received_at as "receivedAt", event.source,
         event.notice_id as "noticeId"
    from payment_event event
   where event.payment_id = ?
   order by event.occurred_at, event.id`;

// as `ReportRows` pairs them: by the gateway's id, else by a reference that only this payment has
const selectReported = `
  select batch.batch, line.row_number as "rowNumber", batch.settlement_date as "settlementDate",
         line.kind, line.amount, line.fee, line.net_amount as "netAmount"
    from payment
    join settlement_batch batch on batch.gateway_account_id = payment.gateway_account_id
    join settlement_line line on line.settlement_batch_id = batch.id
     and (line.gateway_txn_id = payment.gateway_txn_id
       or line.merchant_ref = payment.merchant_ref)
   where payment.id = ?
     and (line.gateway_txn_id is not distinct from payment.gateway_txn_id
       or not exists (
         select from payment other
          where other.gateway_account_id = payment.gateway_account_id
            and other.id <> payment.id
            and (other.gateway_txn_id = line.gateway_txn_id
              or other.merchant_ref = line.merchant_ref)))
   order by batch.settlement_date, line.id`;
