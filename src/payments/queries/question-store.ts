// What is still to be asked, as stored: found from payments that are not final and orders that nobody
// paid, held by a lease while it is asked, and every answer kept as evidence.
import type { Db } from '../../db.js';
import type { Money } from '../../money.js';
import type { Evidence } from '../word-store.js';
import { nextAskAt, queryDaysDefault } from './question.js';

interface WantedRow {
  readonly accountId: string;
  readonly merchantRef: string;
  readonly since: Date;
}

/** Adds questions about what has become pending or was ordered since; one that is there stays. */
export async function addQuestions(db: Db, kinds: readonly string[], now: Date): Promise<void> {
  const { rows } = await db.raw<{ rows: WantedRow[] }>(wantedSql, [
    [...kinds],
    now,
    queryDaysDefault,
    now,
    queryDaysDefault,
  ]);
  if (rows.length === 0) return;
  const given = rows.map(({ accountId, merchantRef, since }) => {
    const nextAt = nextAskAt(questionKey(accountId, merchantRef), 0, since);
    return { accountId, merchantRef, since, nextAt };
  });
  await db.raw(addSql, [JSON.stringify(given)]);
}

/** What tells one question from the others. */
export function questionKey(accountId: string, merchantRef: string): string {
  return `${accountId} ${merchantRef}`;
}

// pending: no other word of that payment, nor, for one without an id of the gateway's, a payment of
// the same reference that was made
const stillPending = `
  pending.status = 'pending'
  and not exists (
    select from payment_event later
     where later.payment_id = payment.id and later.status <> 'pending')
  and (payment.gateway_txn_id is not null or not exists (
    select from payment other
      join payment_event made on made.payment_id = other.id
     where other.gateway_account_id = payment.gateway_account_id
       and other.merchant_ref = payment.merchant_ref
       and other.id <> payment.id
       and made.status in ('succeeded', 'partly_refunded', 'refunded')))`;

// an order that names no account is asked about only where one account alone can be meant
const wantedSql = `
  with askable as (
    select account.id, account.name, account.kind, account.options,
           count(*) over (partition by account.kind) as of_kind, count(*) over () as of_all
      from gateway_account account
     where account.kind = any(?) and account.options ->> 'queryUrl' is not null
  ), wanted as (
    select askable.id, payment.merchant_ref, pending.received_at as since
      from payment_event pending
      join payment on payment.id = pending.payment_id
      join askable on askable.id = payment.gateway_account_id
     where ${stillPending}
       and payment.merchant_ref is not null
       and pending.received_at >
           ?::timestamptz - make_interval(days => coalesce((askable.options ->> 'queryDays')::int, ?))
     union all
    select askable.id, fee_order.merchant_ref,
           coalesce(fee_order.created_at, fee_order.recorded_at) as since
      from askable
      cross join lateral (
        select ?::timestamptz - make_interval(
                 days => coalesce((askable.options ->> 'queryOrderDays')::int, ?)) as at) oldest
      join fee_order on fee_order.recorded_at > oldest.at
       and coalesce(fee_order.created_at, fee_order.recorded_at) > oldest.at
       and (fee_order.gateway = askable.name
         or (fee_order.gateway = askable.kind and askable.of_kind = 1)
         or (fee_order.gateway = '' and askable.of_all = 1))
     where not exists (
       select from payment
        where payment.gateway_account_id = askable.id
          and payment.merchant_ref = fee_order.merchant_ref)
  )
  select wanted.id as "accountId", wanted.merchant_ref as "merchantRef", min(wanted.since) as since
    from wanted
    left join gateway_question known on known.gateway_account_id = wanted.id
     and known.merchant_ref = wanted.merchant_ref
   where known.merchant_ref is null or known.settled_at < wanted.since
   group by wanted.id, wanted.merchant_ref
   order by min(wanted.since)
   limit 1000`;

// a new attempt under a reference that was settled is a new question
const addSql = `
  insert into gateway_question (gateway_account_id, merchant_ref, since, next_at)
  select given."accountId", given."merchantRef", given.since, given."nextAt"
    from jsonb_to_recordset(?::jsonb) as given
         ("accountId" bigint, "merchantRef" text, since timestamptz, "nextAt" timestamptz)
  on conflict on constraint one_question_per_gateway_account_and_reference do update
     set since = excluded.since, next_at = excluded.next_at, attempts = 0, settled_at = null,
         given_up_at = null, leased_until = null
   where gateway_question.settled_at < excluded.since`;

/** A question that is ours to ask until its lease ends. */
export interface HeldQuestion {
  readonly accountId: string;
  readonly merchantRef: string;
  readonly since: Date;
  /** Counts this asking too. */
  readonly attempts: number;
}

/** Takes questions that are due; nobody else gets them before the lease ends. */
export async function holdQuestions(
  db: Db,
  input: { readonly now: Date; readonly leaseMs: number; readonly limit: number },
): Promise<HeldQuestion[]> {
  const { now, leaseMs, limit } = input;
  const { rows } = await db.raw<{ rows: HeldQuestion[] }>(
    `with due as (
       select question.gateway_account_id, question.merchant_ref
         from gateway_question question
        where question.settled_at is null and question.given_up_at is null
          and question.next_at <= ?
          and (question.leased_until is null or question.leased_until <= ?)
        order by question.next_at
        limit ?
          for update skip locked
     )
     update gateway_question question
        set leased_until = ?, attempts = question.attempts + 1
       from due
      where question.gateway_account_id = due.gateway_account_id
        and question.merchant_ref = due.merchant_ref
     returning question.gateway_account_id as "accountId", question.merchant_ref as "merchantRef",
               question.since, question.attempts`,
    [now, now, limit, new Date(now.getTime() + leaseMs)],
  );
  return rows;
}

