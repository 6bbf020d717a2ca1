// Loads what a proposed account is held against: banks, the unit's names and its neighbours', versions.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { AccountCheckContext, AccountProposal, StandingVersion } from './account-check.js';
import { numberKey } from './account-number.js';
import type { Bank, BankDirectory, ClearingInstitution } from './bank-names.js';
import type { EarlierName, UnitNames } from './holder-name.js';
import type { TreasuryClass } from './treasury-account.js';

/** The context of one proposal; undefined when there is no such unit. */
export async function loadAccountCheckContext(
  db: Db,
  asked: {
    readonly proposal: Pick<AccountProposal, 'unitCode' | 'accountNumber'>;
    readonly today: LocalDate;
  },
): Promise<AccountCheckContext | undefined> {
  const { proposal, today } = asked;
  const neighbours = await loadNeighbours(db, proposal.unitCode);
  const unit = neighbours.find(({ code }) => code === proposal.unitCode);
  if (!unit) return undefined;
  const { versions, elsewhere } = await loadStanding(db, proposal);
  return {
    today,
    directory: await loadBankDirectory(db),
    treasuryClasses: await loadTreasuryClasses(db),
    unit,
    otherUnits: neighbours.filter((other) => other !== unit),
    versions,
    elsewhere,
  };
}

/** Banks and what clears without being one. */
export async function loadBankDirectory(db: Db): Promise<BankDirectory> {
  const banks = await db('public.bank').select<Bank[]>({
    bin: 'bank.bin',
    code: 'bank.code',
    otherCodes: 'bank.other_codes',
    shortName: 'bank.short_name',
    name: 'bank.name',
    formerName: 'bank.former_name',
    swift: 'bank.swift',
    kind: 'bank.kind',
    sbvCode: 'bank.sbv_code',
  });
  const institutions = await db('public.clearing_institution').select<ClearingInstitution[]>({
    sbvCode: 'clearing_institution.sbv_code',
    name: 'clearing_institution.name',
    kind: 'clearing_institution.kind',
  });
  return { banks, institutions };
}

async function loadTreasuryClasses(db: Db): Promise<TreasuryClass[]> {
  return db('public.treasury_class').select<TreasuryClass[]>({
    prefix: 'treasury_class.prefix',
    kind: 'treasury_class.kind',
    name: 'treasury_class.name',
  });
}

interface UnitRow {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly provinceName: string | null;
  readonly previousType: string | null;
  readonly typeSince: LocalDate | null;
  readonly formerNames: readonly EarlierName[];
}

/** A unit and all of its province, or of those without one, with what they were called. */
async function loadNeighbours(db: Db, unitCode: string): Promise<UnitNames[]> {
  const { rows } = await db.raw<{ rows: UnitRow[] }>(selectNeighbours, [unitCode]);
  return rows.map(({ code, name, type, provinceName, previousType, typeSince, formerNames }) => {
    const before = previousType === null ? [] : [{ name, type: previousType, until: typeSince }];
    return { code, name, type, provinceName, earlier: [...before, ...formerNames] };
  });
}

const selectNeighbours = `
  select unit.code, unit.name, unit.type, province.name as "provinceName",
    unit.previous_type as "previousType", unit.type_since as "typeSince",
    unit.former_names as "formerNames"
  from public.unit asked
  join public.unit on unit.province_code is not distinct from asked.province_code
  left join public.province on province.code = unit.province_code
  where asked.code = ?
  order by unit.code`;

/** All versions of the unit, and those of others with the same number, whatever their bank. */
async function loadStanding(
  db: Db,
  { unitCode, accountNumber }: Pick<AccountProposal, 'unitCode' | 'accountNumber'>,
): Promise<Record<'versions' | 'elsewhere', StandingVersion[]>> {
  const key = numberKey(accountNumber);
  const { rows } = await db.raw<{ rows: StandingVersion[] }>(selectStanding, [unitCode, key]);
  return {
    versions: rows.filter((version) => version.unitCode === unitCode),
    elsewhere: rows.filter((version) => version.unitCode !== unitCode),
  };
}

const selectStanding = `
  select beneficiary_account.id, beneficiary_account.unit_code as "unitCode",
    beneficiary_account.purpose, bank_account.kind, bank_account.bank_bin as "bankBin",
    bank_account.number as "accountNumber", beneficiary_account.account_name as "accountName",
    beneficiary_account.branch, beneficiary_account.treasury_code as "treasuryCode",
    beneficiary_account.budget_code as "budgetCode",
    beneficiary_account.valid_from as "validFrom", beneficiary_account.valid_to as "validTo"
  from beneficiary_account
  join bank_account on bank_account.id = beneficiary_account.bank_account_id
  where beneficiary_account.stopped_at is null
    and (beneficiary_account.unit_code = ? or bank_account.number_key = ?)
  order by beneficiary_account.unit_code, beneficiary_account.purpose,
    beneficiary_account.valid_from nulls first`;
