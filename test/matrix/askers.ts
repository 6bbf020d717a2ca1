// Who asks in the matrix: every role as a token, every role of people as an officer who is logged
// in, over each scope; one officer of two offices; and those whom nobody knows.
import { createHash } from 'node:crypto';
import { addOfficer } from '../../src/access/add-officer.js';
import { makeToken } from '../../src/access/api-token.js';
import { cookieNames } from '../../src/access/cookies.js';
import { grantRole } from '../../src/access/grant-role.js';
import { newPending } from '../../src/access/let-in.js';
import type { Role } from '../../src/access/roles.js';
import { beginSession, type SessionStage } from '../../src/access/session.js';
import { inTransaction } from '../../src/db.js';
import { byTester } from '../support/people.js';
import {
  codes,
  mark,
  scopeCode,
  scopes,
  within,
  type Owner,
  type Place,
  type Scope,
} from './places.js';
import { asOf, type World } from './world.js';

/** The roles, typed out: one that the code has and this list lacks fails the matrix. */
export const peopleRoles = [
  'commune_admin',
  'commune_accountant',
  'approver',
  'finance_officer',
  'department_of_justice',
  'auditor',
  'system_admin',
] as const satisfies readonly Role[];
export const everyRole = [...peopleRoles, 'portal', 'monitor'] as const satisfies readonly Role[];
export type RoleName = (typeof everyRole)[number];

export interface Asker {
  readonly name: string;
  /** None: nobody whom the service knows. */
  readonly grants: readonly { readonly role: RoleName; readonly scope: Scope }[];
  readonly headers: Readonly<Record<string, string>>;
  readonly byCookie: boolean;
  /** The name that the service greets them with, which is theirs to see. */
  readonly ownName?: string;
  /** The password was right, the second factor is still to come. */
  readonly isPending?: boolean;
  /** Of those who are logged in. */
  readonly officerId?: string;
}

/** What an asker reaches by grants of these roles. */
export function reachOf(asker: Asker, of: readonly RoleName[]): ReadonlySet<Owner> {
  const grants = asker.grants.filter(({ role }) => of.includes(role));
  return new Set(grants.flatMap(({ scope }) => within[scope]));
}

/** Whether an asker has one of these roles somewhere. */
export function hasRole(asker: Asker, of: readonly RoleName[]): boolean {
  return asker.grants.some(({ role }) => of.includes(role));
}

type Deps = Parameters<typeof addOfficer>[0];

export function depsOf({ database }: Pick<World, 'database'>): Deps {
  const { db, config } = database;
  return { db, config, now: () => asOf, by: byTester };
}

/** Everybody who has a grant. */
export async function knownAskers(world: World): Promise<Asker[]> {
  const askers: Asker[] = [];
  for (const scope of scopes) {
    for (const role of everyRole) askers.push(await tokenAsker(world, role, scope));
    for (const role of peopleRoles) askers.push(await officerAsker(world, role, scope));
  }
  return [...askers, await officerOfTwoOffices(world)];
}

/** A token of a role over a scope. Its name says that it belongs to the province. */
export async function tokenAsker(world: World, role: RoleName, scope: Scope): Promise<Asker> {
  const secret = await newToken(world, role, scope);
  const headers = { authorization: `Bearer ${secret}` };
  const name = `token ${role}@${scope}`;
  return {
    name,
    grants: [{ role, scope }],
    headers,
    byCookie: false,
    ownName: tokenName(role, scope),
  };
}

function tokenName(role: RoleName, scope: Scope): string {
  return `${mark('N')} ${role} ${scope}`;
}

async function newToken(world: World, role: RoleName, scope: Scope): Promise<string> {
  const named = { name: tokenName(role, scope), role, scope: scopeCode(scope), days: 365 };
  const { secret } = await makeToken(depsOf(world), { asker: 'operator', ...named });
  return secret;
}

/** An officer of a role over a scope who is logged in. */
export async function officerAsker(
  world: World,
  role: (typeof peopleRoles)[number],
  scope: Scope,
): Promise<Asker> {
  const officerId = await newOfficer(world, role, scope);
  const headers = await cookieOf(world, officerId, 'full');
  return {
    name: `officer ${role}@${scope}`,
    grants: [{ role, scope }],
    headers,
    byCookie: true,
    ownName: officerName(role, scope),
    officerId,
  };
}

/** An accountant of A who also audits in D: rights of the one must not open the other. */
async function officerOfTwoOffices(world: World): Promise<Asker> {
  const officerId = await newOfficer(world, 'commune_accountant', 'A');
  const second = { role: 'auditor', scope: scopeCode('D') } as const;
  await grantRole(depsOf(world), { asker: 'operator', officerId, ...second });
  return {
    name: 'officer commune_accountant@A and auditor@D',
    grants: [
      { role: 'commune_accountant', scope: 'A' },
      { role: 'auditor', scope: 'D' },
    ],
    headers: await cookieOf(world, officerId, 'full'),
    byCookie: true,
    ownName: officerName('commune_accountant', 'A'),
    officerId,
  };
}

