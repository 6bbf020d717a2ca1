// Every act of changing an account leaves its own event and that of the mail, in the transaction of
// the change; a refused one leaves nothing.
import { attachPaper, removePaper } from '../../src/beneficiary-accounts/attach-paper.js';
import { rejectProposal } from '../../src/beneficiary-accounts/decide-proposal.js';
import { editProposal, withdrawProposal } from '../../src/beneficiary-accounts/edit-proposal.js';
import {
  markClosed,
  stopChange,
  suspendAccount,
} from '../../src/beneficiary-accounts/hold-version.js';
import { proposeClosing } from '../../src/beneficiary-accounts/propose-change.js';
import { submitProposal } from '../../src/beneficiary-accounts/submit-proposal.js';
import type { Db } from '../../src/db.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import {
  anAccount,
  aPerson,
  approve,
  aPurpose,
  askedBy,
  days,
  later,
  propose,
  refusedAs,
  shownAt,
  unit,
} from '../beneficiary-accounts/two-people.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());

interface EventRow {
  readonly xid: string;
  readonly action: string;
  readonly unit_code: string | null;
  readonly subject_id: string | null;
}

async function events(db: Db): Promise<EventRow[]> {
  const { rows } = await db.raw<{ rows: EventRow[] }>(
    'select audit_event.xmin::text as xid, audit_event.* from audit_event order by audit_event.id',
  );
  return rows;
}

const ignore = (): void => undefined;
const reason = 'lý do';

test('each act leaves its event, once, in one transaction with the word to the unit', async () => {
  const { db } = database;
  const maker = await aPerson(database, 'commune_admin');
  const checker = await aPerson(database, 'approver');
  const [mine, theirs] = [askedBy(database, maker), askedBy(database, checker)];
  const purpose = aPurpose();
  let seen = 0;
  const leaves = async (...actions: string[]): Promise<void> => {
    const added = (await events(db)).slice(seen);
    seen += added.length;
    expect(added.map(({ action }) => action)).toEqual(actions);
    expect(new Set(added.map(({ xid }) => xid)).size).toBeLessThanOrEqual(1);
    for (const event of added) {
      expect(event).toMatchObject({ unit_code: unit, subject_id: expect.any(String) as unknown });
    }
  };
  const account = anAccount({ accountNumber: '7098765432' });
  const { id: proposalId } = await propose(database, maker, { purpose, account, submit: false });
  await leaves('account_proposal.made');
  const about = { asker: maker, proposalId };
  const edit = { branch: 'Chi nhánh' };
  await editProposal(mine, { ...about, edit, expect: ignore });
  await leaves('account_proposal.edited');
  const bytes = Buffer.from('%PDF-1.7');
  const { paper } = await attachPaper(mine, { ...about, name: 'a.pdf', bytes });
  await leaves('account_proposal.paper_added');
  await attachPaper(mine, { ...about, name: 'a.pdf', bytes });
  await leaves();
  await removePaper(mine, { ...about, paperId: paper.id, expect: ignore });
  await leaves('account_proposal.paper_removed');
  await submitProposal(mine, about);
  await leaves('account_proposal.submitted', 'alerts.raised');
  expect(await refusedAs(approve(database, maker, proposalId))).toBe('not_found');
  await leaves();
  const { decision } = await approve(database, checker, proposalId);
  await leaves('alerts.raised', 'account_proposal.approved');
  const versionId = decision!.versionId!;
  const held = { asker: maker, versionId, reason };
  await stopChange(mine, held);
  await leaves('account.stopped', 'alerts.raised');

  const other = await propose(database, maker, { purpose });
  await leaves('account_proposal.made', 'account_proposal.submitted', 'alerts.raised');
  const { digest } = await shownAt(database, other.id);
  await rejectProposal(theirs, { asker: checker, proposalId: other.id, digest, reason });
  await leaves('alerts.raised', 'account_proposal.rejected');
  const third = await propose(database, maker, { purpose, submit: false });
  await withdrawProposal(mine, { asker: maker, proposalId: third.id });
  seen += 1;
  await leaves('account_proposal.withdrawn');
  const text = JSON.stringify(await events(db));
  expect(text).not.toMatch(/7098765432|UBND PHUONG/);
  expect(text).toContain('…5432');
});

test('suspending, ending and closing at the bank leave theirs', async () => {
  const maker = await aPerson(database, 'commune_admin');
  const checker = await aPerson(database, 'approver');
  const { id } = await propose(database, maker, { purpose: aPurpose() });
  const { decision } = await approve(database, checker, id);
  const versionId = decision!.versionId!;
  const deps = askedBy(database, maker, later(days(5)));
  const seen = (await events(database.db)).length;
  await suspendAccount(deps, { asker: maker, versionId, reason });
  const ending = { asker: maker, versionId, reason, validFrom: null, submit: true };
  const closing = await proposeClosing(deps, ending);
  await approve(database, checker, closing.id, later(days(5)));
  const late = askedBy(database, maker, later(days(20)));
  await markClosed(late, { asker: maker, versionId, onDay: '2026-06-05' });
  const added = (await events(database.db)).slice(seen);
  expect(added.map(({ action }) => action)).toEqual([
    'account.suspended',
    'alerts.raised',
    'account_proposal.made',
    'account_proposal.submitted',
    'alerts.raised',
    'alerts.raised',
    'account_proposal.approved',
    'account.closed',
  ]);
});
