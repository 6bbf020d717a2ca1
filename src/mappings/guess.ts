// A first guess of a layout from the words of its header, for a person to correct. Nothing is ever
// read by a guess.
import type { Row, Sheet } from '../tables/table.js';
import { headerKey, headersAt, headerSearchRowsMax } from './header.js';

/** What an officer chooses from: the sheet's header at a row. */
export interface SeenHeader {
  readonly row: number;
  readonly headers: readonly string[];
}

/** The header at a row of the file, as the first sheet that has the row shows it. */
export function headerOf(
  sheets: readonly Sheet[],
  at: { readonly row: number; readonly rowCount: 1 | 2 },
): SeenHeader | undefined {
  for (const { rows } of sheets) {
    const index = rows.findIndex(({ number }) => number === at.row);
    if (index >= 0 && index < headerSearchRowsMax) {
      return { row: at.row, headers: headersAt(rows, index, at.rowCount) };
    }
  }
  return undefined;
}

/** The row that most likely is the header: the one with the most texts and no figures. */
export function guessHeaderRow(sheets: readonly Sheet[]): number {
  const candidates = sheets
    .flatMap(({ rows }) => rows.slice(0, headerSearchRowsMax))
    .map((row) => ({ row: row.number, texts: textCount(row) }));
  const most = Math.max(0, ...candidates.map(({ texts }) => texts));
  return candidates.find(({ texts }) => texts === most)?.row ?? 1;
}

function textCount({ cells }: Row): number {
  const filled = cells.filter(({ text }) => text.trim() !== '');
  const hasFigures = filled.some(({ text, isNumber }) => isNumber === true || /\d{4}/.test(text));
  return hasFigures ? 0 : new Set(filled.map(({ text }) => headerKey(text))).size;
}

/** Places of the columns whose header is one of the words of a field; each column once. */
export function guessColumns<Field extends string>(
  headers: readonly string[],
  words: Readonly<Record<Field, RegExp>>,
): Partial<Record<Field, number>> {
  const taken = new Set<number>();
  const found: Partial<Record<Field, number>> = {};
  for (const field of Object.keys(words) as Field[]) {
    const place = headers.findIndex(
      (text, at) => !taken.has(at) && text !== '' && words[field].test(headerKey(text)),
    );
    if (place < 0) continue;
    taken.add(place);
    found[field] = place;
  }
  return found;
}
