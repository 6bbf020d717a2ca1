// What an officer's decision comes with: the thing by its id, and the reason.
import type { PageAsk } from './page-route.js';

const reasonCharsMax = 1000;

/** The reason on one line; null where none was given, or one that no line may hold. */
export function reasonIn(ask: Pick<PageAsk, 'form'>): string | null {
  return lineIn(ask, 'ly-do');
}

/** Any field on one line, as the reason is. */
export function lineIn({ form }: Pick<PageAsk, 'form'>, name: string): string | null {
  const text = (form.get(name) ?? '').normalize('NFC').trim().replace(/\s+/g, ' ');
  const isGood = text !== '' && text.length <= reasonCharsMax;
  return isGood && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text) ? text : null;
}

/** An id as the database counts; null for anything else. */
export function idIn(text: string | undefined): string | null {
  return text !== undefined && /^\d{1,18}$/.test(text) ? text : null;
}
