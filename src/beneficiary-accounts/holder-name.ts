// Whether the name on an account is a unit's. Banks print it without marks, shortened and cut; after a
// merger it may still be the one from before. A name is compared, never guessed: what stays open is
// a question for a person.
import type { LocalDate } from '../calendar.js';
import { foldedName } from '../units/unit.js';

/** A name a unit had until some day. */
export interface EarlierName {
  readonly name: string;
  readonly type: string;
  /** First day on which it no longer had it; null when unknown. */
  readonly until: LocalDate | null;
}

/** What a unit is and was called. */
export interface UnitNames {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly earlier: readonly EarlierName[];
  /** The province's name, which may follow the unit's. */
  readonly provinceName: string | null;
}

/**
 * How well a holder's name fits a unit, best first. `equal` to `earlier_name` are the unit's own;
 * the others leave a question.
 */
export const holderLevels = [
  'equal',
  'expanded',
  'truncated',
  'earlier_type',
  'earlier_name',
  'above_unknown',
  'other_type',
  'division',
  'place_differs',
  'no_office',
] as const;
export type HolderLevel = (typeof holderLevels)[number];

export interface HolderFit {
  readonly level: HolderLevel;
  /** The unit's name it was compared with, as a bank would print it in full. */
  readonly compared: string;
  /** The earlier name that fits, where one does. */
  readonly earlier: EarlierName | null;
}

/** How an account's name fits a unit's present and earlier names; the best level counts. */
export function holderFit(accountName: string, unit: UnitNames): HolderFit {
  const compared = fullName(unit);
  const level = foldedName(accountName) === foldedName(compared) ? 'equal' : 'place_differs';
  return { level, compared, earlier: null };
}

/** The units among others whose name an account's name fits as well. */
export function unitsNamed(accountName: string, others: readonly UnitNames[]): UnitNames[] {
  return others.filter((other) => holderFit(accountName, other).level === 'equal');
}

function fullName({ name, type }: Pick<UnitNames, 'name' | 'type'>): string {
  const words: Readonly<Record<string, string>> = {
    phuong: 'UBND phường',
    xa: 'UBND xã',
    dac_khu: 'UBND đặc khu',
  };
  return [words[type], name].filter(Boolean).join(' ');
}
