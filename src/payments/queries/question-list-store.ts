// Questions as they are listed: what is asked, how often, and what the latest answer was.
import type { Db } from '../../db.js';
import type { AskedOnce } from './question-store.js';

export const questionStates = ['open', 'settled', 'given_up'] as const;

/** A question as it is listed. */
export interface ListedQuestion {
  readonly gatewayAccount: string;
  readonly gateway: string;
  readonly merchantRef: string;
  readonly state: (typeof questionStates)[number];
  readonly since: Date;
  readonly attempts: number;
  readonly nextAt: Date;
  /** What the latest asking came to; null before the first. */
  readonly outcome: AskedOnce['outcome'] | null;
  readonly detail: string | null;
}

/** Questions of a state, by account and reference. */
export async function listQuestions(
  db: Db,
  filter: {
    readonly state: ListedQuestion['state'];
    readonly after: readonly [account: string, merchantRef: string] | null;
    readonly limit: number;
  },
): Promise<ListedQuestion[]> {
  const [account = null, merchantRef = null] = filter.after ?? [];
  const { rows } = await db.raw<{ rows: ListedQuestion[] }>(
    `select account.name as "gatewayAccount", account.kind as gateway,
            question.merchant_ref as "merchantRef", listed.state, question.since,
            question.attempts, question.next_at as "nextAt", latest.outcome, latest.detail
       from gateway_question question
       join gateway_account account on account.id = question.gateway_account_id
       cross join lateral (
         select case when question.given_up_at is not null then 'given_up'
                     when question.settled_at is not null then 'settled'
                     else 'open' end as state) listed
       left join lateral (
         select asked.outcome, asked.detail
           from gateway_query asked
          where asked.gateway_account_id = question.gateway_account_id
            and asked.merchant_ref = question.merchant_ref
          order by asked.id desc
          limit 1) latest on true
      where listed.state = ?
        and (?::text is null or (account.name, question.merchant_ref) > (?::text, ?::text))
      order by account.name, question.merchant_ref
      limit ?`,
    [filter.state, account, account, merchantRef, filter.limit],
  );
  return rows;
}
