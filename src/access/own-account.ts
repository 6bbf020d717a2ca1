// What officers do with their own account. Each asks for the present password again: a browser left
// open must not be enough to take an account over.
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction } from '../db.js';
import { accountKey, byOfficer, type AccessDeps, type Visitor } from './access-deps.js';
import { letIn, newPending, type Entered } from './let-in.js';
import { lockAccount } from './log-in-store.js';
import { unitOfGrants } from './officer.js';
import { hashPassword, verifyPassword } from './password-hash.js';
import { newRecoveryCodes } from './recovery-code.js';
import { isLive, type LiveSession } from './session.js';
import { storePassword, whyNotTaken } from './set-up.js';
import { devicePolicy, forgetTurns, takeTurn } from './throttle.js';

interface Own {
  readonly visitor: Visitor;
  /** A full session. */
  readonly session: LiveSession;
  /** The present password. */
  readonly present: string;
}

/** The present password is wrong, or too many were tried. */
export type NotProven =
  { readonly kind: 'wrong' } | { readonly kind: 'wait'; readonly seconds: number };

export type ChangeOutcome =
  | ({ readonly kind: 'in' } & Entered)
  | { readonly kind: 'refused'; readonly because: string }
  | NotProven;

/** Changes the password; all other sessions end and this one goes on under a new id. */
export async function changePassword(
  deps: AccessDeps,
  given: Own & { readonly password: string },
): Promise<ChangeOutcome> {
  const { visitor, session, password } = given;
  const proof = await prove(deps, given);
  if (proof) return proof;
  if (password === given.present) {
    return { kind: 'refused', because: 'Mật khẩu mới phải khác mật khẩu hiện tại.' };
  }
  const because = await whyNotTaken(deps, session, password);
  if (because !== null) return { kind: 'refused', because };
  const passwordHash = await hashPassword(password);
  return inTransaction(deps.db, async (trx): Promise<ChangeOutcome> => {
    const account = await lockAccount(trx, session.officerId);
    const goesOn = await isLive(trx, session.id);
    if (!account || !goesOn) return { kind: 'wrong' };
    await storePassword(deps, trx, { account, passwordHash, visitor, why: 'changed by its owner' });
    // the session that asked had passed the second factor, where there is one
    const proven = account.hasSecondFactor ? 'second factor' : 'password';
    return { kind: 'in', ...(await letIn(deps, trx, { account, visitor, proven })) };
  });
}

/** Begins to set up an authenticator app anew; null when it has begun. */
export async function renewSecondFactor(deps: AccessDeps, given: Own): Promise<NotProven | null> {
  const { session } = given;
  const proof = await prove(deps, given);
  if (proof) return proof;
  await deps
    .db('session')
    .where({ id: session.id })
    .whereNull('ended_at')
    .update({ totp_pending: newPending(deps, session.officerId) });
  return null;
}

/** A new set of recovery codes; the one before ends. */
export async function renewRecoveryCodes(
  deps: AccessDeps,
  given: Own,
): Promise<{ readonly kind: 'made'; readonly codes: readonly string[] } | NotProven> {
  const { visitor, session } = given;
  const proof = await prove(deps, given);
  if (proof) return proof;
  return inTransaction(deps.db, async (trx) => {
    const account = await lockAccount(trx, session.officerId);
    if (!account?.hasSecondFactor || !(await isLive(trx, session.id))) return { kind: 'wrong' };
    const made = { officerId: session.officerId, at: deps.now() };
    const codes = await newRecoveryCodes(deps, trx, made);
    await recordAudit(trx, byOfficer(session.officerId, visitor), {
      action: 'recovery_codes.renewed',
      subject: { kind: 'officer', id: session.officerId },
      unitCode: unitOfGrants(account.grants, deps.config.province),
    });
    return { kind: 'made', codes };
  });
}

/** Ends one of the officer's own sessions; another officer's is left alone. */
export async function endOwnSession(
  deps: AccessDeps,
  given: Omit<Own, 'present'> & { readonly sessionId: string },
): Promise<void> {
  const { session, sessionId, visitor } = given;
  await inTransaction(deps.db, async (trx) => {
    const ended = await trx('session')
      .where({ id: sessionId, officer_id: session.officerId })
      .whereNull('ended_at')
      .update({ ended_at: deps.now(), ended_because: 'ended by its owner' });
    if (ended === 0) return;
    await recordAudit(trx, byOfficer(session.officerId, visitor), {
      action: 'session.ended',
      subject: { kind: 'session', id: sessionId },
      why: 'ended by its owner',
    });
  });
}

/** Null when the present password is right. */
async function prove(deps: AccessDeps, { session, present }: Own): Promise<NotProven | null> {
  const { officerId } = session;
  const turnstile = {
    key: accountKey(deps, `present password officer ${officerId}`),
    policy: devicePolicy,
  };
  const turn = await takeTurn(deps.db, turnstile, deps.now());
  if (turn.kind === 'wait') return turn;
  const row = await deps
    .db('officer')
    .where({ id: officerId })
    .first<{ password_hash: string | null } | undefined>('password_hash');
  if (!(await verifyPassword(row?.password_hash ?? null, present))) return { kind: 'wrong' };
  await forgetTurns(deps.db, turnstile);
  return null;
}
