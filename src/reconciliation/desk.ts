// The desk of one run: what has been taken so far, and the books that a rule reads from it.
import type { Money } from '../money.js';
import { feeOf } from '../payments/fee.js';
import { termsOn } from '../payments/gateway-account.js';
import { awaitedSessions } from './awaited-sessions.js';
import { itemKey, type IsBarred } from './barred.js';
import { UnitBook } from './book.js';
import type { BatchNet } from './book.js';
import { itemsOf, type RuleProposal } from './claims.js';
import { isRightAccount, type Credit, type Line } from './items.js';
import type { Ledger, UnitLedger } from './ledger.js';
import { looksBeyond, openBeyond, type OpenBeyond } from './stray-watch.js';
import { otherFeesOf, type OtherFees } from './other-fees.js';
import {
  isUnanswered,
  unansweredCauses,
  type CreditLeg,
  type LineLeg,
  type Proposal,
  type Reconciler,
  type Unanswered,
} from './reconciler.js';

/** Items that people's decisions have taken: line ids and credit keys. No run touches them. */
export interface Decided {
  readonly lines: ReadonlySet<string>;
  readonly credits: ReadonlySet<string>;
  /** What a person took apart. */
  readonly isBarred: IsBarred;
}

/** What a rule could not answer. */
export interface RuleUnanswered extends Unanswered {
  readonly rule: string;
}

/** What a match takes out of the books, and what it remembers without taking. */
export interface Taking {
  readonly lines: readonly LineLeg[];
  readonly credits: readonly CreditLeg[];
  readonly remembers: readonly CreditLeg[];
}

/** What a run has taken so far, and which units' books have changed since a rule last read them. */
export class Desk {
  private readonly ledger: Ledger;
  private readonly decided: Decided;
  private readonly taken = new Set<Credit | Line>();
  private readonly reversed = new Set<Credit>();
  private readonly batchNet: BatchNet;
  private readonly otherFees: OtherFees;
  private readonly unitsOf: ReadonlyMap<Credit | Line, readonly UnitLedger[]>;
  private readonly versions = new Map<UnitLedger, number>();
  private readonly read = new Map<Reconciler, Map<UnitLedger, Reading>>();
  private readonly onOpenBeyond: ((open: OpenBeyond) => void) | undefined;
  private strays: readonly Line[] | undefined;
  private hasTold = false;

  constructor(ledger: Ledger, decided: Decided, onOpenBeyond?: (open: OpenBeyond) => void) {
    this.onOpenBeyond = onOpenBeyond;
    this.ledger = ledger;
    this.decided = decided;
    this.batchNet = batchNetOf(ledger);
    this.otherFees = otherFeesOf(ledger.facts.gateways);
    this.unitsOf = readersOf(ledger);
  }

  readonly isOpen = (item: Credit | Line): boolean => {
    if (this.taken.has(item)) return false;
    return 'key' in item ? !this.decided.credits.has(item.key) : !this.decided.lines.has(item.id);
  };

  /** Takes a match's items; the books that show them are read anew. */
  take(match: Taking): void {
    this.strays = undefined;
    this.hasTold = false;
    const items = [
      ...match.lines.map((leg) => leg.line),
      ...match.credits.map((leg) => leg.credit),
    ];
    for (const item of items) this.taken.add(item);
    const remembered = match.remembers.map((leg) => leg.credit);
    for (const credit of remembered) this.reversed.add(credit);
    for (const item of [...items, ...remembered]) {
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
    if (looksBeyond(rule) && !this.hasTold) {
      this.onOpenBeyond?.(openBeyond(this));
      this.hasTold = true;
    }
    for (const unit of this.ledger.units.values()) {
      const version = this.versions.get(unit) ?? 0;
      const known = readings.get(unit);
      // a rule that looks beyond its unit sees what other units take
      const stale = known?.version !== version || rule.dropsTies === true;
      const reading = stale ? readingOf(rule, this.bookOf(unit), version) : known;
      readings.set(unit, reading);
      for (const proposal of reading.proposals) {
        if (this.decided.isBarred(proposal)) continue;
        // two units that held one account in turn say the same of its lines
        found.set(itemsKey(proposal), { rule, proposal });
      }
    }
    return [...found.values()];
  }

  /** What the rules said last of lines that are open still: by line and rule, each once. */
  unanswered(rules: readonly Reconciler[]): RuleUnanswered[] {
    const found = new Map<string, RuleUnanswered>();
    for (const rule of rules) {
      for (const { unanswered } of this.read.get(rule)?.values() ?? []) {
        for (const said of unanswered.filter(({ line }) => this.isOpen(line))) {
          const key = `${said.line.id} ${rule.code}`;
          // two units that held one account in turn may say it for different reasons
          const known = found.get(key);
          if (known && rankOf(known) <= rankOf(said)) continue;
          found.set(key, { rule: rule.code, ...said });
        }
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
      ...this.terms(),
    });
  }

  /** What gateways agreed, as every book needs it. */
  terms(): { readonly batchNet: BatchNet; readonly otherFees: OtherFees } {
    return { batchNet: this.batchNet, otherFees: this.otherFees };
  }

  units(): readonly UnitLedger[] {
    return [...this.ledger.units.values()];
  }

  /** Open credits of a batch, awaited or not. */
  batchLines(): readonly Line[] {
    return openBatchLines(this.ledger, this.isOpen);
  }
}

interface Reading {
  readonly version: number;
  readonly proposals: readonly Proposal[];
  readonly unanswered: readonly Unanswered[];
}

function readingOf(rule: Reconciler, book: UnitBook, version: number): Reading {
  const proposals: Proposal[] = [];
  const unanswered: Unanswered[] = [];
  for (const said of rule.propose(book)) {
    if (isUnanswered(said)) unanswered.push(said);
    else proposals.push(said);
  }
  return { version, proposals, unanswered };
}

function rankOf({ because }: Unanswered): number {
  return unansweredCauses.indexOf(because);
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
  return itemsOf(proposal).map(itemKey).sort().join(' ');
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
  return openBatchLines(ledger, isOpen).filter((line) => {
    if (line.batches.length > 0) return true;
    const holders = ledger.holders.get(line.bankAccountId) ?? [];
    return holders.every((unitCode) => {
      const sessions = ledger.units.get(unitCode)?.sessions ?? [];
      const awaited = awaitedSessions(line, sessions, isOpen, calendar);
      return !awaited.some(({ open }) => open.some((credit) => isRightAccount(credit, line)));
    });
  });
}

function openBatchLines(ledger: Ledger, isOpen: (item: Credit | Line) => boolean): Line[] {
  return [...ledger.lines.values()].filter((line) => {
    if (line.amount <= 0n || line.named.length > 0 || line.namesUnpaid) return false;
    if (ledger.testTransfers.has(line.id)) return false;
    return line.gateways.length + line.batches.length > 0 && isOpen(line);
  });
}
