// What does not tie in a part of a province, as the members of its discrepancies, and how payments that
// were members stand now. Units that belong together are read together, so parts add up to the whole;
// what a part cannot know (which payments a report of other units leaves out) makes no member.
import type { LocalDate } from '../calendar.js';
import { groupBy } from '../group-by.js';
import { discrepanciesOf } from './discrepancies.js';
import type { Ledger } from './ledger.js';
import type { NewMatch, StoredMatch } from './match-store.js';
import { matchesOfPayment, type Reading, type SettledPayment } from './payment-reading.js';
import { memberFindingsAt } from './read-province.js';
import type { DiscrepancyReading, SettlementValue } from './reading.js';

/** A discrepancy by its members: `payment 1`, `line 1`, or what tells apart one without an id. */
export interface FoundDiscrepancy extends Pick<
  DiscrepancyReading,
  'id' | 'unitCode' | 'kind' | 'gatewayAccount'
> {
  readonly members: readonly string[];
}

/** What the bank says of a payment, and the day the last of its money was booked. */
export interface PaymentStanding {
  readonly leftAs: SettlementValue | null;
  readonly arrivedOn: LocalDate | null;
}

export interface PartFindings {
  readonly discrepancies: readonly FoundDiscrepancy[];
  /** Of watched payments, by id. */
  readonly standings: ReadonlyMap<string, PaymentStanding>;
}

/** What a run reads while it has a part at hand. */
export interface Watch {
  readonly at: Date;
  /** Payments (ids) that are members of discrepancies. */
  readonly payments: ReadonlySet<string>;
  /** What people decided; it stands beside what the rules find. */
  readonly decided: readonly StoredMatch[];
}

/** Reads a part with the matches that will stand. Pure. */
export function findingsOfPart(
  ledger: Ledger,
  found: readonly NewMatch[],
  watch: Watch,
): PartFindings {
  const isHere = ({ legs }: StoredMatch) =>
    legs.some(({ lineId }) => lineId !== null && ledger.lines.has(lineId));
  const matches = [...watch.decided.filter(isHere), ...found.map(asStanding)];
  const findings = memberFindingsAt(ledger, matches, watch.at);
  const watched = findings.payments.filter(({ paymentId }) => watch.payments.has(paymentId));
  return {
    discrepancies: discrepanciesOf(findings).map(asFound),
    standings: new Map(watched.map((each) => [each.paymentId, standingOf(each, findings)])),
  };
}

/** Findings of parts as those of the whole: a discrepancy may have members in several. */
export function mergedFindings(parts: readonly PartFindings[]): PartFindings {
  const byId = groupBy(
    parts.flatMap(({ discrepancies }) => discrepancies),
    ({ id }) => id,
  );
  const discrepancies = [...byId.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const members = [first, ...others].flatMap((each) => each.members);
    return [{ ...first, members: [...new Set(members)] }];
  });
  const standings = new Map(parts.flatMap((part) => [...part.standings]));
  return { discrepancies: discrepancies.sort(byName), standings };
}

function byName(one: FoundDiscrepancy, other: FoundDiscrepancy): number {
  return one.id < other.id ? -1 : 1;
}

/** A discrepancy as it is kept. */
export function asFound(discrepancy: DiscrepancyReading): FoundDiscrepancy {
  const { id, unitCode, kind, gatewayAccount, paymentIds, lineIds, others } = discrepancy;
  const members = [
    ...paymentIds.map((paymentId) => `payment ${paymentId}`),
    ...lineIds.map((lineId) => `line ${lineId}`),
    ...others,
  ];
  return { id, unitCode, kind, gatewayAccount, members: [...new Set(members)] };
}

/** As it is read once it is stored; who asks for its id reads the database. */
function asStanding({ fingerprint, match, legs }: NewMatch): StoredMatch {
  return { id: '', decidedBy: null, fingerprint, ...match, legs };
}

function standingOf({ paymentId, settlement }: SettledPayment, reading: Reading): PaymentStanding {
  if (settlement !== 'arrived') return { leftAs: settlement, arrivedOn: null };
  const days = matchesOfPayment(paymentId, reading)
    .filter(({ status }) => status === 'confirmed')
    .map(({ line }) => line.bookingDate)
    .sort();
  return { leftAs: settlement, arrivedOn: days.at(-1) ?? null };
}
