// The statements of a file as its kept bytes tell them once more; those of a scan as they were typed
// and confirmed.
import type { Db } from '../db.js';
import { FileRefused } from '../tables/file-refused.js';
import type { ParsedStatement } from './bank-format.js';
import { mappingOfFile } from './file-mapping.js';
import { withKeptFile } from './file-pieces.js';
import { rowsOfStatement, type PostEvent } from './line-rows.js';
import { statementOfPaper } from './paper-statement.js';
import { findPaper, loadConfirmedPapers, loadPaperLines } from './paper-store.js';
import type { Parser } from './parse-file.js';
import { readAhead } from './post-parts.js';

/**
 * Reads a kept file again, by the mapping that read it before, for as long as `work` takes its parts;
 * of one that is no longer understood there are none.
 */
export async function withKept<T>(
  db: Db,
  { parser, fileId }: { readonly parser: Parser; readonly fileId: string },
  work: (parts: AsyncIterable<PostEvent>) => Promise<T>,
): Promise<T> {
  const typed = await typedStatements(db, fileId);
  if (typed.length > 0) return work(partsOf(typed));
  const mapping = await mappingOfFile(db, fileId);
  return withKeptFile(db, fileId, async (content) => {
    try {
      return await work(await readAhead(parser.parts(content, mapping?.reading)));
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      return work(partsOf([]));
    }
  });
}

async function* partsOf(statements: readonly IndexedStatement[]): AsyncIterable<PostEvent> {
  for (const { statementIndex: at, statement } of statements) {
    const rows = rowsOfStatement(statement);
    const head = { ...statement, reading: null };
    yield await Promise.resolve({ kind: 'statement', at, head, statement, rows } as const);
  }
}

interface IndexedStatement {
  readonly statementIndex: number;
  readonly statement: ParsedStatement;
}

async function typedStatements(db: Db, fileId: string): Promise<IndexedStatement[]> {
  const typed: IndexedStatement[] = [];
  for (const { paperId, statementIndex } of await loadConfirmedPapers(db, fileId)) {
    const paper = await findPaper(db, paperId);
    if (!paper) throw new Error(`paper ${paperId} was confirmed and is not there`);
    const lines = await loadPaperLines(db, paperId);
    const statement = statementOfPaper({ ...paper, lines }, paper.account, paper.madeAt);
    typed.push({ statementIndex, statement });
  }
  return typed;
}
