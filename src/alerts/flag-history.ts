// The history of units' flags: when each was raised and when it went. It only goes forward.
import type { By } from '../audit/by.js';
import { type AuditEntry, recordAudit } from '../audit/record-audit.js';
import type { Db } from '../db.js';
import { groupBy } from '../group-by.js';
import type { FlagKind, ProvinceReading } from '../reconciliation/reading.js';
import { endStays, latestStays, openStays, type FlagStay } from './unit-flag-store.js';

export interface KeptHistory {
  readonly raised: number;
  readonly cleared: number;
  readonly stays: readonly FlagStay[];
}

/** History only goes forward: a reading of an earlier instant changes nothing it already says. */
export async function keepHistory(
  { db, by }: { readonly db: Db; readonly by: By },
  reading: ProvinceReading,
): Promise<KeptHistory> {
  const at = reading.asOf;
  const codes = reading.units.map((unit) => unit.unitCode);
  const known = await latestStays(db, codes);
  const knownByFlag = new Map(known.map((stay) => [keyOf(stay), stay]));
  const flags = reading.units.flatMap((unit) => unit.flags);
  const standing = new Set(flags.map(keyOf));
  const raised = flags.filter((flag) => {
    const stay = knownByFlag.get(keyOf(flag));
    return !stay || (stay.clearedAt !== null && stay.clearedAt <= at);
  });
  const ended = known.filter(
    (stay) => stay.clearedAt === null && stay.raisedAt <= at && !standing.has(keyOf(stay)),
  );
  await endStays(
    db,
    ended.map((stay) => stay.id),
    at,
  );
  await openStays(db, raised, at);
  const events = [...flagEvents('flags.cleared', ended), ...flagEvents('flags.raised', raised)];
  await recordAudit(db, by, ...events);
  return {
    raised: raised.length,
    cleared: ended.length,
    stays: await latestStays(db, codes),
  };
}

/** One event a unit, naming its flags. */
function flagEvents(
  action: 'flags.raised' | 'flags.cleared',
  flags: readonly { readonly unitCode: string; readonly flag: FlagKind }[],
): AuditEntry[] {
  const byUnit = groupBy(flags, ({ unitCode }) => unitCode);
  return [...byUnit].map(([unitCode, own]) => ({
    action,
    subject: { kind: 'unit', id: unitCode },
    unitCode,
    after: { flags: own.map(({ flag }) => flag).sort() },
  }));
}

function keyOf(flag: { readonly unitCode: string; readonly flag: FlagKind }): string {
  return `${flag.unitCode} ${flag.flag}`;
}

/** When each flag that stands was raised, by unit. */
export function raisedAtOf(
  stays: readonly FlagStay[],
): ReadonlyMap<string, ReadonlyMap<FlagKind, Date>> {
  const byUnit = new Map<string, Map<FlagKind, Date>>();
  for (const stay of stays) {
    if (stay.clearedAt !== null) continue;
    const ofUnit = byUnit.get(stay.unitCode) ?? new Map<FlagKind, Date>();
    byUnit.set(stay.unitCode, ofUnit.set(stay.flag, stay.raisedAt));
  }
  return byUnit;
}
