// Takes an officer's second factor away, for one whose telephone is gone: the next log-in sets up a
// new one. Browsers that were known and recovery codes are forgotten with it.
import { nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction } from '../db.js';
import { managedOfficer, type AboutOfficer, type PeopleDeps } from './managed-officer.js';
import { unitOfGrants } from './officer.js';
import { endDevicesOf, endRecoveryCodesOf, endSessionsOf, updateOfficer } from './officer-store.js';

/**
 * Resets a second factor; also recorded for an officer who had none, since it logs them out.
 * @returns when
 * @throws Refused `forbidden` (of an approver's: a person from above only), `not_found`
 */
export async function resetSecondFactor(deps: PeopleDeps, given: AboutOfficer): Promise<Date> {
  return inTransaction(deps.db, async (trx) => {
    const officer = await managedOfficer(deps, trx, { ...given, reach: 'identity' });
    const at = deps.now();
    await updateOfficer(trx, officer.id, {
      totp_secret: null,
      totp_confirmed_at: null,
      totp_last_step: null,
      second_factor_reset_at: at,
      second_factor_reset_by: nameOf(deps.by),
    });
    await endRecoveryCodesOf(trx, officer.id, at);
    await endDevicesOf(trx, officer.id, at);
    await endSessionsOf(trx, officer.id, { at, because: 'second factor reset' });
    await recordAudit(trx, deps.by, {
      action: 'second_factor.reset',
      subject: { kind: 'officer', id: officer.id },
      unitCode: unitOfGrants(officer.grants, deps.config.province),
      before: { hadSecondFactor: officer.secondFactorSince !== null },
    });
    return at;
  });
}
