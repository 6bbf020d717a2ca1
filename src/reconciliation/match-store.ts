// Matches as stored: live ones with their legs, and the difference a run writes.
import { createHash } from 'node:crypto';
import type { Db } from '../db.js';
import { moneyText, type Money } from '../money.js';
import type { EngineMatch } from './engine.js';
import type { Credit, Line } from './items.js';
import type { Confidence, MatchStatus } from './reading.js';
import type { Check } from './reconciler.js';

/** In place of a rule, where a person matched. */
export const byHand = 'by-hand';

export interface StoredLeg {
  readonly lineId: string | null;
  readonly paymentId: string | null;
  readonly creditNo: number | null;
  readonly amount: Money;
  /** False for a payment that a reversal only remembers. */
  readonly takes: boolean;
}

export interface StoredMatch {
  readonly id: string;
  readonly fingerprint: string;
  readonly rule: string;
  readonly status: MatchStatus;
  readonly confidence: Confidence;
  readonly ambiguous: boolean;
  readonly cause: string | null;
  readonly checks: readonly Check[];
  readonly decidedBy: string | null;
  readonly legs: readonly StoredLeg[];
}

type MatchRow = Omit<StoredMatch, 'legs'> & {
  readonly legs: readonly (Omit<StoredLeg, 'amount'> & { readonly amount: string })[];
};

/**
 * Matches that stand: confirmed or proposed, by the engine or a person.
 * @param whose only those that a person decided about
 */
export async function loadLiveMatches(db: Db, whose?: 'decided'): Promise<StoredMatch[]> {
  const answer = await db.raw<{ rows: MatchRow[] }>(
    `select match.id, match.fingerprint, match.rule, match.status, match.confidence,
            match.ambiguous, match.cause, match.checks, match.decided_by as "decidedBy",
            json_agg(json_build_object(
              'lineId', leg.statement_line_id::text, 'paymentId', leg.payment_id::text,
              'creditNo', leg.credit_no, 'amount', leg.amount::text, 'takes', leg.live)
              order by leg.leg_no) as legs
       from match
       join match_leg leg on leg.match_id = match.id
      where match.ended_at is null
        and (?::boolean is not true or match.decided_by is not null)
      group by match.id
      order by match.id`,
    [whose === 'decided'],
  );
  return answer.rows.map((row) => ({
    ...row,
    legs: row.legs.map((leg) => ({ ...leg, amount: BigInt(leg.amount) })),
  }));
}

/** What of a match is written: of its items only their ids. */
export interface StorableMatch extends Omit<EngineMatch, 'lines' | 'credits' | 'remembers'> {
  readonly lines: readonly { readonly line: Pick<Line, 'id'>; readonly amount: Money }[];
  readonly credits: readonly StorableCredit[];
  readonly remembers: readonly StorableCredit[];
}

interface StorableCredit {
  readonly credit: Pick<Credit, 'paymentId' | 'no'>;
  readonly amount: Money;
}

/** A match ready to be written, with the digest by which a later run knows it again. */
export interface NewMatch {
  readonly fingerprint: string;
  readonly match: Omit<StorableMatch, 'lines' | 'credits' | 'remembers'>;
  readonly legs: readonly StoredLeg[];
}

/** Legs in a fixed order, and the digest over rule, verdict, checks and legs. */
export function asNewMatch(match: StorableMatch): NewMatch {
  const legs: StoredLeg[] = [
    ...match.lines.map(({ line, amount }) => leg({ lineId: line.id, amount })),
    ...match.credits.map(({ credit, amount }) =>
      leg({ paymentId: credit.paymentId, creditNo: credit.no, amount }),
    ),
    ...match.remembers.map(({ credit, amount }) =>
      leg({ paymentId: credit.paymentId, creditNo: credit.no, amount, takes: false }),
    ),
  ].sort((one, other) => (legKey(one) < legKey(other) ? -1 : 1));
  const { rule, status, confidence, ambiguous, cause, checks } = match;
  const digest = createHash('sha256')
    .update(JSON.stringify([rule, status, ambiguous, cause, checks, legs.map(legKey)]))
    .digest('hex');
  // without its items: a match that waits to be written must not hold a part of the province
  return {
    fingerprint: digest,
    match: { rule, status, confidence, ambiguous, cause, checks },
    legs,
  };
}

function leg(part: Partial<StoredLeg> & { amount: Money }): StoredLeg {
  return { lineId: null, paymentId: null, creditNo: null, takes: true, ...part };
}

function legKey(part: StoredLeg): string {
  const item = part.lineId
    ? `line ${part.lineId}`
    : `${part.paymentId ?? ''}/${part.creditNo ?? 0}`;
  return `${item} ${moneyText(part.amount)} ${part.takes ? 'takes' : 'remembers'}`;
}

const batchSize = 1000;

/** Ends matches that no longer hold, or that a person took apart; their legs set the items free. */
export async function endMatches(
  trx: Db,
  ids: readonly string[],
  { at, as = 'undone' }: { readonly at: Date; readonly as?: 'undone' | 'rejected' },
): Promise<void> {
  for (let start = 0; start < ids.length; start += batchSize) {
    const part = ids.slice(start, start + batchSize);
    await trx('match_leg').whereIn('match_id', part).update({ live: false });
    const ended = await trx('match')
      .whereIn('id', part)
      .whereNull('ended_at')
      .update({ status: as, ended_at: at });
    if (ended !== part.length) throw new Error('a match ended while the run was ending it');
  }
}

/**
 * Writes new matches with their legs. The database refuses an item that is taken already.
 * @param about.decidedBy who made them by hand
 * @returns their ids, in their order
 */
export async function addMatches(
  trx: Db,
  matches: readonly NewMatch[],
  about: { readonly ruleSet: string; readonly at: Date; readonly decidedBy?: string },
): Promise<string[]> {
  const ids: string[] = [];
  for (let start = 0; start < matches.length; start += batchSize) {
    const part = matches.slice(start, start + batchSize);
    const rows = part.map(({ fingerprint, match }) => ({
      fingerprint,
      rule: match.rule,
      rule_set: about.ruleSet,
      status: match.status,
      confidence: match.confidence,
      ambiguous: match.ambiguous,
      cause: match.cause,
      checks: JSON.stringify(match.checks),
      decided_by: about.decidedBy ?? null,
      created_at: about.at,
    }));
    const written = await trx('match')
      .insert(rows)
      .returning<{ id: string; fingerprint: string }[]>(['id', 'fingerprint']);
    const idOf = new Map(written.map((row) => [row.fingerprint, row.id]));
    ids.push(...part.flatMap(({ fingerprint }) => idOf.get(fingerprint) ?? []));
    const legs = part.flatMap(({ fingerprint, legs: own }) =>
      own.map((each, legNo) => ({
        match_id: idOf.get(fingerprint),
        leg_no: legNo,
        statement_line_id: each.lineId,
        payment_id: each.paymentId,
        credit_no: each.creditNo,
        amount: moneyText(each.amount),
        live: each.takes,
      })),
    );
    for (let from = 0; from < legs.length; from += batchSize) {
      await trx('match_leg').insert(legs.slice(from, from + batchSize));
    }
  }
  return ids;
}
