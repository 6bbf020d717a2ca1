// Builds statement files in the formats that tests import, from one list of entries.
import { addDays, type LocalDate } from '../../src/calendar.js';

export interface Entry {
  readonly on: LocalDate;
  readonly amount: bigint;
  readonly reference?: string;
  readonly text?: string;
}

const sum = (entries: readonly Entry[]): bigint =>
  entries.reduce((total, entry) => total + entry.amount, 0n);

const sixDigits = (day: LocalDate): string => day.slice(2).replaceAll('-', '');

const mark = (amount: bigint): string => (amount < 0n ? 'D' : 'C');

const magnitude = (amount: bigint): string => String(amount < 0n ? -amount : amount);

export interface Mt940 {
  readonly account?: string;
  readonly number?: string;
  readonly openedOn: LocalDate;
  readonly closedOn: LocalDate;
  readonly opening?: bigint;
  readonly entries: readonly Entry[];
  /** `M` for an intermediate balance. */
  readonly ends?: readonly [opening: 'F' | 'M', closing: 'F' | 'M'];
  readonly currency?: string;
}

/** One MT940 message. */
export function mt940Of(statement: Mt940): string {
  const { account = '1012345678', number = '1', opening = 0n, entries } = statement;
  const { ends = ['F', 'F'], currency = 'VND' } = statement;
  const closing = opening + sum(entries);
  const lines = entries.flatMap(({ on, amount, reference = 'R', text = '' }) => {
    const day = `${sixDigits(on)}${sixDigits(on).slice(2)}`;
    const entry = `:61:${day}${mark(amount)}${magnitude(amount)},NTRFNONREF//${reference}`;
    return text === '' ? [entry] : [entry, `:86:${text}`];
  });
  const balance = (amount: bigint, day: LocalDate): string =>
    `${mark(amount)}${sixDigits(day)}${currency}${magnitude(amount)},`;
  return [
    ':20:STARTUMS',
    `:25:${account}`,
    `:28C:${number}`,
    `:60${ends[0]}:${balance(opening, statement.openedOn)}`,
    ...lines,
    `:62${ends[1]}:${balance(closing, statement.closedOn)}`,
    '-',
    '',
  ].join('\n');
}

export interface SheetFile {
  readonly account?: string;
  readonly title?: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly opening?: bigint;
  readonly entries: readonly Entry[];
  /** Another layout: other columns in another order, references of its own. */
  readonly layout?: 'A' | 'B';
}

/** A CSV sheet of a bank, with balances. */
export function sheetOf(sheet: SheetFile): string {
  const { account = '1012345678', title = 'SAO KÊ TÀI KHOẢN', opening = 0n, entries } = sheet;
  const isA = (sheet.layout ?? 'A') === 'A';
  const columns = isA
    ? ['Ngày giao dịch', 'Số tham chiếu', 'Ghi nợ', 'Ghi có', 'Mô tả']
    : ['Ngày hạch toán', 'Diễn giải', 'Số CT', 'Phát sinh nợ', 'Phát sinh có'];
  const rows = entries.map(({ on, amount, reference = 'R', text = '' }) => {
    const debit = amount < 0n ? magnitude(amount) : '';
    const credit = amount < 0n ? '' : magnitude(amount);
    return isA
      ? [on, reference, debit, credit, text]
      : [on, `ND ${text}`, `B${reference}`, debit, credit];
  });
  return [
    [title],
    ['Số tài khoản', account],
    ['Loại tiền', 'VND'],
    ['Từ ngày', sheet.from, 'Đến ngày', sheet.to],
    ['Số dư đầu kỳ', String(opening)],
    columns,
    ...rows,
    ['Số dư cuối kỳ', String(opening + sum(entries))],
    [''],
  ]
    .map((cells) => cells.join(';'))
    .join('\n');
}

/** The messages of a day cut into stretches, numbered on. */
export function dailyMt940(
  day: LocalDate,
  stretches: readonly (readonly Entry[])[],
  { number, opening }: { readonly number: number; readonly opening: bigint },
): string[] {
  let balance = opening;
  return stretches.map((entries, index) => {
    const text = mt940Of({
      number: String(number + index),
      openedOn: index === 0 ? addDays(day, -1) : day,
      closedOn: day,
      opening: balance,
      entries,
    });
    balance += sum(entries);
    return text;
  });
}

export interface Camt {
  readonly kind: '052' | '053' | '054';
  readonly version?: string;
  readonly account?: string;
  /** 053 only; the days from and to. */
  readonly days?: readonly [LocalDate, LocalDate];
  readonly opening?: bigint;
  readonly entries: readonly (Entry & { readonly status?: 'BOOK' | 'PDNG' })[];
  /** Of the statement, before its account. */
  readonly more?: string;
}

const camtNames = {
  '052': ['BkToCstmrAcctRpt', 'Rpt'],
  '053': ['BkToCstmrStmt', 'Stmt'],
  '054': ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'],
} as const;

/** One camt message; only a statement (053) prints balances. */
export function camtOf(message: Camt): string {
  const { kind, version = '08', account = '1012345678', opening = 0n, entries } = message;
  const [root, statement] = camtNames[kind];
  const booked = entries.filter(({ status = 'BOOK' }) => status === 'BOOK');
  const balance = (code: string, amount: bigint): string =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="VND">${magnitude(amount)}</Amt>` +
    `<CdtDbtInd>${amount < 0n ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>2026-05-20</Dt></Dt></Bal>`;
  const balances =
    kind === '053' ? balance('OPBD', opening) + balance('CLBD', opening + sum(booked)) : '';
  const [from, to] = message.days ?? [];
  const period =
    from === undefined ? '' : `<FrToDt><FrDt>${from}</FrDt><ToDt>${to ?? from}</ToDt></FrToDt>`;
  const isCoded = Number(version) >= 8;
  const rows = entries.map(({ on, amount, reference = 'R', text = '', status = 'BOOK' }) => {
    const side = amount < 0n ? 'DBIT' : 'CRDT';
    return (
      `<Ntry><Amt Ccy="VND">${magnitude(amount)}</Amt><CdtDbtInd>${side}</CdtDbtInd>` +
      `<Sts>${isCoded ? `<Cd>${status}</Cd>` : status}</Sts><BookgDt><Dt>${on}</Dt></BookgDt>` +
      `<AcctSvcrRef>${reference}</AcctSvcrRef><AddtlNtryInf>${text}</AddtlNtryInf></Ntry>`
    );
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${kind}.001.${version}"><${root}>
<GrpHdr><MsgId>M</MsgId><CreDtTm>2026-05-20T10:00:00+07:00</CreDtTm></GrpHdr>
<${statement}><Id>S1</Id>${message.more ?? ''}${period}
<Acct><Id><Othr><Id>${account}</Id></Othr></Id><Ccy>VND</Ccy></Acct>${balances}
${rows.join('\n')}</${statement}></${root}></Document>`;
}

/** One MT942 report of a running day. */
export function mt942Of(report: { readonly account?: string; readonly entries: readonly Entry[] }) {
  const { account = '1012345678', entries } = report;
  const whole = mt940Of({ account, openedOn: '2026-05-19', closedOn: '2026-05-20', entries });
  const credits = entries.filter(({ amount }) => amount > 0n);
  const debits = entries.filter(({ amount }) => amount < 0n);
  const total = (of: readonly Entry[]) => `${String(of.length)}VND${magnitude(sum(of))},`;
  return whole
    .replace(/:60F:.*/, ':34F:VND0,\n:13D:2605201000+0700')
    .replace(/:62F:.*/, `:90D:${total(debits)}\n:90C:${total(credits)}`);
}
