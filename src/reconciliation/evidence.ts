// From stored matches to what they prove at an instant: lines booked later do not count yet, and
// the open payments of a session whose batch credit could not be resolved wait for a person.
import type { LocalDate } from '../calendar.js';
import { announcedCredits, type NoticedAt } from './announced-credits.js';
import { awaitedSessions } from './awaited-sessions.js';
import { isOwnAccount, isRightAccount, type Credit, type Line } from './book.js';
import { holdsWithin } from './coverage-reading.js';
import type { Ledger } from './ledger.js';
import type { StoredLeg, StoredMatch } from './match-store.js';
import { noEvidence, type Evidence } from './settlement.js';

/** Everything that the live matches say, arranged for reading at one instant. */
export interface MatchEvidence {
  readonly byCredit: ReadonlyMap<string, Evidence>;
  readonly byLine: ReadonlyMap<string, readonly StoredMatch[]>;
  readonly byPayment: ReadonlyMap<string, readonly StoredMatch[]>;
  /** Unresolved batch credits whose session is known: they explain themselves. */
  readonly unresolvedBatches: ReadonlySet<string>;
}

/** What the live matches, and the bank feeds' notices, prove at an as-of. */
export function evidenceAt(
  ledger: Ledger,
  matches: readonly StoredMatch[],
  at: Omit<NoticedAt, 'isOpen'>,
): MatchEvidence {
  const { asOfDay } = at;
  const byCredit = new Map<string, Evidence>();
  const byLine = new Map<string, StoredMatch[]>();
  const byPayment = new Map<string, StoredMatch[]>();
  const takenLines = new Set<string>();
  const takenCredits = new Set<string>();
  for (const match of matches) {
    const booked = linesOf(match, ledger).filter((line) => line.bookedOn <= asOfDay);
    const forgotten = isPendingReversal(match, booked) && !match.legs.some((leg) => !leg.takes);
    const resolves = !isOnlyExplained(match);
    for (const leg of match.legs) {
      if (leg.lineId !== null) {
        if (forgotten) continue;
        if (resolves) takenLines.add(leg.lineId);
        collect(byLine, leg.lineId, match);
      } else if (leg.paymentId !== null) {
        if (leg.takes && resolves) takenCredits.add(creditKey(leg));
        collect(byPayment, leg.paymentId, match);
        const known = byCredit.get(creditKey(leg)) ?? noEvidence;
        byCredit.set(creditKey(leg), withMatch(known, match, leg, booked));
      }
    }
  }
  for (const match of matches) withUnreversed(match, ledger, asOfDay, byCredit);
  const unresolvedBatches = new Set<string>();
  const isOpen = (credit: Credit) => !takenCredits.has(credit.key);
  for (const line of ledger.lines.values()) {
    if (line.bookedOn > asOfDay || takenLines.has(line.id)) continue;
    const awaited = awaitedBy(line, ledger, isOpen);
    if (awaited.length > 0) unresolvedBatches.add(line.id);
    for (const credit of awaited) {
      const known = byCredit.get(credit.key) ?? noEvidence;
      byCredit.set(credit.key, { ...known, proposed: true });
    }
  }
  const isUncredited = ({ key }: Credit) => (byCredit.get(key)?.lines.length ?? 0) === 0;
  for (const { key } of announcedCredits(ledger, { ...at, isOpen: isUncredited })) {
    byCredit.set(key, { ...(byCredit.get(key) ?? noEvidence), proposed: true });
  }
  return { byCredit, byLine, byPayment, unresolvedBatches };
}

function collect(into: Map<string, StoredMatch[]>, key: string, match: StoredMatch): void {
  const known = into.get(key);
  if (!known) into.set(key, [match]);
  else if (!known.includes(match)) known.push(match);
}

function creditKey(leg: StoredLeg): string {
  return `${leg.paymentId ?? ''}/${leg.creditNo ?? 0}`;
}

/**
 * A batch credit whose difference a rule can explain: until a person agrees it is as unresolved as
 * before, so the payment it says is missing is not accused of it, and the finding stays.
 */
export function isOnlyExplained(match: Pick<StoredMatch, 'rule' | 'status'>): boolean {
  return match.rule === 'batch-residual' && match.status === 'proposed';
}

/** The statement lines of a match. */
export function linesOf(match: StoredMatch, ledger: Ledger): Line[] {
  return match.legs.flatMap((leg) => {
    const line = leg.lineId === null ? undefined : ledger.lines.get(leg.lineId);
    return line ? [line] : [];
  });
}

function withMatch(
  known: Evidence,
  match: StoredMatch,
  leg: StoredLeg,
  booked: readonly Line[],
): Evidence {
  if (booked.length === 0) return known;
  const all = match.legs.filter((each) => each.lineId !== null).length === booked.length;
  if (!leg.takes) return { ...known, returned: known.returned || all };
  if (match.status === 'proposed') return { ...known, proposed: true };
  const agrees = match.checks.every((check) => check.name !== 'amount' || check.agrees);
  const partial = booked.reduce((sum, line) => sum + line.amount, 0n);
  return {
    ...known,
    lines: [...known.lines, ...booked],
    amount: known.amount + (all ? leg.amount : partial),
    complete: all && agrees,
    cause: match.cause,
  };
}

/** A reversal whose debit is not booked yet: until then its credit counts. */
export function isPendingReversal(match: StoredMatch, booked: readonly Line[]): boolean {
  return match.rule === 'reversal' && booked.length > 0 && booked.every((line) => line.amount > 0n);
}

/** Gives a remembered payment its credit while the debit that took it back lies ahead. */
function withUnreversed(
  match: StoredMatch,
  ledger: Ledger,
  asOfDay: LocalDate,
  byCredit: Map<string, Evidence>,
): void {
  const booked = linesOf(match, ledger).filter((line) => line.bookedOn <= asOfDay);
  if (!isPendingReversal(match, booked)) return;
  for (const leg of match.legs) {
    const known = byCredit.get(creditKey(leg)) ?? noEvidence;
    if (leg.takes || known.lines.length > 0) continue;
    const complete = booked.every((line) => line.named.length === 0);
    byCredit.set(creditKey(leg), { ...known, lines: booked, amount: leg.amount, complete });
  }
}

/** Open payments, in the unit whose account it is or was, that an unresolved batch credit may be paying. */
function awaitedBy(line: Line, ledger: Ledger, isOpen: (credit: Credit) => boolean): Credit[] {
  const plain = line.amount > 0n && line.gateways.length > 0;
  if (!plain || line.named.length > 0 || line.namesUnpaid) return [];
  if (ledger.testTransfers.has(line.id)) return [];
  const holdsNow = ledger.facts.accounts.filter(
    (account) =>
      account.bankAccountId === line.bankAccountId &&
      holdsWithin(account, line.bookedOn, line.bookedOn),
  );
  return (ledger.holders.get(line.bankAccountId) ?? []).flatMap((unitCode) => {
    // money in an account that another unit has now is that unit's own, unless it was due to it
    const isOthers = holdsNow.some((account) => account.unitCode !== unitCode);
    const sessions = ledger.units.get(unitCode)?.sessions ?? [];
    return awaitedSessions(line, sessions, isOpen, ledger.facts.calendar)
      .flatMap((session) => session.open)
      .filter((credit) => (isOthers ? isRightAccount : isOwnAccount)(credit, line));
  });
}
