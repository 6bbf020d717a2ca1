// What the verbs of the sign-off are handed, and what all of them refuse alike.
import { may, type Principal } from '../access/principal.js';
import type { Action } from '../access/roles.js';
import { tellMonth, type MonthNews } from '../alerts/tell-month.js';
import type { By } from '../audit/by.js';
import type { AuditEntry } from '../audit/record-audit.js';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { Refused } from '../problem.js';
import { findMonth, holdMonth, type ProposedMonth } from './month-store.js';

export interface MonthDeps {
  readonly db: Db;
  /** Readings are snapshots of their own, beside the transaction of a change. */
  readonly pool: Db;
  readonly now: () => Date;
  readonly by: By;
  /** Puts word for a maker into the outbox, within its transaction. */
  readonly tell: (trx: Db, news: MonthNews) => Promise<void>;
}

/** The same as pages and API hand it out. */
export function monthDepsOf(
  deps: Omit<MonthDeps, 'tell'> & { readonly config: Pick<Config, 'baseUrl' | 'smtpFrom'> },
): MonthDeps {
  const { db, pool, now, by, config } = deps;
  return { db, pool, now, by, tell: (trx, news) => tellMonth(trx, news, { by, config }) };
}

export interface AboutMonth {
  readonly asker: Principal;
  readonly proposalId: string;
}

export function conflict(detail: string): Refused {
  return new Refused({ code: 'conflict', detail });
}

/** One answer for what is absent and for what is out of scope. */
export function noSuchMonth(): Refused {
  const detail = 'There is no such thing, or it is outside the scope of your grants.';
  return new Refused({ code: 'not_found', detail });
}

/** @throws Refused `forbidden` for a token */
export function refuseMachines({ kind }: Pick<Principal, 'kind'>): void {
  if (kind === 'officer') return;
  const detail = 'Only a person signs for a month, logged in as themselves; no token does.';
  throw new Refused({ code: 'forbidden', detail });
}

export function refuseStale(): Refused {
  const detail = 'It is no longer what you were shown; read it again and decide on that.';
  return new Refused({ code: 'stale_version', detail });
}

/**
 * A proposal in the asker's reach.
 * @throws Refused `forbidden` for a token, `not_found` out of reach
 */
export async function monthInReach(
  db: Db,
  { asker, proposalId }: AboutMonth,
  action: Extract<Action, 'month.propose' | 'month.sign'>,
): Promise<ProposedMonth> {
  refuseMachines(asker);
  const found = await findMonth(db, proposalId);
  if (!found || !may(asker, action, found.unitCode)) throw noSuchMonth();
  return found;
}

/** The same, held until the transaction ends. */
export async function heldMonth(
  trx: Db,
  about: AboutMonth,
  action: Extract<Action, 'month.propose' | 'month.sign'>,
): Promise<ProposedMonth> {
  const found = await monthInReach(trx, about, action);
  await holdMonth(trx, found);
  // what was read before the lock may be older than it
  return (await findMonth(trx, about.proposalId)) ?? found;
}

/** @throws Refused `conflict` once it is decided */
export function refuseDecided({ decision }: Pick<ProposedMonth, 'decision'>): void {
  if (decision) throw conflict(`The month is ${decision.outcome} already.`);
}

/** An audit event about a proposed month. */
export function monthEvent(
  { id, unitCode }: Pick<ProposedMonth, 'id' | 'unitCode'>,
  action: string,
  more: Pick<AuditEntry, 'before' | 'after' | 'why'> = {},
): AuditEntry {
  const subject = { kind: 'unit_month', id };
  return { action: `unit_month.${action}`, subject, unitCode, ...more };
}
