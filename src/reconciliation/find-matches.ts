// Finds all matches of a province without holding it in memory, and what of them is new: plain pairs
// straight from the survey, everything else part by part.
import type { Db } from '../db.js';
import { loadCoverageStatements } from '../statements/statement-store.js';
import type { Decided } from './desk.js';
import { loadFacts, loadShared } from './facts-store.js';
import { matchFacts, matchParts, type Matched } from './match-parts.js';
import { asNewMatch, type NewMatch, type StorableMatch } from './match-store.js';
import { hasNotices, loadPart, loadTexts } from './part-facts.js';
import {
  mergedFindings,
  type PartFindings,
  type PaymentStanding,
  type Watch,
} from './part-findings.js';
import { plainMatcher, ruleOfPairs } from './plain-pairs.js';
import type { Reconciler } from './reconciler.js';
import type { StandingMatches } from './standing-matches.js';
import { Survey } from './survey.js';
import { loadTouchedByPeople, surveyLines, surveyPayments, surveyRows } from './survey-store.js';
import { copyMatches, writtenAtOnce } from './write-matches.js';

/**
 * All that was found: plain pairs by the places of their lines, made when they are asked for. No plain
 * pair is ever in a discrepancy.
 */
export interface FoundMatches extends Matched {
  readonly lineCount: number;
  readonly plain: (line: number) => StorableMatch | null;
  readonly findings: PartFindings;
}

export interface FindInput {
  readonly trx: Db;
  readonly rules: readonly Reconciler[];
  readonly decided: Decided;
  readonly watch: Watch;
}

/** @param onMatching told, and waited for, when all has been looked over */
export async function findMatches(
  input: FindInput,
  onMatching: () => Promise<void> | undefined,
): Promise<FoundMatches> {
  const { trx, rules, watch } = input;
  // what a bank feed told may be any unit's payment: such a province is matched in one piece
  const pairs = ruleOfPairs(rules);
  if (pairs === null || (await hasNotices(trx))) {
    const facts = await loadFacts(trx);
    await onMatching();
    return { ...matchFacts(facts, input), lineCount: 0, plain: () => null };
  }
  const shared = await loadShared(trx);
  const survey = new Survey(shared, await loadTouchedByPeople(trx), watch.at);
  await surveyPayments(trx, (payment) => {
    survey.addPayment(payment);
  });
  await surveyLines(trx, (line) => {
    survey.addLine(line);
  });
  await surveyRows(trx, (row) => {
    survey.addRow(row);
  });
  survey.endBatch();
  survey.joinDecided(watch.decided);
  survey.forgetReferences();
  await onMatching();
  const facts = { ...shared, statements: await loadCoverageStatements(trx) };
  const known = { facts, sharedBatches: survey.sharedBatches };
  const { findings, ...matched } = await matchParts(survey, {
    ...input,
    texts: await loadTexts(trx),
    load: (part) => loadPart(trx, known, part),
  });
  return {
    ...matched,
    lineCount: survey.lines.id.size,
    plain: plainMatcher(survey, pairs),
    findings: mergedFindings([
      ...findings,
      { discrepancies: [], standings: arrivedIn(survey, watch.payments) },
    ]),
  };
}

/** Watched payments that are in plain pairs now. */
export function arrivedIn(
  survey: Survey,
  payments: ReadonlySet<string>,
): Map<string, PaymentStanding> {
  const standings = new Map<string, PaymentStanding>();
  for (let line = 0; line < survey.lines.id.size && payments.size > 0; line += 1) {
    const payment = survey.pairOf(line);
    const id = payment === null ? '' : String(survey.payments.id.at(payment));
    if (!payments.has(id)) continue;
    standings.set(id, { leftAs: 'arrived', arrivedOn: survey.bookedOnOf(line) });
  }
  return standings;
}

/** What a run has to write. */
export interface Changes {
  readonly found: FoundMatches;
  /** Plain pairs that do not stand yet: 1 at the places of their lines. */
  readonly newPlain: Uint8Array;
  readonly newOthers: readonly NewMatch[];
  readonly ending: readonly string[];
  readonly confirmed: number;
  readonly all: number;
}

export function compare(found: FoundMatches, standing: StandingMatches): Changes {
  const newOthers = found.matches.filter(({ fingerprint }) => !standing.find(fingerprint));
  const newPlain = new Uint8Array(found.lineCount);
  let plainCount = 0;
  for (let line = 0; line < found.lineCount; line += 1) {
    const match = found.plain(line);
    if (match === null) continue;
    plainCount += 1;
    const stands = standing.count > 0 && standing.find(asNewMatch(match).fingerprint);
    if (!stands) newPlain[line] = 1;
  }
  const others = found.matches.filter(({ match }) => match.status === 'confirmed').length;
  return {
    ...{ found, newPlain, newOthers, ending: standing.notFound() },
    confirmed: plainCount + others,
    all: plainCount + found.matches.length,
  };
}

/** Writes what is new; returns how many matches that was. */
export async function writeNew(
  trx: Db,
  { found, newPlain, newOthers }: Changes,
  about: { readonly ruleSet: string; readonly at: Date },
): Promise<number> {
  let added = 0;
  for (const matches of inPieces(newMatches(found, newPlain, newOthers))) {
    await copyMatches(trx, matches, about);
    added += matches.length;
  }
  return added;
}

function* newMatches(
  found: FoundMatches,
  newPlain: Uint8Array,
  newOthers: readonly NewMatch[],
): Iterable<NewMatch> {
  for (let line = 0; line < newPlain.length; line += 1) {
    const match = newPlain[line] === 1 ? found.plain(line) : null;
    if (match !== null) yield asNewMatch(match);
  }
  yield* newOthers;
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
