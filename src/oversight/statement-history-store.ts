// What was decided about a statement and what each decision did, and what it announced early.
import type { Db } from '../db.js';
import type { StatementDecision } from '../statements/decision-store.js';

export interface PastDecision {
  readonly decision: StatementDecision;
  readonly reason: string;
  /** As the audit trail names them. */
  readonly by: string;
  readonly at: Date;
  /** Lines that count no longer. */
  readonly linesVoided: number;
  /** Matches that ended because these lines are gone. */
  readonly matchesUndone: number;
}

export interface StatementHistory {
  readonly decisions: readonly PastDecision[];
  /** Entries seen early. */
  readonly announced: number;
  readonly bankBin: string | null;
  readonly isTreasury: boolean;
}

const selectDecisions = `
  select decided.decision, decided.reason, decided.by, decided.at,
         (select count(*)::integer from voided_line voided
           where voided.statement_decision_id = decided.id) as "linesVoided",
         (select count(distinct match.id)::integer
            from voided_line voided
            join match_leg leg on leg.statement_line_id = voided.statement_line_id
            join match on match.id = leg.match_id
           where voided.statement_decision_id = decided.id
             and match.ended_at >= decided.at) as "matchesUndone"
    from statement_decision decided
   where decided.statement_id = ?
   order by decided.id`;

const selectAbout = `
  select account.bank_bin as "bankBin", coalesce(account.kind = 'treasury', false) as "isTreasury",
         (select count(*)::integer from announced_line line
           where line.statement_id = statement.id) as announced
    from statement
    left join bank_account account on account.id = statement.bank_account_id
   where statement.id = ?`;

export async function loadStatementHistory(db: Db, id: string): Promise<StatementHistory> {
  const decided = await db.raw<{ rows: PastDecision[] }>(selectDecisions, [id]);
  const about = await db.raw<{ rows: Omit<StatementHistory, 'decisions'>[] }>(selectAbout, [id]);
  const [row = { announced: 0, bankBin: null, isTreasury: false }] = about.rows;
  return { ...row, decisions: decided.rows };
}
