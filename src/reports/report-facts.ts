// What reports are functions of: readings and what stands beside them, from one snapshot.
import type { AuditHead } from '../audit/seal-audit.js';
import type { Deadline, UnitStanding } from '../beneficiary-accounts/campaign.js';
import type { KeptDiscrepancy } from '../discrepancies/standing.js';
import { holdsOn, unitCoveredThrough } from '../oversight/coverage.js';
import type { Stranded } from '../oversight/stranded-sums.js';
import { localDateOf, type Calendar } from '../calendar.js';
import { groupBy } from '../group-by.js';
import type { PaymentReading, ProvinceReading, UnitReading } from '../reconciliation/reading.js';
import { unitTitle } from '../units/unit.js';
import type { Period } from './period.js';
import type { ReportCoverage, ReportRow, SignedMonth } from './report.js';

export interface ReportProvince {
  readonly code: string;
  /** "Đồng Nai" */
  readonly name: string;
  /** "Thành phố Đồng Nai": as it was called on the report's day. */
  readonly fullName: string;
}

export interface ReportFacts {
  readonly period: Period;
  readonly asOf: Date;
  readonly province: ReportProvince;
  /** The unit that the report is about; null for all in sight. */
  readonly unit: UnitReading | null;
  /** At the as-of, at the beginning of the period, and at its end or the as-of. */
  readonly reading: ProvinceReading;
  readonly opening: ProvinceReading;
  readonly closing: ProvinceReading;
  /** The work on the discrepancies of `reading`, by their ids. */
  readonly kept: ReadonlyMap<string, KeptDiscrepancy>;
  readonly campaign: readonly UnitStanding[];
  readonly deadlines: readonly Deadline[];
  readonly stranded: ReadonlyMap<string, Stranded>;
  /** By unit; a unit that is not on the list belonged to none. */
  readonly formerProvinces: ReadonlyMap<string, string>;
  readonly chainHead: AuditHead | null;
  /** Months of the period that two people signed, by unit. */
  readonly signed: ReadonlyMap<string, SignedMonth>;
  readonly calendar: Calendar;
}

/** What payments whose unit is not known are listed as. */
export const noUnitTitle = 'Chưa xác định đơn vị';

/** Titles of units by code, in the order of their codes. */
export function unitTitles({ units }: ProvinceReading): ReadonlyMap<string, string> {
  return new Map(
    units
      .toSorted((one, other) => (one.unitCode < other.unitCode ? -1 : 1))
      .map((unit) => [unit.unitCode, unitTitle(unit)]),
  );
}

/** Payments by unit in the order of the codes, what has no unit at the end. */
export function byUnit(
  payments: readonly PaymentReading[],
): readonly (readonly [unitCode: string | null, payments: readonly PaymentReading[]])[] {
  const groups = groupBy(payments, ({ unitCode }) => unitCode);
  return [...groups].sort(([one], [other]) => {
    if (one === null) return 1;
    if (other === null) return -1;
    return one < other ? -1 : 1;
  });
}

/** The first columns of a row about a unit. */
export function unitCells(
  unitCode: string | null,
  titles: ReadonlyMap<string, string>,
): { readonly unitCode: string; readonly unit: string } {
  const unit = unitCode === null ? noUnitTitle : (titles.get(unitCode) ?? unitCode);
  return { unitCode: unitCode ?? '', unit };
}

export function numbered(rows: readonly ReportRow[]): readonly ReportRow[] {
  return rows.map((row, at) => ({ no: at + 1, ...row }));
}

/** Up to where the statements of the units' accounts prove anything on the day of the reading. */
export function coverageOf(reading: ProvinceReading): ReportCoverage {
  const day = localDateOf(reading.asOf);
  const units = reading.units.filter(({ accounts }) =>
    accounts.some((account) => holdsOn(account, day)),
  );
  const ends = units.map((unit) => unitCoveredThrough(unit, day));
  const known = ends.filter((end) => end !== null).sort();
  return {
    through: known[0] ?? null,
    units: units.length,
    unitsWithout: ends.length - known.length,
  };
}
