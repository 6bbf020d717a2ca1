// The register of beneficiary accounts as stored. A physical account is one row however many
// versions point at it.
import type { Db } from '../db.js';
import { groupBy } from '../group-by.js';
import { writeRows } from '../tables/import-outcome.js';
import { versionKey } from './account.js';
import type { AccountVersion, VersionStatus } from './account.js';
import { numberKey } from './account-number.js';

export interface StoredAccountVersion extends AccountVersion {
  readonly id: string;
  readonly bankAccountId: string;
  readonly status: VersionStatus;
}

const versionColumns = {
  id: 'beneficiary_account.id',
  bankAccountId: 'beneficiary_account.bank_account_id',
  unitCode: 'beneficiary_account.unit_code',
  purpose: 'beneficiary_account.purpose',
  kind: 'bank_account.kind',
  bankBin: 'bank_account.bank_bin',
  accountNumber: 'bank_account.number',
  accountName: 'beneficiary_account.account_name',
  branch: 'beneficiary_account.branch',
  treasuryCode: 'beneficiary_account.treasury_code',
  budgetCode: 'beneficiary_account.budget_code',
  validFrom: 'beneficiary_account.valid_from',
  validTo: 'beneficiary_account.valid_to',
  status: 'beneficiary_account.status',
} as const;

/** Every version, by unit, purpose and time. */
export async function loadAccountVersions(db: Db): Promise<StoredAccountVersion[]> {
  return db('beneficiary_account')
    .join('bank_account', 'bank_account.id', 'beneficiary_account.bank_account_id')
    .select<StoredAccountVersion[]>(versionColumns)
    .orderBy(['beneficiary_account.unit_code', 'beneficiary_account.purpose'])
    .orderByRaw('beneficiary_account.valid_from nulls first');
}

/** Which units have had each of these physical accounts. */
export async function unitsOfAccounts(
  db: Db,
  bankAccountIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db('beneficiary_account')
    .whereIn('beneficiary_account.bank_account_id', bankAccountIds)
    .distinct<{ id: string; unitCode: string }[]>({
      id: 'beneficiary_account.bank_account_id',
      unitCode: 'beneficiary_account.unit_code',
    })
    .orderBy('beneficiary_account.unit_code');
  const units = new Map<string, string[]>();
  for (const { id, unitCode } of rows) units.set(id, [...(units.get(id) ?? []), unitCode]);
  return units;
}

/** BINs of the banks that are known. */
export async function loadBankBins(db: Db): Promise<ReadonlySet<string>> {
  return new Set(await db('public.bank').pluck<string[]>('bank.bin'));
}

/**
 * Adds the versions of a take-over, and the physical accounts that are new: all that a unit and
 * purpose will ever get without two people. Overlaps are refused by the database.
 */
export async function addTakenOver(
  db: Db,
  versions: readonly AccountVersion[],
  recordedBy: string,
): Promise<void> {
  const records = [...groupBy(versions, versionKey).values()].flatMap((ofPurpose) =>
    ofPurpose.map((version, index) => ({
      ...version,
      numberKey: numberKey(version.accountNumber),
      recordedBy,
      ordinal: index + 1,
      count: ofPurpose.length,
    })),
  );
  await writeRows(
    db,
    addPurposes,
    records.filter(({ ordinal }) => ordinal === 1),
  );
  await writeRows(db, addBankAccounts, records);
  await writeRows(db, addVersions, records);
}

const addPurposes = `
  insert into account_purpose (unit_code, purpose, origin, taken_over_count)
  select given."unitCode", given.purpose, 'take_over', given.count
  from jsonb_to_recordset(?::jsonb) as given ("unitCode" text, purpose text, count integer)`;

const addBankAccounts = `
  insert into bank_account (kind, bank_bin, number, number_key)
  select distinct on (given."bankBin", given."numberKey")
    given.kind, given."bankBin", given."accountNumber", given."numberKey"
  from jsonb_to_recordset(?::jsonb) as given (kind text, "bankBin" text, "accountNumber" text,
    "numberKey" text)
  on conflict on constraint one_row_per_bank_and_number do nothing`;

const addVersions = `
  insert into beneficiary_account (unit_code, purpose, bank_account_id, account_name, branch,
    treasury_code, budget_code, valid_from, valid_to, stated_valid_to, recorded_by, origin,
    taken_over_ordinal, taken_over_count)
  select given."unitCode", given.purpose, bank_account.id, given."accountName", given.branch,
    given."treasuryCode", given."budgetCode", given."validFrom", given."validTo",
    given."validTo", given."recordedBy", 'take_over', given.ordinal, given.count
  from jsonb_to_recordset(?::jsonb) as given ("unitCode" text, purpose text, "bankBin" text,
    "numberKey" text, "accountName" text, branch text, "treasuryCode" text, "budgetCode" text,
    "validFrom" date, "validTo" date, "recordedBy" text, ordinal integer, count integer)
  join bank_account on bank_account.number_key = given."numberKey"
    and bank_account.bank_bin is not distinct from given."bankBin"`;
