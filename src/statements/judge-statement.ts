// What posting a statement would come to, for previews.
import { inTransaction, type Db } from '../db.js';
import { accountOf } from './account-of.js';
import type { ParsedStatement, StatementWarning } from './bank-format.js';
import type { PostedState } from './import-store.js';
import { rowsOfStatement } from './line-rows.js';
import { compare, overlapWarning, postedState } from './post-statement.js';
import { undecided } from './post-target.js';
import {
  clearStaging,
  daysWithLines,
  freshNumbers,
  openStaging,
  stageRows,
} from './staged-lines.js';

/** Stores nothing. */
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
      const warning = overlapWarning(compared.overlapOn);
      return { state: 'overlap', warnings: [...warnings, warning], fresh };
    }
    const counts = { newCount: compared.freshCount, knownCount: compared.knownCount };
    return { state: postedState({ statement, standing: undecided }, counts), warnings, fresh };
  });
}
