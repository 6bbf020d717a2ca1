// Delimited text as rows, record by record. The delimiter is decided here, from whole records, because
// headers of bank exports are ragged and narratives contain commas.
import { FileRefused } from './file-refused.js';
import { tableLimits, type Cell, type Row } from './table.js';

const delimiters = [',', ';', '\t', '|', '^', '~'] as const;
/** Excel's own hint in the first line. */
const delimiterHint = /^sep=([^\s\w"])\r?\n/i;
const sampleCharsMax = 64 * 1024;
const recordCharsMax = tableLimits.columnCountMax * tableLimits.cellCharsMax;
const emptyCell: Cell = { text: '' };

/**
 * The rows of a CSV text, as many as each piece of it completes (delimiters `,` `;` tab `|` `^` `~`;
 * doubled quotes; empty lines are passed over).
 */
export function* csvRows(pieces: Iterable<string>): Iterable<Row[]> {
  let reader: CsvReader | undefined;
  let rest = '';
  for (const piece of pieces) {
    rest += piece;
    // what decides the delimiter is a whole sample, however the text comes
    if (!reader && rest.length < sampleCharsMax) continue;
    reader ??= openReader(rest);
    yield reader.take(rest, false);
    rest = '';
  }
  yield (reader ?? openReader(rest)).take(rest, true);
}

interface CsvReader {
  take(text: string, isLast: boolean): Row[];
}

function openReader(text: string): CsvReader {
  const sample = text.slice(0, sampleCharsMax);
  if (/(?![\t\n\v\f\r\u001b\u0080-\u009f])\p{Cc}/u.test(sample)) {
    throw new FileRefused('not_text', 'the file contains control characters');
  }
  const delimiter = decideDelimiter(sample);
  let carried = '';
  let line = 1;
  return {
    take(piece, isLast) {
      const given = carried + piece;
      const rows: Row[] = [];
      const end = readRecords(given, { delimiter, isLast, line }, (fields, at) => {
        rows.push(rowOf(fields, at));
      });
      line = end.line;
      carried = given.slice(end.at);
      if (carried.length > recordCharsMax) {
        throw new FileRefused('cell_too_long', 'a record is longer than the limit', line);
      }
      return rows;
    },
  };
}

interface Place {
  readonly at: number;
  readonly line: number;
}

/** Tells every whole record; returns where the first one begins that the text does not complete. */
function readRecords(
  text: string,
  given: { readonly delimiter: string; readonly isLast: boolean; readonly line: number },
  tell: (fields: readonly string[], line: number) => void,
): Place {
  const { delimiter, isLast } = given;
  const { length } = text;
  let { line } = given;
  let at = 0;
  // where the next of each stands; looked for only once it is behind
  let quote = -1;
  let feed = -1;
  let back = -1;
  const next = (sign: string, known: number): number => {
    if (known >= at) return known;
    const found = text.indexOf(sign, at);
    return found < 0 ? length : found;
  };
  while (at < length) {
    quote = next('"', quote);
    feed = next('\n', feed);
    back = next('\r', back);
    const end = Math.min(feed, back);
    if (quote < end) {
      const record = readQuoted(text, { at, line, delimiter, isLast });
      if (!record) break;
      tell(record.fields, line);
      ({ at, line } = record);
      continue;
    }
    // a CR at the end of a piece may be half of a CRLF
    if (!isLast && (end === length || (end === back && end + 1 === length))) break;
    if (end > at) tell(text.slice(at, end).split(delimiter), line);
    at = end + (end === back && feed === end + 1 ? 2 : 1);
    line += 1;
  }
  return { at: Math.min(at, length), line };
}

interface QuotedRecord extends Place {
  readonly fields: readonly string[];
}

/** A record with quotes; undefined when the text ends before it does. */
function readQuoted(
  text: string,
  given: Place & { readonly delimiter: string; readonly isLast: boolean },
): QuotedRecord | undefined {
  const { delimiter, isLast } = given;
  const fields: string[] = [];
  let { at, line } = given;
  for (;;) {
    let field: string;
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      if (end < 0 || (end + 1 >= text.length && !isLast)) {
        if (!isLast) return undefined;
        const detail = 'a quote is opened and never closed';
        throw new FileRefused('unclosed_quote', detail, given.line);
      }
      field = text.slice(at + 1, end).replaceAll('""', '"');
      line += breaksIn(field);
      at = end + 1;
      if (at < text.length && !isEnd(text, at, delimiter)) {
        throw new FileRefused('bad_csv', 'text follows a closing quote', line);
      }
    } else {
      const start = at;
      while (at < text.length && !isEnd(text, at, delimiter)) at += 1;
      field = text.slice(start, at);
      if (field.includes('"')) {
        const detail = 'a quote stands inside a field that is not quoted';
        throw new FileRefused('bad_csv', detail, line);
      }
      if (at >= text.length && !isLast) return undefined;
    }
    fields.push(field);
    const sign = text[at];
    if (sign === delimiter) {
      at += 1;
      continue;
    }
    if (sign === '\r' && at + 1 >= text.length && !isLast) return undefined;
    at += sign === '\r' && text[at + 1] === '\n' ? 2 : 1;
    return { fields, at, line: line + 1 };
  }
}

function closingQuote(text: string, from: number): number {
  let end = text.indexOf('"', from);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  return end;
}

function isEnd(text: string, at: number, delimiter: string): boolean {
  const sign = text[at];
  return sign === delimiter || sign === '\n' || sign === '\r';
}

function breaksIn(text: string): number {
  return text.includes('\n') ? text.split('\n').length - 1 : 0;
}

function rowOf(fields: readonly string[], line: number): Row {
  const { columnCountMax, cellCharsMax } = tableLimits;
  if (fields.length > columnCountMax) {
    throw new FileRefused('too_many_columns', `more than ${columnCountMax} columns`, line);
  }
  const cells = fields.map((text) => {
    if (text.length <= cellCharsMax) return text === '' ? emptyCell : { text };
    const detail = `a cell is longer than ${cellCharsMax} characters`;
    throw new FileRefused('cell_too_long', detail, line);
  });
  return { number: line, cells };
}

/** The delimiter that divides the most records into the same number (> 1) of fields. */
function decideDelimiter(sample: string): string {
  const hint = delimiterHint.exec(sample)?.[1];
  if (hint !== undefined) return hint;
  let best: { readonly delimiter: string; readonly score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const counts = new Map<number, number>();
    for (const fields of fieldCounts(sample, delimiter)) {
      counts.set(fields, (counts.get(fields) ?? 0) + 1);
    }
    for (const [fieldCount, records] of counts) {
      const score = (fieldCount - 1) * records;
      if (score > best.score) best = { delimiter, score };
    }
  }
  return best.delimiter;
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
