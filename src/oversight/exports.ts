// The exports of contract section 5: one JSON-ready record an item, money as text, times in
// Vietnam.
import {
  loadAccountVersions,
  type StoredAccountVersion,
} from '../beneficiary-accounts/account-store.js';
import { versionStatusAt, type VersionStatus } from '../beneficiary-accounts/version-life.js';
import type { Db } from '../db.js';
import { workOn, type WorkedDiscrepancy } from '../discrepancies/worked-discrepancy.js';
import { readProvince } from '../reconciliation/read-province.js';
import type {
  AccountCoverage,
  DiscrepancyReading,
  LineReading,
  MatchOnLine,
  ProvinceReading,
} from '../reconciliation/reading.js';
import type { ExportKind, ExportRecord } from './export-columns.js';
import { isWanted } from './export-filter.js';
import type { ExportFilter } from './export-filter.js';
import { isWantedMatch, matchRecord, readMatches } from './export-matches.js';
import type { MatchReading } from './export-matches.js';
import { discrepancyRecord, flagRecord, lineRecord, paymentRecord } from './records.js';

export interface ExportQuery {
  readonly asOf: Date;
  readonly filter: ExportFilter;
}

/** A reading to export from, and what does not stand in it. */
export interface ExportSource {
  /** As far as the reader may see it. */
  readonly reading: ProvinceReading;
  readonly matches: () => Promise<readonly MatchReading[]>;
  readonly accounts: () => Promise<readonly StoredAccountVersion[]>;
  /** The work on discrepancies of the reading. */
  readonly work: (found: readonly DiscrepancyReading[]) => Promise<readonly WorkedDiscrepancy[]>;
}

/**
 * Reads what is asked for at an instant, whole: the command line's export.
 * @param query.asOf for which settlement, states and flags are read
 */
export async function exportRecords(
  deps: { readonly db: Db },
  kind: ExportKind,
  query: ExportQuery,
): Promise<readonly ExportRecord[]> {
  const reading = await readProvince(deps, { asOf: query.asOf });
  const { filter } = query;
  return recordsOf(kind, filter, {
    reading,
    matches: () => readMatches(deps.db, reading, { state: filter.state }),
    accounts: () => loadAccountVersions(deps.db),
    work: (found) => workOn(deps.db, found, { asOf: query.asOf, since: query.asOf }),
  });
}

/** Records of a kind that a filter wants, in the order of the reading. */
export async function recordsOf(
  kind: ExportKind,
  filter: ExportFilter,
  source: ExportSource,
): Promise<readonly ExportRecord[]> {
  const { reading } = source;
  switch (kind) {
    case 'payments':
      return reading.payments.filter((one) => isWanted.payment(one, filter)).map(paymentRecord);
    case 'lines':
      return linesWanted(reading, filter).map(lineRecord);
    case 'matches':
      return (await source.matches()).filter((one) => isWantedMatch(one, filter)).map(matchRecord);
    case 'discrepancies':
      return (await source.work(discrepanciesWanted(reading, filter)))
        .filter(({ standing }) => filter.state === undefined || standing.state === filter.state)
        .map(discrepancyRecord);
    case 'flags':
      return reading.flags.filter((one) => isWanted.flag(one, filter)).map(flagRecord);
    case 'accounts':
      return accountRecords(await source.accounts(), reading, filter).map((one) => ({ ...one }));
  }
}

/** The lines that a filter wants. */
export function linesWanted(reading: ProvinceReading, filter: ExportFilter): LineReading[] {
  // lines name a payment's gateway by its kind; the filter may name the account
  const ofAccount = new Set<string | null>(
    reading.payments
      .filter((one) => one.gatewayAccount === filter.gateway)
      .map(({ paymentId }) => paymentId),
  );
  const ofGateway = ({ payment }: MatchOnLine): boolean =>
    payment?.gateway === filter.gateway || ofAccount.has(payment?.paymentId ?? null);
  return reading.lines.filter((one) => isWanted.line(one, filter, ofGateway));
}

/** The discrepancies that a filter wants, whatever the state of the work on them. */
export function discrepanciesWanted(
  reading: ProvinceReading,
  filter: ExportFilter,
): DiscrepancyReading[] {
  // a gateway may be named by its kind; discrepancies know the account only
  const kinds = new Map(reading.payments.map((one) => [one.gatewayAccount, one.gateway]));
  return reading.discrepancies.filter((one) =>
    isWanted.discrepancy(one, filter, kinds.get(one.gatewayAccount ?? '')),
  );
}

/** A version of the register as the contract shows it. */
export type AccountRecord = Pick<
  StoredAccountVersion,
  'unitCode' | 'bankBin' | 'accountNumber' | 'accountName' | 'purpose' | 'validFrom' | 'validTo'
> &
  Pick<AccountCoverage, 'verified' | 'verifiedBy' | 'verifiedOn'> & {
    readonly status: VersionStatus;
  };

/** Account versions that a filter wants, with what has proven them, a code or a first credit. */
export function accountRecords(
  versions: readonly StoredAccountVersion[],
  reading: ProvinceReading,
  filter: ExportFilter,
): AccountRecord[] {
  const proofs = new Map(
    reading.units.flatMap(({ accounts }) => accounts.map((one) => [one.versionId, one] as const)),
  );
  return versions
    .map(({ unitCode, bankBin, accountNumber, accountName, purpose, ...version }) => ({
      unitCode,
      bankBin,
      accountNumber,
      accountName,
      purpose,
      validFrom: version.validFrom,
      validTo: version.validTo,
      status: versionStatusAt(version, reading.asOf),
      verified: proofs.get(version.id)?.verified ?? false,
      verifiedBy: proofs.get(version.id)?.verifiedBy ?? null,
      verifiedOn: proofs.get(version.id)?.verifiedOn ?? null,
    }))
    .filter((record) => isWanted.account(record, filter));
}
