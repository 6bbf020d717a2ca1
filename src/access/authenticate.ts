// Who is asking: a bearer token, or the session of a cookie.
import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { digestOf } from './keys.js';
import type { Grant, Principal } from './principal.js';
import type { Role } from './roles.js';
import { type LiveSession, needsSecondFactor, sessionOf } from './session.js';
import { unitsInScope } from './unit-tree.js';

export interface AuthenticateDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'province' | 'baseUrl'>;
  readonly now: () => Date;
}

/** Tokens begin with it, so that one that leaked can be found by looking. */
export const tokenPrefix = 'dst_';

/** Who asks; null for nobody, and for a token or session that is unknown, expired or ended. */
export async function authenticate(
  deps: AuthenticateDeps,
  headers: IncomingHttpHeaders,
): Promise<Principal | null> {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (headers.authorization !== undefined) return bearer ? tokenHolder(deps, bearer) : null;
  const session = await sessionOf(deps, headers);
  return session && principalOf(deps, session);
}

/**
 * The officer of a session; null while it has yet to pass, or to set up, a second factor. (A role
 * that asks for one ends the sessions of whoever is granted it; this is the second line.)
 */
export async function principalOf(
  deps: AuthenticateDeps,
  session: LiveSession,
): Promise<Principal | null> {
  if (session.stage !== 'full') return null;
  if (needsSecondFactor(session.grants) && !session.hasSecondFactor) return null;
  const { officerId: id, name } = session;
  const grants = await grantsOf(deps, session.grants);
  return { kind: 'officer', id, name, grants, byCookie: true };
}

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly scope: string;
  readonly seen_at: Date | null;
}

const seenEveryMs = 60_000;

async function tokenHolder(deps: AuthenticateDeps, bearer: string): Promise<Principal | null> {
  const at = deps.now();
  const found = await deps
    .db('api_token')
    .where({ token_hash: digestOf(bearer) })
    .whereNull('revoked_at')
    .where('expires_at', '>', at)
    .first<TokenRow | undefined>('id', 'name', 'role', 'scope', 'seen_at');
  if (!found) return null;
  const { id, name, role, scope, seen_at: seenAt } = found;
  // once a minute, so that a busy machine costs no write a request
  if (seenAt === null || at.getTime() - seenAt.getTime() >= seenEveryMs) {
    await deps.db('api_token').where({ id }).update({ seen_at: at });
  }
  const grants = await grantsOf(deps, [{ role, scope }]);
  return { kind: 'token', id, name, grants, byCookie: false };
}

/** Grants with the units of their scopes, as they are now. */
export async function grantsOf(
  { db, config }: AuthenticateDeps,
  given: readonly { readonly role: Role; readonly scope: string }[],
): Promise<Grant[]> {
  const scopes = [...new Set(given.map(({ scope }) => scope))];
  const units = new Map<string, ReadonlySet<string>>();
  for (const scope of scopes) units.set(scope, await unitsInScope(db, scope, config.province));
  return given.map(({ role, scope }) => ({
    role,
    scope,
    units: units.get(scope) ?? new Set(),
    isProvince: scope === config.province,
  }));
}
