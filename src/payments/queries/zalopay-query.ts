// ZaloPay's order query: a form post with an HMAC by key1 (gateways reference, section 13). The
// answer is not signed, and does not name the order: it is believed for the address that was asked.
import { secretOf } from '../gateways/gateway.js';
import { readJsonObject, scalarOf } from '../gateways/lossless-json.js';
import { amountOf, hmacHex } from '../gateways/signature.js';
import type { Asker, GatewayQuery, Question, QueryReading, QueryRequest } from './query.js';
import { idOf, wordOf } from './query.js';

export const zalopayQuery: GatewayQuery = { kind: 'zalopay', request, read };

function request(question: Question, asker: Asker): QueryRequest {
  const key1 = secretOf(asker.secrets, 'key1');
  const app_id = asker.merchantCode ?? '';
  const app_trans_id = question.merchantRef;
  const mac = hmacHex('sha256', key1, `${app_id}|${app_trans_id}|${key1}`);
  const body = new URLSearchParams({ app_id, app_trans_id, mac }).toString();
  return { contentType: 'application/x-www-form-urlencoded', body };
}

function read(answer: Buffer, question: Question): QueryReading {
  const body = readJsonObject(answer);
  const code = body && scalarOf(body, 'return_code');
  if (!body || !code) return { kind: 'untrusted' };
  // a wrong mac or app id comes as "failed" with one of these beside it
  const sub = scalarOf(body, 'sub_return_code') ?? '';
  if (/^-40\d$/.test(sub)) return { kind: 'refused', code: sub };
  if (code === '2' && sub === '-101') return { kind: 'unknown' };
  if (code === '3') return { kind: 'notFinal' };
  if (code !== '1' && code !== '2') return { kind: 'refused', code: code.slice(0, 10) };
  const amount = amountOf(scalarOf(body, 'amount'));
  if (code === '1' && amount === undefined) return { kind: 'untrusted' };
  const status = code === '1' ? 'succeeded' : 'failed';
  return wordOf({ status, amount, gatewayTxnId: idOf(scalarOf(body, 'zp_trans_id')) }, question);
}
