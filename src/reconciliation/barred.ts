// What a person took apart stays apart: proposals that would bring it together again are dropped.
import { itemsOf } from './claims.js';
import type { Credit, Line } from './items.js';
import type { Proposal } from './reconciler.js';

export type IsBarred = (proposal: Pick<Proposal, 'lines' | 'credits'>) => boolean;

export const nothingBarred: IsBarred = () => false;

/**
 * A pair that was rejected is never in one match again, whatever else would be. Of more items only
 * all of them together, and nothing else, were rejected: part of them may well belong together.
 */
export function barring(sets: readonly (readonly string[])[]): IsBarred {
  if (sets.length === 0) return nothingBarred;
  const wholes = new Set(sets.map(wholeKey));
  const partners = new Map<string, string[]>();
  for (const [one, other, third] of sets) {
    if (one === undefined || other === undefined || third !== undefined) continue;
    partners.set(one, [...(partners.get(one) ?? []), other]);
  }
  return (proposal) => {
    const keys = itemsOf(proposal).map(itemKey);
    if (wholes.has(wholeKey(keys))) return true;
    const all = new Set(keys);
    return keys.some((key) => (partners.get(key) ?? []).some((partner) => all.has(partner)));
  };
}

/** How a line or an expected credit is named among the others. */
export function itemKey(item: Credit | Line): string {
  return 'key' in item ? item.key : `line ${item.id}`;
}

function wholeKey(keys: readonly string[]): string {
  return [...keys].sort().join(' ');
}
