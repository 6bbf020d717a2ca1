// How each gateway account fares: when its last authentic callback came, whether that is unusually
// long ago, and how many of its callbacks wait to be read again.
import type { Calendar } from '../calendar.js';
import type { Db } from '../db.js';
import { loadHeardGateways } from './gateway-silence-store.js';

export interface GatewayHealth {
  /** Null for callbacks of a kind that no account's signature is of. */
  readonly name: string | null;
  readonly kind: string;
  /** Null where none has come. */
  readonly lastAt: Date | null;
  /** Whether that is unusually long ago; `unknown`: it has no habit yet. */
  readonly silence: 'silent' | 'usual' | 'unknown';
  /** Signed, or failed by our own fault, and not taken in yet. */
  readonly quarantined: number;
}

/** Every gateway account at an instant, and by kind what waits and is of none. */
export async function loadGatewayHealth(
  db: Db,
  calendar: Calendar,
  asOf: Date,
): Promise<GatewayHealth[]> {
  const heard = await loadHeardGateways(db, calendar, asOf);
  const byName = new Map(heard.map((one) => [one.name, one]));
  const { rows } = await db.raw<{
    rows: Pick<GatewayHealth, 'name' | 'kind' | 'quarantined'>[];
  }>(waitingSql, { asOf });
  return rows.map((row) => {
    const found = row.name === null ? undefined : byName.get(row.name);
    const silence = found?.silence ?? 'unknown';
    return {
      ...row,
      lastAt: found?.lastAt ?? null,
      silence: typeof silence === 'string' ? silence : 'silent',
    };
  });
}

// as the inbox judges: what is recorded stays so, else the latest reading says
const waitingSql = `
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
  select account.name, account.kind, coalesce(waiting.count, 0) as quarantined
    from gateway_account account
    left join waiting on waiting.account_id = account.id
  union all
  select null, waiting.kind, waiting.count
    from waiting
   where waiting.account_id is null
   order by 2, 1`;
