// Checks that every signed month still is what was signed: its kept list has the digest that both
// people put their names to and the trail holds, and is made anew from the stored rows, line by line.
import type { Db } from '../db.js';
import { digestOfEvidence, evidenceText, readEvidence } from './evidence.js';
import { loadEvidence } from './evidence-store.js';
import { findMonth, listSignedIds, loadEvidenceText, type ProposedMonth } from './month-store.js';

export const signedMonthsCheck = 'each signed month is reproduced from its stored evidence';

/** `month 25432 2026-05 v1` of each that is not. */
export async function brokenMonths(db: Db): Promise<string[]> {
  return db.transaction(
    async (trx) => {
      const broken: string[] = [];
      for (const id of await listSignedIds(trx)) {
        const month = await findMonth(trx, id);
        if (month && !(await isReproduced(trx, month))) broken.push(nameOf(month));
      }
      return broken;
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
}

async function isReproduced(trx: Db, month: ProposedMonth): Promise<boolean> {
  const kept = await loadEvidenceText(trx, month.id);
  if (digestOfEvidence(kept) !== month.evidenceSha256) return false;
  if (!(await isInTrail(trx, month))) return false;
  const read = readEvidence(kept);
  const made = evidenceText({ ...read, rows: await loadEvidence(trx, read.ids) });
  return digestOfEvidence(made) === month.evidenceSha256;
}

/** Both people's acts name this digest in the trail, which is a chain. */
async function isInTrail(trx: Db, { id, evidenceSha256 }: ProposedMonth): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { acts: number }[] }>(
    `select count(distinct event.action)::integer as acts
       from audit_event event
       join unit_month_decision decided on decided.proposal_id::text = event.subject_id
      where event.subject_kind = 'unit_month' and event.subject_id = ?
        and event.actor_kind = 'officer' and event.after ->> 'evidence' = ?
        and ((event.action = 'unit_month.proposed' and event.actor = decided.maker_id::text)
          or (event.action = 'unit_month.signed' and event.actor = decided.checker_id::text))`,
    [id, evidenceSha256],
  );
  return rows[0]?.acts === 2;
}

function nameOf({ unitCode, month, decision }: ProposedMonth): string {
  return `month ${unitCode} ${month} v${String(decision?.version ?? 0)}`;
}
