// VNPAY querydr: POST JSON, HMAC-SHA512 over named fields in a fixed order, the answer signed too
// (gateways reference, section 13).
import type { PaymentStatus } from '../payment.js';
import { secretOf } from '../gateways/gateway.js';
import { type JsonObject, readJsonObject, scalarOf } from '../gateways/lossless-json.js';
import { amountOf, hmacHex, localTimeOf, localTimeText, sameHex } from '../gateways/signature.js';
import type { Asker, GatewayQuery, Question, QueryReading, QueryRequest } from './query.js';
import { idOf, wordOf } from './query.js';

const askedFields = [
  'RequestId',
  'Version',
  'Command',
  'TmnCode',
  'TxnRef',
  'TransactionDate',
  'CreateDate',
  'IpAddr',
  'OrderInfo',
] as const;

const answeredFields = [
  'ResponseId',
  'Command',
  'ResponseCode',
  'Message',
  'TmnCode',
  'TxnRef',
  'Amount',
  'BankCode',
  'PayDate',
  'TransactionNo',
  'TransactionType',
  'TransactionStatus',
  'OrderInfo',
  'PromotionCode',
  'PromotionAmount',
] as const;

export const vnpayQuery: GatewayQuery = { kind: 'vnpay', request, read };

function request(question: Question, asker: Asker, now: Date): QueryRequest {
  const fields: Record<(typeof askedFields)[number], string> = {
    RequestId: question.requestId,
    Version: '2.1.0',
    Command: 'querydr',
    TmnCode: asker.merchantCode ?? '',
    TxnRef: question.merchantRef,
    TransactionDate: localTimeText(question.orderedAt),
    CreateDate: localTimeText(now),
    IpAddr: asker.options.queryIp ?? '127.0.0.1',
    OrderInfo: `Query ${question.merchantRef}`,
  };
  const text = askedFields.map((name) => fields[name]).join('|');
  const named = askedFields.map((name) => [`vnp_${name}`, fields[name]]);
  const vnp_SecureHash = hmacHex('sha512', secretOf(asker.secrets, 'hashSecret'), text);
  const body = JSON.stringify({ ...Object.fromEntries(named), vnp_SecureHash });
  return { contentType: 'application/json', body };
}

function read(answer: Buffer, question: Question, asker: Asker): QueryReading {
  const body = readJsonObject(answer);
  if (!body) return { kind: 'untrusted' };
  const field = (name: (typeof answeredFields)[number]): string => valueOf(body, name);
  const code = field('ResponseCode');
  // over the values as received: a message that was translated first no longer fits
  const text = answeredFields.map(field).join('|');
  const hash = hmacHex('sha512', secretOf(asker.secrets, 'hashSecret'), text);
  if (!sameHex(hash, body.get('vnp_SecureHash'))) {
    // a refusal may come unsigned, and says nothing of the payment
    const isRefusal = body.get('vnp_SecureHash') === undefined && /^(?!00)\w{2}$/.test(code);
    return isRefusal ? { kind: 'refused', code } : { kind: 'untrusted' };
  }
  if (code === '91') return { kind: 'unknown' };
  if (code !== '00') return { kind: 'refused', code: code.slice(0, 10) };
  const isOurs =
    field('TmnCode') === asker.merchantCode && field('TxnRef') === question.merchantRef;
  return isOurs ? understand(field, question) : { kind: 'untrusted' };
}

function valueOf(body: JsonObject, name: (typeof answeredFields)[number]): string {
  return scalarOf(body, `vnp_${name}`) ?? '';
}

function understand(
  field: (name: (typeof answeredFields)[number]) => string,
  question: Question,
): QueryReading {
  const hundredfold = amountOf(field('Amount'));
  if (hundredfold === undefined || hundredfold % 100n !== 0n) return { kind: 'untrusted' };
  const stated = hundredfold / 100n;
  const paidAt = localTimeOf(field('PayDate'));
  const orderInfo = field('OrderInfo') || null;
  const told = { paidAt, orderInfo, gatewayTxnId: idOf(field('TransactionNo')) };
  const type = field('TransactionType');
  if (type === '02' || type === '03') {
    // the transaction found is the refund: its time and number are not the payment's
    if (field('TransactionStatus') !== '00') return { kind: 'notFinal' };
    const refund = { refundedAmount: stated, orderInfo, amount: question.amount ?? undefined };
    if (type === '02') return wordOf({ ...refund, status: 'refunded' }, question);
    return question.amount !== null && stated > question.amount
      ? { kind: 'untrusted' }
      : wordOf({ ...refund, status: 'partly_refunded' }, question);
  }
  const status = statusOf(field('TransactionStatus'));
  return status ? wordOf({ ...told, status, amount: stated }, question) : { kind: 'notFinal' };
}

/** 01 is not finished and 07 held as suspicious; 05, 06 and 09 are about the refund of one paid. */
function statusOf(code: string): PaymentStatus | undefined {
  if (['00', '05', '06', '09'].includes(code)) return 'succeeded';
  return code === '02' || code === '04' ? 'failed' : undefined;
}
