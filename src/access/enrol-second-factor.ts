// Setting up an authenticator app: a secret is shown, and becomes the officer's once a code made
// from it was typed. Until then the one before stays in force.
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction } from '../db.js';
import { byOfficer, phoneTime, type AccessDeps, type Visitor } from './access-deps.js';
import { letIn, type Entered } from './let-in.js';
import { lockAccount } from './log-in-store.js';
import { unitOfGrants } from './officer.js';
import { endSessionsOf } from './officer-store.js';
import { newRecoveryCodes } from './recovery-code.js';
import { openTotp } from './second-factor.js';
import { isLive, type LiveSession } from './session.js';
import { provisioningUri, stepOfCode, typedSecret } from './totp.js';

/** What the officer scans, or types by hand. */
export interface Enrolment {
  readonly uri: string;
  readonly typed: string;
}

/** What a session is setting up; null when it is setting up nothing. */
export function enrolmentOf(deps: AccessDeps, session: LiveSession): Enrolment | null {
  if (!session.totpPending) return null;
  const secret = openTotp(deps, session.officerId, session.totpPending);
  const uri = provisioningUri(secret, session.email ?? session.name);
  return { uri, typed: typedSecret(secret) };
}

export type EnrolOutcome =
  | ({ readonly kind: 'in'; readonly recoveryCodes: readonly string[] } & Entered)
  | { readonly kind: 'refused' };

/** Puts the pending second factor in force; every other session of the officer ends. */
export async function confirmSecondFactor(
  deps: AccessDeps,
  given: { readonly visitor: Visitor; readonly session: LiveSession; readonly code: string },
): Promise<EnrolOutcome> {
  const { visitor, session } = given;
  const { officerId, totpPending } = session;
  if (!totpPending) return { kind: 'refused' };
  const at = deps.now();
  const secret = openTotp(deps, officerId, totpPending);
  const step = stepOfCode(secret, given.code.replace(/\s/g, ''), phoneTime(deps));
  if (step === null) return { kind: 'refused' };
  return inTransaction(deps.db, async (trx): Promise<EnrolOutcome> => {
    const account = await lockAccount(trx, officerId);
    if (!account || account.isDisabled) return { kind: 'refused' };
    if (!(await isLive(trx, session.id))) return { kind: 'refused' };
    await trx('officer')
      .where({ id: officerId })
      .update({
        totp_secret: totpPending,
        totp_confirmed_at: at,
        totp_last_step: step,
        version: trx.raw('officer.version + 1'),
      });
    await endSessionsOf(trx, officerId, { at, because: 'second factor set' });
    const recoveryCodes = await newRecoveryCodes(deps, trx, { officerId, at });
    await recordAudit(trx, byOfficer(officerId, visitor), {
      action: 'second_factor.set',
      subject: { kind: 'officer', id: officerId },
      unitCode: unitOfGrants(account.grants, deps.config.province),
      before: { hadSecondFactor: account.hasSecondFactor },
    });
    const entered = await letIn(deps, trx, { account, visitor, proven: 'second factor' });
    return { kind: 'in', recoveryCodes, ...entered };
  });
}
