// A unit's month that two people sign, and what becomes visible when evidence comes later.
import type { Principal } from '../../src/access/principal.js';
import { openDb } from '../../src/db.js';
import { Refused } from '../../src/problem.js';
import { decideMatch } from '../../src/reconciliation/decide-match.js';
import { loadLiveMatches } from '../../src/reconciliation/match-store.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { reportBody } from '../../src/reports/report-body.js';
import { readReport } from '../../src/reports/read-report.js';
import { compareMonths } from '../../src/sign-off/compare-month.js';
import { refuseMonth, signMonth, withdrawMonth } from '../../src/sign-off/decide-month.js';
import { findMonth, listMonths, loadEvidenceText } from '../../src/sign-off/month-store.js';
import { proposeMonth } from '../../src/sign-off/propose-month.js';
import { readMonthSheet } from '../../src/sign-off/read-sheet.js';
import { reopenMonth } from '../../src/sign-off/reopen-month.js';
import { brokenMonths } from '../../src/sign-off/verify-months.js';
import { aPerson } from '../beneficiary-accounts/two-people.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { byTester } from '../support/people.js';
import { fillTwoCommunes, units } from '../support/two-communes.js';
import {
  depsOf,
  digestOf,
  june,
  latePayment,
  lateReport,
  lateStatement,
  may,
  periodOf,
  proposed,
  signed,
} from './months.js';

let database: TestDatabase;
let maker: Principal;
let checker: Principal;
let second: Principal;

beforeAll(async () => {
  database = await cloneDatabase();
  await fillTwoCommunes(database);
  // over commune A and the office below it
  maker = await aPerson(database, 'commune_accountant', units.a);
  checker = await aPerson(database, 'commune_admin', units.a);
  second = await aPerson(database, 'approver', units.a);
});
afterAll(() => database.close());

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) return 'done';
  if (!(error instanceof Refused)) throw new Error('it was not refused', { cause: error });
  return error.problem.code;
}

const proposing = (given: Partial<Parameters<typeof proposeMonth>[1]>) => ({
  ...{ asker: maker, unitCode: units.a, period: may, acceptsGaps: true, remark: null },
  digest: 'x',
  ...given,
});

async function stateOf(unitCode: string) {
  const asked = { units: [unitCode], period: may, asOf: june };
  const [compared] = await compareMonths(database.db, asked);
  return compared!;
}

test('a month is proposed when it is over, as it was shown, and its days without proof are accepted', async () => {
  const deps = depsOf(database, maker);
  const digest = await digestOf(database);
  const early = depsOf(database, maker, new Date('2026-05-31T16:59:59Z'));
  expect(await codeOf(proposeMonth(early, proposing({ digest })))).toBe('conflict');
  const ofJune = proposing({ digest, period: periodOf('2026-06') });
  expect(await codeOf(proposeMonth(deps, ofJune))).toBe('conflict');
  expect(await codeOf(proposeMonth(deps, proposing({})))).toBe('stale_version');
  const silent = proposing({ digest, acceptsGaps: false });
  expect(await codeOf(proposeMonth(deps, silent))).toBe('conflict');
  const sheet = await readMonthSheet(database.db, { unitCode: units.a, period: may, asOf: june });
  expect(sheet.gaps).toEqual([{ account: '0123456789', from: '2026-05-16', to: '2026-05-31' }]);
});

