// One worksheet of an XLSX, from XML events to rows. Digits stay as the file stores them.
import { Decimal } from 'decimal.js';
import { FileRefused } from './file-refused.js';
import { tableLimits, type Cell, type Row } from './table.js';
import { serialDate } from './xlsx-styles.js';
import type { XmlAttributes } from './xml-markup.js';
import type { XmlHandler } from './xml-reader.js';

export interface Workbook {
  readonly is1904: boolean;
  readonly strings: readonly string[];
  readonly dateStyles: ReadonlySet<number>;
}

interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  text: string;
  isFormula: boolean;
}

const emptyCell: Cell = { text: '' };

/** Reads sheetData; `<dimension>` is never believed, empty cells and rows cost nothing. */
export function sheetReader(workbook: Workbook, tell: (row: Row) => void): XmlHandler {
  let rowNumber = 0;
  let cells: Cell[] = [];
  let column = -1;
  let cell: OpenCell | undefined;
  let isText = false;
  let isPhonetic = false;
  return {
    open(name, attributes) {
      if (name === 'row') {
        rowNumber = rowNumberOf(attributes, rowNumber);
        cells = [];
        column = -1;
      } else if (name === 'c') {
        cell = openCell(attributes, column);
        column = cell.column;
      } else if (name === 'f' && cell) cell.isFormula = true;
      else if (name === 'rPh') isPhonetic = true;
      else if ((name === 'v' || name === 't') && cell) isText = !isPhonetic;
    },
    text(text) {
      if (isText && cell) cell.text += text;
    },
    close(name) {
      if (name === 'v' || name === 't') isText = false;
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 'c' && cell) {
        placeCell(cells, cell, workbook, rowNumber);
        cell = undefined;
      } else if (name === 'row' && cells.length > 0) tell({ number: rowNumber, cells });
    },
  };
}

function rowNumberOf(attributes: XmlAttributes, previous: number): number {
  const stated = Number(attributes['r']);
  return Number.isInteger(stated) && stated > previous ? stated : previous + 1;
}

function openCell(attributes: XmlAttributes, previous: number): OpenCell {
  const letters = /^[A-Z]{1,3}/.exec(attributes['r'] ?? '')?.[0];
  return {
    column: letters ? columnIndex(letters) : previous + 1,
    type: attributes['t'] ?? 'n',
    style: Number(attributes['s'] ?? '0'),
    text: '',
    isFormula: false,
  };
}

function columnIndex(letters: string): number {
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}

function placeCell(cells: Cell[], open: OpenCell, workbook: Workbook, row: number): void {
  if (open.text === '') return;
  if (open.column >= tableLimits.columnCountMax) {
    throw new FileRefused('too_many_columns', 'a row has too many columns', row);
  }
  const read = cellOf(open, workbook, row);
  const cell: Cell = open.isFormula ? { ...read, isFormula: true } : read;
  if (cell.text.length > tableLimits.cellCharsMax) {
    throw new FileRefused('cell_too_long', 'a cell is longer than the limit', row);
  }
  while (cells.length < open.column) cells.push(emptyCell);
  cells[open.column] = cell;
}

function cellOf(open: OpenCell, workbook: Workbook, row: number): Cell {
  switch (open.type) {
    case 's': {
      const text = workbook.strings[Number(open.text)];
      if (text === undefined) {
        throw new FileRefused('bad_xlsx', 'a cell names a shared string that is missing', row);
      }
      return { text: unescaped(text) };
    }
    case 'n':
      return numberCell(open, workbook, row);
    case 'd':
      return { text: open.text, date: open.text.slice(0, 19).replace('T', ' ') };
    case 'e':
      return { text: open.text };
    default:
      return { text: unescaped(open.text) };
  }
}

/** What most numbers are. */
const plainWhole = /^(?:0|[1-9]\d{0,14})$/;

function numberCell(open: OpenCell, workbook: Workbook, row: number): Cell {
  const stored = open.text.trim();
  const text = plainWhole.test(stored) ? stored : exactText(stored, row);
  const date = workbook.dateStyles.has(open.style) ? serialDate(text, workbook.is1904) : undefined;
  if (date !== undefined) return { text, isNumber: true, date };
  return workbook.is1904 ? { text, isNumber: true, is1904: true } : { text, isNumber: true };
}

function exactText(stored: string, row: number): string {
  if (!/^-?\d{1,40}(\.\d{1,40})?(E[-+]?\d{1,2})?$/i.test(stored)) {
    throw new FileRefused('bad_xlsx', `a number cell holds "${stored.slice(0, 40)}"`, row);
  }
  // Decimal prints a negative zero as zero; whoever reads amounts is to see it
  const number = new Decimal(stored);
  return number.isZero() && number.isNegative() ? '-0' : number.toFixed();
}

/** Excel writes characters that XML cannot hold as `_x000D_`. */
function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (whole, code: string) => {
    const character = String.fromCharCode(parseInt(code, 16));
    return /[\t\n\r\u0020-\ud7ff]/.test(character) ? character : whole.slice(0, 0);
  });
}
