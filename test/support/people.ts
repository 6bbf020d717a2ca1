// People and machines for tests: who asks, and with what rights.
import { tokenPrefix } from '../../src/access/authenticate.js';
import { digestOf, newSecret } from '../../src/access/keys.js';
import type { Role } from '../../src/access/roles.js';
import type { By } from '../../src/audit/by.js';
import type { Db } from '../../src/db.js';

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
