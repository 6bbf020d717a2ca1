// ISO 20022 camt.053 statements, camt.052 intraday reports and camt.054 notifications, versions 01
// to 14, matched on local names because documents come wrapped, prefixed or without a namespace.
import { localDateOf, type LocalDate } from '../../calendar.js';
import { textOf } from '../../tables/decode-text.js';
import { FileRefused } from '../../tables/file-refused.js';
import type { FileSource } from '../../tables/file-source.js';
import { xmlReader } from '../../tables/xml-reader.js';
import {
  linesPerPart,
  type BankFormat,
  type KnownHeads,
  type ParsedLine,
  type StatementHead,
  type StatementWarning,
  type TellEvent,
} from '../bank-format.js';
import { checkFrame, type StatementFrame } from '../check-statement.js';
import { openTally, type Tally } from '../tally.js';
import { dayAt, readCamtEntry, signedAmountText, type CamtEntry } from './camt-entry.js';
import { numberAt, periodOf, totalsOf } from './camt-figures.js';
import { nodeAt, nodesAt, textAt, type CamtNode } from './camt-node.js';

export const camt: BankFormat = {
  name: 'camt',
  recognises: (head) => /^\s*</.test(head) && !/<html|<table/i.test(head),
  read: readDocument,
};

const versionMax = 14;
const chunkChars = 64 * 1024;
/** The bank's code for the kind of an entry, in many tags: nothing is read of it. */
const unread = 'BkTxCd';
/** How each message names itself, its root (version 01 adds `V01`), its statements and their pages. */
const kinds = [
  { code: 'camt.053', root: /^BkToCstmrStmt/, statement: 'Stmt', pages: 'StmtPgntn' },
  { code: 'camt.052', root: /^BkToCstmrAcctRpt/, statement: 'Rpt', pages: 'RptPgntn' },
  { code: 'camt.054', root: /^BkToCstmrDbtCdtNtfctn/, statement: 'Ntfctn', pages: 'NtfctnPgntn' },
] as const;
type Kind = (typeof kinds)[number];

interface Message {
  /** What its namespace says. */
  format: string | undefined;
  kind: Kind | undefined;
  header: CamtNode | undefined;
}

interface OpenStatement {
  readonly at: number;
  readonly node: CamtNode;
  /** Entries that are not told yet. */
  entries: CamtEntry[];
  readonly tally: Tally;
  /** The first entry's currency; undefined before it. */
  currency: string | null | undefined;
  /** Currencies of its entries; of many, two tell enough. */
  readonly currencies: Set<string>;
  hasUndated: boolean;
}

type Kinded = Message & { readonly kind: Kind };

async function readDocument(source: FileSource, known: KnownHeads, tell: TellEvent): Promise<void> {
  const message: Message = { format: undefined, kind: undefined, header: undefined };
  let count = 0;
  let open: OpenStatement | undefined;
  // the statements of a piece of text, told once the piece is read
  let ended: OpenStatement[] = [];
  const path: CamtNode[] = [];
  let unreadDepth = 0;
  const reader = xmlReader({
    open(name, attributes, line) {
      if (unreadDepth > 0 || name === unread) {
        unreadDepth += 1;
        return;
      }
      if (!message.kind) startMessage(message, name, attributes);
      const node = { name, attributes, line, children: [], text: '' };
      if (name === message.kind?.statement && !open) {
        open = startStatement(count, node);
        count += 1;
      }
      path.push(node);
    },
    text(piece) {
      if (unreadDepth > 0) return;
      const node = path.at(-1);
      // blanks between a million entries are nobody's text
      if (node && node !== open?.node) node.text += piece;
    },
    close(name) {
      if (unreadDepth > 0) {
        unreadDepth -= 1;
        return;
      }
      const node = path.pop();
      const parent = path.at(-1);
      if (node && node === open?.node) {
        ended.push(open);
        open = undefined;
      } else if (!node || !parent) return;
      else if (name === 'GrpHdr') message.header = node;
      else if (name === 'Ntry' && open?.node === parent) takeEntry(open, node);
      else if (name !== message.kind?.statement) parent.children.push(node);
    },
  });
  const tellEnded = async (): Promise<void> => {
    for (const statement of ended) await endStatement(statement, { message, known }, tell);
    ended = [];
    if (open && open.entries.length >= linesPerPart)
      await tellLines(open, { message, known }, tell);
  };
  for (const text of textOf(source, 'xml')) {
    for (let at = 0; at < text.length; at += chunkChars) {
      reader.write(text.slice(at, at + chunkChars));
      await tellEnded();
    }
  }
  reader.end();
  await tellEnded();
  if (!message.kind) {
    const detail = 'XML other than a camt.052, camt.053 or camt.054 message';
    throw new FileRefused('format_not_supported', detail);
  }
  if (count === 0) throw new FileRefused('empty_file', 'the message has no statement');
}

