// Runs the rules in order over every unit's book. All proposals of a rule are collected before any
// is applied, so an item claimed twice is a tie; a rule repeats until it finds nothing more.
import type { Money } from '../money.js';
import { feeOf } from '../payments/fee.js';
import { termsOn } from '../payments/gateway-account.js';
import { awaitedSessions } from './awaited-sessions.js';
import type { BatchNet, Credit, Line } from './book.js';
import { isRightAccount, UnitBook } from './book.js';
import type { Ledger, UnitLedger } from './ledger.js';
import type { Check, CreditLeg, LineLeg, Proposal, Reconciler } from './reconciler.js';

/** What the engine concludes; the run stores it as a match with its legs. */
export interface EngineMatch {
  readonly rule: string;
  readonly status: 'confirmed' | 'proposed';
  readonly confidence: 'certain' | 'probable';
  /** Several answers fit equally: every item that takes part is a leg, none is chosen. */
  readonly ambiguous: boolean;
  readonly cause: string | null;
  readonly checks: readonly Check[];
  readonly lines: readonly LineLeg[];
  readonly credits: readonly CreditLeg[];
  readonly remembers: readonly Credit[];
}

/** Items that people's decisions have taken: line ids and credit keys. No run touches them. */
export interface Decided {
  readonly lines: ReadonlySet<string>;
  readonly credits: ReadonlySet<string>;
}

interface Claim {
  readonly proposal: Proposal;
}

interface RuleProposal extends Claim {
  readonly rule: Reconciler;
}

/** Matches a whole province. Pure: the result is a function of the ledger alone. */
export function matchProvince(
  ledger: Ledger,
  rules: readonly Reconciler[],
  decided: Decided = { lines: new Set(), credits: new Set() },
): EngineMatch[] {
  const desk = new Desk(ledger, decided);
  for (let position = 0; position < rules.length;) {
    const rule = rules[position];
    if (!rule) break;
    const { alone, ties } = untangle(desk.proposalsOf(rule));
    for (const each of alone) desk.keep(settled(each));
    if (alone.length > 0) {
      // what a rule takes may leave an earlier one a single answer
      position = 0;
      continue;
    }
    if (!rule.dropsTies) for (const tie of ties) desk.keep(held(rule.code, tie));
    position += 1;
  }
  for (const match of undecidedMatches(desk, ledger)) desk.keep(match);
  return desk.matches;
}

/** What a run has taken so far, and which units' books have changed since a rule last read them. */
class Desk {
  readonly matches: EngineMatch[] = [];
  private readonly ledger: Ledger;
  private readonly decided: Decided;
  private readonly taken = new Set<Credit | Line>();
  private readonly reversed = new Set<Credit>();
  private readonly batchNet: BatchNet;
  private readonly unitsOf: ReadonlyMap<Credit | Line, readonly UnitLedger[]>;
  private readonly versions = new Map<UnitLedger, number>();
  private readonly read = new Map<Reconciler, Map<UnitLedger, Reading>>();
  private strays: readonly Line[] | undefined;

  constructor(ledger: Ledger, decided: Decided) {
    this.ledger = ledger;
    this.decided = decided;
    this.batchNet = batchNetOf(ledger);
    this.unitsOf = readersOf(ledger);
  }

  readonly isOpen = (item: Credit | Line): boolean => {
    if (this.taken.has(item)) return false;
    return 'key' in item ? !this.decided.credits.has(item.key) : !this.decided.lines.has(item.id);
  };

  keep(match: EngineMatch): void {
    this.matches.push(match);
    this.strays = undefined;
    const items = [
      ...match.lines.map((leg) => leg.line),
      ...match.credits.map((leg) => leg.credit),
    ];
    for (const item of items) this.taken.add(item);
    for (const credit of match.remembers) this.reversed.add(credit);
    for (const item of [...items, ...match.remembers]) {
      for (const unit of this.unitsOf.get(item) ?? []) {
        this.versions.set(unit, (this.versions.get(unit) ?? 0) + 1);
      }
    }
  }

  /** All proposals of a rule, over every unit's book; books that did not change are not read again. */
  proposalsOf(rule: Reconciler): RuleProposal[] {
    const readings = this.read.get(rule) ?? new Map<UnitLedger, Reading>();
    this.read.set(rule, readings);
    const found = new Map<string, RuleProposal>();
    for (const unit of this.ledger.units.values()) {
      const version = this.versions.get(unit) ?? 0;
      const known = readings.get(unit);
      // a rule that looks beyond its unit sees what other units take
      const stale = known?.version !== version || rule.dropsTies === true;
      const reading = stale ? { version, proposals: [...rule.propose(this.bookOf(unit))] } : known;
      readings.set(unit, reading);
      for (const proposal of reading.proposals) {
        // two units that held one account in turn say the same of its lines
        found.set(itemsKey(proposal), { rule, proposal });
      }
    }
    return [...found.values()];
  }

  bookOf(unit: UnitLedger): UnitBook {
    return new UnitBook({
      ...unit,
      strayBatchLines: () => (this.strays ??= strayBatchLines(this.ledger, this.isOpen)),
      isOpen: this.isOpen,
      isReversed: (credit) => this.reversed.has(credit),
      batchNet: this.batchNet,
    });
  }
}

interface Reading {
  readonly version: number;
  readonly proposals: readonly Proposal[];
}

