// What people decided about matches, as stored.
import type { Db } from '../db.js';
import { moneyText, type Money } from '../money.js';
import type { MatchStatus } from './reading.js';

/** What may be decided about a match that is there. */
export const matchDecisions = ['confirmed', 'rejected', 'undone'] as const;
export type MatchDecision = (typeof matchDecisions)[number];

/** What a person saw that proves a match. */
export const proofKinds = ['statement', 'credit_advice', 'payer_paper'] as const;
export type ProofKind = (typeof proofKinds)[number];

/**
 * What parts the sum that was expected from the sum that came. A `difference` explains nothing: the
 * payment stays short, or over.
 */
export const adjustmentKinds = ['fee', 'rounding', 'write_off', 'difference'] as const;

export interface Adjustment {
  readonly kind: (typeof adjustmentKinds)[number];
  /** Positive where less came than was expected. */
  readonly amount: Money;
}

/** A match as far as a decision about it goes. */
export interface DecidableMatch {
  readonly id: string;
  readonly rule: string;
  readonly status: MatchStatus;
  readonly ambiguous: boolean;
  /** Who made it or confirmed it, as the audit trail names them; null for a rule's own. */
  readonly decidedBy: string | null;
  /** Σ of its lines less Σ of what its payments get. */
  readonly gap: Money;
}

/** A match as it stands. */
export async function loadStanding(db: Db, id: string): Promise<DecidableMatch | undefined> {
  const { rows } = await db.raw<{ rows: (Omit<DecidableMatch, 'gap'> & { gap: string })[] }>(
    standingSql,
    [id],
  );
  const [row] = rows;
  return row && { ...row, gap: BigInt(row.gap) };
}

const standingSql = `
  select match.id, match.rule, match.status, match.ambiguous, match.decided_by as "decidedBy",
         (select coalesce(sum(case when leg.payment_id is null then leg.amount
                                   when leg.live then -leg.amount else 0 end), 0)::text
            from match_leg leg where leg.match_id = match.id) as gap
    from match
   where match.id = ?`;

/** Everything of a decision but its time. */
export interface DecisionAdded {
  readonly matchId: string;
  readonly decision: MatchDecision | 'matched';
  readonly bars: boolean;
  readonly proof: ProofKind | null;
  readonly reason: string;
  readonly by: string;
}

export async function addMatchDecision(trx: Db, given: DecisionAdded, at: Date): Promise<void> {
  const { matchId, ...row } = given;
  await trx('match_decision').insert({ match_id: matchId, ...row, at });
}

export async function addAdjustments(
  trx: Db,
  matchId: string,
  adjustments: readonly Adjustment[],
): Promise<void> {
  if (adjustments.length === 0) return;
  await trx('match_adjustment').insert(
    adjustments.map(({ kind, amount }) => ({
      match_id: matchId,
      kind,
      amount: moneyText(amount),
    })),
  );
}

/** A decision as it is shown. */
export interface ShownDecision extends Omit<DecisionAdded, 'matchId' | 'bars'> {
  readonly at: Date;
}

/** What was decided about a match, oldest first, and what its sums were adjusted by. */
export async function loadMatchDecisions(
  db: Db,
  matchId: string,
): Promise<{
  readonly decisions: readonly ShownDecision[];
  readonly adjustments: readonly Adjustment[];
}> {
  const decisions = await db('match_decision')
    .where({ match_id: matchId })
    .orderBy('id')
    .select<ShownDecision[]>('decision', 'proof', 'reason', 'by', 'at');
  const adjustments = await db('match_adjustment')
    .where({ match_id: matchId })
    .orderBy('kind')
    .select<{ kind: Adjustment['kind']; amount: string }[]>('kind', 'amount');
  return {
    decisions,
    adjustments: adjustments.map(({ kind, amount }) => ({ kind, amount: BigInt(amount) })),
  };
}

/**
 * The items (lines and expected credits, as rules name them) of every match that may not come back.
 * A payment that a reversal only remembers is none of them.
 */
export async function loadBarred(db: Db): Promise<(readonly string[])[]> {
  const { rows } = await db.raw<{ rows: { items: string[] }[] }>(
    `select array_agg(case when leg.payment_id is null then 'line ' || leg.statement_line_id
                           else leg.payment_id || '/' || leg.credit_no end) as items
       from match
       join match_leg leg on leg.match_id = match.id
        and (leg.payment_id is null or match.rule <> 'reversal')
      where exists (select from match_decision decided
                     where decided.match_id = match.id and decided.bars)
      group by match.id`,
  );
  return rows.map(({ items }) => items);
}
