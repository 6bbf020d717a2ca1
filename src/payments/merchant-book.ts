// The merchant accounts with their opened secrets, kept in memory: verifying a callback must not
// cost a query. Another process may set a gateway at any time, so the book ages quickly, and a
// message that does not verify is judged again by a fresh one before it is refused.
import type { Db } from '../db.js';
import { loadMerchants, type MerchantAccount } from './gateway-account-store.js';

export interface MerchantBook {
  readonly accounts: readonly MerchantAccount[];
  readonly loadedAt: Date;
}

export interface MerchantBooks {
  /** The book at hand while it is young enough, else a fresh one. */
  readonly current: (now: Date) => Promise<MerchantBook>;
  /** A book loaded after this call began; calls at one time share a query. */
  readonly fresh: (now: Date) => Promise<MerchantBook>;
  /** The kind of an account by the last book there was, however old. */
  readonly kindLastKnown: (name: string) => string | undefined;
}

const ageMaxMs = 2_000;

/** Opens the books of a process. `secretKey`: 32 bytes, `Config.secretKey`. */
export function openMerchantBooks(deps: {
  readonly db: Db;
  readonly secretKey: Buffer;
}): MerchantBooks {
  let kept: MerchantBook | undefined;
  let running: Promise<MerchantBook> | undefined;
  let waiting: Promise<MerchantBook> | undefined;

  async function load(now: Date): Promise<MerchantBook> {
    const accounts = await loadMerchants(deps.db, { now, secretKey: deps.secretKey });
    kept = { accounts, loadedAt: now };
    return kept;
  }

  function start(now: Date): Promise<MerchantBook> {
    const started = load(now).finally(() => {
      if (running === started) running = undefined;
    });
    running = started;
    return started;
  }

  // a query that already runs may have read before the caller's reason to ask came to be
  function fresh(now: Date): Promise<MerchantBook> {
    if (!running) return start(now);
    waiting ??= running
      .catch(() => undefined)
      .then(() => {
        waiting = undefined;
        return start(now);
      });
    return waiting;
  }

  async function current(now: Date): Promise<MerchantBook> {
    if (kept && Math.abs(now.getTime() - kept.loadedAt.getTime()) <= ageMaxMs) return kept;
    return running ?? start(now);
  }

  const kindLastKnown = (name: string): string | undefined =>
    kept?.accounts.find((account) => account.name === name)?.kind;

  return { current, fresh, kindLastKnown };
}

/** Secrets of an account that hold at an instant. */
export function secretsAt(
  account: MerchantAccount,
  now: Date,
): MerchantAccount['secrets'][number]['secrets'][] {
  return account.secrets
    .filter(({ validTo }) => validTo === null || validTo > now)
    .map(({ secrets }) => secrets);
}
