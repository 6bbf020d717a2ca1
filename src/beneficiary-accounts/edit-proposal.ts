// What a maker does to their own proposal until it is decided: edit and withdraw. What was submitted
// and is edited goes back to draft: nobody approves what they were not shown.
import { differences } from '../audit/differences.js';
import { recordAudit } from '../audit/record-audit.js';
import { localDateOf, type LocalDate } from '../calendar.js';
import { inTransaction } from '../db.js';
import { Refused } from '../problem.js';
import type { AccountDeps } from './account-deps.js';
import { ownProposal, proposalEvent, type AboutProposal } from './held-proposal.js';
import { proposedFields, type Proposal, type ProposedAccount } from './proposal.js';
import { findProposal, markWithdrawn, updateProposal } from './proposal-store.js';
import { keptAccount } from './proposal-text.js';

export interface EditProposal extends AboutProposal {
  /** What changes; the rest stays. */
  readonly edit: Partial<ProposedAccount> & {
    readonly validFrom?: LocalDate | null;
    readonly reason?: string;
  };
  /** Refuses an edit of another version than the one that stands. */
  readonly expect: (version: number) => void;
}

/**
 * Edits a proposal; it is a draft afterwards.
 * @throws Refused `forbidden` for others than its maker, `not_found`, `conflict` when it has ended,
 *   `invalid_input` for the bank; what `expect` throws
 */
export async function editProposal(deps: AccountDeps, given: EditProposal): Promise<Proposal> {
  return inTransaction(deps.db, async (trx) => {
    const before = await ownProposal(trx, given, 'edit');
    given.expect(before.version);
    const { validFrom = before.validFrom, reason = before.reason, ...fields } = given.edit;
    const today = localDateOf(deps.now());
    const { unitCode } = before;
    if (!before.account) refuseFields(Object.keys(fields));
    const account = before.account
      ? await keptAccount(trx, { ...before.account, ...fields }, { unitCode, today })
      : null;
    await updateProposal(trx, before.id, { account, validFrom, reason });
    const after = { account, validFrom, reason };
    await recordAudit(
      trx,
      deps.by,
      proposalEvent(before, 'edited', {
        after: { fields: changedFields(before, after), wasSubmitted: before.submittedAt !== null },
      }),
    );
    return (await findProposal(trx, before.id)) ?? before;
  });
}

/** An end and a resumption are about an account that stands; they change nothing in it. */
function refuseFields(names: readonly string[]): void {
  if (names.length === 0) return;
  const detail = 'belongs to a declaration; this proposal is about an account that stands';
  const errors = names.map((name) => ({ pointer: `/${name}`, detail }));
  throw new Refused({ code: 'invalid_input', detail: `A field ${detail}.`, errors });
}

/** Names of the fields that differ; their values stand in the register, not in the trail. */
function changedFields(
  before: Pick<Proposal, 'account' | 'validFrom' | 'reason'>,
  after: Pick<Proposal, 'account' | 'validFrom' | 'reason'>,
): string[] {
  const flat = ({ account, validFrom, reason }: typeof before) => ({
    ...Object.fromEntries(proposedFields.map((field) => [field, account?.[field] ?? null])),
    validFrom,
    reason,
  });
  return Object.keys(differences(flat(before), flat(after))?.after ?? {});
}

/**
 * Takes a proposal back; its maker only.
 * @throws Refused `forbidden`, `not_found`, `conflict`
 */
export async function withdrawProposal(deps: AccountDeps, about: AboutProposal): Promise<Proposal> {
  return inTransaction(deps.db, async (trx) => {
    const proposal = await ownProposal(trx, about, 'withdraw');
    await markWithdrawn(trx, proposal.id, deps.now());
    await recordAudit(trx, deps.by, proposalEvent(proposal, 'withdrawn'));
    return (await findProposal(trx, proposal.id)) ?? proposal;
  });
}
