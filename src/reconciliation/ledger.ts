// The province as the rules see it: expected credits and lines with references, gateways, batches
// and days already found, arranged by unit. Built from the facts; owns no decision.
import type { LocalDate } from '../calendar.js';
import type { FeeOrder } from '../payments/payment.js';
import { compactText } from '../statements/narrative.js';
import type { StatementLine } from '../statements/statement-store.js';
import type { Batch, Credit, Line, SessionBook } from './book.js';
import { byBooking, fitOf, isExact } from './book.js';
import type { ExpectedPayment } from './expected-credits.js';
import { expectPayments } from './expected-credits.js';
import { groupBy } from '../group-by.js';
import type { ProvinceFacts } from './facts.js';
import { batchesOf } from './report-batches.js';
import { joinNotices } from './join-notices.js';
import {
  asLine,
  noticedCredits,
  ownPayments,
  type NoticedCredit,
  type Noticing,
} from './noticed-credits.js';
import { paysInBatches, withNoticedPayments } from './noticed-payments.js';
import { otherMoneyReader, type OtherMoney } from './other-money.js';
import { namesOf, printedDays, standsIn, wordsOf } from './printed-narrative.js';
import { looselyNamed, namedIn, type Carriers } from './dossiers-in-lines.js';
import { isWeakReference, ReferenceIndex } from './references.js';
import { testTransfersIn } from './test-transfers.js';

/** Shorter bank references ("001") repeat and say nothing. */
const ownReferenceLength = 8;

/** Credits, sessions, batches and lines that make up one unit's book. */
export interface UnitLedger {
  readonly unitCode: string | null;
  readonly credits: Credit[];
  readonly lines: Line[];
  readonly elsewhere: Line[];
  readonly sessions: SessionBook[];
  readonly batches: Batch[];
}

export interface Ledger {
  readonly facts: ProvinceFacts;
  readonly payments: readonly ExpectedPayment[];
  readonly credits: ReadonlyMap<string, Credit>;
  readonly lines: ReadonlyMap<string, Line>;
  /** Units that have or had each account, by bank account id. */
  readonly holders: ReadonlyMap<string, readonly string[]>;
  readonly units: ReadonlyMap<string | null, UnitLedger>;
  /** Payments (of any status) that a line names, by line id: for what did not succeed. */
  readonly namedPayments: ReadonlyMap<string, readonly ExpectedPayment[]>;
  readonly references: ReferenceIndex;
  /** Codes of verifications by the id of the line that carries them: no rule sees these lines. */
  readonly testTransfers: ReadonlyMap<string, readonly string[]>;
  /** Credits that bank feeds announced, in the order of their lines. */
  readonly noticed: readonly NoticedCredit[];
}

/** What lines may name whichever unit they are of: batches of reports, orders nobody paid. */
export interface ProvinceTexts {
  readonly batches: ReferenceIndex;
  readonly saysOf: (fact: StatementLine) => OtherMoney | null;
}

export function textsOf(
  batches: readonly string[],
  unpaid: readonly Pick<FeeOrder, 'merchantRef'>[],
): ProvinceTexts {
  return {
    batches: new ReferenceIndex(batches.map(compactText)),
    saysOf: otherMoneyReader(unpaid),
  };
}

/**
 * Arranges the facts of a province, or of units that have nothing to do with the others, for
 * matching. Pure.
 * @param wholeTexts those of the whole province where the facts are a part of it
 */
