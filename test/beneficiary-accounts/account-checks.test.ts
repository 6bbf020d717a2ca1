// What is said of a proposed account before anybody approves it: each check alone, and that no sentence
// tells more of an account than its end.
import { checkAccount, mayBeProposed } from '../../src/beneficiary-accounts/account-checks.js';
import type {
  AccountCheckContext,
  AccountProposal,
  StandingVersion,
} from '../../src/beneficiary-accounts/account-checks.js';
import { loadAccountCheckContext } from '../../src/beneficiary-accounts/account-check-store.js';
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { importUnits } from '../../src/units/import-units.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';

const unitCode = '25432';
const today = '2026-05-20';
const bank: AccountProposal = {
  unitCode,
  purpose: 'default',
  kind: 'bank',
  bankBin: '970436',
  clearingCode: null,
  accountNumber: '0071001234567',
  accountName: 'UBND PHUONG CHON THANH',
  branch: null,
  treasuryCode: null,
  budgetCode: null,
  validFrom: '2026-06-01',
};
const treasury: AccountProposal = {
  ...bank,
  kind: 'treasury',
  bankBin: null,
  accountNumber: '3511.0.1104195',
  treasuryCode: '1763',
  budgetCode: '1104195',
};
const standing: StandingVersion = {
  id: '1',
  unitCode,
  purpose: 'default',
  kind: 'bank',
  bankBin: '970436',
  accountNumber: '0071009999999',
  accountName: 'UBND PHUONG CHON THANH',
  branch: null,
  treasuryCode: null,
  budgetCode: null,
  validFrom: '2025-07-01',
  validTo: null,
};

let database: TestDatabase;
let context: AccountCheckContext;
beforeAll(async () => {
  database = await cloneDatabase();
  const { db } = database;
  const units = csvFile(
    'units.csv',
    'code,name,type,formerNames',
    '25432,x,x,Xã Minh Thành:2025-07-01',
  );
  await importUnits({ db, by: byTester }, { file: units, skipBad: false });
  context = await contextOf(bank);
});
afterAll(() => database.close());

async function contextOf(proposal: AccountProposal): Promise<AccountCheckContext> {
  const loaded = await loadAccountCheckContext(database.db, { proposal, today });
  if (!loaded) throw new Error('the unit is missing');
  return loaded;
}

function said(
  change: Partial<AccountProposal>,
  about: Partial<AccountCheckContext> = {},
  given = bank,
): string[] {
  const checks = checkAccount({ ...given, ...change }, { ...context, ...about });
  return checks.map(({ severity, code, field }) => `${severity} ${code} ${field}`);
}

test('a right account of a bank, and one of the Treasury, leave nothing to say', () => {
  expect(said({})).toEqual([]);
  expect(said({}, {}, treasury)).toEqual([]);
  expect(said({ bankBin: 'Vietcombank', clearingCode: '79203015' })).toEqual([]);
  expect(said({ clearingCode: '75701004' }, {}, treasury)).toEqual([]);
  expect(mayBeProposed(checkAccount(bank, context))).toBe(true);
});

test.each<[string, Partial<AccountProposal>, string]>([
  ['a BIN that no bank has', { bankBin: '970499' }, 'refuse unknown_bank bankBin'],
  ['no bank at all', { bankBin: null }, 'refuse unknown_bank bankBin'],
  ['the Treasury as a bank', { bankBin: 'Kho bạc Nhà nước' }, 'refuse unknown_bank bankBin'],
  ['a code of two banks', { bankBin: 'BVB' }, 'refuse ambiguous_bank bankBin'],
  [
    'a clearing code of two BINs',
    { bankBin: null, clearingCode: '79661001' },
    'refuse ambiguous_bank clearingCode',
  ],
  [
    'a clearing code of seven digits',
    { clearingCode: '7920301' },
    'refuse unknown_bank clearingCode',
  ],
  [
    'a clearing code that nobody knows',
    { clearingCode: '79999001' },
    'warn unknown_bank clearingCode',
  ],
  [
    'BIN and clearing code of two banks',
    { clearingCode: '79202007' },
    'refuse bank_and_clearing_disagree clearingCode',
  ],
  ['a number with dots', { accountNumber: '007.100.123' }, 'refuse number_format accountNumber'],
  [
    'a number one digit short',
    { accountNumber: '007100123456' },
    'warn odd_number_length accountNumber',
  ],
  [
    'a short number elsewhere',
    { bankBin: '970418', accountNumber: '1234567' },
    'warn odd_number_length accountNumber',
  ],
  [
    'a treasury office of three digits',
    { treasuryCode: '176' },
    'refuse treasury_code_format treasuryCode',
  ],
  ['a cut name', { accountName: 'UY BAN NHAN DAN PHUONG CH' }, 'warn holder_truncated accountName'],
  [
    'a name from before',
    { accountName: 'UBND XA MINH THANH' },
    'warn holder_earlier_name accountName',
  ],
  [
    'a province that is no more',
    { accountName: 'UBND PHUONG CHON THANH TINH BINH PHUOC' },
    'warn holder_above_unknown accountName',
  ],
  ['another type', { accountName: 'UBND XA CHON THANH' }, 'warn holder_other_type accountName'],
  [
    'a division',
    { accountName: 'PHONG KINH TE PHUONG CHON THANH' },
    'warn holder_division accountName',
  ],
  [
    'a place nobody knows',
    { accountName: 'UBND XA KHONG CO' },
    'warn holder_place_differs accountName',
  ],
  ['a person', { accountName: 'NGUYEN VAN A' }, 'warn holder_no_office accountName'],
  ['a day that has passed', { validFrom: '2026-05-19' }, 'warn valid_from_in_past validFrom'],
  ['a purpose without a default beside it', { purpose: 'ho-tich' }, 'warn purpose_gap purpose'],
])('%s is said', (_, change, expected) => {
  expect(said(change)).toEqual([expected]);
});

