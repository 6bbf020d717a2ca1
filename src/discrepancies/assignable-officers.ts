// To whom a discrepancy may be given: officers who may say something about it, and how those who did
// something are called.
import { roleMay, roles, type Action } from '../access/roles.js';
import { scopesAbove } from '../access/unit-tree.js';
import type { Db } from '../db.js';

export interface NamedOfficer {
  readonly id: string;
  readonly name: string;
}

/** Enabled officers whose role over the unit (null: the province) lets them work on its discrepancies. */
export async function assignableOfficers(
  db: Db,
  about: {
    readonly unitCode: string | null;
    readonly province: string;
    /** What they must be allowed to do; absent: say something about its discrepancies. */
    readonly action?: Action;
  },
): Promise<NamedOfficer[]> {
  const { unitCode, province, action = 'discrepancy.comment' } = about;
  const scopes =
    unitCode === null ? [province] : [unitCode, ...(await scopesAbove(db, unitCode, province))];
  const able = roles.filter((role) => roleMay(role, action));
  const { rows } = await db.raw<{ rows: NamedOfficer[] }>(
    `select officer.id, officer.name
       from officer
      where officer.disabled_at is null
        and exists (select from officer_grant held
                     where held.officer_id = officer.id and held.ended_at is null
                       and held.scope = any(?) and held.role = any(?))
      order by officer.name, officer.id`,
    [scopes, able],
  );
  return rows;
}

/** Officers' names by id. */
export async function officerNames(
  db: Db,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(ids)].filter((id) => id !== null);
  if (known.length === 0) return new Map();
  const rows = await db('officer').whereIn('id', known).select<NamedOfficer[]>('id', 'name');
  return new Map(rows.map(({ id, name }) => [id, name]));
}
