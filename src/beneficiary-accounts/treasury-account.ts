// What an account number at the State Treasury says about itself. Its first four digits are a class of
// the Treasury's own books: money of others may be paid into some of them and not into others.
import { treasuryNumber } from './account-number.js';

/** Only an estimate account must not take what others pay (Circular 157/2025/TT-BTC, Art. 9). */
export type TreasuryClassKind = 'estimate' | 'deposit' | 'fee_waiting' | 'revenue';

export interface TreasuryClass {
  /** Beginning of the natural account; the longest that fits counts. */
  readonly prefix: string;
  readonly kind: TreasuryClassKind;
  readonly name: string;
}

export interface TreasuryParts {
  readonly naturalAccount: string;
  /** 0 none, 1 central, 2 province, 3 former district, 4 commune. */
  readonly budgetLevel: string;
  /** Mã đơn vị quan hệ ngân sách. */
  readonly budgetCode: string;
  readonly programmeCode: string | null;
}

/** The segments of a number in any of its printed forms; undefined when it has not the form. */
export function treasuryParts(printed: string): TreasuryParts | undefined {
  const number = treasuryNumber(printed);
  if (number === undefined) return undefined;
  const [naturalAccount = '', budgetLevel = '', budgetCode = '', programme] = number.split('.');
  return { naturalAccount, budgetLevel, budgetCode, programmeCode: programme ?? null };
}

/** The class of a natural account; undefined where the list does not know it. */
export function treasuryClassOf(
  naturalAccount: string,
  classes: readonly TreasuryClass[],
): TreasuryClass | undefined {
  return classes
    .filter(({ prefix }) => naturalAccount.startsWith(prefix))
    .sort((one, other) => other.prefix.length - one.prefix.length)[0];
}

/** A budget-relation code of 7 digits; undefined when it has not the form. */
export function budgetCode(typed: string): string | undefined {
  const digits = typed.replace(/[\s.-]/g, '');
  return /^\d{7}$/.test(digits) ? digits : undefined;
}

/** The code of a Treasury office, 4 digits (`0003` is the head office). */
export function treasuryOfficeCode(typed: string): string | undefined {
  const digits = typed.replace(/[\s.-]/g, '');
  return /^\d{4}$/.test(digits) ? digits : undefined;
}