test('a name of another unit of the province is refused, and the unit is named', () => {
  const checks = checkAccount({ ...bank, accountName: 'UBND PHUONG MINH HUNG' }, context);
  expect(checks).toMatchObject([
    { code: 'holder_place_differs', severity: 'refuse' },
    { code: 'name_fits_another_unit', severity: 'warn', compared: 'Phường Minh Hưng (25441)' },
  ]);
});

test('Lộc Thạnh is told that its name without marks is also that of Lộc Thành', async () => {
  const proposal = { ...bank, unitCode: '25280', accountName: 'UBND XA LOC THANH' };
  expect(checkAccount(proposal, await contextOf(proposal))).toMatchObject([
    { code: 'name_fits_another_unit', severity: 'warn', compared: 'Xã Lộc Thành (25294)' },
  ]);
});

test('a ward that was a commune may still have the commune’s name', async () => {
  const proposal = { ...bank, unitCode: '25270', accountName: 'UBND XA LOC NINH' };
  const [check, ...others] = checkAccount(proposal, await contextOf(proposal));
  expect(check).toMatchObject({ code: 'holder_earlier_type', severity: 'warn' });
  expect(check?.vi).toContain('đến trước ngày 30/04/2026');
  expect(others).toEqual([]);
});

test.each<[string, Partial<AccountProposal>, string[]]>([
  [
    'an estimate account',
    { accountNumber: '9523.4.1104195' },
    ['refuse estimate_account accountNumber'],
  ],
  [
    'a class not on the list',
    { accountNumber: '8113.4.1104195' },
    ['warn unknown_treasury_class accountNumber'],
  ],
  [
    'another unit’s budget code',
    { budgetCode: '1104196' },
    ['refuse budget_code_disagrees budgetCode'],
  ],
  ['no budget code', { budgetCode: null }, ['refuse budget_code_disagrees budgetCode']],
  ['a bank’s number', { accountNumber: '0071001234567' }, ['refuse number_format accountNumber']],
  [
    'a bank’s clearing code',
    { clearingCode: '79203015' },
    ['refuse bank_and_clearing_disagree clearingCode'],
  ],
])('at the Treasury %s is said', (_, change, expected) => {
  expect(said(change, {}, treasury)).toEqual(expected);
});

test('why an estimate account is refused is told with its law', () => {
  const [check] = checkAccount({ ...treasury, accountNumber: '9527.4.1104195' }, context);
  expect(check?.vi).toContain('Thông tư 157/2025/TT-BTC');
});

