// What a run changes: it writes the matches that do not stand yet and ends those that were not found again.
// Plain pairs are known first, and are written while the rest is matched: the database works while this
// program does.
import type { SentRows } from '../copy-rows.js';
import type { Db } from '../db.js';
import type { PlainPairs } from './find-matches.js';
import { asNewMatch, endMatches, type NewMatch } from './match-store.js';
import type { StandingMatches } from './standing-matches.js';
import { sendMatches, writtenAtOnce, type WrittenBy } from './write-matches.js';

/** How many there are now, and how many came and went. */
export interface ChangeCounts {
  readonly confirmed: number;
  readonly proposed: number;
  readonly added: number;
  readonly ended: number;
}

export class RunChanges {
  private readonly trx: Db;
  private readonly standing: StandingMatches;
  private readonly ruleSet: string;
  private at = new Date(NaN);
  private pairs: AsyncGenerator<SentRows> | null = null;
  private onTheWay: Promise<void> = Promise.resolve();
  private readonly endedAlready = new Set<string>();
  private pairCount = 0;
  private added = 0;

  constructor(trx: Db, standing: StandingMatches, ruleSet: string) {
    this.trx = trx;
    this.standing = standing;
    this.ruleSet = ruleSet;
  }

  /**
   * Takes the plain pairs; nothing of them is written before it is asked for.
   * @param at when what is written now began to hold
   */
  begin(pairs: PlainPairs, at: Date): void {
    this.at = at;
    this.pairs = this.sendPairs(pairs);
  }

  private get about(): WrittenBy {
    return { ruleSet: this.ruleSet, at: this.at };
  }

  /** Sends some more of the plain pairs, to be written while the caller goes on. */
  async sendSome(): Promise<void> {
    await this.onTheWay;
    const next = await this.pairs?.next();
    if (!next || next.done) return;
    this.onTheWay = next.value.written;
    // it is awaited before anything else is asked of the database
    this.onTheWay.catch(() => undefined);
  }

  /** Waits for what is being written: before any other statement. */
  async settled(): Promise<void> {
    await this.onTheWay;
  }

  private async *sendPairs(pairs: PlainPairs): AsyncGenerator<SentRows> {
    for (const piece of inPieces(this.newPairs(pairs))) {
      await this.endInTheWay(piece);
      this.added += piece.length;
      yield* sendMatches(this.trx, piece, this.about);
    }
  }

  private *newPairs({ lineCount, match }: PlainPairs): Iterable<NewMatch> {
    for (let line = 0; line < lineCount; line += 1) {
      const pair = match(line);
      if (pair === null) continue;
      this.pairCount += 1;
      const found = asNewMatch(pair);
      if (!this.standing.find(found.fingerprint)) yield found;
    }
  }

  /** What holds an item of a new pair cannot be found again. */
  private async endInTheWay(piece: readonly NewMatch[]): Promise<void> {
    if (this.standing.count === 0) return;
    const legs = piece.flatMap((each) => each.legs);
    const ids = await matchesHolding(this.trx, {
      lines: legs.flatMap(({ lineId }) => lineId ?? []),
      payments: legs.flatMap(({ paymentId }) => paymentId ?? []),
    });
    await endMatches(this.trx, ids, this.about);
    for (const id of ids) this.endedAlready.add(id);
  }

  /**
   * Writes the rest, and ends what was not found again.
   * @param others matches of what is no plain pair
   * @param alsoEnding ids of matches that end for another reason
   */
  async finish(others: Iterable<NewMatch>, alsoEnding: readonly string[]): Promise<ChangeCounts> {
    await this.writeAll(this.pairs);
    const { fresh, confirmed, all } = this.sifted(others);
    const ending = [...this.standing.notFound(), ...alsoEnding];
    const left = ending.filter((id) => !this.endedAlready.has(id));
    await endMatches(this.trx, left, this.about);
    for (const piece of inPieces(chosen(others, fresh))) {
      this.added += piece.length;
      await this.writeAll(sendMatches(this.trx, piece, this.about));
    }
    return {
      confirmed: this.pairCount + confirmed,
      proposed: all - confirmed,
      added: this.added,
      ended: ending.length,
    };
  }

  /** Which of them do not stand yet, by their places; all others are found again. */
  private sifted(others: Iterable<NewMatch>): Sifted {
    const fresh = new Set<number>();
    let [all, confirmed] = [0, 0];
    for (const { fingerprint, match } of others) {
      if (!this.standing.find(fingerprint)) fresh.add(all);
      if (match.status === 'confirmed') confirmed += 1;
      all += 1;
    }
    return { fresh, confirmed, all };
  }

  private async writeAll(rows: AsyncGenerator<SentRows> | null): Promise<void> {
    await this.onTheWay;
    for await (const { written } of rows ?? []) await written;
  }
}

interface Sifted {
  readonly fresh: ReadonlySet<number>;
  readonly confirmed: number;
  readonly all: number;
}

function* chosen(matches: Iterable<NewMatch>, places: ReadonlySet<number>): Iterable<NewMatch> {
  let place = 0;
  for (const match of matches) {
    if (places.has(place)) yield match;
    place += 1;
  }
}

/** Live matches that hold any of these items. */
async function matchesHolding(
  trx: Db,
  items: { readonly lines: readonly string[]; readonly payments: readonly string[] },
): Promise<string[]> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `select leg.match_id as id
       from match_leg leg
      where leg.live and leg.statement_line_id = any(?::bigint[])
      union
     select leg.match_id
       from match_leg leg
      where leg.live and leg.payment_id = any(?::bigint[])`,
    [[...items.lines], [...items.payments]],
  );
  return rows.map(({ id }) => id);
}

function* inPieces(matches: Iterable<NewMatch>): Iterable<readonly NewMatch[]> {
  let piece: NewMatch[] = [];
  for (const match of matches) {
    piece.push(match);
    if (piece.length < writtenAtOnce) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
