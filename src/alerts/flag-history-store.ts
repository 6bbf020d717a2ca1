// A unit's flags as its history tells them: when each was raised, what it was about when the unit was
// first told of it, and when it was cleared.
import type { Db } from '../db.js';
import type { AlertFact } from './alert-facts.js';

/** A stay of a flag as a unit's history tells it. */
export interface FlagInHistory {
  readonly flag: AlertFact['flag'];
  readonly raisedAt: Date;
  readonly clearedAt: Date | null;
  /** Null where no mail told of it yet. */
  readonly told: Pick<AlertFact, 'payments' | 'amount'> | null;
}

/** A unit's flags up to an instant, the latest first. */
export async function flagHistory(
  db: Db,
  unitCode: string,
  { limit, through }: { readonly limit: number; readonly through: Date },
): Promise<FlagInHistory[]> {
  const { rows } = await db.raw<{ rows: FlagInHistory[] }>(
    `select stay.flag, stay.raised_at as "raisedAt",
       case when stay.cleared_at <= :through then stay.cleared_at end as "clearedAt",
       (select fact
          from alert, jsonb_array_elements(alert.facts) fact
         where alert.unit_code = stay.unit_code and alert.kind in ('digest', 'large_sum')
           and fact ->> 'flag' = stay.flag
           and alert.on_day >= (stay.raised_at at time zone 'Asia/Ho_Chi_Minh')::date
           and (stay.cleared_at is null
             or alert.on_day <= (stay.cleared_at at time zone 'Asia/Ho_Chi_Minh')::date)
         order by alert.id
         limit 1) as told
     from unit_flag stay
     where stay.unit_code = :unitCode and stay.raised_at <= :through
     order by stay.raised_at desc, stay.id desc
     limit :limit`,
    { unitCode, through, limit },
  );
  return rows;
}
