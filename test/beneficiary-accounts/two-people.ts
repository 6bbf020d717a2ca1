// Makers and checkers, and accounts for them to propose.
import { randomInt } from 'node:crypto';
import { byPrincipal, type Principal } from '../../src/access/principal.js';
import type { Role } from '../../src/access/roles.js';
import { accountDepsOf } from '../../src/alerts/tell-account-change.js';
import type { AccountDeps } from '../../src/beneficiary-accounts/account-deps.js';
import { approveProposal } from '../../src/beneficiary-accounts/decide-proposal.js';
import type { Proposal, ProposedAccount } from '../../src/beneficiary-accounts/proposal.js';
import { findProposal } from '../../src/beneficiary-accounts/proposal-store.js';
import {
  proposeAccount,
  type ProposeAccount,
} from '../../src/beneficiary-accounts/propose-change.js';
import { showProposal, type ShownProposal } from '../../src/beneficiary-accounts/shown-proposal.js';
import { Refused, type ProblemCode } from '../../src/problem.js';
import { grantOf } from '../access/asking.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { anOfficer } from '../support/people.js';

/** Chơn Thành. */
export const unit = '25432';
/** A Wednesday morning. */
export const wednesday = new Date('2026-05-20T03:00:00Z');

export const days = (count: number): number => count * 86_400_000;
export const later = (ms: number): Date => new Date(wednesday.getTime() + ms);

/** A maker and a checker of the ward, in a database of their own. */
export interface TwoPeople {
  readonly database: TestDatabase;
  readonly maker: Principal;
  readonly checker: Principal;
}

export async function openTwoPeople(): Promise<TwoPeople> {
  const database = await cloneDatabase();
  const maker = await aPerson(database, 'commune_admin');
  const checker = await aPerson(database, 'approver');
  return { database, maker, checker };
}

/** An officer as the verbs see who asks. */
export async function aPerson(
  database: TestDatabase,
  role: Role,
  scope = unit,
  more: { readonly citizenIdHash?: string } = {},
): Promise<Principal> {
  const { id } = await anOfficer(database.db, { role, scope, name: `Người ${role}`, ...more });
  return principalOf(database, id, [{ role, scope }]);
}

export async function principalOf(
  database: TestDatabase,
  id: string,
  given: readonly { readonly role: Role; readonly scope: string }[],
): Promise<Principal> {
  const grants = [];
  for (const { role, scope } of given) grants.push(await grantOf(database, role, scope));
  return { kind: 'officer', id, name: `Người ${id}`, grants, byCookie: true };
}

/** What a verb is handed when somebody asks at an instant. */
export function askedBy(
  { db, config }: Pick<TestDatabase, 'db' | 'config'>,
  asker: Principal,
  at = wednesday,
): AccountDeps {
  return accountDepsOf({ db, config, now: () => at, by: byPrincipal(asker, 'request-1') });
}

let number = randomInt(1_000_000);

/** A Vietcombank account of a number of its own, in the name of the ward. */
export function anAccount(given: Partial<ProposedAccount> = {}): ProposedAccount {
  number += 1;
  return {
    kind: 'bank',
    bankBin: '970436',
    clearingCode: null,
    accountNumber: `10${String(number).padStart(8, '0')}`,
    accountName: 'UBND PHUONG CHON THANH',
    branch: null,
    treasuryCode: null,
    budgetCode: null,
    ...given,
  };
}

let purposes = 0;

/** A purpose that nobody has used. */
export function aPurpose(): string {
  purposes += 1;
  return `nhóm ${String(purposes)}`;
}

/** A declaration, submitted unless said otherwise. */
export function propose(
  database: TestDatabase,
  maker: Principal,
  given: Partial<Omit<ProposeAccount, 'asker'>> & { readonly at?: Date } = {},
): Promise<Proposal> {
  const { at, ...rest } = given;
  return proposeAccount(askedBy(database, maker, at), {
    asker: maker,
    unitCode: unit,
    purpose: 'default',
    account: anAccount(),
    validFrom: null,
    reason: 'Đổi ngân hàng',
    submit: true,
    ...rest,
  });
}

export async function shownAt(
  database: Pick<TestDatabase, 'db' | 'config'>,
  proposalId: string,
  at = wednesday,
): Promise<ShownProposal> {
  const { db, config } = database;
  const proposal = await findProposal(db, proposalId);
  if (!proposal) throw new Error('no such proposal');
  return showProposal(db, proposal, { at, coolingOffHours: config.accountCoolingOffHours });
}

export async function approve(
  database: TestDatabase,
  checker: Principal,
  proposalId: string,
  at = wednesday,
): Promise<Proposal> {
  const { digest } = await shownAt(database, proposalId, at);
  const given = { asker: checker, proposalId, digest };
  return approveProposal(askedBy(database, checker, at), given);
}

/** Proposes and approves; gives the id of the version. */
export async function changeAccount(
  database: TestDatabase,
  people: { readonly maker: Principal; readonly checker: Principal },
  given: Parameters<typeof propose>[2] = {},
): Promise<string> {
  const { id } = await propose(database, people.maker, given);
  const { decision } = await approve(database, people.checker, id, given.at);
  if (!decision?.versionId) throw new Error('nothing was brought');
  return decision.versionId;
}

/** The code by which something is refused. */
export async function refusedAs(work: Promise<unknown>): Promise<ProblemCode> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refused) return error.problem.code;
    throw error;
  }
  throw new Error('it was not refused');
}
