// Who may be the second person: never the maker in whatever guise, nor whoever the maker made.
import { addOfficer } from '../../src/access/add-officer.js';
import { grantRole } from '../../src/access/grant-role.js';
import type { PeopleDeps } from '../../src/access/managed-officer.js';
import { byPrincipal, type Principal } from '../../src/access/principal.js';
import { resetSecondFactor } from '../../src/access/reset-second-factor.js';
import { inviteAgain } from '../../src/access/setup-link.js';
import { approveProposal } from '../../src/beneficiary-accounts/decide-proposal.js';
import { whyNotDecider } from '../../src/beneficiary-accounts/decider-store.js';
import { editProposal, withdrawProposal } from '../../src/beneficiary-accounts/edit-proposal.js';
import { suspendAccount } from '../../src/beneficiary-accounts/hold-version.js';
import { whyNotDecide, type Deciding } from '../../src/beneficiary-accounts/may-decide.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { anOfficer, byTester } from '../support/people.js';
import {
  aPerson,
  approve,
  aPurpose,
  askedBy,
  changeAccount,
  days,
  later,
  principalOf,
  propose,
  refusedAs,
  shownAt,
  unit,
  wednesday,
} from './two-people.js';

let database: TestDatabase;
let maker: Principal;
let checker: Principal;
const province = '75';

beforeAll(async () => {
  database = await cloneDatabase();
  maker = await aPerson(database, 'department_of_justice', province);
  checker = await aPerson(database, 'approver');
  await aPerson(database, 'commune_accountant');
});
afterAll(() => database.close());

const whyNot = (asker: Principal, at = wednesday, by = maker, unitCode = unit) =>
  whyNotDecider(database.db, {
    ...{ asker, province, at },
    proposal: { unitCode, maker: { id: by.id, name: by.name }, makerCitizen: null },
  });

const people = (asker: Principal, at: Date): PeopleDeps => {
  const { db, config } = database;
  return { db, config, now: () => at, by: byPrincipal(asker, 'request-1') };
};

/** An approver whom the operator added long ago. */
const approver = (scope = unit) => aPerson(database, 'approver', scope);

test('the maker does not decide, whatever they were granted since', async () => {
  const { id } = await propose(database, maker, { purpose: aPurpose() });
  expect(await refusedAs(approve(database, maker, id))).toBe('forbidden');
  const promoted = await principalOf(database, maker.id, [
    { role: 'department_of_justice', scope: province },
    { role: 'approver', scope: unit },
  ]);
  expect(await refusedAs(approve(database, promoted, id))).toBe('forbidden');
  await approve(database, checker, id);
});

test('the database itself refuses one person as both', async () => {
  const { id } = await propose(database, maker, { purpose: aPurpose() });
  const row = {
    ...{ proposal_id: id, outcome: 'rejected', unit_code: unit, change: 'declare', reason: 'x' },
    ...{ maker_id: maker.id, shown_digest: 'x', decided_at: wednesday, told: '[]' },
  };
  const [{ purpose } = { purpose: '' }] = await database.db('account_proposal').where({ id });
  const decide = (more: object) =>
    database.db('account_decision').insert({ ...row, purpose, ...more });
  await expect(decide({ checker_id: maker.id })).rejects.toThrow(
    'maker_and_checker_are_two_people',
  );
  await expect(decide({ checker_id: checker.id, maker_id: checker.id })).rejects.toThrow(
    'maker_and_checker_are_two_people',
  );
  const other = { checker_id: checker.id, maker_citizen: 'same', checker_citizen: 'same' };
  await expect(decide(other)).rejects.toThrow('nobody_is_two_people_by_two_accounts');
});

test('one person has no second account under their citizen number, and none that once had it', async () => {
  const citizenIdHash = 'digest of a citizen number';
  const first = await aPerson(database, 'commune_admin', unit, { citizenIdHash });
  await expect(
    anOfficer(database.db, { role: 'approver', scope: unit, citizenIdHash }),
  ).rejects.toThrow('one_officer_per_citizen');
  const { id } = await propose(database, first, { purpose: aPurpose() });
  // the number moves to another account between the two acts
  await database.db('officer').where({ id: first.id }).update({ citizen_id_hash: null });
  const second = await aPerson(database, 'approver', unit, { citizenIdHash });
  expect(await refusedAs(approve(database, second, id))).toBe('forbidden');
});

test('tokens neither propose nor decide', async () => {
  const token = { ...checker, kind: 'token' as const };
  const { id } = await propose(database, maker, { purpose: aPurpose() });
  expect(await refusedAs(approve(database, token, id))).toBe('forbidden');
  const proposing = propose(database, { ...maker, kind: 'token' }, { purpose: aPurpose() });
  expect(await refusedAs(proposing)).toBe('forbidden');
});

test('only its maker edits or withdraws a proposal, so a checker never changed what they approve', async () => {
  const { id } = await propose(database, maker, { purpose: aPurpose() });
  const other = await aPerson(database, 'department_of_justice', province);
  const about = { asker: other, proposalId: id };
  const edit = { ...about, edit: { reason: 'khác' }, expect: () => undefined };
  expect(await refusedAs(editProposal(askedBy(database, other), edit))).toBe('forbidden');
  expect(await refusedAs(withdrawProposal(askedBy(database, other), about))).toBe('forbidden');
});

