// What an export is made from, cut to what somebody may see: the same for whoever waits for it and
// for whoever does not.
import { may, sees, sightOf, type Principal } from '../access/principal.js';
import { loadAccountVersions } from '../beneficiary-accounts/account-store.js';
import type { Db } from '../db.js';
import { workOn } from '../discrepancies/worked-discrepancy.js';
import type { ExportRecord } from '../oversight/export-columns.js';
import type { ExportFilter } from '../oversight/export-filter.js';
import { readMatches } from '../oversight/export-matches.js';
import type { ExportSource } from '../oversight/exports.js';
import { readingInSight } from '../oversight/in-sight.js';
import { matchesInSight } from '../oversight/matches-in-sight.js';
import type { ProvinceReading } from '../reconciliation/reading.js';

/** @param given.since a past instant that was named: work is told as it stood then */
export function exportSource(
  db: Db,
  given: {
    readonly whole: ProvinceReading;
    readonly principal: Principal;
    readonly filter: ExportFilter;
    readonly since: Date | undefined;
  },
): ExportSource {
  const { whole, principal, filter, since } = given;
  return {
    reading: readingInSight(whole, principal),
    matches: async () =>
      matchesInSight(await readMatches(db, whole, { state: filter.state }), principal),
    accounts: async () => {
      const sight = sightOf(principal, 'account.read');
      return (await loadAccountVersions(db)).filter(({ unitCode }) => sees(sight, unitCode));
    },
    work: (found) => workOn(db, found, { asOf: whole.asOf, since }),
  };
}

/** The lines of an export whose texts, and so who paid, stand in it in the clear. */
export function payersShown(
  records: readonly ExportRecord[],
  principal: Principal,
): { readonly id: string; readonly unitCode: string | null }[] {
  return records.flatMap(({ unitCode, statement, lineNo, narrative }) => {
    const unit = typeof unitCode === 'string' ? unitCode : null;
    const isClear = narrative !== null && may(principal, 'payer.read', unit);
    return isClear ? [{ id: `${String(statement)}/${String(lineNo)}`, unitCode: unit }] : [];
  });
}
