// Posts one statement: finds its account, tells new lines from known ones, stores both sides. Lines of
// a long statement are stored while it is read; where its end says that they do not count, they are
// taken back.
import type { LocalDate } from '../calendar.js';
import { inTransaction, type Db } from '../db.js';
import type { Money } from '../money.js';
import {
  isIntraday,
  type CheckedStatement,
  type ParsedStatement,
  type StatementHead,
  type StatementWarning,
} from './bank-format.js';
import { exact } from './exact.js';
import {
  addStatement,
  changeStatement,
  nextStatementId,
  type PostedState,
  type StatementRow,
  type StoredFile,
} from './import-store.js';
import { rowsOfStatement, type LineRows } from './line-rows.js';
import { loadCandidates, loadChain } from './line-store.js';
import { chainOf, distantFrom } from './new-lines.js';
import { accountKeys, chooseAccount } from './resolve-account.js';
import {
  addStaged,
  addStagedAnnounced,
  clearStaging,
  compareStaged,
  copyLines,
  daysWithLines,
  freshNumbers,
  openStaging,
  stagedDays,
  stageRows,
  type Comparison,
} from './staged-lines.js';
import { summaryOf } from './statement-summary.js';

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

/** A stored statement, with what was decided about it. */
export interface StatementToPost extends Standing {
  readonly id: string;
  readonly state: string;
}

/** A statement of a file, new or stored before. */
export type PostTarget =
  | { readonly kind: 'new'; readonly file: StoredFile; readonly index: number }
  | { readonly kind: 'stored'; readonly statement: StatementToPost };

/** Takes a statement as it is told. */
export interface Posting {
  lines(head: StatementHead | null, rows: LineRows): Promise<void>;
  end(statement: CheckedStatement, rows: LineRows): Promise<Posted>;
}

/** Stores a statement that is held whole. Call inside the file's transaction. */
export function postStatement(
  trx: Db,
  file: StoredFile,
  given: { readonly statementIndex: number; readonly statement: ParsedStatement },
): Promise<Posted> {
  const target = { kind: 'new', file, index: given.statementIndex } as const;
  return openPosting(trx, target).end(given.statement, rowsOfStatement(given.statement));
}

/** Call inside the file's transaction, for one statement after the other. */
export function openPosting(trx: Db, target: PostTarget): Posting {
  let kept: Keeping | undefined;
  return {
    async lines(head, rows) {
      kept ??= await beginEarly(trx, target, head);
      await kept.keep(rows);
    },
    async end(statement, rows) {
      const posted = await finish(statement, rows);
      await kept?.settle();
      return posted;
    },
  };

  async function finish(statement: CheckedStatement, rows: LineRows): Promise<Posted> {
    const standing = target.kind === 'stored' ? target.statement : undecided;
    const account = await accountOf(trx, statement);
    const accountId = account.kind === 'found' ? account.id : null;
    const about = { trx, target, statement, standing };
    if (statement.state === 'quarantined' && !standing.isReleased) {
      await kept?.takeBack();
      return storeUnposted(about, { state: 'quarantined', accountId });
    }
    if (account.kind !== 'found') {
      await kept?.takeBack();
      return storeUnposted(about, { state: 'parked', accountId, warning: account.warning });
    }
    kept ??= await begin(trx, target, statement, account.id);
    return postKept(about, kept, { accountId: account.id, rows });
  }
}

interface About {
  readonly trx: Db;
  readonly target: PostTarget;
  readonly statement: CheckedStatement;
  readonly standing: Standing;
}

/** Lines of a statement that are stored or staged, before it is known whether they count. */
interface Keeping {
  readonly statementId: string;
  keep(rows: LineRows): Promise<void>;
  /** Stages the rows if they must be compared, else leaves them to be stored behind the statement. */
  keepLast(rows: LineRows, accountId: string): Promise<'staged' | 'straight'>;
  takeBack(): Promise<void>;
  /** Ends it, whether its lines stay or were taken back. */
  settle(): Promise<void>;
  /** Days on which other statements had stored lines. */
  contested(accountId: string): Promise<readonly LocalDate[]>;
  readonly isStaged: () => boolean;
  readonly storedCount: () => number;
}

/** A statement of one part: all of it is known. */
async function begin(
  trx: Db,
  target: PostTarget,
  statement: CheckedStatement,
  accountId: string,
): Promise<Keeping> {
  return openKeeping(trx, {
    statementId: await idOf(trx, target),
    head: statement,
    accountId,
    isEarly: false,
  });
}

/** A statement whose end is still to come. */
async function beginEarly(
  trx: Db,
  target: PostTarget,
  head: StatementHead | null,
): Promise<Keeping> {
  await openStaging(trx);
  await trx.raw('savepoint lines_of_statement');
  // its row comes with its end
  await trx.raw('set constraints statement_line_statement_id_fkey deferred');
  const accountId = head && (await accountByNumber(trx, head));
  return openKeeping(trx, {
    statementId: await idOf(trx, target),
    head,
    accountId,
    isEarly: true,
  });
}

