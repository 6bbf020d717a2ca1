// A callback as each gateway would send it, signed with the account's own secrets: to try whether
// the secrets and our reading fit. It is never sent over the wire and never stored.
import { createHash } from 'node:crypto';
import { instantText } from '../calendar.js';
import { webhookKey, webhookSignature } from '../standard-webhook.js';
import { secretOf, type RawRequest } from './gateways/gateway.js';
import { hmacHex, localTimeText } from './gateways/signature.js';
import type { Secrets } from './profile.js';

/** What the message says; a sum that no fee has. */
export const trialAmount = 123_457;

export interface Trial {
  readonly merchantCode: string;
  readonly secrets: Secrets;
  readonly reference: string;
  readonly at: Date;
}

type Writer = (trial: Trial) => RawRequest;

/** The signed request; undefined for a kind whose callbacks are not served. */
export function trialMessage(kind: string, trial: Trial): RawRequest | undefined {
  const write = Object.hasOwn(writers, kind) ? writers[kind] : undefined;
  return write?.(trial);
}

/** The same after somebody had a hand in it: another sum, or a token that is not ours. */
export function forgedMessage(request: RawRequest): RawRequest {
  const other = (text: string): string =>
    text.replaceAll(String(trialAmount), String(trialAmount + 1));
  const headers = Object.entries(request.headers).map(([name, value]) =>
    name === 'authorization' || name === 'secure-token' ? [name, `${value}0`] : [name, value],
  );
  return {
    ...request,
    rawQuery: other(request.rawQuery),
    headers: Object.fromEntries(headers) as RawRequest['headers'],
    body: Buffer.from(other(request.body.toString('utf8'))),
  };
}

function posted(body: object | string, headers: RawRequest['headers'] = {}): RawRequest {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { method: 'POST', rawQuery: '', headers, body: Buffer.from(text) };
}

const pairsOf = (fields: Readonly<Record<string, string | number>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join('&');

function printedTime(at: Date): string {
  return instantText(at).slice(0, 19).replace('T', ' ');
}

const vnpay: Writer = ({ merchantCode, secrets, reference, at }) => {
  const query = new URLSearchParams({
    vnp_Amount: String(trialAmount * 100),
    vnp_OrderInfo: reference,
    vnp_PayDate: localTimeText(at),
    vnp_ResponseCode: '00',
    vnp_TmnCode: merchantCode,
    vnp_TransactionNo: '99999999',
    vnp_TransactionStatus: '00',
    vnp_TxnRef: reference,
  }).toString();
  const hash = hmacHex('sha512', secretOf(secrets, 'hashSecret'), query);
  const rawQuery = `${query}&vnp_SecureHash=${hash}`;
  return { method: 'GET', rawQuery, headers: {}, body: Buffer.alloc(0) };
};

const momo: Writer = ({ merchantCode, secrets, reference, at }) => {
  const fields = {
    amount: trialAmount,
    extraData: '',
    message: 'Successful.',
    orderId: reference,
    orderInfo: reference,
    orderType: 'momo_wallet',
    partnerCode: merchantCode,
    payType: 'qr',
    requestId: reference,
    responseTime: at.getTime(),
    resultCode: 0,
    transId: 99_999_999,
  };
  const text = `accessKey=${secretOf(secrets, 'accessKey')}&${pairsOf(fields)}`;
  return posted({ ...fields, signature: hmacHex('sha256', secretOf(secrets, 'secretKey'), text) });
};

const paygov: Writer = ({ merchantCode, secrets, reference, at }) => {
  const fields = {
    LoaiBanTin: 'CONFIRM',
    MaLoi: '00',
    MaDoiTac: merchantCode,
    MaThamChieu: reference,
    SoTien: trialAmount,
    MaTienTe: 'VND',
    MaGiaoDich: '99999999',
    MaNganHang: 'THU',
    ThoiGianGD: localTimeText(at),
    ThongTinGiaoDich: reference,
  };
  const text = [...Object.values(fields), secretOf(secrets, 'secretKey')].join('|');
  const MaXacThuc = createHash('sha256').update(text, 'utf8').digest('hex');
  return posted({ ...fields, MaXacThuc });
};

const zalopay: Writer = ({ merchantCode, secrets, reference, at }) => {
  const data = JSON.stringify({
    app_id: merchantCode,
    app_trans_id: reference,
    amount: trialAmount,
    zp_trans_id: 99_999_999,
    server_time: at.getTime(),
  });
  const mac = hmacHex('sha256', secretOf(secrets, 'key2'), data);
  return posted({ data, mac, type: 1 });
};

const payos: Writer = ({ secrets, reference, at }) => {
  const data = {
    amount: trialAmount,
    code: '00',
    currency: 'VND',
    description: reference,
    // digits only
    orderCode: Number(reference.replace(/\D/g, '')),
    reference,
    transactionDateTime: printedTime(at),
  };
  const signature = hmacHex('sha256', secretOf(secrets, 'checksumKey'), pairsOf(data));
  return posted({ code: '00', data, signature });
};

const sepay: Writer = ({ secrets, reference, at }) => {
  const body = JSON.stringify({
    id: 99_999_999,
    transactionDate: printedTime(at),
    code: reference,
    content: reference,
    transferType: 'in',
    transferAmount: trialAmount,
  });
  const apiKey = secretOf(secrets, 'apiKey');
  if (apiKey !== '') return posted(body, { authorization: `Apikey ${apiKey}` });
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const digest = hmacHex('sha256', secretOf(secrets, 'webhookSecret'), `${timestamp}.${body}`);
  const signed = { 'x-sepay-timestamp': timestamp, 'x-sepay-signature': `sha256=${digest}` };
  return posted(body, signed);
};

const casso: Writer = ({ secrets, reference, at }) => {
  // its keys stand in the order of the alphabet, as the signature wants them
  const movement = {
    amount: trialAmount,
    description: reference,
    id: 99_999_999,
    reference,
    transactionDateTime: printedTime(at),
  };
  const token = secretOf(secrets, 'secureToken');
  if (token !== '') return posted({ data: [movement], error: 0 }, { 'secure-token': token });
  const body = JSON.stringify({ data: movement, error: 0 });
  const time = String(at.getTime());
  const digest = hmacHex('sha512', secretOf(secrets, 'checksumKey'), `${time}.${body}`);
  return posted(body, { 'x-casso-signature': `t=${time},v1=${digest}` });
};

const generic: Writer = ({ secrets, reference, at }) => {
  const request = posted({
    type: 'payment.succeeded',
    timestamp: instantText(at),
    data: {
      gatewayTxnId: reference,
      merchantRef: reference,
      amount: String(trialAmount),
      currency: 'VND',
      paidAt: instantText(at),
    },
  });
  const [secret = ''] = secrets['signingSecrets'] ?? [];
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const message = { id: reference, timestamp, body: request.body };
  return {
    ...request,
    headers: {
      'webhook-id': reference,
      'webhook-timestamp': timestamp,
      'webhook-signature': webhookSignature(webhookKey(secret), message),
    },
  };
};

const writers: Readonly<Record<string, Writer>> = {
  vnpay,
  momo,
  paygov,
  zalopay,
  payos,
  sepay,
  casso,
  generic,
};