export function buildLedger(given: ProvinceFacts, wholeTexts?: ProvinceTexts): Ledger {
  const facts = withNoticedPayments(given);
  const payments = expectPayments(facts);
  const credits = new Map<string, Credit>();
  for (const payment of payments)
    for (const credit of payment.credits) credits.set(credit.key, credit);
  const carriers = carriersOf(payments);
  const references = new ReferenceIndex(carriers.keys());
  const joined = joinNotices(facts.notices, facts.lines);
  const texts =
    wholeTexts ??
    textsOf(
      facts.reports.map(({ batch }) => batch),
      facts.unpaidOrders,
    );
  const reader = lineReader({ facts, payments, joined }, { carriers, references, texts });
  const read = facts.lines.map(reader).sort((one, other) => byBooking(one.line, other.line));
  const lines = new Map(read.map(({ line }) => [line.id, line]));
  const namedPayments = new Map(
    read.flatMap(({ line, named }) => (named.length > 0 ? [[line.id, named] as const] : [])),
  );
  const holders = holdersOf(facts);
  const testTransfers = testTransfersIn(facts.verifications, lines.values());
  const forRules = [...lines.values()].filter((line) => !testTransfers.has(line.id));
  const units = arrange({ facts, payments, lines: forRules, holders });
  const noticed = noticedCredits({ facts, payments, joined }, reader);
  const arranged = { facts, payments, credits, lines, holders, units };
  return { ...arranged, namedPayments, references, testTransfers, noticed };
}

function carriersOf(payments: readonly ExpectedPayment[]): Map<string, ExpectedPayment[]> {
  const carriers = new Map<string, ExpectedPayment[]>();
  for (const payment of payments) {
    for (const reference of payment.references) {
      const sharing = carriers.get(reference);
      if (sharing) sharing.push(payment);
      else carriers.set(reference, [payment]);
    }
  }
  return carriers;
}

type LineReader = (fact: StatementLine) => { line: Line; named: readonly ExpectedPayment[] };

interface Naming {
  readonly carriers: Carriers;
  readonly references: ReferenceIndex;
  readonly texts: ProvinceTexts;
}

function lineReader(noticing: Noticing, { carriers, references, texts }: Naming): LineReader {
  const { facts, joined } = noticing;
  const noticesOf = groupBy(joined.keys(), (notice) => joined.get(notice)?.id);
  const own = ownPayments(noticing);
  const gatewayNames = facts.gateways.map((gateway) => ({
    id: gateway.id,
    names: namesOf(gateway),
  }));
  const inBatches = new Set(facts.gateways.filter(paysInBatches).map(({ id }) => id));
  return (fact) => {
    const compact = compactText(fact.narrative);
    const searched = `${fact.narrative}${fact.bankRef ? ` ${fact.bankRef}` : ''}`;
    const notices = noticesOf.get(fact.id) ?? [];
    const found = new Set(referencesIn(fact, references));
    for (const notice of notices) {
      for (const reference of referencesIn(asLine(notice), references)) found.add(reference);
    }
    const hits = [...found].flatMap((reference) => {
      const payments = namedIn(fact.narrative, reference, carriers);
      const counts = !isWeakReference(reference) || payments.some((each) => fitsLine(each, fact));
      return counts && payments.length > 0 ? [payments] : [];
    });
    const named = [...new Set(hits.flat())];
    const announced = notices.flatMap((notice) => own.get(notice) ?? []);
    const days = printedDays(fact.narrative, fact.bookingDate);
    const gateways = gatewayNames
      .filter(({ names }) => names.some((name) => standsIn(name, fact.narrative, compact)))
      .map(({ id }) => id);
    const batches = [...new Set(texts.batches.find(searched).map((hit) => hit.reference))];
    // a credit without any reference is the payment that a bank feed made of it
    const isBatch = batches.length > 0 || gateways.some((id) => inBatches.has(id));
    const isFeedsOwn = named.length === 0 && !isBatch;
    const line: Line = {
      id: fact.id,
      bankAccountId: fact.bankAccountId,
      bookedOn: fact.bookingDate,
      amount: fact.amount,
      bankRef: fact.bankRef,
      narrative: fact.narrative,
      compact,
      sortKey: [fact.bookingDate, fact.valueDate, fact.bankRef ?? '', compact, fact.amount].join(
        '|',
      ),
      named: (isFeedsOwn ? [announced] : hits)
        .map((payments) => payments.flatMap((payment) => payment.credits))
        .filter((set) => set.length > 0),
      looselyNamed: isFeedsOwn ? [] : looselyNamed(fact.narrative, found, carriers),
      namesUnpaid: named.some((payment) => payment.credits.length === 0),
      gateways,
      batches,
      dates: days.dates,
      looseDates: days.loose,
      words: named.length === 0 ? wordsOf(fact.narrative) : [],
      saysIs: named.length === 0 && fact.amount > 0n ? texts.saysOf(fact) : null,
    };
    return { line, named };
  };
}

