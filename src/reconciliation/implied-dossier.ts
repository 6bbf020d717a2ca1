// The dossier code that a payment's own texts carry where nobody stated it: a callback has no field
// for it, and of an order that was not announced nothing else is known. PayGov's reference is "dvc",
// the code without its punctuation, and the time; its text is "THANH TOAN HO SO" with the code.
import { isLocalDate } from '../calendar.js';
import { compactText } from '../statements/narrative.js';
import type { PaymentRecord } from '../payments/payment.js';

type OwnTexts = Pick<PaymentRecord, 'dossierCode' | 'merchantRef' | 'orderInfo'>;

const printed = /(?<![A-Z0-9.])([GH]\d{2}(?:\.\d{1,4}){0,4})-(\d{6})-(\d{4,7})(?!\d)/gi;
/** Most texts hold nothing of the kind, and a run asks of a million. */
const begun = /[GH]\d{2}[.\d-]/i;
/** Code and time run into each other, and nothing follows. */
const grown = /[GH](\d{20,45})$/;
const timeOf = /^(20\d{2})(\d{2})(\d{2})\d{0,7}$/;
const numberMin = 4;
const numberMax = 7;

/** Compact; null where a code is stated already, where there is none, and where there are several. */
export function impliedDossier({ dossierCode, merchantRef, orderInfo }: OwnTexts): string | null {
  if (dossierCode !== null) return null;
  const found = new Set<string>();
  for (const text of [merchantRef ?? '', orderInfo ?? '']) {
    if (!begun.test(text)) continue;
    for (const [code, , day = ''] of text.matchAll(printed)) {
      if (isDay(day)) found.add(compactText(code));
    }
  }
  if (found.size === 0 && begun.test(merchantRef ?? '')) {
    for (const code of codesBeforeTime(compactText(merchantRef ?? ''))) found.add(code);
  }
  const [only, second] = found;
  return second === undefined ? (only ?? null) : null;
}

/** Every way to part a code from the time behind it; the time is no earlier than the code's day. */
function* codesBeforeTime(reference: string): Iterable<string> {
  const [whole, digits = ''] = grown.exec(reference) ?? [];
  if (whole === undefined) return;
  for (let end = numberMin; end < digits.length; end += 1) {
    const [time, year, month, day] = timeOf.exec(digits.slice(end)) ?? [];
    if (time === undefined) continue;
    const madeOn = [year, month, day].join('-');
    if (isLocalDate(madeOn) && endsInCode(digits.slice(0, end), madeOn)) {
      yield `${whole.slice(0, 1)}${digits.slice(0, end)}`;
    }
  }
}

/** An agency of at least two digits, a real day and a number of four to seven digits. */
function endsInCode(digits: string, madeOn: string): boolean {
  for (let length = numberMin; length <= numberMax; length += 1) {
    const at = digits.length - length - 6;
    const day = digits.slice(at, at + 6);
    if (at >= 2 && isDay(day) && dayOf(day) <= madeOn) return true;
  }
  return false;
}

function dayOf(yymmdd: string): string {
  return `20${yymmdd.slice(0, 2)}-${yymmdd.slice(2, 4)}-${yymmdd.slice(4)}`;
}

function isDay(yymmdd: string): boolean {
  return isLocalDate(dayOf(yymmdd));
}
