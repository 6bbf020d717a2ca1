// One entry (`Ntry`) of camt.053. The balance moves by the entry, so it is the line; what its
// details say is its narrative.
import { isLocalDate, type LocalDate } from '../../calendar.js';
import { FileRefused } from '../../tables/file-refused.js';
import type { DecimalText, ParsedLine } from '../bank-format.js';
import { signedText } from '../exact.js';
import { nodeAt, nodesAt, textAt, type CamtNode } from './camt-node.js';

export interface CamtEntry {
  readonly currency: string | null;
  /** Its days are `''` where the entry prints none. */
  readonly line: ParsedLine;
  readonly isDated: boolean;
}

/** Longest unstructured text of one occurrence: a full one goes on in the next. */
const ustrdCharsMax = 140;

export function readCamtEntry(entry: CamtNode): CamtEntry {
  const details = nodesAt(entry, 'NtryDtls/TxDtls');
  const all = details.length > 0 ? details : nodesAt(entry, 'TxDtls');
  const bookedOn = dayAt(entry, 'BookgDt');
  const valuedOn = dayAt(entry, 'ValDt');
  const printed = bookedOn ?? valuedOn;
  const amount = signedAmountText(entry);
  const [only] = all;
  const status = textAt(entry, 'Sts/Cd', 'Sts/Prtry', 'Sts') ?? 'BOOK';
  return {
    currency: nodeAt(entry, 'Amt')?.attributes['Ccy'] ?? null,
    isDated: printed !== null,
    line: {
      valueDate: valuedOn ?? printed ?? '',
      bookingDate: printed ?? '',
      amount,
      bankReference:
        textAt(entry, 'AcctSvcrRef') ??
        (only && all.length === 1 ? textAt(only, 'Refs/AcctSvcrRef') : null),
      narrative: narrativeOf(entry, all),
      counterparty: only && all.length === 1 ? counterpartyOf(only, amount) : null,
      isBooked: status === 'BOOK',
      runningBalance: null,
    },
  };
}

/** Only CdtDbtInd decides the sign: a reversal (RvslInd) already names the side it moves. */
export function signedAmountText(node: CamtNode): DecimalText {
  const printed = textAt(node, 'Amt');
  const side = textAt(node, 'CdtDbtInd');
  if (printed === null || !/^\d{1,18}(\.\d{1,17})?$/.test(printed)) {
    throw new FileRefused('bad_amount', 'the amount is missing or not a number', node.line);
  }
  if (side !== 'CRDT' && side !== 'DBIT') {
    throw new FileRefused('bad_entry', 'CdtDbtInd is neither CRDT nor DBIT', node.line);
  }
  return signedText(printed, side === 'DBIT', node.line);
}

/** The printed day of `Dt` or `DtTm`: zones are not shifted. */
export function dayAt(node: CamtNode, path: string): LocalDate | null {
  const printed = textAt(node, `${path}/Dt`, `${path}/DtTm`, path);
  if (printed === null) return null;
  const day = printed.slice(0, 10);
  if (isLocalDate(day)) return day;
  throw new FileRefused('bad_date', `"${printed.slice(0, 40)}" is not a date`, node.line);
}

const referencePaths = ['Refs/EndToEndId', 'Refs/InstrId', 'Refs/TxId'];

function narrativeOf(entry: CamtNode, details: readonly CamtNode[]): string {
  const said: string[] = [];
  const say = (part: string | null): void => {
    if (part !== null && part !== '' && part !== 'NOTPROVIDED') said.push(part);
  };
  say(textAt(entry, 'NtryRef'));
  say(textAt(entry, 'AddtlNtryInf'));
  for (const detail of details) {
    for (const path of referencePaths) say(textAt(detail, path));
    say(ustrdOf(detail));
    for (const each of nodesAt(detail, 'RmtInf/Strd')) structuredOf(each).forEach(say);
    say(textAt(detail, 'RltdPties/Dbtr/Pty/Nm', 'RltdPties/Dbtr/Nm'));
    say(textAt(detail, 'RltdPties/Cdtr/Pty/Nm', 'RltdPties/Cdtr/Nm'));
    say(textAt(detail, 'RtrInf/AddtlInf'));
    say(textAt(detail, 'AddtlTxInf'));
  }
  const [only = ''] = said;
  // A blank before the break keeps the numbers of two fields apart.
  return said.length < 2 ? only : [...new Set(said)].join(' \n');
}

function ustrdOf(detail: CamtNode): string {
  let text = '';
  let isFull = false;
  for (const node of nodesAt(detail, 'RmtInf/Ustrd')) {
    const piece = node.text.trim();
    text += text === '' ? piece : `${isFull ? '\n' : ' \n'}${piece}`;
    isFull = piece.length === ustrdCharsMax;
  }
  return text;
}

function structuredOf(structured: CamtNode): (string | null)[] {
  return [
    textAt(structured, 'CdtrRefInf/Ref', 'CdtrRefInf/CdtrRef'),
    textAt(structured, 'RfrdDocInf/Nb', 'RfrdDocInf/RfrdDocNb'),
    ...nodesAt(structured, 'AddtlRmtInf').map((node) => node.text.trim()),
  ];
}

const partyPaths = {
  Cdtr: pathsOf('Cdtr'),
  Dbtr: pathsOf('Dbtr'),
} as const;

function pathsOf(side: string): string[] {
  return [side, `Ultmt${side}`].flatMap((party) => [
    `RltdPties/${party}/Pty/Nm`,
    `RltdPties/${party}/Nm`,
  ]);
}

function counterpartyOf(detail: CamtNode, amount: DecimalText): string | null {
  const side = amount.startsWith('-') ? 'Cdtr' : 'Dbtr';
  return textAt(detail, ...partyPaths[side]);
}
