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

function eventsIn(db: Db) {
  return db('review_event as event').select({
    event: 'event.id',
    act: 'event.act',
    text: 'event.text',
    untilOn: 'event.until_on',
    ownerId: 'event.owner_id',
    by: 'event.by',
    at: 'event.at',
    kind: db.raw(
      `case when event.match_id is not null then 'match'
            when event.payment_id is not null then 'payment' else 'line' end`,
    ),
    id: db.raw('coalesce(event.match_id, event.payment_id, event.statement_line_id)'),
  });
}

/** Everything about one item, the oldest first. */
export async function loadReviewEvents(db: Db, { kind, id }: ReviewItemId): Promise<ReviewEvent[]> {
  const rows = (await eventsIn(db)
    .where(`event.${columns[kind]}`, id)
    .orderBy('event.id')) as EventRow[];
  return rows.map(eventOf);
}

/** What an event is about. */
export async function loadReviewItem(db: Db, eventId: string): Promise<ReviewItemId | undefined> {
  const [row] = (await eventsIn(db).where('event.id', eventId)) as EventRow[];
  return row && eventOf(row).item;
}

/** The event by which each item is put off that is, by `reviewKey`. */
export async function loadParked(db: Db): Promise<ReadonlyMap<string, ReviewEvent>> {
  const acts = eventsIn(db).whereNot('event.act', 'noted').as('act');
  const latest = await db
    .from(acts)
    .distinctOn('act.kind', 'act.id')
    .orderBy([{ column: 'act.kind' }, { column: 'act.id' }, { column: 'act.event', order: 'desc' }])
    .select<EventRow[]>('act.*');
  const parked = latest.filter(({ act }) => act === 'parked');
  return new Map(parked.map((row) => [reviewKey(row), eventOf(row)]));
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
