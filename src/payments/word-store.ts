// How a word about a payment is recorded, whatever brought it: its evidence, the payment, the event
// and, where the word is new, its audit event, in one statement and so in one round trip and one
// transaction; returning what was known before.
import { canonicalVersion } from '../audit/canonical.js';
import type { Db } from '../db.js';
import { type Money, moneyText } from '../money.js';
import type { PaymentMessage } from './gateways/gateway.js';
import { eventOf, type PaymentEvent, type PaymentStatus, txnKeyOf, wordKeyOf } from './payment.js';

/** A value as SQL takes it. */
export type Binding = string | number | Date | Buffer | null;

/** What is written as a word's evidence: SQL that returns `notice_id` and `query_id`. */
export interface Evidence {
  readonly sql: string;
  readonly values: readonly Binding[];
}

/** Whose word it is, and how and when it reached us. */
export interface Source {
  readonly gatewayAccountId: string | null;
  readonly receivedAt: Date;
  /** The request that brought it, as the log and the audit trail name it. */
  readonly requestId: string | null;
  readonly source: PaymentEvent['source'];
  readonly evidence: Evidence;
}

/** What was known of the payment and its order before this message. */
export interface KnownBefore {
  /** False when the very same word was recorded before. */
  readonly isNewWord: boolean;
  readonly priorStatuses: readonly PaymentStatus[];
  /** Amount of the order it answers; null without one. */
  readonly orderAmount: Money | null;
  /** Whether another payment of the same order has succeeded. */
  readonly isPaidByAnother: boolean;
}

interface KnownRow {
  readonly is_new_word: boolean;
  readonly prior_statuses: PaymentStatus[] | null;
  readonly order_amount: string | null;
  readonly is_paid_by_another: boolean;
}

/**
 * Records an authentic message: the payment once, its word once, the evidence every time.
 * Durable when the promise resolves. A payment that is there already is found by the conflict on
 * its key even when another connection wrote it a moment ago; `do nothing` would return no row.
 */
export async function recordWord(
  db: Db,
  source: Source,
  message: PaymentMessage,
): Promise<KnownBefore> {
  const event = eventOf(message.word, source.receivedAt, source.source);
  const { rows } = await db.raw<{ rows: KnownRow[] }>(recordSql(source.evidence), [
    ...source.evidence.values,
    source.gatewayAccountId,
    txnKeyOf(message),
    message.gatewayTxnId,
    message.merchantRef,
    message.dossierCode,
    message.unitCode,
    message.orderInfo,
    moneyText(event.amount),
    event.receivedAt,
    event.receivedAt,
    event.status,
    moneyText(event.amount),
    event.refundedAmount === null ? null : moneyText(event.refundedAmount),
    event.paidAt,
    event.paidAtStated,
    event.occurredAt,
    event.receivedAt,
    wordKeyOf(message.word),
    event.source,
    source.requestId,
    canonicalVersion,
  ]);
  const row = rows[0];
  if (!row) throw new Error('a recorded payment says what was known before');
  return {
    isNewWord: row.is_new_word,
    priorStatuses: row.prior_statuses ?? [],
    orderAmount: row.order_amount === null ? null : BigInt(row.order_amount),
    isPaidByAnother: row.is_paid_by_another,
  };
}

// the statement sees the database as it was before itself, which is what "before" means here
const recordSql = (evidence: Evidence): string => `
  with noted as (${evidence.sql}
  ), paid as (
    insert into payment (gateway_account_id, txn_key, gateway_txn_id, merchant_ref, dossier_code,
      unit_code, order_info, amount, recorded_at, last_seen_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict on constraint one_payment_per_gateway_transaction do update
      set last_seen_at = greatest(payment.last_seen_at, excluded.last_seen_at),
          merchant_ref = coalesce(payment.merchant_ref, excluded.merchant_ref),
          dossier_code = coalesce(payment.dossier_code, excluded.dossier_code),
          unit_code = coalesce(payment.unit_code, excluded.unit_code),
          order_info = coalesce(payment.order_info, excluded.order_info)
    returning payment.id, payment.gateway_account_id, payment.merchant_ref, payment.unit_code
  ), said as (
    insert into payment_event (payment_id, status, amount, refunded_amount, paid_at,
      paid_at_stated, occurred_at, received_at, word_key, notice_id, query_id, source)
    select paid.id, word.status, word.amount, word.refunded_amount, word.paid_at,
           word.paid_at_stated, word.occurred_at, word.received_at, word.word_key,
           noted.notice_id, noted.query_id, word.source
      from paid
      cross join noted
      cross join (values (?::text, ?::bigint, ?::bigint, ?::timestamptz, ?::boolean,
        ?::timestamptz, ?::timestamptz, ?::text, ?::text)) as word (status, amount,
        refunded_amount, paid_at, paid_at_stated, occurred_at, received_at, word_key, source)
    on conflict on constraint the_same_word_is_recorded_once do nothing
    returning payment_event.id, payment_event.status, payment_event.amount
  ), audited as (
    insert into audit_event (actor_kind, actor, action, unit_code, subject_kind, subject_id,
      after, request_id, canonical)
    select 'gateway', gateway_account.name, 'payment.recorded', paid.unit_code, 'payment',
           paid.id::text, jsonb_build_object('event', said.id::text, 'status', said.status,
             'amount', said.amount::text), ?::text, ?::smallint
      from said
      cross join paid
      join gateway_account on gateway_account.id = paid.gateway_account_id
  )
  select exists (select 1 from said) as is_new_word,
         (select array_agg(payment_event.status)
            from payment_event where payment_event.payment_id = paid.id) as prior_statuses,
         (select fee_order.amount
            from fee_order
            join gateway_account on gateway_account.id = paid.gateway_account_id
           where fee_order.merchant_ref = paid.merchant_ref
             and fee_order.gateway in (gateway_account.name, gateway_account.kind, '')
           order by fee_order.gateway = gateway_account.name desc,
                    fee_order.gateway = gateway_account.kind desc
           limit 1) as order_amount,
         exists (
           select 1
             from payment as other
             join payment_event on payment_event.payment_id = other.id
            where other.merchant_ref = paid.merchant_ref
              and other.gateway_account_id = paid.gateway_account_id
              and other.id <> paid.id
              and payment_event.status in ('succeeded', 'partly_refunded', 'refunded')
         ) as is_paid_by_another
    from paid`;