describe('beside the versions that stand', () => {
  const versions = [standing];

  test('an account that replaces the one in force leaves nothing to say', () => {
    expect(said({}, { versions })).toEqual([]);
  });

  test('the account in force again is refused, with blanks and marks in it too', () => {
    const again = { accountNumber: '007 1009 999 999', accountName: 'UBND phường Chơn Thành' };
    expect(said(again, { versions })).toEqual(['refuse same_as_present accountNumber']);
    expect(said({ ...again, branch: 'Đồng Nai' }, { versions })).toEqual([]);
  });

  test('a day that another version begins on, or that lies before it, is refused', () => {
    const overlaps = ['refuse overlaps_standing_version validFrom'];
    const later = [standing, { ...standing, validFrom: '2026-07-01' }];
    expect(said({}, { versions: later })).toEqual(overlaps);
    expect(said({ validFrom: '2026-07-01' }, { versions: later })).toEqual(overlaps);
    expect(said({ validFrom: '2026-07-02' }, { versions: later })).toEqual([]);
    // as soon as it may be: the present one ends there
    expect(said({ validFrom: null }, { versions })).toEqual([]);
    expect(said({ validFrom: null }, { versions: later })).toEqual(overlaps);
  });

  test('days without an account are told, of this purpose and of the others', () => {
    const gap = ['warn purpose_gap purpose'];
    const ended = [{ ...standing, validTo: '2026-05-25' }];
    expect(said({}, { versions: ended })).toEqual(gap);
    expect(said({ validFrom: '2026-05-25' }, { versions: ended })).toEqual([]);
    const other = [standing, { ...standing, purpose: 'ho-tich', validTo: '2026-05-25' }];
    expect(said({}, { versions: other })).toEqual(gap);
    expect(said({ purpose: 'ho-tich' }, { versions: other })).toEqual(gap);
    expect(said({ purpose: 'ho-tich', validFrom: '2026-05-25' }, { versions: other })).toEqual([]);
  });
});

describe('a number that another unit has', () => {
  const elsewhere = [{ ...standing, unitCode: '25345', accountNumber: bank.accountNumber }];

  test('is refused while it is theirs, and only looked at once it is not', () => {
    expect(said({}, { elsewhere })).toEqual(['refuse number_held_by_other_unit accountNumber']);
    const past = [{ ...elsewhere[0]!, validTo: '2026-05-20' }];
    expect(said({}, { elsewhere: past })).toEqual(['warn number_held_by_other_unit accountNumber']);
  });

  test('is another number at another bank', () => {
    expect(said({ bankBin: '970418' }, { elsewhere })).toEqual([]);
  });

  test('is told by its last four digits', () => {
    const [check] = checkAccount(bank, { ...context, elsewhere });
    expect(check?.vi).toContain('bốn số cuối 4567');
    expect(JSON.stringify(check)).not.toMatch(/\d{9}/);
  });
});

test('neither what was typed as a number nor a person’s name is ever repeated', () => {
  const proposals: Partial<AccountProposal>[] = [
    {
      accountNumber: '123456789012345678901',
      accountName: 'NGUYEN VAN A',
      bankBin: 'NGUYEN VAN A',
    },
    { accountNumber: '97043612345678', clearingCode: '123456789', treasuryCode: '123456789' },
  ];
  for (const change of proposals) {
    for (const given of [bank, treasury]) {
      const text = JSON.stringify(checkAccount({ ...given, ...change }, context));
      expect(text).not.toMatch(/\d{9}|NGUYEN/);
    }
  }
});

test('the context of a unit holds its versions, and others’ of the same number', async () => {
  const { db } = database;
  const file = csvFile(
    'accounts.csv',
    'unitCode,bankBin,accountNumber,accountName,validFrom',
    '25432,970436,0071001111111,UBND PHUONG CHON THANH,2025-07-01',
    '25345,970436,0071001234567,UBND XA TAN HUNG,2025-07-01',
    '25345,970418,0071001234567,UBND XA TAN HUNG,2025-07-01'.replace('25345', '25349'),
    '25351,970436,0071002222222,UBND XA TAN QUAN,2025-07-01',
  );
  await importAccounts({ db, by: byTester }, { file, skipBad: false });
  const loaded = await contextOf(bank);
  expect(loaded.versions.map(({ accountNumber }) => accountNumber)).toEqual(['0071001111111']);
  expect(loaded.elsewhere.map(({ unitCode: code }) => code)).toEqual(['25345', '25349']);
  expect(loaded.unit).toMatchObject({
    provinceName: 'Đồng Nai',
    earlier: [{ name: 'Minh Thành', type: 'xa', until: '2025-07-01' }],
  });
  expect(loaded.otherUnits).toHaveLength(94);
  expect(loaded.directory.institutions.map(({ sbvCode }) => sbvCode).sort()).toContain('701');
  expect(checkAccount(bank, loaded).map(({ code }) => code)).toEqual(['number_held_by_other_unit']);
  expect(await loadAccountCheckContext(db, { proposal: { ...bank, unitCode: 'X' }, today })).toBe(
    undefined,
  );
});
