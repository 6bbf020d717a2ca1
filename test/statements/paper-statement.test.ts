// Statements that exist on paper only: typed by one person, confirmed by another, counted once.
import fc from 'fast-check';
import type { Principal } from '../../src/access/principal.js';
import { addDays } from '../../src/calendar.js';
import { verifyBooks } from '../../src/oversight/verify-books.js';
import { Refused } from '../../src/problem.js';
import { readProvince } from '../../src/reconciliation/read-province.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { coveredDays } from '../../src/statements/coverage.js';
import { confirmPaper, refusePaper, withdrawPaper } from '../../src/statements/decide-paper.js';
import { decideStatement } from '../../src/statements/decide-statement.js';
import type { StatementDecision } from '../../src/statements/decision-store.js';
import { enterPaper } from '../../src/statements/enter-paper.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { paperSums, type PaperEntry } from '../../src/statements/paper-statement.js';
import { loadPaperLines } from '../../src/statements/paper-store.js';
import { loadCoverageStatements } from '../../src/statements/statement-store.js';
import { loadStatementLines } from '../../src/statements/statement-store.js';
import { aPerson } from '../beneficiary-accounts/two-people.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { byTester } from '../support/people.js';
import { accounts, fillTwoCommunes, now, units } from '../support/two-communes.js';
import { mt940Of, type Entry } from './files.js';
import {
  anAccountOfA,
  attested,
  depsOf,
  enter,
  lineOf,
  type OwnAccount,
  type Pair,
  paperOf,
  scanBytes,
} from './papers.js';

let database: TestDatabase;
let maker: Principal;
let checker: Principal;
let pair: Pair;
const deps = () => ({ db: database.db, now, by: byTester });

beforeAll(async () => {
  database = await cloneDatabase();
  await fillTwoCommunes(database);
  maker = await aPerson(database, 'commune_accountant', units.a);
  checker = await aPerson(database, 'commune_admin', units.a);
  pair = { maker, checker };
});
afterAll(() => database.close());

afterEach(async () => {
  const { checks } = await verifyBooks({ db: database.db });
  expect(checks.filter(({ broken }) => broken > 0)).toEqual([]);
});

async function problemOf(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refused)) throw new Error('it was not refused', { cause: error });
  const { code, errors = [] } = error.problem;
  return [code, ...errors.map(({ pointer, detail }) => `${pointer ?? ''} ${detail}`)];
}

async function mt940(account: OwnAccount, entries: readonly Entry[]): Promise<string> {
  const text = mt940Of({ account: account.number, openedOn: '2026-04-30', closedOn, entries });
  const file = { name: `${account.number}.sta`, bytes: Buffer.from(text) };
  const { statements } = await importStatements(deps(), [file]);
  await reconcile(deps());
  return (
    statements.map((one) => `${one.state} new ${String(one.new)} known ${String(one.known)}`)[0] ??
    ''
  );
}

/** What counts for an account: its lines by day, and the days that are proven. */
async function standing({ versionId }: OwnAccount) {
  const [id = ''] = await database
    .db('beneficiary_account')
    .where({ id: versionId })
    .pluck<string[]>('bank_account_id');
  const lines = (await loadStatementLines(database.db)).filter((one) => one.bankAccountId === id);
  const statements = (await loadCoverageStatements(database.db)).get(id) ?? [];
  return {
    lines: lines.map((one) => `${one.bookingDate} ${String(one.amount)} ${one.narrative}`),
    covered: coveredDays(statements).map(({ from, to }) => `${from}..${to}`),
  };
}

async function becameOf(statementId: string | null | undefined): Promise<string> {
  const row = await database
    .db('statement')
    .where({ id: statementId })
    .first<{ state: string; format: string; new_count: number; known_count: number }>();
  return `${row.format} ${row.state} new ${String(row.new_count)} known ${String(row.known_count)}`;
}

const from = '2026-05-01';
const closedOn = '2026-05-15';
const period = { from, to: closedOn };
const entries: readonly Entry[] = [
  { on: '2026-05-04', amount: 8_000n, reference: 'FT1', text: 'NOP PHI MOT' },
  { on: '2026-05-04', amount: 8_000n, reference: 'FT2', text: 'NOP PHI HAI' },
  { on: '2026-05-06', amount: -3_000n, reference: 'FT3', text: 'PHI QUAN LY' },
  { on: '2026-05-11', amount: 120_000n, reference: 'FT4', text: 'NOP PHI BA' },
];
const byDay = entries.map(({ on, amount, text = '' }) => `${on} ${String(amount)} ${text}`);
const nothing = { lines: [], covered: [] };

