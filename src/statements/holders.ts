// Whose statement it is: the units that had the account on a day of its period, else the last that
// had it. Whoever uploads or reads a statement is asked about these.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';

/** An account over the days that a statement states; open where it states none. */
export interface StatedPeriod {
  /** Null for an account that is not registered, which is nobody's. */
  readonly accountId: string | null;
  readonly periodFrom: LocalDate | null;
  readonly periodTo: LocalDate | null;
}

/** The units of each, in the order given. */
export async function loadHolders(
  db: Db,
  stated: readonly StatedPeriod[],
): Promise<(readonly string[])[]> {
  const given = stated.map((each, place) => ({ ...each, place }));
  const { rows } = await db.raw<{ rows: { place: number; units: string[] }[] }>(selectHolders, [
    JSON.stringify(given),
  ]);
  const byPlace = new Map(rows.map(({ place, units }) => [place, units]));
  return stated.map((_, place) => byPlace.get(place) ?? []);
}

const selectHolders = `
  select given.place, holders.units
    from jsonb_to_recordset(?::jsonb) as given
      (place integer, "accountId" bigint, "periodFrom" date, "periodTo" date)
    cross join lateral (
      select coalesce(
        array_agg(distinct version.unit_code) filter (
          where version.valid && daterange(given."periodFrom", given."periodTo", '[]')),
        (array_agg(version.unit_code order by version.valid_from desc nulls last))[1:1]) as units
      from beneficiary_account version
     where version.bank_account_id = given."accountId" and version.stopped_at is null
    ) holders
   where holders.units is not null`;
