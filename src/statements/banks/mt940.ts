// SWIFT MT940 statements and MT942 interim reports, read tag by tag. Own code, because the packages
// that read most real files book RC as a credit or drop lines without a word.
import type { LocalDate } from '../../calendar.js';
import { addDays } from '../../calendar.js';
import { textOf } from '../../tables/decode-text.js';
import { FileRefused } from '../../tables/file-refused.js';
import type { FileSource } from '../../tables/file-source.js';
import {
  linesPerPart,
  type BankFormat,
  type KnownHeads,
  type ParsedLine,
  type StatementHead,
  type StatementWarning,
  type TellEvent,
} from '../bank-format.js';
import { checkFrame, type PrintedTotals, type StatementFrame } from '../check-statement.js';
import { decimalText, exact } from '../exact.js';
import { openTally, type Tally } from '../tally.js';
import { bicIn, fieldsOf, type Field } from './mt940-fields.js';
import { emptyInterim, takeInterim, type Interim } from './mt942-fields.js';
import { readDay, readEntry, type Entry } from './mt940-line.js';
import { entryText } from './mt940-narrative.js';

export const mt940: BankFormat = {
  name: 'MT940',
  recognises: (head) => /^:20:/m.test(head) && /^:(25P?|28C?|60[FM]|34F|13D):/m.test(head),
  read: readMessages,
};

interface Balance {
  readonly day: LocalDate;
  readonly currency: string | null;
  readonly amount: string;
  readonly isIntermediate: boolean;
}

/** A message while its fields come in. */
interface Message {
  /** Which of the file. */
  readonly at: number;
  readonly line: number;
  readonly reference: string;
  readonly hints: string[];
  /** Entries that are not told yet. */
  entries: { readonly entry: Entry; text: string }[];
  readonly tally: Tally;
  readonly warnings: StatementWarning[];
  account: string | null;
  number: number | null;
  page: number | null;
  opening: Balance | null;
  closing: Balance | null;
  /** Fields that only an interim report has. */
  readonly interim: Interim;
  /** Field 86 belongs to the entry above it; after a balance to the statement. */
  isInEntry: boolean;
}

async function readMessages(source: FileSource, known: KnownHeads, tell: TellEvent): Promise<void> {
  let message: Message | undefined;
  let envelope: string[] = [];
  const onEnvelope = (line: string): void => {
    const bic = bicIn(line);
    if (bic !== undefined) envelope.push(bic);
  };
  for (const field of fieldsOf(textOf(source, 'message'), onEnvelope)) {
    if (field.tag === '20') {
      if (message) await endMessage(message, tell);
      message = startMessage(field, (message?.at ?? -1) + 1, envelope);
      envelope = [];
      continue;
    }
    if (!message) throw new FileRefused('bad_line', `:${field.tag}: before any :20:`, field.line);
    if (field.tag === '61' && message.entries.length >= linesPerPart) {
      const head = known.get(message.at) ?? headSoFar(message);
      await tell({ kind: 'lines', at: message.at, head, lines: takeLines(message) });
    }
    takeField(message, field);
  }
  if (message) await endMessage(message, tell);
}

function startMessage(field: Field, at: number, hints: string[]): Message {
  return {
    at,
    line: field.line,
    reference: field.text.trim(),
    hints,
    entries: [],
    tally: openTally(),
    warnings: [],
    account: null,
    number: null,
    page: null,
    opening: null,
    closing: null,
    interim: emptyInterim(),
    isInEntry: false,
  };
}

/** The entries read so far as lines; they are counted and handed out once. */
function takeLines(message: Message): ParsedLine[] {
  const lines = message.entries.map(lineOf);
  message.entries = [];
  for (const line of lines) message.tally.add(line);
  return lines;
}

/** With an opening balance it is a statement, whatever follows. */
function headSoFar(message: Message): StatementHead | null {
  const { opening, account } = message;
  return opening && account !== null ? headOf(message, account) : null;
}

function headOf(message: Message, account: string): StatementHead {
  const { opening, interim, number } = message;
  const format = isInterim(message) ? 'MT942' : 'MT940';
  return {
    format,
    layout: format,
    account,
    currency: opening ? opening.currency : interim.currency,
    sequenceNumber: number,
    openingIsIntermediate: opening?.isIntermediate ?? false,
    reading: null,
  };
}

async function endMessage(message: Message, tell: TellEvent): Promise<void> {
  const lines = takeLines(message);
  const { frame, head } = frameOf(message);
  const statement = checkFrame(frame, message.tally);
  await tell({ kind: 'statement', at: message.at, head, statement, lines });
}

function takeField(message: Message, field: Field): void {
  const { tag, text } = field;
  if (tag === '61') {
    const entry = readEntry(field, (warning) => message.warnings.push(warning));
    message.entries.push({ entry, text: '' });
    message.isInEntry = true;
  } else if (tag === '86' || tag === 'NS') {
    const last = message.entries.at(-1);
    if (last && message.isInEntry) last.text = last.text === '' ? text : `${last.text}\n${text}`;
  } else {
    message.isInEntry = false;
    takeHeader(message, field);
  }
}

