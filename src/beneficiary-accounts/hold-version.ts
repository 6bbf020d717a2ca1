// What one person may do to a version: stop a change before it is active, suspend an account, mark
// one as closed at its bank. None of it brings a new account into use.
import { may, type Principal } from '../access/principal.js';
import type { Action } from '../access/roles.js';
import { nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { localDateOf, type LocalDate } from '../calendar.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { conflict, holdPurpose, noSuchAccount, refuseMachines } from './account-deps.js';
import type { AccountDeps } from './account-deps.js';
import type { AccountNewsKind } from './account-news.js';
import { findAccountVersion, type StoredAccountVersion } from './account-store.js';
import { insertEvent, stopVersion } from './decision-store.js';
import { numberEnd } from './proposal.js';
import { isLegalForVersion, versionStatusAt, type VersionAct } from './version-life.js';

export interface AboutVersion {
  readonly asker: Principal;
  readonly versionId: string;
}

/**
 * Stops a change that was approved and is not active yet; the account before it goes on.
 * @throws Refused `not_found`; `conflict` once it is active
 */
export async function stopChange(
  deps: AccountDeps,
  given: AboutVersion & { readonly reason: string },
): Promise<StoredAccountVersion> {
  return inTransaction(deps.db, async (trx) => {
    const { version, at } = await toChange(deps, trx, given, 'stop');
    const { reason } = given;
    await stopVersion(trx, version, { at, by: nameOf(deps.by), because: reason });
    await record(deps, trx, version, { action: 'account.stopped', why: reason });
    await tell(deps, trx, version, { kind: 'stopped', at, asker: given.asker, reason });
    return again(trx, version);
  });
}

/**
 * Suspends an account: no payment is to be sent there until two people resume it.
 * @throws Refused `not_found`; `conflict` for one that is not in use
 */
export async function suspendAccount(
  deps: AccountDeps,
  given: AboutVersion & { readonly reason: string },
): Promise<StoredAccountVersion> {
  return inTransaction(deps.db, async (trx) => {
    const { version, at } = await toChange(deps, trx, given, 'suspend');
    const { reason } = given;
    const by = nameOf(deps.by);
    await insertEvent(trx, { versionId: version.id, event: 'suspended', at, by, reason });
    await record(deps, trx, version, { action: 'account.suspended', why: reason });
    await tell(deps, trx, version, { kind: 'suspended', at, asker: given.asker, reason });
    return again(trx, version);
  });
}

/**
 * Marks an account that is no longer used as closed at its bank: nothing is expected there any more.
 * @throws Refused `forbidden` for a token, `not_found`; `conflict` for one that is still in use,
 *   `invalid_input` for a day that is yet to come or before its end
 */
export async function markClosed(
  deps: AccountDeps,
  given: AboutVersion & { readonly onDay: LocalDate },
): Promise<StoredAccountVersion> {
  refuseMachines(given.asker);
  return inTransaction(deps.db, async (trx) => {
    const { version, at } = await toChange(deps, trx, given, 'mark_closed');
    const { onDay } = given;
    if (onDay > localDateOf(at) || onDay < (version.validTo ?? onDay)) {
      const detail = 'The day lies between the last day of use and today.';
      const errors = [{ pointer: '/onDay', detail }];
      throw new Refused({ code: 'invalid_input', detail, errors });
    }
    const by = nameOf(deps.by);
    await insertEvent(trx, { versionId: version.id, event: 'closed', at, by, onDay });
    await record(deps, trx, version, { action: 'account.closed', after: { onDay } });
    return again(trx, version);
  });
}

const actionFor = {
  stop: 'account.suspend',
  suspend: 'account.suspend',
  mark_closed: 'account.propose',
} as const satisfies Partial<Record<VersionAct, Action>>;

/** The version, held, in a state in which the act is legal. */
async function toChange(
  { now }: AccountDeps,
  trx: Db,
  { asker, versionId }: AboutVersion,
  act: keyof typeof actionFor,
): Promise<{ readonly version: StoredAccountVersion; readonly at: Date }> {
  const found = await findAccountVersion(trx, versionId);
  if (!found || !may(asker, actionFor[act], found.unitCode)) throw noSuchAccount();
  await holdPurpose(trx, found);
  const version = (await findAccountVersion(trx, versionId)) ?? found;
  const at = now();
  const status = versionStatusAt(version, at);
  if (!isLegalForVersion(act, status)) {
    throw conflict(`The account is ${status}; that cannot be done to it.`);
  }
  return { version, at };
}

async function again(trx: Db, version: StoredAccountVersion): Promise<StoredAccountVersion> {
  return (await findAccountVersion(trx, version.id)) ?? version;
}

async function record(
  { by }: AccountDeps,
  trx: Db,
  { id, unitCode, purpose }: StoredAccountVersion,
  what: {
    readonly action: string;
    readonly why?: string;
    readonly after?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const { action, why = null, after = {} } = what;
  const subject = { kind: 'account', id };
  await recordAudit(trx, by, { action, subject, unitCode, after: { purpose, ...after }, why });
}

async function tell(
  deps: AccountDeps,
  trx: Db,
  version: StoredAccountVersion,
  what: {
    readonly kind: AccountNewsKind;
    readonly at: Date;
    readonly asker: Principal;
    readonly reason: string;
  },
): Promise<void> {
  const { unitCode, purpose, bankBin, accountNumber, decisionId } = version;
  const { kind, at, asker, reason } = what;
  await deps.tell(trx, {
    ...{ kind, at, unitCode, purpose, reason, actor: asker.name },
    account: { bankBin, numberEnd: numberEnd(accountNumber) },
    ...{ change: null, replaced: null, maker: null, effectiveOn: null, activatesAt: null },
    proposalId: decisionId,
  });
}