function idOf(trx: Db, target: PostTarget): Promise<string> | string {
  return target.kind === 'stored' ? target.statement.id : nextStatementId(trx);
}

/** The account that a number alone means; what names the bank may stand further below. */
async function accountByNumber(trx: Db, head: StatementHead): Promise<string | null> {
  const found = await accountOf(trx, { ...head, bankHints: [] });
  return found.kind === 'found' ? found.id : null;
}

function openKeeping(
  trx: Db,
  given: {
    readonly statementId: string;
    readonly head: Pick<StatementHead, 'format' | 'layout' | 'currency'> | null;
    readonly accountId: string | null;
    readonly isEarly: boolean;
  },
): Keeping {
  const { statementId, head, isEarly } = given;
  const seen = new Map<LocalDate, boolean>();
  let isStaged = false;
  let storedCount = 0;
  // nothing but đồng is ever posted
  const isOther = head !== null && head.currency !== 'VND';
  const look = async (accountId: string, days: readonly LocalDate[]): Promise<void> => {
    const unseen = days.filter((day) => !seen.has(day));
    const found = new Set(await daysWithLines(trx, accountId, unseen));
    for (const day of unseen) seen.set(day, found.has(day));
  };
  const mayGoStraight = async (rows: LineRows, accountId: string | null): Promise<boolean> => {
    if (accountId === null || head === null || isIntraday(head)) return false;
    await look(accountId, rows.days);
    return rows.pendingCount === 0 && !rows.days.some((day) => seen.get(day) === true);
  };
  const stage = async (rows: LineRows): Promise<void> => {
    if (!isStaged && !isEarly) await openStaging(trx);
    isStaged = true;
    await stageRows(trx, rows);
  };
  return {
    statementId,
    isStaged: () => isStaged,
    storedCount: () => storedCount,
    async keep(rows) {
      if (isOther) return;
      if (head && given.accountId !== null && (await mayGoStraight(rows, given.accountId))) {
        const { accountId } = given;
        await copyLines(trx, { statementId, accountId, layout: head.layout }, rows);
        storedCount += rows.bookedCount;
      } else await stage(rows);
    },
    async keepLast(rows, accountId) {
      if (await mayGoStraight(rows, accountId)) {
        storedCount += rows.bookedCount;
        return 'straight';
      }
      await stage(rows);
      return 'staged';
    },
    async takeBack() {
      if (isEarly) await trx.raw('rollback to savepoint lines_of_statement');
      else if (isStaged) await clearStaging(trx);
    },
    async settle() {
      if (isStaged) await clearStaging(trx);
      if (isEarly) await trx.raw('release savepoint lines_of_statement');
    },
    async contested(accountId) {
      if (isStaged) await look(accountId, await stagedDays(trx));
      return [...seen].filter(([, has]) => has).map(([day]) => day);
    },
  };
}

async function postKept(
  about: About,
  kept: Keeping,
  { accountId, rows }: { readonly accountId: string; readonly rows: LineRows },
): Promise<Posted> {
  const { trx, statement, standing } = about;
  const { layout, warnings } = statement;
  const { statementId } = kept;
  const last = await kept.keepLast(rows, accountId);
  const days = await kept.contested(accountId);
  const target = { statementId, accountId, layout };
  const isEarly = isIntraday(statement);
  const compared = kept.isStaged()
    ? await compare(about, { ...target, days: isEarly ? [] : days })
    : nothingStaged;
  if (compared.overlapOn !== null) {
    await kept.takeBack();
    const detail = `on ${compared.overlapOn} lines differ from those that other statements brought`;
    const warning = { code: 'overlap', detail };
    return storeUnposted(about, { state: 'overlap', accountId, warning });
  }
  const fresh = kept.storedCount() + (isEarly ? 0 : compared.freshCount);
  const counts = { newCount: fresh, knownCount: compared.knownCount };
  const state = postedState({ statement, standing }, counts);
  const posted = { state, warnings, ...counts, areKnownStaged: compared.knownCount > 0 };
  await storeState(about, { ...posted, statementId, accountId });
  if (last === 'straight' && rows.bookedCount > 0) await copyLines(trx, target, rows);
  if (kept.isStaged()) {
    if (!isEarly) await addStaged(trx, { ...target, days });
    await addStagedAnnounced(trx, { ...target, isEarly });
  }
  return { state, warnings, ...counts, statementId, accountId };
}

const nothingStaged: Comparison = { freshCount: 0, knownCount: 0, overlapOn: null };

/** Staged lines beside those that are stored on the same days. */
async function compare(
  { trx, statement, standing }: Omit<About, 'target'>,
  given: {
    readonly statementId: string;
    readonly accountId: string;
    readonly layout: string;
    readonly days: readonly LocalDate[];
  },
): Promise<Comparison> {
  const { accountId, layout, days, statementId } = given;
  const onlyOf = standing.isSeparate ? statementId : null;
  const isNumbered = onlyOf === null && statement.sequenceNumber !== null && days.length > 0;
  const around = isNumbered
    ? await numberedAround(trx, accountId, statement)
    : { chain: [], distant: [] };
  return compareStaged(trx, { accountId, layout, days, onlyOf, ...around });
}

