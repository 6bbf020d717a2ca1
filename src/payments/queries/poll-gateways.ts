// Asks gateways about payments that are not final and orders that no callback answered. What an
// answer says is recorded as a callback's word would be, so it does not matter which comes first.
import { inTransaction, type Db } from '../../db.js';
import { errorFields, type Log } from '../../log.js';
import { loadMerchants, type MerchantAccount } from '../gateway-account-store.js';
import { recordWord } from '../word-store.js';
import { askGateway, type Answered, type AskLimits } from './ask-gateway.js';
import { askableKinds, queryOf } from './index.js';
import type { Asker, GatewayQuery, Question, QueryReading } from './query.js';
import { isTooOld, nextAskAt, queryDaysDefault, requestIdOf } from './question.js';
import {
  addQuestions,
  type AskedOnce,
  evidenceOfAsking,
  type HeldQuestion,
  holdQuestions,
  keepAsking,
  letGo,
  loadQuestionFacts,
  type Onward,
  questionKey,
  type QuestionFacts,
} from './question-store.js';

export interface PollDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly log: Log;
  /** 32 bytes, `Config.secretKey`. */
  readonly secretKey: Buffer;
  /** Ends askings under way when the service goes down. */
  readonly signal?: AbortSignal;
  readonly limits?: AskLimits;
}

/** `failed`: by our own fault; it is asked again when its lease ends. */
export type PollOutcome = Readonly<
  Record<AskedOnce['outcome'] | 'settled' | 'given_up' | 'failed', number>
>;

/** Most questions of one turn, and how many are under way at a time. */
const perTurnMax = 64;
const atOnceMax = 8;
/** Longer than any asking may take. */
const leaseMs = 60_000;

/** Asks what is due, once each; says what came of it. */
export async function pollGateways(deps: PollDeps): Promise<PollOutcome> {
  const now = deps.now();
  const counts = { word: 0, not_final: 0, unknown: 0, refused: 0, untrusted: 0, unanswered: 0 };
  const outcome = { ...counts, settled: 0, given_up: 0, failed: 0 };
  await addQuestions(deps.db, askableKinds, now);
  const accounts = await loadMerchants(deps.db, { now, secretKey: deps.secretKey });
  const byId = new Map(accounts.map((account) => [account.id, account]));
  let left = perTurnMax;
  while (left > 0 && !deps.signal?.aborted) {
    const limit = Math.min(atOnceMax, left);
    const held = await holdQuestions(deps.db, { now: deps.now(), leaseMs, limit });
    const came = await Promise.all(
      held.map((one) => turnSafely(deps, byId.get(one.accountId), one)),
    );
    for (const each of came) outcome[each] += 1;
    left = held.length < limit ? 0 : left - held.length;
  }
  return outcome;
}

/** What fails with one question must not keep the others from being asked. */
async function turnSafely(
  deps: PollDeps,
  account: MerchantAccount | undefined,
  held: HeldQuestion,
): Promise<keyof PollOutcome> {
  return turn(deps, account, held).catch((error: unknown) => {
    deps.log.error({ gateway: account?.kind, ...errorFields(error) }, 'question failed');
    return 'failed' as const;
  });
}

/** One question: asked unless a callback answered it meanwhile, or it has been asked long enough. */
async function turn(
  deps: PollDeps,
  account: MerchantAccount | undefined,
  held: HeldQuestion,
): Promise<keyof PollOutcome> {
  const now = deps.now();
  const facts = await loadQuestionFacts(deps.db, held);
  const query = account && queryOf(account.kind);
  const url = account?.options.queryUrl;
  const [secrets] = account?.secrets ?? [];
  if (!query || url === undefined || !secrets || isSettled(facts)) {
    await letGo(deps.db, held, { kind: 'settled', at: now });
    return 'settled';
  }
  const days = facts.pending
    ? (account.options.queryDays ?? queryDaysDefault)
    : (account.options.queryOrderDays ?? queryDaysDefault);
  if (isTooOld(held.since, days, now)) return giveUp(deps, { account, held, facts });
  const asker = {
    merchantCode: account.merchantCode,
    secrets: secrets.secrets,
    options: account.options,
  };
  return ask(deps, { url, query, asker, held, facts });
}

