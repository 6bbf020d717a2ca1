// HTML tables that bank portals save as .xls: text cells only, nothing is run or fetched.
import { Parser } from 'htmlparser2';
import { decodeText } from './decode-text.js';
import { FileRefused } from './file-refused.js';
import { tableLimits, type Cell, type Row, type Sheet } from './table.js';

/** Most columns or rows that one cell may span (reference: hostile uploads). */
const spanMax = 200;
const emptyCell: Cell = { text: '' };

interface OpenRow {
  readonly cells: Cell[];
  readonly number: number;
}

/** All rows of all tables, in order, as one sheet; `<br>` is a line break. */
export function readHtmlTable(bytes: Buffer): readonly Sheet[] {
  const rows: Row[] = [];
  const reader = tableReader(rows);
  const parser = new Parser(reader, { decodeEntities: true, lowerCaseTags: true });
  parser.write(decodeText(bytes));
  parser.end();
  return [{ name: 'HTML', hidden: false, rows }];
}

function tableReader(rows: Row[]) {
  let number = 0;
  let row: OpenRow | undefined;
  let text: string | undefined;
  let muted = 0;
  let columnSpan = 1;
  let rowSpan = 1;
  // column -> rows that a cell above still covers there
  const covered = new Map<number, number>();

  function startRow(): void {
    endRow();
    number += 1;
    if (number > tableLimits.rowCountMax) {
      throw new FileRefused('too_many_rows', 'the table has too many rows', number);
    }
    row = { cells: [], number };
  }
  function endRow(): void {
    endCell();
    if (row?.cells.some((cell) => cell.text !== '')) rows.push(row);
    row = undefined;
  }
  function endCell(): void {
    if (text === undefined || !row) return;
    placeCell(row, { text: cleaned(text, row.number) }, { columnSpan, rowSpan }, covered);
    text = undefined;
  }
  return {
    onopentag(name: string, attributes: Readonly<Record<string, string>>): void {
      if (name === 'script' || name === 'style') muted += 1;
      else if (name === 'tr') startRow();
      else if (name === 'td' || name === 'th') {
        endCell();
        text = '';
        columnSpan = spanOf(attributes['colspan']);
        rowSpan = spanOf(attributes['rowspan']);
      } else if (name === 'br' && text !== undefined) text += '\n';
    },
    ontext(piece: string): void {
      if (text === undefined || muted > 0) return;
      // pieces end at entities: blanks written as such must not add up to a run
      const plain = piece.replace(/[\t\r\n ]+/g, ' ');
      text += /[ \n]$/.test(text) ? plain.trimStart() : plain;
      if (text.length > tableLimits.cellCharsMax) throw tooLong(number);
    },
    onclosetag(name: string): void {
      if (name === 'script' || name === 'style') muted = Math.max(0, muted - 1);
      else if (name === 'td' || name === 'th') endCell();
      else if (name === 'tr' || name === 'table') endRow();
      if (name === 'table') covered.clear();
    },
  };
}

function spanOf(attribute: string | undefined): number {
  const span = Number.parseInt(attribute ?? '1', 10);
  return Number.isNaN(span) || span < 1 ? 1 : Math.min(span, spanMax);
}

function placeCell(
  row: OpenRow,
  cell: Cell,
  span: { readonly columnSpan: number; readonly rowSpan: number },
  covered: Map<number, number>,
): void {
  for (let left = covered.get(row.cells.length) ?? 0; left > 0;) {
    covered.set(row.cells.length, left - 1);
    row.cells.push(emptyCell);
    left = covered.get(row.cells.length) ?? 0;
  }
  for (let index = 0; index < span.columnSpan; index += 1) {
    if (row.cells.length >= tableLimits.columnCountMax) {
      throw new FileRefused('too_many_columns', 'a row has too many columns', row.number);
    }
    if (span.rowSpan > 1) covered.set(row.cells.length, span.rowSpan - 1);
    row.cells.push(index === 0 ? cell : emptyCell);
  }
}

function cleaned(text: string, row: number): string {
  const clean = text
    .replace(/ *\n */g, '\n')
    .replace(/ {2,}/g, ' ')
    .trim();
  if (clean.length > tableLimits.cellCharsMax) throw tooLong(row);
  return clean;
}

function tooLong(row: number): FileRefused {
  return new FileRefused('cell_too_long', 'a cell is longer than the limit', row);
}
