// What an officer decides about a statement, with a reason: a quarantined one is released, one that
// should not count is voided and may be restored, known lines are declared to be other lines.
import { nameOf } from '../audit/by.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { oneImportAtATime } from '../tables/import-outcome.js';
import { recordDecided } from './audit-statements.js';
import {
  addDecision,
  loadDecidable,
  statementDecisions,
  voidLines,
  type DecidableStatement,
  type StatementDecision,
} from './decision-store.js';
import { repostAround, type ImportDeps } from './import-statements.js';
import { readKept } from './kept-file.js';
import { openParser } from './parse-file.js';
import { postAgain } from './post-statement.js';
import type { ParsedStatement } from './bank-format.js';

interface ToDecide {
  readonly statementId: string;
  readonly decision: StatementDecision;
  readonly reason: string;
}

/** What became of the statement. */
interface DecidedStatement {
  readonly state: string;
  readonly accountId: string | null;
  /** Lines that count now and did not before. */
  readonly new: number;
  /** Lines that count no longer. */
  readonly voided: number;
}

/** What each decision is about. */
type Decidable = Pick<DecidableStatement, 'state' | 'known'>;

/** From which states each decision leads away. */
const possible: Readonly<Record<StatementDecision, (statement: Decidable) => boolean>> = {
  released: ({ state }) => state === 'quarantined',
  voided: ({ state }) => state !== 'voided',
  restored: ({ state }) => state === 'voided',
  separated: ({ state, known }) =>
    known > 0 && ['balanced', 'unproven', 'duplicate'].includes(state),
};

/** What can be decided about a statement as it stands. */
export function possibleDecisions(statement: Decidable): StatementDecision[] {
  return statementDecisions.filter((decision) => possible[decision](statement));
}

/**
 * Decides about a statement; matching is to run afterwards, it ends the matches of voided lines.
 * @throws Refused `not_found`; `conflict` where the statement's state does not allow it
 */
export async function decideStatement(
  deps: ImportDeps,
  given: ToDecide,
): Promise<DecidedStatement> {
  const statement = await readAgain(deps.db, given);
  const outcome = await inTransaction(deps.db, async (trx) => {
    await oneImportAtATime(trx, 'statements');
    const known = allowed(await loadDecidable(trx, given.statementId), given.decision);
    return decide({ ...deps, db: trx }, { ...given, known, statement });
  });
  // What is gone may make room, and what is there now may close a gap.
  if (outcome.accountId !== null) await repostAround(deps, outcome.accountId);
  return outcome;
}

/** The statement as its kept bytes say; null where it is to be voided and need not be read. */
async function readAgain(db: Db, given: ToDecide): Promise<ParsedStatement | null> {
  const known = allowed(await loadDecidable(db, given.statementId), given.decision);
  if (given.decision === 'voided') return null;
  const parser = openParser();
  try {
    const { statements } = await readKept(db, parser, known.fileId);
    const found = statements.find(({ statementIndex }) => statementIndex === known.index);
    if (!found) throw new Refused({ code: 'bad_file', detail: 'The file is no longer read.' });
    return found.statement;
  } finally {
    await parser.close();
  }
}

function allowed(
  statement: DecidableStatement | undefined,
  decision: StatementDecision,
): DecidableStatement {
  if (!statement) throw new Refused({ code: 'not_found', detail: 'There is no such statement.' });
  if (possible[decision](statement)) return statement;
  const detail = `A statement that is ${statement.state} cannot be ${decision}.`;
  throw new Refused({ code: 'conflict', detail });
}

async function decide(
  { db: trx, now, by }: ImportDeps,
  given: ToDecide & {
    readonly known: DecidableStatement;
    readonly statement: ParsedStatement | null;
  },
): Promise<DecidedStatement> {
  const { statementId, decision, reason, known, statement } = given;
  const about = { statementId, decision, reason, by: nameOf(by), at: now() };
  const decisionId = await addDecision(trx, about);
  const outcome =
    statement === null
      ? await voided(trx, { statementId, decisionId, accountId: known.accountId })
      : await posted(trx, { known, statement, decision });
  const { accountId, ...after } = outcome;
  const action = `statement.${decision}` as const;
  await recordDecided(trx, by, {
    ...{ action, statementId, accountId, reason, after },
    before: known.state,
  });
  return outcome;
}

async function voided(
  trx: Db,
  given: {
    readonly statementId: string;
    readonly decisionId: string;
    readonly accountId: string | null;
  },
): Promise<DecidedStatement> {
  const lines = await voidLines(trx, given);
  return { state: 'voided', accountId: given.accountId, new: 0, voided: lines };
}

async function posted(
  trx: Db,
  given: {
    readonly known: DecidableStatement;
    readonly statement: ParsedStatement;
    readonly decision: StatementDecision;
  },
): Promise<DecidedStatement> {
  const { known, statement, decision } = given;
  const standing = {
    isReleased: known.isReleased || decision === 'released',
    isSeparate: known.isSeparate || decision === 'separated',
  };
  const done = await postAgain(trx, { id: known.id, state: known.state, ...standing }, statement);
  return { state: done.state, accountId: done.accountId, new: done.newCount, voided: 0 };
}