function officerName(role: RoleName, scope: Scope): string {
  return `${mark(ownerOf(scope))} ${role}`;
}

function ownerOf(scope: Scope): Owner {
  return scope === '75' ? 'N' : scope === '01' ? 'F' : scope;
}

/** A new officer over a scope; the name says of where. */
function newOfficer(
  world: Pick<World, 'database'>,
  role: (typeof peopleRoles)[number],
  scope: Scope,
): Promise<string> {
  return addAsker(world, { owner: ownerOf(scope), role, scope: scopeCode(scope) });
}

/** An accountant of one place, for something to be done to them. */
export function newOfficerOf(world: Pick<World, 'database'>, place: Place): Promise<string> {
  return addAsker(world, { owner: place, role: 'commune_accountant', scope: codes[place] });
}

let counter = 0;

async function addAsker(
  world: Pick<World, 'database'>,
  given: { readonly owner: Owner; readonly role: RoleName; readonly scope: string },
): Promise<string> {
  counter += 1;
  const { owner, role, scope } = given;
  const { officerId } = await addOfficer(depsOf(world), {
    asker: 'operator',
    name: `${mark(owner)} ${role}`,
    email: `${mark(owner).toLowerCase()}-asker-${String(counter)}@example.test`,
    citizenId: null,
    role,
    scope,
  });
  return officerId;
}

/** Headers of a browser of ours with a session of that officer. */
export async function cookieOf(
  { database }: Pick<World, 'database'>,
  officerId: string,
  stage: SessionStage,
  at = asOf,
): Promise<Record<string, string>> {
  const { db, config } = database;
  if (stage !== 'enrol') {
    // one that opens: codes are judged, whatever was guessed from this address before
    const confirmed = { totp_secret: newPending({ config }, officerId), totp_confirmed_at: at };
    await db('officer').where({ id: officerId }).update(confirmed);
  }
  const secret = await inTransaction(db, (trx) => beginSession(trx, { officerId, stage, at }));
  const cookie = `${cookieNames(config).session}=${secret}`;
  return { cookie, 'sec-fetch-site': 'same-origin' };
}

/** Those who get nothing but 401, each with the reason. Every one of them might have been an admin. */
export async function unknownAskers(world: World): Promise<Asker[]> {
  const { db } = world.database;
  const nobody = (name: string, headers: Record<string, string>): Asker => ({
    name,
    grants: [],
    headers,
    byCookie: 'cookie' in headers,
  });
  const officer = async (
    name: string,
    stage: SessionStage,
    { begun = asOf, after }: { readonly begun?: Date; readonly after?: object } = {},
  ): Promise<Asker> => {
    const id = await newOfficer(world, 'system_admin', '75');
    const headers = await cookieOf(world, id, stage, begun);
    if (after) await db('session').where({ officer_id: id }).update(after);
    if (name === 'disabled officer')
      await db('officer').where({ id }).update({ disabled_at: asOf });
    return { ...nobody(name, headers), isPending: stage !== 'full' };
  };
  const bearer = async (name: string, end: 'expires_at' | 'revoked_at'): Promise<Asker> => {
    const secret = `dst_${name.replace(' ', '')}`;
    const [before, earlier] = [new Date('2026-05-20T04:59:59Z'), new Date('2026-01-01T00:00:00Z')];
    const dates = { created_at: earlier, expires_at: new Date('2027-01-01T00:00:00Z') };
    const revoked = end === 'revoked_at' ? { revoked_by: 'command tester' } : {};
    await db('api_token').insert({
      token_hash: createHash('sha256').update(secret).digest('hex'),
      name: `${mark('N')} ${name}`,
      role: 'system_admin',
      scope: '75',
      created_by: 'command tester',
      ...dates,
      ...revoked,
      [end]: before,
    });
    return nobody(name, { authorization: `Bearer ${secret}` });
  };
  const admin = await tokenAsker(world, 'system_admin', '75');
  const token = admin.headers['authorization']?.slice('Bearer '.length) ?? '';
  return [
    nobody('nobody', {}),
    nobody('unknown token', { authorization: `Bearer ${token}x` }),
    nobody('token as a password', { authorization: `Basic ${btoa(`x:${token}`)}` }),
    nobody('token in a cookie', { cookie: `doisoat=${token}`, 'sec-fetch-site': 'same-origin' }),
    await bearer('expired token', 'expires_at'),
    await bearer('revoked token', 'revoked_at'),
    await officer('disabled officer', 'full'),
    await officer('ended session', 'full', {
      after: { ended_at: asOf, ended_because: 'log-out' },
    }),
    await officer('idle session', 'full', { begun: new Date('2026-05-20T04:29:59Z') }),
    await officer('session past its end', 'full', {
      begun: new Date('2026-05-19T16:59:59Z'),
      after: { seen_at: new Date('2026-05-20T04:59:00Z') },
    }),
    await officer('second factor pending', 'second_factor'),
    await officer('second factor to be set up', 'enrol'),
  ];
}
