// Which gateway accounts are unusually silent. The last callback of an account is one look into an
// index; its history is read only where that is long ago, so a busy province pays nothing.
import type { Calendar } from '../calendar.js';
import { instantOf } from '../calendar.js';
import type { Db } from '../db.js';
import {
  type CallbackDay,
  historyFrom,
  type Silence,
  silenceMsMin,
  silenceOf,
  workingHours,
  workingMsBetween,
} from './gateway-silence.js';

/** A gateway account that has been silent for longer than usual. */
export interface SilentGateway extends Silence {
  readonly name: string;
  readonly kind: string;
}

interface LastRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly lastAt: Date;
}

/** When each account's last authentic callback came, by its name; absent: none ever did. */
export async function loadLastCallbacks(db: Db, asOf: Date): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await db.raw<{ rows: LastRow[] }>(lastSql, [asOf]);
  return new Map(rows.map(({ name, lastAt }) => [name, lastAt]));
}

/** Every account that is silent at an instant, by what had come until then. */
export async function loadSilentGateways(
  db: Db,
  calendar: Calendar,
  asOf: Date,
): Promise<SilentGateway[]> {
  const { rows } = await db.raw<{ rows: LastRow[] }>(lastSql, [asOf]);
  const silent: SilentGateway[] = [];
  for (const { id, name, kind, lastAt } of rows) {
    if (workingMsBetween(lastAt, asOf, calendar) <= silenceMsMin) continue;
    const days = await loadDays(db, id, instantOf(historyFrom(asOf, calendar)), lastAt);
    const silence = silenceOf({ lastAt, days }, calendar, asOf);
    if (silence) silent.push({ name, kind, ...silence });
  }
  return silent;
}

// authentic ones only: whoever knocks with a wrong signature must not make a gateway look alive
const authentic = `notice.verdict in ('verified', 'ignored')`;

const lastSql = `
  select account.id, account.name, account.kind, latest.at as "lastAt"
    from gateway_account account
    cross join lateral (
      select notice.received_at as at
        from payment_notice notice
       where notice.gateway_account_id = account.id and notice.received_at <= ? and ${authentic}
       order by notice.received_at desc
       limit 1) latest
   order by account.name`;

async function loadDays(db: Db, id: string, from: Date, to: Date): Promise<CallbackDay[]> {
  const { rows } = await db.raw<{ rows: CallbackDay[] }>(daysSql, [
    id,
    from,
    to,
    workingHours.from,
    workingHours.to,
  ]);
  return rows;
}

const daysSql = `
  with came as (
    select notice.received_at as at, notice.received_at at time zone 'Asia/Ho_Chi_Minh' as local
      from payment_notice notice
     where notice.gateway_account_id = ? and notice.received_at >= ? and notice.received_at <= ?
       and ${authentic}
  ), spaced as (
    select came.at, came.local::date as day,
           came.at - lag(came.at) over (partition by came.local::date order by came.at) as gap
      from came
     where came.local::time >= ?::time and came.local::time < ?::time
  )
  select spaced.day, count(*)::int as count, min(spaced.at) as "firstAt",
         max(spaced.at) as "lastAt",
         coalesce(extract(epoch from max(spaced.gap)) * 1000, 0)::float8 as "gapMsMax"
    from spaced
   group by spaced.day
   order by spaced.day`;
