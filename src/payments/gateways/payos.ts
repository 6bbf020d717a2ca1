// payOS webhook: POST JSON, HMAC over the sorted keys of `data` (gateways reference, section 8).
// Only `data` is signed: code and success beside it are not read.
import type { Gateway, Merchant, RawRequest, Reading } from './gateway.js';
import { refused, secretOf, webhookAnswer } from './gateway.js';
import {
  type JsonObject,
  type JsonValue,
  isNumber,
  readJsonObject,
  scalarOf,
  sortedJson,
} from './lossless-json.js';
import { amountOf, hmacHex, printedTimeOf, sameHex } from './signature.js';

export const payos: Gateway = { kind: 'payos', read: readMessage, answer: webhookAnswer };

function readMessage(request: RawRequest, merchant: Merchant): Reading {
  const body = readJsonObject(request.body);
  const data = body?.get('data');
  if (!body || !(data instanceof Map)) return refused('bad-signature');
  const text = signedText(data as JsonObject);
  if (text === undefined) return refused('bad-signature');
  const fits = merchant.secrets.some((secrets) =>
    sameHex(hmacHex('sha256', secretOf(secrets, 'checksumKey'), text), body.get('signature')),
  );
  return fits ? understand(data as JsonObject) : refused('bad-signature');
}

/** `k=v` of all keys, sorted; undefined where a value is an object, which the scheme does not cover. */
function signedText(data: JsonObject): string | undefined {
  const pairs: string[] = [];
  for (const key of [...data.keys()].sort()) {
    const value = signedValue(data.get(key) ?? null);
    if (value === undefined) return undefined;
    pairs.push(`${key}=${value}`);
  }
  return pairs.join('&');
}

function signedValue(value: JsonValue): string | undefined {
  if (value === null || value === 'null' || value === 'undefined') return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (isNumber(value)) return value.digits;
  return Array.isArray(value) ? sortedJson(value) : undefined;
}

function understand(data: JsonObject): Reading {
  if (isProbe(data)) return { kind: 'ignored' };
  const merchantRef = scalarOf(data, 'orderCode') ?? '';
  const reference = scalarOf(data, 'reference') ?? '';
  const amount = amountOf(scalarOf(data, 'amount'));
  const code = scalarOf(data, 'code') ?? '';
  const isWhole =
    /^\d{1,16}$/.test(merchantRef) &&
    reference.length <= 100 &&
    (scalarOf(data, 'currency') ?? 'VND') === 'VND' &&
    /^\w{1,10}$/.test(code);
  if (!isWhole || amount === undefined) return refused('malformed');
  const status = code === '00' ? 'succeeded' : 'failed';
  const paidAt = printedTimeOf(scalarOf(data, 'transactionDateTime'));
  return {
    kind: 'payment',
    message: {
      gatewayTxnId: reference === '' ? null : reference,
      merchantRef,
      dossierCode: null,
      unitCode: null,
      orderInfo: scalarOf(data, 'description'),
      word: { status, amount, refundedAmount: null, paidAt, refundedAt: null },
    },
  };
}

/** Sent, and signed, when the address is registered. */
function isProbe(data: JsonObject): boolean {
  return scalarOf(data, 'orderCode') === '123' && scalarOf(data, 'description') === 'VQRIO123';
}
