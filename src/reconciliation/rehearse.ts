// A rehearsal: rules run over everything stored and are compared with what stands; nothing is
// written. What people decided stays, as it does in a run.
import type { Db } from '../db.js';
import { groupBy } from '../group-by.js';
import { type Money, sumMoney } from '../money.js';
import { barring } from './barred.js';
import { matchProvince } from './engine.js';
import { loadFacts } from './facts-store.js';
import { buildLedger } from './ledger.js';
import { loadBarred } from './match-decision-store.js';
import { asNewMatch, loadLiveMatches, type NewMatch, type StoredMatch } from './match-store.js';
import { readFacts } from './read-province.js';
import type { LineReading, PaymentReading, ProvinceReading } from './reading.js';
import type { Reconciler } from './reconciler.js';
import { takenBy } from './run-reconciliation.js';

/** A payment or line that would be read otherwise. */
export interface Moved<Item> {
  readonly before: string;
  readonly after: string;
  readonly item: Item;
}

/** What a run with these rules would change, as its author reads it before it is let loose. */
export interface Rehearsal {
  /** Matches that people decided about; no run changes them. */
  readonly decided: readonly StoredMatch[];
  readonly kept: readonly StoredMatch[];
  readonly added: readonly StoredMatch[];
  readonly ended: readonly StoredMatch[];
  /** The same lines and payments with another rule, status, sum or reason. */
  readonly changed: readonly { readonly before: StoredMatch; readonly after: StoredMatch }[];
  readonly payments: readonly Moved<PaymentReading>[];
  readonly lines: readonly Moved<LineReading>[];
  /** Every payment and line as it is read now, by id: what matches are described with. */
  readonly reading: ProvinceReading;
}

/** Runs the rules over the stored history in one snapshot that nothing can be written in. */
export async function rehearse(
  deps: { readonly db: Db },
  asked: { readonly rules: readonly Reconciler[]; readonly asOf: Date },
): Promise<Rehearsal> {
  const { live, facts, barred } = await deps.db.transaction(
    async (trx) => ({
      live: await loadLiveMatches(trx),
      facts: await loadFacts(trx),
      barred: await loadBarred(trx),
    }),
    { isolationLevel: 'repeatable read', readOnly: true },
  );
  const { standing, decided } = dividedBy(live, facts.lines);
  const given = { ...takenBy(decided), isBarred: barring(barred) };
  const found = matchProvince(buildLedger(facts), asked.rules, given).map(asNewMatch).map(asStored);
  const before = readFacts(facts, live, asked.asOf);
  const after = readFacts(facts, [...decided, ...found], asked.asOf);
  return { decided, ...compared(standing, found), ...movedBetween(before, after), reading: before };
}

/** What a run may end, and what people decided; their decisions end with the lines they were about. */
function dividedBy(
  live: readonly StoredMatch[],
  lines: readonly { readonly id: string }[],
): { readonly standing: readonly StoredMatch[]; readonly decided: readonly StoredMatch[] } {
  const shown = new Set(lines.map(({ id }) => id));
  const isDecided = ({ decidedBy, legs }: StoredMatch) =>
    decidedBy !== null && legs.every(({ lineId }) => lineId === null || shown.has(lineId));
  return {
    standing: live.filter((match) => !isDecided(match)),
    decided: live.filter(isDecided),
  };
}

function asStored({ match, fingerprint, legs }: NewMatch, place: number): StoredMatch {
  const { rule, status, confidence, ambiguous, cause, checks } = match;
  // ids only tell them apart: none of them is kept
  const id = `-${String(place + 1)}`;
  return {
    id,
    fingerprint,
    rule,
    status,
    confidence,
    ambiguous,
    cause,
    checks,
    legs,
    decidedBy: null,
  };
}

