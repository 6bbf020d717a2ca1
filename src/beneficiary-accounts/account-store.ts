// The register of beneficiary accounts as stored. A physical account is one row however many
// versions point at it.
import type { Db } from '../db.js';
import { groupBy } from '../group-by.js';
import { writeRows } from '../tables/import-outcome.js';
import { versionKey } from './account.js';
import type { AccountVersion } from './account.js';
import { numberKey } from './account-number.js';
import type { VersionEvent, VersionLife } from './version-life.js';

/** A version with all that its status follows from: `versionStatusAt` of version-life.ts. */
export interface StoredAccountVersion extends AccountVersion, VersionLife {
  readonly id: string;
  readonly bankAccountId: string;
  readonly clearingCode: string | null;
  /** The proposal whose decision brought it; null for a take-over. */
  readonly decisionId: string | null;
  /** The proposal whose decision ended it, or will. */
  readonly endedBy: string | null;
}

const selectVersions = `
  select version.id, version.bank_account_id as "bankAccountId", version.unit_code as "unitCode",
         version.purpose, account.kind, account.bank_bin as "bankBin",
         version.clearing_code as "clearingCode", account.number as "accountNumber",
         version.account_name as "accountName", version.branch,
         version.treasury_code as "treasuryCode", version.budget_code as "budgetCode",
         version.valid_from as "validFrom", version.valid_to as "validTo",
         version.status as origin, version.decision_id as "decisionId",
         version.ended_by as "endedBy", version.activates_at as "activatesAt",
         version.stopped_at as "stoppedAt", coalesce(happened.events, '[]') as events
    from beneficiary_account version
    join bank_account account on account.id = version.bank_account_id
    left join lateral (
      select jsonb_agg(jsonb_build_object('event', account_event.event, 'at', account_event.at,
               'onDay', account_event.on_day) order by account_event.id) as events
        from account_event
       where account_event.version_id = version.id
    ) happened on true
   where (:withStopped or version.stopped_at is null)
     and (:units::text[] is null or version.unit_code = any(:units))
     and version.id = coalesce(:id::bigint, version.id)
   order by version.unit_code, version.purpose, version.valid_from nulls first, version.id`;

interface VersionRow extends Omit<StoredAccountVersion, 'events'> {
  readonly events: readonly (Omit<VersionEvent, 'at'> & { readonly at: string })[];
}

/** Versions by unit, purpose and time; those that were stopped before they began only if asked for. */
export async function loadAccountVersions(
  db: Db,
  asked: { readonly units?: readonly string[]; readonly withStopped?: boolean } = {},
): Promise<StoredAccountVersion[]> {
  return selectWith(db, { ...asked, id: null });
}

/** One version, stopped or not. */
export async function findAccountVersion(
  db: Db,
  id: string,
): Promise<StoredAccountVersion | undefined> {
  return (await selectWith(db, { id, withStopped: true }))[0];
}

async function selectWith(
  db: Db,
  asked: {
    readonly id: string | null;
    readonly units?: readonly string[];
    readonly withStopped?: boolean;
  },
): Promise<StoredAccountVersion[]> {
  const { rows } = await db.raw<{ rows: VersionRow[] }>(selectVersions, {
    id: asked.id,
    units: asked.units ? [...asked.units] : null,
    withStopped: asked.withStopped ?? false,
  });
  return rows.map((row) => ({
    ...row,
    events: row.events.map((each) => ({ ...each, at: new Date(each.at) })),
  }));
}

/** `unit purpose` of everything that has begun, by a take-over or by a decision. */
export async function loadBegunPurposes(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db('account_purpose').select<{ unitCode: string; purpose: string }[]>({
    unitCode: 'account_purpose.unit_code',
    purpose: 'account_purpose.purpose',
  });
  return new Set(rows.map(versionKey));
}

/** Which units have had each of these physical accounts. */
export async function unitsOfAccounts(
  db: Db,
  bankAccountIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await db('beneficiary_account')
    .whereIn('beneficiary_account.bank_account_id', bankAccountIds)
    .whereNull('beneficiary_account.stopped_at')
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
