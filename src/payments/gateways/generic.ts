// Our own signed callback for portals and gateways that integrate with us, after Standard
// Webhooks (gateways reference, section 11; the body is contract section 6).
import { problemDocument, type ProblemCode } from '../../problem.js';
import { webhookKey, webhookSignature } from '../../standard-webhook.js';
import type { PaymentStatus, PaymentWord } from '../payment.js';
import type { Answer, Gateway, Merchant, RawRequest, Reading, Verdict } from './gateway.js';
import { jsonAnswer, refused } from './gateway.js';
import { type JsonObject, readJsonObject, scalarOf } from './lossless-json.js';
import { amountOf, rfc3339Of, sameText } from './signature.js';

const windowSeconds = 300;
const textCharsMax = 255;

const statuses: Readonly<Record<string, PaymentStatus>> = {
  'payment.pending': 'pending',
  'payment.succeeded': 'succeeded',
  'payment.failed': 'failed',
  'payment.cancelled': 'cancelled',
  'payment.refunded': 'refunded',
  'payment.partly_refunded': 'partly_refunded',
};

export const generic: Gateway = { kind: 'generic', read: readMessage, answer };

function readMessage(request: RawRequest, merchant: Merchant, now: Date): Reading {
  const id = request.headers['webhook-id'] ?? '';
  const timestamp = request.headers['webhook-timestamp'] ?? '';
  if (id === '' || !/^\d{1,12}$/.test(timestamp)) return refused('bad-signature');
  const given = (request.headers['webhook-signature'] ?? '').split(' ');
  const fits = keysOf(merchant).some((key) => {
    const expected = webhookSignature(key, { id, timestamp, body: request.body });
    return given.some((entry) => sameText(expected, entry));
  });
  if (!fits) return refused('bad-signature');
  const ageSeconds = Math.floor(now.getTime() / 1000) - Number(timestamp);
  if (Math.abs(ageSeconds) > windowSeconds) return refused('stale');
  return understand(request.body);
}

function keysOf(merchant: Merchant): Buffer[] {
  return merchant.secrets
    .flatMap((secrets) => secrets['signingSecrets'] ?? [])
    .map(webhookKey)
    .filter((key) => key.length > 0);
}

function understand(bytes: Buffer): Reading {
  const body = readJsonObject(bytes);
  const type = body?.get('type');
  if (!body || typeof type !== 'string') return refused('malformed');
  const status = Object.hasOwn(statuses, type) ? statuses[type] : undefined;
  if (!status) return { kind: 'ignored' };
  const data = body.get('data');
  if (!(data instanceof Map)) return refused('malformed');
  const word = wordOf(status, data as JsonObject, rfc3339Of(textOf(body, 'timestamp')));
  const texts = ['gatewayTxnId', 'merchantRef', 'dossierCode', 'unitCode', 'description'].map(
    (name) => textOf(data as JsonObject, name),
  );
  const [gatewayTxnId = null, merchantRef = null, dossierCode = null] = texts;
  const [unitCode = null, orderInfo = null] = texts.slice(3);
  const names = gatewayTxnId ?? merchantRef;
  if (!word || names === null || texts.some((text) => (text?.length ?? 0) > textCharsMax)) {
    return refused('malformed');
  }
  return {
    kind: 'payment',
    message: { gatewayTxnId, merchantRef, dossierCode, unitCode, orderInfo, word },
  };
}

/** Amounts are texts of digits; a JSON number has passed through somebody's float. */
function wordOf(status: PaymentStatus, data: JsonObject, sentAt: Date | null): PaymentWord | null {
  const given = data.get('amount');
  const amount = typeof given === 'string' ? amountOf(given) : undefined;
  const currency = data.get('currency') ?? 'VND';
  if (amount === undefined || currency !== 'VND') return null;
  const paidAt = rfc3339Of(textOf(data, 'paidAt'));
  const isRefund = status === 'refunded' || status === 'partly_refunded';
  if (!isRefund) {
    return { status, amount, refundedAmount: null, paidAt: paidAt ?? sentAt, refundedAt: null };
  }
  const back = data.get('refundedAmount') ?? data.get('refundAmount') ?? null;
  const refundedAmount = typeof back === 'string' ? amountOf(back) : null;
  if (refundedAmount === undefined || (back !== null && refundedAmount === null)) return null;
  if ((refundedAmount ?? 0n) > amount) return null;
  const refundedAt = rfc3339Of(textOf(data, 'refundedAt')) ?? sentAt;
  return { status, amount, refundedAmount, paidAt, refundedAt };
}

/** A text or number of the message; the empty text says nothing. */
function textOf(object: JsonObject, name: string): string | null {
  const text = scalarOf(object, name);
  return text === null || text === '' ? null : text;
}

function answer(verdict: Verdict | 'failure'): Answer {
  if (verdict === 'bad-signature' || verdict === 'wrong-merchant') {
    return refusal('invalid_signature', 'The signature does not verify with any of our secrets.');
  }
  if (verdict === 'stale') {
    return refusal('stale_timestamp', 'webhook-timestamp is more than 300 s from our clock.');
  }
  if (verdict === 'malformed') return refusal('malformed', 'The message cannot be understood.');
  if (verdict === 'failure') {
    const failed = refusal('unavailable', 'The message could not be stored; send it again.');
    return { ...failed, headers: { ...failed.headers, 'retry-after': '5' } };
  }
  if (verdict === 'duplicate' || verdict === 'ignored') {
    return jsonAnswer(200, { result: verdict });
  }
  return jsonAnswer(200, { result: 'accepted' });
}

function refusal(code: ProblemCode, detail: string): Answer {
  const document = problemDocument({ code, detail });
  return jsonAnswer(Number(document['status']), document, 'application/problem+json');
}
