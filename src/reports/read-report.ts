// Reads a report: everything it says comes from one repeatable snapshot, also while a run writes.
import { loadHead } from '../audit/seal-audit.js';
import { campaignOf } from '../beneficiary-accounts/campaign.js';
import { loadCampaign } from '../beneficiary-accounts/campaign-store.js';
import { localDateOf } from '../calendar.js';
import { inSnapshot, type Db } from '../db.js';
import { loadKept } from '../discrepancies/discrepancy-store.js';
import { strandedSums } from '../oversight/stranded-sums.js';
import { Refused } from '../problem.js';
import { loadFacts } from '../reconciliation/facts-store.js';
import { loadLiveMatches } from '../reconciliation/match-store.js';
import { ofUnit, readFacts } from '../reconciliation/read-province.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { buildReport } from './build-report.js';
import { closingOf, openingOf, type Period } from './period.js';
import type { ReportFacts } from './report-facts.js';
import type { Report, ReportKind } from './report.js';
import { loadFormerProvinces, loadReportProvince } from './report-store.js';
import { loadSignedMonths } from './signed-month-store.js';

export interface ReportQuery {
  readonly kind: ReportKind;
  readonly period: Period;
  readonly asOf: Date;
  readonly unitCode?: string | undefined;
  /** What whoever asks may see of a reading, and of which units the register; absent: everything. */
  readonly sight?: {
    readonly cut: (reading: ProvinceReading) => ProvinceReading;
    readonly accountsOf: (unitCode: string) => boolean;
  };
}

/**
 * @param deps.province two-digit code
 * @throws Refused `not_found` for a unit that is not there, or not in sight
 */
export async function readReport(
  deps: { readonly db: Db; readonly province: string },
  query: ReportQuery,
): Promise<Report> {
  return buildReport(query.kind, await readReportFacts(deps, query));
}

/** What any of the reports can be built from: several of one instant cost one reading. */
export async function readReportFacts(
  deps: { readonly db: Db; readonly province: string },
  query: Omit<ReportQuery, 'kind'>,
): Promise<ReportFacts> {
  return inSnapshot(deps.db, (trx) => loadReportFacts(trx, deps.province, query));
}

async function loadReportFacts(
  trx: Db,
  province: string,
  { period, asOf, unitCode, sight }: Omit<ReportQuery, 'kind'>,
): Promise<ReportFacts> {
  const facts = await loadFacts(trx);
  const matches = await loadLiveMatches(trx);
  const seenAt = (instant: Date): { whole: ProvinceReading; seen: ProvinceReading } => {
    const whole = readFacts(facts, matches, instant);
    return { whole, seen: ofUnit(sight ? sight.cut(whole) : whole, unitCode) };
  };
  const { whole, seen } = seenAt(asOf);
  const unit = unitCode === undefined ? null : (seen.units[0] ?? null);
  if (unitCode !== undefined && unit === null) {
    throw new Refused({ code: 'not_found', detail: `unit ${unitCode}: no such unit` });
  }
  const closing = closingOf(period, asOf);
  const { units, deadlines } = await loadCampaign(trx);
  const taking = units
    .filter((one) => unitCode === undefined || one.unitCode === unitCode)
    .filter((one) => sight?.accountsOf(one.unitCode) ?? true);
  const day = localDateOf(asOf);
  const kept = await loadKept(
    trx,
    seen.discrepancies.map(({ id }) => id),
    asOf,
  );
  return {
    ...{ period, asOf, unit, deadlines, kept },
    reading: seen,
    opening: seenAt(openingOf(period)).seen,
    closing: closing.getTime() === asOf.getTime() ? seen : seenAt(closing).seen,
    campaign: campaignOf({
      ...{ units: taking, deadlines, day, calendar: facts.calendar },
      accounts: whole.units,
    }),
    stranded: strandedSums(seen),
    province: await loadReportProvince(trx, province, day),
    formerProvinces: await loadFormerProvinces(trx),
    chainHead: await loadHead(trx),
    signed: await loadSignedMonths(trx, period.month),
    calendar: facts.calendar,
  };
}
