// A statement as ISO 20022 camt.053.001.08, made by the bank in the night after its last day.
import { addDays } from '../../../src/calendar.js';
import { absMoney } from '../../../src/money.js';
import type { Money } from '../../../src/money.js';
import type { LedgerLine, StatementFile } from '../world.js';

export function camt053(file: StatementFile): string {
  const { account, period, opening, closing, lines, number } = file;
  const made = `${addDays(period.to, 1)}T02:00:00+07:00`;
  const id = `STM-${account.number}-${String(number)}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>',
    `<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${made}</CreDtTm></GrpHdr>`,
    `<Stmt><Id>${id}</Id><ElctrncSeqNb>${String(number)}</ElctrncSeqNb>`,
    `<CreDtTm>${made}</CreDtTm>`,
    `<FrToDt><FrDtTm>${period.from}T00:00:00+07:00</FrDtTm>`,
    `<ToDtTm>${period.to}T23:59:59+07:00</ToDtTm></FrToDt>`,
    `<Acct><Id><Othr><Id>${account.number}</Id></Othr></Id><Ccy>VND</Ccy>`,
    `<Nm>${escape(account.holder)}</Nm></Acct>`,
    balance('OPBD', opening, period.from),
    balance('CLBD', closing, period.to),
    ...lines.map(entry),
    '</Stmt></BkToCstmrStmt></Document>',
    '',
  ].join('\n');
}

function balance(code: string, amount: Money, on: string): string {
  return (
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${sum(amount)}` +
    `<Dt><Dt>${on}</Dt></Dt></Bal>`
  );
}

function entry(line: LedgerLine): string {
  const remittance = (line.narrative.match(/.{1,140}/gu) ?? [])
    .map((part) => `<Ustrd>${escape(part)}</Ustrd>`)
    .join('');
  return [
    `<Ntry>${sum(line.amount)}<Sts><Cd>BOOK</Cd></Sts>`,
    `<BookgDt><Dt>${line.bookedOn}</Dt></BookgDt><ValDt><Dt>${line.bookedOn}</Dt></ValDt>`,
    `<AcctSvcrRef>${line.bankRef}</AcctSvcrRef>`,
    '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn></BkTxCd>',
    '<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>',
    `<RmtInf>${remittance}</RmtInf></TxDtls></NtryDtls></Ntry>`,
  ].join('');
}

function sum(amount: Money): string {
  const side = amount < 0n ? 'DBIT' : 'CRDT';
  return `<Amt Ccy="VND">${absMoney(amount).toString()}</Amt><CdtDbtInd>${side}</CdtDbtInd>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
