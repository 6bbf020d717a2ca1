// What officers noted and put off while reviewing, as stored.
import type { Db } from '../db.js';
import type { ReviewEvent, ReviewItemId } from './review-item.js';
import { reviewKey } from './review-item.js';

const columns: Readonly<Record<ReviewItemId['kind'], string>> = {
  match: 'match_id',
  line: 'statement_line_id',
  payment: 'payment_id',
};

type EventRow = Omit<ReviewEvent, 'item'> & ReviewItemId & { readonly event: string };

const selectEvents = `
  select event.id as event, event.act, event.text, event.until_on as "untilOn",
         event.owner_id as "ownerId", event.by, event.at,
         case when event.match_id is not null then 'match'
              when event.payment_id is not null then 'payment' else 'line' end as kind,
         coalesce(event.match_id, event.payment_id, event.statement_line_id) as id
    from review_event event`;

/** Everything about one item, the oldest first. */
export async function loadReviewEvents(db: Db, { kind, id }: ReviewItemId): Promise<ReviewEvent[]> {
  const { rows } = await db.raw<{ rows: EventRow[] }>(
    `${selectEvents} where event.${columns[kind]} = ? order by event.id`,
    [id],
  );
  return rows.map(eventOf);
}

/** What an event is about. */
export async function loadReviewItem(db: Db, eventId: string): Promise<ReviewItemId | undefined> {
  const { rows } = await db.raw<{ rows: EventRow[] }>(`${selectEvents} where event.id = ?`, [
    eventId,
  ]);
  return rows[0] && eventOf(rows[0]).item;
}

/** The event by which each item is put off that is, by `reviewKey`. */
export async function loadParked(db: Db): Promise<ReadonlyMap<string, ReviewEvent>> {
  const { rows } = await db.raw<{ rows: EventRow[] }>(
    `select parked.*
       from (select distinct on (event.kind, event.id) event.*
               from (${selectEvents} where event.act <> 'noted') event
              order by event.kind, event.id, event.event desc) parked
      where parked.act = 'parked'`,
  );
  return new Map(rows.map((row) => [reviewKey(row), eventOf(row)]));
}

/** Holds the item until the transaction ends: nobody else's act comes between. */
export async function holdItem(trx: Db, { kind, id }: ReviewItemId): Promise<void> {
  await trx.raw(
    `select pg_advisory_xact_lock(
       hashtextextended(concat_ws(' ', current_schema(), 'review', ?::text, ?::text), 0))`,
    [kind, id],
  );
}

/** @returns its id */
export async function addReviewEvent(trx: Db, event: Omit<ReviewEvent, 'id'>): Promise<string> {
  const { item, untilOn, ownerId, ...row } = event;
  const [added] = await trx('review_event')
    .insert({ ...row, [columns[item.kind]]: item.id, until_on: untilOn, owner_id: ownerId })
    .returning<{ id: string }[]>('id');
  if (!added) throw new Error('an insert returned no row');
  return added.id;
}

function eventOf({ event, kind, id, ...row }: EventRow): ReviewEvent {
  return { ...row, id: event, item: { kind, id } };
}
