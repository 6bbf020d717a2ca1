// A gateway's callback, from raw bytes to the gateway's own answer: verified before anything else,
// stored before it is answered, judged by what was known before.
import type { Notice } from './callback-store.js';
import type { Answer, Asked, Gateway, RawRequest, Verdict } from './gateways/gateway.js';
import { gatewayOf } from './gateways/index.js';
import { isUnverified, judge, type Judged } from './judge-callback.js';
import type { MerchantBook, MerchantBooks } from './merchant-book.js';
import { keepFailed, type TakeDeps, takeCallback } from './take-callback.js';

export interface ReceiveCallbackDeps extends TakeDeps {
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
  const { name, request } = input;
  const noticeOf = (gateway: Gateway, accountId: string | null): Notice => ({
    gatewayAccountId: accountId,
    gateway: gateway.kind,
    addressedTo: name,
    receivedAt,
    request,
    requestId: input.requestId ?? null,
  });
  const judgeBy = async (book: MerchantBook): Promise<Judged | null> => {
    try {
      return judge(book.accounts, input, receivedAt);
    } catch (error) {
      const gateway = gatewayOf(name) ?? gatewayOf(deps.books.kindLastKnown(name) ?? '');
      if (gateway) await keepFailed(deps.db, noticeOf(gateway, null), error);
      throw error;
    }
  };
  let judged = await judgeBy(await deps.books.current(receivedAt));
  if (!judged || isUnverified(judged.reading)) {
    judged = await judgeBy(await deps.books.fresh(receivedAt));
  }
  if (!judged) return { kind: 'unknown' };
  const { gateway, account, merchant } = judged;
  const asked = { request, merchant, now: receivedAt };
  const notice = noticeOf(gateway, account?.id ?? null);
  try {
    const verdict = await takeCallback(deps, notice, judged);
    return answered(gateway, { verdict, asked });
  } catch (error) {
    await keepFailed(deps.db, notice, error);
    throw error;
  }
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
