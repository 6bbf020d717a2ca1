// SePay bank-feed webhook: a movement on one of our accounts, authenticated by an API key or by an
// HMAC with a time window (gateways reference, section 9). Whichever the account has set is
// accepted, each checked fully; a message without either is refused.
import type { BankMovement } from '../bank-notice.js';
import type { Gateway, Merchant, RawRequest, Reading } from './gateway.js';
import { refused, secretOf, webhookAnswer } from './gateway.js';
import { type JsonObject, readJsonObject, scalarOf } from './lossless-json.js';
import { amountOf, hmacHex, printedTimeOf, sameHex, sameText, signedSumOf } from './signature.js';

const windowSeconds = 300;
const textCharsMax = 200;

export const sepay: Gateway = {
  kind: 'sepay',
  read: readMessage,
  answer: webhookAnswer,
  credentials: (secrets) => ({ authorization: `Apikey ${secretOf(secrets, 'apiKey')}` }),
};

function readMessage(request: RawRequest, merchant: Merchant, now: Date): Reading {
  if (!hasApiKey(request, merchant)) {
    if (!hasSignature(request, merchant)) return refused('bad-signature');
    const sentAt = Number(request.headers['x-sepay-timestamp']);
    const ageSeconds = Math.floor(now.getTime() / 1000) - sentAt;
    if (Math.abs(ageSeconds) > windowSeconds) return refused('stale');
  }
  const body = readJsonObject(request.body);
  return body ? understand(body) : refused('malformed');
}

function hasApiKey(request: RawRequest, merchant: Merchant): boolean {
  const given = /^apikey +(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  if (given === undefined) return false;
  return merchant.secrets.some((secrets) => sameText(secretOf(secrets, 'apiKey'), given));
}

function hasSignature(request: RawRequest, merchant: Merchant): boolean {
  const timestamp = request.headers['x-sepay-timestamp'] ?? '';
  const given = /^sha256=([0-9a-f]{64})$/i.exec(request.headers['x-sepay-signature'] ?? '')?.[1];
  if (!/^\d{1,12}$/.test(timestamp) || given === undefined) return false;
  const signed = Buffer.concat([Buffer.from(`${timestamp}.`), request.body]);
  return merchant.secrets.some((secrets) =>
    sameHex(hmacHex('sha256', secretOf(secrets, 'webhookSecret'), signed), given),
  );
}

function understand(body: JsonObject): Reading {
  const noticeId = scalarOf(body, 'id') ?? '';
  const direction = scalarOf(body, 'transferType');
  const sum = amountOf(scalarOf(body, 'transferAmount'));
  if (!/^\d{1,30}$/.test(noticeId)) return refused('malformed');
  // id 0 is the console's test
  if (/^0+$/.test(noticeId) || (direction !== 'in' && direction !== 'out')) {
    return { kind: 'ignored' };
  }
  const text = (name: string): string | null => scalarOf(body, name) || null;
  const isWhole = ['code', 'accountNumber', 'subAccount', 'referenceCode', 'gateway'].every(
    (name) => (text(name)?.length ?? 0) <= textCharsMax,
  );
  if (!isWhole || sum === undefined) return refused('malformed');
  const movement: BankMovement = {
    noticeId,
    accountNumber: text('accountNumber'),
    subAccount: text('subAccount'),
    bankName: text('gateway'),
    amount: direction === 'in' ? sum : -sum,
    movedAt: printedTimeOf(scalarOf(body, 'transactionDate')),
    narrative: text('content') ?? text('description') ?? '',
    code: text('code'),
    bankRef: text('referenceCode'),
    runningBalance: signedSumOf(scalarOf(body, 'accumulated')) ?? null,
  };
  return { kind: 'movements', movements: [movement] };
}
