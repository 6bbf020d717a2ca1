// ISO 20022 camt.053 statements, camt.052 intraday reports and camt.054 notifications, versions 01
// to 14, matched on local names because documents come wrapped, prefixed or without a namespace.
import { addDays, localDateOf, type LocalDate } from '../../calendar.js';
import { decodeXml } from '../../tables/decode-text.js';
import { FileRefused, refusalOf } from '../../tables/file-refused.js';
import { tableLimits } from '../../tables/table.js';
import { xmlReader } from '../../tables/xml-reader.js';
import type { BankFormat, ParsedStatement, StatementWarning } from '../bank-format.js';
import { checkStatement, type PrintedTotals } from '../check-statement.js';
import { decimalText, exact } from '../exact.js';
import { dayAt, readCamtEntry, signedAmount, type CamtEntry } from './camt-entry.js';
import { nodeAt, nodesAt, textAt, type CamtNode } from './camt-node.js';

export const camt: BankFormat = {
  name: 'camt',
  recognises: (head) => /^\s*</.test(head) && !/<html|<table/i.test(head),
  read: (bytes) =>
    refusalOf(async () => ({
      kind: 'read',
      statements: await Promise.resolve(readDocument(decodeXml(bytes))),
    })),
};

const versionMax = 14;
const sequenceMax = 2_147_483_647;
const chunkChars = 64 * 1024;
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
  readonly node: CamtNode;
  readonly entries: CamtEntry[];
}

function readDocument(text: string): ParsedStatement[] {
  const statements: OpenStatement[] = [];
  const path: CamtNode[] = [];
  const message: Message = { format: undefined, kind: undefined, header: undefined };
  const reader = xmlReader({
    open(name, attributes, line) {
      if (!message.kind) startMessage(message, name, attributes);
      const node = { name, attributes, line, children: [], text: '' };
      if (name === message.kind?.statement) statements.push({ node, entries: [] });
      path.push(node);
    },
    text(piece) {
      const node = path.at(-1);
      if (node) node.text += piece;
    },
    close(name) {
      const node = path.pop();
      const statement = statements.at(-1);
      const parent = path.at(-1);
      if (!node || !parent) return;
      if (name === 'GrpHdr') message.header = node;
      else if (name === 'Ntry' && statement?.node === parent) takeEntry(statement, node);
      else if (name !== message.kind?.statement) parent.children.push(node);
    },
  });
  for (let at = 0; at < text.length; at += chunkChars) {
    reader.write(text.slice(at, at + chunkChars));
  }
  reader.end();
  const { kind } = message;
  if (!kind) {
    const detail = 'XML other than a camt.052, camt.053 or camt.054 message';
    throw new FileRefused('format_not_supported', detail);
  }
  if (statements.length === 0) throw new FileRefused('empty_file', 'the message has no statement');
  return statements.map((statement) => statementOf(statement, { ...message, kind }));
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
  if (statement.entries.length >= tableLimits.rowCountMax) {
    throw new FileRefused('too_many_rows', 'the statement has too many entries', node.line);
  }
  statement.entries.push(readCamtEntry(node));
}

function statementOf(
  { node, entries }: OpenStatement,
  message: Message & { readonly kind: Kind },
): ParsedStatement {
  const { kind } = message;
  const warnings: StatementWarning[] = [];
  const opening = balanceOf(node, 'OPBD') ?? balanceOf(node, 'PRCD');
  const closing = balanceOf(node, 'CLBD');
  const currency =
    textAt(node, 'Acct/Ccy') ??
    opening?.currency ??
    closing?.currency ??
    entries[0]?.currency ??
    null;
  const period = periodOf(node, warnings);
  const page = numberAt(node, `${kind.pages}/PgNb`);
  const currencies = [opening, closing, ...entries].map((each) => each?.currency ?? currency);
  if (currencies.some((each) => each !== currency)) {
    warnings.push({ code: 'currency_mismatch', detail: 'amounts are in several currencies' });
  }
  if (textAt(node, 'CpyDplctInd') !== null) {
    warnings.push({ code: 'marked_as_copy', detail: 'the bank marks the statement as a copy' });
  }
  const madeAt = instantAt(node) ?? (message.header ? instantAt(message.header) : null);
  // a notification may print no day at all: it tells of what it was made for
  const madeOn = kind.code === 'camt.053' || madeAt === null ? null : localDateOf(madeAt);
  const undated = closing?.day ?? period.periodTo ?? madeOn;
  return checkStatement({
    format: message.format ?? formatWithout(kind),
    layout: kind.code,
    account: textAt(
      node,
      'Acct/Id/IBAN',
      'Acct/Id/Othr/Id',
      'Acct/Id/PrtryAcct/Id',
      'Acct/Id/BBAN',
    ),
    bankHints: hintsOf(node),
    currency,
    statementId: textAt(node, 'Id'),
    sequenceNumber: numberAt(node, 'ElctrncSeqNb') ?? numberAt(node, 'LglSeqNb'),
    page,
    openingIsIntermediate: opening?.isIntermediate ?? false,
    closingIsIntermediate: closing?.isIntermediate ?? false,
    ...period,
    openingBalance: opening?.amount ?? null,
    closingBalance: closing?.amount ?? null,
    madeAt,
    lines: entries.map((entry) => lineOf(entry, undated)),
    warnings,
    totals: page === null || isOnlyPage(node, kind, page) ? totalsOf(node) : {},
  });
}

