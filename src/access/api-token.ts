// Tokens for machines: made with a role over a scope, shown once, kept as a digest, and over one
// day. They belong to no unit, so only the province and the command line make them.
import { recordAudit } from '../audit/record-audit.js';
import { instantText } from '../calendar.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import {
  insertToken,
  loadToken,
  markRevoked,
  stateOfToken,
  tokensMadeBy,
  type ApiToken,
} from './api-token-store.js';
import { tokenPrefix } from './authenticate.js';
import { digestOf, newSecret } from './keys.js';
import { noSuchScope, placed, type PeopleDeps } from './managed-officer.js';
import type { Officer } from './officer.js';
import { covers, maySetApprover, type Asker } from './officer-rights.js';
import { isKnownScope } from './officer-store.js';
import { may, mayAnywhere } from './principal.js';
import { grantable, machineRoles, roleMay, type Role } from './roles.js';

/** How long a token may hold, in days. */
export const tokenDaysMax = 730;
export const tokenDaysDefault = 365;

export interface NewToken {
  readonly asker: Asker;
  readonly name: string;
  readonly role: Role;
  readonly scope: string;
  readonly days: number;
}

/** A token as it was made; the secret is shown now and never again. */
export interface MadeToken {
  readonly token: ApiToken;
  readonly secret: string;
}

/**
 * Makes a token. One that is asked for with a token ends no later than that one.
 * @throws Refused `forbidden`, `not_found` (scope), `invalid_input` (days)
 */
export async function makeToken(deps: PeopleDeps, given: NewToken): Promise<MadeToken> {
  const { asker, name, role, scope, days } = given;
  refuseDays(days);
  return inTransaction(deps.db, async (trx) => {
    const verdict = mayMakeToken(asker, await placed(deps, trx, { role, scope }));
    if (verdict === 'forbidden') {
      throw new Refused({ code: 'forbidden', detail: 'You may not make a token of this role.' });
    }
    if (verdict === 'out of scope' || !(await isKnownScope(trx, scope))) throw noSuchScope();
    const createdAt = deps.now();
    const wanted = new Date(createdAt.getTime() + days * 86_400_000);
    const own = await ownExpiry(trx, asker);
    const expiresAt = own && own < wanted ? own : wanted;
    const secret = `${tokenPrefix}${newSecret()}`;
    const digest = digestOf(secret);
    const id = await insertToken(trx, {
      name,
      role,
      scope,
      createdAt,
      expiresAt,
      digest,
      by: deps.by,
    });
    await recordAudit(trx, deps.by, {
      action: 'token.made',
      subject: { kind: 'token', id },
      after: { name, role, scope, expiresAt: instantText(expiresAt) },
    });
    const token = await loadToken(trx, id);
    if (!token) throw new Error('a token that was just made is not there');
    return { token, secret };
  });
}

/** Whether a token of this role over this scope may be made. */
export function mayMakeToken(
  asker: Asker,
  wanted: Parameters<typeof maySetApprover>[1],
): 'allowed' | 'forbidden' | 'out of scope' {
  if (asker === 'operator') return 'allowed';
  if (!mayAnywhere(asker, 'token.manage')) return 'forbidden';
  const covering = asker.grants.filter(
    (grant) =>
      roleMay(grant.role, 'token.manage') && grant.isProvince && covers(grant, wanted.scope),
  );
  if (covering.length === 0) return 'out of scope';
  const isTheirs = covering.some((grant) => grantable[grant.role].includes(wanted.role));
  return isTheirs && maySetApprover(asker, wanted) ? 'allowed' : 'forbidden';
}

/**
 * Revokes a token and those that were made with it; one that is revoked already stays as it is.
 * @returns ids of all that ended
 * @throws Refused `forbidden`, `not_found`
 */
export async function revokeToken(
  deps: PeopleDeps,
  { asker, tokenId }: { readonly asker: Asker; readonly tokenId: string },
): Promise<string[]> {
  if (asker !== 'operator' && !mayAnywhere(asker, 'token.manage')) {
    throw new Refused({ code: 'forbidden', detail: 'You may not revoke tokens.' });
  }
  return inTransaction(deps.db, async (trx) => {
    const isTheirs = asker === 'operator' || may(asker, 'token.manage', null);
    if (!isTheirs || !(await loadToken(trx, tokenId))) {
      throw new Refused({ code: 'not_found', detail: 'There is no such token in your scope.' });
    }
    const below = await tokensMadeBy(trx, { kind: 'token', id: tokenId });
    return revokeAll(deps, trx, [tokenId, ...below.map(({ id }) => id)], null);
  });
}

/**
 * Revokes what somebody who may no longer make tokens could still come in by: tokens of people's
 * roles that they made. Machines' tokens (portals, monitors) go on, since payments depend on them;
 * but their maker may know them, so the trail names each for somebody to replace.
 */
export async function revokeOutgrownTokens(
  deps: PeopleDeps,
  trx: Db,
  officer: Pick<Officer, 'id' | 'grants' | 'disabledAt'>,
): Promise<void> {
  const stillMay =
    officer.disabledAt === null &&
    officer.grants.some(
      ({ role, scope }) => roleMay(role, 'token.manage') && scope === deps.config.province,
    );
  if (stillMay) return;
  const made = await tokensMadeBy(trx, { kind: 'officer', id: officer.id });
  const live = made.filter((token) => stateOfToken(token, deps.now()) === 'live');
  const ids = live.filter(({ role }) => !machineRoles.includes(role)).map(({ id }) => id);
  await revokeAll(deps, trx, ids, 'whoever made it may no longer make tokens');
  const left = live.filter(({ role }) => machineRoles.includes(role));
  await recordAudit(
    trx,
    deps.by,
    ...left.map(({ id }) => ({
      action: 'token.left_live',
      subject: { kind: 'token', id },
      why: 'whoever made it may no longer make tokens and may know it: replace it',
    })),
  );
}

/** Live tokens of machines that an officer made, and so may know. */
export async function machineTokensKnownTo(
  deps: Pick<PeopleDeps, 'db' | 'now'>,
  officerId: string,
): Promise<ApiToken[]> {
  const made = await tokensMadeBy(deps.db, { kind: 'officer', id: officerId });
  return made.filter(
    (token) => machineRoles.includes(token.role) && stateOfToken(token, deps.now()) === 'live',
  );
}

async function revokeAll(
  deps: PeopleDeps,
  trx: Db,
  ids: readonly string[],
  why: string | null,
): Promise<string[]> {
  const revoked = await markRevoked(trx, ids, { at: deps.now(), by: deps.by });
  const entries = revoked.map((id) => ({
    action: 'token.revoked',
    subject: { kind: 'token', id },
    why,
  }));
  await recordAudit(trx, deps.by, ...entries);
  return revoked;
}

async function ownExpiry(db: Db, asker: Asker): Promise<Date | undefined> {
  if (asker === 'operator' || asker.kind !== 'token') return undefined;
  return (await loadToken(db, asker.id))?.expiresAt;
}

function refuseDays(days: number): void {
  if (Number.isInteger(days) && days >= 1 && days <= tokenDaysMax) return;
  const detail = `A token holds from 1 to ${String(tokenDaysMax)} days.`;
  throw new Refused({ code: 'invalid_input', detail, errors: [{ pointer: '/days', detail }] });
}