test('what one person typed counts only once another has confirmed it', async () => {
  const account = await anAccountOfA(database);
  const paper = await enter(database, maker, { account, entry: paperOf(entries, period) });
  expect(await standing(account)).toEqual(nothing);
  const asked = { asker: checker, paperId: paper.id };
  const { decision } = await confirmPaper(depsOf(database, checker), asked);
  expect(decision).toMatchObject({ outcome: 'confirmed', checker: { id: checker.id } });
  expect(await becameOf(decision?.statementId)).toBe('PAPER balanced new 4 known 0');
  expect(await standing(account)).toEqual({ lines: byDay, covered: [`${from}..${closedOn}`] });
  const events = await database
    .db('audit_event')
    .where({ subject_kind: 'paper_statement', subject_id: paper.id })
    .orderBy('id')
    .select('action', 'actor', 'unit_code');
  expect(events).toEqual([
    { action: 'paper_statement.entered', actor: maker.id, unit_code: units.a },
    { action: 'paper_statement.confirmed', actor: checker.id, unit_code: units.a },
  ]);
  const became = { subject_kind: 'statement', subject_id: decision?.statementId ?? '' };
  expect(await database.db('audit_event').where(became).pluck('action')).toEqual([
    'statement.imported',
  ]);
});

test('a paper that is refused stays as evidence and changes nothing', async () => {
  const account = await anAccountOfA(database);
  const given = { account, entry: paperOf(entries, period) };
  const { id } = await enter(database, maker, given);
  const asked = { asker: checker, paperId: id };
  const why = { ...asked, reason: 'Dòng 2 khác bản quét' };
  const { decision } = await refusePaper(depsOf(database, checker), why);
  expect(decision).toMatchObject({ outcome: 'refused', reason: why.reason, statementId: null });
  expect(await standing(account)).toEqual(nothing);
  expect(await problemOf(confirmPaper(depsOf(database, checker), asked))).toEqual(['conflict']);
  // typed anew with the same scan, it is another paper
  expect((await enter(database, maker, given)).id).not.toBe(id);
});

