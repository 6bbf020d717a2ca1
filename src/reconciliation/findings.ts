// What discrepancies and flags are made from: a reading with its payments, lines and line findings.
import type { LineFinding } from './line-findings.js';
import type { Reading } from './payment-reading.js';
import type { LineReading, PaymentReading } from './reading.js';

export interface Findings extends Reading {
  readonly payments: readonly PaymentReading[];
  readonly lines: readonly LineReading[];
  readonly lineFindings: readonly LineFinding[];
}

/** Account numbers are compared by letters and digits (contract, section 6). */
function numberKey(number: string): string {
  return number.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/**
 * Whether the platform was told an account that was not the unit's when the payment was made: the
 * order names one, the unit has some, and it is none of them.
 */
export function isWrongRoute(payment: PaymentReading, findings: Findings): boolean {
  const expected = findings.paymentOf(payment.paymentId);
  const told = expected?.record.order?.toldAccount;
  const [credit] = expected?.credits ?? [];
  const unitCode = credit?.unitCode ?? null;
  if (!told || !credit || unitCode === null) return false;
  const valid = findings.context
    .accountsOf(unitCode)
    .filter(
      (account) =>
        (account.validFrom === null || account.validFrom <= credit.paidOn) &&
        (account.validTo === null || account.validTo > credit.paidOn),
    );
  return (
    valid.length > 0 && valid.every((account) => numberKey(account.number) !== numberKey(told))
  );
}
