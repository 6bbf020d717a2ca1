// Which bank somebody means: a clerk types a short name, a platform sends a BIN, the Treasury and
// insurers an eight-digit clearing code. What means two banks is never decided by us.
import { foldedName } from '../units/unit.js';

/** A bank as the shared table has it. */
export interface Bank {
  readonly bin: string;
  /** The short code of public lists; not unique (`CIMB`). */
  readonly code: string | null;
  /** Other short codes that lists give it; one may be another bank's `code` (`BVB`). */
  readonly otherCodes: readonly string[];
  readonly shortName: string;
  readonly name: string;
  readonly formerName: string | null;
  readonly swift: string | null;
  readonly kind: string;
  /** The three digits of clearing codes that mean it; null where none is known. */
  readonly sbvCode: string | null;
}

/** An institution that clears and has no BIN, such as the State Treasury. */
export interface ClearingInstitution {
  readonly sbvCode: string;
  readonly name: string;
  readonly kind: string;
}

export interface BankDirectory {
  readonly banks: readonly Bank[];
  readonly institutions: readonly ClearingInstitution[];
}

export type BankAnswer =
  | { readonly kind: 'bank'; readonly bank: Bank }
  | { readonly kind: 'institution'; readonly institution: ClearingInstitution }
  | { readonly kind: 'ambiguous'; readonly banks: readonly Bank[] }
  | { readonly kind: 'unknown' };

/** Province (2), institution (3), branch (3): `79203015` is a branch of Vietcombank. */
const clearingForm = /^\d{2}(\d{3})\d{3}$/;

/** The institution's digits of a clearing code; undefined when it has not the form. */
export function clearingInstitution(typed: string): string | undefined {
  return clearingForm.exec(typed.replace(/[\s.-]/g, ''))?.[1];
}

/** What was typed or sent, resolved to a bank: by number where it is one, else by code and name. */
export function resolveBank(typed: string, directory: BankDirectory): BankAnswer {
  const compact = typed.normalize('NFKC').replace(/[\s.-]/g, '');
  if (/^\d{6}$/.test(compact)) return answer(directory.banks.filter(({ bin }) => bin === compact));
  const sbvCode = clearingInstitution(compact);
  if (sbvCode !== undefined) return byClearing(sbvCode, directory);
  const exactly = byName(keysOf(typed), keysOf, directory);
  if (exactly.kind !== 'unknown') return exactly;
  return byName(keysOf(withoutBranch(typed)), (name) => keysOf(withoutBranch(name)), directory);
}

function byName(
  keys: readonly string[],
  keysOfName: (name: string) => readonly string[],
  { banks, institutions }: BankDirectory,
): BankAnswer {
  const isMeant = (name: string): boolean => keysOfName(name).some((key) => keys.includes(key));
  const found = banks.filter((bank) => namesOf(bank).some(isMeant));
  const institution = institutions.find(({ name }) => isMeant(name));
  return found.length === 0 && institution ? { kind: 'institution', institution } : answer(found);
}

function answer(found: readonly Bank[]): BankAnswer {
  const [first] = found;
  if (!first) return { kind: 'unknown' };
  return found.length === 1 ? { kind: 'bank', bank: first } : { kind: 'ambiguous', banks: found };
}

function byClearing(sbvCode: string, { banks, institutions }: BankDirectory): BankAnswer {
  const institution = institutions.find((one) => one.sbvCode === sbvCode);
  if (institution) return { kind: 'institution', institution };
  return answer(banks.filter((bank) => bank.sbvCode === sbvCode));
}

function namesOf(bank: Bank): string[] {
  const { code, otherCodes, shortName, name, formerName, swift } = bank;
  // `OceanBank (Đại Dương)` are two names
  const former = formerName?.split(/[()]/) ?? [];
  return [code, ...otherCodes, shortName, name, ...former, swift].filter((one) => one !== null);
}

// What a name may go without: "Ngân hàng TMCP Ngoại thương Việt Nam" is "Ngoại thương".
const legalForm =
  /\b(NGAN HANG|NH|THUONG MAI CO PHAN|TMCP|TM CP|TNHH|MTV|MOT THANH VIEN|1TV|CTCP)\b/g;

/** The forms under which a name is found: as it is, without its legal form, without its country. */
function keysOf(name: string): string[] {
  const folded = foldedName(name.normalize('NFKC'));
  const short = folded.replace(legalForm, ' ').replace(/\s+/g, ' ').trim();
  const home = short.replace(/ (VIET NAM|VN)$/, '');
  const keys = [folded, short, home].map((key) => key.replaceAll(' ', ''));
  return [...new Set(keys)].filter((key) => key !== '');
}

/** The part before a branch or an office. */
function withoutBranch(name: string): string {
  const folded = foldedName(name.normalize('NFKC'));
  return /^(.+?) (?:CN|CHI NHANH|PGD|PHONG GIAO DICH|HOI SO)\b/.exec(folded)?.[1] ?? folded;
}