/** An order that is answered, or was taken back; a pending payment that has come to its end. */
function isSettled({ pending, order, isAnswered }: QuestionFacts): boolean {
  return pending === null && (isAnswered || order === null);
}

/** A payment may have been made, so a person is told; an order that nobody paid is nothing amiss. */
async function giveUp(
  deps: PollDeps,
  of: { account: MerchantAccount; held: HeldQuestion; facts: QuestionFacts },
): Promise<'given_up' | 'settled'> {
  const kind = of.facts.pending ? 'given_up' : 'settled';
  await letGo(deps.db, of.held, { kind, at: deps.now() });
  if (kind === 'given_up') {
    const fields = { gateway: of.account.kind, attempts: of.held.attempts - 1 };
    deps.log.warn(fields, 'a payment stayed pending: the gateway is asked no longer');
  }
  return kind;
}

interface Asking {
  readonly url: string;
  readonly query: GatewayQuery;
  readonly asker: Asker;
  readonly held: HeldQuestion;
  readonly facts: QuestionFacts;
}

async function ask(deps: PollDeps, asking: Asking): Promise<AskedOnce['outcome']> {
  const { query, asker, held } = asking;
  const askedAt = deps.now();
  const question = questionOf(asking, askedAt);
  const answered = await askGateway(asking.url, query.request(question, asker, askedAt), {
    ...(deps.limits ? { limits: deps.limits } : {}),
    ...(deps.signal ? { signal: deps.signal } : {}),
  });
  const reading = readAnswer(answered, question, asking);
  const asked: AskedOnce = {
    accountId: held.accountId,
    merchantRef: held.merchantRef,
    requestId: question.requestId,
    askedAt,
    answeredAt: deps.now(),
    ...kept(answered, reading),
  };
  await inTransaction(deps.db, async (trx) => {
    if (reading?.kind === 'word') {
      const source = {
        gatewayAccountId: held.accountId,
        receivedAt: asked.answeredAt,
        requestId: null,
        source: 'query',
      } as const;
      await recordWord(trx, evidenceOfAsking(asked), { source, message: reading.message });
    } else await keepAsking(trx, asked);
    await letGo(trx, held, onwardOf(held, reading, asked.answeredAt));
  });
  return asked.outcome;
}

function questionOf({ held, facts }: Asking, now: Date): Question {
  const { pending, order } = facts;
  const key = questionKey(held.accountId, held.merchantRef);
  return {
    requestId: requestIdOf(key, held.attempts, now),
    merchantRef: held.merchantRef,
    gatewayTxnId: pending?.gatewayTxnId ?? null,
    amount: pending?.amount ?? order?.amount ?? null,
    orderedAt: order?.orderedAt ?? pending?.statedAt ?? pending?.receivedAt ?? held.since,
    statedAt: pending?.statedAt ?? null,
  };
}

/** Null where there was no answer of the gateway's at all. */
function readAnswer(
  answered: Answered,
  question: Question,
  { query, asker }: Asking,
): QueryReading | null {
  if (answered.kind === 'unanswered') return null;
  const reading = query.read(answered.body, question, asker);
  if (answered.status === 200) return reading;
  // a proxy's error page or a redirect: no word about a payment, though it may be a refusal
  const isRefusal = reading.kind === 'unknown' || reading.kind === 'refused';
  return isRefusal ? reading : { kind: 'refused', code: `HTTP ${String(answered.status)}` };
}

function kept(
  answered: Answered,
  reading: QueryReading | null,
): Pick<AskedOnce, 'outcome' | 'detail' | 'httpStatus' | 'answer'> {
  if (answered.kind === 'unanswered' || reading === null) {
    const detail = answered.kind === 'unanswered' ? answered.because : null;
    return { outcome: 'unanswered', detail, httpStatus: null, answer: null };
  }
  return {
    outcome: reading.kind === 'notFinal' ? 'not_final' : reading.kind,
    detail: reading.kind === 'refused' ? reading.code.replace(/[^\w +.-]/g, '?') : null,
    httpStatus: answered.status,
    answer: answered.body,
  };
}

function onwardOf(held: HeldQuestion, reading: QueryReading | null, now: Date): Onward {
  if (reading?.kind === 'word') return { kind: 'settled', at: now };
  const key = questionKey(held.accountId, held.merchantRef);
  return { kind: 'again', at: nextAskAt(key, held.attempts, now) };
}
