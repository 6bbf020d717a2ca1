// Grants a role over a unit and everything below it, and ends such a grant. Both log the officer
// out: a session never outlives the rights it began with.
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction } from '../db.js';
import { Refused } from '../problem.js';
import { revokeOutgrownTokens } from './api-token.js';
import {
  grantToEnd,
  managedOfficer,
  refuseGrant,
  type AboutOfficer,
  type PeopleDeps,
} from './managed-officer.js';
import { unitOfGrants, type OfficerGrant } from './officer.js';
import { endSessionsOf, insertGrant, markGrantEnded, updateOfficer } from './officer-store.js';
import type { Role } from './roles.js';
import { endSetupLinksOf } from './setup-link.js';

export interface GrantRole extends AboutOfficer {
  readonly role: Role;
  readonly scope: string;
}

/**
 * Grants a role.
 * @throws Refused `forbidden`, `not_found` (officer or scope); `conflict` when they hold it already
 */
export async function grantRole(deps: PeopleDeps, given: GrantRole): Promise<OfficerGrant> {
  const { officerId, role, scope } = given;
  return inTransaction(deps.db, async (trx) => {
    await managedOfficer(deps, trx, { ...given, reach: 'rest' });
    await refuseGrant(deps, trx, given);
    const at = deps.now();
    const id = await insertGrant(trx, { officerId, role, scope, at, by: deps.by });
    if (id === undefined) {
      throw new Refused({ code: 'conflict', detail: 'The officer has this role here already.' });
    }
    // whoever made an open link knows it, and may have no say over what the officer is now
    await endSetupLinksOf(trx, officerId, at, deps.by);
    await endSessionsOf(trx, officerId, { at, because: 'grant changed' });
    await updateOfficer(trx, officerId);
    await recordAudit(trx, deps.by, {
      action: 'grant.made',
      subject: { kind: 'officer', id: officerId },
      unitCode: unitOfGrants([{ scope }], deps.config.province),
      after: { grant: id, role, scope },
    });
    return { id, role, scope, grantedAt: at };
  });
}

/**
 * Ends a grant.
 * @returns the grant as it was
 * @throws Refused `forbidden`, `not_found`
 */
export async function endGrant(
  deps: PeopleDeps,
  given: AboutOfficer & { readonly grantId: string },
): Promise<OfficerGrant> {
  return inTransaction(deps.db, async (trx) => {
    const { officer, grant } = await grantToEnd(deps, trx, given);
    const at = deps.now();
    await markGrantEnded(trx, grant.id, { at, by: deps.by });
    await endSessionsOf(trx, officer.id, { at, because: 'grant changed' });
    await updateOfficer(trx, officer.id);
    const { role, scope } = grant;
    await recordAudit(trx, deps.by, {
      action: 'grant.ended',
      subject: { kind: 'officer', id: officer.id },
      unitCode: unitOfGrants([grant], deps.config.province),
      before: { grant: grant.id, role, scope },
    });
    const grants = officer.grants.filter(({ id }) => id !== grant.id);
    await revokeOutgrownTokens(deps, trx, { ...officer, grants });
    return grant;
  });
}
