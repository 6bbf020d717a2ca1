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
import { withKept } from './kept-file.js';
import type { PostEvent } from './line-rows.js';
import { openParser, type Parser } from './parse-file.js';
import { postParts } from './post-parts.js';

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
  const { db } = deps;
  const { fileId } = allowed(await loadDecidable(db, given.statementId), given.decision);
  const outcome =
    given.decision === 'voided'
      ? await decideNow(deps, given, null)
      : await reading((parser) =>
          withKept(db, { parser, fileId }, (parts) => decideNow(deps, given, parts)),
        );
  // What is gone may make room, and what is there now may close a gap.
  if (outcome.accountId !== null) await repostAround(deps, outcome.accountId);
  return outcome;
}

/** @param parts of its file; null where it is to be voided and need not be read */
function decideNow(
  deps: ImportDeps,
  given: ToDecide,
  parts: AsyncIterable<PostEvent> | null,
): Promise<DecidedStatement> {
  return inTransaction(deps.db, async (trx) => {
    await oneImportAtATime(trx, 'statements');
    const known = allowed(await loadDecidable(trx, given.statementId), given.decision);
    return decide({ ...deps, db: trx }, { ...given, known, parts });
  });
}

async function reading<T>(work: (parser: Parser) => Promise<T>): Promise<T> {
  const parser = openParser();
  try {
    return await work(parser);
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
    readonly parts: AsyncIterable<PostEvent> | null;
  },
): Promise<DecidedStatement> {
  const { statementId, decision, reason, known, parts } = given;
  const about = { statementId, decision, reason, by: nameOf(by), at: now() };
  const decisionId = await addDecision(trx, about);
  const outcome =
    parts === null
      ? await voided(trx, { statementId, decisionId, accountId: known.accountId })
      : await posted(trx, { known, parts, decision });
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
    readonly parts: AsyncIterable<PostEvent>;
    readonly decision: StatementDecision;
  },
): Promise<DecidedStatement> {
  const { known, parts, decision } = given;
  const standing = {
    isReleased: known.isReleased || decision === 'released',
    isSeparate: known.isSeparate || decision === 'separated',
  };
  const statement = { id: known.id, state: known.state, ...standing };
  const [found] = await postParts(trx, parts, (index) =>
    index === known.index ? { kind: 'stored', statement } : undefined,
  );
  if (!found) throw new Refused({ code: 'bad_file', detail: 'The file is no longer read.' });
  const { posted: done } = found;
  return { state: done.state, accountId: done.accountId, new: done.newCount, voided: 0 };
}
