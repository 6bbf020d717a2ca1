// Delimited text as rows. The delimiter is decided here, from whole records, because headers of
// bank exports are ragged and narratives contain commas.
import { CsvError, parse } from 'csv-parse/sync';
import { decodeText } from './decode-text.js';
import { FileRefused } from './file-refused.js';
import { tableLimits, type Cell, type Row, type Sheet } from './table.js';

const delimiters = [',', ';', '\t', '|', '^', '~'] as const;
/** Excel's own hint in the first line. */
const delimiterHint = /^sep=([^\s\w"])\r?\n/i;
const sampleCharsMax = 64 * 1024;
const recordCharsMax = tableLimits.columnCountMax * tableLimits.cellCharsMax;
const emptyCell: Cell = { text: '' };

/** Reads a CSV file (UTF-8, UTF-16, windows-1258 or TCVN3; `,` `;` tab `|` `^` `~`; doubled quotes). */
export function readCsv(bytes: Buffer): readonly Sheet[] {
  const text = decodeText(bytes);
  const control = /(?![\t\n\v\f\r\u001b\u0080-\u009f])\p{Cc}/u.exec(text.slice(0, sampleCharsMax));
  if (control) throw new FileRefused('not_text', 'the file contains control characters');
  const rows: Row[] = [];
  let readLines = 0;
  const { delimiter, fieldCount } = decideDelimiter(text.slice(0, sampleCharsMax));
  // The parser makes an error object, with its stack, of every record that has not as many fields
  // as the first one: a line of the usual length in front saves half of the time.
  const usual = `${delimiter.repeat(fieldCount - 1)}\n`;
  try {
    parse(usual + text, {
      delimiter,
      // named, or the line in front would settle how the others may end
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: recordCharsMax,
      on_record: (record: string[], { lines }) => {
        readLines = lines - 1;
        if (lines > 1) rows.push(rowOf(record, lines - 1, rows.length));
        return null;
      },
    });
  } catch (error) {
    throw csvRefusal(error, readLines);
  }
  return [{ name: 'CSV', hidden: false, rows }];
}

/** @param lastLine the line on which the record ends */
function rowOf(record: readonly string[], lastLine: number, rowCount: number): Row {
  let breakCount = 0;
  const cells = record.map((text) => {
    if (text === '') return emptyCell;
    if (text.includes('\n')) breakCount += text.split('\n').length - 1;
    return { text };
  });
  const line = lastLine - breakCount;
  const { rowCountMax, columnCountMax, cellCharsMax } = tableLimits;
  if (rowCount >= rowCountMax) {
    throw new FileRefused('too_many_rows', `files are read up to ${rowCountMax} rows`, line);
  }
  if (cells.length > columnCountMax) {
    throw new FileRefused('too_many_columns', `more than ${columnCountMax} columns`, line);
  }
  if (cells.some((cell) => cell.text.length > cellCharsMax)) {
    throw new FileRefused(
      'cell_too_long',
      `a cell is longer than ${cellCharsMax} characters`,
      line,
    );
  }
  return { number: line, cells };
}

const quoteProblems: Readonly<Record<string, string>> = {
  INVALID_OPENING_QUOTE: 'a quote stands inside a field that is not quoted',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quote',
};

/** @param readLines lines of the records before: an open quote begins below them */
function csvRefusal(error: unknown, readLines: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const context = error as CsvError & { readonly lines?: number };
  const line = typeof context.lines === 'number' ? context.lines - 1 : null;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return new FileRefused('unclosed_quote', 'a quote is opened and never closed', readLines + 1);
  }
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return new FileRefused('cell_too_long', 'a record is longer than the limit', line);
  }
  return new FileRefused('bad_csv', quoteProblems[error.code] ?? error.code, line);
}

interface Division {
  readonly delimiter: string;
  /** Fields of most records, at least 2. */
  readonly fieldCount: number;
}

/** The delimiter that divides the most records into the same number (> 1) of fields. */
function decideDelimiter(sample: string): Division {
  const hint = delimiterHint.exec(sample)?.[1];
  let best: Division & { readonly score: number } = {
    ...{ delimiter: hint ?? ',', fieldCount: 2, score: 0 },
  };
  for (const delimiter of hint === undefined ? delimiters : [hint]) {
    const counts = new Map<number, number>();
    for (const fields of fieldCounts(sample, delimiter)) {
      counts.set(fields, (counts.get(fields) ?? 0) + 1);
    }
    for (const [fieldCount, records] of counts) {
      const score = (fieldCount - 1) * records;
      if (score > best.score) best = { delimiter, fieldCount, score };
    }
  }
  return best;
}

function fieldCounts(sample: string, delimiter: string): number[] {
  const counts: number[] = [];
  let fields = 1;
  let quoted = false;
  for (const character of sample) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === delimiter) fields += 1;
    else if (character === '\n') {
      counts.push(fields);
      fields = 1;
    }
  }
  if (fields > 1) counts.push(fields);
  return counts;
}
