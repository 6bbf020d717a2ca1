// How each gateway account fares: when its last authentic callback came, whether that is unusually
// long ago, and how many of its callbacks wait to be read again.
import type { Calendar } from '../calendar.js';
import type { Db } from '../db.js';
import { loadSilentGateways } from './gateway-silence-store.js';

export interface GatewayHealth {
  /** Null for callbacks of a kind that no account's signature is of. */
  readonly name: string | null;
  readonly kind: string;
  /** Null where none has come. */
  readonly lastAt: Date | null;
  readonly isSilent: boolean;
  /** Signed, or failed by our own fault, and not taken in yet. */
  readonly quarantined: number;
}

/** Every gateway account at an instant, and by kind what waits and is of none. */
export async function loadGatewayHealth(
  db: Db,
  calendar: Calendar,
  asOf: Date,
): Promise<GatewayHealth[]> {
  const silent = await loadSilentGateways(db, calendar, asOf);
  const names = new Set<string | null>(silent.map(({ name }) => name));
  const { rows } = await db.raw<{ rows: Omit<GatewayHealth, 'isSilent'>[] }>(healthSql, { asOf });
  return rows.map((row) => ({ ...row, isSilent: names.has(row.name) }));
}

// as the inbox judges: what is recorded stays so, else the latest reading says
const healthSql = `
  with waiting as (
    select notice.gateway_account_id as account_id, notice.gateway as kind, count(*)::int as count
      from payment_notice notice
      left join lateral (
        select reading.verdict
          from payment_notice_reading reading
         where reading.notice_id = notice.id
         order by (reading.verdict = 'verified') desc, reading.id desc
         limit 1) latest on true
     where notice.verdict not in ('verified', 'ignored')
       and notice.received_at <= :asOf
       and coalesce(latest.verdict, notice.verdict)
         in ('failure', 'malformed', 'amount-mismatch')
     group by notice.gateway_account_id, notice.gateway
  )
  select account.name, account.kind, last.at as "lastAt",
         coalesce(waiting.count, 0) as quarantined
    from gateway_account account
    left join lateral (
      select notice.received_at as at
        from payment_notice notice
       where notice.gateway_account_id = account.id and notice.received_at <= :asOf
         and notice.verdict in ('verified', 'ignored')
       order by notice.received_at desc
       limit 1) last on true
    left join waiting on waiting.account_id = account.id
  union all
  select null, waiting.kind, null, waiting.count
    from waiting
   where waiting.account_id is null
   order by 2, 1`;
