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
  const taken = new Set<Credit | Line>();
  const isOpen = (item: Credit | Line) =>
    !taken.has(item) &&
    !('key' in item ? decided.credits.has(item.key) : decided.lines.has(item.id));
  const matches: EngineMatch[] = [];
  const reversed = new Set<Credit>();
  const view: View = { isOpen, isReversed: (credit) => reversed.has(credit) };
  const keep = (match: EngineMatch) => {
    matches.push(match);
    for (const { line } of match.lines) taken.add(line);
    for (const { credit } of match.credits) taken.add(credit);
    for (const credit of match.remembers) reversed.add(credit);
  };
  for (let position = 0; position < rules.length;) {
    const rule = rules[position];
    if (!rule) break;
    const { alone, ties } = untangle(proposalsOf(rule, ledger, view));
    for (const each of alone) keep(settled(each));
    if (alone.length > 0) {
      // what a rule takes may leave an earlier one a single answer
      position = 0;
      continue;
    }
    if (!rule.dropsTies) for (const tie of ties) keep(held(rule.code, tie));
    position += 1;
  }
  for (const match of undecidedMatches(ledger, view)) keep(match);
  return matches;
}

/** What has become of an item so far in this run. */
interface View {
  readonly isOpen: (item: Credit | Line) => boolean;
  readonly isReversed: (credit: Credit) => boolean;
}

function proposalsOf(rule: Reconciler, ledger: Ledger, view: View): RuleProposal[] {
  const strays = strayBatchLines(ledger, view.isOpen);
  const found = new Map<string, RuleProposal>();
  for (const unit of ledger.units.values()) {
    for (const proposal of rule.propose(bookOf(unit, ledger, view, strays))) {
      // two units that held one account in turn say the same of its lines
      const items = itemsOf(proposal).map((item) => ('key' in item ? item.key : `line ${item.id}`));
      found.set(items.sort().join(' '), { rule, proposal });
    }
  }
  return [...found.values()];
}

function bookOf(
  unit: UnitLedger,
  ledger: Ledger,
  view: View,
  strayBatchLines: readonly Line[],
): UnitBook {
  return new UnitBook({ ...unit, ...view, strayBatchLines, batchNet: batchNetOf(ledger) });
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
function undecidedMatches(ledger: Ledger, view: View): EngineMatch[] {
  const rule = 'several-references';
  const open: Claim[] = [];
  for (const unit of ledger.units.values()) {
    const book = bookOf(unit, ledger, view, []);
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
