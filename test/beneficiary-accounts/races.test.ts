// Two people at once, on one proposal: exactly one of them decides, and the register says the same.
import { byPrincipal, type Principal } from '../../src/access/principal.js';
import { recordAudit } from '../../src/audit/record-audit.js';
import { approveProposal, rejectProposal } from '../../src/beneficiary-accounts/decide-proposal.js';
import { editProposal } from '../../src/beneficiary-accounts/edit-proposal.js';
import { proposalStateOf } from '../../src/beneficiary-accounts/proposal.js';
import { findProposal } from '../../src/beneficiary-accounts/proposal-store.js';
import { verifyBooks } from '../../src/oversight/verify-books.js';
import { Refused } from '../../src/problem.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { anAccount, aPerson, aPurpose, askedBy, shownAt, unit, wednesday } from './two-people.js';

const isLong = process.env['DOISOAT_LONG'] === '1';
/** Rounds of each of the three races. */
const rounds = isLong ? 500 : 12;
const atOnce = 4;

let database: TestDatabase;
let maker: Principal;
let one: Principal;
let other: Principal;

beforeAll(async () => {
  database = await cloneDatabase();
  maker = await aPerson(database, 'commune_admin');
  one = await aPerson(database, 'approver');
  other = await aPerson(database, 'department_of_justice', '75');
});
afterAll(() => database.close());

interface Round {
  readonly proposalId: string;
  readonly digest: string;
  readonly version: number;
}

type Act = (round: Round) => Promise<unknown>;

const approving =
  (asker: () => Principal): Act =>
  ({ proposalId, digest }) =>
    approveProposal(askedBy(database, asker()), { asker: asker(), proposalId, digest });

const rejecting: Act = ({ proposalId, digest }) =>
  rejectProposal(askedBy(database, other), { asker: other, proposalId, digest, reason: 'Không' });

const editing: Act = ({ proposalId, version }) =>
  editProposal(askedBy(database, maker), {
    ...{ asker: maker, proposalId, edit: { accountName: 'KE GIAN' } },
    expect: (found) => {
      if (found !== version) throw new Refused({ code: 'stale_version', detail: 'another' });
    },
  });

/** Submitted proposals, all at once: the races are about what comes after. */
async function submitted(): Promise<string[]> {
  const rows = Array.from({ length: rounds }, () => {
    const { kind, bankBin, accountNumber, accountName } = anAccount();
    return {
      ...{ unit_code: unit, purpose: aPurpose(), change: 'declare', reason: 'Đổi ngân hàng' },
      ...{ kind, bank_bin: bankBin, account_number: accountNumber, account_name: accountName },
      ...{ maker_id: maker.id, made_at: wednesday, submitted_at: wednesday },
    };
  });
  const ids = await database.db('account_proposal').insert(rows).returning<{ id: string }[]>('id');
  const events = ids.map(({ id }) => ({
    action: 'account_proposal.submitted',
    subject: { kind: 'account_proposal', id },
  }));
  await recordAudit(database.db, byPrincipal(maker, 'request-1'), ...events);
  return ids.map(({ id }) => id);
}

/** What each came to: `done`, or the code of its refusal. */
async function race(proposalId: string, acts: readonly Act[]): Promise<readonly string[]> {
  const { version } = (await findProposal(database.db, proposalId))!;
  const { digest } = await shownAt(database, proposalId);
  const ends = await Promise.allSettled(acts.map((act) => act({ proposalId, digest, version })));
  const outcomes = ends.map((end) => {
    if (end.status === 'fulfilled') return 'done';
    if (end.reason instanceof Refused) return end.reason.problem.code;
    throw end.reason;
  });
  const proposal = (await findProposal(database.db, proposalId))!;
  return [...outcomes, proposalStateOf(proposal), String(await versionsOf(proposal.purpose))];
}

async function versionsOf(purpose: string): Promise<number> {
  return (await database.db('beneficiary_account').where({ purpose }).select('id')).length;
}

/** Each outcome that occurred, with how often. */
async function races(acts: readonly Act[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const proposals = await submitted();
  for (let round = 0; round < rounds; round += atOnce) {
    const some = proposals.slice(round, round + atOnce).map((id) => race(id, acts));
    for (const outcome of await Promise.all(some)) {
      const name = outcome.join(' ');
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(rounds);
  return counts;
}

test('two approve at once: one decides, the other is told so', async () => {
  const counts = await races([approving(() => one), approving(() => other)]);
  const possible = ['done conflict approved 1', 'conflict done approved 1'];
  expect(Object.keys(counts).filter((name) => !possible.includes(name))).toEqual([]);
}, 600_000);

test('one approves and one rejects at once: the register follows whoever was first', async () => {
  const counts = await races([approving(() => one), rejecting]);
  const possible = ['done conflict approved 1', 'conflict done rejected 0'];
  expect(Object.keys(counts).filter((name) => !possible.includes(name))).toEqual([]);
}, 600_000);

test('the maker edits while it is approved: what was shown is approved, or nothing is', async () => {
  const counts = await races([approving(() => one), editing]);
  const possible = ['done conflict approved 1', 'stale_version done draft 0'];
  expect(Object.keys(counts).filter((name) => !possible.includes(name))).toEqual([]);
  const forged = await database.db('beneficiary_account').where({ account_name: 'KE GIAN' });
  expect(forged).toEqual([]);
}, 600_000);

test('afterwards the books hold', async () => {
  const { checks } = await verifyBooks(database);
  expect(checks.filter(({ broken }) => broken > 0)).toEqual([]);
});
