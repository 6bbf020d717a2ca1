// The demo's changes of an account: one that a commune's admin proposes and a second person approves,
// proven by the statement of a test transfer, and one that is given back. For a purpose of its own at
// a unit where all is well, so that nothing of what was planted moves.
import { addOfficer } from '../access/add-officer.js';
import type { PeopleDeps } from '../access/managed-officer.js';
import { byPrincipal, type Principal } from '../access/principal.js';
import type { Role } from '../access/roles.js';
import { accountDepsOf } from '../alerts/tell-account-change.js';
import {
  loadAccountVersions,
  type StoredAccountVersion,
} from '../beneficiary-accounts/account-store.js';
import { askVerification } from '../beneficiary-accounts/ask-verification.js';
import { approveProposal, rejectProposal } from '../beneficiary-accounts/decide-proposal.js';
import { findProposal } from '../beneficiary-accounts/proposal-store.js';
import { proposeAccount } from '../beneficiary-accounts/propose-change.js';
import { showProposal } from '../beneficiary-accounts/shown-proposal.js';
import { transferPurpose } from '../beneficiary-accounts/transfer-code.js';
import { addDays, instantOf, localDateOf, type LocalDate } from '../calendar.js';
import type { Config } from '../config.js';
import { moneyText } from '../money.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { importStatements } from '../statements/import-statements.js';
import { unitTitle } from '../units/unit.js';
import type { DemoNewcomer } from './demo-officers.js';

export interface DemoAccounts {
  readonly unitCode: string;
  readonly unit: string;
  /** The version that two people brought. */
  readonly versionId: string;
  readonly effectiveOn: LocalDate | null;
  /** Why the other proposal was given back. */
  readonly rejectedBecause: string;
  /** The two people. */
  readonly newcomers: readonly DemoNewcomer[];
}

type Deps = Omit<PeopleDeps, 'config' | 'now' | 'by'> & {
  readonly by: PeopleDeps['by'];
  readonly config: PeopleDeps['config'] &
    Pick<Config, 'baseUrl' | 'smtpFrom' | 'accountCoolingOffHours'>;
};

/** Days before the as-of on which the change was decided: by now it is in force. */
const decidedDaysAgo = 4;
const rejectedBecause = 'Thiếu giấy xác nhận của ngân hàng';

/** Lets two people change an account; null where no unit is without a flag. */
export async function changeDemoAccounts(
  deps: Deps,
  reading: ProvinceReading,
): Promise<DemoAccounts | null> {
  const present = quietAccount(reading, await loadAccountVersions(deps.db));
  const unit = reading.units.find(({ unitCode }) => unitCode === present?.unitCode);
  if (!present || !unit) return null;
  const decidedOn = addDays(localDateOf(reading.asOf), -decidedDaysAgo);
  const add = (name: string, role: Role) => addPerson(deps, { name, role, present, decidedOn });
  const maker = await add('Hoàng Văn Lập', 'commune_admin');
  const checker = await add('Đỗ Thị Duyệt', 'approver');
  const play = { ...deps, maker: maker.person, checker: checker.person, present, decidedOn };
  const approved = await decide(play, { purpose: 'ho-tich', digits: '88', outcome: 'approve' });
  await decide(play, { purpose: 'dat-dai', digits: '99', outcome: 'reject' });
  const { decision } = approved;
  const versionId = decision?.versionId ?? '';
  const effectiveOn = decision?.effectiveOn ?? null;
  if (effectiveOn) await verify(deps, { versionId, effectiveOn });
  return {
    unitCode: unit.unitCode,
    unit: unitTitle(unit),
    ...{ versionId, effectiveOn, rejectedBecause },
    newcomers: [maker, checker].map(({ email, person }) => ({ officerId: person.id, email })),
  };
}

/** The open bank account of the first unit that has payments and no flag. */
function quietAccount(
  { units, payments }: ProvinceReading,
  versions: readonly StoredAccountVersion[],
): StoredAccountVersion | undefined {
  const quiet = new Set(units.filter(({ flags }) => flags.length === 0).map((one) => one.unitCode));
  const troubled = new Set(
    payments.filter(({ settlement }) => settlement !== 'arrived').map((one) => one.unitCode),
  );
  const paid = new Set(payments.map(({ unitCode }) => unitCode));
  const open = versions.filter(({ kind, validTo }) => kind === 'bank' && validTo === null);
  const fits = ({ unitCode }: StoredAccountVersion): boolean =>
    quiet.has(unitCode) && paid.has(unitCode);
  // where everything has arrived nothing can move
  return open.find((one) => fits(one) && !troubled.has(one.unitCode)) ?? open.find(fits);
}

interface Added {
  readonly person: Principal;
  readonly email: string;
}

