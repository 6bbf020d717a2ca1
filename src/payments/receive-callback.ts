// A gateway's callback, from raw bytes to the gateway's own answer: verified before anything else,
// stored before it is answered, judged by what was known before.
import { localDateOf } from '../calendar.js';
import type { Db } from '../db.js';
import {
  type KnownBefore,
  type Notice,
  recordIgnored,
  recordMessage,
  recordRefusal,
} from './callback-store.js';
import type { MerchantAccount } from './gateway-account-store.js';
import type {
  Answer,
  Gateway,
  PaymentMessage,
  RawRequest,
  Reading,
  Verdict,
} from './gateways/gateway.js';
import { refused } from './gateways/gateway.js';
import { gatewayOf } from './gateways/index.js';
import { type MerchantBook, type MerchantBooks, secretsAt } from './merchant-book.js';
import { isPaid, statusRank } from './payment.js';

export interface ReceiveCallbackDeps {
  readonly db: Db;
  readonly books: MerchantBooks;
  readonly now: () => Date;
}

export interface ReceiveCallbackInput {
  /** What stands in the path: a gateway kind or the name of an account. */
  readonly name: string;
  readonly request: RawRequest;
  readonly requestId?: string | null;
}

export type CallbackOutcome =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'answered';
      readonly gateway: string;
      readonly verdict: Verdict | 'failure';
      readonly answer: Answer;
      /** Why the verdict is 'failure': for the log, never for the sender. */
      readonly cause?: unknown;
    };

/** Gateways wait 15 to 30 s; an answer that late would only hide that we are down. */
const answerWithinMs = 4_500;

/**
 * Receives a callback.
 * @returns the gateway's answer, after the message is durable; 'failure' when it could not be
 * stored in time, which asks the gateway to repeat; 'unknown' when no such gateway is served
 */
export async function receiveCallback(
  deps: ReceiveCallbackDeps,
  input: ReceiveCallbackInput,
): Promise<CallbackOutcome> {
  try {
    return await withDeadline(receive(deps, input));
  } catch (error) {
    // known without the database, so that a gateway's own failure answer can be given
    const kind = deps.books.kindLastKnown(input.name) ?? 'generic';
    const gateway = gatewayOf(input.name) ?? gatewayOf(kind);
    if (!gateway) throw error;
    return answered(gateway, 'failure', error);
  }
}

async function receive(
  deps: ReceiveCallbackDeps,
  input: ReceiveCallbackInput,
): Promise<CallbackOutcome> {
  const receivedAt = deps.now();
  let judged = judge(await deps.books.current(receivedAt), input, receivedAt);
  if (!judged || isUnverified(judged.reading)) {
    judged = judge(await deps.books.fresh(receivedAt), input, receivedAt);
  }
  if (!judged) return { kind: 'unknown' };
  const { gateway, account, reading } = judged;
  const notice: Notice = {
    gatewayAccountId: account?.id ?? null,
    gateway: gateway.kind,
    receivedAt,
    request: input.request,
    requestId: input.requestId ?? null,
  };
  return answered(gateway, await store(deps.db, notice, reading));
}

interface Judged {
  readonly gateway: Gateway;
  readonly account: MerchantAccount | null;
  readonly reading: Reading;
}

/** Chooses the account by the merchant code in the message, else by whose secret verifies. */
function judge(
  book: MerchantBook,
  { name, request }: ReceiveCallbackInput,
  now: Date,
): Judged | null {
  const named = book.accounts.find((account) => account.name === name);
  const gateway = gatewayOf(name) ?? (named ? gatewayOf(named.kind) : undefined);
  if (!gateway) return null;
  const all =
    gateway.kind === name
      ? book.accounts.filter((account) => account.kind === name)
      : book.accounts.filter((account) => account === named);
  const code = gateway.merchantCodeOf?.(request);
  const byCode = all.filter((account) => account.merchantCode === code);
  const candidates = code !== undefined && byCode.length > 0 ? byCode : all;
  const readings = candidates.map((account) => {
    const { merchantCode } = account;
    const merchant = { merchantCode, secrets: secretsAt(account, now) };
    return { gateway, account, reading: withoutNul(gateway.read(request, merchant, now)) };
  });
  const verified = readings.filter(({ reading }) => !isUnverified(reading));
  const [first, second] = verified;
  if (first && !second) return first;
  const wrongMerchant = readings.find(
    ({ reading }) => reading.kind === 'refused' && reading.verdict === 'wrong-merchant',
  );
  if (!first && wrongMerchant) return { ...wrongMerchant, account: null };
  return { gateway, account: null, reading: refused('bad-signature') };
}

function isUnverified(reading: Reading): boolean {
  return (
    reading.kind === 'refused' &&
    (reading.verdict === 'bad-signature' || reading.verdict === 'wrong-merchant')
  );
}

/** The database keeps no NUL in texts; a message that carries one would fail for ever. */
function withoutNul(reading: Reading): Reading {
  if (reading.kind !== 'payment') return reading;
  const texts = Object.values(reading.message).filter((value) => typeof value === 'string');
  return texts.some((text) => text.includes('\0')) ? refused('malformed') : reading;
}

async function store(db: Db, notice: Notice, reading: Reading): Promise<Verdict> {
  if (reading.kind === 'payment') {
    return verdictOf(reading.message, await recordMessage(db, notice, reading.message));
  }
  if (reading.kind === 'ignored') {
    await recordIgnored(db, notice);
    return 'ignored';
  }
  const day = localDateOf(notice.receivedAt);
  await recordRefusal(db, notice, { verdict: reading.verdict, day });
  return reading.verdict;
}

/** What a stored message was, by what was known before it (gateways reference, section 3). */
export function verdictOf(message: PaymentMessage, before: KnownBefore): Verdict {
  const { word } = message;
  const knownRank = Math.max(-1, ...before.priorStatuses.map(statusRank));
  if (!before.isNewWord || knownRank >= statusRank(word.status)) return 'duplicate';
  if (!isPaid(word.status)) return 'not-success';
  if (before.orderAmount === null) return 'unknown-order';
  if (before.orderAmount !== word.amount) return 'amount-mismatch';
  return before.isPaidByAnother ? 'second-payment' : 'accepted';
}

function answered(
  gateway: Gateway,
  verdict: Verdict | 'failure',
  cause?: unknown,
): CallbackOutcome {
  const answer = gateway.answer(verdict);
  return { kind: 'answered', gateway: gateway.kind, verdict, answer, cause };
}

/** Late work goes on and may still be stored: the gateway's repetition then changes nothing. */
async function withDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`not stored within ${String(answerWithinMs)} ms`));
    }, answerWithinMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
