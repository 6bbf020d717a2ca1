// Runs the rules in order over every unit's book. All proposals of a rule are collected before any
// is applied, so an item claimed twice is a tie; a rule repeats until it finds nothing more.
import { nothingBarred } from './barred.js';
import { isInterchangeable } from './book.js';
import { untangle, type Claim, type RuleProposal } from './claims.js';
import { Desk, type Decided, type RuleUnanswered } from './desk.js';
import type { Credit, Line } from './items.js';
import type { Ledger } from './ledger.js';
import type { OpenBeyond } from './stray-watch.js';
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
  readonly remembers: readonly CreditLeg[];
}

/** What is told on the way. */
export interface Told {
  /** What is open whenever rules come that look beyond their unit. */
  readonly onOpenBeyond?: (open: OpenBeyond) => void;
  /** At the end: what searches could not answer. */
  readonly onUnanswered?: (unanswered: readonly RuleUnanswered[]) => void;
}

/** Matches a whole province. Pure: the result is a function of the ledger alone. */
export function matchProvince(
  ledger: Ledger,
  rules: readonly Reconciler[],
  decided: Decided = { lines: new Set(), credits: new Set(), isBarred: nothingBarred },
  told: Told = {},
): EngineMatch[] {
  const desk = new Desk(ledger, decided, told.onOpenBeyond);
  const matches: EngineMatch[] = [];
  const keep: Keep = (match) => {
    // a tie that a person took apart; the desk drops single proposals itself
    if (decided.isBarred(match)) return false;
    matches.push(match);
    desk.take(match);
    return true;
  };
  // what is only proposed must not leave a conclusive rule a single answer: those go first, wholly
  runRules(
    rules.filter((rule) => rule.evidence === 'conclusive'),
    desk,
    keep,
  );
  for (const match of undecidedMatches(desk, ledger)) keep(match);
  runRules(
    rules.filter((rule) => rule.evidence === 'suggestive'),
    desk,
    keep,
  );
  told.onUnanswered?.(desk.unanswered(rules));
  return rememberUncredited(matches, desk.isOpen);
}

/** Takes a match, unless a person took it apart. */
type Keep = (match: EngineMatch) => boolean;

/** Runs rules in their order until none finds anything more. */
function runRules(rules: readonly Reconciler[], desk: Desk, keep: Keep) {
  for (let position = 0; position < rules.length;) {
    const rule = rules[position];
    if (!rule) break;
    const { alone, ties } = untangle(desk.proposalsOf(rule));
    const clear = alone.filter(({ proposal }) => proposal.tied !== true);
    for (const each of clear) keep(settled(each));
    if (clear.length > 0) {
      // what a rule takes may leave an earlier one a single answer
      position = 0;
      continue;
    }
    // a rule may know a tie itself, where naming every pair of it would be thousands of proposals
    const tied = alone.map((each) => [each]);
    const kept = rule.dropsTies ? [] : [...tied, ...ties].map((tie) => keep(held(rule.code, tie)));
    // as above: so it makes no difference whether units are matched together or one by one
    position = kept.includes(true) ? 0 : position + 1;
  }
}

/**
 * Of payments that can stand for one another, a reversal remembers one that is left without a
 * credit: which of them the bank took back is known only when all credits have found theirs.
 */
function rememberUncredited(
  matches: readonly EngineMatch[],
  isOpen: (item: Credit | Line) => boolean,
): EngineMatch[] {
  const remembered = new Set<Credit>();
  return matches.map((match) => {
    const [leg, second] = match.remembers;
    if (!leg || second) return match;
    const free = (credit: Credit) => isOpen(credit) && !remembered.has(credit);
    const line = match.lines[0]?.line;
    const alike = line?.named
      .find((set) => set.includes(leg.credit))
      ?.filter((each) => isInterchangeable([each, leg.credit]) && each.paidOn <= line.bookedOn);
    const credit = free(leg.credit) ? leg.credit : (alike?.find(free) ?? leg.credit);
    remembered.add(credit);
    return { ...match, remembers: [{ ...leg, credit }] };
  });
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
