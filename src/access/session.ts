// A session (phiên đăng nhập): what a browser that logged in carries, and for how long. The cookie
// holds a random id, the database its digest; the right to do something is looked up each time.
import type { IncomingHttpHeaders } from 'node:http';
import type { Knex } from 'knex';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { cookieNames, cookieOf } from './cookies.js';
import { digestOf, newSecret } from './keys.js';
import { type Role, secondFactorRoles } from './roles.js';
import { unitsBelow } from './unit-tree.js';

/** full: logged in. second_factor: the password was right. enrol: must set up a second factor. */
export type SessionStage = 'second_factor' | 'enrol' | 'full';

/** Without a request for so long, a session is over. */
export const idleMinutes = 30;
/** After so long it is over whatever happens, by stage. */
export const sessionMinutes: Readonly<Record<SessionStage, number>> = {
  second_factor: 10,
  enrol: 30,
  full: 12 * 60,
};
/** Browsers that an officer may be logged in from at once; one more ends the oldest. */
export const sessionsPerOfficerMax = 5;
/** `seen_at` is written when it is older than that: pages load several things at once. */
const seenEveryMs = 60_000;

/** A grant with the codes of all units in its scope, as they are now. */
export interface HeldGrant {
  readonly role: Role;
  readonly scope: string;
  readonly units: readonly string[];
}

/** A live session with its officer, as they are now. */
export interface LiveSession {
  readonly id: string;
  readonly stage: SessionStage;
  readonly createdAt: Date;
  readonly officerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly hasSecondFactor: boolean;
  /** A second factor that is being set up, sealed. */
  readonly totpPending: Buffer | null;
  readonly grants: readonly HeldGrant[];
}

export interface SessionDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'baseUrl' | 'province'>;
  readonly now: () => Date;
}

/** Whether these roles log in with a second factor. */
export function needsSecondFactor(grants: readonly Pick<HeldGrant, 'role'>[]): boolean {
  return grants.some(({ role }) => secondFactorRoles.includes(role));
}

/**
 * The session of a request's cookie.
 * @returns null when there is none, it has ended or expired, or its officer was disabled
 */
export async function sessionOf(
  deps: SessionDeps,
  headers: IncomingHttpHeaders,
): Promise<LiveSession | null> {
  const secret = cookieOf(headers.cookie, cookieNames(deps.config).session);
  if (secret === undefined || secret === '') return null;
  const at = deps.now();
  const idleSince = new Date(at.getTime() - idleMinutes * 60_000);
  const { rows } = await deps.db.raw<{ rows: (LiveSession & { seenAt: Date })[] }>(liveSql, [
    digestOf(secret),
    at,
    idleSince,
    deps.config.province,
  ]);
  const found = rows[0];
  if (!found) return null;
  if (at.getTime() - found.seenAt.getTime() >= seenEveryMs) {
    await deps.db('session').where({ id: found.id }).update({ seen_at: at });
  }
  return found;
}

/**
 * Begins a session with a new id: one that a request brought along is never taken over.
 * @param trx a transaction that holds the officer's row
 * @returns the secret for the cookie
 */
export async function beginSession(
  trx: Knex.Transaction,
  begun: {
    readonly officerId: string;
    readonly stage: SessionStage;
    readonly at: Date;
    readonly totpPending?: Buffer;
  },
): Promise<string> {
  const { officerId, stage, at } = begun;
  const secret = newSecret();
  await trx('session').insert({
    token_hash: digestOf(secret),
    officer_id: officerId,
    stage,
    created_at: at,
    seen_at: at,
    expires_at: new Date(at.getTime() + sessionMinutes[stage] * 60_000),
    totp_pending: begun.totpPending ?? null,
  });
  await trx.raw(endSurplusSql, [at, officerId, stage, sessionsPerOfficerMax]);
  return secret;
}

/** Ends one session; it may have ended before. */
export async function endSession(
  db: Db,
  id: string,
  ended: { readonly at: Date; readonly because: string },
): Promise<void> {
  await db('session')
    .where({ id })
    .whereNull('ended_at')
    .update({ ended_at: ended.at, ended_because: ended.because });
}

/** Whether nobody has ended a session since it was read. */
export async function isLive(trx: Db, id: string): Promise<boolean> {
  const rows = await trx('session').where({ id }).whereNull('ended_at').select<unknown[]>('id');
  return rows.length > 0;
}

/** A session as its officer sees it in the list of their own. */
export interface OwnSession {
  readonly id: string;
  readonly createdAt: Date;
  readonly seenAt: Date;
}

/** An officer's live sessions, the latest first. */
export async function liveSessionsOf(db: Db, officerId: string, at: Date): Promise<OwnSession[]> {
  const idleSince = new Date(at.getTime() - idleMinutes * 60_000);
  return db('session')
    .where({ officer_id: officerId, stage: 'full' })
    .whereNull('ended_at')
    .where('expires_at', '>', at)
    .where('seen_at', '>', idleSince)
    .orderBy('id', 'desc')
    .select<OwnSession[]>('id', 'created_at as createdAt', 'seen_at as seenAt');
}

const liveSql = `
  with recursive live as (
    select session.id, session.stage, session.created_at as "createdAt",
           session.seen_at as "seenAt", session.totp_pending as "totpPending",
           officer.id as "officerId", officer.name, officer.email,
           officer.totp_confirmed_at is not null as "hasSecondFactor"
      from session
      join officer on officer.id = session.officer_id
     where session.token_hash = ?
       and session.ended_at is null
       and session.expires_at > ?
       and session.seen_at > ?
       and officer.disabled_at is null
  ), held as (
    select officer_grant.id, officer_grant.role, officer_grant.scope
      from officer_grant
      join live on live."officerId" = officer_grant.officer_id
     where officer_grant.ended_at is null
  ), scopes (scope) as (
    select distinct held.scope from held
  ), ${unitsBelow}
  select live.*,
         coalesce((select jsonb_agg(jsonb_build_object('role', held.role, 'scope', held.scope,
                            'units', array(select below.code from below
                                            where below.scope = held.scope)) order by held.id)
                     from held), '[]') as grants
    from live`;

const endSurplusSql = `
  update session
     set ended_at = ?, ended_because = 'too many'
   where session.id in (
     select live.id
       from session as live
      where live.officer_id = ?
        -- who only knows the password cannot push the owner out
        and live.stage = ?
        and live.ended_at is null
      order by live.id desc
      offset ?)`;
