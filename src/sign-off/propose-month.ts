// The first of two people: what the month's figures are and what they rest on is kept as it is in one
// snapshot. Nothing is signed by it.
import { may, type Principal } from '../access/principal.js';
import { recordAudit } from '../audit/record-audit.js';
import { citizenOf } from '../beneficiary-accounts/decider-store.js';
import { instantOf, addDays } from '../calendar.js';
import { inTransaction, type Db } from '../db.js';
import type { Period } from '../reports/period.js';
import {
  conflict,
  monthEvent,
  noSuchMonth,
  refuseMachines,
  refuseStale,
  type MonthDeps,
} from './month-deps.js';
import { addMonth, findMonth, holdMonth, listMonths, type ProposedMonth } from './month-store.js';
import { readSheetToDecide } from './read-sheet.js';
import { standingOf } from './standing.js';

export interface ProposeMonth {
  readonly asker: Principal;
  readonly unitCode: string;
  readonly period: Period;
  /** SHA-256 of the evidence behind the figures that the maker was shown. */
  readonly digest: string;
  /** The maker says that days without proof are known and named. */
  readonly acceptsGaps: boolean;
  readonly remark: string | null;
}

/**
 * Proposes a unit's month for signing.
 * @throws Refused `forbidden` for a token, `not_found` out of reach; `conflict` for a month that is
 *   not over, that waits or is signed already, or has days without proof that nobody accepted;
 *   `stale_version` where the figures are no longer what was shown
 */
export async function proposeMonth(deps: MonthDeps, given: ProposeMonth): Promise<ProposedMonth> {
  const { asker, unitCode, period, remark } = given;
  refuseMachines(asker);
  if (!may(asker, 'month.propose', unitCode)) throw noSuchMonth();
  const at = deps.now();
  if (!isOver(period, at)) throw conflict(`The month ${period.month} is not over.`);
  const sheet = await readSheetToDecide(deps.pool, { unitCode, period, asOf: at });
  if (sheet.evidenceSha256 !== given.digest) throw refuseStale();
  if (sheet.gaps.length > 0 && !given.acceptsGaps) {
    const count = String(sheet.gaps.length);
    throw conflict(`Statements do not prove ${count} stretches of days; sign with gaps, or wait.`);
  }
  return inTransaction(deps.db, async (trx) => {
    await holdMonth(trx, { unitCode, month: period.month });
    await refuseTaken(trx, { unitCode, month: period.month });
    const makerCitizen = await citizenOf(trx, asker.id);
    const id = await addMonth(trx, { sheet, makerId: asker.id, makerCitizen, remark, at });
    const after = {
      ...{ month: period.month, evidence: sheet.evidenceSha256, items: sheet.itemCount },
      gaps: sheet.gaps.length,
    };
    await recordAudit(trx, deps.by, monthEvent({ id, unitCode }, 'proposed', { after }));
    const added = await findMonth(trx, id);
    if (!added) throw new Error('a month that was just proposed is not there');
    return added;
  });
}

/** Whether the month's last day has ended. */
export function isOver({ lastOn }: Pick<Period, 'lastOn'>, at: Date): boolean {
  return instantOf(addDays(lastOn, 1)) <= at;
}

async function refuseTaken(
  trx: Db,
  asked: { readonly unitCode: string; readonly month: string },
): Promise<void> {
  const months = { units: [asked.unitCode], months: [asked.month] };
  const { waiting, signed } = standingOf(await listMonths(trx, months));
  if (waiting) throw conflict('The month waits for its second person already.');
  if (signed) throw conflict('The month is signed; it is reopened before it is signed anew.');
}
