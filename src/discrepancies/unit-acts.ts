// What people did about units' discrepancies, as a sign that somebody acts.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';

export interface UnitAct {
  readonly unitCode: string;
  readonly onDay: LocalDate;
  /** Of a wait for somebody outside: its day, or an earlier one on which somebody ended it. */
  readonly heldUntil: LocalDate | null;
}

/** Acts on these units' discrepancies up to an instant. */
export async function actsOnUnits(
  db: Db,
  unitCodes: readonly string[],
  through: Date,
): Promise<UnitAct[]> {
  const { rows } = await db.raw<{ rows: UnitAct[] }>(
    `select discrepancy.unit_code as "unitCode",
       (event.at at time zone 'Asia/Ho_Chi_Minh')::date as "onDay",
       least(event.until_on, (ended.at at time zone 'Asia/Ho_Chi_Minh')::date) as "heldUntil"
     from discrepancy_event event
     join discrepancy on discrepancy.id = event.discrepancy_id
     left join lateral (
       select min(later.at) as at
         from discrepancy_event later
        where event.act = 'waiting' and later.discrepancy_id = event.discrepancy_id
          and later.id > event.id and later.at <= ?
          and later.act in ('waiting', 'resolved', 'reopened')) ended on true
     where discrepancy.unit_code = any(?) and event.at <= ?`,
    [through, [...unitCodes], through],
  );
  return rows;
}
