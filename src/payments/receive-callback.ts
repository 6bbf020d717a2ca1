// A gateway's callback, from raw bytes to the gateway's own answer: verified before anything else,
// stored before it is answered, judged by what was known before.
import { localDateOf } from '../calendar.js';
import type { Db } from '../db.js';
import { recordMovements } from './bank-notice-store.js';
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
  Asked,
  Gateway,
  Merchant,
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
    const asked = { request: input.request, merchant: null, now: deps.now() };
    return answered(gateway, { verdict: 'failure', asked, cause: error });
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
  const { gateway, account, merchant, reading } = judged;
  const notice: Notice = {
    gatewayAccountId: account?.id ?? null,
    gateway: gateway.kind,
    receivedAt,
    request: input.request,
    requestId: input.requestId ?? null,
  };
  const asked = { request: input.request, merchant, now: receivedAt };
  return answered(gateway, { verdict: await store(deps.db, notice, reading), asked });
}

interface Judged {
  readonly gateway: Gateway;
  readonly account: MerchantAccount | null;
  /** The account as the adapter saw it; null where the message is not known to be its own. */
  readonly merchant: Merchant | null;
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
    const { merchantCode, options } = account;
    const merchant = { merchantCode, options, secrets: secretsAt(account, now) };
    return { gateway, account, merchant, reading: storable(gateway.read(request, merchant, now)) };
  });
  const verified = readings.filter(({ reading }) => !isUnverified(reading));
  const [first, second] = verified;
  if (first && !second) return first;
  const wrongMerchant = readings.find(
    ({ reading }) => reading.kind === 'refused' && reading.verdict === 'wrong-merchant',
  );
  if (!first && wrongMerchant) return { ...wrongMerchant, account: null, merchant: null };
  return { gateway, account: null, merchant: null, reading: refused('bad-signature') };
}

function isUnverified(reading: Reading): boolean {
  return (
    reading.kind === 'refused' &&
    (reading.verdict === 'bad-signature' || reading.verdict === 'wrong-merchant')
  );
}

/** The database keeps neither NUL nor half a character: a message with one would fail for ever. */
function storable(reading: Reading): Reading {
  const said =
    reading.kind === 'payment'
      ? [reading.message]
      : reading.kind === 'movements'
        ? reading.movements
        : [];
  const texts = said.flatMap((one) =>
    Object.values(one).filter((each) => typeof each === 'string'),
  );
  return texts.some((text) => /[\0\p{Cs}]/u.test(text)) ? refused('malformed') : reading;
}

async function store(db: Db, notice: Notice, reading: Reading): Promise<Verdict> {
  if (reading.kind === 'payment') {
    return verdictOf(reading.message, await recordMessage(db, notice, reading.message));
  }
  if (reading.kind === 'movements') return recordMovements(db, notice, reading.movements);
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
  {
    verdict,
    asked,
    cause,
  }: { readonly verdict: Verdict | 'failure'; readonly asked: Asked; readonly cause?: unknown },
): CallbackOutcome {
  const answer = gateway.answer(verdict, asked);
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
