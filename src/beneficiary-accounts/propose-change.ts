// Proposes a change of the register: an account from a day on, an end, or a resumption. Nothing
// changes by it; a second person decides.
import { may, type Principal } from '../access/principal.js';
import { recordAudit } from '../audit/record-audit.js';
import { localDateOf, type LocalDate } from '../calendar.js';
import { inTransaction, type Db } from '../db.js';
import { conflict, holdPurpose, noSuchAccount, refuseMachines } from './account-deps.js';
import type { AccountDeps } from './account-deps.js';
import { findAccountVersion, type StoredAccountVersion } from './account-store.js';
import { proposalEvent } from './held-proposal.js';
import { numberEnd, type AccountChange, type Proposal, type ProposedAccount } from './proposal.js';
import { findProposal, insertProposal, type NewProposal } from './proposal-store.js';
import { keptAccount } from './proposal-text.js';
import { submitHeld } from './submit-proposal.js';
import { isLegalForVersion, versionStatusAt } from './version-life.js';

export interface ProposeAccount {
  readonly asker: Principal;
  readonly unitCode: string;
  readonly purpose: string;
  readonly account: ProposedAccount;
  /** First day asked for; null: as soon as it may be. */
  readonly validFrom: LocalDate | null;
  readonly reason: string;
  /** At once, else it stays a draft. */
  readonly submit: boolean;
}

/**
 * Proposes an account for a unit and purpose: the first, or in place of the present one.
 * @throws Refused `forbidden` for a token, `not_found` out of reach, `invalid_input` for the bank,
 *   `conflict` where a proposal is open; when submitted at once also what `submitProposal` throws
 */
export async function proposeAccount(deps: AccountDeps, given: ProposeAccount): Promise<Proposal> {
  const { asker, unitCode, submit } = given;
  refuseMachines(asker);
  if (!may(asker, 'account.propose', unitCode)) throw noSuchAccount();
  return inTransaction(deps.db, async (trx) => {
    await holdPurpose(trx, given);
    const today = localDateOf(deps.now());
    const account = await keptAccount(trx, given.account, { unitCode, today });
    const { purpose, validFrom, reason } = given;
    const about = { unitCode, purpose, change: 'declare', versionId: null } as const;
    const text = { account, validFrom, reason };
    const proposal = await add(deps, trx, { ...about, ...text, makerId: asker.id });
    return submit ? submitHeld(deps, trx, proposal) : proposal;
  });
}

export interface ProposeAboutVersion {
  readonly asker: Principal;
  readonly versionId: string;
  /** close: first day on which it no longer holds; null: as soon as may be. */
  readonly validFrom: LocalDate | null;
  readonly reason: string;
  readonly submit: boolean;
}

/**
 * Proposes that an account ends without a successor.
 * @throws Refused as `proposeAccount`; `conflict` for one that is not in use or has an end
 */
export function proposeClosing(deps: AccountDeps, given: ProposeAboutVersion): Promise<Proposal> {
  return proposeAbout(deps, given, 'close');
}

/**
 * Proposes that a suspended account is used again.
 * @throws Refused as `proposeAccount`; `conflict` for one that is not suspended
 */
export function proposeResuming(
  deps: AccountDeps,
  given: Omit<ProposeAboutVersion, 'validFrom'>,
): Promise<Proposal> {
  return proposeAbout(deps, { ...given, validFrom: null }, 'resume');
}

async function proposeAbout(
  deps: AccountDeps,
  given: ProposeAboutVersion,
  change: 'close' | 'resume',
): Promise<Proposal> {
  const { asker, versionId, validFrom, reason } = given;
  refuseMachines(asker);
  return inTransaction(deps.db, async (trx) => {
    const version = await heldVersion(trx, given);
    const status = versionStatusAt(version, deps.now());
    if (!isLegalForVersion(change, status) || (change === 'close' && version.validTo !== null)) {
      throw conflict(`The account is ${status}; it cannot be proposed to ${change} it.`);
    }
    const { unitCode, purpose } = version;
    const about = { unitCode, purpose, change, versionId, account: null };
    const proposal = await add(deps, trx, { ...about, validFrom, reason, makerId: asker.id });
    return given.submit ? submitHeld(deps, trx, proposal) : proposal;
  });
}

async function heldVersion(
  trx: Db,
  { asker, versionId }: ProposeAboutVersion,
): Promise<StoredAccountVersion> {
  const found = await findAccountVersion(trx, versionId);
  if (!found || !may(asker, 'account.propose', found.unitCode)) throw noSuchAccount();
  await holdPurpose(trx, found);
  return (await findAccountVersion(trx, versionId)) ?? found;
}

async function add(
  deps: AccountDeps,
  trx: Db,
  given: Omit<NewProposal, 'at'> & { readonly change: AccountChange },
): Promise<Proposal> {
  const id = await insertProposal(trx, { ...given, at: deps.now() });
  if (id === undefined) {
    throw conflict('The unit has an open proposal for this purpose; decide on it or withdraw it.');
  }
  const { unitCode, purpose, change, account, validFrom } = given;
  await recordAudit(
    trx,
    deps.by,
    proposalEvent({ id, unitCode }, 'made', {
      after: { purpose, change, validFrom, ...accountInTrail(account) },
    }),
  );
  const proposal = await findProposal(trx, id);
  if (!proposal) throw new Error('a proposal that was just added is not there');
  return proposal;
}

/** What the audit trail keeps of an account: no number, no holder; those stand in the register. */
function accountInTrail(account: ProposedAccount | null): Record<string, string | null> {
  if (!account) return {};
  const { kind, bankBin, accountNumber } = account;
  return { kind, bankBin, number: numberEnd(accountNumber) };
}
