// A signed month is opened again, saying why: what was signed stays as it is for ever, and two people
// may sign the next version. One person is enough: it only takes trust away.
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction } from '../db.js';
import { conflict, heldMonth, monthEvent, type AboutMonth, type MonthDeps } from './month-deps.js';
import { findMonth, insertReopening, type ProposedMonth } from './month-store.js';
import { versionOf } from './standing.js';

/**
 * Reopens a signed month; its maker is told.
 * @throws Refused `forbidden` for a token, `not_found` out of reach, `conflict` for what is not
 *   signed or is reopened already
 */
export async function reopenMonth(
  deps: MonthDeps,
  given: AboutMonth & { readonly reason: string },
): Promise<ProposedMonth> {
  return inTransaction(deps.db, async (trx) => {
    const month = await heldMonth(trx, given, 'month.sign');
    if (month.decision?.outcome !== 'signed') throw conflict('Only what is signed is reopened.');
    if (month.reopening) throw conflict('It is reopened already.');
    const { reason, asker } = given;
    const at = deps.now();
    const version = versionOf(month);
    await insertReopening(trx, { proposal: month, version, officerId: asker.id, reason, at });
    const after = { month: month.month, version };
    await recordAudit(trx, deps.by, monthEvent(month, 'reopened', { after, why: reason }));
    const about = { unitCode: month.unitCode, month: month.month, makerId: month.maker.id };
    await deps.tell(trx, { kind: 'reopened', ...about, actor: asker.name, reason, version, at });
    return (await findMonth(trx, month.id)) ?? month;
  });
}
