// The words by which Vietnamese banks (and the public samples' banks) name columns, normalised:
// no marks, lower case, letters only, bilingual labels split at `/`.
import { plainText } from '../narrative.js';

export type ColumnRole =
  | 'posting'
  | 'transaction'
  | 'requested'
  | 'value'
  | 'debit'
  | 'credit'
  | 'amount'
  | 'sign'
  | 'kind'
  | 'fee'
  | 'vat'
  | 'balance'
  | 'description'
  | 'reference'
  | 'counterparty'
  | 'account'
  | 'currency';

const columnWords: Readonly<Record<ColumnRole, string>> = {
  posting:
    'ngay hach toan|ngay ghi so|posting date|accounting date|booking date|buchungstag|fecha contable',
  transaction:
    'ngay giao dich|ngay gd|ngay phat sinh|thoi gian giao dich|thoi gian|ngay gio giao dich|ngay gio gd|ngay gio|thoi diem giao dich|ngay thang|ngay thang nam|transaction date|transaction time|tnx date|txn date|trans date|ngay|date|datum|fecha',
  requested: 'ngay kh thuc hien|ngay thuc hien|ngay chung tu|ngay ct|requesting date',
  value:
    'ngay hieu luc|ngay gia tri|effective date|efd date|value date|valuta|wertstellung|ngay hieu luc efd date',
  debit:
    'ghi no|so tien ghi no|phat sinh no|so phat sinh no|ps no|ps giam|ps giam no|no|no debit|no dr|so tien no|rut ra|tien rut ra|so tien rut ra|tien ra|debit|dr|debit amount|withdrawal|withdrawals|paid out|money out|so tien chi|so tien ra|so tien rut',
  credit:
    'ghi co|so tien ghi co|phat sinh co|so phat sinh co|ps co|ps tang|ps tang co|co|co credit|co cr|so tien co|gui vao|tien gui vao|so tien gui vao|tien vao|credit|cr|credit amount|deposit|deposits|paid in|money in|so tien thu|so tien vao|so tien gui',
  amount: 'so tien|so tien giao dich|so tien gd|amount|transaction amount|betrag|montant|importe',
  sign: 'thay doi|d c|c d|dr cr|cr dr|no co|ghi no ghi co|debit credit|loai giao dich no co|tang giam|thu chi|tien vao tien ra',
  kind: 'loai giao dich|loai gd|loai phat sinh|kieu giao dich|transaction type|type',
  fee: 'phi|fee|phi giao dich|lai fee',
  vat: 'thue|vat|transaction vat|thue vat',
  balance:
    'so du|so du tk|so du tai khoan|so du sau giao dich|so du sau gd|so du luy ke|so du cuoi|so du kha dung|ton|so ton|balance|ledger balance|available balance|closing balance|account balance|running balance|solde|saldo',
  description:
    'mo ta|mo ta giao dich|dien giai|noi dung|noi dung giao dich|noi dung chi tiet|noi dung chuyen khoan|noi dung thanh toan|ghi chu|remark|remarks|description|details|transaction description|transactions in detail|narrative|label|noi dung gd|noi dung ck|dien giai giao dich|chi tiet giao dich|transaction details|particulars|narration|thong tin giao dich|mo ta chi tiet|dien giai chi tiet|ly do|verwendungszweck|libelle|concepto',
  reference:
    'so tham chieu|so but toan|but toan|so ct|so chung tu|chung tu so|so gd|so giao dich|ma giao dich|ma gd|ma tham chieu|doc no|ref no|ref|reference|reference number|reference no|transaction number|transaction no|transaction id|transaction reference|transaction ref|so tham chieu giao dich|ma but toan|ma chung tu|so hieu chung tu',
  counterparty:
    'ten tai khoan doi ung|ten doi ung|ten tk doi ung|ten doi tac|doi tac|ten tai khoan doi tac|ten nguoi thu huong|ten nguoi chuyen|nguoi chuyen|nguoi thu huong|remitter s account name|corresponsive name|counterparty|counterparty name|partner name',
  account: 'account|so tai khoan|account number',
  currency: 'currency|ccy|loai tien',
};

const roleOfWord = new Map<string, ColumnRole>();
for (const role of Object.keys(columnWords) as ColumnRole[]) {
  for (const word of columnWords[role].split('|')) roleOfWord.set(word, role);
}

/** Words that make a column a mere row number, although `No.` reads like `Nợ`. */
const rowNumberWords = new Set(['stt', 'stt no', 'tt', 'so thu tu']);

/** Texts longer than this are no labels. */
const labelCharsMax = 120;

