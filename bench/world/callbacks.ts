// What the gateways say of the payments, in the order in which they say it: repeats, words that
// overtake one another, refunds before the success, and some that come days late.
import { createHmac } from 'node:crypto';
import { instantText } from '../../src/calendar.js';
import { merchantCodes, secrets } from './gateways.js';
import { randomFrom } from './random.js';
import type { Random } from './random.js';
import type { Status, World, WorldPayment } from './world.js';

/** One word of a gateway about one payment. */
export interface Callback {
  readonly payment: WorldPayment;
  readonly status: Status;
  /** The same on every repeat. */
  readonly id: string;
}

export interface Callbacks {
  /** In order of sending; some are repeated or overtaken by others. */
  readonly inTime: readonly Callback[];
  /** Delivered only after the statements have been imported. */
  readonly late: readonly Callback[];
}

/** A request as it goes over the wire. */
export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const callbackSeed = 0x5eed;

/** Every callback of a world. */
export function callbacksOf(world: World): Callbacks {
  const random = randomFrom(world.seed ^ callbackSeed);
  const inTime: (readonly [at: number, callback: Callback])[] = [];
  const late: Callback[] = [];
  for (const payment of world.payments) {
    for (const callback of wordsOn(random, payment)) {
      if (payment.late) late.push(callback);
      else inTime.push([payment.paidAt.getTime() + delayMs(random), callback]);
    }
  }
  inTime.sort(([one], [other]) => one - other);
  return { inTime: inTime.map(([, callback]) => callback), late };
}

function wordsOn(random: Random, payment: WorldPayment): readonly Callback[] {
  const word = (status: Status): Callback => ({
    payment,
    status,
    id: `${payment.gateway}-${payment.merchantRef}-${payment.gatewayTxnId ?? '0'}-${status}`,
  });
  const words = [word(payment.status)];
  if (payment.refund) words.push(word('succeeded'));
  if (payment.gatewayTxnId !== null && random.chance(0.05)) words.push(word('pending'));
  const shuffled = random.shuffled(words);
  const again = shuffled.filter(() => random.chance(0.04));
  return [...shuffled, ...again];
}

// Most arrive within the minute; a few wait in a queue for hours and are overtaken.
function delayMs(random: Random): number {
  return random.chance(0.05) ? random.between(1, 72) * 3_600_000 : random.between(1, 60) * 1000;
}

/**
 * The signed request of a callback.
 * @param sentAt instant of sending; the portal's signature covers it
 */
export function requestOf(callback: Callback, sentAt: Date): SignedRequest {
  switch (callback.payment.gateway) {
    case 'vnpay':
      return vnpayRequest(callback);
    case 'momo':
      return momoRequest(callback);
    case 'paygov-portal':
    case 'cong-tinh':
      return portalRequest(callback, sentAt, callback.payment.gateway);
  }
}

const vnpayCodes: Partial<Record<Status, readonly [response: string, state: string]>> = {
  succeeded: ['00', '00'],
  pending: ['00', '01'],
  cancelled: ['24', '02'],
  failed: ['51', '02'],
};

function vnpayRequest({ payment, status }: Callback): SignedRequest {
  const [responseCode, transactionStatus] = vnpayCodes[status] ?? ['99', '02'];
  const fields = {
    vnp_Amount: (payment.amount * 100n).toString(),
    vnp_BankCode: 'NCB',
    vnp_CardType: 'QRCODE',
    vnp_OrderInfo: orderInfo(payment),
    vnp_PayDate: instantText(payment.paidAt).replace(/\D/g, '').slice(0, 14),
    vnp_ResponseCode: responseCode,
    vnp_TmnCode: merchantCodes.vnpay,
    vnp_TransactionNo: payment.gatewayTxnId ?? '0',
    vnp_TransactionStatus: transactionStatus,
    vnp_TxnRef: payment.merchantRef,
  };
  const query = new URLSearchParams(fields).toString();
  const hash = createHmac('sha512', secrets.vnpay.hashSecret).update(query).digest('hex');
  const path = `/callbacks/vnpay?${query}&vnp_SecureHash=${hash}`;
  return { method: 'GET', path, headers: {}, body: '' };
}

const momoCodes: Partial<Record<Status, readonly [code: number, message: string]>> = {
  succeeded: [0, 'Successful.'],
  pending: [7000, 'Transaction is being processed.'],
  cancelled: [1006, 'Transaction denied by user.'],
  failed: [1001, 'Insufficient funds.'],
};

function momoRequest({ payment, status }: Callback): SignedRequest {
  const [resultCode, message] = momoCodes[status] ?? [99, 'Unknown error.'];
  const signed = {
    amount: Number(payment.amount),
    extraData: '',
    message,
    orderId: payment.merchantRef,
    orderInfo: orderInfo(payment),
    orderType: 'momo_wallet',
    partnerCode: merchantCodes.momo,
    payType: 'qr',
    requestId: `${payment.merchantRef}-r1`,
    responseTime: payment.paidAt.getTime(),
    resultCode,
    transId: Number(payment.gatewayTxnId),
  };
  const pairs = Object.entries(signed).map(([name, value]) => `${name}=${String(value)}`);
  const text = [`accessKey=${secrets.momo.accessKey}`, ...pairs].join('&');
  const signature = createHmac('sha256', secrets.momo.secretKey).update(text).digest('hex');
  const body = JSON.stringify({ ...signed, signature });
  const headers = { 'content-type': 'application/json; charset=UTF-8' };
  return { method: 'POST', path: '/callbacks/momo', headers, body };
}

function portalRequest(
  { payment, status, id }: Callback,
  sentAt: Date,
  name: 'paygov-portal' | 'cong-tinh',
): SignedRequest {
  const refunded = status === 'refunded' || status === 'partly_refunded' ? payment.refund : null;
  const body = JSON.stringify({
    type: `payment.${status}`,
    timestamp: sentAt.toISOString(),
    data: {
      gatewayTxnId: payment.gatewayTxnId,
      merchantRef: payment.merchantRef,
      ...(payment.dossierCode ? { dossierCode: payment.dossierCode } : {}),
      ...(payment.unitCode && !payment.ordered ? { unitCode: payment.unitCode } : {}),
      amount: payment.amount.toString(),
      currency: 'VND',
      paidAt: instantText(payment.paidAt),
      ...(refunded
        ? { refundedAmount: refunded.amount.toString(), refundedAt: instantText(refunded.at) }
        : {}),
    },
  });
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  const [secret] = secrets[name].signingSecrets;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
  return { method: 'POST', path: `/callbacks/${name}`, headers, body };
}

// Without an announced order the dossier code in it is all that names the unit.
function orderInfo(payment: WorldPayment): string {
  return `Thanh toan le phi ho so ${payment.dossierCode ?? payment.merchantRef}`;
}
