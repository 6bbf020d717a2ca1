// An imported statement with where it is kept, and those of a file that came before.
import type { Db } from '../db.js';
import { loadChainWarnings } from './chain-warnings.js';
import { loadFileStatements } from './import-store.js';
import { storedSummary, type StatementSummary } from './statement-summary.js';

export type ImportState =
  'balanced' | 'unproven' | 'quarantined' | 'duplicate' | 'overlap' | 'parked';

/** One statement of a file and what became of it (contract section 5). */
export interface ImportedStatement extends StatementSummary {
  readonly file: string;
  readonly statementIndex: number;
  readonly state: ImportState;
  readonly new: number;
  /** Lines that were there already. */
  readonly known: number;
}

/** An imported statement with what the service knows of it. */
export interface PostedStatement {
  /** File and place. */
  readonly key: string;
  readonly statementId: string;
  readonly accountId: string | null;
  readonly imported: ImportedStatement;
}

/** The statements of a file that was imported before. */
export async function duplicatesOf(
  db: Db,
  fileId: string,
  name: string,
): Promise<PostedStatement[]> {
  const statements = await loadFileStatements(db, fileId);
  return statements.map((statement) => ({
    key: `${fileId}#${String(statement.index)}`,
    statementId: statement.id,
    accountId: statement.accountId,
    imported: {
      file: name,
      statementIndex: statement.index,
      ...storedSummary(statement),
      state: 'duplicate',
      new: 0,
      known: statement.lineCount,
    },
  }));
}

/** What was imported, with what does not join it to the statements that are there now. */
export async function withChainWarnings(
  db: Db,
  posted: readonly PostedStatement[],
): Promise<ImportedStatement[]> {
  const told = await loadChainWarnings(
    db,
    posted.map(({ statementId }) => statementId),
  );
  return posted.map(({ statementId, imported }) => ({
    ...imported,
    warnings: [...imported.warnings, ...(told.get(statementId) ?? [])],
  }));
}
