// Bank statements in sheets through a confirmed mapping: the columns are told instead of found, the
// frame around the table and every check are those of all sheets.
import { headerSearchRowsMax } from '../../mappings/header.js';
import { layoutDigest, type StatementLayout } from '../../mappings/layout.js';
import { changedLayout, isHeaderAt, type HeadedLayout } from '../../mappings/mapped-table.js';
import { FileRefused } from '../../tables/file-refused.js';
import type { FileSource } from '../../tables/file-source.js';
import type { Row, Sheet } from '../../tables/table.js';
import type { KnownHeads, TellEvent } from '../bank-format.js';
import type { StatementDraft } from '../check-statement.js';
import { mappedColumns, openRewriter, rewriteRows, type RowWrong } from './mapped-rows.js';
import { blocksOf } from './sheet-blocks.js';
import type { TableHeader } from './sheet-header.js';
import { readBlock } from './sheet-table.js';
import { readSheets } from './sheet.js';

/** What a mapping says to the reader: it travels into the thread that parses. */
export interface StatementMapping extends HeadedLayout<StatementLayout> {
  /** The bank whose statements it reads, as hints may name it. */
  readonly bankHint: string;
}

/** A table read by a mapping; its draft stands without the rows that are wrong. */
export interface MappedBlock {
  readonly draft: StatementDraft;
  readonly wrongs: readonly RowWrong[];
  /** Row of its header, as the file counts. */
  readonly headerRow: number;
  /** The row of each line of the draft. */
  readonly lineRows: readonly number[];
  /** The rows as printed, by their number. */
  readonly printed: readonly Row[];
}

/** Reads the statements of a sheet; the first wrong cell refuses the file, as with any format. */
export function readMappedStatements(
  source: FileSource,
  mapping: StatementMapping,
  { known, tell }: { readonly known: KnownHeads; readonly tell: TellEvent },
): Promise<void> {
  return readSheets(source, {
    known,
    tell,
    find: headerFinder(mapping),
    rewriter: () => {
      const rewrite = openRewriter(mapping);
      return (row) => {
        const { row: written, wrongs } = rewrite(row);
        const [wrong] = wrongs;
        if (!wrong) return written;
        throw new FileRefused('bad_cell', `${wrong.column}: ${wrong.because}`, wrong.line);
      };
    },
    hints: [mapping.bankHint],
    told: toldBy(mapping),
    notFound: (sheets) => {
      const { line, detail } = changedLayout(sheets, mapping);
      return new FileRefused('layout_changed', detail, line);
    },
  });
}

/** Rows are rewritten; the frame around them prints its days as the bank does. */
function toldBy({ layout }: StatementMapping) {
  const order = layout.days.startsWith('MM') ? 'month first' : 'day first';
  return { mark: layout.amounts.decimal, order, debitsAreNegative: false } as const;
}

/**
 * Every table of the sheets that a person sees; where all are hidden, of all.
 * @throws FileRefused `layout_changed` where no sheet has the confirmed header
 */
export function mappedBlocks(
  sheets: readonly Sheet[],
  { format, mapping }: { readonly format: string; readonly mapping: StatementMapping },
): MappedBlock[] {
  const visible = sheets.filter(({ hidden }) => !hidden);
  const readable = visible.length > 0 ? visible : sheets;
  const find = headerFinder(mapping);
  const told = toldBy(mapping);
  const found = readable.flatMap((sheet) =>
    blocksOf(sheet, find).map(({ block, name }) => {
      return { block, name, headerRow: sheet.rows[block.header.start]?.number ?? 1 };
    }),
  );
  if (found.length === 0) {
    const { line, detail } = changedLayout(readable, mapping);
    throw new FileRefused('layout_changed', detail, line);
  }
  return found.map(({ block, name, headerRow }) => {
    const { rows, wrongs } = rewriteRows(block.below, mapping);
    const source = { format, name, told, hints: [mapping.bankHint] };
    const { frame, lines, lineRows } = readBlock({ ...block, below: rows }, source);
    return { draft: { ...frame, lines }, wrongs, headerRow, lineRows, printed: block.below };
  });
}

function headerFinder(mapping: StatementMapping) {
  const columns = mappedColumns(mapping);
  // lines are compared key by key only where the same columns were read in the same way
  const fingerprint = `m${layoutDigest(mapping)}`;
  return (rows: readonly Row[], start: number, before = 0): TableHeader | undefined => {
    const row = rows[start];
    // a header that is printed again has no figures; a statement may have a million rows
    if (!row || (before + start >= headerSearchRowsMax && hasFigures(row))) return undefined;
    if (!isHeaderAt(rows, start, mapping)) return undefined;
    const end = start + mapping.layout.headerRows;
    return { start, end, columns, isVietnamese: true, fingerprint };
  };
}

function hasFigures(row: Row): boolean {
  return row.cells.some(({ text, isNumber }) => isNumber === true || /\d[/.,-]?\d/.test(text));
}
