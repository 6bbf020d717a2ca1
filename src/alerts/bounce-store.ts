// Addresses that the mail server refused for good, and whether they still do: a mail that got
// through later ends it.
import type { Db } from '../db.js';

/** One recipient of one alert, refused for good. */
export interface Bounce {
  readonly address: string;
  readonly because: string;
}

export async function writeBounces(
  db: Db,
  alertId: string,
  bounces: readonly Bounce[],
): Promise<void> {
  if (bounces.length === 0) return;
  await db('mail_bounce')
    .insert(bounces.map(({ address, because }) => ({ alert_id: alertId, address, because })))
    .onConflict(['alert_id', 'address'])
    .ignore();
}

/** The addresses of an alert that were refused for good. */
export async function bouncesOf(db: Db, alertId: string): Promise<string[]> {
  return db('mail_bounce').where({ alert_id: alertId }).pluck<string[]>('address');
}

/** Those of the addresses to which the last mail that was settled could not be delivered. */
export async function bouncing(db: Db, addresses: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.raw<{ rows: { address: string }[] }>(
    `select distinct bounce.address
       from mail_bounce bounce
      where bounce.address = any(?)
        and not exists (
          select from alert
           where alert.id > bounce.alert_id and alert.state = 'sent'
             and alert.recipients @> jsonb_build_array(jsonb_build_object('address', bounce.address))
             and not exists (
               select from mail_bounce again
                where again.alert_id = alert.id and again.address = bounce.address))`,
    [[...addresses]],
  );
  return new Set(rows.map(({ address }) => address));
}