/** Totals of a page may describe the whole statement. */
function isOnlyPage(node: CamtNode, { pages }: Kind, page: number): boolean {
  return page === 1 && textAt(node, `${pages}/LastPgInd`) === 'true';
}

function lineOf(entry: CamtEntry, fallback: LocalDate | null) {
  const bookingDate = entry.bookingDate ?? fallback;
  if (bookingDate === null) throw new FileRefused('bad_entry', 'an entry prints no date');
  return { ...entry.line, bookingDate, valueDate: entry.valueDate ?? bookingDate };
}

function balanceOf(statement: CamtNode, code: string) {
  const node = nodesAt(statement, 'Bal').find((each) => textAt(each, 'Tp/CdOrPrtry/Cd') === code);
  if (!node) return undefined;
  return {
    amount: decimalText(signedAmount(node)),
    currency: nodeAt(node, 'Amt')?.attributes['Ccy'] ?? null,
    day: dayAt(node, 'Dt'),
    isIntermediate: textAt(node, 'Tp/SubTp/Cd') === 'ITRM',
  };
}

/** A period that ends at midnight sharp ends with the day before. */
function periodOf(node: CamtNode, warnings: StatementWarning[]) {
  const periodFrom = dayAt(node, 'FrToDt/FrDtTm') ?? dayAt(node, 'FrToDt/FrDt');
  const last = dayAt(node, 'FrToDt/ToDtTm') ?? dayAt(node, 'FrToDt/ToDt');
  if (periodFrom === null || last === null) {
    warnings.push({ code: 'period_not_stated', detail: 'the statement has no FrToDt' });
    return { periodFrom: null, periodTo: null };
  }
  const endsAtMidnight = /T00:00(:00(\.0+)?)?(?![:.\d])/.test(textAt(node, 'FrToDt/ToDtTm') ?? '');
  return { periodFrom, periodTo: endsAtMidnight && last > periodFrom ? addDays(last, -1) : last };
}

function totalsOf(node: CamtNode): PrintedTotals {
  const sum = (path: string) => {
    const text = textAt(node, `TxsSummry/${path}/Sum`);
    // Some banks print the debit sum with a minus sign.
    return text === null ? undefined : exact(text).abs();
  };
  const count = (path: string) => numberAt(node, `TxsSummry/${path}/NbOfNtries`) ?? undefined;
  const totals = {
    credits: sum('TtlCdtNtries'),
    debits: sum('TtlDbtNtries'),
    creditCount: count('TtlCdtNtries'),
    debitCount: count('TtlDbtNtries'),
  };
  return Object.fromEntries(Object.entries(totals).filter(([, value]) => value !== undefined));
}

function hintsOf(node: CamtNode): string[] {
  const servicer = nodeAt(node, 'Acct/Svcr/FinInstnId');
  if (!servicer) return [];
  return ['BICFI', 'BIC', 'Nm', 'ClrSysMmbId/MmbId', 'Othr/Id']
    .map((path) => textAt(servicer, path))
    .filter((hint) => hint !== null);
}

function numberAt(node: CamtNode, path: string): number | null {
  const number = Number(textAt(node, path) ?? '0');
  return Number.isInteger(number) && number > 0 && number <= sequenceMax ? number : null;
}

/** CreDtTm; without an offset it is Vietnamese time. */
function instantAt(node: CamtNode): Date | null {
  const text = textAt(node, 'CreDtTm');
  if (text === null) return null;
  const instant = new Date(/([Zz]|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}+07:00`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
