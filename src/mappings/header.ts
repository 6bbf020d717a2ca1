// The header of a table, and what makes it the same layout: the same words in the same columns.
import { createHash } from 'node:crypto';
import type { Row } from '../tables/table.js';
import { foldedName } from '../units/unit.js';

/** Headers stand among the first rows of a sheet. */
export const headerSearchRowsMax = 60;
const headerCharsMax = 200;

/** A header as it is compared: without marks, case and punctuation. */
export function headerKey(text: string): string {
  const folded = foldedName(text);
  return folded === '' ? text.trim() : folded;
}

/** What tells one layout from another. */
export function fingerprintOf(headers: readonly string[]): string {
  const words = headers.map(headerKey).join('|');
  return createHash('sha256').update(words).digest('hex').slice(0, 16);
}

/**
 * The texts of the header that begins at a row, each once: a repeated one gets its number.
 * @param rowCount 2 where merged cells stand over the columns' own names
 */
export function headersAt(rows: readonly Row[], index: number, rowCount: 1 | 2): string[] {
  const above = textsOf(rows[index]);
  const texts = rowCount === 1 ? above : joined(above, textsOf(rows[index + 1]));
  while (texts.length > 0 && texts.at(-1) === '') texts.pop();
  const seen = new Map<string, number>();
  return texts.map((text) => {
    if (text === '') return '';
    const count = (seen.get(headerKey(text)) ?? 0) + 1;
    seen.set(headerKey(text), count);
    return count === 1 ? text : `${text} (${String(count)})`;
  });
}

function textsOf(row: Row | undefined): string[] {
  return (row?.cells ?? []).map(({ text }) =>
    text.normalize('NFC').replace(/\s+/g, ' ').trim().slice(0, headerCharsMax),
  );
}

/** Merged cells hold their text in the first column only: the ones to the right inherit it. */
function joined(above: readonly string[], below: readonly string[]): string[] {
  let parent = '';
  const width = Math.max(above.length, below.length);
  return Array.from({ length: width }, (_, column) => {
    const own = above[column] ?? '';
    const child = below[column] ?? '';
    if (own !== '') parent = own;
    return child === '' ? own : `${parent} ${child}`.trim();
  });
}

/** `C`, as sheets name their third column. */
export function columnLetter(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetter(Math.floor(index / 26) - 1) + letter;
}

export interface HeaderDifference {
  readonly column: string;
  readonly detail: string;
}

/** What a header says otherwise than the one that was confirmed: gone, moved and new columns. */
export function headerDifferences(
  confirmed: readonly string[],
  found: readonly string[],
): HeaderDifference[] {
  const places = new Map(found.map((text, place) => [headerKey(text), place]));
  const expected = new Set(confirmed.map(headerKey));
  const changed = confirmed.flatMap((column, place): HeaderDifference[] => {
    if (column === '') return [];
    const now = places.get(headerKey(column));
    if (now === place) return [];
    const was = columnLetter(place);
    const detail =
      now === undefined
        ? `the column stood in ${was} and is gone`
        : `the column moved from ${was} to ${columnLetter(now)}`;
    return [{ column, detail }];
  });
  const added = found.flatMap((column, place): HeaderDifference[] =>
    column === '' || expected.has(headerKey(column))
      ? []
      : [{ column, detail: `the column in ${columnLetter(place)} is new` }],
  );
  return [...changed, ...added];
}
