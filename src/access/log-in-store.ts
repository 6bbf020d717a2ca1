// What logging in reads and writes: the account behind a name, and a row for every attempt.
import type { Db } from '../db.js';
import { keyedDigest } from './keys.js';
import type { AccessDeps, Visitor } from './access-deps.js';
import { accountKey, addressKey } from './access-deps.js';
import type { HeldGrant } from './session.js';

/** An officer as the door knows them. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly passwordHash: string | null;
  readonly totpSecret: Buffer | null;
  readonly hasSecondFactor: boolean;
  readonly isDisabled: boolean;
  readonly grants: readonly Pick<HeldGrant, 'role' | 'scope'>[];
}

/** A name as it is looked up: an address in lower case, or a citizen number's keyed digest. */
export interface LogInName {
  /** What attempts are counted by while nobody is known to have it. */
  readonly text: string;
  readonly column: 'email' | 'citizen_id_hash';
  readonly value: string;
}

/** Reads what was typed: nine or twelve digits are a citizen number, all else an address. */
export function logInNameOf({ config }: Pick<AccessDeps, 'config'>, typed: string): LogInName {
  const text = typed.trim().normalize('NFC').toLowerCase();
  const digits = text.replace(/[ .-]/g, '');
  if (!/^(\d{9}|\d{12})$/.test(digits)) return { text, column: 'email', value: text };
  const value = keyedDigest(config.secretKey, 'citizen id', digits);
  return { text: digits, column: 'citizen_id_hash', value };
}

export async function findAccount(
  db: Db,
  name: Pick<LogInName, 'column' | 'value'>,
): Promise<Account | null> {
  const sql = name.column === 'email' ? byEmailSql : byCitizenIdSql;
  const { rows } = await db.raw<{ rows: Account[] }>(sql, [name.value]);
  return rows[0] ?? null;
}

/** The account, held until the transaction ends; null when it is gone. */
export async function lockAccount(trx: Db, id: string): Promise<Account | null> {
  // in a statement of its own: what one that waited has read would be older than the lock
  await trx.raw('select officer.id from officer where officer.id = ? for update', [id]);
  const { rows } = await trx.raw<{ rows: Account[] }>(byIdSql, [id]);
  return rows[0] ?? null;
}

export type AttemptOutcome =
  'let in' | 'password right' | 'refused' | 'locked' | 'code refused' | 'link unknown';

/** Notes an attempt; what was typed and where from only as keyed digests. */
export async function recordAttempt(
  db: Db,
  deps: Pick<AccessDeps, 'config' | 'now'>,
  attempt: {
    readonly visitor: Visitor;
    readonly account: string;
    readonly officerId: string | null;
    readonly outcome: AttemptOutcome;
  },
): Promise<void> {
  await db('login_attempt').insert({
    at: deps.now(),
    account_key: accountKey(deps, attempt.account),
    address_key: addressKey(deps, attempt.visitor.address),
    officer_id: attempt.officerId,
    outcome: attempt.outcome,
    request_id: attempt.visitor.requestId,
  });
}

/** Names of units and provinces that grants are over: a guesser tries them too. */
export async function namesOfScopes(db: Db, scopes: readonly string[]): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { name: string }[] }>(namesSql, [[...scopes], [...scopes]]);
  return rows.map(({ name }) => name);
}

const selectAccount = `
  select officer.id, officer.name, officer.email, officer.password_hash as "passwordHash",
         officer.totp_secret as "totpSecret",
         officer.totp_confirmed_at is not null as "hasSecondFactor",
         officer.disabled_at is not null as "isDisabled",
         coalesce((select jsonb_agg(jsonb_build_object('role', officer_grant.role,
                            'scope', officer_grant.scope) order by officer_grant.id)
                     from officer_grant
                    where officer_grant.officer_id = officer.id
                      and officer_grant.ended_at is null), '[]') as grants
    from officer`;
const byIdSql = `${selectAccount} where officer.id = ?`;
const byEmailSql = `${selectAccount} where officer.email = ?`;
const byCitizenIdSql = `${selectAccount} where officer.citizen_id_hash = ?`;

const namesSql = `
  select unit.name from public.unit where unit.code = any(?)
  union
  select province.name from public.province where province.code = any(?)`;
