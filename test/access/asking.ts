// Askers for tests of people: officers and tokens as the service would know them, and the verbs' deps.
import type { Asker } from '../../src/access/officer-rights.js';
import type { PeopleDeps } from '../../src/access/managed-officer.js';
import { addOfficer } from '../../src/access/add-officer.js';
import { authenticate } from '../../src/access/authenticate.js';
import { grantRole } from '../../src/access/grant-role.js';
import { byPrincipal, type Grant, type Principal } from '../../src/access/principal.js';
import type { Role } from '../../src/access/roles.js';
import type { By } from '../../src/audit/by.js';
import { Refused, type Problem } from '../../src/problem.js';
import type { TestDatabase } from '../support/database.js';
import { bearerOf, byTester } from '../support/people.js';

/** What a verb is handed when this one asks. */
export function depsOf(
  { db, config }: TestDatabase,
  by: By = byTester,
  now = new Date('2026-05-20T01:00:00Z'),
): PeopleDeps {
  return { db, config, now: () => now, by };
}

/** The deps of an asker. */
export function askedBy(database: TestDatabase, asker: Asker): PeopleDeps {
  return depsOf(database, asker === 'operator' ? byTester : byPrincipal(asker, 'request-1'));
}

let count = 0;

/** Adds an officer by the command line; gives the id. */
export async function anOfficer(
  database: TestDatabase,
  ...grants: readonly (readonly [Role, string])[]
): Promise<string> {
  count += 1;
  const [[role, scope] = ['auditor', '75'], ...others] = grants;
  const { officerId } = await addOfficer(depsOf(database), {
    asker: 'operator',
    name: `Cán bộ ${String(count)}`,
    email: `officer${String(count)}@dongnai.example`,
    citizenId: null,
    role: role as Role,
    scope,
  });
  for (const [more, at] of others) {
    await grantRole(depsOf(database), { asker: 'operator', officerId, role: more, scope: at });
  }
  return officerId;
}

/** A principal with these grants, without a row of its own unless `id` names one. */
export async function principalWith(
  database: TestDatabase,
  grants: readonly (readonly [Role, string])[],
  { id = '999999', kind = 'officer' }: { id?: string; kind?: 'officer' | 'token' } = {},
): Promise<Principal> {
  const held: Grant[] = [];
  for (const [role, scope] of grants) held.push(await grantOf(database, role, scope));
  return { kind, id, name: 'Người hỏi', grants: held, byCookie: false };
}

/** A grant as the service reads it: that of a token made for it. */
export async function grantOf(database: TestDatabase, role: Role, scope: string): Promise<Grant> {
  const authorization = `Bearer ${await bearerOf(database.db, role, scope)}`;
  const deps = { ...database, now: () => new Date() };
  const holder = await authenticate(deps, { authorization });
  const [grant] = holder?.grants ?? [];
  if (!grant) throw new Error(`no grant of ${role} over ${scope}`);
  return grant;
}

/** An officer who is there, with the rights they have. */
export async function officerAsking(
  database: TestDatabase,
  ...grants: readonly (readonly [Role, string])[]
): Promise<Principal> {
  const id = await anOfficer(database, ...grants);
  return principalWith(database, grants, { id });
}

/** The problem that a refused verb answers with; fails when it was accepted. */
export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const outcome = await work.then(
    () => 'was accepted',
    (error: unknown) => error,
  );
  if (outcome instanceof Refused) return outcome.problem;
  throw outcome instanceof Error ? outcome : new Error(String(outcome));
}

/** `done`, or the code of the refusal. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Refused) return error.problem.code;
      throw error;
    },
  );
}

/**
 * A small tree of units: department D above communes A and B, centre A1 below A, E beside D, and F
 * in another province.
 */
export const tree = { D: 'T-D', A: 'T-A', B: 'T-B', A1: 'T-A1', E: 'T-E', F: 'T-F' } as const;

/** Plants `tree` in a database. */
export async function plantTree({ db }: TestDatabase): Promise<void> {
  const unit = (code: string, parent: string | null, province = '75') => ({
    code,
    name: code,
    type: 'xa',
    source: 'import',
    province_code: province,
    parent_code: parent,
  });
  const { D, A, B, A1, E, F } = tree;
  await db('public.unit').insert([unit(D, null), unit(E, null), unit(F, null, '01')]);
  await db('public.unit').insert([unit(A, D), unit(B, D)]);
  await db('public.unit').insert(unit(A1, A));
}