test('whoever is no person, out of reach or has not the right proposes and signs nothing', async () => {
  const token: Principal = { ...maker, kind: 'token' };
  const digest = await digestOf(database);
  const asToken = proposeMonth(depsOf(database, token), proposing({ digest, asker: token }));
  expect(await codeOf(asToken)).toBe('forbidden');
  const other = proposing({ digest, unitCode: units.b });
  expect(await codeOf(proposeMonth(depsOf(database, maker), other))).toBe('not_found');
  const approver = proposing({ digest, asker: second });
  expect(await codeOf(proposeMonth(depsOf(database, second), approver))).toBe('not_found');
  const { id, evidenceSha256 } = await proposed(database, maker, { unitCode: units.child });
  const about = { proposalId: id, digest: evidenceSha256 };
  const sign = (asker: Principal) =>
    codeOf(signMonth(depsOf(database, asker), { ...about, asker }));
  expect(await sign(maker)).toBe('not_found');
  expect(await sign({ ...checker, kind: 'token' })).toBe('forbidden');
  expect(await sign(await aPerson(database, 'commune_admin', units.b))).toBe('not_found');
  const wrong = { asker: checker, proposalId: id, digest: '0'.repeat(64) };
  expect(await codeOf(signMonth(depsOf(database, checker), wrong))).toBe('stale_version');
  expect((await findMonth(database.db, id))?.decision).toBeNull();
  const back = { asker: checker, proposalId: id, reason: 'x' };
  expect(await codeOf(withdrawMonth(depsOf(database, checker), back))).toBe('forbidden');
  const own = { asker: maker, proposalId: id, reason: 'lập nhầm' };
  expect((await withdrawMonth(depsOf(database, maker), own)).decision).toMatchObject({
    ...{ outcome: 'withdrawn', checker: null, reason: 'lập nhầm' },
  });
});

test('maker and checker are never one person, nor tied within thirty days', async () => {
  const admin = await aPerson(database, 'commune_admin', units.child);
  const { id, evidenceSha256 } = await proposed(database, admin, { unitCode: units.child });
  const about = { proposalId: id, digest: evidenceSha256 };
  const sign = (asker: Principal) =>
    codeOf(signMonth(depsOf(database, asker), { ...about, asker }));
  expect(await sign(admin)).toBe('forbidden');
  // the maker's second account, under the same citizen number
  await database.db('officer').where({ id: admin.id }).update({ citizen_id_hash: 'same' });
  const again = await proposedAnew(admin, id);
  await database.db('officer').where({ id: admin.id }).update({ citizen_id_hash: null });
  const twin = await aPerson(database, 'approver', units.child, { citizenIdHash: 'same' });
  const asked = { asker: twin, proposalId: again.id, digest: again.evidenceSha256 };
  expect(await codeOf(signMonth(depsOf(database, twin), asked))).toBe('forbidden');
  const invited = await aPerson(database, 'approver', units.child);
  await database.db('setup_link').insert({
    ...{ officer_id: invited.id, token_hash: 'x', created_by: `officer ${admin.id}` },
    ...{ created_at: june, expires_at: june },
  });
  const tied = { ...asked, asker: invited };
  expect(await codeOf(signMonth(depsOf(database, invited), tied))).toBe('forbidden');
  const why = { ...asked, asker: checker, reason: 'thiếu chứng từ' };
  const refused = await refuseMonth(depsOf(database, checker), why);
  expect(refused.decision).toMatchObject({ outcome: 'refused', reason: 'thiếu chứng từ' });
});

async function proposedAnew(asker: Principal, id: string) {
  await withdrawMonth(depsOf(database, asker), { asker, proposalId: id, reason: 'x' });
  return proposed(database, asker, { unitCode: units.child });
}

test('of two who come at once one proposes and one signs, and a second time changes nothing', async () => {
  const other = await aPerson(database, 'commune_accountant', units.a);
  const digest = await digestOf(database);
  const both = await Promise.all(
    [maker, other].map((asker) =>
      codeOf(proposeMonth(depsOf(database, asker), proposing({ asker, digest }))),
    ),
  );
  expect(both.sort()).toEqual(['conflict', 'done']);
  const [waiting] = await listMonths(database.db, { units: [units.a], months: ['2026-05'] });
  const about = { proposalId: waiting!.id, digest };
  const sign = (asker: Principal) =>
    codeOf(signMonth(depsOf(database, asker), { ...about, asker }));
  expect((await Promise.all([checker, second].map(sign))).sort()).toEqual(['conflict', 'done']);
  expect(await sign(second)).toBe('conflict');
  expect(await codeOf(proposeMonth(depsOf(database, maker), proposing({ digest })))).toBe(
    'conflict',
  );
  const decisions = await database.db('unit_month_decision').where({ unit_code: units.a });
  expect(decisions.map(({ outcome, version }) => [outcome, version])).toEqual([['signed', 1]]);
  const found = await stateOf(units.a);
  expect([found.state, found.difference]).toEqual(['signed', null]);
});

