// Posts one statement: finds its account, tells new lines from known ones, stores both sides.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { Money } from '../money.js';
import { addAnnounced, type AnnouncedLine } from './announced-store.js';
import { isIntraday, type ParsedStatement, type StatementWarning } from './bank-format.js';
import { exact } from './exact.js';
import {
  addStatement,
  changeStatement,
  type PostedState,
  type StatementRow,
  type StoredFile,
} from './import-store.js';
import type { IndexedStatement } from './join-pages.js';
import {
  addLines,
  loadCandidates,
  loadChain,
  loadClaimedIds,
  loadKnownLines,
  type NewLine,
  type StoredLine,
} from './line-store.js';
import { chainOf, compareLines, distantFrom, lineKey, type KnownLine } from './new-lines.js';
import { accountKeys, chooseAccount } from './resolve-account.js';
import { summaryOf } from './statement-summary.js';

type Draft = AnnouncedLine;

/** What people decided about a statement, as far as posting it goes. */
export interface Standing {
  /** Its lines count although its figures contradict each other. */
  readonly isReleased: boolean;
  /** Its lines are other lines, although they look like known ones. */
  readonly isSeparate: boolean;
}

const undecided: Standing = { isReleased: false, isSeparate: false };

/** What became of a statement, and whose it is. */
export type Posted = PostedState & {
  readonly statementId: string;
  readonly accountId: string | null;
};

type Unstored = Omit<Posted, 'statementId'>;

/** Stores a statement of a file with what became of it. Call inside the file's transaction. */
export async function postStatement(
  trx: Db,
  file: StoredFile,
  indexed: IndexedStatement,
): Promise<Posted> {
  const { statement } = indexed;
  const decided = await decide(trx, { statement, standing: undecided, id: null });
  const row = statementRow(file, indexed, decided.posted.accountId);
  const id = await addStatement(trx, row, decided.posted);
  await store(trx, id, decided);
  return { ...decided.posted, statementId: id };
}

/** Posts a statement that waited or was decided about; one that is parked stays as it was. */
export async function postAgain(
  trx: Db,
  { id: statementId, state, ...standing }: StatementToPost,
  statement: ParsedStatement,
): Promise<Posted> {
  const decided = await decide(trx, { statement, standing, id: statementId });
  const posted = { ...decided.posted, statementId };
  if (posted.state === 'parked' && state === 'parked') return posted;
  await changeStatement(trx, statementId, decided.posted);
  await store(trx, statementId, decided);
  return posted;
}

/** A stored statement, with what was decided about it. */
export interface StatementToPost extends Standing {
  readonly id: string;
  readonly state: string;
}

/** What posting a statement would come to; stores nothing. */
export async function judgeStatement(
  db: Db,
  statement: ParsedStatement,
): Promise<{
  readonly state: PostedState['state'];
  readonly warnings: readonly StatementWarning[];
  /** Numbers of the lines that are new, also where they would wait; null where nobody can say. */
  readonly fresh: ReadonlySet<number> | null;
}> {
  const given = { statement, id: null };
  const { posted } = await decide(db, { ...given, standing: undecided });
  const released = await decide(db, { ...given, standing: { ...undecided, isReleased: true } });
  const isComparable = !['parked', 'overlap'].includes(released.posted.state);
  const fresh = isComparable ? new Set(released.fresh.map(({ lineNo }) => lineNo)) : null;
  return { state: posted.state, warnings: posted.warnings, fresh };
}

interface Decided {
  readonly posted: Unstored;
  readonly fresh: readonly NewLine[];
  /** Entries seen early: they are told, and are no lines. */
  readonly announced: readonly AnnouncedLine[];
}

async function store(trx: Db, id: string, { posted, fresh, announced }: Decided): Promise<void> {
  const { accountId } = posted;
  if (accountId === null) return;
  await addLines(trx, { id, accountId }, fresh);
  await addAnnounced(trx, { id, accountId }, announced);
}

