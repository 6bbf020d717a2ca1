// Finds all matches of a province without holding it in memory: plain pairs straight from the survey,
// everything else part by part.
import type { Db } from '../db.js';
import { loadCoverageStatements } from '../statements/statement-store.js';
import type { Decided } from './desk.js';
import { loadFacts, loadShared } from './facts-store.js';
import { matchFacts, matchParts, type Matched } from './match-parts.js';
import type { StorableMatch } from './match-store.js';
import { hasNotices, loadPart, loadTexts } from './part-facts.js';
import {
  mergedFindings,
  type PartFindings,
  type PaymentStanding,
  type Watch,
} from './part-findings.js';
import { plainMatcher, ruleOfPairs } from './plain-pairs.js';
import type { Reconciler } from './reconciler.js';
import { Survey } from './survey.js';
import { loadTouchedByPeople, surveyLines, surveyPayments, surveyRows } from './survey-store.js';

/** Plain pairs by the places of their lines, made when they are asked for. None is in a discrepancy. */
export interface PlainPairs {
  readonly lineCount: number;
  /** Null where the line at a place is in no such pair. */
  readonly match: (line: number) => StorableMatch | null;
}

/** All that was found beside the plain pairs. */
export interface FoundMatches extends Matched {
  readonly findings: PartFindings;
}

export interface FindInput {
  readonly trx: Db;
  readonly rules: readonly Reconciler[];
  readonly decided: Decided;
  readonly watch: Watch;
}

/** What is told on the way, and waited for. */
export interface FindTold {
  /** All has been looked over: these are the plain pairs. */
  readonly onMatching: (pairs: PlainPairs) => Promise<void>;
  readonly beforeLoading: () => Promise<void>;
  readonly beforeWork: () => Promise<void>;
}

export async function findMatches(input: FindInput, told: FindTold): Promise<FoundMatches> {
  const { trx, rules, watch } = input;
  // what a bank feed told may be any unit's payment: such a province is matched in one piece
  const pairs = ruleOfPairs(rules);
  if (pairs === null || (await hasNotices(trx))) {
    const facts = await loadFacts(trx);
    await told.onMatching({ lineCount: 0, match: () => null });
    return matchFacts(facts, input);
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
  survey.finish();
  await told.onMatching({
    lineCount: survey.lines.id.size,
    match: plainMatcher(survey, pairs),
  });
  const facts = { ...shared, statements: await loadCoverageStatements(trx) };
  const known = { facts, sharedBatches: survey.sharedBatches };
  const { findings, ...matched } = await matchParts(survey, {
    ...input,
    texts: await loadTexts(trx),
    load: async (part) => {
      await told.beforeLoading();
      return loadPart(trx, known, part);
    },
    beforeWork: told.beforeWork,
  });
  const arrived = { discrepancies: [], standings: arrivedIn(survey, watch.payments) };
  return { ...matched, findings: mergedFindings([...findings, arrived]) };
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
