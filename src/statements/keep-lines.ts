// Lines of a statement while it is read: on days without stored lines they are stored at once, on others
// they wait to be compared. Where the end of a long statement says that they do not count, they are
// taken back.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import { accountOf } from './account-of.js';
import { isIntraday, type CheckedStatement, type StatementHead } from './bank-format.js';
import { nextStatementId } from './import-store.js';
import type { LineRows } from './line-rows.js';
import type { PostTarget } from './post-target.js';
import {
  clearStaging,
  copyLines,
  daysWithLines,
  openStaging,
  stagedDays,
  stageRows,
} from './staged-lines.js';

/** Lines of a statement that are stored or staged, before it is known whether they count. */
export interface Keeping {
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
export async function begin(
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
export async function beginEarly(
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
