// Tokens of machines in the database, and whom they were made by.
import { nameOf, type By } from '../audit/by.js';
import type { Db } from '../db.js';
import type { Role } from './roles.js';

/** A token as anybody may see it; what opens the door is nowhere. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly scope: string;
  readonly createdAt: Date;
  /** `officer 7`, `token 3`, `command root`. */
  readonly createdBy: string;
  readonly expiresAt: Date;
  readonly seenAt: Date | null;
  readonly revokedAt: Date | null;
}

export const tokenStates = ['live', 'expired', 'revoked'] as const;

/** Whether a token opens anything at an instant. */
export function stateOfToken(token: ApiToken, at: Date): (typeof tokenStates)[number] {
  if (token.revokedAt !== null) return 'revoked';
  return token.expiresAt > at ? 'live' : 'expired';
}

const tokenColumns = {
  id: 'api_token.id',
  name: 'api_token.name',
  role: 'api_token.role',
  scope: 'api_token.scope',
  createdAt: 'api_token.created_at',
  createdBy: 'api_token.created_by',
  expiresAt: 'api_token.expires_at',
  seenAt: 'api_token.seen_at',
  revokedAt: 'api_token.revoked_at',
} as const;

/** All tokens, revoked and expired ones too, in the order in which they were made. */
export async function loadTokens(db: Db): Promise<ApiToken[]> {
  return db('api_token').select<ApiToken[]>(tokenColumns).orderBy('api_token.id');
}

export async function loadToken(db: Db, id: string): Promise<ApiToken | undefined> {
  return db('api_token').where('api_token.id', id).first<ApiToken | undefined>(tokenColumns);
}

/** Adds a token and gives its id. */
export async function insertToken(
  trx: Db,
  token: Pick<ApiToken, 'name' | 'role' | 'scope' | 'createdAt' | 'expiresAt'> & {
    readonly digest: string;
    readonly by: By;
  },
): Promise<string> {
  const [row] = await trx('api_token')
    .insert({
      token_hash: token.digest,
      name: token.name,
      role: token.role,
      scope: token.scope,
      created_at: token.createdAt,
      created_by: nameOf(token.by),
      expires_at: token.expiresAt,
    })
    .returning<{ id: string }[]>('id');
  if (!row) throw new Error('an insert without conflict returned no row');
  return row.id;
}

/** Revokes those of the tokens that are not yet; gives the ids of those it did. */
export async function markRevoked(
  trx: Db,
  ids: readonly string[],
  revoked: { readonly at: Date; readonly by: By },
): Promise<string[]> {
  const rows = await trx('api_token')
    .whereIn('api_token.id', [...ids])
    .whereNull('api_token.revoked_at')
    .update({ revoked_at: revoked.at, revoked_by: nameOf(revoked.by) })
    .returning<{ id: string }[]>('id');
  return rows.map((row) => row.id).sort((one, other) => Number(one) - Number(other));
}

/** Tokens that somebody made, and those made with them; oldest first. */
export async function tokensMadeBy(db: Db, maker: Pick<By, 'kind' | 'id'>): Promise<ApiToken[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `with recursive made (id) as (
       select api_token.id from api_token where api_token.created_by = ?
       union
       select api_token.id
         from made
         join api_token on api_token.created_by = 'token ' || made.id
     )
     select made.id from made`,
    [`${maker.kind} ${maker.id}`],
  );
  const ids = rows.map(({ id }) => id);
  const made = db('api_token').select<ApiToken[]>(tokenColumns).whereIn('api_token.id', ids);
  return made.orderBy('api_token.id');
}

/** The officer who made a token, also when it was made with another token of theirs. */
export async function officersBehindToken(db: Db, tokenId: string): Promise<ReadonlySet<string>> {
  const { rows } = await db.raw<{ rows: { maker: string }[] }>(
    `with recursive behind (maker) as (
       select api_token.created_by from api_token where api_token.id = ?
       union
       select api_token.created_by
         from behind
         join api_token on behind.maker = 'token ' || api_token.id
     )
     select behind.maker from behind where behind.maker like 'officer %'`,
    [tokenId],
  );
  return new Set(rows.map((row) => row.maker.slice('officer '.length)));
}
