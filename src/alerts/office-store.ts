// The offices above a unit, and who reads their mail. The Department of Justice is the nearest office
// above that is no commune, and its officers; where the tree names none, the province's own officers.
import type { Db } from '../db.js';
import { typeWords } from '../units/unit.js';
import type { Recipient } from './recipients.js';

/** Codes of the offices above a unit; null where the tree names none. */
export interface OfficesAbove {
  readonly department: string | null;
  readonly city: string | null;
}

interface AboveRow {
  readonly code: string;
  readonly office: string;
  readonly type: string;
}

const heightMax = 20;

/** The offices above each of these units. */
export async function officesAbove(
  db: Db,
  unitCodes: readonly string[],
): Promise<ReadonlyMap<string, OfficesAbove>> {
  const { rows } = await db.raw<{ rows: AboveRow[] }>(
    `with recursive above (code, office, height) as (
       select unit.code, unit.parent_code, 1
         from public.unit
        where unit.code = any(?) and unit.parent_code is not null
       union all
       select above.code, unit.parent_code, above.height + 1
         from above
         join public.unit on unit.code = above.office
        where unit.parent_code is not null and above.height < ?
     )
     select above.code, above.office, unit.type
       from above
       join public.unit on unit.code = above.office
      order by above.code, above.height`,
    [[...unitCodes], heightMax],
  );
  const found = new Map<string, { department: string | null; city: string | null }>();
  for (const { code, office, type } of rows) {
    // the one-stop desk of a commune stands below the commune
    if (type in typeWords) continue;
    const known = found.get(code);
    if (!known) found.set(code, { department: office, city: null });
    else known.city ??= office;
  }
  return found;
}

/** Mail addresses of the Department's officers, by the scope of their grant. */
export async function departmentOfficers(
  db: Db,
): Promise<ReadonlyMap<string, readonly Recipient[]>> {
  const { rows } = await db.raw<{ rows: (Recipient & { scope: string })[] }>(
    `select distinct officer.name, officer.email as address, granted.scope
       from officer_grant granted
       join officer on officer.id = granted.officer_id
      where granted.role = 'department_of_justice' and granted.ended_at is null
        and officer.disabled_at is null and officer.email is not null
      order by granted.scope, officer.email`,
  );
  const byScope = new Map<string, Recipient[]>();
  for (const { scope, name, address } of rows) {
    byScope.set(scope, [...(byScope.get(scope) ?? []), { name, address }]);
  }
  return byScope;
}
