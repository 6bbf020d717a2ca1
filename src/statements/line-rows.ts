// Lines as rows for COPY: made where the file is read, so that the thread that imports passes them on
// without looking at each. Only what the database alone knows is added there.
import { hash } from 'node:crypto';
import type { LocalDate } from '../calendar.js';
import type {
  CheckedStatement,
  ParsedLine,
  ParsedStatement,
  StatementHead,
  TellEvent,
} from './bank-format.js';
import { compactText } from './narrative.js';
import { openOccurrences } from './occurrences.js';

/** Some lines of a statement, in the text form of COPY; the columns are `lineColumns`. */
export interface LineRows {
  readonly booked: Uint8Array;
  readonly bookedCount: number;
  /** Days of the booked ones, each once. */
  readonly days: readonly LocalDate[];
  /** Entries that are announced and not booked. */
  readonly pending: Uint8Array;
  readonly pendingCount: number;
}

/** What each row holds; `occurrence` counts equal lines of the statement. */
export const lineColumns = [
  'line_no',
  'booking_date',
  'value_date',
  'amount',
  'bank_ref',
  'narrative',
  'counterparty',
  'line_key',
  'occurrence',
] as const;

/** What is told of a file to whoever posts it. */
export type PostEvent =
  | {
      readonly kind: 'lines';
      readonly at: number;
      readonly head: StatementHead | null;
      readonly rows: LineRows;
    }
  | {
      readonly kind: 'statement';
      readonly at: number;
      readonly head: StatementHead;
      readonly statement: CheckedStatement;
      readonly rows: LineRows;
    }
  | { readonly kind: 'again' };

/** Turns what a reader tells into rows. */
export function rowsOf(tell: (event: PostEvent) => void | Promise<void>): TellEvent {
  let writer = openWriter();
  return (event) => {
    if (event.kind === 'again') {
      writer = openWriter();
      return tell(event);
    }
    const { lines, ...about } = event;
    const rows = writer.write(lines);
    if (event.kind === 'statement') writer = openWriter();
    return tell({ ...about, rows });
  };
}

/** A statement that is held whole, as its rows. */
export function rowsOfStatement({ lines }: ParsedStatement): LineRows {
  return openWriter().write(lines);
}

interface Writer {
  write(lines: readonly ParsedLine[]): LineRows;
}

/** Numbers the lines of one statement and counts equal ones. */
function openWriter(): Writer {
  const next = openOccurrences();
  let lineNo = 0;
  return {
    write(lines) {
      const days = new Set<LocalDate>();
      let booked = '';
      let pending = '';
      let pendingCount = 0;
      for (const line of lines) {
        lineNo += 1;
        const key = lineKey(line);
        if (line.isBooked) {
          days.add(line.bookingDate);
          booked += rowText(line, { lineNo, key, occurrence: next(key) });
        } else {
          pendingCount += 1;
          pending += rowText(line, { lineNo, key, occurrence: 1 });
        }
      }
      return {
        booked: Buffer.from(booked),
        bookedCount: lines.length - pendingCount,
        days: [...days],
        pending: Buffer.from(pending),
        pendingCount,
      };
    },
  };
}

/** What makes two lines of one layout the same: they are then told apart by their count only. */
function lineKey({ bookingDate, amount, bankReference, narrative }: ParsedLine): string {
  const parts = `${bookingDate}|${wholeText(amount)}|${bankReference ?? ''}`;
  return hash('sha256', `${parts}|${compactText(narrative)}`).slice(0, 32);
}

/** Whole đồng; amounts of other currencies keep their decimals, and are never posted. */
function wholeText(amount: string): string {
  return amount.endsWith('.00') ? amount.slice(0, -3) : amount;
}

function rowText(
  line: ParsedLine,
  place: { readonly lineNo: number; readonly key: string; readonly occurrence: number },
): string {
  const { bookingDate, valueDate, amount, bankReference, narrative, counterparty } = line;
  const days = `${String(place.lineNo)}\t${bookingDate}\t${valueDate}`;
  const texts = `${fieldText(bankReference)}\t${fieldText(narrative)}\t${fieldText(counterparty)}`;
  const key = `${place.key}\t${String(place.occurrence)}`;
  return `${days}\t${wholeText(amount)}\t${texts}\t${key}\n`;
}

const special = /[\\\n\r\t]/;
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function fieldText(text: string | null): string {
  if (text === null) return '\\N';
  return special.test(text) ? text.replace(/[\\\n\r\t]/g, (sign) => escapes[sign] ?? sign) : text;
}
