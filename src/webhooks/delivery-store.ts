// The outbox of events: written with what they tell, leased one by one to be sent. Leases and waits
// run on the database's clock, so that several machines agree on them.
import type { Db } from '../db.js';
import type { Delivery, DeliveryState } from './webhook.js';

/** An event as it is written for one webhook. */
export interface NewDelivery {
  readonly webhookId: string;
  readonly eventId: string;
  readonly kind: string;
  readonly unitCode: string | null;
  readonly occurredAt: Date;
  readonly body: string;
}

/** A delivery leased for sending. */
export interface LeasedDelivery {
  readonly id: string;
  readonly webhookId: string;
  readonly url: string;
  readonly eventId: string;
  readonly kind: string;
  readonly body: string;
  readonly attempts: number;
}

const rowsPerStatement = 500;

/** Puts events into the outbox; returns the ids in order. */
export async function writeDeliveries(
  trx: Db,
  deliveries: readonly NewDelivery[],
  at: Date,
): Promise<string[]> {
  const ids: string[] = [];
  for (let start = 0; start < deliveries.length; start += rowsPerStatement) {
    const rows = deliveries.slice(start, start + rowsPerStatement).map((each) => ({
      webhook_id: each.webhookId,
      event_id: each.eventId,
      kind: each.kind,
      unit_code: each.unitCode,
      occurred_at: each.occurredAt,
      body: each.body,
      created_at: at,
      next_attempt_at: trx.raw('clock_timestamp()'),
    }));
    const made = await trx('webhook_delivery').insert(rows).returning<{ id: string }[]>('id');
    ids.push(...made.map(({ id }) => id));
  }
  return ids;
}

/** How many deliveries of one webhook may be under way: a slow receiver holds no other. */
const underWayMax = 2;

/**
 * Takes the next delivery that is due, for `leaseSeconds`; undefined when there is none. Each
 * webhook is looked at by itself, so that a backlog of one that is paused costs nothing.
 */
export async function leaseDelivery(
  db: Db,
  leaseSeconds: number,
): Promise<LeasedDelivery | undefined> {
  const { rows } = await db.raw<{ rows: LeasedDelivery[] }>(
    `update webhook_delivery
        set leased_until = clock_timestamp() + make_interval(secs => ?),
            attempts = webhook_delivery.attempts + 1, attempted_at = clock_timestamp()
       from (select first.id, webhook.url
               from webhook
               cross join lateral (
                 select due.id, due.next_attempt_at
                   from webhook_delivery as due
                  where due.webhook_id = webhook.id and due.state = 'pending'
                    and due.next_attempt_at <= clock_timestamp()
                    and (due.leased_until is null or due.leased_until <= clock_timestamp())
                  order by due.next_attempt_at, due.id
                  limit 1
                  for update skip locked) as first
              where webhook.paused_at is null and webhook.deleted_at is null
                and (webhook.not_before is null or webhook.not_before <= clock_timestamp())
                and (select count(*) from webhook_delivery as busy
                      where busy.webhook_id = webhook.id and busy.state = 'pending'
                        and busy.leased_until > clock_timestamp()) < ?
              order by first.next_attempt_at, first.id
              limit 1) as next
      where webhook_delivery.id = next.id
     returning webhook_delivery.id, webhook_delivery.webhook_id as "webhookId", next.url,
       webhook_delivery.event_id as "eventId", webhook_delivery.kind, webhook_delivery.body,
       webhook_delivery.attempts`,
    [leaseSeconds, underWayMax],
  );
  return rows[0];
}

export interface AttemptTold {
  readonly status: number | null;
  readonly error: string | null;
}

/** The end of a delivery. What another machine has delivered meanwhile stays delivered. */
export async function endDelivery(
  trx: Db,
  id: string,
  told: AttemptTold & { readonly state: Exclude<DeliveryState, 'pending'> },
): Promise<void> {
  await trx('webhook_delivery')
    .where({ id, state: 'pending' })
    .update({
      state: told.state,
      ended_at: trx.raw('clock_timestamp()'),
      last_status: told.status,
      last_error: told.error,
      leased_until: null,
    });
}

/** Lets a delivery be tried again; not where its lease ran out and another machine has it. */
export async function postponeDelivery(
  trx: Db,
  { id, attempts }: Pick<LeasedDelivery, 'id' | 'attempts'>,
  told: AttemptTold & { readonly afterSeconds: number },
): Promise<void> {
  await trx('webhook_delivery')
    .where({ id, state: 'pending', attempts })
    .update({
      next_attempt_at: trx.raw('clock_timestamp() + make_interval(secs => ?)', [told.afterSeconds]),
      last_status: told.status,
      last_error: told.error,
      leased_until: null,
    });
}

