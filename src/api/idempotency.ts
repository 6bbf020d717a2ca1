// The same request again gets the answer it got before: kept in the transaction of what it made, so
// that a repeated request after a lost answer, a crash or a double click makes nothing twice.
import { createHash } from 'node:crypto';
import { type Principal, sees, sightOf } from '../access/principal.js';
import { type Action, roleMay } from '../access/roles.js';
import type { Db } from '../db.js';
import { Refused } from '../problem.js';

/** An answer as it leaves, and as it is kept. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface IdempotentRequest {
  readonly principal: Principal;
  readonly action: Action | 'self';
  readonly key: string;
  readonly digest: string;
}

/**
 * The key that a creating request must name.
 * @throws Refused `idempotency_key_required`
 */
export function readIdempotencyKey(header: string | undefined): string {
  const key = header?.trim() ?? '';
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key;
  const detail = 'Name this request in Idempotency-Key: 1 to 255 visible ASCII characters.';
  throw new Refused({ code: 'idempotency_key_required', detail });
}

/** What makes a request the same one: method, address with its query, and everything sent. */
export function digestOfRequest(method: string, url: string, bodyDigest: string): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, bodyDigest]))
    .digest('hex');
}

/**
 * The answer kept for a request, null when it is new. Holds the key until the transaction ends.
 * @throws Refused `in_progress` while the same key is being answered, `idempotency_key_reused` for
 * another request, `not_found` when the asker no longer reaches what they reached then
 */
export async function keptAnswer(trx: Db, request: IdempotentRequest): Promise<KeptAnswer | null> {
  const owner = ownerOf(request.principal);
  await holdKey(trx, owner, request.key);
  const row = await trx('idempotency_key')
    .where({ owner, key: request.key })
    .first<KeptRow | undefined>('request_digest', 'status', 'headers', 'body', 'scopes');
  if (!row) return null;
  if (row.request_digest !== request.digest) {
    const detail = 'This Idempotency-Key belongs to another request; take a new one.';
    throw new Refused({ code: 'idempotency_key_reused', detail });
  }
  if (!row.scopes.every((scope) => stillReaches(request, scope))) {
    throw new Refused({ code: 'not_found', detail: 'There is nothing at this address.' });
  }
  return { status: row.status, headers: row.headers, body: row.body };
}

interface KeptRow extends KeptAnswer {
  readonly request_digest: string;
  readonly scopes: readonly string[];
}

/** Keeps an answer. Called in the transaction of what it tells. */
export async function keepAnswer(
  trx: Db,
  request: IdempotentRequest,
  answer: KeptAnswer & { readonly at: Date },
): Promise<void> {
  const { principal, action, key, digest } = request;
  const scopes = action === 'self' ? [] : scopesOf(principal, action);
  await trx('idempotency_key').insert({
    owner: ownerOf(principal),
    key,
    request_digest: digest,
    status: answer.status,
    headers: JSON.stringify(answer.headers),
    body: answer.body,
    scopes: JSON.stringify(scopes),
    created_at: answer.at,
  });
}

async function holdKey(trx: Db, owner: string, key: string): Promise<void> {
  const { rows } = await trx.raw<{ rows: { held: boolean }[] }>(
    `select pg_try_advisory_xact_lock(
              hashtextextended(concat_ws(' ', current_schema(), 'idempotency', ?::text, ?::text), 0)
            ) as held`,
    [owner, key],
  );
  if (rows[0]?.held === true) return;
  const detail = 'A request with this Idempotency-Key is being answered; ask again in a moment.';
  throw new Refused({ code: 'in_progress', detail, retryAfterSeconds: 1 });
}

function ownerOf({ kind, id }: Principal): string {
  return `${kind} ${id}`;
}

function scopesOf(principal: Principal, action: Action): string[] {
  const scopes = principal.grants.filter(({ role }) => roleMay(role, action));
  return [...new Set(scopes.map(({ scope }) => scope))].sort();
}

function stillReaches({ principal, action }: IdempotentRequest, scope: string): boolean {
  if (action === 'self') return true;
  const sight = sightOf(principal, action);
  return sight.isProvince || sees(sight, scope);
}
