// A unit: whoever fees are paid to. Communes, wards and special zones come from the official list;
// departments and centres are imported.
import type { LocalDate } from '../calendar.js';

/** Types of the official list; imported units name their own ("so", "trung_tam", …). */
export type UnitType = string;

/** What a unit was called before; accounts may still carry that name. */
export interface FormerName {
  readonly name: string;
  /** As of units, `thi_tran` too; null where only a name is known. */
  readonly type: UnitType | null;
  /** First day on which it no longer had it; null where that is not known. */
  readonly until: LocalDate | null;
}

export interface Unit {
  readonly code: string;
  readonly name: string;
  readonly type: UnitType;
  readonly provinceCode: string | null;
  readonly parentCode: string | null;
  readonly agencyCode: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly contactBusiness: string | null;
  readonly contactIt: string | null;
  readonly formerNames: readonly FormerName[];
  /** In which its focal points are written to. */
  readonly language: 'vi' | 'en';
  readonly source: 'official' | 'import';
}

export interface Province {
  readonly code: string;
  readonly name: string;
}

/** A name as it is compared: marks, case, punctuation and the word for "province" do not count. */
export function foldProvinceName(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐðÐ]/g, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  return plain.replace(/^(tinh|thanh pho|tp) (?=.)/, '').replaceAll(' ', '');
}

/** A province by its two-digit code or by its name; undefined when none has it. */
export function findProvince(
  provinces: readonly Province[],
  codeOrName: string,
): Province | undefined {
  const key = foldProvinceName(codeOrName);
  return provinces.find(
    (province) => province.code === codeOrName || foldProvinceName(province.name) === key,
  );
}

/** Vietnamese text for searching: without marks, upper case, `đ` as `D`. */
export function foldedName(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐðÐ]/g, 'D')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();
}

/** What stands before a name, by the type of the unit; `thi_tran` is met in former names only. */
export const typeWords: Readonly<Record<string, string>> = {
  phuong: 'Phường',
  xa: 'Xã',
  dac_khu: 'Đặc khu',
  thi_tran: 'Thị trấn',
};

/** "Phường Đồng Xoài": a unit as letters address it. Departments carry their type in the name. */
export function unitTitle(unit: { readonly unitName: string; readonly type: string }): string {
  const word = typeWords[unit.type];
  const isAddressed = word === undefined || unit.unitName.startsWith(`${word} `);
  return isAddressed ? unit.unitName : `${word} ${unit.unitName}`;
}
