// Casso bank-feed webhook (gateways reference, section 10). v1: a token in a header and an array of
// movements, debits negative; v2: an HMAC over the sorted JSON and one movement. Whichever the
// account has set is accepted, each checked fully; no time window is documented, so there is none.
import type { BankMovement } from '../bank-notice.js';
import type { Gateway, Merchant, RawRequest, Reading } from './gateway.js';
import { refused, secretOf, webhookAnswer } from './gateway.js';
import { type JsonObject, readJsonObject, scalarOf, sortedJson } from './lossless-json.js';
import { hmacHex, printedTimeOf, sameHex, sameText, signedSumOf } from './signature.js';

const movementsMax = 500;
const textCharsMax = 200;

export const casso: Gateway = {
  kind: 'casso',
  read: readMessage,
  answer: webhookAnswer,
  credentials: (secrets) => ({ 'secure-token': secretOf(secrets, 'secureToken') }),
};

function readMessage(request: RawRequest, merchant: Merchant): Reading {
  const body = readJsonObject(request.body);
  const isVerified = hasToken(request, merchant) || (body && hasSignature(request, body, merchant));
  if (!isVerified) return refused('bad-signature');
  const data = body?.get('data');
  const items = Array.isArray(data) ? (data as unknown[]) : [data];
  if (items.length > movementsMax) return refused('malformed');
  const movements: BankMovement[] = [];
  for (const item of items) {
    const movement = item instanceof Map ? movementOf(item as JsonObject) : undefined;
    if (movement === undefined) return refused('malformed');
    if (movement !== 'nothing') movements.push(movement);
  }
  return movements.length > 0 ? { kind: 'movements', movements } : { kind: 'ignored' };
}

function hasToken(request: RawRequest, merchant: Merchant): boolean {
  const given = request.headers['secure-token'] ?? '';
  if (given === '') return false;
  return merchant.secrets.some((secrets) => sameText(secretOf(secrets, 'secureToken'), given));
}

/** `t=<ms>,v1=<hex>`, the parts in any order. */
function hasSignature(request: RawRequest, body: JsonObject, merchant: Merchant): boolean {
  const parts = (request.headers['x-casso-signature'] ?? '').split(',').map((part) => part.trim());
  const valuesOf = (name: string) =>
    parts.flatMap((part) => (part.startsWith(`${name}=`) ? [part.slice(name.length + 1)] : []));
  const [[time, secondTime], given] = [valuesOf('t'), valuesOf('v1')];
  if (!/^\d{1,16}$/.test(time ?? '') || secondTime !== undefined) return false;
  const signed = `${time ?? ''}.${sortedJson(body)}`;
  return merchant.secrets.some((secrets) => {
    const digest = hmacHex('sha512', secretOf(secrets, 'checksumKey'), signed);
    return given.some((each) => sameHex(digest, each));
  });
}

/** Undefined when it cannot be understood; `nothing` for tests (id 0) and movements of no money. */
function movementOf(item: JsonObject): BankMovement | 'nothing' | undefined {
  const noticeId = scalarOf(item, 'id') ?? '';
  const amount = signedSumOf(scalarOf(item, 'amount'));
  if (!/^\d{1,30}$/.test(noticeId) || amount === undefined) return undefined;
  if (/^0+$/.test(noticeId) || amount === 0n) return 'nothing';
  const text = (...names: readonly string[]): string | null => {
    for (const name of names) {
      const found = scalarOf(item, name);
      if (found) return found;
    }
    return null;
  };
  const movement: BankMovement = {
    noticeId,
    accountNumber: text('accountNumber', 'bank_sub_acc_id', 'subAccId'),
    subAccount: text('virtualAccountNumber', 'virtualAccount'),
    bankName: text('bankName', 'bankAbbreviation'),
    amount,
    movedAt: printedTimeOf(text('transactionDateTime', 'when')),
    narrative: text('description') ?? '',
    code: null,
    bankRef: text('reference', 'tid'),
    runningBalance: signedSumOf(text('runningBalance', 'cusum_balance')) ?? null,
  };
  const { accountNumber, subAccount, bankName, bankRef } = movement;
  const isWhole = [accountNumber, subAccount, bankName, bankRef].every(
    (each) => (each?.length ?? 0) <= textCharsMax,
  );
  return isWhole ? movement : undefined;
}