function startStatement(at: number, node: CamtNode): OpenStatement {
  const seen = { currency: undefined, currencies: new Set<string>(), hasUndated: false };
  return { at, node, entries: [], tally: openTally(), ...seen };
}

interface Around {
  readonly message: Message;
  readonly known: KnownHeads;
}

/** Tells the entries read so far, by what the statement's head says of all of them. */
async function tellLines(open: OpenStatement, around: Around, tell: TellEvent): Promise<void> {
  const { at } = open;
  const { head } = frameOf(open, kinded(around.message));
  const told = around.known.get(at) ?? head;
  // what its entries mean shows further below
  if (open.hasUndated && told.reading === null) return;
  await tell({ kind: 'lines', at, head: told, lines: takeLines(open, told) });
}

async function endStatement(open: OpenStatement, around: Around, tell: TellEvent): Promise<void> {
  const { at } = open;
  const { frame, head } = frameOf(open, kinded(around.message));
  const lines = takeLines(open, head);
  await tell({ kind: 'statement', at, head, statement: checkFrame(frame, open.tally), lines });
}

function kinded(message: Message): Kinded {
  const { kind } = message;
  if (!kind) throw new Error('a statement began before its message');
  return { ...message, kind };
}

function takeLines(open: OpenStatement, { reading }: StatementHead): ParsedLine[] {
  const lines = open.entries.map((entry) => lineOf(entry, reading));
  open.entries = [];
  for (const line of lines) open.tally.add(line);
  return lines;
}

/** Names and namespaces outside of the statements say which message it is. */
function startMessage(message: Message, name: string, attributes: CamtNode['attributes']): void {
  message.format = formatOf(Object.values(attributes)) ?? message.format;
  message.kind = kinds.find(({ root }) => root.test(name));
}

function formatOf(attributes: readonly string[]): string | undefined {
  const name = /camt\.05[234]\.001\.(\d\d)$/;
  const found = attributes.map((value) => name.exec(value)).find((match) => match !== null);
  if (!found) return undefined;
  if (Number(found[1]) > versionMax) {
    throw new FileRefused('format_not_supported', `${found[0]} is newer than what is read`);
  }
  return found[0];
}

/** A message without a namespace is a statement unless its root says otherwise. */
function formatWithout(kind: Kind): string {
  return kind.code === 'camt.053' ? 'camt (no namespace)' : `${kind.code} (no namespace)`;
}

function takeEntry(statement: OpenStatement, node: CamtNode): void {
  const entry = readCamtEntry(node);
  const { currencies } = statement;
  if (statement.currency === undefined) statement.currency = entry.currency;
  if (entry.currency !== null && currencies.size < 2) currencies.add(entry.currency);
  if (!entry.isDated) statement.hasUndated = true;
  statement.entries.push(entry);
}

