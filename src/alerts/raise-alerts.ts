// Decides who must be told: keeps the history of the units' flags, writes what is to be said to the
// units, and turns to the offices above them where nobody answers or nobody can be reached.
import type { UnitStanding } from '../beneficiary-accounts/campaign.js';
import { localDateOf, type LocalDate } from '../calendar.js';
import { inTransaction } from '../db.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { keepHistory, raisedAtOf } from './flag-history.js';
import { lateStatements } from './late-statements.js';
import {
  noEscalations,
  raiseEscalations,
  type EscalationDeps,
  type EscalationsWritten,
} from './raise-escalations.js';
import { nothingWritten, writeDigests, type DigestsWritten } from './write-digests.js';

export type RaiseDeps = EscalationDeps;

export interface RaiseOutcome extends DigestsWritten, EscalationsWritten {
  readonly day: LocalDate;
  /** On a day off flags are kept, but nobody is written to. */
  readonly isWorkingDay: boolean;
  readonly flagsRaised: number;
  readonly flagsCleared: number;
  readonly unitsFlagged: number;
  /** Units that are late with a task of the campaign. */
  readonly unitsLate: number;
  /** Units whose statements are late while money is on its way to them. */
  readonly unitsBehind: number;
}

/** Raises and clears flags as the reading says, and writes the mails of its day. */
export async function raiseAlerts(
  deps: RaiseDeps,
  input: {
    readonly reading: ProvinceReading;
    /** Where the units stand in the campaign. */
    readonly standings?: readonly UnitStanding[];
    /** Between the mornings: whatever can wait for the next one waits. */
    readonly onlyLargeSums?: boolean;
  },
): Promise<RaiseOutcome> {
  const { reading, standings = [], onlyLargeSums = false } = input;
  const day = localDateOf(reading.asOf);
  const isWorkingDay = deps.calendar.isWorkingDay(day);
  const late = new Map(
    standings.filter((one) => one.late.length > 0).map((one) => [one.unitCode, one.late]),
  );
  const behind = lateStatements(reading, deps.calendar);
  return inTransaction(deps.db, async (trx) => {
    const own = { ...deps, db: trx };
    const kept = await keepHistory(own, reading);
    const raisedAt = raisedAtOf(kept.stays);
    const mails = { reading, late, behind, day, raisedAt, onlyLargeSums };
    const digests = isWorkingDay ? await writeDigests(own, mails) : nothingWritten;
    const escalations =
      isWorkingDay && !onlyLargeSums ? await raiseEscalations(own, mails) : noEscalations;
    return {
      ...{ day, isWorkingDay, flagsRaised: kept.raised, flagsCleared: kept.cleared },
      unitsFlagged: reading.units.filter((unit) => unit.flags.length > 0).length,
      ...{ unitsLate: late.size, unitsBehind: behind.size },
      ...digests,
      ...escalations,
    };
  });
}
