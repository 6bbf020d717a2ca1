// Posts one statement: finds its account, tells new lines from known ones, stores both sides. Lines of
// a long statement are stored while it is read; where its end says that they do not count, they are
// taken back.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { Money } from '../money.js';
import { accountOf } from './account-of.js';
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
import { begin, beginEarly, type Keeping } from './keep-lines.js';
import { rowsOfStatement, type LineRows } from './line-rows.js';
import { loadChain } from './line-store.js';
import { chainOf, distantFrom } from './new-lines.js';
import { undecided, type PostTarget, type Standing } from './post-target.js';
import {
  addStaged,
  addStagedAnnounced,
  compareStaged,
  copyLines,
  type Comparison,
} from './staged-lines.js';
import { summaryOf } from './statement-summary.js';

/** What became of a statement, and whose it is. */
export type Posted = PostedState & {
  readonly statementId: string;
  readonly accountId: string | null;
};

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
    const warning = overlapWarning(compared.overlapOn);
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

export function overlapWarning(day: LocalDate): StatementWarning {
  const detail = `on ${day} lines differ from those that other statements brought`;
  return { code: 'overlap', detail };
}

const nothingStaged: Comparison = { freshCount: 0, knownCount: 0, overlapOn: null };

/** Staged lines beside those that are stored on the same days. */
export async function compare(
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
export function postedState(
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
