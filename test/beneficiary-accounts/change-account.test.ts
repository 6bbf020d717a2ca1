// One person proposes, another decides; the register changes after the cooling-off.
import type { Principal } from '../../src/access/principal.js';
import { attachPaper, removePaper } from '../../src/beneficiary-accounts/attach-paper.js';
import { approveProposal, rejectProposal } from '../../src/beneficiary-accounts/decide-proposal.js';
import { editProposal, withdrawProposal } from '../../src/beneficiary-accounts/edit-proposal.js';
import {
  markClosed,
  stopChange,
  suspendAccount,
} from '../../src/beneficiary-accounts/hold-version.js';
import { findAccountVersion } from '../../src/beneficiary-accounts/account-store.js';
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { proposalStateOf } from '../../src/beneficiary-accounts/proposal.js';
import { findProposal, loadPapers } from '../../src/beneficiary-accounts/proposal-store.js';
import { proposeClosing, proposeResuming } from '../../src/beneficiary-accounts/propose-change.js';
import { submitProposal } from '../../src/beneficiary-accounts/submit-proposal.js';
import { versionStatusAt } from '../../src/beneficiary-accounts/version-life.js';
import { loadFacts } from '../../src/reconciliation/facts-store.js';
import type { TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import {
  anAccount,
  approve,
  aPurpose,
  askedBy,
  changeAccount,
  days,
  later,
  openTwoPeople,
  propose,
  refusedAs,
  shownAt,
  unit,
  wednesday,
} from './two-people.js';

let database: TestDatabase;
let maker: Principal;
let checker: Principal;

beforeAll(async () => {
  ({ database, maker, checker } = await openTwoPeople());
});
afterAll(() => database.close());

const statusOf = async (versionId: string, at: Date): Promise<string> => {
  const version = await findAccountVersion(database.db, versionId);
  return versionStatusAt(version!, at);
};
const version = async (id: string) => (await findAccountVersion(database.db, id))!;
const reason = 'Có dấu hiệu giả mạo';

test('a first account holds from the day on which the cooling-off ends', async () => {
  const { id } = await propose(database, maker, { purpose: aPurpose() });
  const { decision, endedAt } = await approve(database, checker, id);
  expect(endedAt).toEqual(wednesday);
  expect(decision).toMatchObject({
    outcome: 'approved',
    effectiveOn: '2026-05-21',
    activatesAt: later(days(1)),
  });
  const brought = decision!.versionId!;
  expect(await version(brought)).toMatchObject({ validFrom: '2026-05-21', validTo: null });
  expect(await statusOf(brought, wednesday)).toBe('approved');
  expect(await statusOf(brought, later(days(1) - 1))).toBe('approved');
  expect(await statusOf(brought, later(days(1)))).toBe('active');
});

test('a change ends the account before it on its own first day, which may be asked for', async () => {
  const purpose = aPurpose();
  const first = await changeAccount(database, { maker, checker }, { purpose });
  const at = later(days(10));
  const given = { purpose, validFrom: '2026-07-01', at };
  const second = await changeAccount(database, { maker, checker }, given);
  expect(await version(first)).toMatchObject({ validFrom: '2026-05-21', validTo: '2026-07-01' });
  expect(await version(second)).toMatchObject({ validFrom: '2026-07-01', validTo: null });
  const july = new Date('2026-07-01T00:00:00Z');
  expect([await statusOf(first, july), await statusOf(second, july)]).toEqual(['watch', 'active']);
  const june = new Date('2026-06-30T16:59:59Z');
  expect([await statusOf(first, june), await statusOf(second, june)]).toEqual([
    'active',
    'approved',
  ]);
});

test('what a checker was shown differs from what stands: 412, whatever was changed', async () => {
  const { id, version: shownVersion } = await propose(database, maker, { purpose: aPurpose() });
  const { digest } = await shownAt(database, id);
  const decide = () =>
    approveProposal(askedBy(database, checker), { asker: checker, proposalId: id, digest });
  await editProposal(askedBy(database, maker), {
    ...{ asker: maker, proposalId: id, edit: { branch: 'Chi nhánh Chơn Thành' } },
    expect: (found) => {
      expect(found).toBe(shownVersion);
    },
  });
  expect(await refusedAs(decide())).toBe('stale_version');
  const again = { asker: maker, proposalId: id };
  await submitProposal(askedBy(database, maker), again);
  expect(await refusedAs(decide())).toBe('stale_version');
  const pdf = Buffer.from('%PDF-1.7 xác nhận của ngân hàng');
  await attachPaper(askedBy(database, maker), { ...again, name: 'xac-nhan.pdf', bytes: pdf });
  expect(proposalStateOf((await findProposal(database.db, id))!)).toBe('draft');
  await submitProposal(askedBy(database, maker), again);
  expect(await refusedAs(decide())).toBe('stale_version');
  await approve(database, checker, id);
});

test('an approved change is stopped by one person until it is active; the one before goes on', async () => {
  const purpose = aPurpose();
  const people = { maker, checker };
  const first = await changeAccount(database, people, { purpose });
  const at = later(days(10));
  const second = await changeAccount(database, people, { purpose, at });
  const given = { asker: checker, versionId: second, reason };
  expect(await version(first)).toMatchObject({ validTo: '2026-05-31' });
  await stopChange(askedBy(database, checker, later(days(11) - 1)), given);
  expect(await version(first)).toMatchObject({ validTo: null, endedBy: null });
  expect(await statusOf(second, later(days(30)))).toBe('rejected');
  const facts = await loadFacts(database.db);
  const ours = facts.accounts.filter((one) => one.purpose === purpose);
  expect(ours.map(({ versionId }) => versionId)).toEqual([first]);
  const third = await changeAccount(database, people, { purpose, at });
  const tooLate = { ...given, versionId: third };
  const stopping = stopChange(askedBy(database, checker, later(days(11))), tooLate);
  expect(await refusedAs(stopping)).toBe('conflict');
});

test('one person suspends an account; to use it again takes two', async () => {
  const purpose = aPurpose();
  const id = await changeAccount(database, { maker, checker }, { purpose });
  const at = later(days(5));
  const suspended = { asker: maker, versionId: id, reason };
  await suspendAccount(askedBy(database, maker, at), suspended);
  expect(await statusOf(id, at)).toBe('suspended');
  expect(await statusOf(id, later(days(4)))).toBe('active');
  expect(await refusedAs(suspendAccount(askedBy(database, maker, at), suspended))).toBe('conflict');
  const resuming = { asker: maker, versionId: id, reason: 'Đã xác minh', submit: true };
  const proposal = await proposeResuming(askedBy(database, maker, at), resuming);
  expect(await statusOf(id, at)).toBe('suspended');
  const { digest } = await shownAt(database, proposal.id, at);
  const own = { asker: maker, proposalId: proposal.id, digest };
  expect(await refusedAs(approveProposal(askedBy(database, maker, at), own))).toBe('not_found');
  await approve(database, checker, proposal.id, at);
  expect(await statusOf(id, at)).toBe('active');
  await suspendAccount(askedBy(database, maker, later(days(6))), suspended);
  expect(await statusOf(id, later(days(6)))).toBe('suspended');
});

test('two people end an account; once its bank closed it nothing is expected there', async () => {
  const purpose = aPurpose();
  const id = await changeAccount(database, { maker, checker }, { purpose });
  const at = later(days(5));
  const ending = { asker: maker, versionId: id, reason: 'Sáp nhập', submit: true };
  const proposal = await proposeClosing(askedBy(database, maker, at), {
    ...ending,
    validFrom: '2026-06-01',
  });
  await approve(database, checker, proposal.id, at);
  expect(await version(id)).toMatchObject({ validTo: '2026-06-01' });
  const closing = { asker: maker, versionId: id, onDay: '2026-06-05' };
  expect(await refusedAs(markClosed(askedBy(database, maker, at), closing))).toBe('conflict');
  const june = later(days(30));
  expect(await statusOf(id, june)).toBe('watch');
  const early = { ...closing, onDay: '2026-05-31' };
  expect(await refusedAs(markClosed(askedBy(database, maker, june), early))).toBe('invalid_input');
  await markClosed(askedBy(database, maker, june), closing);
  expect([await statusOf(id, later(days(15))), await statusOf(id, june)]).toEqual([
    'watch',
    'closed',
  ]);
});

test('rejected says why and leaves the register; the maker may propose anew', async () => {
  const purpose = aPurpose();
  const { id } = await propose(database, maker, { purpose });
  expect(await refusedAs(propose(database, maker, { purpose }))).toBe('conflict');
  const { digest } = await shownAt(database, id);
  const given = { asker: checker, proposalId: id, digest, reason: 'Tên chủ tài khoản chưa đúng' };
  const rejected = await rejectProposal(askedBy(database, checker), given);
  expect(proposalStateOf(rejected)).toBe('rejected');
  expect(await database.db('beneficiary_account').where({ purpose })).toEqual([]);
  expect(await refusedAs(approve(database, checker, id))).toBe('conflict');
  const draft = await propose(database, maker, { purpose, submit: false });
  expect(proposalStateOf(draft)).toBe('draft');
  expect(await refusedAs(approve(database, checker, draft.id))).toBe('conflict');
  const withdrawn = await withdrawProposal(askedBy(database, maker), {
    asker: maker,
    proposalId: draft.id,
  });
  expect(proposalStateOf(withdrawn)).toBe('withdrawn');
});

test('while a change is not active yet, no other is submitted', async () => {
  const purpose = aPurpose();
  await changeAccount(database, { maker, checker }, { purpose });
  expect(await refusedAs(propose(database, maker, { purpose }))).toBe('conflict');
});

test('a check that refuses keeps a draft from being submitted', async () => {
  const bank = { account: anAccount({ bankBin: '999999' }), purpose: aPurpose() };
  expect(await refusedAs(propose(database, maker, bank))).toBe('invalid_input');
});

test('papers are told by their first bytes; the same one is attached once', async () => {
  const { id } = await propose(database, maker, { purpose: aPurpose(), submit: false });
  const about = { asker: maker, proposalId: id };
  const attach = (bytes: Buffer) =>
    attachPaper(askedBy(database, maker), { ...about, name: 'a.pdf', bytes });
  const png = Buffer.from('\x89PNG\r\n\x1a\n%PDF-1.7 both', 'latin1');
  expect((await attach(png)).paper).toMatchObject({ mediaType: 'image/png', size: png.length });
  const { paper, proposal } = await attach(png);
  expect(await loadPapers(database.db, id)).toHaveLength(1);
  for (const bytes of ['<html>', ' %PDF-1.7', 'GIF89a', ''].map((text) => Buffer.from(text))) {
    expect(await refusedAs(attach(bytes))).toBe('bad_file');
  }
  const large = Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(20 * 1024 * 1024)]);
  expect(await refusedAs(attach(large))).toBe('too_large');
  const expect_ = (found: number) => {
    expect(found).toBe(proposal.version);
  };
  const taken = { ...about, paperId: paper.id, expect: expect_ };
  await removePaper(askedBy(database, maker), taken);
  expect(await loadPapers(database.db, id)).toEqual([]);
  expect((await attach(png)).paper.id).toBe(paper.id);
});

test('a take-over is refused where a purpose has begun, also by a change that was stopped', async () => {
  const purpose = aPurpose();
  const id = await changeAccount(database, { maker, checker }, { purpose });
  const stopped = { asker: maker, versionId: id, reason };
  await stopChange(askedBy(database, maker), stopped);
  const file = csvFile(
    'accounts.csv',
    'unitCode,bankBin,accountNumber,accountName,purpose',
    `${unit},970436,1234512345,UBND PHUONG CHON THANH,${purpose}`,
  );
  const given = { file, skipBad: false };
  expect(await refusedAs(importAccounts({ db: database.db, by: byTester }, given))).toBe(
    'conflict',
  );
});
