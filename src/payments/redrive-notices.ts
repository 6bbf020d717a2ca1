// Reads stored callbacks again after a fix: the same bytes, judged by the secrets and the moment of
// their reception, taken in as a callback is. What was said of them before stays.
import type { By } from '../audit/by.js';
import { nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import type { Db } from '../db.js';
import type { Carried, Notice } from './callback-store.js';
import { recordMessage, recordQuarantined, withheld } from './callback-store.js';
import { loadMerchants, type MerchantAccount } from './gateway-account-store.js';
import type { RawRequest, Verdict } from './gateways/gateway.js';
import { gatewayOf } from './gateways/index.js';
import { judge, type Judged } from './judge-callback.js';
import { localDateOf } from '../calendar.js';
import { secretsAt } from './merchant-book.js';
import { loadStoredNotice, type StoredNotice } from './notice-store.js';
import { takeCallback } from './take-callback.js';

export interface RedriveDeps {
  readonly db: Db;
  readonly now: () => Date;
  /** 32 bytes, `Config.secretKey`. */
  readonly secretKey: Buffer;
  readonly by: By;
  readonly programVersion: string;
}

export interface Redriven {
  readonly noticeId: string;
  /** `failure`: it failed again by our own fault; `unknown`: its gateway is not served. */
  readonly verdict: Verdict | 'failure' | 'unknown';
}

/** Most callbacks that are read again at once. */
export const redriveMax = 500;

/**
 * Reads callbacks again in the order in which they came, each in a transaction of its own. Ids that
 * are none are left out.
 */
export async function redriveNotices(
  deps: RedriveDeps,
  noticeIds: readonly string[],
): Promise<Redriven[]> {
  const redriven: Redriven[] = [];
  // every set of secrets there ever was
  const merchants = await loadMerchants(deps.db, { now: new Date(0), secretKey: deps.secretKey });
  const inOrder = [...new Set(noticeIds)].map(BigInt).sort((one, other) => (one < other ? -1 : 1));
  for (const id of inOrder.slice(0, redriveMax)) {
    const stored = await loadStoredNotice(deps.db, String(id));
    if (stored)
      redriven.push({ noticeId: stored.id, verdict: await redrive(deps, merchants, stored) });
  }
  await recordRedriven(deps, redriven);
  return redriven;
}

async function redrive(
  deps: RedriveDeps,
  merchants: readonly MerchantAccount[],
  stored: StoredNotice,
): Promise<Redriven['verdict']> {
  const judged = judgeAgain(merchants, stored);
  if (judged === 'unknown') return judged;
  const account = judged === 'failure' ? null : judged.account;
  const notice = noticeOf(deps, stored, account);
  if (judged !== 'failure') {
    try {
      // nested: what fails must not spoil a transaction that we were handed
      return await deps.db.transaction(async (trx) => {
        await holdNotice(trx, stored.id);
        const record = (carried: Carried) => recordMessage(trx, carried);
        return takeCallback({ db: trx, record }, notice, judged);
      });
    } catch {
      // said below, as a reading of its own
    }
  }
  const day = localDateOf(stored.receivedAt);
  await recordQuarantined(deps.db, notice, { verdict: 'failure', day });
  return 'failure';
}

/** By the secrets that were in force when it came, whatever was set since. */
function judgeAgain(
  merchants: readonly MerchantAccount[],
  stored: StoredNotice,
): Judged | 'failure' | 'unknown' {
  const at = stored.receivedAt;
  const accounts = merchants.map((account) => ({
    ...account,
    secrets: account.secrets.filter(({ validFrom }) => validFrom <= at),
  }));
  try {
    const name = stored.addressedTo ?? stored.gateway;
    const request = withCredentials(stored, accounts);
    return judge(accounts, { name, request }, at) ?? 'unknown';
  } catch {
    return 'failure';
  }
}

/**
 * The request as it came. A credential that its headers carried was not kept; it is put back where
 * the message had verified by it, since only the understanding of it is in question.
 */
function withCredentials(stored: StoredNotice, accounts: readonly MerchantAccount[]): RawRequest {
  const account = accounts.find(({ id }) => id === stored.gatewayAccountId);
  const [secrets] = account ? secretsAt(account, stored.receivedAt) : [];
  const known = secrets ? gatewayOf(stored.gateway)?.credentials?.(secrets) : undefined;
  if (!known) return stored.request;
  const headers = Object.entries(stored.request.headers).map(([name, value]) => [
    name,
    value === withheld ? (known[name] ?? value) : value,
  ]);
  return {
    ...stored.request,
    headers: Object.fromEntries(headers) as RawRequest['headers'],
  };
}

function noticeOf(
  deps: RedriveDeps,
  stored: StoredNotice,
  account: MerchantAccount | null,
): Notice {
  return {
    gatewayAccountId: account?.id ?? null,
    gateway: stored.gateway,
    addressedTo: stored.addressedTo,
    receivedAt: stored.receivedAt,
    request: stored.request,
    requestId: deps.by.requestId,
    rereading: {
      noticeId: stored.id,
      readAt: deps.now(),
      readBy: nameOf(deps.by),
      programVersion: deps.programVersion,
    },
  };
}

/** One reading of a callback at a time. */
async function holdNotice(trx: Db, id: string): Promise<void> {
  await trx.raw(
    `select pg_advisory_xact_lock(
       hashtextextended(concat_ws(' ', current_schema(), 'payment_notice', ?::text), 0))`,
    [id],
  );
}

async function recordRedriven({ db, by }: RedriveDeps, redriven: readonly Redriven[]) {
  const [first] = redriven;
  if (!first) return;
  const verdicts: Record<string, number> = {};
  for (const { verdict } of redriven) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  await recordAudit(db, by, {
    action: 'gateway_notices.redriven',
    subject: { kind: 'payment_notice', id: redriven.length === 1 ? first.noticeId : null },
    after: { count: redriven.length, verdicts, ids: redriven.map(({ noticeId }) => noticeId) },
  });
}
