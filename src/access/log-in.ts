// Logging in, first step: an e-mail or citizen number, and the password. Whatever is wrong - the
// name, the password, an account that is disabled or was never set up - the answer is the same and
// takes the same time.
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction } from '../db.js';
import {
  byOfficer,
  byVisitor,
  turnstilesOf,
  type AccessDeps,
  type Visitor,
} from './access-deps.js';
import { knownDeviceOf } from './known-device.js';
import { letIn, type Entered } from './let-in.js';
import { findAccount, lockAccount, logInNameOf, recordAttempt } from './log-in-store.js';
import type { Account, AttemptOutcome } from './log-in-store.js';
import { unitOfGrants } from './officer.js';
import { hashPassword, isOutdated, verifyPassword } from './password-hash.js';
import { settleTurns, takeTurns } from './take-turns.js';
import type { Turnstile } from './throttle.js';

export type LogInOutcome =
  | ({ readonly kind: 'in' } & Entered)
  | { readonly kind: 'refused' }
  /** Locked out: not even looked at. */
  | { readonly kind: 'wait'; readonly seconds: number };

/** Logs in with a name and a password; on with the second factor where there is one. */
export async function logIn(
  deps: AccessDeps,
  given: { readonly visitor: Visitor; readonly name: string; readonly password: string },
): Promise<LogInOutcome> {
  const { db } = deps;
  const { visitor, password } = given;
  const at = deps.now();
  const name = logInNameOf(deps, given.name);
  const account = await findAccount(db, name);
  const counted = account ? `officer ${account.id}` : name.text;
  const note = (outcome: AttemptOutcome) =>
    recordAttempt(db, deps, { visitor, account: counted, officerId: account?.id ?? null, outcome });
  const device = account
    ? await knownDeviceOf(db, { officerId: account.id, secrets: visitor.devices, at })
    : null;
  const { address } = visitor;
  const guess = { what: 'password', account: counted, address, device } as const;
  const turnstiles = turnstilesOf(deps, guess);
  const turn = await takeTurns(db, turnstiles, at);
  if (turn.kind === 'wait') {
    await note('locked');
    return turn;
  }
  const isRight = await verifyPassword(account?.passwordHash ?? null, password);
  const entered =
    account && isRight ? await enter(deps, { visitor, account, password, turnstiles }) : null;
  if (entered) return { kind: 'in', ...entered };
  await note('refused');
  if (turn.locks) await recordLock(deps, visitor, account);
  return { kind: 'refused' };
}

/** What happens with the right password; null when the account was changed in the meantime. */
async function enter(
  deps: AccessDeps,
  given: {
    readonly visitor: Visitor;
    readonly account: Account;
    readonly password: string;
    readonly turnstiles: readonly Turnstile[];
  },
): Promise<Entered | null> {
  const { visitor, account, password, turnstiles } = given;
  const { id, passwordHash } = account;
  const isOld = passwordHash !== null && isOutdated(passwordHash);
  const rehashed = isOld ? await hashPassword(password) : null;
  return inTransaction(deps.db, async (trx) => {
    const current = await lockAccount(trx, id);
    if (!current || current.isDisabled || current.passwordHash !== passwordHash) return null;
    if (rehashed !== null) {
      await trx('officer').where({ id }).update({ password_hash: rehashed });
    }
    await settleTurns(trx, turnstiles);
    const entered = await letIn(deps, trx, { account: current, visitor, proven: 'password' });
    const outcome = entered.stage === 'full' ? 'let in' : 'password right';
    const attempt = { visitor, account: `officer ${id}`, officerId: id, outcome } as const;
    await recordAttempt(trx, deps, attempt);
    return entered;
  });
}

/** An account that from now on waits after each guess: somebody should look why. */
async function recordLock(
  deps: AccessDeps,
  visitor: Visitor,
  account: Account | null,
): Promise<void> {
  await recordAudit(deps.db, byVisitor(deps, visitor), {
    action: 'log_in.locked',
    subject: { kind: 'officer', id: account?.id ?? null },
    unitCode: account ? unitOfGrants(account.grants, deps.config.province) : null,
  });
}

/** Ends the session of the browser. */
export async function logOut(
  deps: AccessDeps,
  given: {
    readonly session: { readonly id: string; readonly officerId: string };
    readonly requestId: string;
  },
): Promise<void> {
  const { session } = given;
  await inTransaction(deps.db, async (trx) => {
    const ended = await trx('session')
      .where({ id: session.id })
      .whereNull('ended_at')
      .update({ ended_at: deps.now(), ended_because: 'logged out' });
    if (ended === 0) return;
    await recordAudit(trx, byOfficer(session.officerId, given), {
      action: 'session.ended',
      subject: { kind: 'session', id: session.id },
      why: 'logged out',
    });
  });
}
