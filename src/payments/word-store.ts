// How words about payments are recorded, whatever brought them: their evidence, the payments, the
// events and, where a word is new, its audit event, in one statement and so in one round trip and one
// transaction; returning what was known before.
import { canonicalVersion } from '../audit/canonical.js';
import type { Db } from '../db.js';
import { type Money, moneyText } from '../money.js';
import type { PaymentMessage } from './gateways/gateway.js';
import { eventOf, type PaymentEvent, type PaymentStatus, txnKeyOf, wordKeyOf } from './payment.js';

/** A value as SQL takes it. */
export type Binding = string | number | Date | Buffer | null;

/**
 * What is written as the evidence of words: SQL that returns `notice_id` and `query_id`, one row a
 * word, the ids rising in the order of the words.
 */
export interface Evidence {
  readonly sql: string;
  /** Set where it is written all the time: the whole statement is then planned once, not every time. */
  readonly planName?: string;
  readonly values: readonly Binding[];
}

/** Whose word it is, and how and when it reached us. */
export interface Source {
  readonly gatewayAccountId: string | null;
  readonly receivedAt: Date;
  /** The request that brought it, as the log and the audit trail name it. */
  readonly requestId: string | null;
  readonly source: PaymentEvent['source'];
}

/** An authentic message and where it came from. */
export interface Told {
  readonly source: Source;
  readonly message: PaymentMessage;
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

/** Records one authentic message, as `recordWords` says. */
export async function recordWord(db: Db, evidence: Evidence, told: Told): Promise<KnownBefore> {
  const [before] = await recordWords(db, evidence, [told]);
  if (!before) throw new Error('a recorded payment says what was known before');
  return before;
}

/**
 * Records authentic messages: each payment once, its word once, the evidence every time. Durable
 * when the promise resolves, all of them or none. A payment that is there already is found by the
 * conflict on its key even when another connection wrote it a moment ago; `do nothing` would return
 * no row. One statement may not touch a payment twice, so no two of them may be about the same one.
 * @returns what was known before of each, in their order
 */
export async function recordWords(
  db: Db,
  evidence: Evidence,
  told: readonly Told[],
): Promise<KnownBefore[]> {
  const { planName } = evidence;
  const { rows } = await db
    .raw<{ rows: KnownRow[] }>(recordSql(evidence), [
      JSON.stringify(told.map(rowOf)),
      ...evidence.values,
      canonicalVersion,
    ])
    .options(planName === undefined ? {} : { name: currentPlan(planName) });
  return rows.map((row) => ({
    isNewWord: row.is_new_word,
    priorStatuses: row.prior_statuses ?? [],
    orderAmount: row.order_amount === null ? null : BigInt(row.order_amount),
    isPaidByAnother: row.is_paid_by_another,
  }));
}

const timesRun = new Map<string, number>();

/**
 * The name of a prepared statement, another one whenever it has run twice as often: a plan that was
 * made for small tables would be kept until the next ANALYZE, however fast they grow.
 */
function currentPlan(name: string): string {
  const times = (timesRun.get(name) ?? 0) + 1;
  timesRun.set(name, times);
  return `${name} ${String(Math.floor(Math.log2(times)))}`;
}

/** What makes a message be about the same payment as another. */
export function paymentKeyOf({ source, message }: Told): string {
  return `${source.gatewayAccountId ?? ''} ${txnKeyOf(message)}`;
}

function rowOf({ source, message }: Told, at: number): Record<string, unknown> {
  const { word, ...ids } = message;
  const { receivedAt, gatewayAccountId, requestId } = source;
  const event = eventOf(word, receivedAt, source.source);
  return {
    no: at + 1,
    gatewayAccountId,
    requestId,
    ...ids,
    txnKey: txnKeyOf(message),
    ...event,
    amount: moneyText(event.amount),
    refundedAmount: event.refundedAmount === null ? null : moneyText(event.refundedAmount),
    wordKey: wordKeyOf(word),
  };
}

// the statement sees the database as it was before itself, which is what "before" means here;
// payments are locked in the order of their keys, so that two statements never wait for each other
const recordSql = (evidence: Evidence): string => `
  with given as (
    select given.*
      from jsonb_to_recordset(?::jsonb) as given (no bigint, "gatewayAccountId" bigint,
        "requestId" text, "gatewayTxnId" text, "merchantRef" text, "dossierCode" text,
        "unitCode" text, "orderInfo" text, "txnKey" text, status text, amount bigint,
        "refundedAmount" bigint, "paidAt" timestamptz, "paidAtStated" boolean,
        "occurredAt" timestamptz, "receivedAt" timestamptz, source text, "wordKey" text)
  ), evidence as (${evidence.sql}
  ), noted as (
    select row_number() over (order by evidence.notice_id, evidence.query_id) as no,
           evidence.notice_id, evidence.query_id
      from evidence
  ), paid as (
    insert into payment (gateway_account_id, txn_key, gateway_txn_id, merchant_ref, dossier_code,
      unit_code, order_info, amount, recorded_at, last_seen_at)
    select given."gatewayAccountId", given."txnKey", given."gatewayTxnId", given."merchantRef",
           given."dossierCode", given."unitCode", given."orderInfo", given.amount,
           given."receivedAt", given."receivedAt"
      from given
     order by given."gatewayAccountId", given."txnKey"
    on conflict on constraint one_payment_per_gateway_transaction do update
      set last_seen_at = greatest(payment.last_seen_at, excluded.last_seen_at),
          merchant_ref = coalesce(payment.merchant_ref, excluded.merchant_ref),
          dossier_code = coalesce(payment.dossier_code, excluded.dossier_code),
          unit_code = coalesce(payment.unit_code, excluded.unit_code),
          order_info = coalesce(payment.order_info, excluded.order_info)
    returning payment.id, payment.gateway_account_id, payment.txn_key, payment.merchant_ref,
              payment.unit_code
  ), told as (
    select given.*, paid.id as payment_id, paid.merchant_ref, paid.unit_code,
           gateway_account.name as account_name, gateway_account.kind as account_kind
      from given
      join paid on paid.gateway_account_id = given."gatewayAccountId"
               and paid.txn_key = given."txnKey"
      join gateway_account on gateway_account.id = paid.gateway_account_id
  ), said as (
    insert into payment_event (payment_id, status, amount, refunded_amount, paid_at,
      paid_at_stated, occurred_at, received_at, word_key, notice_id, query_id, source)
    select told.payment_id, told.status, told.amount, told."refundedAmount", told."paidAt",
           told."paidAtStated", told."occurredAt", told."receivedAt", told."wordKey",
           noted.notice_id, noted.query_id, told.source
      from told
      join noted on noted.no = told.no
    on conflict on constraint the_same_word_is_recorded_once do nothing
    returning payment_event.id, payment_event.payment_id, payment_event.status,
              payment_event.amount
  ), audited as (
    insert into audit_event (actor_kind, actor, action, unit_code, subject_kind, subject_id,
      after, request_id, canonical)
    select 'gateway', told.account_name, 'payment.recorded', told.unit_code, 'payment',
           told.payment_id::text, jsonb_build_object('event', said.id::text,
             'status', said.status, 'amount', said.amount::text), told."requestId", ?::smallint
      from said
      join told on told.payment_id = said.payment_id
  ) ${beforeSql}`;

const beforeSql = `
  select exists (select 1 from said where said.payment_id = told.payment_id) as is_new_word,
         (select array_agg(payment_event.status)
            from payment_event
           where payment_event.payment_id = told.payment_id) as prior_statuses,
         (select fee_order.amount
            from fee_order
           where fee_order.merchant_ref = told.merchant_ref
             and fee_order.gateway in (told.account_name, told.account_kind, '')
           order by fee_order.gateway = told.account_name desc,
                    fee_order.gateway = told.account_kind desc
           limit 1) as order_amount,
         exists (
           select 1
             from payment as other
             join payment_event on payment_event.payment_id = other.id
            where other.merchant_ref = told.merchant_ref
              and other.gateway_account_id = told."gatewayAccountId"
              and other.id <> told.payment_id
              and payment_event.status in ('succeeded', 'partly_refunded', 'refunded')
         ) as is_paid_by_another
    from told
   order by told.no`;