/** Labels repeat on every page of a file, and words are slow to compare. */
function remembered<T>(none: T, read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (text.length > labelCharsMax) return none;
    const found = known.get(text);
    if (found !== undefined) return found;
    const said = read(text);
    if (known.size >= rememberedMax) known.clear();
    known.set(text, said);
    return said;
  };
}

const rememberedMax = 5_000;

/** Lower case, no marks, letters only; `/` kept as the divider of bilingual labels. */
export function labelText(text: string): string {
  return plainText(text)
    .toLowerCase()
    .replace(/[^\p{L}/]+/gu, ' ')
    .replace(/ ?\/ ?/g, '/')
    .trim();
}

/** The languages of a label: `Nợ/ Debit` is `no` and `debit`. */
export function labelParts(text: string): string[] {
  return labelText(text)
    .split('/')
    .map((part) => part.replace(/ vnd$/, '').trim())
    .filter((part) => part !== '');
}

/** What a column of this label holds; a bank may put two things in one (`Ngày/ Số CT`). */
export const columnRoles = remembered<ReadonlySet<ColumnRole>>(new Set(), (label) => {
  const parts = labelParts(label);
  const whole = parts.join(' ');
  if (parts.some((part) => rowNumberWords.has(part))) return new Set();
  if (label.replace(/\s/g, '') === '+/-' || roleOfWord.get(whole) === 'sign')
    return new Set(['sign']);
  const found = [whole, ...parts].map((part) => roleOfWord.get(part));
  return new Set(found.filter((role) => role !== undefined));
});

/** What a row or a cell of the frame around a table says. */
export type FrameLabel =
  | 'account'
  | 'currency'
  | 'opening'
  | 'closing'
  | 'debits'
  | 'credits'
  | 'fees'
  | 'vat'
  | 'total'
  | 'carried'
  | 'running total'
  | 'printed';

// Tried in this order, on any part of a label.
const frameWords: readonly (readonly [FrameLabel | 'none', RegExp])[] = [
  [
    'none',
    /^(so (tai khoan|tk) cu|old account.*|so du (hien tai|kha dung).*|(actual|available) .*)$/,
  ],
  ['running total', /^(luy ke.*|cong luy ke.*|doanh so (thang|nam).*|year to date.*)$/],
  [
    // sums of a day or page within the table, and what a page takes over from the one before
    'carried',
    /^((cong|tong)( cong)? (ngay|trang|phat sinh (trong )?(ngay|trang))|(cong|so du) ?(mang sang|chuyen sang|chuyen trang|trang truoc.*)|(mang|chuyen) sang( trang( sau)?)?|(balance )?(brought|carried) forward|(page|daily) total|sub ?total)$/,
  ],
  [
    'opening',
    /^(so du dau( ky| ngay| thang)?|ton dau( ky)?|so du ky truoc|(opening|starting|beginning|previous) balance)$/,
  ],
  [
    'closing',
    /^(so du cuoi( ky| ngay| thang)?|ton cuoi( ky)?|(closing|ending|end of day) balance)$/,
  ],
  ['debits', /^(tong (so tien )?(ghi no|phat sinh no|ps no|no)|total debits?|debit total)$/],
  ['credits', /^(tong (so tien )?(ghi co|phat sinh co|ps co|co)|total credits?|credit total)$/],
  ['fees', /^(tong phi|total fees?)$/],
  ['vat', /^(tong vat|tong thue|total vat)$/],
  [
    'total',
    /^(tong( so| cong)?( phat sinh)?|cong( phat sinh)?( trong ky)?|(doanh so|total)( trong ky)?|total|grand total)$/,
  ],
  [
    'currency',
    /^(loai tien( te)?|dong tien|tien te|currency|ccy|don vi( tien)? tinh|don vi tien te)$/,
  ],
  [
    'printed',
    /^(ngay|thoi (gian|diem)|gio) (in|lap|tao|xuat)( .*)?$|^(in luc|print(ed)?( date| time| on| at)?)$/,
  ],
  [
    'account',
    /^((so )?(tai khoan|tk)( so)?( thanh toan| tien gui)?|account( number| no)?|so hieu tai khoan)$/,
  ],
];

/** What a label in the frame means; some banks put several into one cell (`Số TK/Loại tiền`). */
export const frameLabels = remembered<readonly FrameLabel[]>([], (text) => {
  const found = new Set<FrameLabel | 'none'>();
  for (const part of labelParts(text)) {
    const entry = frameWords.find(([, words]) => words.test(part));
    if (entry) found.add(entry[0]);
  }
  return found.has('none') ? [] : ([...found] as FrameLabel[]);
});
