// The exports of contract section 5: one JSON-ready record an item, money as text, times in
// Vietnam.
import { loadAccountVersions } from '../beneficiary-accounts/account-store.js';
import type { Db } from '../db.js';
import { readProvince } from '../reconciliation/read-province.js';
import type { MatchOnLine, ProvinceReading } from '../reconciliation/reading.js';
import type { ExportKind, ExportRecord } from './export-columns.js';
import { isWanted } from './export-filter.js';
import type { ExportFilter } from './export-filter.js';
import { exportMatches } from './export-matches.js';
import { discrepancyRecord, flagRecord, lineRecord, paymentRecord } from './records.js';

/**
 * Reads what is asked for at an instant.
 * @param query.asOf for which settlement, states and flags are read
 */
export async function exportRecords(
  deps: { readonly db: Db },
  kind: ExportKind,
  query: { readonly asOf: Date; readonly filter: ExportFilter },
): Promise<readonly ExportRecord[]> {
  const reading = await readProvince(deps, { asOf: query.asOf });
  const { filter } = query;
  switch (kind) {
    case 'payments':
      return reading.payments.filter((one) => isWanted.payment(one, filter)).map(paymentRecord);
    case 'lines':
      return lineRecords(reading, filter);
    case 'matches':
      return exportMatches(deps, reading, filter);
    case 'discrepancies':
      return discrepancyRecords(reading, filter);
    case 'flags':
      return reading.flags.filter((one) => isWanted.flag(one, filter)).map(flagRecord);
    case 'accounts':
      return accountRecords(deps, reading, filter);
  }
}

function lineRecords(reading: ProvinceReading, filter: ExportFilter): ExportRecord[] {
  // lines name a payment's gateway by its kind; the filter may name the account
  const ofAccount = new Set<string | null>(
    reading.payments
      .filter((one) => one.gatewayAccount === filter.gateway)
      .map(({ paymentId }) => paymentId),
  );
  const ofGateway = ({ payment }: MatchOnLine): boolean =>
    payment?.gateway === filter.gateway || ofAccount.has(payment?.paymentId ?? null);
  return reading.lines.filter((one) => isWanted.line(one, filter, ofGateway)).map(lineRecord);
}

function discrepancyRecords(reading: ProvinceReading, filter: ExportFilter): ExportRecord[] {
  // a gateway may be named by its kind; discrepancies know the account only
  const kinds = new Map(reading.payments.map((one) => [one.gatewayAccount, one.gateway]));
  return reading.discrepancies
    .filter((one) => isWanted.discrepancy(one, filter, kinds.get(one.gatewayAccount ?? '')))
    .map(discrepancyRecord);
}

async function accountRecords(
  deps: { readonly db: Db },
  reading: ProvinceReading,
  filter: ExportFilter,
): Promise<ExportRecord[]> {
  const keyOf = (unitCode: string, purpose: string, validFrom: string | null): string =>
    JSON.stringify([unitCode, purpose, validFrom]);
  const verified = new Set(
    reading.units.flatMap(({ unitCode, accounts }) =>
      accounts
        .filter((account) => account.verified)
        .map(({ purpose, validFrom }) => keyOf(unitCode, purpose, validFrom)),
    ),
  );
  return (await loadAccountVersions(deps.db))
    .filter((version) => isWanted.account(version, filter))
    .map(({ unitCode, bankBin, accountNumber, accountName, purpose, ...version }) => ({
      unitCode,
      bankBin,
      accountNumber,
      accountName,
      purpose,
      validFrom: version.validFrom,
      validTo: version.validTo,
      status: version.status,
      verified: verified.has(keyOf(unitCode, purpose, version.validFrom)),
    }));
}
