// Adds an officer with their first role and invites them to choose a password.
import { recordAudit } from '../audit/record-audit.js';
import { instantText } from '../calendar.js';
import { inTransaction } from '../db.js';
import { Refused } from '../problem.js';
import { keyedDigest } from './keys.js';
import { refuseGrant, type PeopleDeps } from './managed-officer.js';
import { unitOfGrants } from './officer.js';
import type { Asker } from './officer-rights.js';
import { insertGrant, insertOfficer, namesInUse } from './officer-store.js';
import type { Role } from './roles.js';
import { issueSetupLink, type Invitation } from './setup-link.js';

/** Values as `personName`, `emailAddress` and `citizenNumber` of officer.ts leave them. */
export interface NewOfficer {
  readonly asker: Asker;
  readonly name: string;
  readonly email: string | null;
  readonly citizenId: string | null;
  readonly role: Role;
  readonly scope: string;
}

/**
 * Adds an officer.
 * @throws Refused `forbidden`, `not_found` (scope), `invalid_input`; `conflict` when somebody has
 *   the e-mail or citizen id already - who, it does not say
 */
export async function addOfficer(deps: PeopleDeps, given: NewOfficer): Promise<Invitation> {
  const { name, email, role, scope } = given;
  if (email === null && given.citizenId === null) {
    throw new Refused({ code: 'invalid_input', detail: 'An e-mail or a citizen id is needed.' });
  }
  return inTransaction(deps.db, async (trx) => {
    await refuseGrant(deps, trx, given);
    const at = deps.now();
    const citizenIdHash = citizenDigest(deps, given.citizenId);
    const officerId = await insertOfficer(trx, { name, email, citizenIdHash, at, by: deps.by });
    if (officerId === undefined) {
      throw alreadyInUse(await namesInUse(trx, { email, citizenIdHash }));
    }
    await insertGrant(trx, { officerId, role, scope, at, by: deps.by });
    const link = await issueSetupLink(trx, { officerId, at, by: deps.by });
    await recordAudit(trx, deps.by, {
      action: 'officer.added',
      subject: { kind: 'officer', id: officerId },
      unitCode: unitOfGrants([{ scope }], deps.config.province),
      after: {
        role,
        scope,
        logsInBy: [...(email === null ? [] : ['email']), ...(citizenIdHash ? ['citizenId'] : [])],
        setupLinkUntil: instantText(link.expiresAt),
      },
      personal: { name, email },
    });
    return { officerId, name, email, link };
  });
}

/** How a citizen number is known: by a keyed digest, so the database alone tells nobody's. */
export function citizenDigest(
  { config }: Pick<PeopleDeps, 'config'>,
  citizenId: string | null,
): string | null {
  return citizenId === null ? null : keyedDigest(config.secretKey, 'citizen id', citizenId);
}

/** The refusal of a log-in name that another officer has. */
export function alreadyInUse(used: readonly ('email' | 'citizenId')[]): Refused {
  const words = { email: 'e-mail', citizenId: 'citizen id' };
  const names = used.length > 0 ? used : (['email'] as const);
  const detail = `The ${names.map((name) => words[name]).join(' and ')} is already in use.`;
  return new Refused({
    code: 'conflict',
    detail,
    errors: names.map((name) => ({ pointer: `/${name}`, detail: 'is already in use' })),
  });
}
