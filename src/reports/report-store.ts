// Names that reports need and readings do not carry: the province's as of a day, and what communes
// belonged to before the mergers of 2025.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { ReportProvince } from './report-facts.js';

/** A province that is not on the list is called by its code. */
export async function loadReportProvince(
  db: Db,
  code: string,
  day: LocalDate,
): Promise<ReportProvince> {
  const { rows } = await db.raw<{ rows: { name: string; fullName: string }[] }>(selectProvince, {
    code,
    day,
  });
  const [found] = rows;
  return { code, name: found?.name ?? code, fullName: found?.fullName ?? code };
}

// A letter of a day before a province became a city is its province's.
const selectProvince = `
  select province.name,
         case when province.city_since > cast(:day as date) then 'Tỉnh ' || province.name
              else province.full_name end as "fullName"
    from public.province
   where province.code = :code`;

/** The former province of each unit that is in a known range of codes. */
export async function loadFormerProvinces(db: Db): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.raw<{ rows: { unitCode: string; name: string }[] }>(
    `select unit.code as "unitCode", former.name
       from public.unit
       join public.former_province former
         on former.province_code = unit.province_code
        and unit.code between former.code_from and former.code_to`,
  );
  return new Map(rows.map(({ unitCode, name }) => [unitCode, name]));
}
