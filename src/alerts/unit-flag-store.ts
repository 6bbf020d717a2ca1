// When a unit's flags were raised and cleared. A row is never rewritten but for its end.
import type { Db } from '../db.js';
import type { FlagKind } from '../reconciliation/reading.js';

/** One stay of a flag; `clearedAt` null while it stands. */
export interface FlagStay {
  readonly id: string;
  readonly unitCode: string;
  readonly flag: FlagKind;
  readonly raisedAt: Date;
  readonly clearedAt: Date | null;
}

/** The latest stay of each flag of these units. */
export async function latestStays(db: Db, unitCodes: readonly string[]): Promise<FlagStay[]> {
  const { rows } = await db.raw<{ rows: FlagStay[] }>(
    `select distinct on (unit_flag.unit_code, unit_flag.flag)
       unit_flag.id, unit_flag.unit_code as "unitCode", unit_flag.flag,
       unit_flag.raised_at as "raisedAt", unit_flag.cleared_at as "clearedAt"
     from unit_flag
     where unit_flag.unit_code = any(?)
     order by unit_flag.unit_code, unit_flag.flag, unit_flag.raised_at desc, unit_flag.id desc`,
    [[...unitCodes]],
  );
  return rows;
}

/** Opens stays; one that another run opened meanwhile stays as it is. */
export async function openStays(
  db: Db,
  flags: readonly Pick<FlagStay, 'unitCode' | 'flag'>[],
  raisedAt: Date,
): Promise<void> {
  if (flags.length === 0) return;
  await db('unit_flag')
    .insert(flags.map(({ unitCode, flag }) => ({ unit_code: unitCode, flag, raised_at: raisedAt })))
    .onConflict(db.raw('(unit_code, flag) where cleared_at is null'))
    .ignore();
}

/** Ends stays. */
export async function endStays(db: Db, ids: readonly string[], clearedAt: Date): Promise<void> {
  if (ids.length === 0) return;
  await db('unit_flag')
    .whereIn('unit_flag.id', ids)
    .whereNull('unit_flag.cleared_at')
    .update({ cleared_at: clearedAt });
}
