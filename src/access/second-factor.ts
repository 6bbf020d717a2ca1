// Logging in, second step: a code of the authenticator app, or a recovery code. A code works once;
// guesses are counted as those of passwords are.
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
import { misconfigured } from '../config.js';
import { openBytes } from '../secret-box.js';
import { byOfficer, phoneTime, turnstilesOf } from './access-deps.js';
import type { AccessDeps, Visitor } from './access-deps.js';
import { knownDeviceOf } from './known-device.js';
import { letIn, totpOwner } from './let-in.js';
import { lockAccount, recordAttempt, type Account } from './log-in-store.js';
import type { LogInOutcome } from './log-in.js';
import { unitOfGrants } from './officer.js';
import { isRecoveryCode, useRecoveryCode } from './recovery-code.js';
import { endSession, isLive, type LiveSession } from './session.js';
import { settleTurns, takeTurns } from './take-turns.js';
import type { Turnstile } from './throttle.js';
import { stepOfCode } from './totp.js';

interface Presented {
  readonly visitor: Visitor;
  /** A session in the stage `second_factor`. */
  readonly session: LiveSession;
  readonly code: string;
}

/** Takes a session on from the right password to logged in. */
export async function passSecondFactor(deps: AccessDeps, given: Presented): Promise<LogInOutcome> {
  const { visitor, session } = given;
  const { officerId } = session;
  const at = deps.now();
  const account = `officer ${officerId}`;
  const device = await knownDeviceOf(deps.db, { officerId, secrets: visitor.devices, at });
  const { address } = visitor;
  const guess = { what: 'second factor', account, address, device } as const;
  const turnstiles = turnstilesOf(deps, guess);
  const turn = await takeTurns(deps.db, turnstiles, at);
  const attempt = { visitor, account, officerId };
  if (turn.kind === 'wait') {
    await recordAttempt(deps.db, deps, { ...attempt, outcome: 'locked' });
    return turn;
  }
  const outcome = await judge(deps, given, turnstiles);
  if (outcome.kind === 'in') return outcome;
  await recordAttempt(deps.db, deps, { ...attempt, outcome: 'code refused' });
  await recordAudit(deps.db, byOfficer(officerId, visitor), {
    action: 'second_factor.failed',
    subject: { kind: 'officer', id: officerId },
    unitCode: unitOfGrants(session.grants, deps.config.province),
    after: { locked: turn.locks },
  });
  return outcome;
}

async function judge(
  deps: AccessDeps,
  { visitor, session, code }: Presented,
  turnstiles: readonly Turnstile[],
): Promise<LogInOutcome> {
  const { officerId } = session;
  return inTransaction(deps.db, async (trx): Promise<LogInOutcome> => {
    const account = await lockAccount(trx, officerId);
    if (!account || account.isDisabled) return { kind: 'refused' };
    // the same step sent twice at once
    if (!(await isLive(trx, session.id))) return { kind: 'refused' };
    const by = await provenBy(deps, trx, account, code);
    if (by === null) return { kind: 'refused' };
    await endSession(trx, session.id, { at: deps.now(), because: 'went on' });
    await settleTurns(trx, turnstiles);
    if (by === 'recovery code') {
      await recordAudit(trx, byOfficer(officerId, visitor), {
        action: 'recovery_code.used',
        subject: { kind: 'officer', id: officerId },
        unitCode: unitOfGrants(account.grants, deps.config.province),
      });
    }
    const entered = await letIn(deps, trx, { account, visitor, proven: 'second factor' });
    const attempt = { visitor, account: `officer ${officerId}`, officerId } as const;
    await recordAttempt(trx, deps, { ...attempt, outcome: 'let in' });
    return { kind: 'in', ...entered };
  });
}

/** By what the officer is proven, which is then used up; null when the code is wrong. */
async function provenBy(
  deps: AccessDeps,
  trx: Db,
  account: Account,
  code: string,
): Promise<'app' | 'recovery code' | null> {
  const at = deps.now();
  if (isRecoveryCode(code)) {
    const given = { officerId: account.id, typed: code, at };
    return (await useRecoveryCode(deps, trx, given)) ? 'recovery code' : null;
  }
  if (!account.hasSecondFactor || !account.totpSecret) return null;
  const secret = openTotp(deps, account.id, account.totpSecret);
  const step = stepOfCode(secret, code.replace(/\s/g, ''), phoneTime(deps));
  return step !== null && (await useStep(trx, account.id, step)) ? 'app' : null;
}

/** The secret of an authenticator app in the clear. */
export function openTotp(
  { config }: Pick<AccessDeps, 'config'>,
  officerId: string,
  sealed: Buffer,
): Buffer {
  const secret = openBytes(config.secretKey, totpOwner(officerId), sealed);
  if (secret) return secret;
  throw misconfigured('SECRET_KEY', 'does not open the second factors of officers');
}

/** Uses a time step up: false when it, or a later one, was used before. */
async function useStep(trx: Db, officerId: string, step: number): Promise<boolean> {
  const used = await trx('officer')
    .where({ id: officerId })
    .whereRaw('coalesce(officer.totp_last_step, -1) < ?', [step])
    .update({ totp_last_step: step });
  return used > 0;
}