async function numberedAround(
  trx: Db,
  accountId: string,
  statement: CheckedStatement,
): Promise<{ readonly chain: string[]; readonly distant: string[] }> {
  const place = {
    layout: statement.layout,
    sequenceNumber: statement.sequenceNumber,
    page: statement.page,
    opening: statement.provenOpening === null ? null : dong(statement.provenOpening),
    closing: statement.provenClosing === null ? null : dong(statement.provenClosing),
  };
  const numbered = await loadChain(trx, accountId);
  return { chain: [...chainOf(place, numbered)], distant: [...distantFrom(place, numbered)] };
}

/** Only what adds up by itself, and is over, proves days; a bank's copy of known lines adds nothing. */
function postedState(
  { statement, standing }: Pick<About, 'statement' | 'standing'>,
  { newCount, knownCount }: { readonly newCount: number; readonly knownCount: number },
): PostedState['state'] {
  const isCopy = statement.warnings.some(({ code }) => code === 'marked_as_copy');
  const isKnown = knownCount > 0 && newCount === 0;
  if (isCopy && isKnown && !standing.isSeparate) return 'duplicate';
  return isIntraday(statement) || statement.state === 'quarantined' ? 'unproven' : statement.state;
}

async function storeUnposted(
  about: About,
  given: {
    readonly state: 'quarantined' | 'parked' | 'overlap';
    readonly accountId: string | null;
    readonly warning?: StatementWarning;
  },
): Promise<Posted> {
  const { trx, target, statement } = about;
  const { state, accountId, warning } = given;
  const warnings = warning ? [...statement.warnings, warning] : statement.warnings;
  const posted = { state, accountId, warnings, newCount: 0, knownCount: 0 };
  if (target.kind === 'stored') {
    const { id: statementId, state: before } = target.statement;
    // one that is parked stays as it was
    if (state !== 'parked' || before !== 'parked')
      await storeState(about, { ...posted, statementId });
    return { ...posted, statementId };
  }
  const statementId = await nextStatementId(trx);
  await storeState(about, { ...posted, statementId });
  return { ...posted, statementId };
}

async function storeState(
  { trx, target, statement }: About,
  posted: PostedState & { readonly statementId: string; readonly accountId: string | null },
): Promise<void> {
  const { statementId, accountId } = posted;
  if (target.kind === 'stored') {
    await changeStatement(trx, statementId, posted);
    return;
  }
  const { file, index } = target;
  const row = statementRow(file, { statementIndex: index, statement }, accountId);
  await addStatement(trx, { id: statementId, ...row }, posted);
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
  const isQuarantined = statement.state === 'quarantined';
  const { warnings } = statement;
  return inTransaction(db, async (trx) => {
    const account = await accountOf(trx, statement);
    if (account.kind !== 'found') {
      if (isQuarantined) return { state: 'quarantined', warnings, fresh: null };
      return { state: 'parked', warnings: [...warnings, account.warning], fresh: null };
    }
    const rows = rowsOfStatement(statement);
    const days = await daysWithLines(trx, account.id, rows.days);
    await openStaging(trx);
    await stageRows(trx, rows);
    const given = { statementId: '0', accountId: account.id, layout: statement.layout, days };
    const about = { trx, statement, standing: undecided };
    const compared = await compare(about, given);
    const fresh = compared.overlapOn === null ? new Set(await freshNumbers(trx)) : null;
    await clearStaging(trx);
    if (isQuarantined) return { state: 'quarantined', warnings, fresh };
    if (compared.overlapOn !== null) {
      const detail = `on ${compared.overlapOn} lines differ from those that other statements brought`;
      return { state: 'overlap', warnings: [...warnings, { code: 'overlap', detail }], fresh };
    }
    const counts = { newCount: compared.freshCount, knownCount: compared.knownCount };
    return { state: postedState({ statement, standing: undecided }, counts), warnings, fresh };
  });
}

type FoundAccount =
  | { readonly kind: 'found'; readonly id: string }
  | { readonly kind: 'parked'; readonly warning: StatementWarning };

/** The registered account that a statement is of, or why it would be parked. */
export async function accountOf(
  trx: Db,
  statement: Pick<CheckedStatement, 'account' | 'currency' | 'bankHints'>,
): Promise<FoundAccount> {
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

/** Whole đồng of a checked amount: fractions were refused at the door. */
function dong(amount: string): Money {
  return BigInt(exact(amount).toFixed(0));
}

function statementRow(
  file: StoredFile,
  {
    statementIndex,
    statement,
  }: { readonly statementIndex: number; readonly statement: CheckedStatement },
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
