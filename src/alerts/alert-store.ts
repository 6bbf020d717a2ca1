// The outbox: alerts written with the decision to tell, leased one by one to be sent. Leases and
// back-off run on the database's clock, so that several machines agree on them.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { AlertFact } from './alert-facts.js';
import type { FocalPoints, Recipient } from './recipients.js';

export type AlertState = 'pending' | 'sent' | 'undeliverable';

/**
 * The digest of a unit's flags, once a day; a change of its account and a large sum that is newly
 * missing, at once; what units left unanswered, to the offices above them; a short word by SMS; to
 * its maker, what became of a month that was proposed for signing.
 */
export type AlertKind = 'digest' | 'account_change' | 'large_sum' | 'escalation' | 'sms' | 'month';

/** Each empties by itself: a mail server that is away holds no SMS up. */
export type Channel = 'mail' | 'sms';

/** 0: the unit itself; 1: the Department of Justice; 2: the city or the ministry. */
export type AlertLevel = 0 | 1 | 2;

/** An alert as it is written. */
export interface NewAlert {
  readonly kind: AlertKind;
  /** Null: the officers of the province, who are no unit. */
  readonly unitCode: string | null;
  readonly level?: AlertLevel;
  readonly onDay: LocalDate;
  readonly contentDigest: string;
  readonly messageId: string;
  readonly recipients: readonly Recipient[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The flags it tells of. */
  readonly facts?: readonly AlertFact[];
  /** Of the secret in its link; absent where there is nothing to acknowledge. */
  readonly ackHash?: string;
}

/** An alert leased for sending. */
export interface LeasedAlert extends NewAlert {
  readonly id: string;
  readonly createdAt: Date;
  /** Recipients who have it already, or were refused for good. */
  readonly settledAddresses: readonly string[];
  /** It waited for two days: what it says is no news any more. */
  readonly isStale: boolean;
}

export async function focalPointsOf(
  db: Db,
  unitCodes: readonly string[],
): Promise<ReadonlyMap<string, FocalPoints>> {
  const rows = await db<FocalPoints & { code: string }>('public.unit')
    .whereIn('unit.code', unitCodes)
    .select({
      code: 'unit.code',
      email: 'unit.email',
      contactBusiness: 'unit.contact_business',
      contactIt: 'unit.contact_it',
      phone: 'unit.phone',
      language: 'unit.language',
    });
  return new Map(rows.map((row) => [row.code, row]));
}

const noReachableAddress = 'there is no usable mail address';

/**
 * Puts an alert into the outbox. A second digest for the same unit (or escalation for the same
 * office) and day is not written, unless the first had nobody to go to.
 * @returns its id; undefined when it was not written
 */
export async function writeAlert(db: Db, alert: NewAlert): Promise<string | undefined> {
  const isDeliverable = alert.recipients.length > 0;
  const { rows } = await db.raw<{ rows: { id: string }[] }>(insertSql[alert.kind], [
    alert.kind,
    alert.unitCode,
    alert.level ?? 0,
    alert.onDay,
    alert.contentDigest,
    alert.messageId,
    JSON.stringify(alert.recipients),
    alert.subject,
    alert.text,
    alert.html,
    JSON.stringify(alert.facts ?? []),
    alert.ackHash ?? null,
    isDeliverable ? 'pending' : 'undeliverable',
    isDeliverable ? null : noReachableAddress,
  ]);
  return rows[0]?.id;
}

/** @param once what there is one of */
function insertOnce(once: string): string {
  return `
    insert into alert (kind, unit_code, level, on_day, content_digest, message_id, recipients,
      subject, body_text, body_html, facts, ack_hash, state, last_error, next_attempt_at, created_at)
    values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?::jsonb, ?, ?, ?, now(), now())
    on conflict ${once} do update
      set content_digest = excluded.content_digest, message_id = excluded.message_id,
        recipients = excluded.recipients, subject = excluded.subject,
        body_text = excluded.body_text, body_html = excluded.body_html,
        facts = excluded.facts, ack_hash = excluded.ack_hash,
        state = excluded.state, last_error = excluded.last_error,
        next_attempt_at = excluded.next_attempt_at
      where alert.state = 'undeliverable' and alert.recipients = '[]'::jsonb
        and excluded.recipients <> '[]'::jsonb
    returning alert.id`;
}

const oneDigestADay = insertOnce(`(unit_code, on_day) where kind = 'digest'`);

const insertSql: Readonly<Record<AlertKind, string>> = {
  digest: oneDigestADay,
  // there may be many of them a day
  account_change: oneDigestADay,
  month: oneDigestADay,
  large_sum: insertOnce(`(unit_code, content_digest) where kind = 'large_sum'`),
  escalation: insertOnce(`(coalesce(unit_code, ''), level, on_day) where kind = 'escalation'`),
  sms: insertOnce(`(unit_code, content_digest) where kind = 'sms'`),
};

/** Takes a channel's next alert that is due, for `leaseSeconds`; undefined when there is none. */
export async function leaseAlert(
  db: Db,
  channel: Channel,
  leaseSeconds: number,
): Promise<LeasedAlert | undefined> {
  const { rows } = await db.raw<{ rows: LeasedAlert[] }>(
    `update alert
     set leased_until = clock_timestamp() + make_interval(secs => ?), attempts = alert.attempts + 1
     where alert.id = (
       select due.id from alert as due
       where due.state = 'pending' and (due.kind = 'sms') = ?
         and due.next_attempt_at <= clock_timestamp()
         and (due.leased_until is null or due.leased_until <= clock_timestamp())
       order by due.next_attempt_at, due.id
       limit 1
       for update skip locked)
     returning alert.id, alert.kind, alert.unit_code as "unitCode", alert.on_day as "onDay",
       alert.content_digest as "contentDigest", alert.message_id as "messageId",
       alert.recipients, alert.subject, alert.body_text as "text", alert.body_html as "html",
       alert.level, alert.facts, alert.created_at as "createdAt",
       alert.settled_addresses as "settledAddresses",
       alert.created_at < clock_timestamp() - interval '2 days' as "isStale"`,
    [leaseSeconds, channel === 'sms'],
  );
  return rows[0];
}

/** Records that the mail was taken over; `remark` says which part of it was not. */
export async function markSent(db: Db, id: string, remark: string | null): Promise<void> {
  await settle(
    db,
    id,
    { state: 'sent', sent_at: db.raw('clock_timestamp()'), last_error: remark },
    'sent',
  );
}

/** Parks an alert for good, with the reason. */
export async function markUndeliverable(db: Db, id: string, because: string): Promise<void> {
  await settle(db, id, { state: 'undeliverable', last_error: because }, 'parked');
}

/**
 * Lets an alert be tried again: after 1, 2, 4, 8 and then every 10 minutes, for as long as it takes.
 * @param settled addresses that need it no more
 */
export async function postpone(
  db: Db,
  id: string,
  { because, settled }: { readonly because: string; readonly settled: readonly string[] },
): Promise<void> {
  const later = db.raw(
    `clock_timestamp() + least(interval '10 minutes',
       interval '1 minute' * power(2, least(alert.attempts, 10) - 1))`,
  );
  const addresses = db.raw('alert.settled_addresses || ?::jsonb', [JSON.stringify(settled)]);
  const change = { next_attempt_at: later, last_error: because, settled_addresses: addresses };
  await settle(db, id, change, 'postponed');
}

/** How many alerts still wait to be sent. */
export async function pendingCount(db: Db): Promise<number> {
  const rows = await db('alert').where('alert.state', 'pending').count({ count: '*' });
  return Number(rows[0]?.['count'] ?? 0);
}

async function settle(
  db: Db,
  id: string,
  change: Readonly<Record<string, unknown>>,
  what: string,
): Promise<void> {
  const changed = await db('alert')
    .where({ 'alert.id': id, 'alert.state': 'pending' })
    .update({ ...change, leased_until: null });
  if (changed !== 1) throw new Error(`alert ${id} cannot be ${what}: it no longer waits`);
}
