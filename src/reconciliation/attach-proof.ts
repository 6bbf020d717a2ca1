// The paper behind a decision about a match: told by its own bytes, bounded, never taken away.
import { createHash } from 'node:crypto';
import { nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { acceptedPaperType } from '../beneficiary-accounts/paper-type.js';
import { inTransaction } from '../db.js';
import { Refused } from '../problem.js';
import type { DecideMatchDeps } from './decide-match.js';
import { loadStanding, type ProofKind } from './match-decision-store.js';
import { addMatchFile, loadMatchFiles, type MatchFile } from './match-file-store.js';
import { inTurn } from './run-store.js';

export const proofCountMax = 20;

export interface ProofGiven {
  readonly matchId: string;
  /** Whose trail tells it; null: only the province's. */
  readonly unitCode: string | null;
  readonly proof: ProofKind;
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * Attaches a proof; the same bytes again are the file that is there.
 * @throws Refused `not_found`; `too_large`; `bad_file` for anything but PDF, JPEG and PNG; `conflict`
 * when there are twenty
 */
export async function attachProof(
  { db, now, by }: DecideMatchDeps,
  given: ProofGiven,
): Promise<MatchFile> {
  const { matchId, proof, name, bytes } = given;
  const mediaType = acceptedPaperType(bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return inTransaction(db, async (trx) => {
    await inTurn(trx);
    if (!(await loadStanding(trx, matchId))) {
      throw new Refused({ code: 'not_found', detail: 'There is no such match.' });
    }
    const attached = await loadMatchFiles(trx, matchId);
    const same = attached.find((file) => file.sha256 === sha256);
    if (same) return same;
    if (attached.length >= proofCountMax) {
      const detail = `A match has at most ${String(proofCountMax)} files.`;
      throw new Refused({ code: 'conflict', detail });
    }
    const file = { proof, name, mediaType, sha256, by: nameOf(by), at: now() };
    const id = await addMatchFile(trx, matchId, { ...file, bytes });
    await recordAudit(trx, by, {
      action: 'match.proof_attached',
      unitCode: given.unitCode,
      subject: { kind: 'match', id: matchId },
      after: { file: id, proof, sha256 },
    });
    return { ...file, id, size: bytes.length };
  });
}
