// The statement formats, in the order in which a file is tried. Adding one is one file and one line.
import { fileKind } from '../../tables/file-kind.js';
import { FileRefused, refusalOf } from '../../tables/file-refused.js';
import { sourceOf, type FileContent, type FileSource } from '../../tables/file-source.js';
import type {
  BankFormat,
  CheckedStatement,
  KnownHeads,
  ParsedLine,
  ParsedStatement,
  ReadOutcome,
  StatementHead,
  TellEvent,
} from '../bank-format.js';
import { exact } from '../exact.js';
import { camt } from './camt.js';
import { readMappedStatements, type StatementMapping } from './mapped-sheet.js';
import { mt940 } from './mt940.js';
import { sheet } from './sheet.js';

// The sheet reader takes everything that is left and refuses what is no table.
const bankFormats: readonly BankFormat[] = [mt940, camt, sheet];

/** Formats that are told from tables, so that the refusal can name them. */
const unsupported = [
  { name: 'OFX', pattern: /^\s*(<\?xml[^>]*>\s*)?(OFXHEADER|<\?OFX|<OFX>)/i },
  { name: 'BAI2', pattern: /^\s*01,[^,\n]*,[^,\n]*,\d{6},/ },
] as const;

/**
 * Reads the statements of one file whole; its format is decided by its content. Nothing is stored.
 * @param mapping how sheets are read; messages between banks are read as what they are
 * @returns the statements in the order of the file, or why the file is refused
 */
export async function readStatements(
  content: FileContent,
  mapping?: StatementMapping,
): Promise<ReadOutcome> {
  return refusalOf(async () => {
    let statements: ParsedStatement[] = [];
    let lines: ParsedLine[] = [];
    await tellStatements(content, mapping, (event) => {
      if (event.kind === 'again') [statements, lines] = [[], []];
      else for (const line of event.lines) lines.push(line);
      if (event.kind !== 'statement') return;
      statements.push({ ...event.statement, lines });
      lines = [];
    });
    return { kind: 'read', statements };
  });
}

/**
 * Tells the statements of one file part by part, so that none needs to fit into memory. What is told
 * of a statement before its end holds at its end, or `again` is told in between.
 * @throws FileRefused, also after parts were told
 */
export async function tellStatements(
  content: FileContent,
  mapping: StatementMapping | undefined,
  tell: TellEvent,
): Promise<void> {
  const source = sourceOf(content);
  const read = readerOf(source, mapping);
  const first = openCheck(tell);
  await read(new Map(), first.take);
  if (!first.isWrong()) return;
  await tell({ kind: 'again' });
  await read(first.heads, openCheck(tell).take);
}

type Read = (known: KnownHeads, tell: TellEvent) => Promise<void>;

function readerOf(source: FileSource, mapping: StatementMapping | undefined): Read {
  const head = headText(source.head);
  const other = unsupported.find(({ pattern }) => pattern.test(head));
  if (other) {
    const detail = `${other.name} is not read; ask for MT940, camt.053, Excel or CSV`;
    throw new FileRefused('format_not_supported', detail, 1);
  }
  const format = bankFormats.find((each) => each.recognises(head)) ?? sheet;
  if (mapping === undefined || format !== sheet) {
    return (known, tell) => format.read(source, known, tell);
  }
  return (known, tell) => readMappedStatements(source, mapping, { known, tell });
}

interface Check {
  readonly take: TellEvent;
  readonly heads: KnownHeads;
  /** Some statement turned out to be another than its first lines were told for. */
  isWrong(): boolean;
}

/** Passes on what is told as long as it holds, and refuses fractions of a đồng. */
function openCheck(tell: TellEvent): Check {
  const heads = new Map<number, StatementHead>();
  let told: StatementHead | null = null;
  let fraction: string | null = null;
  let wrong = false;
  const take: TellEvent = (event) => {
    if (event.kind === 'again') {
      heads.clear();
      [told, fraction, wrong] = [null, null, false];
      return tell(event);
    }
    fraction ??= event.lines.find(({ amount }) => !isWhole(amount))?.amount ?? null;
    if (event.kind === 'lines') told ??= event.head;
    else {
      heads.set(event.at, event.head);
      wrong ||= told !== null && !holds(told, event.head);
      if (!wrong) refuseFraction(event.statement, fraction);
      [told, fraction] = [null, null];
    }
    return wrong ? undefined : tell(event);
  };
  return { take, heads, isWrong: () => wrong };
}

/** An account may be named below the lines: nobody relied on one before. */
function holds(told: StatementHead, found: StatementHead): boolean {
  const account = told.account ?? found.account;
  return JSON.stringify({ ...told, account }) === JSON.stringify(found);
}

function isWhole(amount: string): boolean {
  return amount.endsWith('.00') || exact(amount).isInteger();
}

/**
 * There is no fraction of a đồng: such a file was read or made wrongly.
 * @throws FileRefused `fraction_of_dong`
 */
export function refuseFractions({ lines, ...statement }: ParsedStatement): void {
  refuseFraction(statement, lines.find(({ amount }) => !isWhole(amount))?.amount ?? null);
}

function refuseFraction(statement: CheckedStatement, ofLines: string | null): void {
  if (statement.currency !== 'VND') return;
  for (const amount of [statement.openingBalance, statement.closingBalance, ofLines]) {
    if (amount === null || isWhole(amount)) continue;
    throw new FileRefused('fraction_of_dong', `${amount} VND has a fraction of a đồng`);
  }
}

/** The first 4 KiB as text where the file is text; `''` for zips and binaries. */
function headText(head: Buffer): string {
  const kind = fileKind(head);
  if (kind !== 'text' && kind !== 'xml' && kind !== 'html') return '';
  const isWide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (!isWide) return head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
  const even = Buffer.from(head.subarray(2, head.length - (head.length % 2)));
  return (head[0] === 0xff ? even : even.swap16()).toString('utf16le');
}
