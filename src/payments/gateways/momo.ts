// MoMo AIO v2 IPN: POST JSON, HMAC over named fields, answered 204 (gateways reference, section 6).
import type { PaymentStatus } from '../payment.js';
import type { Answer, Gateway, Merchant, RawRequest, Reading, Verdict } from './gateway.js';
import { isOthers, refused, secretOf } from './gateway.js';
import { type JsonObject, readJsonObject, scalarOf } from './lossless-json.js';
import { amountOf, epochMsOf, hmacHex, sameHex } from './signature.js';

// `accessKey` comes first in the signed text and is not in the body
const signedFields = [
  'amount',
  'extraData',
  'message',
  'orderId',
  'orderInfo',
  'orderType',
  'partnerCode',
  'payType',
  'requestId',
  'responseTime',
  'resultCode',
  'transId',
] as const;

export const momo: Gateway = {
  kind: 'momo',
  merchantCodeOf: (request) => {
    const body = readJsonObject(request.body);
    return body ? scalarOf(body, 'partnerCode') : null;
  },
  read: readMessage,
  answer,
};

function readMessage(request: RawRequest, merchant: Merchant): Reading {
  const body = readJsonObject(request.body);
  if (!body) return refused('bad-signature');
  const fields = signedFields.map((name) => `${name}=${scalarOf(body, name) ?? ''}`).join('&');
  const fits = merchant.secrets.some((secrets) => {
    const text = `accessKey=${secretOf(secrets, 'accessKey')}&${fields}`;
    return sameHex(hmacHex('sha256', secretOf(secrets, 'secretKey'), text), body.get('signature'));
  });
  if (!fits) return refused('bad-signature');
  if (isOthers(scalarOf(body, 'partnerCode'), merchant)) return refused('wrong-merchant');
  return understand(body);
}

function understand(body: JsonObject): Reading {
  const merchantRef = scalarOf(body, 'orderId') ?? '';
  const amount = amountOf(scalarOf(body, 'amount'));
  const status = statusOf(scalarOf(body, 'resultCode') ?? '');
  const transId = scalarOf(body, 'transId') ?? '';
  const isWhole = merchantRef !== '' && merchantRef.length <= 200 && /^\d{0,30}$/.test(transId);
  if (!isWhole || amount === undefined || !status) return refused('malformed');
  const paidAt = epochMsOf(scalarOf(body, 'responseTime'));
  return {
    kind: 'payment',
    message: {
      gatewayTxnId: /^0*$/.test(transId) ? null : transId,
      merchantRef,
      dossierCode: null,
      unitCode: null,
      orderInfo: scalarOf(body, 'orderInfo'),
      word: { status, amount, refundedAmount: null, paidAt, refundedAt: null },
    },
  };
}

function statusOf(resultCode: string): PaymentStatus | undefined {
  if (!/^\d{1,6}$/.test(resultCode)) return undefined;
  // 9000: authorised, which for payments in one step is the money taken
  if (resultCode === '0' || resultCode === '9000') return 'succeeded';
  if (['1000', '7000', '7002'].includes(resultCode)) return 'pending';
  return resultCode === '1003' || resultCode === '1006' ? 'cancelled' : 'failed';
}

function answer(verdict: Verdict | 'failure'): Answer {
  return { status: statusCodeOf(verdict), headers: {}, body: '' };
}

/** 204 means "received", whatever we think of it. */
function statusCodeOf(verdict: Verdict | 'failure'): number {
  if (verdict === 'failure') return 503;
  if (verdict === 'malformed') return 400;
  return verdict === 'bad-signature' || verdict === 'wrong-merchant' || verdict === 'stale'
    ? 401
    : 204;
}
