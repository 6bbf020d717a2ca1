// What an officer's decision comes with: the thing by its id, and the reason.
import type { PageAsk } from './page-route.js';

const reasonCharsMax = 1000;

/** The reason on one line; null where none was given, or one that no line may hold. */
export function reasonIn({ form }: Pick<PageAsk, 'form'>): string | null {
  const reason = (form.get('ly-do') ?? '').normalize('NFC').trim().replace(/\s+/g, ' ');
  const isGood = reason !== '' && reason.length <= reasonCharsMax;
  return isGood && !/[\p{C}\p{Zl}\p{Zp}]/u.test(reason) ? reason : null;
}

/** An id as the database counts; null for anything else. */
export function idIn(text: string | undefined): string | null {
  return text !== undefined && /^\d{1,18}$/.test(text) ? text : null;
}
