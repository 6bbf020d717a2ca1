// The matches of one line in full, as far as somebody may see them: pages and API explain it by them.
import type { Principal } from '../access/principal.js';
import type { Db } from '../db.js';
import type { LineReading, ProvinceReading } from '../reconciliation/reading.js';
import { readMatches, type MatchReading } from './export-matches.js';
import { matchesInSight } from './matches-in-sight.js';

/** @param whole the reading before it was cut to what the principal sees */
export async function matchesOfLine(
  db: Db,
  line: LineReading,
  { whole, principal }: { readonly whole: ProvinceReading; readonly principal: Principal },
): Promise<MatchReading[]> {
  const ids = [...new Set(line.matches.map(({ matchId }) => matchId))];
  if (ids.length === 0) return [];
  return matchesInSight(await readMatches(db, whole, { ids }), principal);
}
