// Records a callback that was judged, whether it has just come or is read again: one way in, so that
// a second reading can only find what the first should have.
import { localDateOf } from '../calendar.js';
import type { Db } from '../db.js';
import { recordMovements } from './bank-notice-store.js';
import {
  type Notice,
  recordIgnored,
  recordMessage,
  recordQuarantined,
  recordRefusal,
} from './callback-store.js';
import type { Verdict } from './gateways/gateway.js';
import { bookedOf, type Judged, verdictOf } from './judge-callback.js';

/** Records what was read; durable when the promise resolves. */
export async function takeCallback(
  db: Db,
  notice: Notice,
  { account, reading }: Judged,
): Promise<Verdict> {
  if (reading.kind === 'payment') {
    const { message } = reading;
    const before = await recordMessage(db, notice, bookedOf(message, account));
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

// SQLSTATE classes of what repeating does not mend: feature, cardinality, data, integrity, check,
// syntax and access, raised, internal
const lastingClasses = ['0A', '21', '22', '23', '42', '44', 'P0', 'XX'];

function isOurFault(error: unknown): boolean {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) {
    return lastingClasses.includes(code.slice(0, 2));
  }
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((bug) => error instanceof bug);
}
