// Hands a draft to the second person: the checks must not refuse it, and the unit's focal points
// are told.
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
import type { AccountDeps } from './account-deps.js';
import { conflict } from './account-deps.js';
import type { AccountNews } from './account-news.js';
import {
  accountInNews,
  ownProposal,
  proposalEvent,
  replacedInNews,
  type AboutProposal,
} from './held-proposal.js';
import type { Proposal } from './proposal.js';
import { findProposal, markSubmitted } from './proposal-store.js';
import { refuseByChecks } from './proposal-text.js';
import { showProposal, type ShownProposal } from './shown-proposal.js';

/**
 * Submits a draft; its maker only.
 * @throws Refused `forbidden`, `not_found`; `conflict` for what is no draft or stands in the way of
 *   another change; `account_refused` with a pointer for each check that refuses
 */
export async function submitProposal(deps: AccountDeps, about: AboutProposal): Promise<Proposal> {
  return inTransaction(deps.db, async (trx) =>
    submitHeld(deps, trx, await ownProposal(trx, about, 'submit')),
  );
}

/** Submits a draft that is held and its maker's. */
export async function submitHeld(
  deps: AccountDeps,
  trx: Db,
  proposal: Proposal,
): Promise<Proposal> {
  const at = deps.now();
  const coolingOffHours = deps.config.accountCoolingOffHours;
  const shown = await showProposal(trx, proposal, { at, coolingOffHours });
  if (shown.obstacle !== null) throw conflict(shown.obstacle);
  refuseByChecks(shown.checks);
  await markSubmitted(trx, proposal.id, at);
  const warnings = shown.checks.map(({ code }) => code);
  await recordAudit(trx, deps.by, proposalEvent(proposal, 'submitted', { after: { warnings } }));
  await deps.tell(trx, newsOf(shown, { kind: 'submitted', at, actor: proposal.maker.name }));
  return (await findProposal(trx, proposal.id)) ?? proposal;
}

/** News of a proposal, as it was shown. */
export function newsOf(
  { proposal, present }: Pick<ShownProposal, 'proposal' | 'present'>,
  what: Pick<AccountNews, 'kind' | 'at' | 'actor'> &
    Partial<Pick<AccountNews, 'reason' | 'effectiveOn' | 'activatesAt'>>,
): AccountNews {
  const { unitCode, purpose, change, maker, id } = proposal;
  return {
    ...{ unitCode, purpose, change, maker: maker.name, proposalId: id },
    account: accountInNews(proposal, present),
    replaced: replacedInNews(proposal, present),
    reason: proposal.reason,
    effectiveOn: proposal.validFrom,
    activatesAt: null,
    ...what,
  };
}
