// Posts the statements of a file while it is read.
import { inTransaction, type Db } from '../db.js';
import type { CheckedStatement } from './bank-format.js';
import type { PieceKeeper } from './file-pieces.js';
import type { PostEvent } from './line-rows.js';
import { openPosting, type Posted, type Posting } from './post-statement.js';
import type { PostTarget } from './post-target.js';

export interface PostedPart {
  readonly statementIndex: number;
  readonly statement: CheckedStatement;
  readonly posted: Posted;
}

/**
 * Call inside the file's transaction.
 * @param beside what is kept of the file meanwhile, since the reader takes its time
 * @param targetOf where each statement of the file goes; undefined for one that is passed over
 */
export async function postParts(
  db: Db,
  parts: AsyncIterable<PostEvent>,
  targetOf: (statementIndex: number) => PostTarget | undefined,
  beside?: Pick<PieceKeeper, 'step' | 'restart'>,
): Promise<PostedPart[]> {
  return inTransaction(db, async (trx) => {
    await trx.raw('savepoint statements_of_file');
    let done: PostedPart[] = [];
    let posting: Posting | undefined;
    for await (const event of parts) {
      if (event.kind === 'again') {
        await trx.raw('rollback to savepoint statements_of_file');
        await beside?.restart();
        done = [];
        posting = undefined;
        continue;
      }
      const target = targetOf(event.at);
      if (!target) continue;
      posting ??= openPosting(trx, target);
      if (event.kind === 'lines') {
        await posting.lines(event.head, event.rows);
        await beside?.step();
        continue;
      }
      const { at: statementIndex, statement, rows } = event;
      done.push({ statementIndex, statement, posted: await posting.end(statement, rows) });
      posting = undefined;
    }
    await trx.raw('release savepoint statements_of_file');
    return done;
  });
}

/** Parts that are read before anybody else is kept waiting: most files end within them. */
const partsFirstMax = 16;

/**
 * Reads the beginning of a file at once.
 * @throws FileRefused
 */
export async function readAhead(
  parts: AsyncGenerator<PostEvent, void>,
): Promise<AsyncGenerator<PostEvent, void>> {
  const first: PostEvent[] = [];
  let isEnded = false;
  while (!isEnded && first.length < partsFirstMax) {
    const next = await parts.next();
    if (next.done === true) isEnded = true;
    else first.push(next.value);
  }
  return (async function* () {
    try {
      yield* first;
      if (!isEnded) yield* parts;
    } finally {
      await parts.return();
    }
  })();
}