test('nobody decides for whoever granted them a role within 30 days', async () => {
  const at = wednesday;
  const officer = await approver();
  expect(await whyNot(officer)).toBeNull();
  const granted = {
    asker: maker,
    officerId: officer.id,
    role: 'auditor',
    scope: province,
  } as const;
  await grantRole(people(maker, at), granted);
  expect(await whyNot(officer, later(days(30) - 1))).toBe('tied_to_maker');
  expect(await whyNot(officer, later(days(30)))).toBeNull();
  // a grant alone lets nobody act as the other
  expect(await whyNot(maker, at, officer)).toBeNull();
});

test('nor for whoever invited them or reset their second factor, nor the other way round', async () => {
  for (const act of ['invited', 'reset'] as const) {
    const officer = await approver();
    const about = { asker: maker, officerId: officer.id };
    if (act === 'invited') await inviteAgain(people(maker, wednesday), about);
    else await resetSecondFactor(people(maker, wednesday), about);
    expect([act, await whyNot(officer)]).toEqual([act, 'tied_to_maker']);
    expect([act, await whyNot(maker, wednesday, officer)]).toEqual([act, 'tied_to_maker']);
    expect(await whyNot(officer, later(days(30)))).toBeNull();
    // somebody else's proposal is not the maker's business
    const third = await aPerson(database, 'department_of_justice', province);
    expect(await whyNot(officer, wednesday, third)).toBeNull();
  }
});

test('whoever was added by the maker, or by a token of the maker’s, is tied to them', async () => {
  const added = async (deps: PeopleDeps) => {
    const { officerId } = await addOfficer(deps, {
      ...{
        asker: 'operator',
        name: 'Mới',
        email: `moi-${deps.by.kind}-${deps.by.id}@dongnai.example`,
      },
      ...{ citizenId: null, role: 'approver', scope: unit },
    });
    return principalOf(database, officerId, [{ role: 'approver', scope: unit }]);
  };
  expect(await whyNot(await added(people(maker, wednesday)))).toBe('tied_to_maker');
  const row = { token_hash: 'x', name: 'x', role: 'system_admin', scope: province };
  const dates = { created_at: wednesday, expires_at: later(days(1)) };
  const [token] = await database
    .db('api_token')
    .insert({ ...row, ...dates, created_by: `officer ${maker.id}` })
    .returning<{ id: string }[]>('id');
  const byToken = { ...people(maker, wednesday), by: { ...byTester, kind: 'token' as const } };
  const deps = { ...byToken, by: { ...byToken.by, id: token!.id } };
  expect(await whyNot(await added(deps))).toBe('tied_to_maker');
});

test('a unit with fewer than two officers of its own is decided by the Department above it', async () => {
  const small = '25345';
  await aPerson(database, 'commune_accountant', small);
  const own = await principalOf(database, checker.id, [{ role: 'approver', scope: small }]);
  const department = await aPerson(database, 'approver', province);
  expect(await whyNot(own, wednesday, maker, small)).toBe('needs_department');
  expect(await whyNot(department, wednesday, maker, small)).toBeNull();
  const second = await aPerson(database, 'commune_admin', small);
  expect(await whyNot(own, wednesday, maker, small)).toBeNull();
  await database.db('officer').where({ id: second.id }).update({ disabled_at: wednesday });
  expect(await whyNot(own, wednesday, maker, small)).toBe('needs_department');
});

test('out of reach is not there, for whoever decides and whoever stops', async () => {
  const purpose = aPurpose();
  const { id } = await propose(database, maker, { purpose });
  const elsewhere = await approver('25345');
  const { digest } = await shownAt(database, id);
  const given = { asker: elsewhere, proposalId: id, digest };
  const deciding = approveProposal(askedBy(database, elsewhere), given);
  expect(await refusedAs(deciding)).toBe('not_found');
  const people = { maker, checker };
  const versionId = await changeAccount(database, people, { purpose: aPurpose() });
  const stop = { asker: elsewhere, versionId, reason: 'x' };
  expect(await refusedAs(suspendAccount(askedBy(database, elsewhere), stop))).toBe('not_found');
});

test('the rule names the first reason that holds', () => {
  const fine: Deciding = {
    ...{ isPerson: true, isMaker: false, isSameCitizen: false, isTied: false },
    ...{ officersOfUnit: 2, isFromAbove: false },
  };
  expect(whyNotDecide(fine)).toBeNull();
  expect(whyNotDecide({ ...fine, officersOfUnit: 1 })).toBe('needs_department');
  expect(whyNotDecide({ ...fine, officersOfUnit: 0, isFromAbove: true })).toBeNull();
  expect(whyNotDecide({ ...fine, isTied: true, isFromAbove: true })).toBe('tied_to_maker');
  expect(whyNotDecide({ ...fine, isPerson: false, isMaker: true })).toBe('not_a_person');
});