/** What is known of what is asked about. */
export interface QuestionFacts {
  /** The latest payment that is not final; null where the question is about an order alone. */
  readonly pending: {
    readonly gatewayTxnId: string | null;
    readonly amount: Money;
    readonly statedAt: Date | null;
    readonly receivedAt: Date;
  } | null;
  readonly order: { readonly amount: Money; readonly orderedAt: Date } | null;
  /** Whether a payment of this reference is known, whatever became of it. */
  readonly isAnswered: boolean;
}

interface FactsRow {
  readonly pendingTxnId: string | null;
  readonly pendingAmount: string | null;
  readonly statedAt: Date | null;
  readonly pendingSince: Date | null;
  readonly orderAmount: string | null;
  readonly orderedAt: Date | null;
  readonly isAnswered: boolean;
}

/** Reads what is known at the moment of asking: a callback may have come meanwhile. */
export async function loadQuestionFacts(
  db: Db,
  { accountId, merchantRef }: Pick<HeldQuestion, 'accountId' | 'merchantRef'>,
): Promise<QuestionFacts> {
  const { rows } = await db.raw<{ rows: FactsRow[] }>(factsSql, [accountId, merchantRef]);
  const [row] = rows;
  if (!row) throw new Error('a question is about a gateway account that is there');
  const { pendingAmount, pendingSince, orderAmount, orderedAt } = row;
  return {
    pending:
      pendingAmount === null || pendingSince === null
        ? null
        : {
            gatewayTxnId: row.pendingTxnId,
            amount: BigInt(pendingAmount),
            statedAt: row.statedAt,
            receivedAt: pendingSince,
          },
    order:
      orderAmount === null || orderedAt === null
        ? null
        : { amount: BigInt(orderAmount), orderedAt },
    isAnswered: row.isAnswered,
  };
}

const factsSql = `
  select waiting.gateway_txn_id as "pendingTxnId", waiting.amount as "pendingAmount",
         waiting.stated_at as "statedAt", waiting.received_at as "pendingSince",
         ordered.amount as "orderAmount", ordered.at as "orderedAt",
         exists (
           select from payment
            where payment.gateway_account_id = account.id
              and payment.merchant_ref = asked.merchant_ref) as "isAnswered"
    from gateway_account account
    join (values (?::bigint, ?::text)) as asked (account_id, merchant_ref)
      on asked.account_id = account.id
    left join lateral (
      select payment.gateway_txn_id, pending.amount, pending.received_at,
             case when pending.paid_at_stated then pending.paid_at end as stated_at
        from payment
        join payment_event pending on pending.payment_id = payment.id
       where payment.gateway_account_id = account.id
         and payment.merchant_ref = asked.merchant_ref
         and ${stillPending}
       order by pending.received_at desc, pending.id desc
       limit 1) waiting on true
    left join lateral (
      select fee_order.amount, coalesce(fee_order.created_at, fee_order.recorded_at) as at
        from fee_order
       where fee_order.merchant_ref = asked.merchant_ref
         and fee_order.gateway in (account.name, account.kind, '')
       order by array_position(array[account.name, account.kind, ''], fee_order.gateway)
       limit 1) ordered on true`;

/** One asking with its answer, as it is kept. */
export interface AskedOnce {
  readonly accountId: string;
  readonly merchantRef: string;
  readonly requestId: string;
  readonly askedAt: Date;
  readonly answeredAt: Date;
  readonly outcome: 'word' | 'not_final' | 'unknown' | 'refused' | 'untrusted' | 'unanswered';
  readonly detail: string | null;
  readonly httpStatus: number | null;
  readonly answer: Buffer | null;
}

/** The row that an asking leaves. */
export function evidenceOfAsking(asked: AskedOnce): Evidence {
  const sql = `
    insert into gateway_query (gateway_account_id, merchant_ref, request_id, asked_at, answered_at,
      outcome, detail, http_status, raw_answer)
    values (?::bigint, ?::text, ?::text, ?::timestamptz, ?::timestamptz, ?::text, ?::text,
      ?::integer, ?::bytea)
    returning null::bigint as notice_id, gateway_query.id as query_id`;
  const { accountId, merchantRef, requestId, askedAt, answeredAt } = asked;
  const values = [accountId, merchantRef, requestId, askedAt, answeredAt];
  return {
    sql,
    values: [...values, asked.outcome, asked.detail, asked.httpStatus, asked.answer],
  };
}

/** Keeps an asking that brought no word. */
export async function keepAsking(db: Db, asked: AskedOnce): Promise<void> {
  const { sql, values } = evidenceOfAsking(asked);
  await db.raw(sql, [...values]);
}

/** How a question goes on: asked again, settled, or given up so that a person looks. */
export type Onward =
  | { readonly kind: 'again'; readonly at: Date }
  | { readonly kind: 'settled'; readonly at: Date }
  | { readonly kind: 'given_up'; readonly at: Date };

/** Lets a question go; its lease ends. */
export async function letGo(db: Db, held: HeldQuestion, onward: Onward): Promise<void> {
  const column = { again: 'next_at', settled: 'settled_at', given_up: 'given_up_at' } as const;
  await db('gateway_question')
    .where({ gateway_account_id: held.accountId, merchant_ref: held.merchantRef })
    .update({ [column[onward.kind]]: onward.at, leased_until: null });
}