test('its maker takes it back while it waits, and types it anew from the same scan', async () => {
  const account = await anAccountOfA(database);
  const given = { account, entry: paperOf(entries, period) };
  const { id, fileId } = await enter(database, maker, given);
  const asked = { paperId: id, reason: 'Gõ nhầm dòng 2' };
  const withdraw = (asker: Principal) =>
    problemOf(withdrawPaper(depsOf(database, asker), { ...asked, asker }));
  const stranger = await aPerson(database, 'commune_accountant', units.b);
  expect(await withdraw(checker)).toEqual(['forbidden']);
  expect(await withdraw(stranger)).toEqual(['not_found']);
  expect(await withdraw({ ...maker, kind: 'token' })).toEqual(['forbidden']);

  const own = { ...asked, asker: maker };
  const { decision } = await withdrawPaper(depsOf(database, maker), own);
  expect(decision).toMatchObject({ outcome: 'withdrawn', checker: null, reason: asked.reason });
  expect(await withdraw(maker)).toEqual(['conflict']);
  const confirming = { asker: checker, paperId: id };
  expect(await problemOf(confirmPaper(depsOf(database, checker), confirming))).toEqual([
    'conflict',
  ]);
  expect(await standing(account)).toEqual(nothing);
  const events = database.db('audit_event').where({ action: 'paper_statement.withdrawn' });
  expect(await events.where({ subject_id: id }).select('actor', 'why', 'unit_code')).toEqual([
    { actor: maker.id, why: asked.reason, unit_code: units.a },
  ]);

  const { versionId } = account;
  const anew = { asker: maker, versionId, entry: given.entry, scan: { ofPaper: id } };
  const again = await enterPaper(depsOf(database, maker), anew);
  expect(again).toMatchObject({ fileId, scanName: 'sổ phụ.pdf', decision: null });
  const theirs = { ...anew, asker: stranger };
  expect(await problemOf(enterPaper(depsOf(database, stranger), theirs))).toEqual(['not_found']);
  const both = await Promise.allSettled([
    withdrawPaper(depsOf(database, maker), { ...own, paperId: again.id }),
    confirmPaper(depsOf(database, checker), { ...confirming, paperId: again.id }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('its lines settle payments, and the books say which ones', async () => {
  const account = { versionId: '', number: accounts.a };
  const [versionId = ''] = await database
    .db('beneficiary_account as version')
    .join('bank_account', 'bank_account.id', 'version.bank_account_id')
    .where({ number: accounts.a })
    .pluck<string[]>('version.id');
  const day = '2026-05-18';
  const entry = paperOf([{ on: day, amount: 1_250_000n, text: 'CTREF00002 nop phi' }], {
    ...{ from: '2026-05-16', to: day, openingBalance: 2_600_000n },
  });
  await attested(database, pair, { account: { ...account, versionId }, entry });
  await reconcile(deps());
  const { payments } = await readProvince(deps(), { asOf: now() });
  expect(payments.find(({ gatewayTxnId }) => gatewayTxnId === 'T2')?.settlement).toBe('arrived');
  expect((await standing({ ...account, versionId })).covered).toEqual(['2026-04-21..2026-05-18']);
});

describe('the same days in a bank’s file count once', () => {
  test('whether the paper came first', async () => {
    const account = await anAccountOfA(database);
    await attested(database, pair, { account, entry: paperOf(entries, period) });
    expect(await mt940(account, entries)).toBe('balanced new 0 known 4');
    expect((await standing(account)).lines).toEqual(byDay);
  });

  test('or the file, and with references and texts that differ', async () => {
    const account = await anAccountOfA(database);
    expect(await mt940(account, entries)).toBe('balanced new 4 known 0');
    const typed = entries.map(({ on, amount }) => ({ on, amount, text: 'khong ro' }));
    const paper = await attested(database, pair, { account, entry: paperOf(typed, period) });
    expect(await becameOf(paper.decision?.statementId)).toBe('PAPER balanced new 0 known 4');
    expect((await standing(account)).lines).toEqual(byDay);
  });

  test('a day on which the file shows more adds the difference', async () => {
    const account = await anAccountOfA(database);
    const one = entries.slice(0, 1);
    await attested(database, pair, { account, entry: paperOf(one, period) });
    expect(await mt940(account, entries)).toBe('balanced new 3 known 1');
    expect((await standing(account)).lines).toEqual(byDay);
  });

  test('a day on which both have what the other lacks waits for a person', async () => {
    const account = await anAccountOfA(database);
    await mt940(account, entries);
    const typed = [{ ...lineEntry, amount: 9_000n }];
    const paper = await attested(database, pair, { account, entry: paperOf(typed, period) });
    expect(await becameOf(paper.decision?.statementId)).toBe('PAPER overlap new 0 known 0');
    expect((await standing(account)).lines).toEqual(byDay);
  });

  test('two papers of overlapping periods too', async () => {
    const account = await anAccountOfA(database);
    await attested(database, pair, { account, entry: paperOf(entries, period) });
    const entry = paperOf(entries.slice(0, 2), { from, to: '2026-05-05' });
    const paper = await attested(database, pair, { account, entry });
    expect(await becameOf(paper.decision?.statementId)).toBe('PAPER balanced new 0 known 2');
    expect((await standing(account)).lines).toEqual(byDay);
  });
});
const lineEntry: Entry = { on: '2026-05-04', amount: 8_000n, text: 'NOP PHI' };

test('it is voided and restored like any other, from what was typed', async () => {
  const account = await anAccountOfA(database);
  const entry = paperOf(entries.slice(0, 2), period);
  const { decision } = await attested(database, pair, { account, entry });
  const statementId = decision?.statementId ?? '';
  const decide = async (what: StatementDecision): Promise<string> => {
    await decideStatement(deps(), { statementId, decision: what, reason: 'bản quét giả' });
    await reconcile(deps());
    return becameOf(statementId);
  };
  expect(await decide('voided')).toContain('voided');
  expect(await standing(account)).toEqual(nothing);
  expect(await decide('restored')).toBe('PAPER balanced new 2 known 0');
  expect((await standing(account)).lines).toEqual(byDay.slice(0, 2));
});

test('one that overlapped is tried again once what stood in its way is voided', async () => {
  const account = await anAccountOfA(database);
  await mt940(account, [{ ...lineEntry, amount: 7_000n }]);
  const entry = paperOf(entries, period);
  const { decision } = await attested(database, pair, { account, entry });
  expect(await becameOf(decision?.statementId)).toContain('overlap');
  const [wrong = ''] = await database
    .db('statement')
    .where({ account_printed: account.number, format: 'MT940' })
    .pluck<string[]>('id');
  const voiding = { statementId: wrong, decision: 'voided', reason: 'tệp sai' } as const;
  await decideStatement(deps(), voiding);
  expect(await becameOf(decision?.statementId)).toBe('PAPER balanced new 4 known 0');
});

test('one scan may show several periods; it is kept once', async () => {
  const account = await anAccountOfA(database);
  const bytes = scanBytes('hai kỳ');
  const early = paperOf(entries.slice(0, 2), { from, to: '2026-05-05' });
  const late = paperOf(entries.slice(2), {
    ...{ from: '2026-05-06', to: closedOn, openingBalance: 16_000n },
  });
  const first = await attested(database, pair, { account, entry: early, bytes });
  const second = await attested(database, pair, { account, entry: late, bytes });
  expect(second.fileId).toBe(first.fileId);
  expect((await standing(account)).covered).toEqual([`${from}..${closedOn}`]);
  // as a statement the scan is what it was before: no file that anybody reads
  const { refused, statements } = await importStatements(deps(), [{ name: 'a.pdf', bytes }]);
  expect([refused.length, statements]).toEqual([1, []]);
});

describe('refused with the field named', () => {
  let account: OwnAccount;
  beforeAll(async () => {
    account = await anAccountOfA(database);
  });
  const good = paperOf(entries, period);
  const refused = (entry: PaperEntry, bytes?: Buffer) =>
    problemOf(enter(database, maker, { account, entry, ...(bytes ? { bytes } : {}) }));

  test('where it is a đồng off, on days outside, of nothing, or in the future', async () => {
    expect(await refused({ ...good, closingBalance: good.closingBalance + 1n })).toEqual([
      'invalid_input',
      '/closingBalance opening 0 + credits 136000 - debits 3000 = 133000, which differs by 1',
    ]);
    const [first] = good.lines;
    if (!first) throw new Error('no line');
    const zero = { ...first, amount: 0n };
    const outside = { ...first, bookingDate: '2026-05-16' };
    expect(await refused({ ...good, lines: [zero, ...good.lines.slice(0, 0)] })).toContain(
      '/lines/0/amount is zero',
    );
    expect(await refused({ ...good, lines: [outside, ...good.lines.slice(1)] })).toEqual([
      'invalid_input',
      '/lines/0/bookingDate lies outside the period',
    ]);
    expect(await refused({ ...good, periodFrom: '2026-05-16' })).toContain(
      '/periodTo is before the first day',
    );
    expect(await refused({ ...good, periodTo: '2026-05-21' })).toEqual([
      'invalid_input',
      '/periodTo is after today',
    ]);
    expect(await refused({ ...good, periodFrom: '2025-05-14' })).toContain(
      '/periodFrom the period has more than 366 days',
    );
    const line = lineOf(lineEntry);
    expect(await refused({ ...good, lines: Array.from({ length: 301 }, () => line) })).toContain(
      '/lines at most 300 lines; enter shorter periods',
    );
  });

  test('a scan that is no picture, or too large', async () => {
    expect(await refused(good, Buffer.from('MZ'))).toEqual([
      'bad_file',
      '/file A scan is a PDF, JPEG or PNG file by its first bytes; this is none of them.',
    ]);
    const large = Buffer.alloc(20 * 1024 * 1024 + 1);
    scanBytes().copy(large);
    expect(await refused(good, large)).toEqual(['too_large']);
  });

  test('the same period while it waits, and an account of somebody else', async () => {
    await enter(database, maker, { account, entry: good });
    expect(await refused(good)).toEqual(['conflict']);
    const stranger = await aPerson(database, 'commune_accountant', units.b);
    const given = { account, entry: paperOf([], { from, to: '2026-05-02' }) };
    expect(await problemOf(enter(database, stranger, given))).toEqual(['not_found']);
    const token = { ...maker, kind: 'token' } as const;
    expect(await problemOf(enter(database, token, given))).toEqual(['forbidden']);
  });
});

describe('the second person', () => {
  const may = async (who: Principal, paperId: string) =>
    problemOf(confirmPaper(depsOf(database, who), { asker: who, paperId }));

  test('is never the maker, by whatever account, nor whoever made the maker', async () => {
    const account = await anAccountOfA(database);
    const citizenIdHash = 'one-person';
    const twice = await aPerson(database, 'commune_accountant', units.a, { citizenIdHash });
    const { id } = await enter(database, twice, { account, entry: paperOf(entries, period) });
    expect(await may(twice, id)).toEqual(['forbidden']);
    // the number is moved to another account of theirs
    await database.db('officer').where({ id: twice.id }).update({ citizen_id_hash: null });
    const self = await aPerson(database, 'commune_admin', units.a, { citizenIdHash });
    expect(await may(self, id)).toEqual(['forbidden']);
    const inviter = await aPerson(database, 'commune_admin', units.a);
    await database.db('setup_link').insert({
      ...{ officer_id: twice.id, token_hash: Buffer.from('x'), created_at: now() },
      ...{ created_by: `officer ${inviter.id}`, expires_at: now() },
    });
    expect(await may(inviter, id)).toEqual(['forbidden']);
    expect(await may(await aPerson(database, 'commune_admin', units.b), id)).toEqual(['not_found']);
    expect(await may(await aPerson(database, 'finance_officer', '75'), id)).toEqual(['not_found']);
    expect(await standing(account)).toEqual(nothing);
  });

  test('is one: of two at once one confirms and the other is told so', async () => {
    const account = await anAccountOfA(database);
    const { id } = await enter(database, maker, { account, entry: paperOf(entries, period) });
    const second = await aPerson(database, 'commune_accountant', units.a);
    const both = [checker, second].map((asker) =>
      confirmPaper(depsOf(database, asker), { asker, paperId: id }),
    );
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(lost[0]).toMatchObject({ problem: { code: 'conflict' } });
    expect((await standing(account)).lines).toEqual(byDay);
    const made = database.db('statement').where({ account_printed: account.number });
    expect(await made).toHaveLength(1);
  });

  test('the database itself keeps maker and checker apart', async () => {
    const account = await anAccountOfA(database);
    const { id } = await enter(database, maker, { account, entry: paperOf(entries, period) });
    const row = { paper_statement_id: id, maker_id: maker.id, outcome: 'refused', reason: 'x' };
    const own = { ...row, checker_id: maker.id, decided_at: now() };
    await expect(database.db('paper_decision').insert(own)).rejects.toThrow(
      'maker_and_checker_of_a_paper_are_two_people',
    );
  });
});

test('whatever is typed is refused and leaves nothing, or is exactly what was typed', async () => {
  const account = await anAccountOfA(database);
  const counts = async (): Promise<unknown> => {
    const { rows } = await database.db.raw<{ rows: unknown[] }>(
      `select (select count(*) from paper_statement) as papers,
              (select count(*) from paper_line) as lines,
              (select count(*) from statement_file) as files,
              (select count(*) from audit_event) as events`,
    );
    return rows[0];
  };
  const dayIn = fc.integer({ min: -2, max: 17 }).map((n) => addDays(from, n));
  const text = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
  const lines = fc.array(
    fc.record({
      bookingDate: dayIn,
      valueDate: dayIn,
      amount: fc.oneof(
        fc.constantFrom(0n, 8_000n),
        fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
      ),
      bankRef: fc.option(text),
      narrative: text,
      counterparty: fc.option(text),
    }),
    { maxLength: 8 },
  );
  let round = 0;
  let kept = 0;
  await fc.assert(
    fc.asyncProperty(lines, fc.constantFrom(0n, 0n, 0n, 1n), async (typed, off) => {
      round += 1;
      const { credits, debits } = paperSums(typed);
      const entry = {
        ...{ periodFrom: from, periodTo: closedOn, openingBalance: 5n, lines: typed },
        closingBalance: 5n + credits - debits + off,
      };
      const isGood =
        off === 0n &&
        typed.every(({ amount }) => amount !== 0n) &&
        typed.every(({ bookingDate: on }) => on >= from && on <= closedOn);
      const before = await counts();
      const bytes = scanBytes(`run ${String(round)}`);
      const given = { account, entry, bytes };
      if (!isGood) {
        expect(await problemOf(enter(database, maker, given))).toContain('invalid_input');
        expect(await counts()).toEqual(before);
        return;
      }
      kept += 1;
      const paper = await enter(database, maker, given);
      expect(await loadPaperLines(database.db, paper.id)).toEqual(typed);
      const asked = { asker: checker, paperId: paper.id };
      if (kept % 3 !== 0) {
        await refusePaper(depsOf(database, checker), { ...asked, reason: 'x' });
        return;
      }
      const own = await anAccountOfA(database);
      const posted = await attested(database, pair, { ...given, account: own });
      const rows = await database
        .db('statement_line')
        .where({ statement_id: posted.decision?.statementId })
        .orderBy('line_no')
        .select('booking_date as bookingDate', 'value_date as valueDate', 'amount')
        .select('bank_ref as bankRef', 'narrative', 'counterparty');
      const asStored = typed.map((one) => ({ ...one, amount: String(one.amount) }));
      expect(rows).toEqual(asStored);
      const [sums] = await database
        .db('statement')
        .where({ id: posted.decision?.statementId })
        .select('sum_credits', 'sum_debits', 'state');
      expect(sums).toMatchObject({
        ...{ sum_credits: String(credits), sum_debits: String(debits), state: 'balanced' },
      });
      await refusePaper(depsOf(database, checker), { ...asked, reason: 'x' });
    }),
    { numRuns: process.env['DOISOAT_LONG'] === '1' ? 1_000 : 30 },
  );
  expect(kept).toBeGreaterThan(0);
});
