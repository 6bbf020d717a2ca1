// Loads what a proposed account is held against: banks, the unit's names and its neighbours', versions.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { AccountCheckContext, AccountProposal } from './account-checks.js';
import { numberKey } from './account-number.js';
import { loadAccountVersions } from './account-store.js';
import type { Bank } from './bank-names.js';

/** The context of one proposal; undefined when there is no such unit. */
export async function loadAccountCheckContext(
  db: Db,
  asked: {
    readonly proposal: Pick<AccountProposal, 'unitCode' | 'accountNumber'>;
    readonly today: LocalDate;
  },
): Promise<AccountCheckContext | undefined> {
  const { proposal, today } = asked;
  const unit = await db('public.unit')
    .where('unit.code', proposal.unitCode)
    .first<{ code: string; name: string; type: string } | undefined>({
      code: 'unit.code',
      name: 'unit.name',
      type: 'unit.type',
    });
  if (!unit) return undefined;
  const versions = await loadAccountVersions(db);
  const key = numberKey(proposal.accountNumber);
  return {
    today,
    directory: { banks: await loadBanks(db), institutions: [] },
    treasuryClasses: [],
    unit: { ...unit, earlier: [], provinceName: null },
    otherUnits: [],
    versions: versions.filter(({ unitCode }) => unitCode === unit.code),
    elsewhere: versions.filter(
      ({ unitCode, accountNumber }) => unitCode !== unit.code && numberKey(accountNumber) === key,
    ),
  };
}

async function loadBanks(db: Db): Promise<Bank[]> {
  return db('public.bank').select<Bank[]>({
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
}
