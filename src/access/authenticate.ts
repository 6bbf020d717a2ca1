// Who is asking: a bearer token, or the session of a cookie.
import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { digestOf } from './keys.js';
import type { Grant, Principal } from './principal.js';
import { type HeldGrant, type LiveSession, needsSecondFactor, sessionOf } from './session.js';
import { unitsBelow } from './unit-tree.js';

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
export function principalOf(
  { config }: Pick<AuthenticateDeps, 'config'>,
  session: LiveSession,
): Principal | null {
  if (session.stage !== 'full') return null;
  if (needsSecondFactor(session.grants) && !session.hasSecondFactor) return null;
  const { officerId: id, name } = session;
  const grants = session.grants.map((held) => grantOf(held, config.province));
  return { kind: 'officer', id, name, grants, byCookie: true };
}

interface TokenRow extends HeldGrant {
  readonly id: string;
  readonly name: string;
  readonly seenAt: Date | null;
}

const seenEveryMs = 60_000;

async function tokenHolder(deps: AuthenticateDeps, bearer: string): Promise<Principal | null> {
  const at = deps.now();
  const { province } = deps.config;
  const bindings = [digestOf(bearer), at, province];
  const { rows } = await deps.db.raw<{ rows: TokenRow[] }>(tokenSql, bindings);
  const found = rows[0];
  if (!found) return null;
  const { id, name, seenAt } = found;
  // once a minute, so that a busy machine costs no write a request
  if (seenAt === null || at.getTime() - seenAt.getTime() >= seenEveryMs) {
    await deps.db('api_token').where({ id }).update({ seen_at: at });
  }
  return { kind: 'token', id, name, grants: [grantOf(found, province)], byCookie: false };
}

function grantOf({ role, scope, units }: HeldGrant, province: string): Grant {
  return { role, scope, units: new Set(units), isProvince: scope === province };
}

// with the units of its scope, as they are now: one question a request and not two
const tokenSql = `
  with recursive token as (
    select api_token.id, api_token.name, api_token.role, api_token.scope, api_token.seen_at
      from api_token
     where api_token.token_hash = ?
       and api_token.revoked_at is null
       and api_token.expires_at > ?
  ), scopes (scope) as (
    select token.scope from token
  ), ${unitsBelow}
  select token.id, token.name, token.role, token.scope, token.seen_at as "seenAt",
         array(select below.code from below) as units
    from token`;
