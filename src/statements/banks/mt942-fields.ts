// The fields that only an interim report (MT942) has: floor limits, the time it was made, sums.
import { FileRefused } from '../../tables/file-refused.js';
import type { PrintedTotals } from '../check-statement.js';
import { exact } from '../exact.js';
import type { Field } from './mt940-fields.js';

export interface Interim {
  /** True once one of these fields was there. */
  isStated: boolean;
  currency: string | null;
  madeAt: Date | null;
  totals: PrintedTotals;
}

export function emptyInterim(): Interim {
  return { isStated: false, currency: null, madeAt: null, totals: {} };
}

/**
 * Takes 34F, 13D, 90C and 90D; any other field is passed over.
 * @throws FileRefused `bad_line` naming the line
 */
export function takeInterim(interim: Interim, { tag, text, line }: Field): void {
  const value = text.trim();
  if (tag === '34F') {
    // floor limit: currency, perhaps the side it is for, amount
    interim.currency ??= /^([A-Z]{3})[CD]?\d/.exec(value)?.[1] ?? null;
  } else if (tag === '13' || tag === '13D') interim.madeAt ??= instantIn(value);
  else if (tag === '90C' || tag === '90D') {
    const match = /^(\d{1,5})\s*([A-Z]{3})\s*(\d*(?:[,.]\d*)?)$/.exec(value);
    if (!match) throw new FileRefused('bad_line', `:${tag}: cannot be read`, line);
    const [, count, currency = '', digits = ''] = match;
    interim.currency ??= currency;
    const sum = exact(digits.replace(',', '.'), line);
    const side =
      tag === '90C'
        ? { credits: sum, creditCount: Number(count) }
        : { debits: sum, debitCount: Number(count) };
    interim.totals = { ...interim.totals, ...side };
  } else return;
  interim.isStated = true;
}

/** `YYMMDDHHMM` with an offset from UTC; without one it is Vietnamese time. */
function instantIn(text: string): Date | null {
  const match = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+-]\d\d)?(\d\d)?/.exec(text);
  if (!match) return null;
  const [, year = '', month = '', day = '', hour = '', minute = '', zone = '+07', rest = '00'] =
    match;
  const instant = new Date(`20${year}-${month}-${day}T${hour}:${minute}:00${zone}:${rest}`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