/** Gives a delivery back as if it had not been tried: the service goes down. */
export async function giveBack(
  db: Db,
  { id, attempts }: Pick<LeasedDelivery, 'id' | 'attempts'>,
): Promise<void> {
  await db('webhook_delivery')
    .where({ id, state: 'pending', attempts })
    .update({ leased_until: null, attempts: attempts - 1 });
}

export async function markAnswering(trx: Db, webhookId: string): Promise<void> {
  await trx('webhook')
    .where({ id: webhookId })
    .whereRaw('coalesce(webhook.failing_since, webhook.not_before) is not null')
    .update({ failing_since: null, not_before: null });
}

/** Notes a failure; says whether there has been no success for so many days. */
export async function markFailing(
  trx: Db,
  webhookId: string,
  given: { readonly waitSeconds: number; readonly days: number },
): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { isLong: boolean }[] }>(
    `update webhook
        set failing_since = coalesce(webhook.failing_since, clock_timestamp()),
            not_before = case when ? > 0
              then clock_timestamp() + make_interval(secs => ?) else webhook.not_before end
      where webhook.id = ?
     returning webhook.failing_since <= clock_timestamp() - make_interval(days => ?) as "isLong"`,
    [given.waitSeconds, given.waitSeconds, webhookId, given.days],
  );
  return rows[0]?.isLong === true;
}

const columns = {
  id: 'webhook_delivery.id',
  eventId: 'webhook_delivery.event_id',
  kind: 'webhook_delivery.kind',
  unitCode: 'webhook_delivery.unit_code',
  occurredAt: 'webhook_delivery.occurred_at',
  isReplay: 'webhook_delivery.is_replay',
  createdAt: 'webhook_delivery.created_at',
  state: 'webhook_delivery.state',
  attempts: 'webhook_delivery.attempts',
  nextAttemptAt: 'webhook_delivery.next_attempt_at',
  attemptedAt: 'webhook_delivery.attempted_at',
  lastStatus: 'webhook_delivery.last_status',
  lastError: 'webhook_delivery.last_error',
};

/** Deliveries of a webhook, the latest first. */
export async function loadDeliveries(
  db: Db,
  asked: {
    readonly webhookId: string;
    readonly state?: DeliveryState | undefined;
    /** The id before which the list begins. */
    readonly before: string | null;
    readonly limit: number;
  },
): Promise<Delivery[]> {
  const { webhookId, state, before, limit } = asked;
  const all = db('webhook_delivery').where('webhook_delivery.webhook_id', webhookId);
  if (state !== undefined) void all.where('webhook_delivery.state', state);
  if (before !== null) void all.where('webhook_delivery.id', '<', before);
  return all.orderBy('webhook_delivery.id', 'desc').limit(limit).select<Delivery[]>(columns);
}

/** The events to send again: that of one delivery, or all that occurred in a span of time. */
export type ReplayAsked =
  { readonly deliveryId: string } | { readonly from: Date; readonly to: Date };

/**
 * Puts events into the outbox again under their own ids; one that still waits is only due at once.
 * @returns how many events go out
 */
export async function writeReplays(
  trx: Db,
  given: {
    readonly webhookId: string;
    readonly asked: ReplayAsked;
    readonly at: Date;
    readonly limit: number;
  },
): Promise<number> {
  const { webhookId, asked, at, limit } = given;
  const [which, bindings] =
    'deliveryId' in asked
      ? ['delivery.id = ?', [asked.deliveryId]]
      : ['delivery.occurred_at >= ? and delivery.occurred_at < ?', [asked.from, asked.to]];
  const { rows } = await trx.raw<{ rows: { count: string }[] }>(replaySql(which), [
    ...[webhookId, ...bindings, limit, at],
  ]);
  return Number(rows[0]?.count ?? 0);
}

/** Takes the webhook, what `which` takes, the limit and the instant. */
const replaySql = (which: string): string => `
  with wanted as (
     select distinct on (delivery.event_id) delivery.*
       from webhook_delivery as delivery
      where delivery.webhook_id = ? and ${which}
      order by delivery.event_id, delivery.id
      limit ?
   ), hurried as (
     update webhook_delivery
        set next_attempt_at = clock_timestamp()
       from wanted
      where webhook_delivery.webhook_id = wanted.webhook_id
        and webhook_delivery.event_id = wanted.event_id and webhook_delivery.state = 'pending'
     returning webhook_delivery.event_id
   ), again as (
     insert into webhook_delivery (webhook_id, event_id, kind, unit_code, occurred_at, body,
       is_replay, created_at, next_attempt_at)
     select wanted.webhook_id, wanted.event_id, wanted.kind, wanted.unit_code,
            wanted.occurred_at, wanted.body, true, ?::timestamptz, clock_timestamp()
       from wanted
      where wanted.event_id not in (select hurried.event_id from hurried)
      order by wanted.id
     returning webhook_delivery.event_id
   )
   select (select count(*) from hurried) + (select count(*) from again) as count`;
