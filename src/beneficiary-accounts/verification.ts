// A verification: a code for a small test transfer to an account. Pure, with its limits.
import { addDays, instantOf, localDateOf, type LocalDate } from '../calendar.js';
import type { Money } from '../money.js';
import { transferPurpose } from './transfer-code.js';
import { encodeVietQr } from './vietqr.js';

/** A transfer to the Treasury takes two working days and statements come weekly. */
const daysOpen = 14;
/** More open codes than this say that somebody tries instead of transferring. */
const openCountMax = 3;
const recentCountMax = 5;
const recentDays = 30;

/** A sum worth no fraud; never a multiple of 500, so that it is no fee's. */
const amountMin = 1_001;
const amountMax = 9_999;
const feeStep = 500;

/** The version that is to be proven. */
export interface VerifiedVersion {
  readonly id: string;
  readonly unitCode: string;
  readonly bankBin: string | null;
  readonly accountNumber: string;
  readonly accountName: string;
  readonly validTo: LocalDate | null;
  readonly stoppedAt: Date | null;
}

export interface Verification {
  readonly id: string;
  readonly versionId: string;
  readonly code: string;
  readonly amount: Money;
  readonly madeAt: Date;
  /** The last day on which the transfer may be booked. */
  readonly expiresOn: LocalDate;
}

export type Verifiable =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no_longer_used' }
  | { readonly kind: 'too_many'; readonly againAt: Date };

/** Whether one more code may be made for a version. */
export function mayVerify(
  version: VerifiedVersion,
  made: readonly Verification[],
  at: Date,
): Verifiable {
  const today = localDateOf(at);
  const hasEnded = version.validTo !== null && version.validTo <= today;
  if (version.stoppedAt !== null || hasEnded) return { kind: 'no_longer_used' };
  const open = made.filter(({ expiresOn }) => expiresOn >= today);
  const recent = made.filter(({ madeAt }) => localDateOf(madeAt) > addDays(today, -recentDays));
  const waits = [
    ...(open.length >= openCountMax
      ? [
          earliest(
            open.map((each) => each.expiresOn),
            1,
          ),
        ]
      : []),
    ...(recent.length >= recentCountMax
      ? [
          earliest(
            recent.map((each) => localDateOf(each.madeAt)),
            recentDays,
          ),
        ]
      : []),
  ];
  const last = waits.sort().at(-1);
  return last === undefined ? { kind: 'yes' } : { kind: 'too_many', againAt: instantOf(last) };
}

function earliest(days: readonly LocalDate[], later: number): LocalDate {
  return addDays([...days].sort()[0] ?? '', later);
}

export function expiryOf(madeAt: Date): LocalDate {
  return addDays(localDateOf(madeAt), daysOpen);
}

/** The sum of a test transfer. @param drawn a whole number drawn at random */
export function testAmount(drawn: number): Money {
  const amount = amountMin + (drawn % (amountMax - amountMin));
  return BigInt(amount % feeStep === 0 ? amount + 1 : amount);
}

/** What a banking app scans; null for the State Treasury, whose accounts have no BIN. */
export function transferQr(
  version: Pick<VerifiedVersion, 'bankBin' | 'accountNumber'>,
  { code, amount }: Pick<Verification, 'code' | 'amount'>,
): string | null {
  const { bankBin, accountNumber } = version;
  if (bankBin === null) return null;
  return encodeVietQr({ bankBin, accountNumber, amount, purpose: transferPurpose(code) });
}