async function addPerson(
  deps: Deps,
  given: {
    readonly name: string;
    readonly role: Role;
    readonly present: StoredAccountVersion;
    readonly decidedOn: LocalDate;
  },
): Promise<Added> {
  const { name, role, present, decidedOn } = given;
  const scope = present.unitCode;
  const email = role === 'approver' ? 'nguoiduyet@demo.example' : 'quantrixa@demo.example';
  const now = (): Date => instantOf(decidedOn, '08:00');
  const asked = { asker: 'operator', name, email, citizenId: null, role, scope } as const;
  const { officerId: id } = await addOfficer({ ...deps, now }, asked);
  // a commune has no units below it
  const grants = [{ role, scope, units: new Set([scope]), isProvince: false }];
  return { person: { kind: 'officer', id, name, grants, byCookie: true }, email };
}

interface Play extends Deps {
  readonly maker: Principal;
  readonly checker: Principal;
  readonly present: StoredAccountVersion;
  readonly decidedOn: LocalDate;
}

/** Proposes an account at nine and decides at ten. */
async function decide(
  play: Play,
  given: {
    readonly purpose: string;
    readonly digits: string;
    readonly outcome: 'approve' | 'reject';
  },
) {
  const { db, config, maker, checker, present, decidedOn } = play;
  const deps = (person: Principal, time: string) => {
    const at = instantOf(decidedOn, time);
    return accountDepsOf({ db, config, now: () => at, by: byPrincipal(person, 'demo') });
  };
  const { id: proposalId } = await proposeAccount(deps(maker, '09:00'), {
    asker: maker,
    unitCode: present.unitCode,
    purpose: given.purpose,
    account: {
      kind: 'bank',
      bankBin: present.bankBin,
      clearingCode: null,
      accountNumber: `${given.digits}${present.accountNumber.slice(2)}`,
      accountName: present.accountName,
      branch: present.branch,
      treasuryCode: null,
      budgetCode: null,
    },
    validFrom: null,
    reason: 'Mở tài khoản riêng cho nhóm thủ tục',
    submit: true,
  });
  const { now } = deps(checker, '10:00');
  const proposal = await findProposal(db, proposalId);
  if (!proposal) throw new Error('the demo lost its own proposal');
  const coolingOffHours = config.accountCoolingOffHours;
  const { digest } = await showProposal(db, proposal, { at: now(), coolingOffHours });
  const decision = { asker: checker, proposalId, digest };
  return given.outcome === 'approve'
    ? approveProposal(deps(checker, '10:00'), decision)
    : rejectProposal(deps(checker, '10:00'), { ...decision, reason: rejectedBecause });
}

/** A test transfer on the account's first day, and the statement of that day that shows it. */
async function verify(
  deps: Deps,
  { versionId, effectiveOn }: { readonly versionId: string; readonly effectiveOn: LocalDate },
): Promise<void> {
  const { db, by } = deps;
  const now = (): Date => instantOf(effectiveOn, '09:00');
  const { version, verification } = await askVerification({ db, now, by }, { versionId });
  const { code, amount } = verification;
  const day = effectiveOn.slice(2).replaceAll('-', '');
  const sum = `${moneyText(amount)},`;
  const statement = [
    ':20:DEMO',
    `:25:${version.accountNumber}`,
    ':28C:1/1',
    `:60F:C${addDays(effectiveOn, -1).slice(2).replaceAll('-', '')}VND0,`,
    `:61:${day}${day.slice(2)}C${sum}NTRFNONREF//DEMO${day}`,
    `:86:${transferPurpose(code)}`,
    `:62F:C${day}VND${sum}`,
    '-',
    '',
  ].join('\r\n');
  const file = { name: 'test-transfer.sta', bytes: Buffer.from(statement) };
  await importStatements({ db, by, now: () => instantOf(addDays(effectiveOn, 1), '08:00') }, [
    file,
  ]);
}

/** What two people did with an account, and that nothing of the plant moved by it. */
export function accountLines({
  accounts,
  verifiedOn,
  moved,
}: {
  readonly accounts: DemoAccounts | null;
  /** The day on which its own statement proved the account; null when it did not. */
  readonly verifiedOn: LocalDate | null;
  readonly moved: readonly string[];
}): readonly string[] {
  if (!accounts) return ['NO UNIT without a flag to change an account of'];
  const { unit, unitCode, effectiveOn, rejectedBecause } = accounts;
  return [
    `accounts (tài khoản thụ hưởng) of ${unitCode} ${unit}: one proposed by its admin and approved by ` +
      `a second person, in force from ${effectiveOn ?? ''}, verified by the code of a test transfer on ` +
      `its statement of ${verifiedOn ?? 'NO DAY'}; one given back (${rejectedBecause})`,
    ...(moved.length > 0 ? [`  DIFFERENCE: it moved ${String(moved.length)} payments`] : []),
    '',
  ];
}
