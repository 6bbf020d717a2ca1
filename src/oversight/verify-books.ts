// Checks what must hold of the stored books whatever happened: nothing matched twice, nothing lost
// between a statement's balances, every payment with the word that made it.
import type { Db } from '../db.js';

export interface BooksCheck {
  readonly name: string;
  /** How many items break it. */
  readonly broken: number;
  /** The first of them, by their ids. */
  readonly examples: readonly string[];
}

/** Sums of an account in whole đồng, as text: total = matched + open. */
export interface AccountBook {
  readonly account: string;
  readonly lines: number;
  readonly total: string;
  readonly matched: string;
  readonly open: string;
}

export interface BooksOutcome {
  readonly checks: readonly BooksCheck[];
  readonly accounts: readonly AccountBook[];
}

/** How many of what breaks a promise are named. */
export const exampleCountMax = 10;

/** Lines that a statement shows; those of voided statements are evidence and count for nothing. */
const liveLine = `(
  select line.* from statement_line line
  where not exists (select from voided_line voided where voided.statement_line_id = line.id))`;

/** Each query returns one row an item that breaks the promise, with the item's name. */
const promises: readonly (readonly [name: string, brokenBy: string])[] = [
  [
    'each account: matched + open = total',
    `select 'account ' || book.bank_account_id as item
     from (
       select statement_line.bank_account_id, sum(statement_line.amount) as total,
         sum(coalesce(leg.amount, 0)) as matched,
         sum(case when sign(coalesce(leg.amount, 0)) in (0, sign(statement_line.amount))
           and abs(coalesce(leg.amount, 0)) <= abs(statement_line.amount)
           then statement_line.amount - coalesce(leg.amount, 0) end) as open
       from ${liveLine} statement_line
       left join match_leg leg on leg.statement_line_id = statement_line.id and leg.live
       group by statement_line.bank_account_id
     ) as book
     where book.total is distinct from book.matched + book.open`,
  ],
  [
    'no match takes more of a line than it holds',
    `select 'line ' || statement_line.id as item
     from statement_line
     join match_leg on match_leg.statement_line_id = statement_line.id and match_leg.live
     where sign(match_leg.amount) <> sign(statement_line.amount)
       or abs(match_leg.amount) > abs(statement_line.amount)`,
  ],
  [
    'no line is in two live matches',
    `select 'line ' || match_leg.statement_line_id as item
     from match_leg
     where match_leg.live and match_leg.statement_line_id is not null
     group by match_leg.statement_line_id having count(*) > 1`,
  ],
  [
    'no expected credit is in two live matches',
    `select 'payment ' || match_leg.payment_id as item
     from match_leg
     where match_leg.live and match_leg.payment_id is not null
     group by match_leg.payment_id, match_leg.credit_no having count(*) > 1`,
  ],
  [
    'an ended match holds nothing',
    `select distinct 'match ' || match.id as item
     from match
     join match_leg on match_leg.match_id = match.id and match_leg.live
     where match.ended_at is not null`,
  ],
  [
    'a live match holds every line it names',
    `select distinct 'match ' || match.id as item
     from match
     join match_leg on match_leg.match_id = match.id
       and match_leg.statement_line_id is not null and not match_leg.live
     where match.ended_at is null`,
  ],
  [
    'each match by hand: its lines are what its payments get',
    `select 'match ' || match.id as item
     from match
     join match_leg on match_leg.match_id = match.id
     where match.rule = 'by-hand'
     group by match.id
     having sum(case when match_leg.payment_id is null then match_leg.amount
       else -match_leg.amount end) <> 0`,
  ],
  [
    'each statement: opening + lines = closing',
    `select 'statement ' || statement.id as item
     from statement
     left join ${liveLine} statement_line on statement_line.statement_id = statement.id
     where statement.state = 'balanced' and statement.known_count = 0
       and statement.opening_balance is not null and statement.closing_balance is not null
     group by statement.id
     having statement.opening_balance + coalesce(sum(statement_line.amount), 0)
       <> statement.closing_balance`,
  ],
  [
    'each statement: its new lines are stored',
    `select 'statement ' || statement.id as item
     from statement
     left join ${liveLine} statement_line on statement_line.statement_id = statement.id
       and statement_line.id <> all(statement.known_line_ids)
     where statement.state <> 'voided'
     group by statement.id
     having count(statement_line.id) <> statement.new_count`,
  ],
  [
    'each payment has a word that made it',
    `select 'payment ' || payment.id as item
     from payment
     where not exists (
       select 1 from payment_event where payment_event.payment_id = payment.id
     )`,
  ],
  [
    'each word of a callback has its verified notice',
    `select 'event ' || payment_event.id as item
     from payment_event
     join payment on payment.id = payment_event.payment_id
     left join payment_notice on payment_notice.id = payment_event.notice_id
     where payment_event.source = 'callback'
       and not (payment_notice.verdict is not distinct from 'verified'
         and payment_notice.gateway_account_id is not distinct from payment.gateway_account_id)
       and not exists (
         select 1 from payment_notice_reading
         where payment_notice_reading.notice_id = payment_event.notice_id
           and payment_notice_reading.verdict = 'verified'
       )`,
  ],
  [
    'each word of a query has its answer',
    `select 'event ' || payment_event.id as item
     from payment_event
     join payment on payment.id = payment_event.payment_id
     left join gateway_query on gateway_query.id = payment_event.query_id
     where payment_event.source = 'query'
       and (gateway_query.outcome is distinct from 'word'
         or gateway_query.gateway_account_id is distinct from payment.gateway_account_id)`,
  ],
  [
    'each gateway with verified notices has payments',
    `select distinct 'gateway account ' || payment_notice.gateway_account_id as item
     from payment_notice
     where payment_notice.verdict = 'verified' and not exists (
       select 1 from payment
       where payment.gateway_account_id = payment_notice.gateway_account_id
     )`,
  ],
  [
    'each approval has two people, and both acts in the trail',
    `select 'proposal ' || decision.proposal_id as item
     from account_decision decision
     where decision.outcome = 'approved' and (
       decision.maker_id = decision.checker_id
       or not exists (
         select from audit_event event
         where event.action = 'account_proposal.submitted' and event.actor_kind = 'officer'
           and event.subject_kind = 'account_proposal'
           and event.subject_id = decision.proposal_id::text
           and event.actor = decision.maker_id::text)
       or not exists (
         select from audit_event event
         where event.action = 'account_proposal.approved' and event.actor_kind = 'officer'
           and event.subject_kind = 'account_proposal'
           and event.subject_id = decision.proposal_id::text
           and event.actor = decision.checker_id::text))`,
  ],
  [
    'each change that was stopped has its act in the trail',
    `select 'account ' || version.id as item
     from beneficiary_account version
     where version.stopped_at is not null and not exists (
       select from audit_event event
       where event.action = 'account.stopped' and event.subject_kind = 'account'
         and event.subject_id = version.id::text)`,
  ],
  [
    'what two people ended stays ended',
    `select 'account ' || version.id as item
     from account_decision decision
     join beneficiary_account version on version.id = decision.version_id
     where decision.outcome = 'approved' and decision.change in ('declare', 'close')
       and (version.valid_to is null or version.valid_to > decision.effective_on)
       and not exists (
         select from beneficiary_account brought
         where brought.decision_id = decision.proposal_id and brought.stopped_at is not null)`,
  ],
];

/** Runs every check in one snapshot; changes nothing. */
export async function verifyBooks(deps: { readonly db: Db }): Promise<BooksOutcome> {
  return deps.db.transaction(
    async (trx) => {
      const checks: BooksCheck[] = [];
      for (const [name, brokenBy] of promises) {
        const { rows } = await trx.raw<{ rows: { item: string }[] }>(brokenBy);
        const examples = rows.slice(0, exampleCountMax).map(({ item }) => item);
        checks.push({ name, broken: rows.length, examples });
      }
      const { rows: accounts } = await trx.raw<{ rows: AccountBook[] }>(accountBooks);
      return { checks, accounts };
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
}

const accountBooks = `
  select bank_account.number as account, count(*)::integer as lines,
    sum(statement_line.amount)::text as total,
    sum(coalesce(leg.amount, 0))::text as matched,
    sum(statement_line.amount - coalesce(leg.amount, 0))::text as open
  from ${liveLine} statement_line
  join bank_account on bank_account.id = statement_line.bank_account_id
  left join match_leg leg on leg.statement_line_id = statement_line.id and leg.live
  group by bank_account.id
  order by bank_account.number, bank_account.id`;