function frameOf(
  open: OpenStatement,
  message: Kinded,
): { readonly frame: StatementFrame; readonly head: StatementHead } {
  const { node } = open;
  const { kind } = message;
  const warnings: StatementWarning[] = [];
  const opening = balanceOf(node, 'OPBD') ?? balanceOf(node, 'PRCD');
  const closing = balanceOf(node, 'CLBD');
  const currency =
    textAt(node, 'Acct/Ccy') ?? opening?.currency ?? closing?.currency ?? open.currency ?? null;
  const period = periodOf(node, warnings);
  const page = numberAt(node, `${kind.pages}/PgNb`);
  const currencies = [opening?.currency, closing?.currency, ...open.currencies];
  if (currencies.some((each) => (each ?? currency) !== currency)) {
    warnings.push({ code: 'currency_mismatch', detail: 'amounts are in several currencies' });
  }
  if (textAt(node, 'CpyDplctInd') !== null) {
    warnings.push({ code: 'marked_as_copy', detail: 'the bank marks the statement as a copy' });
  }
  const madeAt = instantAt(node) ?? (message.header ? instantAt(message.header) : null);
  // a notification may print no day at all: it tells of what it was made for
  const madeOn = kind.code === 'camt.053' || madeAt === null ? null : localDateOf(madeAt);
  const undated = closing?.day ?? period.periodTo ?? madeOn;
  const head = {
    format: message.format ?? formatWithout(kind),
    layout: kind.code,
    account: textAt(
      node,
      'Acct/Id/IBAN',
      'Acct/Id/Othr/Id',
      'Acct/Id/PrtryAcct/Id',
      'Acct/Id/BBAN',
    ),
    currency,
    sequenceNumber: numberAt(node, 'ElctrncSeqNb') ?? numberAt(node, 'LglSeqNb'),
    openingIsIntermediate: opening?.isIntermediate ?? false,
  };
  const frame = {
    ...head,
    bankHints: hintsOf(node),
    statementId: textAt(node, 'Id'),
    page,
    closingIsIntermediate: closing?.isIntermediate ?? false,
    ...period,
    openingBalance: opening?.amount ?? null,
    closingBalance: closing?.amount ?? null,
    madeAt,
    warnings,
    totals: page === null || isOnlyPage(node, kind, page) ? totalsOf(node) : {},
  };
  // the day of entries that print none is how they are read
  return { frame, head: { ...head, reading: undated } };
}

/** Totals of a page may describe the whole statement. */
function isOnlyPage(node: CamtNode, { pages }: Kind, page: number): boolean {
  return page === 1 && textAt(node, `${pages}/LastPgInd`) === 'true';
}

function lineOf({ line, isDated }: CamtEntry, fallback: LocalDate | null): ParsedLine {
  if (isDated) return line;
  if (fallback === null) throw new FileRefused('bad_entry', 'an entry prints no date');
  return { ...line, bookingDate: fallback, valueDate: fallback };
}

function balanceOf(statement: CamtNode, code: string) {
  const node = nodesAt(statement, 'Bal').find((each) => textAt(each, 'Tp/CdOrPrtry/Cd') === code);
  if (!node) return undefined;
  return {
    amount: signedAmountText(node),
    currency: nodeAt(node, 'Amt')?.attributes['Ccy'] ?? null,
    day: dayAt(node, 'Dt'),
    isIntermediate: textAt(node, 'Tp/SubTp/Cd') === 'ITRM',
  };
}

function hintsOf(node: CamtNode): string[] {
  const servicer = nodeAt(node, 'Acct/Svcr/FinInstnId');
  if (!servicer) return [];
  return ['BICFI', 'BIC', 'Nm', 'ClrSysMmbId/MmbId', 'Othr/Id']
    .map((path) => textAt(servicer, path))
    .filter((hint) => hint !== null);
}

/** CreDtTm; without an offset it is Vietnamese time. */
function instantAt(node: CamtNode): Date | null {
  const text = textAt(node, 'CreDtTm');
  if (text === null) return null;
  const instant = new Date(/([Zz]|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}+07:00`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
