// The paper behind a proposal: attached and taken back by its maker, hashed, told by its own bytes.
import { createHash } from 'node:crypto';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction } from '../db.js';
import { Refused } from '../problem.js';
import { conflict, noSuchAccount, type AccountDeps } from './account-deps.js';
import { ownProposal, proposalEvent, type AboutProposal } from './held-proposal.js';
import { paperBytesMax, paperTypeOf } from './paper-type.js';
import type { Proposal } from './proposal.js';
import {
  countPapers,
  findProposal,
  loadPapers,
  touchProposal,
  type Paper,
} from './proposal-store.js';

export const paperCountMax = 10;
/** Those that were taken back stay with the evidence, so they count too. */
const paperCountEverMax = 30;

export interface AttachPaper extends AboutProposal {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * Attaches a paper. What was submitted is a draft again: its checker was shown other papers.
 * @throws Refused `forbidden`, `not_found`; `conflict` when it has ended or has ten papers;
 *   `too_large`; `bad_file` for anything but PDF, JPEG and PNG
 */
export async function attachPaper(
  deps: AccountDeps,
  given: AttachPaper,
): Promise<{ readonly proposal: Proposal; readonly paper: Paper }> {
  const { bytes } = given;
  const mediaType = paperTypeOf(bytes);
  return inTransaction(deps.db, async (trx) => {
    const proposal = await ownProposal(trx, given, 'attach');
    if (bytes.length > paperBytesMax) throw tooLarge();
    if (mediaType === undefined) throw wrongType();
    const attached = await loadPapers(trx, proposal.id);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const same = attached.find((paper) => paper.sha256 === sha256);
    if (same) return { proposal, paper: same };
    const ever = await countPapers(trx, proposal.id);
    if (attached.length >= paperCountMax || ever >= paperCountEverMax) {
      throw conflict(`A proposal has at most ${String(paperCountMax)} papers.`);
    }
    await trx('account_paper')
      .insert({
        proposal_id: proposal.id,
        name: given.name,
        media_type: mediaType,
        sha256,
        bytes,
        added_by: given.asker.id,
        added_at: deps.now(),
      })
      // the same paper was attached before and taken back
      .onConflict(['proposal_id', 'sha256'])
      .merge({ removed_at: null });
    await touchProposal(trx, proposal.id);
    const after = { sha256, mediaType, size: bytes.length };
    await recordAudit(trx, deps.by, proposalEvent(proposal, 'paper_added', { after }));
    const paper = (await loadPapers(trx, proposal.id)).find((one) => one.sha256 === sha256);
    if (!paper) throw new Error('a paper that was just attached is not there');
    return { proposal: (await findProposal(trx, proposal.id)) ?? proposal, paper };
  });
}

export interface RemovePaper extends AboutProposal {
  readonly paperId: string;
  /** Refuses an edit of another version than the one that stands. */
  readonly expect: (version: number) => void;
}

/**
 * Takes a paper back; its bytes stay with the evidence.
 * @throws Refused `forbidden`, `not_found`, `conflict`; what `expect` throws
 */
export async function removePaper(deps: AccountDeps, given: RemovePaper): Promise<Proposal> {
  return inTransaction(deps.db, async (trx) => {
    const proposal = await ownProposal(trx, given, 'attach');
    given.expect(proposal.version);
    const attached = await loadPapers(trx, proposal.id);
    const paper = attached.find(({ id }) => id === given.paperId);
    if (!paper) throw noSuchAccount();
    await trx('account_paper').where({ id: paper.id }).update({ removed_at: deps.now() });
    await touchProposal(trx, proposal.id);
    const after = { sha256: paper.sha256 };
    await recordAudit(trx, deps.by, proposalEvent(proposal, 'paper_removed', { after }));
    return (await findProposal(trx, proposal.id)) ?? proposal;
  });
}

function tooLarge(): Refused {
  return new Refused({ code: 'too_large', detail: 'A paper has at most 20 MB.' });
}

function wrongType(): Refused {
  const detail = 'A paper is a PDF, JPEG or PNG file by its first bytes; this is none of them.';
  return new Refused({ code: 'bad_file', detail, errors: [{ pointer: '/file', detail }] });
}
