// What an officer does about something under review without deciding it: a note, or putting it off
// until a day. Whoever puts off names how they saw it stand.
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { addDays, localDateOf, type LocalDate } from '../calendar.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { loadStanding } from './match-decision-store.js';
import { parkingOf, type ReviewEvent, type ReviewItemId } from './review-item.js';
import { addReviewEvent, holdItem, loadReviewEvents } from './review-store.js';

/** How long something may be put off at a time. */
export const parkDaysMax = 180;

/** Most events about one item. */
const eventsMax = 200;

export type ReviewAct =
  | { readonly act: 'noted'; readonly text: string }
  | {
      readonly act: 'parked';
      readonly text: string;
      readonly untilOn: LocalDate;
      /** An officer's id. */
      readonly ownerId: string;
      /** The parking that it takes the place of; null: none. */
      readonly seen: string | null;
    }
  | { readonly act: 'unparked'; readonly seen: string | null };

export interface ToReview {
  readonly item: ReviewItemId;
  /** Whose trail tells it; null: only the province's. */
  readonly unitCode: string | null;
  /** Whether the matter is open, as the reading has it; of a proposal the database says so. */
  readonly isOpen: boolean;
  readonly act: ReviewAct;
}

/**
 * Adds what somebody did.
 * @returns the id of its event
 * @throws Refused `conflict` where the matter is no longer open, or where somebody else put it off or
 * took it back meanwhile; `invalid_input` for a day that cannot be
 */
export async function reviewAct(
  { db, now, by }: { readonly db: Db; readonly now: () => Date; readonly by: By },
  { item, unitCode, isOpen, act }: ToReview,
): Promise<string> {
  const at = now();
  if (act.act === 'parked') refuseDay(act.untilOn, localDateOf(at));
  return inTransaction(db, async (trx) => {
    await holdItem(trx, item);
    const before = await loadReviewEvents(trx, item);
    if (before.length >= eventsMax) refuse(`It has ${String(eventsMax)} notes already.`);
    if (act.act === 'parked' && !(await isStillOpen(trx, item, isOpen))) {
      refuse('It is no longer open: there is nothing to put off.');
    }
    refuseUnseen(before, act, at);
    const event = eventOf(act, { item, by: nameOf(by), at });
    const id = await addReviewEvent(trx, event);
    await recordAudit(trx, by, {
      action: `${item.kind}.${act.act}`,
      unitCode,
      subject: item,
      after: { event: id, ...(act.act === 'parked' ? { until: act.untilOn } : {}) },
      // what people say stands with the event; the trail has reasons
      why: act.act === 'parked' ? act.text : null,
    });
    return id;
  });
}

async function isStillOpen(trx: Db, { kind, id }: ReviewItemId, isOpen: boolean): Promise<boolean> {
  if (kind !== 'match') return isOpen;
  return (await loadStanding(trx, id))?.status === 'proposed';
}

function refuseUnseen(before: readonly ReviewEvent[], act: ReviewAct, at: Date): void {
  if (act.act === 'noted') return;
  const standing = parkingOf(before, at)?.eventId ?? null;
  if (standing !== act.seen) refuse('Somebody else put it off or took it back meanwhile.');
  if (act.act === 'unparked' && standing === null) refuse('It is not put off.');
}

function refuse(detail: string): never {
  throw new Refused({ code: 'conflict', detail });
}

function refuseDay(untilOn: LocalDate, today: LocalDate): void {
  if (untilOn > today && untilOn <= addDays(today, parkDaysMax)) return;
  const detail = `from tomorrow to ${String(parkDaysMax)} days ahead`;
  const errors = [{ pointer: '/until', detail }];
  throw new Refused({ code: 'invalid_input', detail: `It comes back on a day ${detail}.`, errors });
}

function eventOf(
  act: ReviewAct,
  about: Pick<ReviewEvent, 'item' | 'by' | 'at'>,
): Omit<ReviewEvent, 'id'> {
  const none = { text: null, untilOn: null, ownerId: null };
  if (act.act === 'unparked') return { ...about, ...none, act: act.act };
  if (act.act === 'noted') return { ...about, ...none, act: act.act, text: act.text };
  const { text, untilOn, ownerId } = act;
  return { ...about, act: act.act, text, untilOn, ownerId };
}
