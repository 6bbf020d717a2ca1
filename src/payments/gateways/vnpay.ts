// VNPAY IPN: GET, signed query, amounts × 100, HTTP 200 always (gateways reference, section 5).
import type { PaymentStatus } from '../payment.js';
import type { Gateway, Merchant, RawRequest, Reading, Verdict } from './gateway.js';
import { isOthers, jsonAnswer, refused, secretOf } from './gateway.js';
import { amountOf, hmacHex, localTimeOf, sameHex } from './signature.js';

interface Pair {
  readonly raw: string;
  readonly key: string;
  readonly value: string;
}

const answers: Readonly<Record<Verdict | 'failure', readonly [code: string, message: string]>> = {
  accepted: ['00', 'Confirm Success'],
  'not-success': ['00', 'Confirm Success'],
  ignored: ['00', 'Confirm Success'],
  duplicate: ['02', 'Order already confirmed'],
  'second-payment': ['02', 'Order already confirmed'],
  'amount-mismatch': ['04', 'Invalid amount'],
  'unknown-order': ['01', 'Order not found'],
  'bad-signature': ['97', 'Fail checksum'],
  'wrong-merchant': ['97', 'Fail checksum'],
  stale: ['97', 'Fail checksum'],
  malformed: ['99', 'Unknown error'],
  failure: ['99', 'Unknown error'],
};

export const vnpay: Gateway = {
  kind: 'vnpay',
  merchantCodeOf: (request) => valueOf(pairsOf(request), 'vnp_TmnCode'),
  read: readMessage,
  answer: (verdict) => {
    const [RspCode, Message] = answers[verdict];
    return jsonAnswer(200, { RspCode, Message });
  },
};

function readMessage(request: RawRequest, merchant: Merchant): Reading {
  const pairs = pairsOf(request);
  const hash = valueOf(pairs, 'vnp_SecureHash');
  const signed = pairs.filter(
    ({ key }) => key !== 'vnp_SecureHash' && key !== 'vnp_SecureHashType',
  );
  const fits = merchant.secrets.some((secrets) =>
    textsOf(signed).some((text) =>
      sameHex(hmacHex('sha512', secretOf(secrets, 'hashSecret'), text()), hash),
    ),
  );
  if (!fits) return refused('bad-signature');
  if (isAmbiguous(pairs)) return refused('malformed');
  if (isOthers(valueOf(pairs, 'vnp_TmnCode'), merchant)) return refused('wrong-merchant');
  return understand(new Map(pairs.map(({ key, value }) => [key, value])));
}

function understand(fields: ReadonlyMap<string, string>): Reading {
  const merchantRef = fields.get('vnp_TxnRef') ?? '';
  const status = statusOf(fields.get('vnp_ResponseCode'), fields.get('vnp_TransactionStatus'));
  const hundredfold = amountOf(fields.get('vnp_Amount'));
  if (merchantRef === '' || merchantRef.length > 100 || !status || hundredfold === undefined) {
    return refused('malformed');
  }
  if (hundredfold % 100n !== 0n) return refused('amount-mismatch');
  const id = fields.get('vnp_TransactionNo') ?? '';
  const paidAt = localTimeOf(fields.get('vnp_PayDate'));
  const amount = hundredfold / 100n;
  return {
    kind: 'payment',
    message: {
      // "0" when the payment did not happen
      gatewayTxnId: /^0*$/.test(id) ? null : id.slice(0, 100),
      merchantRef,
      dossierCode: null,
      unitCode: null,
      orderInfo: fields.get('vnp_OrderInfo') ?? null,
      word: { status, amount, refundedAmount: null, paidAt, refundedAt: null },
    },
  };
}

/** Success needs both codes at 00: one official sample takes either, and books failures. */
function statusOf(response?: string, transaction?: string): PaymentStatus | undefined {
  if (!/^\d{2}$/.test(response ?? '')) return undefined;
  if (response === '24') return 'cancelled';
  // money taken, held as suspicious
  if (response === '07') return 'pending';
  if (response !== '00') return 'failed';
  if (transaction === '00') return 'succeeded';
  return transaction === '02' || transaction === '04' ? 'failed' : 'pending';
}

/** Only VNPAY's own name space; foreign parameters are neither signed nor read. */
function pairsOf(request: RawRequest): Pair[] {
  return request.rawQuery
    .split('&')
    .flatMap((raw) => pairOf(raw) ?? [])
    .filter(({ key }) => key.startsWith('vnp_'));
}

/** Null for nothing at all. Most pairs carry nothing escaped and need no parser. */
function pairOf(raw: string): Pair | null {
  const plain = /^([\w.-]+)=([\w.-]*)$/.exec(raw);
  const [key, value] = plain ? plain.slice(1) : ([...new URLSearchParams(raw)][0] ?? []);
  return key === undefined || value === undefined ? null : { raw, key, value };
}

/** The same key twice, nested keys, bytes that are no UTF-8: parsers differ in what they make of it. */
function isAmbiguous(pairs: readonly Pair[]): boolean {
  const keys = new Set(pairs.map(({ key }) => key));
  const isOdd = ({ key, value }: Pair) => !/^vnp_\w+$/.test(key) || value.includes('\uFFFD');
  return keys.size !== pairs.length || pairs.some(isOdd);
}

/**
 * The texts that VNPAY's own samples sign; they differ in what they escape and in empty values:
 * the pairs as they stand, only sorted; encoded anew without empty values; the same with them. Each
 * is made when the one before did not fit.
 */
function textsOf(pairs: readonly Pair[]): (() => string)[] {
  const sorted = [...pairs].sort((one, other) => (one.key < other.key ? -1 : 1));
  const encode = (some: readonly Pair[]): string =>
    new URLSearchParams(some.map(({ key, value }) => [key, value])).toString();
  return [
    () => sorted.map(({ raw }) => raw).join('&'),
    () => encode(sorted.filter(({ value }) => value !== '')),
    () => encode(sorted),
  ];
}

function valueOf(pairs: readonly Pair[], name: string): string | null {
  return pairs.find(({ key }) => key === name)?.value ?? null;
}
