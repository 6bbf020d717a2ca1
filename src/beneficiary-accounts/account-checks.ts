// What is looked at before an account is proposed, each with its reason: what must be put right first
// (`refuse`), and what the second person should look at (`warn`).
import type { AccountCheck, AccountCheckContext, AccountProposal } from './account-check.js';
import { checkBank } from './check-bank.js';
import { checkHolder } from './check-holder.js';
import { checkNumber } from './check-number.js';
import { checkTreasury } from './check-treasury.js';
import { checkValidity } from './check-validity.js';

export type {
  AccountCheck,
  AccountCheckContext,
  AccountProposal,
  StandingVersion,
} from './account-check.js';

/** Everything that a proposal should be looked at for; nothing where all is well. */
export function checkAccount(
  proposal: AccountProposal,
  context: AccountCheckContext,
): readonly AccountCheck[] {
  return [
    ...checkBank(proposal, context),
    ...checkNumber(proposal, context),
    ...checkTreasury(proposal, context),
    ...checkHolder(proposal, context),
    ...checkValidity(proposal, context),
  ];
}

/** True when nothing stands in the way of proposing it. */
export function mayBeProposed(checks: readonly AccountCheck[]): boolean {
  return checks.every(({ severity }) => severity !== 'refuse');
}