interface ToDecide {
  readonly statement: ParsedStatement;
  readonly standing: Standing;
  /** Null for one that is not stored yet. */
  readonly id: string | null;
}

async function decide(trx: Db, given: ToDecide): Promise<Decided> {
  const { statement, standing } = given;
  const account = await accountOf(trx, statement);
  const accountId = account.kind === 'found' ? account.id : null;
  if (statement.state === 'quarantined' && !standing.isReleased) {
    return unposted('quarantined', statement, accountId);
  }
  if (account.kind !== 'found') return unposted('parked', statement, null, account.warning);
  const { drafts, announced } = draftsOf(statement);
  const { comparable, stored } = await knownLines(trx, account.id, { ...given, drafts });
  const compared = compareLines(drafts, comparable, statement.layout);
  if (compared.kind === 'overlap') {
    const detail = `on ${compared.day} lines differ from those that other statements brought`;
    return unposted('overlap', statement, account.id, { code: 'overlap', detail });
  }
  const { warnings } = statement;
  const { fresh, knownIds } = compared;
  const state = postedState(given, { fresh, drafts });
  const posted = { accountId: account.id, state, warnings, newCount: fresh.length, knownIds };
  return { posted, fresh: counted(fresh, stored), announced };
}

/** Only what adds up by itself, and is over, proves days; a bank's copy of known lines adds nothing. */
function postedState(
  { statement, standing }: ToDecide,
  { fresh, drafts }: { readonly fresh: readonly Draft[]; readonly drafts: readonly Draft[] },
): PostedState['state'] {
  const isCopy = statement.warnings.some(({ code }) => code === 'marked_as_copy');
  const isKnown = drafts.length > 0 && fresh.length === 0;
  if (isCopy && isKnown && !standing.isSeparate) return 'duplicate';
  return isIntraday(statement) || statement.state === 'quarantined' ? 'unproven' : statement.state;
}

function unposted(
  state: 'quarantined' | 'parked' | 'overlap',
  statement: ParsedStatement,
  accountId: string | null,
  warning?: StatementWarning,
): Decided {
  const warnings = warning ? [...statement.warnings, warning] : statement.warnings;
  const posted = { state, accountId, warnings, newCount: 0, knownIds: [] };
  return { posted, fresh: [], announced: [] };
}

type FoundAccount =
  | { readonly kind: 'found'; readonly id: string }
  | { readonly kind: 'parked'; readonly warning: StatementWarning };

/** The registered account that a statement is of, or why it would be parked. */
export async function accountOf(trx: Db, statement: ParsedStatement): Promise<FoundAccount> {
  const { account, currency, bankHints } = statement;
  if (currency !== 'VND') {
    return parked('currency_not_vnd', `the statement is in ${currency ?? 'no stated currency'}`);
  }
  if (account === null) return parked('account_not_named', 'the statement names no account');
  const keys = accountKeys(account, currency);
  const chosen = chooseAccount(keys, await loadCandidates(trx, keys), bankHints);
  if (chosen === 'unknown') {
    return parked('account_not_registered', 'the account is not in the register');
  }
  if (chosen === 'ambiguous') {
    const detail = 'the number is registered at several banks and the file names none of them';
    return parked('account_ambiguous', detail);
  }
  return { kind: 'found', id: chosen.id };
}

function parked(code: string, detail: string): FoundAccount {
  return { kind: 'parked', warning: { code, detail } };
}

