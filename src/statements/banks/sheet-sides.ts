// On which side an amount stands, where a column says it beside the amount.
import type { Cell } from '../../tables/table.js';
import { plainText } from '../narrative.js';
import type { Columns } from './sheet-header.js';

const words = {
  credit:
    '+|C|CR|CO|CREDIT|CRDT|GHI CO|PS CO|PHAT SINH CO|BAO CO|TIEN VAO|VAO|THU|TANG|IN|MONEY IN|GUI TIEN|NOP TIEN|NHAN TIEN|DEPOSIT',
  debit:
    '-|\u2212|D|DR|NO|DEBIT|DBIT|GHI NO|PS NO|PHAT SINH NO|BAO NO|TIEN RA|RA|CHI|GIAM|OUT|MONEY OUT|RUT TIEN|WITHDRAWAL',
} as const;
type Side = keyof typeof words;

const sideOfWord = new Map<string, Side>();
for (const side of ['credit', 'debit'] as const) {
  for (const word of words[side].split('|')) sideOfWord.set(word, side);
}

/** Undefined for a text that says neither; of a bilingual one its parts must agree. */
export function sideOf(text: string): Side | undefined {
  const parts = plainText(text.trim()).split(/ ?[/()] ?/);
  const said = parts.filter((part) => part !== '').map((part) => sideOfWord.get(part));
  return new Set(said).size === 1 ? said[0] : undefined;
}

/**
 * Which column says it: one whose header is about nothing else, or one of kinds of transactions
 * whose every word is a side.
 */
export function openSides(columns: Columns): {
  see(cells: readonly Cell[]): void;
  place(): number | null;
} {
  const sign = columns.get('sign');
  const kind = columns.get('kind');
  let isSide = true;
  let hasSide = false;
  return {
    see(cells) {
      if (kind === undefined || sign !== undefined || !isSide) return;
      const text = cells[kind]?.text.trim() ?? '';
      if (text === '') return;
      isSide = sideOf(text) !== undefined;
      hasSide = true;
    },
    place() {
      if (sign !== undefined) return sign;
      return kind !== undefined && isSide && hasSide ? kind : null;
    },
  };
}
