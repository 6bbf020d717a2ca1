// Bank statements in sheets through a confirmed mapping: the columns are told instead of found, the
// frame around the table and every check are those of all sheets.
import { headerSearchRowsMax } from '../../mappings/header.js';
import { layoutDigest, type StatementLayout } from '../../mappings/layout.js';
import { changedLayout, isHeaderAt, type HeadedLayout } from '../../mappings/mapped-table.js';
import { FileRefused, refusalOf } from '../../tables/file-refused.js';
import { readTable } from '../../tables/read-table.js';
import type { Row, Sheet } from '../../tables/table.js';
import type { ReadOutcome } from '../bank-format.js';
import { checkStatement, type StatementDraft } from '../check-statement.js';
import { mappedColumns, rewriteRows, type RowWrong } from './mapped-rows.js';
import { blocksOf, draftOf } from './sheet.js';
import type { TableHeader } from './sheet-header.js';

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
  bytes: Buffer,
  mapping: StatementMapping,
): Promise<ReadOutcome> {
  return refusalOf(async () => {
    const outcome = await readTable(bytes, { oldXls: true });
    if (outcome.kind === 'refused') return outcome;
    const blocks = mappedBlocks(outcome.sheets, { format: outcome.format, mapping });
    const [wrong] = blocks.flatMap(({ wrongs }) => wrongs);
    if (wrong) {
      throw new FileRefused('bad_cell', `${wrong.column}: ${wrong.because}`, wrong.line);
    }
    return { kind: 'read', statements: blocks.map(({ draft }) => checkStatement(draft)) };
  });
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
  // rows are rewritten; the frame around them prints its days as the bank does
  const order = mapping.layout.days.startsWith('MM') ? 'month first' : 'day first';
  const told = { mark: mapping.layout.amounts.decimal, order, debitsAreNegative: false } as const;
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
    const { draft, lineRows } = draftOf({ ...block, below: rows }, { format, name, told });
    const bankHints = [...draft.bankHints, mapping.bankHint];
    return { draft: { ...draft, bankHints }, wrongs, headerRow, lineRows, printed: block.below };
  });
}

function headerFinder(mapping: StatementMapping) {
  const columns = mappedColumns(mapping);
  // lines are compared key by key only where the same columns were read in the same way
  const fingerprint = `m${layoutDigest(mapping)}`;
  return (rows: readonly Row[], start: number): TableHeader | undefined => {
    const row = rows[start];
    // a header that is printed again has no figures; a statement may have a million rows
    if (!row || (start >= headerSearchRowsMax && hasFigures(row))) return undefined;
    if (!isHeaderAt(rows, start, mapping)) return undefined;
    const end = start + mapping.layout.headerRows;
    return { start, end, columns, isVietnamese: true, fingerprint };
  };
}

function hasFigures(row: Row): boolean {
  return row.cells.some(({ text, isNumber }) => isNumber === true || /\d[/.,-]?\d/.test(text));
}
