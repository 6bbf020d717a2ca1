// What every payment gateway adapter is: raw request + merchant account + now -> what it says,
// and the answer the gateway wants. Adapters are pure; they see bytes as they came off the wire.
import type { BankMovement } from '../bank-notice.js';
import type { GatewayOptions } from '../gateway-account.js';
import type { PaymentWord } from '../payment.js';
import type { Secrets } from '../profile.js';

/** A callback before any parser touched it: several signatures are over the text as it stands. */
export interface RawRequest {
  readonly method: string;
  /** What follows the `?`, unparsed; '' without one. */
  readonly rawQuery: string;
  /** Names in lower case; a header sent twice is joined by ', ' as HTTP says. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The merchant account a message is read against. */
export interface Merchant {
  readonly merchantCode: string | null;
  /** Every set of secrets in force: while one is rotated the old set holds beside the new. */
  readonly secrets: readonly Secrets[];
  readonly options: GatewayOptions;
}

/**
 * Whether a message is for another merchant than this account. A profile that names no merchant code
 * is known by its secrets alone.
 */
export function isOthers(code: string | null, merchant: Merchant): boolean {
  return merchant.merchantCode !== null && code !== merchant.merchantCode;
}

/** A payment as one message names it, with what the message says of it. */
export interface PaymentMessage {
  readonly gatewayTxnId: string | null;
  readonly merchantRef: string | null;
  readonly dossierCode: string | null;
  readonly unitCode: string | null;
  readonly orderInfo: string | null;
  readonly word: PaymentWord;
}

/** Refused: nothing is recorded as a payment. Meanings: gateways reference, section 3. */
export type RefusedVerdict =
  'bad-signature' | 'wrong-merchant' | 'stale' | 'malformed' | 'amount-mismatch';

/** Authentic and stored; what it was is decided from what was known before. */
export type StoredVerdict =
  | 'accepted'
  | 'not-success'
  | 'duplicate'
  | 'second-payment'
  | 'amount-mismatch'
  | 'unknown-order'
  | 'ignored';

export type Verdict = RefusedVerdict | StoredVerdict;

export type Reading =
  | { readonly kind: 'payment'; readonly message: PaymentMessage }
  /** Money that a bank saw move on an account, several a call. */
  | { readonly kind: 'movements'; readonly movements: readonly BankMovement[] }
  /** Authentic, but not money coming in. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'refused'; readonly verdict: RefusedVerdict };

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Whom an answer goes to: some carry names of the message and a signature of ours. */
export interface Asked {
  /** Null when the message was too long to be read. */
  readonly request: RawRequest | null;
  /** The account that verified the message; null where none did, so nothing may be signed. */
  readonly merchant: Merchant | null;
  readonly now: Date;
}

/** One gateway kind. Adding one is one file and one line in `index.ts`. */
export interface Gateway {
  readonly kind: string;
  /**
   * The merchant code a message carries, unverified: it only chooses whose secret to verify with.
   * Undefined for kinds whose messages carry none; null where this message lacks it.
   */
  readonly merchantCodeOf?: (request: RawRequest) => string | null;
  /** Verifies before it understands anything; never throws on what a stranger sent. */
  read(request: RawRequest, merchant: Merchant, now: Date): Reading;
  /**
   * Headers that carry a secret of ours as it is and so are never kept: what is put back when a
   * message that verified by them is read again.
   */
  readonly credentials?: (secrets: Secrets) => Readonly<Record<string, string>>;
  /** The gateway's own answer; 'failure' is our own (database away): it is asked to repeat. */
  answer(verdict: Verdict | 'failure', asked: Asked): Answer;
}

/** A refusal, said shortly. */
export function refused(verdict: RefusedVerdict): Reading {
  return { kind: 'refused', verdict };
}

/** An answer with a JSON body. */
export function jsonAnswer(status: number, body: unknown, type = 'application/json'): Answer {
  const headers = { 'content-type': `${type}; charset=utf-8` };
  return { status, headers, body: JSON.stringify(body) };
}

/** The answer of the webhook services, which only know "received or not". */
export function webhookAnswer(verdict: Verdict | 'failure'): Answer {
  if (verdict === 'failure') return jsonAnswer(503, { success: false });
  if (verdict === 'malformed') return jsonAnswer(400, { success: false });
  const isRefused = ['bad-signature', 'wrong-merchant', 'stale'].includes(verdict);
  return isRefused ? jsonAnswer(401, { success: false }) : jsonAnswer(200, { success: true });
}

/** A secret of a set by name; '' never verifies anything. */
export function secretOf(secrets: Secrets, name: string): string {
  const secret = secrets[name];
  return typeof secret === 'string' ? secret : '';
}
