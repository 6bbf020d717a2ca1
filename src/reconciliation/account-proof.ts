// What proves that an account is there and is the unit's: the code of a test transfer on its own
// statement, or the first confirmed credit of one of the unit's payments.
import type { LocalDate } from '../calendar.js';
import type { Reading } from './payment-reading.js';
import { seenTransfers } from './verification-reading.js';

export interface Proof {
  readonly by: 'code' | 'credit';
  /** Booking day of the line that proves it. */
  readonly on: LocalDate;
  /** Whether a credit has come too, where a code was first. */
  readonly isCredited: boolean;
}

/**
 * The earliest proof of each version, by its id, at the as-of. What is proven is the account: all
 * versions of the same unit on it are; on one day the code comes first.
 */
export function proofsOf(reading: Reading): ReadonlyMap<string, Proof> {
  const proofs = new Map<string, Proof>();
  const prove = (
    unitCode: string | null,
    bankAccountId: string,
    proof: Omit<Proof, 'isCredited'>,
  ): void => {
    for (const version of reading.context.versionsOn(bankAccountId)) {
      const known = proofs.get(version.versionId);
      if (version.unitCode !== unitCode) continue;
      const first = known && known.on <= proof.on ? known : proof;
      const isCredited = proof.by === 'credit' || known?.isCredited === true;
      proofs.set(version.versionId, { ...first, isCredited });
    }
  };
  for (const { asked, proving } of seenTransfers(reading)) {
    const [first] = proving;
    if (first) prove(asked.unitCode, asked.bankAccountId, { by: 'code', on: first.bookedOn });
  }
  for (const { expected } of reading.seen) {
    for (const credit of expected.credits) {
      for (const line of reading.context.evidenceOf(credit).lines) {
        prove(credit.unitCode, line.bankAccountId, { by: 'credit', on: line.bookedOn });
      }
    }
  }
  return proofs;
}
