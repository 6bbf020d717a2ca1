// A proposed account, what it is held against, and what a check says of it.
import type { LocalDate } from '../calendar.js';
import type { AccountFields, AccountVersion } from './account.js';
import type { BankDirectory } from './bank-names.js';
import type { UnitNames } from './holder-name.js';
import type { TreasuryClass } from './treasury-account.js';

/** An account as somebody typed it; `bankBin` may also be a bank's code or name. */
export interface AccountProposal extends AccountFields {
  readonly unitCode: string;
  readonly purpose: string;
  readonly clearingCode: string | null;
  /** First day asked for; null: as soon as it may be. */
  readonly validFrom: LocalDate | null;
}

/** A version of the register that an account is held against. */
export interface StandingVersion extends AccountVersion {
  readonly id: string;
}

/** What a proposal is held against. */
export interface AccountCheckContext {
  readonly today: LocalDate;
  readonly directory: BankDirectory;
  readonly treasuryClasses: readonly TreasuryClass[];
  readonly unit: UnitNames;
  /** The other units of its province. */
  readonly otherUnits: readonly UnitNames[];
  /** The versions that stand of this unit, past ones too. */
  readonly versions: readonly StandingVersion[];
  /** The versions that stand of other units with the number that is proposed. */
  readonly elsewhere: readonly StandingVersion[];
}

export type AccountCheckCode =
  | 'unknown_bank'
  | 'ambiguous_bank'
  | 'bank_and_clearing_disagree'
  | 'number_format'
  | 'odd_number_length'
  | 'number_held_by_other_unit'
  | 'same_as_present'
  | 'estimate_account'
  | 'unknown_treasury_class'
  | 'treasury_code_format'
  | 'budget_code_disagrees'
  | 'holder_truncated'
  | 'holder_earlier_type'
  | 'holder_earlier_name'
  | 'holder_above_unknown'
  | 'holder_other_type'
  | 'holder_division'
  | 'holder_place_differs'
  | 'holder_no_office'
  | 'name_fits_another_unit'
  | 'purpose_gap'
  | 'valid_from_in_past'
  | 'overlaps_standing_version';

export interface AccountCheck {
  readonly code: AccountCheckCode;
  readonly severity: 'refuse' | 'warn';
  readonly field: keyof AccountProposal;
  readonly vi: string;
  readonly en: string;
  /** What it was compared with. What was typed is never repeated: it may be a person's name. */
  readonly compared?: string;
}
