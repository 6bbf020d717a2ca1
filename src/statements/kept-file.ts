// The statements of a file as its kept bytes tell them once more; those of a scan as they were typed
// and confirmed.
import type { Db } from '../db.js';
import { mappingOfFile } from './file-mapping.js';
import { loadFile } from './import-store.js';
import { joinPages, type IndexedStatement } from './join-pages.js';
import { statementOfPaper } from './paper-statement.js';
import { findPaper, loadConfirmedPapers, loadPaperLines } from './paper-store.js';
import type { Parser } from './parse-file.js';

/** A file that was read, by this or an earlier import. */
export interface ReadFile {
  readonly name: string;
  readonly statements: readonly IndexedStatement[];
}

/** Reads a kept file again, by the mapping that read it before; of one that is no longer understood there are no statements. */
export async function readKept(db: Db, parser: Parser, fileId: string): Promise<ReadFile> {
  const { name, bytes } = await loadFile(db, fileId);
  const typed = await typedStatements(db, fileId);
  if (typed.length > 0) return { name, statements: typed };
  const mapping = await mappingOfFile(db, fileId);
  const outcome = await parser.parse(bytes, mapping?.reading);
  return { name, statements: outcome.kind === 'read' ? joinPages(outcome.statements) : [] };
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
