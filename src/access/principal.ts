// Who is asking, and what they may see. Scope is decided here and nowhere else: a route asks
// `may(principal, action, unitCode)`, a list keeps the units of `sightOf(principal, action)`.
import type { By } from '../audit/by.js';
import { type Action, type Role, roleMay } from './roles.js';

/** A role over the units of a scope, looked up when the request came in. */
export interface Grant {
  readonly role: Role;
  /** A unit's code, or the province's two digits. */
  readonly scope: string;
  /** Codes of every unit in the scope. */
  readonly units: ReadonlySet<string>;
  /** Whether the scope is the whole province: then also what belongs to no unit. */
  readonly isProvince: boolean;
}

export interface Principal {
  readonly kind: 'officer' | 'token';
  readonly id: string;
  /** What the pages greet them with. */
  readonly name: string;
  readonly grants: readonly Grant[];
  /** Whether a cookie says who it is: such requests are checked for where they come from. */
  readonly byCookie: boolean;
}

/** The units that an action reaches, and whether it reaches what belongs to no unit. */
export interface Sight {
  readonly units: ReadonlySet<string>;
  readonly isProvince: boolean;
}

/** Whether some grant carries the action at all; without one the answer is 403, not 404. */
export function mayAnywhere(principal: Principal, action: Action): boolean {
  return principal.grants.some((grant) => roleMay(grant.role, action));
}

/**
 * Whether the action is allowed for a unit.
 * @param unitCode null for what belongs to no unit: needs a grant over the province
 */
export function may(principal: Principal, action: Action, unitCode: string | null): boolean {
  return sees(sightOf(principal, action), unitCode);
}

/** Everything an action reaches, over all grants that carry it. */
export function sightOf(principal: Principal, action: Action): Sight {
  const grants = principal.grants.filter((grant) => roleMay(grant.role, action));
  return {
    units: new Set(grants.flatMap((grant) => [...grant.units])),
    isProvince: grants.some((grant) => grant.isProvince),
  };
}

/** Whether something of this unit (null: of none) lies in sight. */
export function sees(sight: Sight, unitCode: string | null): boolean {
  return unitCode === null ? sight.isProvince : sight.units.has(unitCode);
}

/** How the audit trail names them. */
export function byPrincipal(principal: Principal, requestId: string): By {
  return { kind: principal.kind, id: principal.id, requestId };
}
