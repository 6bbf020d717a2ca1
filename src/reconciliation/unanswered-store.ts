// What searches could not answer, as stored: a row as long as the runs say the same of a line.
import type { Db } from '../db.js';
import type { RuleUnanswered } from './desk.js';
import type { UnansweredCause } from './reconciler.js';

/** A line that a rule's search has no answer for. */
export interface StoredUnanswered {
  readonly lineId: string;
  readonly rule: string;
  readonly because: UnansweredCause;
  readonly most: number;
}

export function asStoredUnanswered(said: RuleUnanswered): StoredUnanswered {
  const { line, rule, because, most } = said;
  return { lineId: line.id, rule, because, most };
}

/** Whether the search was cut short; of `answers` it was made, and found too many. */
export function isNotSearched({ because }: Pick<StoredUnanswered, 'because'>): boolean {
  return because !== 'answers';
}

/** What the last run left unanswered. */
export async function loadUnanswered(db: Db): Promise<StoredUnanswered[]> {
  return (await loadRows(db)).map(({ lineId, rule, because, most }) => ({
    ...{ lineId, rule, because, most },
  }));
}

const batchSize = 1000;

/**
 * Writes what a run left unanswered where it differs from what stands.
 * @returns for how many lines a search was cut short
 */
export async function keepUnanswered(
  trx: Db,
  found: readonly StoredUnanswered[],
  at: Date,
): Promise<number> {
  const standing = await loadRows(trx);
  const wanted = new Set(found.map(keyOf));
  const there = new Set(standing.map(keyOf));
  const over = standing.filter((row) => !wanted.has(keyOf(row))).map(({ id }) => id);
  for (let start = 0; start < over.length; start += batchSize) {
    await trx('unanswered_search')
      .whereIn('id', over.slice(start, start + batchSize))
      .update({ ended_at: at });
  }
  const added = found.filter((each) => !there.has(keyOf(each)));
  for (let start = 0; start < added.length; start += batchSize) {
    await trx('unanswered_search').insert(
      added.slice(start, start + batchSize).map(({ lineId, rule, because, most }) => ({
        ...{ statement_line_id: lineId, rule, because, most, found_at: at },
      })),
    );
  }
  return new Set(found.filter(isNotSearched).map(({ lineId }) => lineId)).size;
}

function keyOf({ lineId, rule, because, most }: StoredUnanswered): string {
  return `${lineId} ${rule} ${because} ${String(most)}`;
}

async function loadRows(db: Db): Promise<(StoredUnanswered & { readonly id: string })[]> {
  return db('unanswered_search')
    .whereNull('ended_at')
    .orderBy('id')
    .select<(StoredUnanswered & { readonly id: string })[]>({
      ...{ id: 'id', lineId: 'statement_line_id', rule: 'rule', because: 'because', most: 'most' },
    });
}
