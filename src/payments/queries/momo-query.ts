// MoMo's transaction query: POST JSON, HMAC-SHA256 over four named fields (gateways reference,
// section 13). The answer is not signed: it is believed for the address that was asked.
import type { PaymentStatus } from '../payment.js';
import { secretOf } from '../gateways/gateway.js';
import { readJsonObject, scalarOf } from '../gateways/lossless-json.js';
import { amountOf, hmacHex } from '../gateways/signature.js';
import type { Asker, GatewayQuery, Question, QueryReading, QueryRequest } from './query.js';
import { idOf, wordOf } from './query.js';

export const momoQuery: GatewayQuery = { kind: 'momo', request, read };

function request(question: Question, asker: Asker): QueryRequest {
  const { requestId, merchantRef: orderId } = question;
  const partnerCode = asker.merchantCode ?? '';
  const accessKey = secretOf(asker.secrets, 'accessKey');
  const text =
    `accessKey=${accessKey}&orderId=${orderId}&partnerCode=${partnerCode}` +
    `&requestId=${requestId}`;
  const signature = hmacHex('sha256', secretOf(asker.secrets, 'secretKey'), text);
  const body = JSON.stringify({ partnerCode, requestId, orderId, lang: 'vi', signature });
  return { contentType: 'application/json', body };
}

// codes about the question itself; as a callback's code 99 would mean a payment that failed
const refusals = ['10', '11', '12', '13', '20', '21', '22', '40', '41', '43', '98', '99'];

function read(answer: Buffer, question: Question, asker: Asker): QueryReading {
  const body = readJsonObject(answer);
  const code = (body && scalarOf(body, 'resultCode')) ?? '';
  if (!body || !/^\d{1,6}$/.test(code)) return { kind: 'untrusted' };
  if (code === '42') return { kind: 'unknown' };
  if (refusals.includes(code)) return { kind: 'refused', code };
  const isOurs =
    scalarOf(body, 'partnerCode') === asker.merchantCode &&
    scalarOf(body, 'orderId') === question.merchantRef;
  if (!isOurs) return { kind: 'untrusted' };
  const status = statusOf(code);
  if (!status) return { kind: 'notFinal' };
  const amount = amountOf(scalarOf(body, 'amount'));
  if (status === 'succeeded' && amount === undefined) return { kind: 'untrusted' };
  // responseTime is when the question was answered, not when the payer paid
  return wordOf({ status, amount, gatewayTxnId: idOf(scalarOf(body, 'transId')) }, question);
}

function statusOf(code: string): PaymentStatus | undefined {
  if (code === '0' || code === '9000') return 'succeeded';
  if (['1000', '7000', '7002'].includes(code)) return undefined;
  return code === '1003' || code === '1006' ? 'cancelled' : 'failed';
}
