// Matches and reads facts part by part, as a run does from the tables, and in one piece, for tests that hold
// the two against each other.
import { nothingBarred } from '../../src/reconciliation/barred.js';
import type { ProvinceFacts } from '../../src/reconciliation/facts.js';
import { arrivedIn } from '../../src/reconciliation/find-matches.js';
import { textsOf } from '../../src/reconciliation/ledger.js';
import { matchFacts, matchParts, type Part } from '../../src/reconciliation/match-parts.js';
import { asNewMatch, type NewMatch } from '../../src/reconciliation/match-store.js';
import {
  mergedFindings,
  type PartFindings,
  type Watch,
} from '../../src/reconciliation/part-findings.js';
import { plainMatcher, ruleOfPairs } from '../../src/reconciliation/plain-pairs.js';
import { readFacts } from '../../src/reconciliation/read-province.js';
import { takenBy } from '../../src/reconciliation/run-reconciliation.js';
import type { StoredUnanswered } from '../../src/reconciliation/unanswered-store.js';
import { Survey } from '../../src/reconciliation/survey.js';
import { reconcilers } from '../../reconcilers/index.js';

/** What a province comes to: matches by their digests, members of discrepancies, how payments stand. */
export interface Outcome {
  readonly matches: readonly string[];
  readonly members: readonly (readonly [string, readonly string[]])[];
  readonly standings: readonly string[];
  /** What searches could not answer. */
  readonly unanswered: readonly string[];
}

const rowsPerReport = 100_000;

/** The survey of facts at hand, as it is made from the tables. */
function surveyOf(facts: ProvinceFacts, watch: Watch): Survey {
  const legs = watch.decided.flatMap((match) => match.legs);
  const untouchable = {
    lines: new Set(legs.flatMap(({ lineId }) => lineId ?? [])),
    payments: new Set(legs.flatMap(({ paymentId }) => paymentId ?? [])),
  };
  const survey = new Survey(facts, untouchable, watch.at);
  for (const payment of facts.payments) {
    const { order } = payment;
    const [event] = payment.events;
    survey.addPayment({
      ...payment,
      orderUnitCode: order?.unitCode ?? null,
      feeItems: order?.feeItems.length ?? 0,
      toldBankCode: order?.toldBankCode ?? null,
      toldAccount: order?.toldAccount ?? null,
      isDisputed: order !== null && order.amount !== payment.amount,
      events: payment.events.length,
      status: event?.status ?? '',
      amount: String(event?.amount ?? 0n),
      paidAtMs: event?.paidAt.getTime() ?? 0,
    });
  }
  for (const line of facts.lines) {
    survey.addLine({ ...line, bookedOn: line.bookingDate, amount: String(line.amount) });
  }
  facts.reports.forEach((report, batch) => {
    report.rows.forEach((row, place) => {
      const { gatewayAccountId } = report;
      const id = `${batch * rowsPerReport + place}`;
      survey.addRow({ ...row, id, batchId: `${batch}`, gatewayAccountId });
    });
  });
  survey.endBatch();
  survey.joinDecided(watch.decided);
  return survey;
}

/** Part by part, plain pairs apart from the rest; with how many pairs and parts there were. */
export async function inParts(
  facts: ProvinceFacts,
  watch: Watch,
  partSize?: number,
): Promise<Outcome & { readonly pairCount: number; readonly partCount: number }> {
  const survey = surveyOf(facts, watch);
  const texts = textsOf(
    facts.reports.map(({ batch }) => batch),
    facts.unpaidOrders,
  );
  let partCount = 0;
  const load = (part: Part) => {
    partCount += 1;
    return Promise.resolve(partOf(facts, part, survey.sharedBatches));
  };
  const input = { load, texts, rules: reconcilers, decided: decisionsOf(watch), watch };
  const sized = partSize === undefined ? input : { ...input, partSize };
  const { matches: rest, findings, unanswered } = await matchParts(survey, sized);
  const matcher = plainMatcher(survey, ruleOfPairs(reconcilers)!);
  const pairs = facts.lines.flatMap((_line, place) => {
    const match = matcher(place);
    return match === null ? [] : [asNewMatch(match)];
  });
  const arrived = { discrepancies: [], standings: arrivedIn(survey, watch.payments) };
  const all = mergedFindings([...findings, arrived]);
  const outcome = {
    ...outcomeOf([...rest, ...pairs], all),
    unanswered: unanswered.map(said).sort(),
  };
  return { ...outcome, pairCount: pairs.length, partCount };
}

function partOf(facts: ProvinceFacts, part: Part, shared: ReadonlySet<string>): ProvinceFacts {
  const [payments, lines, rows] = [part.payments, part.lines, part.rows].map((ids) => new Set(ids));
  return {
    ...facts,
    payments: facts.payments.filter(({ id }) => payments?.has(Number(id))),
    lines: facts.lines.filter(({ id }) => lines?.has(Number(id))),
    reports: facts.reports
      .map((report, batch) => ({
        ...report,
        isShared: shared.has(`${batch}`),
        rows: report.rows.filter((_row, place) => rows?.has(batch * rowsPerReport + place)),
      }))
      .filter((report) => report.rows.length > 0),
  };
}

function said({ lineId, rule, because }: StoredUnanswered): string {
  return `${lineId} ${rule} ${because}`;
}

function outcomeOf(
  matches: readonly NewMatch[],
  findings: PartFindings,
): Omit<Outcome, 'unanswered'> {
  return {
    matches: matches.map(({ fingerprint }) => fingerprint).sort(),
    members: findings.discrepancies.map(({ id, members }) => [id, [...members].sort()]),
    standings: [...findings.standings]
      .map(([id, { leftAs, arrivedOn }]) => `${id} ${leftAs} ${arrivedOn ?? ''}`)
      .sort(),
  };
}

function decisionsOf({ decided }: Watch) {
  return { ...takenBy(decided), isBarred: nothingBarred };
}

/** Matched as one part, and read by the reading that pages show. */
export function inOnePiece(facts: ProvinceFacts, watch: Watch): Outcome {
  const input = { rules: reconcilers, decided: decisionsOf(watch), watch };
  const { matches, unanswered } = matchFacts(facts, input);
  const found = matches.map(({ match, ...each }) => ({
    ...each,
    ...match,
    id: '',
    decidedBy: null,
  }));
  const reading = readFacts(facts, [...watch.decided, ...found], watch.at);
  return {
    unanswered: unanswered.map(said).sort(),
    matches: matches.map(({ fingerprint }) => fingerprint).sort(),
    members: reading.discrepancies.map((each) => {
      const payments = each.paymentIds.map((id) => `payment ${id}`);
      const lines = each.lineIds.map((id) => `line ${id}`);
      return [each.id, [...new Set([...payments, ...lines, ...each.others])].sort()];
    }),
    standings: reading.payments
      .map(({ paymentId, settlement, matches: own }) => {
        const confirmed = own.filter(({ status }) => status === 'confirmed');
        const days = confirmed.map(({ line }) => line.bookingDate).sort();
        return `${paymentId} ${settlement} ${settlement === 'arrived' ? (days.at(-1) ?? '') : ''}`;
      })
      .sort(),
  };
}
