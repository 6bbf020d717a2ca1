// Who may manage whom. Decided here and nowhere else: who hands out roles or set-up links could
// otherwise take over somebody who may do more than they.
import { mayAnywhere, type Grant, type Principal } from './principal.js';
import { grantable, roleMay, type Role } from './roles.js';

/** Who wants to manage people: somebody with grants, or whoever sits at the machine itself. */
export type Asker = Principal | 'operator';

/** A role over a scope, with the scopes strictly above that one. */
export interface PlacedGrant {
  readonly role: Role;
  readonly scope: string;
  readonly above: readonly string[];
}

/** Somebody to be managed. */
export interface Managed {
  readonly id: string;
  readonly grants: readonly PlacedGrant[];
}

/** `out of scope` is answered as if there were nothing (404), `forbidden` as 403. */
export type Verdict = 'allowed' | 'forbidden' | 'out of scope';

/**
 * How far a change reaches: `identity` decides who can log in as the officer (links, second factor,
 * log-in names, enabling); `rest` does not (name, disabling, further grants).
 */
export type Reach = 'identity' | 'rest';

/** Whether a role over a scope may be granted, or such a grant ended. */
export function mayGrant(asker: Asker, wanted: PlacedGrant): Verdict {
  if (asker === 'operator') return 'allowed';
  const managing = managingGrants(asker);
  if (managing.length === 0) return 'forbidden';
  if (!managing.some((grant) => covers(grant, wanted.scope))) return 'out of scope';
  return holdsSwayOver(asker, wanted) && maySetApprover(asker, wanted) ? 'allowed' : 'forbidden';
}

/**
 * Whether an officer may be managed: only by somebody who could have granted them everything they
 * hold, and never by themselves.
 * @param actsFor officers whom the asker is, or on whose behalf a token asks
 */
export function mayManage(
  asker: Asker,
  officer: Managed,
  { reach, actsFor }: { readonly reach: Reach; readonly actsFor: ReadonlySet<string> },
): Verdict {
  if (asker === 'operator') return 'allowed';
  if (!mayAnywhere(asker, 'officer.manage')) return 'forbidden';
  if (!isInReach(asker, officer)) return 'out of scope';
  if (actsFor.has(officer.id)) return 'forbidden';
  const all = officer.grants.every(
    (grant) => holdsSwayOver(asker, grant) && (reach === 'rest' || maySetApprover(asker, grant)),
  );
  return all ? 'allowed' : 'forbidden';
}

/** Whether a grant lies in what an action reaches; whoever sees one of an officer's sees the officer. */
export function reaches(
  principal: Principal,
  action: 'officer.read' | 'officer.manage',
  scope: string,
): boolean {
  return principal.grants.some((grant) => roleMay(grant.role, action) && covers(grant, scope));
}

/** Whether a grant's scope includes another scope, be it a unit or the province. */
export function covers(grant: Grant, scope: string): boolean {
  return grant.scope === scope || grant.units.has(scope);
}

// An officer without any grant belongs to no unit, so only the province has to do with them.
function isInReach(asker: Principal, officer: Managed): boolean {
  return officer.grants.length === 0
    ? managingGrants(asker).some((grant) => grant.isProvince)
    : officer.grants.some((grant) => reaches(asker, 'officer.manage', grant.scope));
}

function managingGrants(asker: Principal): readonly Grant[] {
  return asker.grants.filter((grant) => roleMay(grant.role, 'officer.manage'));
}

function holdsSwayOver(asker: Principal, wanted: PlacedGrant): boolean {
  return managingGrants(asker).some(
    (grant) => covers(grant, wanted.scope) && grantable[grant.role].includes(wanted.role),
  );
}

/**
 * Approvers are the choice of a person from above: whoever changes a unit's account must not choose
 * who approves it. Other roles pass.
 */
export function maySetApprover(asker: Principal, wanted: PlacedGrant): boolean {
  if (wanted.role !== 'approver') return true;
  return (
    asker.kind === 'officer' &&
    asker.grants.some(
      (grant) =>
        roleMay(grant.role, 'approver.manage') &&
        grantable[grant.role].includes('approver') &&
        wanted.above.includes(grant.scope),
    )
  );
}
