// The tree of units that scopes are cut from: commune below its parent, what has no parent below
// its province. The province's two-digit code is the root.
import type { Db } from '../db.js';

/**
 * SQL of the CTE `below (scope, code)`: every unit in the scopes of the CTE `scopes (scope)`, a unit
 * with everything below it, or the whole province. It stands in the statement that says who asks,
 * since every request begins with it. Takes the province as its one binding; needs `recursive`.
 */
export const unitsBelow = `
  below (scope, code) as (
    (select scopes.scope, unit.code
       from scopes
       join public.unit on unit.code = scopes.scope
      union all
     select scopes.scope, unit.code
       from scopes
       join public.unit on unit.province_code = scopes.scope and unit.parent_code is null
      union all
     -- a unit of no province (an imported department) counts as this province's
     select scopes.scope, unit.code
       from scopes
       join public.unit on unit.province_code is null and unit.parent_code is null
      where scopes.scope = ?)
    union
    select below.scope, unit.code
      from below
      join public.unit on unit.parent_code = below.code
  )`;

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