function compared(
  standing: readonly StoredMatch[],
  found: readonly StoredMatch[],
): Pick<Rehearsal, 'kept' | 'added' | 'ended' | 'changed'> {
  const wanted = new Set(found.map(({ fingerprint }) => fingerprint));
  const there = new Set(standing.map(({ fingerprint }) => fingerprint));
  const leaving = standing.filter(({ fingerprint }) => !wanted.has(fingerprint));
  const coming = found.filter(({ fingerprint }) => !there.has(fingerprint));
  const byItems = new Map(leaving.map((match) => [itemsOf(match), match]));
  const changed = coming.flatMap((after) => {
    const before = byItems.get(itemsOf(after));
    return before ? [{ before, after }] : [];
  });
  const same = new Set(changed.flatMap(({ before, after }) => [before, after]));
  return {
    kept: standing.filter(({ fingerprint }) => wanted.has(fingerprint)),
    added: coming.filter((match) => !same.has(match)),
    ended: leaving.filter((match) => !same.has(match)),
    changed,
  };
}

function itemsOf({ legs }: StoredMatch): string {
  return legs
    .map(({ lineId, paymentId, creditNo }) =>
      lineId === null ? `${paymentId ?? ''}/${String(creditNo ?? 0)}` : `line ${lineId}`,
    )
    .sort()
    .join();
}

function movedBetween(
  before: ProvinceReading,
  after: ProvinceReading,
): Pick<Rehearsal, 'payments' | 'lines'> {
  const payments = new Map(after.payments.map((each) => [each.paymentId, each]));
  const lines = new Map(after.lines.map((each) => [each.lineId, each]));
  return {
    payments: before.payments.flatMap((item) => {
      // one that another line turned out to be is no payment of its own any longer
      const now = payments.get(item.paymentId)?.settlement ?? 'none';
      const was = item.settlement ?? 'none';
      return now === was ? [] : [{ before: was, after: now, item }];
    }),
    lines: before.lines.flatMap((item) => {
      const now = lines.get(item.lineId)?.state ?? item.state;
      return now === item.state ? [] : [{ before: item.state, after: now, item }];
    }),
  };
}

/** The credits of a match: what it says has come. */
export function creditedBy({ legs }: StoredMatch): Money {
  return sumMoney(legs.flatMap(({ lineId, amount }) => (lineId && amount > 0n ? [amount] : [])));
}

/** How many matches, and the sum of their credits. */
export interface Tally {
  readonly matches: number;
  readonly amount: Money;
}

export function tallyOf(matches: readonly StoredMatch[]): Tally {
  return { matches: matches.length, amount: sumMoney(matches.map(creditedBy)) };
}

export interface RuleTally {
  readonly rule: string;
  readonly standing: Tally;
  readonly rehearsed: Tally;
  readonly added: Tally;
  readonly ended: Tally;
  readonly changed: Tally;
}

/** The same by rule: a match that changed its rule counts with the rule it would have. */
export function byRule({ kept, added, ended, changed }: Rehearsal): RuleTally[] {
  const now = [...kept, ...ended, ...changed.map(({ before }) => before)];
  const then = [...kept, ...added, ...changed.map(({ after }) => after)];
  const lists = {
    standing: now,
    rehearsed: then,
    added,
    ended,
    changed: changed.map(({ after }) => after),
  };
  const rules = [...new Set([...now, ...then].map(({ rule }) => rule))].sort();
  const grouped = Object.fromEntries(
    Object.entries(lists).map(([name, matches]) => [name, groupBy(matches, ({ rule }) => rule)]),
  );
  return rules.map((rule) => {
    const of = (name: keyof typeof lists): Tally => tallyOf(grouped[name]?.get(rule) ?? []);
    return {
      ...{ rule, standing: of('standing'), rehearsed: of('rehearsed') },
      ...{ added: of('added'), ended: of('ended'), changed: of('changed') },
    };
  });
}

type WithAmount = Moved<{ readonly amount: Money }>;

/** How many go from one value to another, and their sum. */
export interface Move {
  readonly before: string;
  readonly after: string;
  readonly count: number;
  readonly amount: Money;
}

export function movesOf(moved: readonly WithAmount[]): Move[] {
  const kinds = groupBy(moved, ({ before, after }) => `${before} ${after}`);
  return [...kinds.keys()].sort().map((key) => {
    const [before = '', after = ''] = key.split(' ');
    const all = kinds.get(key) ?? [];
    const amount = sumMoney(all.map(({ item }) => item.amount));
    return { before, after, count: all.length, amount };
  });
}