/** References in the narrative; a bank's own reference counts when a gateway reports the same. */
function referencesIn(fact: StatementLine, references: ReferenceIndex): readonly string[] {
  const found = references.find(fact.narrative).map((hit) => hit.reference);
  const own = fact.bankRef === null ? '' : compactText(fact.bankRef);
  return own.length >= ownReferenceLength && references.has(own) ? [...found, own] : found;
}

function fitsLine(payment: ExpectedPayment, fact: StatementLine): boolean {
  return payment.credits.some((credit) => isExact(fitOf(credit, fact.amount)));
}

function holdersOf(facts: ProvinceFacts): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  for (const account of facts.accounts) {
    const known = holders.get(account.bankAccountId) ?? [];
    if (!known.includes(account.unitCode)) known.push(account.unitCode);
    holders.set(account.bankAccountId, known);
  }
  return holders;
}

interface Arranging {
  readonly facts: ProvinceFacts;
  readonly payments: readonly ExpectedPayment[];
  readonly lines: readonly Line[];
  readonly holders: ReadonlyMap<string, readonly string[]>;
}

function arrange(parts: Arranging): Map<string | null, UnitLedger> {
  const units = new Map<string | null, UnitLedger>();
  const unitOf = (unitCode: string | null): UnitLedger => {
    const known = units.get(unitCode);
    if (known) return known;
    const made = { unitCode, credits: [], lines: [], elsewhere: [], sessions: [], batches: [] };
    units.set(unitCode, made);
    return made;
  };
  for (const payment of parts.payments) {
    unitOf(payment.unitCode).credits.push(...payment.credits);
  }
  for (const line of parts.lines) {
    for (const unitCode of parts.holders.get(line.bankAccountId) ?? []) {
      unitOf(unitCode).lines.push(line);
    }
    const named = new Set(line.named.flat().map((credit) => credit.unitCode));
    for (const unitCode of named) unitOf(unitCode).elsewhere.push(line);
  }
  for (const session of sessionsOf(parts)) unitOf(session.unitCode).sessions.push(session.book);
  for (const batch of batchesOf(parts)) unitOf(batch.unitCode).batches.push(batch.batch);
  return new Map([...units].sort(([one], [other]) => ((one ?? '') < (other ?? '') ? -1 : 1)));
}

interface SessionDraft {
  readonly unitCode: string | null;
  readonly gatewayAccountId: string;
  readonly lastOn: LocalDate;
  readonly members: ExpectedPayment[];
}

/** Daily-batch sessions by unit, the earliest first; pending payments make one doubtful. */
function sessionsOf(parts: Arranging): { unitCode: string | null; book: SessionBook }[] {
  const drafts = new Map<string, SessionDraft>();
  for (const payment of parts.payments) {
    const { state, unitCode, gateway, terms } = payment;
    const counts = payment.credits.length > 0 || state.status === 'pending';
    if (terms.mode !== 'daily_batch' || !counts) continue;
    const session = parts.facts.calendar.sessionOf(state.paidAt, terms.cutoff);
    const key = `${unitCode ?? ''} ${gateway.id} ${session.lastOn}`;
    const draft = drafts.get(key) ?? {
      unitCode,
      gatewayAccountId: gateway.id,
      lastOn: session.lastOn,
      members: [],
    };
    draft.members.push(payment);
    drafts.set(key, draft);
  }
  return [...drafts.values()]
    .sort((one, other) => (one.lastOn < other.lastOn ? -1 : one.lastOn > other.lastOn ? 1 : 0))
    .flatMap((draft) => {
      const members = draft.members.flatMap((member) => member.credits);
      const [first] = members;
      if (!first) return [];
      const doubtful = draft.members.some((member) => member.state.status === 'pending');
      const { gatewayAccountId } = draft;
      const { session, dueOn } = first;
      const book = { gatewayAccountId, session, dueOn, members, doubtful };
      return [{ unitCode: draft.unitCode, book }];
    });
}
