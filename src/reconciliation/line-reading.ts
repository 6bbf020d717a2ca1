// One statement line as it is read: whose account it is in, its state, its matches.
import type { StatementLine } from '../statements/statement-store.js';
import { unitHolding } from './coverage-reading.js';
import { isOnlyExplained, isPendingReversal, linesOf } from './evidence.js';
import type { StoredMatch } from './match-store.js';
import type { Reading } from './payment-reading.js';
import type { LineReading, LineState, MatchOnLine } from './reading.js';

export function readLine(line: StatementLine, reading: Reading): LineReading {
  const matches = reading.evidence.byLine.get(line.id) ?? [];
  return {
    lineId: line.id,
    account: reading.numbers.get(line.bankAccountId) ?? '',
    unitCode: unitOfLine(line, reading),
    bookingDate: line.bookingDate,
    valueDate: line.valueDate,
    amount: line.amount,
    bankRef: line.bankRef,
    narrative: line.narrative,
    counterparty: line.counterparty,
    statement: line.statementId,
    lineNo: line.lineNo,
    state: stateOf(line, matches, reading),
    recognisedAs: isTestTransfer(line, reading) ? 'account_verification' : null,
    matches: matches.flatMap((match) => matchesOnLine(match, line, reading)),
  };
}

/** Whether a live match has taken a line, or is not only an explanation of it. */
export function isTaken(line: StatementLine, reading: Reading): boolean {
  const matches = reading.evidence.byLine.get(line.id) ?? [];
  return matches.some((match) => !isOnlyExplained(match) && isOnLine(match, line, reading));
}

/** Whether a line shows a match: that of a credit whose payment is known, without naming all of them. */
function isOnLine(match: StoredMatch, line: StatementLine, reading: Reading): boolean {
  const pays = ({ takes, paymentId }: StoredMatch['legs'][number]) =>
    takes && paymentId !== null && reading.paymentOf(paymentId) !== undefined;
  if (match.rule !== 'reversal' && match.legs.some(pays)) return true;
  return matchesOnLine(match, line, reading).length > 0;
}

/** Whether it is known to be the test transfer of an account's verification. */
export function isTestTransfer(line: StatementLine, reading: Reading): boolean {
  return !reading.evidence.byLine.has(line.id) && reading.ledger.testTransfers.has(line.id);
}

/** The unit whose account it is on the booking day; else the last that had it. */
export function unitOfLine(line: StatementLine, reading: Reading): string | null {
  return unitHolding(reading.context.versionsOn(line.bankAccountId), line.bookingDate);
}

function stateOf(
  line: StatementLine,
  matches: readonly StoredMatch[],
  reading: Reading,
): LineState {
  const confirmed = matches.filter((match) => match.status === 'confirmed');
  const reversal = confirmed.find((match) => match.rule === 'reversal');
  if (reversal && !isPending(reversal, reading)) return 'reversed';
  const taken = confirmed
    .flatMap((match) => match.legs)
    .filter((leg) => leg.lineId === line.id)
    .reduce((sum, leg) => sum + leg.amount, 0n);
  if (taken === 0n && matches.length === 0 && reading.ledger.testTransfers.has(line.id)) {
    return 'ignored';
  }
  if (taken === 0n) return 'unmatched';
  return taken === line.amount ? 'matched' : 'partly_matched';
}

/** A reversal whose debit is booked only after the as-of. */
function isPending(match: StoredMatch, reading: Reading): boolean {
  const lines = linesOf(match, reading.ledger);
  return isPendingReversal(
    match,
    lines.filter((line) => line.bookedOn <= reading.context.asOfDay),
  );
}

function matchesOnLine(match: StoredMatch, line: StatementLine, reading: Reading): MatchOnLine[] {
  const { id: matchId, rule, confidence, status } = match;
  const about = { matchId, rule, confidence, status };
  if (match.rule === 'reversal' && !isPending(match, reading)) {
    const others = match.legs.filter((leg) => leg.lineId !== null && leg.lineId !== line.id);
    return others.flatMap((leg) => {
      const other = reading.statementLines.get(leg.lineId ?? '');
      if (!other) return [];
      const { bankAccountId, bankRef, bookingDate } = other;
      const account = reading.numbers.get(bankAccountId) ?? '';
      const named = { lineId: other.id, unitCode: unitOfLine(other, reading), account };
      const shown = { ...named, bankRef, bookingDate };
      return [{ ...about, amount: line.amount, payment: null, line: shown }];
    });
  }
  const single = match.legs.filter((leg) => leg.paymentId !== null && leg.takes).length === 1;
  return match.legs.flatMap((leg) => {
    const payment = leg.paymentId === null ? undefined : reading.paymentOf(leg.paymentId);
    if (!payment || (!leg.takes && match.rule !== 'reversal')) return [];
    const { record, gateway, unitCode } = payment;
    const { id: paymentId, gatewayTxnId, merchantRef } = record;
    return [
      {
        ...about,
        amount: single ? line.amount : leg.amount,
        payment: { paymentId, unitCode, gateway: gateway.kind, gatewayTxnId, merchantRef },
        line: null,
      },
    ];
  });
}
