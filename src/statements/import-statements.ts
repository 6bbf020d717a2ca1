// Imports statement files: read, checked, told apart from what is known, stored. One transaction a
// file; the bytes are kept, so a statement that came before its account was registered posts later.
import { createHash } from 'node:crypto';
import { inTransaction, type Db } from '../db.js';
import type { FileRefusal } from '../tables/file-refused.js';
import { oneImportAtATime } from '../tables/import-outcome.js';
import type { ReadOutcome } from './bank-format.js';
import { decimalText, exact } from './exact.js';
import {
  addFile,
  findFile,
  loadCandidates,
  loadFile,
  loadFileStatements,
  loadParked,
  type FileStatement,
} from './import-store.js';
import { joinPages, type IndexedStatement } from './join-pages.js';
import { openParser, type Parser } from './parse-file.js';
import { postParked, postStatement, type Posted } from './post-statement.js';
import { accountKeys } from './resolve-account.js';
import { summaryOf, type StatementSummary } from './statement-summary.js';

export interface ImportDeps {
  readonly db: Db;
  readonly now: () => Date;
}

export interface StatementFile {
  /** As given: a path, or `archive!entry`. */
  readonly name: string;
  readonly bytes: Buffer;
}

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

export interface RefusedFile extends FileRefusal {
  readonly file: string;
}

export interface StatementImport {
  readonly statements: readonly ImportedStatement[];
  readonly refused: readonly RefusedFile[];
}

/**
 * Imports files one after the other; a refused one leaves nothing behind and stops no other.
 * @param files read as they are needed, so that a folder need not fit into memory
 */
export async function importStatements(
  deps: ImportDeps,
  files: Iterable<StatementFile> | AsyncIterable<StatementFile>,
): Promise<StatementImport> {
  const parser = openParser();
  const statements: ImportedStatement[] = [];
  const refused: RefusedFile[] = [];
  try {
    for await (const file of files) {
      const outcome = await importFile(deps, file, parser);
      if (outcome.kind === 'refused') refused.push({ file: file.name, ...outcome.refusal });
      else statements.push(...outcome.statements);
    }
  } finally {
    await parser.close();
  }
  return { statements, refused };
}

type FileImport =
  | { readonly kind: 'imported'; readonly statements: readonly ImportedStatement[] }
  | { readonly kind: 'refused'; readonly refusal: FileRefusal };

async function importFile(
  { db, now }: ImportDeps,
  file: StatementFile,
  parser: Parser,
): Promise<FileImport> {
  const sha256 = createHash('sha256').update(file.bytes).digest('hex');
  const known = await findFile(db, sha256);
  if (known && (await loadParked(db, known.id)).length === 0) {
    return { kind: 'imported', statements: await duplicatesOf(db, known.id, file.name) };
  }
  const outcome = await parser.parse(file.bytes);
  if (outcome.kind === 'refused') return outcome;
  const statements = await inTransaction(db, async (trx) => {
    await oneImportAtATime(trx, 'statements');
    // Another import may have brought it in the meantime.
    const again = await findFile(trx, sha256);
    if (again) return againOf(trx, again.id, { file, outcome });
    const stored = await addFile(trx, { ...file, sha256 }, now());
    const posted: ImportedStatement[] = [];
    for (const indexed of joinPages(outcome.statements)) {
      posted.push(importedOf(file.name, indexed, await postStatement(trx, stored, indexed)));
    }
    return posted;
  });
  return { kind: 'imported', statements };
}

function importedOf(file: string, indexed: IndexedStatement, posted: Posted): ImportedStatement {
  const { state, warnings, newCount, knownIds } = posted;
  const summary = { ...summaryOf(indexed.statement), warnings };
  const { statementIndex } = indexed;
  return { file, statementIndex, ...summary, state, new: newCount, known: knownIds.length };
}

/** The same bytes again: what was parked may post now, everything else is a duplicate. */
async function againOf(
  trx: Db,
  fileId: string,
  { file, outcome }: { file: StatementFile; outcome: Extract<ReadOutcome, { kind: 'read' }> },
): Promise<ImportedStatement[]> {
  const posted = await repostFile(trx, fileId, { name: file.name, outcome });
  const parked = new Set(posted.map((each) => each.statementIndex));
  const others = await duplicatesOf(trx, fileId, file.name);
  return [...posted, ...others.filter((each) => !parked.has(each.statementIndex))].sort(
    (a, b) => a.statementIndex - b.statementIndex,
  );
}

async function repostFile(
  trx: Db,
  fileId: string,
  { name, outcome }: { name: string; outcome: Extract<ReadOutcome, { kind: 'read' }> },
): Promise<ImportedStatement[]> {
  const byIndex = new Map(joinPages(outcome.statements).map((each) => [each.statementIndex, each]));
  const posted: ImportedStatement[] = [];
  for (const parked of await loadParked(trx, fileId)) {
    const indexed = byIndex.get(parked.index);
    if (!indexed) continue;
    const state = await postParked(trx, parked.id, indexed.statement);
    posted.push(importedOf(name, indexed, state));
  }
  return posted;
}

async function duplicatesOf(db: Db, fileId: string, name: string): Promise<ImportedStatement[]> {
  const statements = await loadFileStatements(db, fileId);
  return statements.map((statement) => ({
    file: name,
    statementIndex: statement.index,
    ...storedSummary(statement),
    state: 'duplicate',
    new: 0,
    known: statement.lineCount,
  }));
}

function storedSummary(statement: FileStatement): StatementSummary {
  const { format, account, currency, statementId, periodFrom, periodTo, lineCount } = statement;
  const printed = (amount: string | null): string | null =>
    amount === null ? null : decimalText(exact(amount));
  return {
    format,
    account,
    currency,
    statementId,
    periodFrom,
    periodTo,
    openingBalance: printed(statement.opening),
    closingBalance: printed(statement.closing),
    lineCount,
    sumCredits: printed(statement.credits) ?? '0.00',
    sumDebits: printed(statement.debits) ?? '0.00',
    warnings: statement.warnings,
  };
}

/**
 * Posts parked statements whose account has been registered since, read again from the kept bytes.
 * Called after every import of accounts.
 * @returns the statements that were tried, still parked ones among them
 */
export async function repostParked(deps: ImportDeps): Promise<ImportedStatement[]> {
  const parked = await loadParked(deps.db);
  const waiting = new Set<string>();
  for (const { fileId, account, currency } of parked) {
    const candidates = await loadCandidates(deps.db, accountKeys(account, currency));
    if (candidates.length > 0) waiting.add(fileId);
  }
  const parser = openParser();
  const posted: ImportedStatement[] = [];
  try {
    for (const fileId of waiting) {
      const file = await loadFile(deps.db, fileId);
      const outcome = await parser.parse(file.bytes);
      if (outcome.kind === 'refused') continue;
      const again = await inTransaction(deps.db, async (trx) => {
        await oneImportAtATime(trx, 'statements');
        return repostFile(trx, fileId, { name: file.name, outcome });
      });
      posted.push(...again);
    }
  } finally {
    await parser.close();
  }
  return posted;
}