test('a signed month prints who signed it, when, and the digest of what it rests on', async () => {
  const query = { kind: 'unit-month', period: may, asOf: june, unitCode: units.a } as const;
  const report = await readReport({ db: database.db, province: '75' }, query);
  const text = report.sentences.join(' ');
  expect(text).toContain('Đã ký chốt phiên bản 1: người lập Người commune_accountant');
  expect(text).toContain(await digestOf(database));
  expect(text).toContain('Ký khi còn 1 khoảng ngày chưa có sao kê chứng minh');
  expect(reportBody(report).signOff).toMatchObject({ version: 1, gaps: 1, isSame: true });
  const unsigned = await readReport(
    { db: database.db, province: '75' },
    { ...query, unitCode: units.b },
  );
  expect(unsigned.sentences.join(' ')).toContain('Chưa ký chốt');
  expect(unsigned.signOff).toBeNull();
});

test('a figure that moves between proposing and signing is not signed', async () => {
  const people = {
    maker: await aPerson(database, 'commune_accountant', units.b),
    checker: await aPerson(database, 'commune_admin', units.b),
  };
  const { id, evidenceSha256 } = await proposed(database, people.maker, { unitCode: units.b });
  await latePayment(database, { txn: 'LB1', amount: 9_000, unitCode: units.b });
  const asked = { asker: people.checker, proposalId: id, digest: evidenceSha256 };
  expect(await codeOf(signMonth(depsOf(database, people.checker), asked))).toBe('stale_version');
  await refuseMonth(depsOf(database, people.checker), { ...asked, reason: 'số liệu đã đổi' });
  const month = await signed(database, people, { unitCode: units.b });
  expect(month.decision).toMatchObject({ outcome: 'signed', version: 1 });
});

test('late statement, late callback and undone match show beside what was signed, which stays', async () => {
  const before = await stateOf(units.a);
  const { id, figures } = before.standing.signed!;
  const text = await loadEvidenceText(database.db, id);
  await latePayment(database, { txn: 'LA1', amount: 77_000 });
  const late = await stateOf(units.a);
  expect(late.state).toBe('differs');
  expect(late.difference?.figures.map(({ figure, items }) => [figure, items])).toEqual([
    [
      'paid',
      [expect.objectContaining({ reference: 'LATELA1', by: { count: 1, amount: 77_000n } })],
    ],
    ['closing', [expect.objectContaining({ reference: 'LATELA1', was: null })]],
  ]);
  await lateStatement(database);
  const { difference } = await stateOf(units.a);
  expect(difference?.provenSince).toEqual([
    { account: '0123456789', from: '2026-05-16', to: '2026-05-31' },
  ]);
  const arrived = difference?.figures.find(({ figure }) => figure === 'arrived');
  expect(arrived?.items).toEqual([
    expect.objectContaining({ reference: 'CTREF00002', is: 'arrived' }),
  ]);
  const [match] = (await loadLiveMatches(database.db)).filter(
    ({ rule, legs }) =>
      rule === 'payment-reference' && legs.some(({ amount }) => amount === 100_000n),
  );
  const undoing = { matchId: match!.id, unitCode: units.a, decision: 'undone' } as const;
  await decideMatch(
    { db: database.db, now: () => june, by: byTester },
    { ...undoing, reason: 'x' },
  );
  await reconcile({ db: database.db, now: () => june, by: byTester });
  const undone = (await stateOf(units.a)).difference?.figures.find(
    ({ figure }) => figure === 'arrived',
  );
  expect(undone?.items.map(({ reference }) => reference)).toEqual(['CTREF00001', 'CTREF00002']);
  const signedStill = (await stateOf(units.a)).standing.signed!;
  expect([signedStill.id, signedStill.figures]).toEqual([id, figures]);
  expect(await loadEvidenceText(database.db, id)).toBe(text);
  expect(await brokenMonths(database.db)).toEqual([]);
  const query = { kind: 'unit-month', period: may, asOf: june, unitCode: units.a } as const;
  const report = await readReport({ db: database.db, province: '75' }, query);
  expect(report.signOff?.isSame).toBe(false);
  expect(report.tables.map(({ key }) => key)).toEqual([
    'movement',
    'signed',
    'causes',
    'ageing',
    'open',
  ]);
});

