// The proposal that a verb is about: in the asker's reach, under its purpose's lock, in a state in
// which the act is legal.
import { may, type Principal } from '../access/principal.js';
import type { Action } from '../access/roles.js';
import type { AuditEntry } from '../audit/record-audit.js';
import type { Db } from '../db.js';
import { Refused } from '../problem.js';
import type { AccountInNews } from './account-news.js';
import { conflict, holdPurpose, noSuchAccount, refuseMachines } from './account-deps.js';
import { oneImportAtATime } from '../tables/import-outcome.js';
import { moved, numberEnd, proposalStateOf, type Proposal, type ProposalAct } from './proposal.js';
import { findProposal } from './proposal-store.js';
import type { StoredAccountVersion } from './account-store.js';

export interface AboutProposal {
  readonly asker: Principal;
  readonly proposalId: string;
}

/**
 * The proposal, held until the transaction ends.
 * @throws Refused `forbidden` for a token, `not_found` out of the asker's reach
 */
export async function heldProposal(
  trx: Db,
  { asker, proposalId }: AboutProposal,
  action: Extract<Action, 'account.propose' | 'account.approve'>,
): Promise<Proposal> {
  refuseMachines(asker);
  const found = await findProposal(trx, proposalId);
  if (!found || !may(asker, action, found.unitCode)) throw noSuchAccount();
  // a take-over must not give a purpose its first versions while a decision does
  if (action === 'account.approve') await oneImportAtATime(trx, 'accounts');
  await holdPurpose(trx, found);
  // what was read before the lock may be older than it
  return (await findProposal(trx, proposalId)) ?? found;
}

/**
 * The maker's own proposal, held.
 * @throws Refused as `heldProposal`; `forbidden` for anybody else, `conflict` when it has ended
 */
export async function ownProposal(
  trx: Db,
  about: AboutProposal,
  act: ProposalAct,
): Promise<Proposal> {
  const proposal = await heldProposal(trx, about, 'account.propose');
  if (proposal.maker.id !== about.asker.id) {
    const detail =
      'Only whoever made a proposal changes it; others withdraw nothing and edit nothing.';
    throw new Refused({ code: 'forbidden', detail });
  }
  holdToMove(proposal, act);
  return proposal;
}

/** @throws Refused `conflict` where the act is not legal in the proposal's state */
export function holdToMove(proposal: Proposal, act: ProposalAct): void {
  const state = proposalStateOf(proposal);
  if (moved(act, state) !== undefined) return;
  throw conflict(`The proposal is ${state}; that cannot be done to it.`);
}

/** An audit event about a proposal. */
export function proposalEvent(
  { id, unitCode }: Pick<Proposal, 'id' | 'unitCode'>,
  action: string,
  more: Pick<AuditEntry, 'before' | 'after' | 'why'> = {},
): AuditEntry {
  const subject = { kind: 'account_proposal', id };
  return { action: `account_proposal.${action}`, subject, unitCode, ...more };
}

/** The account that a proposal is about, as news name it. */
export function accountInNews(
  { account }: Pick<Proposal, 'account'>,
  present: StoredAccountVersion | null,
): AccountInNews {
  const named = account ?? present;
  return {
    bankBin: named?.bankBin ?? null,
    numberEnd: named ? numberEnd(named.accountNumber) : '',
  };
}

/** The account in whose place another comes. */
export function replacedInNews(
  { change }: Pick<Proposal, 'change'>,
  present: StoredAccountVersion | null,
): AccountInNews | null {
  if (change !== 'declare' || !present) return null;
  return { bankBin: present.bankBin, numberEnd: numberEnd(present.accountNumber) };
}
