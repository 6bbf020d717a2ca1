// A file about a discrepancy: told by its own bytes, bounded, kept with the act that brought it.
import { createHash } from 'node:crypto';
import { acceptedPaperType } from '../beneficiary-accounts/paper-type.js';
import { inTransaction } from '../db.js';
import { Refused } from '../problem.js';
import { addFile, holdDiscrepancy, loadFiles, type DiscrepancyFile } from './discrepancy-store.js';
import { workOnDiscrepancy, type ToWorkOn, type WorkDeps } from './work-on-discrepancy.js';

export const fileCountMax = 20;

export interface ToAttach extends Pick<ToWorkOn, 'discrepancyId' | 'found'> {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * Attaches a file; the same bytes again are the file that is there.
 * @throws Refused `not_found`; `too_large`; `bad_file` for anything but PDF, JPEG and PNG; `conflict`
 * when there are twenty
 */
export async function attachFile(deps: WorkDeps, given: ToAttach): Promise<DiscrepancyFile> {
  const { discrepancyId, found, name, bytes } = given;
  const mediaType = acceptedPaperType(bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return inTransaction(deps.db, async (trx) => {
    await holdDiscrepancy(trx, discrepancyId);
    const attached = await loadFiles(trx, discrepancyId);
    const same = attached.find((file) => file.sha256 === sha256);
    if (same) return same;
    if (attached.length >= fileCountMax) {
      const detail = `A discrepancy has at most ${String(fileCountMax)} files.`;
      throw new Refused({ code: 'conflict', detail });
    }
    const act = { act: 'attached', text: null } as const;
    const eventId = await workOnDiscrepancy({ ...deps, db: trx }, { discrepancyId, found, act });
    const file = { eventId, name, mediaType, sha256 };
    const id = await addFile(trx, { ...file, bytes });
    return { ...file, id, size: bytes.length };
  });
}
