// One long statement in each of the formats, written to disk as it is made.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { addDays, formatDay, type LocalDate } from '../../src/calendar.js';
import {
  account,
  closingOf,
  firstDay,
  lastDay,
  linesOf,
  opening,
  type BenchLine,
} from './lines.js';
import { writeWorkbook } from './workbook.js';

export interface BenchFormat {
  readonly name: string;
  readonly extension: string;
  write(path: string, lineCount: number): Promise<void>;
}

export const textFormats: readonly BenchFormat[] = [
  { name: 'CSV', extension: 'csv', write: textWriter(csv) },
  { name: 'MT940', extension: 'sta', write: textWriter(mt940) },
  { name: 'camt.053', extension: 'xml', write: textWriter(camt053) },
];
export const xlsx: BenchFormat = { name: 'XLSX', extension: 'xlsx', write: writeWorkbook };

const bufferedChars = 64 * 1024;

function textWriter(pieces: (lineCount: number) => Iterable<string>): BenchFormat['write'] {
  return async (path, lineCount) => {
    const file = createWriteStream(path);
    let text = '';
    for (const piece of pieces(lineCount)) {
      text += piece;
      if (text.length < bufferedChars) continue;
      if (!file.write(text)) await once(file, 'drain');
      text = '';
    }
    file.end(text);
    await once(file, 'finish');
  };
}

/** As Agribank prints it: semicolons, dots as grouping, a balance in each row. */
function* csv(lineCount: number): Iterable<string> {
  yield '\uFEFFNGÂN HÀNG NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN VIỆT NAM\r\nSAO KÊ TÀI KHOẢN\r\n';
  yield `Số tài khoản/A/C No;${account}\r\nLoại tiền/Ccy;VND\r\n`;
  yield `Từ ngày;${formatDay(firstDay)};Đến ngày;${formatDay(lastDay)}\r\n`;
  yield `Số dư đầu kỳ/Prior Statement;${grouped(opening)}\r\n\r\n`;
  yield 'Ngày/Date;Ghi chú/Remark;Nợ/Dr;Có/Cr;Số dư/Balance;Số tham chiếu/Ref. no\r\n';
  for (const { on, amount, text, balance, reference } of linesOf(lineCount)) {
    const sides = amount < 0 ? `${grouped(-amount)};` : `;${grouped(amount)}`;
    yield `${formatDay(on)};${text};${sides};${grouped(balance)};${reference}\r\n`;
  }
  yield `Số dư cuối ngày/Ending balance;;;;${grouped(closingOf(lineCount))};\r\n`;
}

function grouped(amount: number): string {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, '.');
}

function* mt940(lineCount: number): Iterable<string> {
  yield `{1:F01BFTVVNVXAXXX0000000000}{2:I940DSOATDNXXXXN}{4:\r\n:20:STM${swiftDay(lastDay)}\r\n`;
  yield `:25:${account}\r\n:28C:1/1\r\n`;
  yield `:60F:C${swiftDay(addDays(firstDay, -1))}VND${String(opening)},\r\n`;
  for (const { on, amount, text, reference } of linesOf(lineCount)) {
    const booked = swiftDay(on);
    const side = amount < 0 ? 'D' : 'C';
    const sum = `${String(Math.abs(amount))},`;
    yield `:61:${booked}${booked.slice(2)}${side}${sum}NTRFNONREF//${reference}\r\n`;
    yield `:86:${text.slice(0, 65)}\r\n${text.slice(65)}\r\n`;
  }
  yield `:62F:C${swiftDay(lastDay)}VND${String(closingOf(lineCount))},\r\n-}\r\n`;
}

function swiftDay(on: LocalDate): string {
  return on.slice(2).replaceAll('-', '');
}

function* camt053(lineCount: number): Iterable<string> {
  const made = `<CreDtTm>${addDays(lastDay, 1)}T02:00:00+07:00</CreDtTm>`;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>\n';
  yield `<GrpHdr><MsgId>STM1</MsgId>${made}</GrpHdr>\n<Stmt><Id>STM1</Id><ElctrncSeqNb>1</ElctrncSeqNb>${made}\n`;
  yield `<FrToDt><FrDtTm>${firstDay}T00:00:00+07:00</FrDtTm><ToDtTm>${lastDay}T23:59:59+07:00</ToDtTm></FrToDt>\n`;
  yield `<Acct><Id><Othr><Id>${account}</Id></Othr></Id><Ccy>VND</Ccy></Acct>\n`;
  yield balance('OPBD', opening, firstDay) + balance('CLBD', closingOf(lineCount), lastDay);
  for (const line of linesOf(lineCount)) yield camtEntry(line);
  yield '</Stmt></BkToCstmrStmt></Document>\n';
}

function camtEntry({ on, amount, text, reference }: BenchLine): string {
  return (
    `<Ntry>${camtSum(amount)}<Sts><Cd>BOOK</Cd></Sts>` +
    `<BookgDt><Dt>${on}</Dt></BookgDt><ValDt><Dt>${on}</Dt></ValDt>` +
    `<AcctSvcrRef>${reference}</AcctSvcrRef>` +
    '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>' +
    '<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>' +
    `<RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n`
  );
}

function balance(code: string, amount: number, on: LocalDate): string {
  return (
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${camtSum(amount)}` +
    `<Dt><Dt>${on}</Dt></Dt></Bal>\n`
  );
}

function camtSum(amount: number): string {
  const side = amount < 0 ? 'DBIT' : 'CRDT';
  return `<Amt Ccy="VND">${String(Math.abs(amount))}</Amt><CdtDbtInd>${side}</CdtDbtInd>`;
}
