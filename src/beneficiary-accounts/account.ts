// A version of a beneficiary account: to which account a unit's fees go, from when to when.
import type { LocalDate } from '../calendar.js';
import type { AccountKind } from './account-number.js';

/** Where an account is and whose it is. */
export interface AccountFields {
  readonly kind: AccountKind;
  readonly bankBin: string | null;
  readonly accountNumber: string;
  readonly accountName: string;
  readonly branch: string | null;
  readonly treasuryCode: string | null;
  readonly budgetCode: string | null;
}

export interface AccountVersion extends AccountFields {
  readonly unitCode: string;
  /** `default`, or the group of procedures whose fees go to an account of their own. */
  readonly purpose: string;
  /** First day it holds, null for since ever. */
  readonly validFrom: LocalDate | null;
  /** First day it no longer holds, null while open. */
  readonly validTo: LocalDate | null;
}

/** What a unit may have one version of on any day. */
export function versionKey(version: Pick<AccountVersion, 'unitCode' | 'purpose'>): string {
  return `${version.unitCode} ${version.purpose}`;
}

/** True when two versions share a day (ranges are half-open). */
export function overlap(
  one: Pick<AccountVersion, 'validFrom' | 'validTo'>,
  other: Pick<AccountVersion, 'validFrom' | 'validTo'>,
): boolean {
  const startsBeforeEnd = (start: LocalDate | null, end: LocalDate | null) =>
    start === null || end === null || start < end;
  return (
    startsBeforeEnd(one.validFrom, other.validTo) && startsBeforeEnd(other.validFrom, one.validTo)
  );
}
