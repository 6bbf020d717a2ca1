// Writes matches with their legs by COPY, a few thousand at a time, under ids taken beforehand.
import { copyRow, sendRows, type SentRows } from '../copy-rows.js';
import type { Db } from '../db.js';
import { moneyText } from '../money.js';
import type { NewMatch } from './match-store.js';

/** So many are texts at once. */
export const writtenAtOnce = 5_000;

/** What is told of every match of a run. */
export interface WrittenBy {
  readonly ruleSet: string;
  readonly at: Date;
}

/**
 * Sends new matches, then their legs: what was sent must be written before the next is asked for. The
 * database refuses an item that is taken already.
 */
export async function* sendMatches(
  trx: Db,
  matches: readonly NewMatch[],
  about: WrittenBy,
): AsyncGenerator<SentRows> {
  if (matches.length === 0) return;
  const first = await takeIds(trx, matches.length);
  const at = about.at.toISOString();
  yield await sendRows(
    trx,
    matchCopy,
    textsOf(matches, ({ fingerprint, match }, place) =>
      copyRow([
        first + place,
        fingerprint,
        match.rule,
        about.ruleSet,
        match.status,
        match.confidence,
        match.ambiguous,
        match.cause,
        JSON.stringify(match.checks),
        at,
      ]),
    ),
  );
  yield await sendRows(
    trx,
    legCopy,
    textsOf(matches, ({ legs }, place) =>
      legs
        .map(({ lineId, paymentId, creditNo, amount, takes }, legNo) =>
          copyRow([first + place, legNo, lineId, paymentId, creditNo, moneyText(amount), takes]),
        )
        .join(''),
    ),
  );
}

const matchCopy = `
  copy match (id, fingerprint, rule, rule_set, status, confidence, ambiguous, cause, checks,
              created_at) from stdin`;

const legCopy = `
  copy match_leg (match_id, leg_no, statement_line_id, payment_id, credit_no, amount, live)
  from stdin`;

const rowsAtOnce = 200;

function* textsOf(
  matches: readonly NewMatch[],
  rowOf: (match: NewMatch, place: number) => string,
): Iterable<string> {
  for (let from = 0; from < matches.length; from += rowsAtOnce) {
    yield matches
      .slice(from, from + rowsAtOnce)
      .map((match, place) => rowOf(match, from + place))
      .join('');
  }
}

/** So many ids in a row; nobody else makes matches meanwhile, which is checked. */
async function takeIds(trx: Db, count: number): Promise<number> {
  const { rows } = await trx.raw<{ rows: { first: string; last: string }[] }>(
    `select min(taken.id) as first, max(taken.id) as last
       from (select nextval(pg_get_serial_sequence('match', 'id')) as id
               from generate_series(1, ?::int)) taken`,
    [count],
  );
  const [first, last] = [Number(rows[0]?.first), Number(rows[0]?.last)];
  if (last - first + 1 !== count) throw new Error('somebody else took ids of matches');
  return first;
}
