// Bank statements in sheets (CSV, XLSX, HTML saved as .xls, binary .xls). Layouts are not listed: the header is
// found by its words, so a bank that moves a column still reads. A sheet with one table is read row by
// row; one with several is read whole.
import { FileRefused } from '../../tables/file-refused.js';
import type { FileSource } from '../../tables/file-source.js';
import { oldXlsReading } from '../../tables/old-xls.js';
import { allRows, emptyTable, openTableFile, type OpenSheet } from '../../tables/read-table.js';
import type { Sheet } from '../../tables/table.js';
import type { BankFormat, KnownHeads, TellEvent } from '../bank-format.js';
import { blocksOf, type Block } from './sheet-blocks.js';
import { headerAt } from './sheet-header.js';
import { readBlock, type SheetReading } from './sheet-table.js';
import { openSheetStream, SeveralTables } from './sheet-stream.js';

export const sheet: BankFormat = {
  name: 'sheet',
  recognises: () => true,
  read: (source, known, tell) => readSheets(source, { known, tell, ...byWords }),
};

const byWords: SheetReading = {
  find: headerAt,
  rewriter: () => (row) => row,
  hints: [],
  notFound: () =>
    new FileRefused(
      'header_not_found',
      'no row names a day, amounts and a description; texts in the fonts VNI or .VnTime ' +
        'cannot be read',
    ),
};

/** A sheet with several tables is held whole too. */
const severalRowsMax = 100_000;

type Reading = SheetReading & { readonly known: KnownHeads; readonly tell: TellEvent };

export async function readSheets(source: FileSource, reading: Reading): Promise<void> {
  const table = await openTableFile(source, oldXlsReading);
  try {
    await readOpened(table, reading);
  } catch (error) {
    if (!(error instanceof SeveralTables)) throw error;
    await reading.tell({ kind: 'again' });
    await readWhole(table, reading);
  } finally {
    table.close();
  }
}

interface Opened {
  readonly format: string;
  readonly sheets: readonly OpenSheet[];
}

/** The visible sheets; some banks hide every sheet of their export. */
async function readOpened({ format, sheets }: Opened, reading: Reading): Promise<void> {
  const heads: Sheet[] = [];
  let count = 0;
  for (const isHidden of [false, true]) {
    if (count > 0) break;
    for (const each of sheets.filter(({ hidden }) => hidden === isHidden)) {
      const stream = openSheetStream({ format, name: each.name, at: count, reading });
      await each.rows(stream.take);
      count += await stream.end();
      heads.push({ name: each.name, hidden: isHidden, rows: stream.firstRows });
    }
  }
  if (count > 0) return;
  if (heads.every(({ rows }) => rows.length === 0)) throw emptyTable();
  const visible = heads.filter(({ hidden }) => !hidden);
  throw reading.notFound(visible.length > 0 ? visible : heads);
}

async function readWhole({ format, sheets }: Opened, reading: Reading): Promise<void> {
  const whole = await allRows(sheets, severalRowsMax);
  const blocksIn = (hidden: boolean): { readonly block: Block; readonly name: string }[] =>
    whole.filter((each) => each.hidden === hidden).flatMap((each) => blocksOf(each, reading.find));
  const visible = blocksIn(false);
  const blocks = visible.length > 0 ? visible : blocksIn(true);
  for (const [at, { block, name }] of blocks.entries()) {
    const below = block.below.map(reading.rewriter());
    const { told, hints } = reading;
    const source = { format, name, hints, ...(told ? { told } : {}) };
    const { head, statement, lines } = readBlock({ ...block, below }, source);
    await reading.tell({ kind: 'statement', at, head, statement, lines });
  }
}
