// An officer (cán bộ): a person who logs in, and the roles over units that were granted to them.
import { z } from 'zod';
import { machineRoles, roles, type Role } from './roles.js';

/** A live grant: a role over a unit and everything below it, or over the province. */
export interface OfficerGrant {
  readonly id: string;
  readonly role: Role;
  /** A unit's code, or the province's two digits. */
  readonly scope: string;
  readonly grantedAt: Date;
}

/** An officer as they stand; their secrets never leave the database. */
export interface Officer {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly hasCitizenId: boolean;
  readonly hasPassword: boolean;
  /** When the second factor was confirmed; null without one. */
  readonly secondFactorSince: Date | null;
  readonly disabledAt: Date | null;
  readonly version: number;
  readonly createdAt: Date;
  /** Live grants, oldest first. */
  readonly grants: readonly OfficerGrant[];
}

export const officerStates = ['invited', 'active', 'disabled'] as const;
export type OfficerState = (typeof officerStates)[number];

/** Whether they may log in yet, or any longer. */
export function stateOf(officer: Pick<Officer, 'disabledAt' | 'hasPassword'>): OfficerState {
  if (officer.disabledAt !== null) return 'disabled';
  return officer.hasPassword ? 'active' : 'invited';
}

/** The one unit that grants concern; null for several, for none and for the province. */
export function unitOfGrants(
  grants: readonly Pick<OfficerGrant, 'scope'>[],
  province: string,
): string | null {
  const [scope, ...others] = new Set(grants.map((grant) => grant.scope));
  return scope === undefined || others.length > 0 || scope === province ? null : scope;
}

const nameCharsMax = 120;
const emailCharsMax = 254;

/** A person's name; a line break in one would reach the headers of a mail. */
export const personName = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1, 'a name is expected')
  .max(nameCharsMax, `at most ${String(nameCharsMax)} characters`)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'contains a control character');

/** An e-mail address as it is stored and compared: without blanks around it, in lower case. */
export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(emailCharsMax, `at most ${String(emailCharsMax)} characters`)
  .pipe(z.email('a mail address is expected'));

/** A citizen number: 12 digits, or the 9 of an old identity card. Only its keyed digest is kept. */
export const citizenNumber = z
  .string()
  .trim()
  .regex(/^(\d{12}|\d{9})$/, '12 digits (or the 9 of an old card) are expected');

/** Roles that people have; the others are for tokens. */
export const officerRoles = roles.filter((role) => !machineRoles.includes(role));
