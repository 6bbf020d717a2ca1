// What an officer does about a discrepancy: one act, added to those before it. Whoever decides names
// the version they saw; a write-off takes a second person.
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { addDays, localDateOf, type LocalDate } from '../calendar.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { keepOne } from '../reconciliation/keep-discrepancies.js';
import type { DiscrepancyReading } from '../reconciliation/reading.js';
import { addEvent, holdDiscrepancy, loadKept, type NewEvent } from './discrepancy-store.js';
import {
  possibleActs,
  remarks,
  standingOf,
  type DiscrepancyAct,
  type KeptDiscrepancy,
  type Resolution,
  type Standing,
} from './standing.js';

export interface WorkDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
}

/** What is done, and what it comes with. */
export interface Act {
  readonly act: DiscrepancyAct;
  readonly text: string | null;
  readonly assigneeId?: string | null;
  readonly ticket?: string | null;
  readonly untilOn?: LocalDate | null;
  readonly proposal?: string | null;
  readonly proposalOn?: LocalDate | null;
  readonly resolution?: Resolution | null;
}

export interface ToWorkOn {
  readonly discrepancyId: string;
  /** What the reading shows of it; undefined where it has closed. */
  readonly found: DiscrepancyReading | undefined;
  readonly act: Act;
  /** Refuses an act on another version than the one that stands. */
  readonly expect?: (version: string) => void;
}

/** How long one may wait for somebody outside. */
const waitDaysMax = 180;

const auditActions: Readonly<Record<DiscrepancyAct, string>> = {
  assigned: 'discrepancy.assigned',
  commented: 'discrepancy.commented',
  attached: 'discrepancy.file_attached',
  waiting: 'discrepancy.set_waiting',
  explained: 'discrepancy.explained',
  resolved: 'discrepancy.resolved',
  write_off_confirmed: 'discrepancy.write_off_confirmed',
  write_off_refused: 'discrepancy.write_off_refused',
  reopened: 'discrepancy.reopened',
};

/**
 * Adds an act.
 * @returns the id of its event
 * @throws Refused `not_found`; `conflict` where the state does not allow it, or a second person is
 * needed; `forbidden` for a token that writes off; `invalid_input`; what `expect` throws
 */
export async function workOnDiscrepancy(deps: WorkDeps, given: ToWorkOn): Promise<string> {
  const { discrepancyId, found, act } = given;
  const at = deps.now();
  return inTransaction(deps.db, async (trx) => {
    await holdDiscrepancy(trx, discrepancyId);
    const before = (await loadKept(trx, [discrepancyId])).get(discrepancyId);
    if (!before && !found) {
      throw new Refused({ code: 'not_found', detail: 'There is no such discrepancy.' });
    }
    const standing = standingOf(before, { isFound: found !== undefined, asOf: at });
    given.expect?.(standing.version);
    refuseImpossible(standing, act, deps.by);
    refuseWait(act, at);
    const kept = await keptWith(trx, { found, before, at, by: deps.by });
    const eventId = await addEvent(trx, eventOf(kept, { act, at, by: nameOf(deps.by), standing }));
    await recordAudit(trx, deps.by, {
      action: auditActions[act.act],
      subject: { kind: 'discrepancy', id: discrepancyId },
      unitCode: kept.unitCode,
      before: { state: standing.state },
      after: { event: eventId, ...auditedOf(act) },
      // what people say to each other stands with the event; the trail has reasons
      why: remarks.includes(act.act) ? null : act.text,
    });
    return eventId;
  });
}

/** As it is kept; what no run has kept yet is kept first. */
async function keptWith(
  trx: Db,
  about: {
    readonly found: DiscrepancyReading | undefined;
    readonly before: KeptDiscrepancy | undefined;
    readonly at: Date;
    readonly by: By;
  },
): Promise<KeptDiscrepancy> {
  const { found, before, at, by } = about;
  const isKept = before !== undefined && before.stayId !== null && before.closedAt === null;
  if (found && !isKept) await keepOne(trx, { discrepancy: found, at, by });
  const id = found?.id ?? before?.id ?? '';
  const kept = (await loadKept(trx, [id])).get(id);
  if (!kept) throw new Error('a discrepancy that was just kept is not there');
  return kept;
}

function eventOf(
  kept: KeptDiscrepancy,
  added: {
    readonly act: Act;
    readonly at: Date;
    readonly by: string;
    readonly standing: Standing;
  },
): NewEvent {
  const { act, at, by, standing } = added;
  const isSecond = act.act === 'write_off_confirmed' || act.act === 'write_off_refused';
  return {
    discrepancyId: kept.id,
    stayId: kept.stayId,
    memberSeen: kept.newestMember,
    act: act.act,
    assigneeId: act.assigneeId ?? null,
    text: act.text,
    ticket: act.ticket ?? null,
    untilOn: act.untilOn ?? null,
    proposal: act.proposal ?? null,
    proposalOn: act.proposalOn ?? null,
    resolution: act.resolution ?? null,
    firstBy: isSecond ? standing.firstBy : null,
    ...{ by, at },
  };
}

function auditedOf({ assigneeId, ticket, untilOn, resolution, proposalOn }: Act) {
  const given = { assigneeId, ticket, untilOn, resolution, proposalOn };
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string | null] => {
      return entry[1] !== undefined;
    }),
  );
}

function refuseImpossible(standing: Standing, { act, resolution }: Act, by: By): void {
  const isWriteOff = act.startsWith('write_off') || resolution === 'write_off';
  if (isWriteOff && by.kind !== 'officer') {
    const detail = 'Only people who are logged in write off, no token.';
    throw new Refused({ code: 'forbidden', detail });
  }
  if (!remarks.includes(act) && !possibleActs[standing.state].includes(act)) {
    const detail = `A discrepancy that is ${standing.state} cannot be ${act}.`;
    throw new Refused({ code: 'conflict', detail });
  }
  const isSecond = act === 'write_off_confirmed' || act === 'write_off_refused';
  if (isSecond && standing.firstBy === nameOf(by)) {
    const detail = 'A second person decides about a write-off.';
    throw new Refused({ code: 'conflict', detail });
  }
}

function refuseWait({ act, untilOn }: Act, at: Date): void {
  if (act !== 'waiting') return;
  const today = localDateOf(at);
  const isGood = typeof untilOn === 'string' && untilOn >= today;
  if (isGood && untilOn <= addDays(today, waitDaysMax)) return;
  const detail = `from today to ${String(waitDaysMax)} days ahead`;
  const errors = [{ pointer: '/until', detail }];
  throw new Refused({ code: 'invalid_input', detail: `A wait ends on a day ${detail}.`, errors });
}
