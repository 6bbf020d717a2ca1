// The tree of units that scopes are cut from: commune below its parent, what has no parent below
// its province. The province's two-digit code is the root.
import type { Db } from '../db.js';

/** Codes of all units in a scope: a unit with everything below it, or the whole province. */
export async function unitsInScope(
  db: Db,
  scope: string,
  province: string,
): Promise<ReadonlySet<string>> {
  const { rows } = await db.raw<{ rows: { code: string }[] }>(subtreeSql, [scope, province, scope]);
  return new Set(rows.map((row) => row.code));
}

/** The scopes strictly above a scope, nearest first; the province's own is the last. */
export async function scopesAbove(db: Db, scope: string, province: string): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { code: string }[] }>(aboveSql, [
    province,
    scope,
    province,
    province,
  ]);
  return rows.map((row) => row.code);
}

// A unit of no province (an imported department) counts as this province's.
const subtreeSql = `
  with recursive below (code) as (
    select unit.code
      from public.unit
     where unit.code = ?
        or (unit.parent_code is null and coalesce(unit.province_code, ?) = ?)
    union
    select unit.code
      from public.unit
      join below on unit.parent_code = below.code
  )
  select below.code from below`;

const aboveSql = `
  with recursive above (code, depth) as (
    select coalesce(unit.parent_code, unit.province_code, ?), 1
      from public.unit
     where unit.code = ?
    union all
    select coalesce(unit.parent_code, unit.province_code, ?), above.depth + 1
      from public.unit
      join above on unit.code = above.code
     where above.depth < 10
       and coalesce(unit.parent_code, unit.province_code, ?) <> unit.code
  )
  select above.code from above order by above.depth`;
