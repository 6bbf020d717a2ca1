// A list of units that somebody sent, set beside the register as far as they see it: what the page
// and the API have in common. Nothing is stored.
import type { Db } from '../db.js';
import type { OwnFile } from '../tables/own-file.js';
import type { TableRefusal } from '../tables/table.js';
import { loadUnits } from '../units/unit-store.js';
import { compareLists, comparedSides, type ComparedEntry } from './compare-lists.js';
import { readListedUnits } from './listed-rows.js';
import { loadReadiness } from './readiness-store.js';

export type Comparison =
  | {
      readonly kind: 'compared';
      readonly counts: Readonly<Record<ComparedEntry['side'], number>>;
      readonly entries: readonly ComparedEntry[];
    }
  | { readonly kind: 'refused'; readonly file: OwnFile; readonly refusal: TableRefusal };

/** @param given.units codes of the units that the asker sees; to them there are no others */
export async function compareWithRegister(
  db: Db,
  given: {
    readonly files: readonly OwnFile[];
    readonly units: readonly string[];
    readonly asOf: Date;
  },
): Promise<Comparison> {
  const { files, asOf } = given;
  const rows = [];
  for (const file of files) {
    const outcome = await readListedUnits(file.bytes);
    if (outcome.kind === 'refused') return { ...outcome, file };
    rows.push(...outcome.rows);
  }
  const units = await loadUnits(db, given.units);
  const readiness = await loadReadiness(db, { units: given.units, asOf });
  const entries = compareLists({ rows, units, readiness, asOf });
  const count = (side: ComparedEntry['side']): number =>
    entries.filter((entry) => entry.side === side).length;
  const counts = Object.fromEntries(comparedSides.map((side) => [side, count(side)]));
  return { kind: 'compared', counts: counts as Record<ComparedEntry['side'], number>, entries };
}
