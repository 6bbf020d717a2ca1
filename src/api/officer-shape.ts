// How the API shows an officer: never a secret or a digest, and of their grants only those that the
// asker may see.
import { z } from 'zod';
import type { PeopleDeps } from '../access/managed-officer.js';
import {
  officerRoles,
  officerStates,
  stateOf,
  type Officer,
  type OfficerGrant,
} from '../access/officer.js';
import { reaches } from '../access/officer-rights.js';
import { may, type Principal } from '../access/principal.js';
import type { Invitation } from '../access/setup-link.js';
import { mailInvitations, type InvitationDelivery } from '../alerts/invitation-mail.js';
import { instantText } from '../calendar.js';
import type { ApiDeps, Ask } from './route.js';
import { instant } from './shapes.js';

export const role = z.enum(officerRoles);
/** A unit's code or a province's two digits. */
export const scope = z
  .string()
  .regex(/^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$/, 'a unit code or the province’s two digits');

export const grantShown = z.strictObject({
  id: z.string(),
  role,
  scope: z.string().describe('A unit with everything below it, or the province’s two digits.'),
  grantedAt: instant,
});

export const officerShown = z.strictObject({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  hasCitizenId: z.boolean(),
  state: z.enum(officerStates).describe('invited: has not chosen a password yet.'),
  hasSecondFactor: z.boolean(),
  createdAt: instant,
  version: z.int().describe('What ETag says and If-Match takes.'),
  grants: z.array(grantShown).describe('Live grants within your own scope.'),
});

export const delivery = z
  .enum(['mailed', 'failed'])
  .describe('Whether the set-up link was mailed; absent when the request is repeated.');

export function shownGrant({ id, role: granted, scope: where, grantedAt }: OfficerGrant) {
  return { id, role: granted, scope: where, grantedAt: instantText(grantedAt) };
}

export function shownOfficer(officer: Officer): z.output<typeof officerShown> {
  const { id, name, email, hasCitizenId, version } = officer;
  return {
    id,
    name,
    email,
    hasCitizenId,
    state: stateOf(officer),
    hasSecondFactor: officer.secondFactorSince !== null,
    createdAt: instantText(officer.createdAt),
    version,
    grants: officer.grants.map(shownGrant),
  };
}

/** An officer as somebody may see them, with the grants in their sight; undefined: not at all. */
export function officerInSight(principal: Principal, officer: Officer): Officer | undefined {
  if (officer.grants.length === 0) {
    return may(principal, 'officer.read', null) ? officer : undefined;
  }
  const grants = officer.grants.filter((grant) => reaches(principal, 'officer.read', grant.scope));
  return grants.length > 0 ? { ...officer, grants } : undefined;
}

/** What the verbs on people are handed by a request. */
export function peopleDeps({ config, now }: ApiDeps, { db, by }: Ask): PeopleDeps {
  return { db, config, now, by };
}

/** Mails a link once it stands; the answer says whether that worked, never what the link is. */
export async function deliver(
  { db, config, now, log }: ApiDeps,
  { principal }: Pick<Ask, 'principal'>,
  invitation: Invitation,
): Promise<{ readonly delivery: InvitationDelivery }> {
  const invitedBy = principal.kind === 'officer' ? principal.name : null;
  const [outcome = 'failed'] = await mailInvitations({ db, config, now }, [invitation], invitedBy);
  if (outcome === 'failed') log.warn({ officer: invitation.officerId }, 'set-up link not mailed');
  return { delivery: outcome };
}
