// What a decision writes into the register. Every update asserts that it met what it expected.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { ToldAddress } from './account-news.js';
import { numberKey } from './account-number.js';
import type { StoredAccountVersion } from './account-store.js';
import type { Effect, Proposal, ProposedAccount } from './proposal.js';

export interface NewDecision {
  readonly proposal: Proposal;
  readonly outcome: 'approved' | 'rejected';
  readonly checkerId: string;
  readonly checkerCitizen: string | null;
  readonly reason: string | null;
  readonly digest: string;
  readonly at: Date;
  /** Of what is approved. */
  readonly effect: Effect | null;
  readonly bankAccountId: string | null;
  /** The version that it is about or ends. */
  readonly present: StoredAccountVersion | null;
  /** Addresses of the unit's own focal points. */
  readonly told: readonly ToldAddress[];
}

/** The decision; `account_decision` has the proposal as its key, so there is one. */
export async function insertDecision(trx: Db, given: NewDecision): Promise<void> {
  const { proposal, present, effect } = given;
  await trx('account_decision').insert({
    proposal_id: proposal.id,
    outcome: given.outcome,
    unit_code: proposal.unitCode,
    purpose: proposal.purpose,
    change: proposal.change,
    maker_id: proposal.maker.id,
    checker_id: given.checkerId,
    maker_citizen: proposal.makerCitizen,
    checker_citizen: given.checkerCitizen,
    reason: given.reason,
    shown_digest: given.digest,
    decided_at: given.at,
    bank_account_id: given.bankAccountId,
    effective_on: effect?.effectiveOn ?? null,
    activates_at: effect?.activatesAt ?? null,
    version_id: present?.id ?? null,
    ended_before_on: present?.validTo ?? null,
    ended_before_by: present?.endedBy ?? null,
    told: JSON.stringify(given.told),
  });
}

/** The physical account, added where it is new. */
export async function bankAccountOf(trx: Db, account: ProposedAccount): Promise<string> {
  const key = { bank_bin: account.bankBin, number_key: numberKey(account.accountNumber) };
  await trx.raw(
    `insert into bank_account (kind, bank_bin, number, number_key) values (?, ?, ?, ?)
     on conflict on constraint one_row_per_bank_and_number do nothing`,
    [account.kind, key.bank_bin, account.accountNumber, key.number_key],
  );
  const [id] = await trx('bank_account').where(key).pluck<string[]>('id');
  if (id === undefined) throw new Error('a bank account that was just added is not there');
  return id;
}

/** The purpose's beginning, where this is its first decision. */
export async function beginPurpose(
  trx: Db,
  { unitCode, purpose }: Pick<Proposal, 'unitCode' | 'purpose'>,
): Promise<void> {
  await trx('account_purpose')
    .insert({ unit_code: unitCode, purpose, origin: 'decision', taken_over_count: 0 })
    .onConflict(['unit_code', 'purpose'])
    .ignore();
}

/** Ends a version on the first day of what was decided. */
export async function endVersion(
  trx: Db,
  version: Pick<StoredAccountVersion, 'id'>,
  ended: { readonly on: LocalDate; readonly by: string },
): Promise<void> {
  const changed = await trx('beneficiary_account')
    .where({ id: version.id })
    .whereNull('stopped_at')
    .update({ valid_to: ended.on, ended_by: ended.by });
  if (changed !== 1) throw new Error(`version ${version.id} cannot be ended`);
}

/** The version that a declaration brings. */
export async function insertVersion(
  trx: Db,
  given: {
    readonly proposal: Proposal;
    readonly account: ProposedAccount;
    readonly bankAccountId: string;
    readonly effect: Effect;
    readonly by: string;
  },
): Promise<string> {
  const { proposal, account, effect } = given;
  const [row] = await trx('beneficiary_account')
    .insert({
      unit_code: proposal.unitCode,
      purpose: proposal.purpose,
      bank_account_id: given.bankAccountId,
      clearing_code: account.clearingCode,
      account_name: account.accountName,
      branch: account.branch,
      treasury_code: account.treasuryCode,
      budget_code: account.budgetCode,
      valid_from: effect.effectiveOn,
      status: 'approved',
      decision_id: proposal.id,
      activates_at: effect.activatesAt,
      recorded_by: given.by,
    })
    .returning<{ id: string }[]>('id');
  if (!row) throw new Error('an insert without conflict returned no row');
  return row.id;
}

/** A version that was approved is stopped before it began; its predecessor is as it was. */
export async function stopVersion(
  trx: Db,
  version: StoredAccountVersion,
  stopped: { readonly at: Date; readonly by: string; readonly because: string },
): Promise<void> {
  const changed = await trx('beneficiary_account')
    .where({ id: version.id })
    .whereNull('stopped_at')
    .update({ stopped_at: stopped.at, stopped_by: stopped.by, stopped_because: stopped.because });
  if (changed !== 1) throw new Error(`version ${version.id} cannot be stopped`);
  await trx.raw(
    `update beneficiary_account predecessor
        set valid_to = decision.ended_before_on, ended_by = decision.ended_before_by
       from account_decision decision
      where decision.proposal_id = ? and predecessor.ended_by = decision.proposal_id`,
    [version.decisionId],
  );
}

export async function insertEvent(
  trx: Db,
  given: {
    readonly versionId: string;
    readonly event: 'suspended' | 'resumed' | 'closed';
    readonly at: Date;
    readonly by: string;
    readonly onDay?: LocalDate;
    readonly reason?: string | null;
    /** resumed: the proposal that two people agreed on. */
    readonly proposalId?: string;
  },
): Promise<void> {
  await trx('account_event').insert({
    version_id: given.versionId,
    event: given.event,
    at: given.at,
    by: given.by,
    on_day: given.onDay ?? null,
    reason: given.reason ?? null,
    proposal_id: given.proposalId ?? null,
  });
}