/** The units whose books show an item: its own, and those of lines that name it. */
function readersOf(ledger: Ledger): Map<Credit | Line, readonly UnitLedger[]> {
  const readers = new Map<Credit | Line, Set<UnitLedger>>();
  const add = (item: Credit | Line, unit: UnitLedger) => {
    const known = readers.get(item);
    if (known) known.add(unit);
    else readers.set(item, new Set([unit]));
  };
  for (const unit of ledger.units.values()) {
    for (const credit of unit.credits) add(credit, unit);
    for (const line of [...unit.lines, ...unit.elsewhere]) {
      add(line, unit);
      for (const credit of line.named.flat()) add(credit, unit);
    }
  }
  return new Map([...readers].map(([item, units]) => [item, [...units]]));
}

function itemsKey(proposal: Proposal): string {
  return itemsOf(proposal)
    .map((item) => ('key' in item ? item.key : `line ${item.id}`))
    .sort()
    .join(' ');
}

function batchNetOf(ledger: Ledger): BatchNet {
  const gateways = new Map(ledger.facts.gateways.map((gateway) => [gateway.id, gateway]));
  return (gatewayAccountId, members) => {
    const gateway = gateways.get(gatewayAccountId);
    const [first] = members;
    if (!gateway || !first) return null;
    const { fee } = termsOn(gateway, first.paidOn);
    if (fee.per !== 'batch') return null;
    const gross = members.reduce<Money>((sum, credit) => sum + credit.gross, 0n);
    return gross - feeOf(fee, gross);
  };
}

/**
 * Lines naming a gateway for which no unit holding the account has an open session: what came into
 * another unit's account, or into one its unit had given up before it was paid.
 */
function strayBatchLines(ledger: Ledger, isOpen: (item: Credit | Line) => boolean): Line[] {
  const { calendar } = ledger.facts;
  return [...ledger.lines.values()].filter((line) => {
    if (line.amount <= 0n || line.named.length > 0 || line.namesUnpaid) return false;
    if (line.gateways.length + line.batches.length === 0 || !isOpen(line)) return false;
    if (line.batches.length > 0) return true;
    const holders = ledger.holders.get(line.bankAccountId) ?? [];
    return holders.every((unitCode) => {
      const sessions = ledger.units.get(unitCode)?.sessions ?? [];
      const awaited = awaitedSessions(line, sessions, isOpen, calendar);
      return !awaited.some(({ open }) => open.some((credit) => isRightAccount(credit, line)));
    });
  });
}

/** Proposals that share no item with another, and the rest by what they share. */
function untangle<T extends Claim>(proposals: readonly T[]): { alone: T[]; ties: T[][] } {
  const groupOf = new Map<T, T[]>();
  const claimed = new Map<Credit | Line, T>();
  for (const each of proposals) {
    let group = [each];
    for (const item of itemsOf(each.proposal)) {
      const rival = claimed.get(item);
      const other = rival && groupOf.get(rival);
      if (other && other !== group) {
        group = [...other, ...group];
        for (const member of group) groupOf.set(member, group);
      }
      claimed.set(item, each);
    }
    groupOf.set(each, group);
  }
  const groups = [...new Set(groupOf.values())];
  return {
    alone: groups.flatMap((group) => (group.length === 1 ? group : [])),
    ties: groups.filter((group) => group.length > 1),
  };
}

function itemsOf(proposal: Proposal): (Credit | Line)[] {
  return [
    ...proposal.lines.map(({ line }) => line),
    ...proposal.credits.map(({ credit }) => credit),
  ];
}

function settled({ rule, proposal }: RuleProposal): EngineMatch {
  const confirmed = rule.evidence === 'conclusive' && proposal.confidence === 'certain';
  return {
    rule: rule.code,
    status: confirmed ? 'confirmed' : 'proposed',
    confidence: confirmed ? 'certain' : 'probable',
    ambiguous: false,
    cause: proposal.cause ?? null,
    checks: proposal.checks,
    lines: proposal.lines,
    credits: proposal.credits,
    remembers: proposal.remembers ?? [],
  };
}

/** A tie: all that take part is kept together for a person, and out of the other rules' reach. */
function held(rule: string, tie: readonly Claim[]): EngineMatch {
  const lines = new Map<Line, LineLeg>();
  const credits = new Map<Credit, CreditLeg>();
  for (const { proposal } of tie) {
    for (const leg of proposal.lines) lines.set(leg.line, leg);
    for (const leg of proposal.credits) credits.set(leg.credit, leg);
  }
  return {
    rule,
    status: 'proposed',
    confidence: 'probable',
    ambiguous: true,
    cause: 'ambiguous',
    checks: tie.flatMap(({ proposal }) => proposal.checks),
    lines: [...lines.values()],
    credits: [...credits.values()],
    remembers: [],
  };
}

/** Lines that name several open payments which none of the rules could tell apart. */
function undecidedMatches(desk: Desk, ledger: Ledger): EngineMatch[] {
  const rule = 'several-references';
  const open: Claim[] = [];
  for (const unit of ledger.units.values()) {
    const book = desk.bookOf(unit);
    for (const line of book.elsewhere) {
      const named = new Set(book.namedBy(line).flatMap((set) => set.credits));
      const credits = [...named].filter((credit) => credit.paidOn <= line.bookedOn);
      if (credits.length >= 2) open.push({ proposal: undecided(line, credits) });
    }
  }
  const { alone, ties } = untangle(open);
  return [...alone.map((each) => [each]), ...ties].map((tie) => held(rule, tie));
}

function undecided(line: Line, credits: readonly Credit[]): Proposal {
  const check: Check = {
    name: 'amount',
    expected: credits.map((credit) => `${credit.label} ${credit.gross.toString()}`).join(', '),
    found: line.amount.toString(),
    agrees: false,
  };
  return {
    lines: [{ line, amount: line.amount }],
    credits: credits.map((credit) => ({ credit, amount: credit.gross })),
    checks: [check],
    confidence: 'probable',
  };
}
