// What is true now of months that were signed, held against what was signed.
import type { Db } from '../db.js';
import type { Period } from '../reports/period.js';
import { readEvidence } from './evidence.js';
import { listMonths, loadEvidenceText, type ProposedMonth } from './month-store.js';
import { readMonthFacts } from './read-sheet.js';
import { standingOf, type MonthStanding } from './standing.js';
import {
  differenceOf,
  type MonthDifference,
  type MonthNow,
  type MonthState,
} from './unit-month.js';

export interface ComparedMonth {
  readonly unitCode: string;
  readonly state: MonthState;
  readonly standing: MonthStanding;
  /** Of the signed version that holds; null where nothing parts it from today. */
  readonly difference: MonthDifference | null;
}

/** What parts a signed month from what is true now. */
export async function differenceNow(
  db: Db,
  signed: ProposedMonth,
  now: MonthNow,
): Promise<MonthDifference | null> {
  return differenceOf(readEvidence(await loadEvidenceText(db, signed.id)), now);
}

/**
 * Units' months with their states. The province is read only where something is signed: before that
 * there is nothing to compare.
 */
export async function compareMonths(
  db: Db,
  asked: { readonly units: readonly string[]; readonly period: Period; readonly asOf: Date },
): Promise<ComparedMonth[]> {
  const { units, period, asOf } = asked;
  const proposed = await listMonths(db, { units, months: [period.month] });
  const standings = units.map((unitCode) => ({
    unitCode,
    standing: standingOf(proposed.filter((one) => one.unitCode === unitCode)),
  }));
  const signedUnits = standings.flatMap(({ unitCode, standing }) =>
    standing.signed ? [unitCode] : [],
  );
  const now =
    signedUnits.length === 0
      ? new Map<string, MonthNow>()
      : await readMonthFacts(db, { units: signedUnits, period, asOf });
  const compared: ComparedMonth[] = [];
  for (const { unitCode, standing } of standings) {
    const facts = now.get(unitCode);
    const difference =
      standing.signed && facts ? await differenceNow(db, standing.signed, facts) : null;
    const state = difference ? 'differs' : standing.state;
    compared.push({ unitCode, standing, difference, state });
  }
  return compared;
}
