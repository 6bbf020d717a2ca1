// Callbacks as bytes: every other one a VNPAY query, every other one a MoMo message, each signed as
// the gateway would and unlike every other.
import { requestOf } from '../world/callbacks.js';
import type { WorldPayment } from '../world/world.js';

export const gatewayNames = ['vnpay', 'momo'] as const;

/** Our reference in the callback of that number. */
export function referenceOf(number: number): string {
  return `DN26${String(number).padStart(9, '0')}`;
}

/** Amount of every order and payment. */
export const amount = 150_000n;

// a repetition says the same as before, to the millisecond
const paidAt = new Date('2026-05-04T09:15:27+07:00');

/** The request of that number, as it goes over the wire. */
export function bytesOf(number: number): Buffer {
  const payment: WorldPayment = {
    gateway: gatewayNames[number % 2] ?? 'vnpay',
    gatewayTxnId: String(4_000_000_000 + number),
    merchantRef: referenceOf(number),
    dossierCode: null,
    unitCode: null,
    ordered: true,
    amount,
    feeItems: [],
    status: 'succeeded',
    paidAt,
    refund: null,
    late: false,
    expected: { settlement: null, why: '' },
  };
  const callback = { payment, status: 'succeeded', id: referenceOf(number) } as const;
  const { method, path, headers, body } = requestOf(callback, payment.paidAt);
  const length = Buffer.byteLength(body);
  const given = Object.entries({
    host: '127.0.0.1',
    'user-agent': 'gateway/1.0',
    accept: '*/*',
    ...headers,
    ...(length > 0 ? { 'content-length': String(length) } : {}),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${given.join('')}\r\n${body}`);
}
