// Which registered account a statement is of. Numbers are compared by letters and digits, after
// dropping a bank prefix (`BLZ/account`) or a currency suffix (contract, section 6).
import { plainText, compactText } from './narrative.js';

/** A registered account that a printed number may mean. */
export interface AccountCandidate {
  readonly id: string;
  readonly numberKey: string;
  readonly kind: string;
  /** Null for accounts at the State Treasury. */
  readonly bank: {
    readonly swift: string | null;
    /** BIN and code at the State Bank, as some account prefixes name the bank. */
    readonly codes: readonly string[];
    readonly names: readonly string[];
  } | null;
}

/** Keys that a printed number may have in the register, the whole number first. */
export function accountKeys(printed: string, currency: string | null): string[] {
  const whole = printed.toUpperCase();
  const withoutBank = whole.includes('/') ? whole.slice(whole.indexOf('/') + 1) : whole;
  const suffix = new RegExp(`\\s*(${currency ?? 'VND'}|VND)$`);
  const forms = [whole, withoutBank, whole.replace(suffix, ''), withoutBank.replace(suffix, '')];
  const keys = forms.map((form) => form.replace(/[^0-9A-Z]/g, ''));
  return [...new Set(keys)].filter((key) => key !== '');
}

/** The one account meant; `ambiguous` where the file does not name the bank. */
export function chooseAccount(
  keys: readonly string[],
  candidates: readonly AccountCandidate[],
  bankHints: readonly string[],
): AccountCandidate | 'unknown' | 'ambiguous' {
  for (const key of keys) {
    const found = candidates.filter((candidate) => candidate.numberKey === key);
    const [only] = found;
    if (only && found.length === 1) return only;
    if (!only) continue;
    const named = found.filter((candidate) => isNamed(candidate, bankHints));
    return named.length === 1 && named[0] ? named[0] : 'ambiguous';
  }
  return 'unknown';
}

/** Shorter bank names (`MB`) must stand as a word of their own. */
const shortName = 5;

function isNamed(candidate: AccountCandidate, hints: readonly string[]): boolean {
  const text = hints.join('\n');
  const names = candidate.bank ? candidate.bank.names : ['Kho bạc Nhà nước', 'State Treasury'];
  const swift = candidate.bank?.swift;
  if (swift && hints.some((hint) => hint.toUpperCase().startsWith(swift.slice(0, 8)))) return true;
  const codes = candidate.bank?.codes ?? [];
  if (hints.some((hint) => codes.includes(hint.trim()))) return true;
  const words = new Set(plainText(text).split(/[^A-Z0-9]+/));
  const compact = compactText(text);
  return names.map(compactText).some((name) => {
    if (name === '') return false;
    return name.length < shortName ? words.has(name) : compact.includes(name);
  });
}