test('rows of a report that come late show beside what was signed, though no figure changes', async () => {
  const { id, evidenceSha256 } = (await stateOf(units.a)).standing.signed!;
  const before = (await stateOf(units.a)).difference;
  expect(before?.reportedSince).toEqual([]);
  const digest = await digestOf(database);
  await lateReport(database);
  const { difference, state } = await stateOf(units.a);
  expect([state, difference?.figures]).toEqual(['differs', before?.figures]);
  const seen = difference?.reportedSince.map(({ batch, reference, amount }) => ({
    ...{ batch, reference, amount },
  }));
  expect(seen).toEqual([
    { batch: 'LATEBATCH', reference: 'T2', amount: 1_250_000n },
    { batch: 'LATEBATCH', reference: '', amount: -500n },
  ]);
  // what is signed next rests on them; another unit's rows are none of it
  const sheet = await readMonthSheet(database.db, { unitCode: units.a, period: may, asOf: june });
  expect(sheet.evidenceSha256).not.toBe(digest);
  expect(sheet.evidence.match(/^\["report_row",/gm)).toHaveLength(sheet.reportRows.length);
  expect(sheet.reportRows.map(({ reference }) => reference)).not.toContain('H1');
  expect((await findMonth(database.db, id))?.evidenceSha256).toBe(evidenceSha256);
  expect(await brokenMonths(database.db)).toEqual([]);
});

test('reopened with a reason it is signed anew as version 2, and version 1 stays', async () => {
  const { signed: first } = (await stateOf(units.a)).standing;
  const about = { proposalId: first!.id, reason: 'sao kê đến muộn' };
  const reopen = (asker: Principal) =>
    codeOf(reopenMonth(depsOf(database, asker), { ...about, asker }));
  expect(await reopen(maker)).toBe('not_found');
  expect((await Promise.all([checker, second].map(reopen))).sort()).toEqual(['conflict', 'done']);
  expect((await stateOf(units.a)).state).toBe('reopened');
  const [mail] = await database.db('alert').where({ kind: 'month' }).orderBy('id', 'desc');
  expect(mail.subject).toContain('tháng 05/2026 đã được mở lại');
  expect(mail.body_text).toContain('Lý do: sao kê đến muộn');
  const [{ email }] = await database.db('officer').where({ id: first!.maker.id });
  expect(mail.recipients).toEqual([expect.objectContaining({ address: email })]);
  const next = await signed(database, { maker, checker });
  expect(next.decision?.version).toBe(2);
  const { state, standing, difference } = await stateOf(units.a);
  expect([state, difference]).toEqual(['signed', null]);
  expect(standing.versions.map(({ id }) => id)).toEqual([next.id, first!.id]);
  expect(standing.versions[1]).toMatchObject({
    figures: first!.figures,
    reopening: { reason: about.reason },
  });
  expect(await brokenMonths(database.db)).toEqual([]);
});

test('the database itself signs no version twice, and none before the one before is reopened', async () => {
  const [row] = await database.db('unit_month_decision').where({ version: 2 });
  const fresh = await proposed(database, maker, { unitCode: units.child });
  const insert = (more: object) =>
    database.db('unit_month_decision').insert({ ...row, proposal_id: fresh.id, ...more });
  await expect(insert({})).rejects.toThrow('a_month_is_signed_once_in_each_version');
  const child = { unit_code: units.child, maker_id: fresh.maker.id };
  await expect(insert({ ...child, version: 2, after_version: 1 })).rejects.toThrow(
    'a_next_version_needs_the_one_before_reopened',
  );
  await expect(insert({ ...child, version: 2, after_version: null })).rejects.toThrow(
    'versions_follow_each_other',
  );
  await expect(
    insert({ ...child, version: 1, after_version: null, checker_id: fresh.maker.id }),
  ).rejects.toThrow('maker_and_checker_of_a_month_are_two_people');
});

test('a line that somebody changed behind the service is found by the signed month', async () => {
  const owner = openDb({ databaseUrl: database.ownerUrl, schema: database.config.schema });
  const change = (by: number) =>
    owner.raw('update statement_line set amount = amount + ? where bank_ref = ?', [
      by,
      'FT26145001',
    ]);
  await change(1);
  expect(await brokenMonths(database.db)).toEqual([`month ${units.a} 2026-05 v2`]);
  await change(-1);
  expect(await brokenMonths(database.db)).toEqual([]);
  await owner.destroy();
});
