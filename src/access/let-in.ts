// Begins the session that follows from what an officer has proven: a full one, or one that only
// leads to the second factor.
import type { Knex } from 'knex';
import { recordAudit } from '../audit/record-audit.js';
import { sealBytes } from '../secret-box.js';
import { byOfficer, type AccessDeps, type Visitor } from './access-deps.js';
import { rememberDevice } from './known-device.js';
import type { Account } from './log-in-store.js';
import { unitOfGrants } from './officer.js';
import { beginSession, needsSecondFactor, type SessionStage } from './session.js';
import { newTotpSecret } from './totp.js';

/** Somebody is in, or one step further. */
export interface Entered {
  readonly stage: SessionStage;
  /** For the session's cookie. */
  readonly session: string;
  /** What the browser's cookie of known browsers says from now on; null: as it is. */
  readonly devices: readonly string[] | null;
}

/** Whose second factor a sealed secret is. */
export function totpOwner(officerId: string): string {
  return `second factor of officer ${officerId}`;
}

/** @param trx a transaction that holds the account */
export async function letIn(
  deps: AccessDeps,
  trx: Knex.Transaction,
  given: {
    readonly account: Account;
    readonly visitor: Visitor;
    readonly proven: 'password' | 'second factor';
  },
): Promise<Entered> {
  const { account, visitor } = given;
  const at = deps.now();
  const stage = stageAfter(given.proven, account);
  if (stage !== 'full') {
    const pending = stage === 'enrol' ? { totpPending: newPending(deps, account.id) } : {};
    const begun = { officerId: account.id, stage, at, ...pending };
    return { stage, session: await beginSession(trx, begun), devices: null };
  }
  const session = await beginSession(trx, { officerId: account.id, stage, at });
  const known = { officerId: account.id, secrets: visitor.devices, at };
  const devices = await rememberDevice(trx, known);
  await recordAudit(trx, byOfficer(account.id, visitor), {
    action: 'session.begun',
    subject: { kind: 'officer', id: account.id },
    unitCode: unitOfGrants(account.grants, deps.config.province),
    after: { secondFactor: given.proven === 'second factor' },
  });
  return { stage, session, devices };
}

/** A new secret for an authenticator app, sealed. */
export function newPending({ config }: Pick<AccessDeps, 'config'>, officerId: string): Buffer {
  return sealBytes(config.secretKey, totpOwner(officerId), newTotpSecret());
}

function stageAfter(proven: 'password' | 'second factor', account: Account): SessionStage {
  if (proven === 'second factor') return 'full';
  if (account.hasSecondFactor) return 'second_factor';
  return needsSecondFactor(account.grants) ? 'enrol' : 'full';
}
