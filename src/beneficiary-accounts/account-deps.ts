// What the verbs that change the register are handed, and the lock under which they change it.
import type { By } from '../audit/by.js';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { Refused } from '../problem.js';
import type { AccountNews, ToldAddress } from './account-news.js';

export interface AccountDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'province' | 'accountCoolingOffHours'>;
  readonly now: () => Date;
  readonly by: By;
  /**
   * Puts word of a change into the outbox, within its transaction.
   * @returns the unit's own focal points as they are now
   */
  readonly tell: (trx: Db, news: AccountNews) => Promise<readonly ToldAddress[]>;
}

/** Until the transaction ends nobody else changes this unit's account for this purpose. */
export async function holdPurpose(
  trx: Db,
  { unitCode, purpose }: { readonly unitCode: string; readonly purpose: string },
): Promise<void> {
  await trx.raw(
    `select pg_advisory_xact_lock(
              hashtextextended(concat_ws(' ', current_schema(), 'account', ?::text, ?::text), 0))`,
    [unitCode, purpose],
  );
}

export function conflict(detail: string): Refused {
  return new Refused({ code: 'conflict', detail });
}

/** One answer for what is absent and for what is out of scope. */
export function noSuchAccount(): Refused {
  const detail = 'There is no such thing, or it is outside the scope of your grants.';
  return new Refused({ code: 'not_found', detail });
}

/** A change of the register is a person's; a token that leaked must not be enough. */
export function refuseMachines(asker: { readonly kind: 'officer' | 'token' }): void {
  if (asker.kind === 'officer') return;
  const detail = 'Only a person changes an account, logged in as themselves; no token does.';
  throw new Refused({ code: 'forbidden', detail });
}
