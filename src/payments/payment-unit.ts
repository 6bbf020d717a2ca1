// Which unit a payment belongs to (gateways reference, 1.11). No gateway's callback says it, so it
// is derived from what is known now, and the order in which things arrive plays no part.
import type { GatewayAccount } from './gateway-account.js';
import type { FeeOrder, PaymentRecord } from './payment.js';

/** What the register knows of units: who exists, and whose dossier codes begin how. */
export interface UnitIndex {
  readonly codes: ReadonlySet<string>;
  /** Agency code as letters and digits -> unit; null where two units claim the same one. */
  readonly byAgency: ReadonlyMap<string, string | null>;
}

/** Builds the index; agency codes as printed, `H19.113`. */
export function unitIndex(
  units: Iterable<{ readonly code: string; readonly agencyCode: string | null }>,
): UnitIndex {
  const codes = new Set<string>();
  const byAgency = new Map<string, string | null>();
  for (const { code, agencyCode } of units) {
    codes.add(code);
    if (!agencyCode) continue;
    const key = compact(agencyCode);
    byAgency.set(key, byAgency.has(key) ? null : code);
  }
  return { codes, byAgency };
}

/**
 * The unit of a payment: its order's; else the one a signed message named; else the one whose
 * agency code begins the dossier code in its references; else the one its virtual or merchant
 * account is mapped to; else, for a bank feed's credit, the one whose account it came into; else
 * null (`unassigned`).
 */
export function resolveUnit(
  payment: Pick<
    PaymentRecord,
    'signedUnitCode' | 'dossierCode' | 'merchantRef' | 'orderInfo' | 'noticedUnitCode'
  > & { readonly order: Pick<FeeOrder, 'unitCode'> | null },
  account: Pick<GatewayAccount, 'options'>,
  units: UnitIndex,
): string | null {
  if (payment.order) return payment.order.unitCode;
  const signed = payment.signedUnitCode;
  if (signed !== null && units.codes.has(signed)) return signed;
  for (const text of [payment.dossierCode, payment.merchantRef, payment.orderInfo]) {
    const unit = text === null ? null : unitOfText(text, units);
    if (unit !== null) return unit;
  }
  const mapped = payment.noticedUnitCode ?? account.options.unitCode;
  return mapped !== undefined && units.codes.has(mapped) ? mapped : null;
}

const agencyCharsMax = 20;

/**
 * Finds `<agency><yymmdd><4 to 7 digits>` in the letters and digits of a text. A real date is the
 * anchor: without it H19.11 would be read out of H19.113.
 */
function unitOfText(text: string, units: UnitIndex): string | null {
  const printed = unitOfPrintedCode(text, units);
  if (printed !== null) return printed;
  const plain = compact(text);
  let longest = '';
  for (let at = 3; at + 10 <= plain.length; at += 1) {
    if (!isDossierTail(plain.slice(at, at + 10))) continue;
    for (let size = Math.min(at, agencyCharsMax); size > longest.length; size -= 1) {
      const key = plain.slice(at - size, at);
      if (units.byAgency.has(key)) longest = key;
    }
  }
  return units.byAgency.get(longest) ?? null;
}

/** A code printed with its dots may name an office below a unit: H19.113.5 belongs to H19.113. */
function unitOfPrintedCode(text: string, units: UnitIndex): string | null {
  const code = /([GH]\d{2}(?:\.\d{1,4}){1,4})-(\d{6})-\d{4,7}/i.exec(text);
  if (!code?.[1] || !isDay(code[2] ?? '')) return null;
  const levels = code[1].split('.');
  // the top level alone is a province or ministry, never the office that was paid
  for (let count = levels.length; count >= 2; count -= 1) {
    const unit = units.byAgency.get(compact(levels.slice(0, count).join('')));
    if (unit !== undefined) return unit;
  }
  return null;
}

function isDossierTail(digits: string): boolean {
  return /^\d{10}$/.test(digits) && isDay(digits.slice(0, 6));
}

function isDay(yymmdd: string): boolean {
  const [year, month, day] = [yymmdd.slice(0, 2), yymmdd.slice(2, 4), yymmdd.slice(4, 6)].map(
    Number,
  );
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(2000 + year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function compact(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
