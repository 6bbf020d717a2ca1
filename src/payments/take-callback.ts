// Records a callback that was judged, whether it has just come or is read again: one way in, so that
// a second reading can only find what the first should have.
import { localDateOf } from '../calendar.js';
import type { Db } from '../db.js';
import { recordMovements } from './bank-notice-store.js';
import { isOurFault } from './callback-fault.js';
import {
  type Carried,
  type Notice,
  recordIgnored,
  recordQuarantined,
  recordRefusal,
} from './callback-store.js';
import type { Verdict } from './gateways/gateway.js';
import { bookedOf, type Judged, verdictOf } from './judge-callback.js';
import type { KnownBefore } from './word-store.js';

export interface TakeDeps {
  readonly db: Db;
  /** Records an authentic message: by itself, or together with what comes at the same time. */
  readonly record: (carried: Carried) => Promise<KnownBefore>;
}

/** Records what was read; durable when the promise resolves. */
export async function takeCallback(
  { db, record }: TakeDeps,
  notice: Notice,
  { account, reading }: Judged,
): Promise<Verdict> {
  if (reading.kind === 'payment') {
    const { message } = reading;
    const before = await record({ notice, message: bookedOf(message, account) });
    return verdictOf(message, before);
  }
  if (reading.kind === 'movements') return recordMovements(db, notice, reading.movements);
  if (reading.kind === 'ignored') {
    await recordIgnored(db, notice);
    return 'ignored';
  }
  const { verdict } = reading;
  const day = localDateOf(notice.receivedAt);
  // signed, but nothing that could be understood: ours to mend, so it may not be lost
  const isOurs = account !== null && verdict !== 'stale';
  await (isOurs ? recordQuarantined : recordRefusal)(db, notice, { verdict, day });
  return verdict;
}

/**
 * Keeps a callback whose recording failed by our own fault. Not one that merely met a database that
 * was away: that one the gateway sends again, and may have been recorded after all.
 */
export async function keepFailed(db: Db, notice: Notice, error: unknown): Promise<void> {
  if (!isOurFault(error)) return;
  const refusal = { verdict: 'failure', day: localDateOf(notice.receivedAt) } as const;
  // what no signature vouches for stays bounded, whatever it does to us
  const keep = notice.gatewayAccountId === null ? recordRefusal : recordQuarantined;
  await keep(db, notice, refusal);
}
