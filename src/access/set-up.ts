// Using a set-up link: the officer chooses a password. The link alone never passes a second factor
// that is set, so whoever reads an officer's mail is not in.
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
import {
  addressKey,
  byOfficer,
  turnstilesOf,
  type AccessDeps,
  type Visitor,
} from './access-deps.js';
import { digestOf } from './keys.js';
import { letIn, type Entered } from './let-in.js';
import { lockAccount, namesOfScopes, recordAttempt, type Account } from './log-in-store.js';
import { unitOfGrants } from './officer.js';
import { endSessionsOf } from './officer-store.js';
import { hashPassword } from './password-hash.js';
import { refusalOf } from './password-rules.js';
import { addressPolicy, forgetTurns, giveBackTurn, takeTurn } from './throttle.js';

/** Whom a link is for. */
export interface Invited {
  readonly officerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly expiresAt: Date;
}

/** Unknown, used, replaced or expired: a link that does not work does not say why. */
export type NoLink =
  { readonly kind: 'gone' } | { readonly kind: 'wait'; readonly seconds: number };

/** Looks a link up; the page shows whom it is for. */
export async function openSetupLink(
  deps: AccessDeps,
  { visitor, secret }: { readonly visitor: Visitor; readonly secret: string },
): Promise<({ readonly kind: 'open' } & Invited) | NoLink> {
  const at = deps.now();
  const key = `link ${addressKey(deps, visitor.address)}`;
  const turnstile = { key, policy: addressPolicy };
  const turn = await takeTurn(deps.db, turnstile, at);
  if (turn.kind === 'wait') return turn;
  const invited = await findInvited(deps.db, secret, at);
  if (invited) {
    await giveBackTurn(deps.db, turnstile);
    return { kind: 'open', ...invited };
  }
  const attempt = { visitor, account: 'link', officerId: null, outcome: 'link unknown' } as const;
  await recordAttempt(deps.db, deps, attempt);
  return { kind: 'gone' };
}

export type SetUpOutcome =
  | ({ readonly kind: 'in' } & Entered)
  /** The password is not taken; the link still works. */
  | { readonly kind: 'refused'; readonly because: string; readonly invited: Invited }
  | NoLink;

/** Sets the password of whom the link is for, and uses the link up. */
export async function useSetupLink(
  deps: AccessDeps,
  given: { readonly visitor: Visitor; readonly secret: string; readonly password: string },
): Promise<SetUpOutcome> {
  const { visitor, secret, password } = given;
  const open = await openSetupLink(deps, given);
  if (open.kind !== 'open') return open;
  const { officerId } = open;
  const because = await whyNotTaken(deps, open, password);
  if (because !== null) return { kind: 'refused', because, invited: open };
  const passwordHash = await hashPassword(password);
  return inTransaction(deps.db, async (trx): Promise<SetUpOutcome> => {
    const account = await lockAccount(trx, officerId);
    if (!account || account.isDisabled) return { kind: 'gone' };
    const at = deps.now();
    const used = await trx('setup_link')
      .where({ token_hash: digestOf(secret) })
      .whereNull('ended_at')
      .where('expires_at', '>', at)
      .update({ ended_at: at });
    if (used === 0) return { kind: 'gone' };
    await storePassword(deps, trx, { account, passwordHash, visitor, why: 'set-up link' });
    return { kind: 'in', ...(await letIn(deps, trx, { account, visitor, proven: 'password' })) };
  });
}

/** Why a password is not taken for this officer; null when it is. */
export async function whyNotTaken(
  deps: AccessDeps,
  officer: { readonly officerId: string; readonly name: string; readonly email: string | null },
  password: string,
): Promise<string | null> {
  const scopes = await deps
    .db('officer_grant')
    .where({ officer_id: officer.officerId })
    .whereNull('ended_at')
    .pluck<string[]>('scope');
  const units = await namesOfScopes(deps.db, [...scopes, deps.config.province]);
  return refusalOf(password, { name: officer.name, email: officer.email, units });
}

/** Stores a new password, ends every session and lifts the lock that guesses at the old one laid. */
export async function storePassword(
  deps: AccessDeps,
  trx: Db,
  given: {
    readonly account: Account;
    readonly passwordHash: string;
    readonly visitor: Visitor;
    readonly why: string;
  },
): Promise<void> {
  const { account, visitor, passwordHash, why } = given;
  const at = deps.now();
  await trx('officer')
    .where({ id: account.id })
    .update({
      password_hash: passwordHash,
      password_set_at: at,
      version: trx.raw('officer.version + 1'),
    });
  await endSessionsOf(trx, account.id, { at, because: 'password set' });
  const { address } = visitor;
  const counted = `officer ${account.id}`;
  const guess = { what: 'password', account: counted, address, device: null } as const;
  for (const turnstile of turnstilesOf(deps, guess)) {
    if (turnstile.policy !== addressPolicy) await forgetTurns(trx, turnstile);
  }
  await recordAudit(trx, byOfficer(account.id, visitor), {
    action: 'password.set',
    subject: { kind: 'officer', id: account.id },
    unitCode: unitOfGrants(account.grants, deps.config.province),
    before: { hadPassword: account.passwordHash !== null },
    why,
  });
}

async function findInvited(db: Db, secret: string, at: Date): Promise<Invited | null> {
  const { rows } = await db.raw<{ rows: Invited[] }>(
    `select officer.id as "officerId", officer.name, officer.email,
            setup_link.expires_at as "expiresAt"
       from setup_link
       join officer on officer.id = setup_link.officer_id
      where setup_link.token_hash = ?
        and setup_link.ended_at is null
        and setup_link.expires_at > ?
        and officer.disabled_at is null`,
    [digestOf(secret), at],
  );
  return rows[0] ?? null;
}
