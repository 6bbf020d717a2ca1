// What an officer decides about a match, with a reason: a proposal is confirmed or rejected, a
// confirmed one undone. A run never changes it, and what was taken apart does not come back.
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
import { moneyText } from '../money.js';
import { Refused } from '../problem.js';
import {
  addMatchDecision,
  loadStanding,
  type DecidableMatch,
  type MatchDecision,
  type ProofKind,
} from './match-decision-store.js';
import { byHand, endMatches } from './match-store.js';
import type { MatchStatus } from './reading.js';
import { inTurn } from './run-store.js';

export interface DecideMatchDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
}

export interface ToDecideMatch {
  readonly matchId: string;
  /** Whose trail tells it; null: only the province's. */
  readonly unitCode: string | null;
  readonly decision: MatchDecision;
  readonly reason: string;
  /** What the officer saw, beside what the service knows. */
  readonly proof?: ProofKind | null;
}

type Undecided = Pick<DecidableMatch, 'status' | 'ambiguous' | 'decidedBy' | 'gap' | 'rule'>;

/** What can be decided about a match as it stands, by anybody who may. */
export function possibleMatchDecisions(match: Undecided): MatchDecision[] {
  if (match.status === 'confirmed') {
    // a rule's own match is pinned by confirming it
    return match.decidedBy === null ? ['confirmed', 'undone'] : ['undone'];
  }
  if (match.status !== 'proposed') return [];
  return isWhole(match) ? ['confirmed', 'rejected'] : ['rejected'];
}

/** One answer, whose sums agree to the đồng; everything else is matched by hand, with what parts them. */
function isWhole({ ambiguous, gap }: Undecided): boolean {
  return !ambiguous && gap === 0n;
}

/**
 * Decides about a match; a run is to follow, which finds what is free now.
 * @throws Refused `not_found`; `conflict` where the match's state does not allow it, or where the
 * one who made a match by hand would confirm it
 */
export async function decideMatch(
  { db, now, by }: DecideMatchDeps,
  given: ToDecideMatch,
): Promise<{ readonly status: MatchStatus }> {
  return inTransaction(db, async (trx) => {
    await inTurn(trx);
    const match = await loadStanding(trx, given.matchId);
    if (!match) throw new Refused({ code: 'not_found', detail: 'There is no such match.' });
    refuseImpossible(match, given.decision, by);
    const at = now();
    const status = await apply(trx, match, { ...given, by, at });
    await addMatchDecision(
      trx,
      {
        matchId: match.id,
        decision: given.decision,
        bars: bars(match, given.decision),
        proof: given.proof ?? null,
        reason: given.reason,
        by: nameOf(by),
      },
      at,
    );
    await recordAudit(trx, by, {
      action: `match.${given.decision}`,
      unitCode: given.unitCode,
      subject: { kind: 'match', id: match.id },
      before: { status: match.status },
      after: { status, rule: match.rule, proof: given.proof ?? null },
      why: given.reason,
    });
    return { status };
  });
}

function refuseImpossible(match: DecidableMatch, decision: MatchDecision, by: By): void {
  if (!possibleMatchDecisions(match).includes(decision)) {
    const isUneven = decision === 'confirmed' && match.status === 'proposed';
    const detail = isUneven
      ? match.ambiguous
        ? 'Several answers fit: match the right lines and payments by hand.'
        : `Lines and payments differ by ${moneyText(match.gap)}: match them by hand, with what parts them.`
      : `A match that is ${match.status} cannot be ${decision}.`;
    throw new Refused({ code: 'conflict', detail });
  }
  if (match.rule === byHand && decision === 'confirmed' && match.decidedBy === nameOf(by)) {
    const detail = 'A second person confirms a match with a write-off above the limit.';
    throw new Refused({ code: 'conflict', detail });
  }
}

/** What a rule would find again is barred; what a person made is free when a person undoes it. */
function bars(match: DecidableMatch, decision: MatchDecision): boolean {
  if (match.rule === byHand || decision === 'confirmed') return false;
  return decision === 'rejected' || match.decidedBy === null;
}

async function apply(
  trx: Db,
  match: DecidableMatch,
  { decision, by, at }: ToDecideMatch & { readonly by: By; readonly at: Date },
): Promise<MatchStatus> {
  if (decision !== 'confirmed') {
    await endMatches(trx, [match.id], { at, as: decision });
    return decision;
  }
  // who made a match by hand stays its maker; the decision names the second person
  const decidedBy = match.decidedBy ?? nameOf(by);
  const changed = await trx('match')
    .where({ id: match.id })
    .update({ status: 'confirmed', decided_by: decidedBy });
  if (changed !== 1) throw new Error('a match that is held is gone');
  return 'confirmed';
}
