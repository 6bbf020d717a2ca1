// VietQR (NAPAS, format 1.0 of 09/2021): the text inside the code that a banking app scans to fill in
// a transfer. Fields are tag, two-digit length, value; the last is a CRC over everything before it.
import type { Money } from '../money.js';
import { qrSvg } from '../qr-svg.js';
import { crc16, readFields, type Field, type Unreadable } from './vietqr-fields.js';

/** What a code says. Absent parts are null, as a bank's app would leave them to the payer. */
export interface VietQrFields {
  readonly bankBin: string;
  readonly accountNumber: string;
  readonly isCard: boolean;
  readonly amount: Money | null;
  readonly purpose: string | null;
  readonly billNumber: string | null;
  readonly reference: string | null;
  readonly merchantName: string | null;
  readonly city: string | null;
}

/** What is asked for; only bank and account are needed. */
export type VietQrRequest = Pick<VietQrFields, 'bankBin' | 'accountNumber'> & Partial<VietQrFields>;

export type VietQrReading = { readonly kind: 'ok'; readonly fields: VietQrFields } | Unreadable;

const napas = 'A000000727';
const toAccount = 'QRIBFTTA';
const toCard = 'QRIBFTTC';

/** Most characters of the fields that carry free text; the purpose is what a bank passes on. */
export const purposeCharsMax = 25;
const billCharsMax = 25;
const nameCharsMax = 25;
const cityCharsMax = 15;
const amountDigitsMax = 13;
const accountCharsMax = 19;

/**
 * The text of a code. Codes with an amount are dynamic, those without are static.
 * @throws RangeError where a value has not the form or length of its field; it is named, not shown
 */
export function encodeVietQr(request: VietQrRequest): string {
  const { amount = null, isCard = false } = request;
  const account = field('00', bin(request.bankBin)) + field('01', number(request.accountNumber));
  const additional =
    optional('01', request.billNumber, billCharsMax) +
    optional('05', request.reference, billCharsMax) +
    optional('08', request.purpose, purposeCharsMax);
  const body = [
    field('00', '01'),
    field('01', amount === null ? '11' : '12'),
    field(
      '38',
      field('00', napas) + field('01', account) + field('02', isCard ? toCard : toAccount),
    ),
    field('53', '704'),
    amount === null ? '' : field('54', amountText(amount)),
    field('58', 'VN'),
    optional('59', request.merchantName, nameCharsMax),
    optional('60', request.city, cityCharsMax),
    additional === '' ? '' : field('62', additional),
    '6304',
  ].join('');
  return body + crc16(body);
}

function field(tag: string, value: string): string {
  return `${tag}${String(value.length).padStart(2, '0')}${value}`;
}

function optional(tag: string, value: string | null | undefined, charsMax: number): string {
  if (value === null || value === undefined || value === '') return '';
  if (value.length > charsMax || !/^[ -~]+$/.test(value)) {
    throw new RangeError(`VietQR field ${tag} takes 1 to ${charsMax} characters without marks`);
  }
  return field(tag, value);
}

function bin(text: string): string {
  if (!/^\d{6}$/.test(text)) throw new RangeError('VietQR takes a BIN of 6 digits');
  return text;
}

function number(text: string): string {
  if (text.length <= accountCharsMax && /^[0-9A-Za-z]+$/.test(text)) return text;
  throw new RangeError(
    `VietQR takes an account number of 1 to ${accountCharsMax} letters or digits`,
  );
}

function amountText(amount: Money): string {
  const text = amount.toString();
  if (amount > 0n && text.length <= amountDigitsMax) return text;
  throw new RangeError(`VietQR takes an amount above 0 of at most ${amountDigitsMax} digits`);
}

/** Reads a code strictly; whatever is wrong is named with its place, and nothing throws. */
export function decodeVietQr(text: string): VietQrReading {
  if (!/^[ -~]*$/.test(text)) return unreadable('', 'holds a character that is no plain ASCII');
  const whole = readFields(text, '');
  if (whole.kind === 'unreadable') return whole;
  const wrong = wrongFrame(text, whole.fields);
  if (wrong) return wrong;
  const transfer = whole.fields.get('38');
  if (!transfer) return unreadable('38', 'is missing: it names the bank and the account');
  return readTransfer(transfer.value, whole.fields);
}

function wrongFrame(text: string, fields: ReadonlyMap<string, Field>): Unreadable | undefined {
  const [first] = fields.values();
  const last = [...fields.values()].at(-1);
  if (first?.tag !== '00' || first.value !== '01') return unreadable('00', 'must come first as 01');
  if (last?.tag !== '63' || last.value.length !== 4) {
    return unreadable('63', 'must come last with a checksum of 4 characters');
  }
  if (last.value !== crc16(text.slice(0, -4))) {
    return unreadable('63', 'is not the checksum of what stands before it');
  }
  if (!['11', '12'].includes(fields.get('01')?.value ?? '11')) {
    return unreadable('01', 'is neither 11 (static) nor 12 (dynamic)');
  }
  if (fields.get('53')?.value !== '704') return unreadable('53', 'is not 704, the đồng');
  if (fields.get('58')?.value !== 'VN') return unreadable('58', 'is not VN');
  return undefined;
}

function readTransfer(text: string, fields: ReadonlyMap<string, Field>): VietQrReading {
  const transfer = readFields(text, '38');
  if (transfer.kind === 'unreadable') return transfer;
  if (transfer.fields.get('00')?.value !== napas) return unreadable('38.00', `is not ${napas}`);
  const service = transfer.fields.get('02')?.value ?? toAccount;
  if (service !== toAccount && service !== toCard) {
    return unreadable('38.02', `is neither ${toAccount} nor ${toCard}`);
  }
  const account = readFields(transfer.fields.get('01')?.value ?? '', '38.01');
  if (account.kind === 'unreadable') return account;
  const bankBin = account.fields.get('00')?.value ?? '';
  if (!/^\d{6}$/.test(bankBin)) return unreadable('38.01.00', 'is no BIN of 6 digits');
  const accountNumber = account.fields.get('01')?.value ?? '';
  if (!/^[0-9A-Za-z]{1,19}$/.test(accountNumber)) {
    return unreadable(
      '38.01.01',
      `is no account number of 1 to ${accountCharsMax} letters or digits`,
    );
  }
  const amount = fields.get('54')?.value ?? null;
  if (amount !== null && !/^[1-9]\d{0,12}$/.test(amount)) {
    return unreadable('54', `is no whole amount of at most ${amountDigitsMax} digits`);
  }
  const additional = readFields(fields.get('62')?.value ?? '', '62');
  if (additional.kind === 'unreadable') return additional;
  const said = (tag: string): string | null => additional.fields.get(tag)?.value ?? null;
  return {
    kind: 'ok',
    fields: {
      bankBin,
      accountNumber,
      isCard: service === toCard,
      amount: amount === null ? null : BigInt(amount),
      purpose: said('08'),
      billNumber: said('01'),
      reference: said('05'),
      merchantName: fields.get('59')?.value ?? null,
      city: fields.get('60')?.value ?? null,
    },
  };
}

function unreadable(place: string, because: string): Unreadable {
  return { kind: 'unreadable', place, because };
}

/** The code as a picture; it is printed and photographed, so a sixth of it may be spoilt. */
export function vietQrSvg(text: string): Promise<string> {
  return qrSvg(text, 'M');
}