/** Booked lines in the order of the file, and what is merely announced, which is not posted. */
function draftsOf(statement: ParsedStatement): {
  readonly drafts: readonly Draft[];
  readonly announced: readonly AnnouncedLine[];
} {
  const drafts: Draft[] = [];
  const announced: AnnouncedLine[] = [];
  const isEarly = isIntraday(statement);
  for (const [index, line] of statement.lines.entries()) {
    const { bookingDate, valueDate, narrative, counterparty, bankReference: bankRef } = line;
    const amount = dong(line.amount);
    const key = lineKey({ bookingDate, amount, bankRef, narrative });
    const about = { lineNo: index + 1, layout: statement.layout, bookingDate, valueDate, amount };
    const draft = { ...about, bankRef, narrative, counterparty, lineKey: key };
    if (line.isBooked && !isEarly) drafts.push(draft);
    // money that moved nothing is no movement to wait for
    else if (amount !== 0n) announced.push(draft);
  }
  return { drafts, announced };
}

/** Whole đồng of a checked amount: fractions were refused at the door. */
function dong(amount: string): Money {
  return BigInt(exact(amount).toFixed(0));
}

async function knownLines(
  trx: Db,
  accountId: string,
  { statement, standing, id, drafts }: ToDecide & { readonly drafts: readonly Draft[] },
): Promise<{ readonly comparable: readonly KnownLine[]; readonly stored: readonly StoredLine[] }> {
  const days: LocalDate[] = [...new Set(drafts.map((line) => line.bookingDate))];
  if (days.length === 0) return { comparable: [], stored: [] };
  const stored = await loadKnownLines(trx, accountId, days);
  const live = stored.filter(({ isVoided }) => !isVoided);
  if (standing.isSeparate) {
    return { comparable: live.filter(({ statementId }) => statementId === id), stored };
  }
  if (statement.sequenceNumber === null || live.length === 0) return { comparable: live, stored };
  const place = {
    layout: statement.layout,
    sequenceNumber: statement.sequenceNumber,
    page: statement.page,
    opening: statement.provenOpening === null ? null : dong(statement.provenOpening),
    closing: statement.provenClosing === null ? null : dong(statement.provenClosing),
  };
  const numbered = await loadChain(trx, accountId);
  const chain = chainOf(place, numbered);
  const distant = distantFrom(place, numbered);
  const claimed = new Set(await loadClaimedIds(trx, [...chain]));
  const isOther = (line: StoredLine): boolean =>
    chain.has(line.statementId) || claimed.has(line.id);
  const comparable = live
    .filter((line) => !isOther(line))
    .map((line) => ({ ...line, onlyByKey: distant.has(line.statementId) }));
  return { comparable, stored };
}

/** Equal lines of a day get the next numbers after those that are stored. */
function counted(fresh: readonly Draft[], stored: readonly KnownLine[]): NewLine[] {
  const counts = new Map<string, number>();
  for (const { layout, lineKey: key } of stored) {
    counts.set(`${layout}|${key}`, (counts.get(`${layout}|${key}`) ?? 0) + 1);
  }
  return fresh.map((line) => {
    const place = `${line.layout}|${line.lineKey}`;
    const occurrence = (counts.get(place) ?? 0) + 1;
    counts.set(place, occurrence);
    return { ...line, occurrence };
  });
}

function statementRow(
  file: StoredFile,
  { statementIndex, statement }: IndexedStatement,
  accountId: string | null,
): StatementRow {
  const summary = summaryOf(statement);
  const isDong = statement.currency === 'VND';
  const whole = (amount: string | null): string | null =>
    amount === null || !isDong ? null : dong(amount).toString();
  return {
    statement_file_id: file.id,
    statement_index: statementIndex,
    bank_account_id: accountId,
    format: statement.format,
    layout: statement.layout,
    account_printed: statement.account,
    currency: statement.currency,
    bank_statement_id: statement.statementId,
    sequence_number: statement.sequenceNumber,
    page: statement.page,
    period_from: statement.periodFrom,
    period_to: statement.periodTo,
    opening_balance: whole(statement.provenOpening),
    closing_balance: whole(statement.provenClosing),
    line_count: summary.lineCount,
    sum_credits: whole(summary.sumCredits),
    sum_debits: whole(summary.sumDebits),
    made_at: statement.madeAt ?? file.uploadedAt,
    uploaded_at: file.uploadedAt,
  };
}
