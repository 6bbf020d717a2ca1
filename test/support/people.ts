// People and machines for tests: who asks, and with what rights.
import { tokenPrefix } from '../../src/access/authenticate.js';
import { cookieNames } from '../../src/access/cookies.js';
import { digestOf, newSecret } from '../../src/access/keys.js';
import type { Role } from '../../src/access/roles.js';
import type { By } from '../../src/audit/by.js';
import type { Db } from '../../src/db.js';
import type { TestDatabase } from './database.js';

/** Who acts where a test does not care. */
export const byTester: By = { kind: 'command', id: 'tester', requestId: null };

/** A bearer token of a role over a scope, valid from 2020 to 2100 whatever the test's clock. */
export async function bearerOf(db: Db, role: Role, scope = '75'): Promise<string> {
  const token = `${tokenPrefix}${newSecret()}`;
  await db('api_token').insert({
    token_hash: digestOf(token),
    name: `test ${role}`,
    role,
    scope,
    created_at: new Date('2020-01-01T00:00:00Z'),
    created_by: 'command tester',
    expires_at: new Date('2100-01-01T00:00:00Z'),
  });
  return token;
}

/** An officer with a grant, known by what is given; without a password until one is set. */
export async function anOfficer(
  db: Db,
  given: {
    readonly role: Role;
    readonly scope?: string;
    readonly name?: string;
    readonly email?: string;
    readonly passwordHash?: string;
    readonly citizenIdHash?: string;
  },
): Promise<{ readonly id: string; readonly email: string }> {
  const email = given.email ?? `${newSecret().slice(0, 12).toLowerCase()}@dongnai.example`;
  const since = new Date('2020-01-01T00:00:00Z');
  const [officer] = await db('officer')
    .insert({
      name: given.name ?? 'Trần Thị Thử',
      email,
      citizen_id_hash: given.citizenIdHash ?? null,
      password_hash: given.passwordHash ?? null,
      password_set_at: given.passwordHash === undefined ? null : since,
      created_at: since,
      created_by: 'command tester',
    })
    .returning<{ id: string }[]>('id');
  const id = officer?.id ?? '';
  await db('officer_grant').insert({
    officer_id: id,
    role: given.role,
    scope: given.scope ?? '75',
    granted_at: since,
    granted_by: 'command tester',
  });
  return { id, email };
}

/**
 * The `Cookie` header of an officer who has logged in, second factor included; valid from 2020 to
 * 2100 whatever the test's clock.
 */
export async function loggedIn(
  { db, config }: Pick<TestDatabase, 'db' | 'config'>,
  given: { readonly role: Role; readonly scope?: string; readonly name?: string },
): Promise<string> {
  const { id } = await anOfficer(db, given);
  const since = new Date('2020-01-01T00:00:00Z');
  const until = new Date('2100-01-01T00:00:00Z');
  await db('officer')
    .where({ id })
    .update({
      totp_secret: Buffer.from('never opened'),
      totp_confirmed_at: since,
    });
  const secret = newSecret();
  await db('session').insert({
    token_hash: digestOf(secret),
    officer_id: id,
    stage: 'full',
    created_at: since,
    seen_at: until,
    expires_at: until,
  });
  return `${cookieNames(config).session}=${secret}`;
}