function takeHeader(message: Message, field: Field): void {
  const { tag, text } = field;
  switch (tag) {
    case '25':
    case '25P': {
      const [account = '', ...more] = text.split('\n');
      // 35x: what a bank writes beyond is not part of the account
      message.account = account.slice(0, 35);
      message.hints.push(...more.map((line) => line.trim()).filter((line) => line !== ''));
      break;
    }
    case '28':
    case '28C': {
      const parts = /^(\d{1,5})(?:\/?(\d{1,5}))?/.exec(text.trim());
      message.number = positive(parts?.[1]);
      message.page = positive(parts?.[2]);
      break;
    }
    case '60F':
    case '60M':
      message.opening = readBalance(message, field);
      break;
    case '62F':
    case '62M':
      message.closing = readBalance(message, field);
      break;
    default:
      takeInterim(message.interim, field);
  }
}

/** 0 is what banks send that do not number: nothing follows it. */
function positive(digits: string | undefined): number | null {
  const number = Number(digits ?? '0');
  return number > 0 ? number : null;
}

function readBalance(message: Message, field: Field): Balance {
  const match = /^\s*([CD])(\d{6})([A-Z]{3})?\s*(\d*(?:[,.]\d*)?)\s*$/.exec(field.text);
  if (!match) throw new FileRefused('bad_line', `:${field.tag}: cannot be read`, field.line);
  const [, mark, date = '', currency, digits = ''] = match;
  const day = readDay(date, field.line, (warning) => message.warnings.push(warning));
  const isIntermediate = field.tag.endsWith('M');
  if (currency === undefined) {
    // An amount without its currency is no amount; the statement is quarantined by this.
    const detail = `line ${String(field.line)}: :${field.tag}: names no currency`;
    message.warnings.push({ code: 'balance_unreadable', detail });
    return { day, currency: null, amount: '0.00', isIntermediate };
  }
  const amount = exact(digits.replace(',', '.'), field.line);
  const signed = mark === 'C' ? amount : amount.negated();
  return { day, currency, amount: decimalText(signed), isIntermediate };
}

/** Without balances, but with a floor limit, a time or sums, it is a report of a running day. */
function isInterim({ opening, closing, interim }: Message): boolean {
  return opening === null && closing === null && interim.isStated;
}

function frameOf(message: Message): {
  readonly frame: StatementFrame;
  readonly head: StatementHead;
} {
  const { opening, closing, interim, account } = message;
  const isReport = isInterim(message);
  if (!isReport && (!opening || !closing)) {
    const missing = opening ? ':62F:' : ':60F:';
    throw new FileRefused('cut_off', `the message has no ${missing}; is it cut off?`, message.line);
  }
  if (account === null) {
    throw new FileRefused('bad_line', 'the message names no account (:25:)', message.line);
  }
  const period =
    opening && closing
      ? statedPeriod(opening.day, closing.day, message.tally.bookedOn)
      : { periodFrom: null, periodTo: null };
  const totals: PrintedTotals = isReport ? interim.totals : {};
  const { reading, ...head } = headOf(message, account);
  const frame = {
    ...head,
    bankHints: [...message.hints, ...bankPrefix(account)],
    statementId: message.reference || null,
    page: message.page,
    closingIsIntermediate: closing?.isIntermediate ?? false,
    ...period,
    openingBalance: opening?.amount ?? null,
    closingBalance: closing?.amount ?? null,
    madeAt: isReport ? interim.madeAt : null,
    warnings: message.warnings,
    totals,
  };
  return { frame, head: { ...head, reading } };
}

function bankPrefix(account: string): string[] {
  const slash = account.indexOf('/');
  return slash > 0 ? [account.slice(0, slash)] : [];
}

/** Contract section 4: the days after 60F's date to 62F's, and 60F's own if a line is booked on it. */
function statedPeriod(
  openedOn: LocalDate,
  closedOn: LocalDate,
  bookedOn: ReadonlySet<LocalDate>,
): { readonly periodFrom: LocalDate | null; readonly periodTo: LocalDate | null } {
  const periodFrom = bookedOn.has(openedOn) ? openedOn : addDays(openedOn, 1);
  if (periodFrom > closedOn) return { periodFrom: null, periodTo: null };
  return { periodFrom, periodTo: closedOn };
}

function lineOf({ entry, text }: { readonly entry: Entry; readonly text: string }): ParsedLine {
  return {
    valueDate: entry.valueDate,
    bookingDate: entry.bookingDate,
    amount: entry.amount,
    bankReference: entry.bankReference,
    isBooked: entry.isBooked,
    runningBalance: null,
    ...entryText(entry.details, text),
  };
}
