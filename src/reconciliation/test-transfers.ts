// Test transfers: lines that carry the code of a verification. They are recognised by it wherever
// they were booked, so no rule takes them for a payment.
import { transferCodesIn } from '../beneficiary-accounts/transfer-code.js';
import type { VerificationFact } from './facts.js';
import type { Line } from './items.js';

/** What all codes begin with is looked for first: few lines have it. */
const beginningLength = 4;

/**
 * The codes that each line carries, by line id. A line that also names a payment is that payment's,
 * and a debit is the other end of somebody's transfer.
 */
export function testTransfersIn(
  verifications: readonly VerificationFact[],
  lines: Iterable<Line>,
): ReadonlyMap<string, readonly string[]> {
  const carried = new Map<string, readonly string[]>();
  const known = new Set(verifications.map(({ code }) => code));
  const beginnings = [...new Set([...known].map((code) => code.slice(0, beginningLength)))];
  for (const line of lines) {
    if (!beginnings.some((beginning) => line.compact.includes(beginning))) continue;
    if (line.amount <= 0n || line.named.length > 0 || line.namesUnpaid) continue;
    const found = transferCodesIn(line.narrative).filter((code) => known.has(code));
    if (found.length > 0) carried.set(line.id, found);
  }
  return carried;
}
