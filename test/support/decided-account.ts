// An account that two people decided on, as it stands in the register afterwards: for tests that are
// not about deciding.
import type { LocalDate } from '../../src/calendar.js';
import type { Db } from '../../src/db.js';
import { numberKey } from '../../src/beneficiary-accounts/account-number.js';
import { anOfficer } from './people.js';

export interface DecidedAccount {
  readonly unitCode: string;
  readonly purpose?: string;
  readonly bankBin?: string;
  readonly accountNumber: string;
  readonly accountName: string;
  readonly validFrom: LocalDate;
  readonly decidedAt: Date;
  readonly activatesAt?: Date;
}

/** Declares an account in place of the one that holds until then. @returns the new version's id */
export async function decideAccount(db: Db, given: DecidedAccount): Promise<string> {
  const { unitCode: unit_code, purpose = 'default', decidedAt, validFrom } = given;
  const maker = await anOfficer(db, { role: 'commune_admin', scope: unit_code });
  const checker = await anOfficer(db, { role: 'approver', scope: unit_code });
  const bank_bin = given.bankBin ?? '970436';
  const number = given.accountNumber;
  const account = { kind: 'bank', bank_bin, number, number_key: numberKey(number) };
  const bank_account_id = await added(db, 'bank_account', account);
  const about = { unit_code, purpose, change: 'declare', maker_id: maker.id };
  const proposal_id = await added(db, 'account_proposal', {
    ...about,
    kind: 'bank',
    bank_bin,
    account_number: number,
    account_name: given.accountName,
    valid_from: validFrom,
    reason: 'test',
    made_at: decidedAt,
    submitted_at: decidedAt,
    ended_at: decidedAt,
  });
  const activates_at = given.activatesAt ?? decidedAt;
  await db('account_decision').insert({
    ...about,
    proposal_id,
    outcome: 'approved',
    checker_id: checker.id,
    shown_digest: 'test',
    told: '[]',
    decided_at: decidedAt,
    bank_account_id,
    effective_on: validFrom,
    activates_at,
  });
  await db('account_purpose')
    .insert({ unit_code, purpose, origin: 'decision', taken_over_count: 0 })
    .onConflict(['unit_code', 'purpose'])
    .ignore();
  await db('beneficiary_account')
    .where({ unit_code, purpose, valid_to: null })
    .update({ valid_to: validFrom, ended_by: proposal_id });
  return added(db, 'beneficiary_account', {
    unit_code,
    purpose,
    bank_account_id,
    account_name: given.accountName,
    valid_from: validFrom,
    status: 'approved',
    decision_id: proposal_id,
    activates_at,
    recorded_by: `officer ${checker.id}`,
  });
}

async function added(db: Db, table: string, row: Record<string, unknown>): Promise<string> {
  const [made] = await db(table).insert(row).returning<{ id: string }[]>('id');
  return made!.id;
}
