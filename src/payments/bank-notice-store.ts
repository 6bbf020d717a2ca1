// What a bank-feed callback writes, in one statement: the callback, each movement as evidence, and
// each credit also as a payment under the service's own id. And the evidence as it is read.
import { canonicalVersion } from '../audit/canonical.js';
import type { Db } from '../db.js';
import { moneyText } from '../money.js';
import { type BankMovement, type BankNotice, movementKeyOf } from './bank-notice.js';
import { evidenceOf, type Notice } from './callback-store.js';
import type { StoredVerdict } from './gateways/gateway.js';
import { eventOf, txnKeyOf, wordKeyOf } from './payment.js';

/**
 * Records the movements of one callback; durable when the promise resolves.
 * @returns `accepted` when anything in it was new; every verdict gets the same answer, so what an
 * order says of a credit is derived when it is read
 */
export async function recordMovements(
  db: Db,
  notice: Notice,
  movements: readonly BankMovement[],
): Promise<StoredVerdict> {
  const rows = new Map(movements.map((one) => [movementKeyOf(one), rowOf(one, notice.receivedAt)]));
  const { sql, values } = evidenceOf(notice, 'verified');
  const answer = await db.raw<{ rows: { is_new: boolean; has_credit: boolean }[] }>(
    recordSql(sql),
    [
      ...values,
      JSON.stringify([...rows.values()]),
      notice.gatewayAccountId,
      notice.receivedAt,
      notice.gatewayAccountId,
      notice.receivedAt,
      notice.receivedAt,
      notice.receivedAt,
      notice.requestId,
      canonicalVersion,
    ],
  );
  const told = answer.rows[0];
  if (told?.has_credit !== true) return 'ignored';
  return told.is_new ? 'accepted' : 'duplicate';
}

function rowOf(movement: BankMovement, receivedAt: Date): Record<string, unknown> {
  const { amount, movedAt, runningBalance, noticeId, ...texts } = movement;
  const word = {
    status: 'succeeded' as const,
    amount,
    refundedAmount: null,
    paidAt: movedAt,
    refundedAt: null,
  };
  const event = eventOf(word, receivedAt, 'callback');
  return {
    ...texts,
    noticeId,
    amount: moneyText(amount),
    movedAt: event.paidAt,
    isStated: event.paidAtStated,
    runningBalance: runningBalance === null ? null : moneyText(runningBalance),
    contentKey: movementKeyOf(movement),
    txnKey: txnKeyOf({ gatewayTxnId: noticeId, merchantRef: null }),
    wordKey: wordKeyOf(word),
  };
}

// one row a payment and word: a call may repeat a movement, even in other words
const recordSql = (evidence: string): string => `
  with noted as (${evidence}
  ), given as (
    select * from jsonb_to_recordset(?::jsonb) as given ("noticeId" text, "accountNumber" text,
      "subAccount" text, "bankName" text, amount bigint, "movedAt" timestamptz,
      "isStated" boolean, narrative text, code text, "bankRef" text, "runningBalance" bigint,
      "contentKey" text, "txnKey" text, "wordKey" text)
  ), seen as (
    insert into bank_notice (gateway_account_id, notice_id, account_number, sub_account, bank_name,
      amount, moved_at, narrative, code, bank_ref, running_balance, received_at,
      payment_notice_id, content_key)
    select ?::bigint, given."noticeId", given."accountNumber", given."subAccount",
           given."bankName", given.amount, given."movedAt", given.narrative, given.code,
           given."bankRef", given."runningBalance", ?::timestamptz, noted.notice_id, given."contentKey"
      from given
      cross join noted
    on conflict on constraint the_same_movement_is_noticed_once do nothing
  ), paid as (
    insert into payment (gateway_account_id, txn_key, gateway_txn_id, merchant_ref, order_info,
      amount, recorded_at, last_seen_at)
    select distinct on (given."txnKey") ?::bigint, given."txnKey", given."noticeId", given.code,
           given.narrative, given.amount, ?::timestamptz, ?::timestamptz
      from given
     where given.amount > 0
     order by given."txnKey", given."contentKey"
    on conflict on constraint one_payment_per_gateway_transaction do update
      set last_seen_at = greatest(payment.last_seen_at, excluded.last_seen_at),
          merchant_ref = coalesce(payment.merchant_ref, excluded.merchant_ref),
          order_info = coalesce(payment.order_info, excluded.order_info)
    returning payment.id, payment.txn_key, payment.gateway_account_id
  ), said as (
    insert into payment_event (payment_id, status, amount, paid_at, paid_at_stated, occurred_at,
      received_at, word_key, notice_id, source)
    select distinct on (paid.id, given."wordKey") paid.id, 'succeeded', given.amount,
           given."movedAt", given."isStated", given."movedAt", ?::timestamptz, given."wordKey",
           noted.notice_id, 'callback'
      from paid
      join given on given."txnKey" = paid.txn_key and given.amount > 0
      cross join noted
    on conflict on constraint the_same_word_is_recorded_once do nothing
    returning payment_event.id, payment_event.payment_id, payment_event.amount
  ), audited as (
    insert into audit_event (actor_kind, actor, action, subject_kind, subject_id, after,
      request_id, canonical)
    select 'gateway', gateway_account.name, 'payment.recorded', 'payment', paid.id::text,
           jsonb_build_object('event', said.id::text, 'status', 'succeeded',
             'amount', said.amount::text), ?::text, ?::smallint
      from said
      join paid on paid.id = said.payment_id
      join gateway_account on gateway_account.id = paid.gateway_account_id
  )
  select exists (select 1 from said) as is_new,
         exists (select 1 from given where given.amount > 0) as has_credit`;

interface NoticeRow {
  readonly gatewayAccountId: string;
  readonly noticeId: string;
  readonly accountNumber: string | null;
  readonly subAccount: string | null;
  readonly bankName: string | null;
  readonly amount: string;
  readonly movedAt: Date;
  readonly narrative: string;
  readonly code: string | null;
  readonly bankRef: string | null;
  readonly runningBalance: string | null;
}

/** Every movement noticed, once each: of contradicting repetitions the same one, whichever came first. */
export async function loadBankNotices(db: Db): Promise<BankNotice[]> {
  const { rows } = await db.raw<{ rows: NoticeRow[] }>(
    `select distinct on (notice.gateway_account_id, notice.notice_id)
            notice.gateway_account_id as "gatewayAccountId", notice.notice_id as "noticeId",
            notice.account_number as "accountNumber", notice.sub_account as "subAccount",
            notice.bank_name as "bankName", notice.amount, notice.moved_at as "movedAt",
            notice.narrative, notice.code, notice.bank_ref as "bankRef",
            notice.running_balance as "runningBalance"
       from bank_notice notice
      order by notice.gateway_account_id, notice.notice_id, notice.content_key collate "C",
               notice.id`,
  );
  return rows.map(({ amount, runningBalance, ...row }) => ({
    ...row,
    amount: BigInt(amount),
    runningBalance: runningBalance === null ? null : BigInt(runningBalance),
  }));
}
