// A sheet row by row, as far as it holds one table. How its rows are read is guessed from the first
// ones and checked against all: where the guess does not hold, the file is read again by what held.
import { FileRefused } from '../../tables/file-refused.js';
import type { Row } from '../../tables/table.js';
import {
  linesPerPart,
  type KnownHeads,
  type StatementHead,
  type TellEvent,
} from '../bank-format.js';
import { headerRowsMax } from './sheet-blocks.js';
import { openTable, type OpenTable, type RowReading, type SheetReading } from './sheet-table.js';

/** A second header stands in the sheet: its tables are told apart only as a whole. */
export class SeveralTables extends FileRefused {
  constructor() {
    super('too_many_rows', 'the sheet holds several tables');
  }
}

export interface SheetStream {
  readonly take: (rows: readonly Row[]) => Promise<void>;
  /** @returns how many tables it had: 0 or 1 */
  end(): Promise<number>;
  /** For whoever says why no header was found. */
  readonly firstRows: readonly Row[];
}

/** Rows that a header may reach over, and the one below them. */
const rowsAhead = 5;

interface StreamInput {
  readonly format: string;
  readonly name: string;
  /** Which statement of the file its table is. */
  readonly at: number;
  readonly reading: SheetReading & { readonly known: KnownHeads; readonly tell: TellEvent };
}

export function openSheetStream(input: StreamInput): SheetStream {
  const { find } = input.reading;
  const firstRows: Row[] = [];
  let ahead: Row[] = [];
  let before = 0;
  let table: TableStream | undefined;
  const look = async (rows: readonly Row[], until: number): Promise<number> => {
    let index = 0;
    while (index < until) {
      if (!table && before + index >= headerRowsMax) return rows.length;
      const header = find(rows, index, before);
      if (header && table) throw new SeveralTables();
      if (header) {
        const above = [...firstRows, ...rows.slice(0, index)].slice(-headerRowsMax);
        table = openTableStream(input, openTable({ header, above }, sourceOf(input)));
        index = header.end;
      } else {
        const row = rows[index];
        if (table && row) await table.take(row);
        index += 1;
      }
    }
    return index;
  };
  const advance = async (isLast: boolean): Promise<void> => {
    const rows = ahead;
    const done = await look(rows, isLast ? rows.length : rows.length - rowsAhead);
    const passed = Math.max(0, done);
    const room = Math.max(0, 2 * headerRowsMax - firstRows.length);
    if (!table) firstRows.push(...rows.slice(0, Math.min(passed, room)));
    before += passed;
    ahead = rows.slice(passed);
  };
  return {
    firstRows,
    async take(rows) {
      ahead = ahead.length === 0 ? [...rows] : [...ahead, ...rows];
      await advance(false);
    },
    async end() {
      await advance(true);
      await table?.end();
      return table ? 1 : 0;
    },
  };
}

function sourceOf({ format, name, reading: { told, hints } }: StreamInput) {
  return { format, name, hints, ...(told ? { told } : {}) };
}

interface TableStream {
  take(row: Row): Promise<void>;
  end(): Promise<void>;
}

function openTableStream({ at, reading }: StreamInput, table: OpenTable): TableStream {
  const { known, tell, rewriter } = reading;
  const rewrite = rewriter();
  const given = known.get(at);
  let sample: Row[] = [];
  let how: RowReading | undefined = given && (JSON.parse(given.reading ?? 'null') as RowReading);
  let head: StatementHead | null = null;
  let failed: FileRefused | undefined;
  const read = async (row: Row, by: RowReading): Promise<void> => {
    if (failed) return;
    try {
      table.take(row, by);
    } catch (error) {
      if (given || !(error instanceof FileRefused)) throw error;
      // it may be right as it will be read then; told so that the two readings are compared
      failed = error;
      await tell({ kind: 'lines', at, head, lines: [] });
    }
    if (table.lineCount > linesPerPart) {
      await tell({ kind: 'lines', at, head, lines: table.drain() });
    }
  };
  const begin = async (by: RowReading): Promise<void> => {
    how = by;
    head = given ?? table.head(by);
    const rows = sample;
    sample = [];
    for (const row of rows) await read(row, by);
  };
  return {
    async take(printed) {
      const row = rewrite(printed);
      table.see(row);
      if (how && head) {
        await read(row, how);
        return;
      }
      sample.push(row);
      if (sample.length >= linesPerPart) await begin(how ?? table.reading());
    },
    async end() {
      const all = table.reading();
      // few enough to have been seen before they are read
      const isWhole = head === null;
      if (isWhole) await begin(how ?? all);
      if (failed && (isWhole || JSON.stringify(how) === JSON.stringify(all))) throw failed;
      const { head: found, statement, lines } = table.end(given && how ? how : all);
      await tell({ kind: 'statement', at, head: found, statement, lines: failed ? [] : lines });
    },
  };
}
