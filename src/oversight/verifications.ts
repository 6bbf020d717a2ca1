// A stored verification beside what a reading says of it.
import type { Verification } from '../beneficiary-accounts/verification.js';
import type { ProvinceReading, VerificationReading } from '../reconciliation/reading.js';

/**
 * What the statements say of a verification. One that is newer than the reading is open.
 * @param reading as far as the reader may see it
 */
export function verificationAt(
  reading: Pick<ProvinceReading, 'verifications'>,
  { id }: Pick<Verification, 'id'>,
): Pick<VerificationReading, 'state' | 'seenOn' | 'seenElsewhere'> {
  const read = reading.verifications.find(({ verificationId }) => verificationId === id);
  if (!read) return { state: 'open', seenOn: null, seenElsewhere: [] };
  const { state, seenOn, seenElsewhere } = read;
  return { state, seenOn, seenElsewhere };
}
