// What every import of our own files answers, and how its rows reach the database in one statement.
import type { Db } from '../db.js';
import type { RowError } from './own-file.js';

export interface ImportOutcome {
  readonly imported: number;
  readonly unchanged: number;
  readonly updated: number;
  /** What `--skip-bad` left out. */
  readonly skipped: readonly RowError[];
  readonly warnings: readonly string[];
}

/** Rows sent in one statement; keeps a message to the server in the low megabytes. */
const rowsPerStatement = 5000;

/**
 * Runs `sql` once per few thousand rows; its single binding receives them as a JSON array for
 * `jsonb_to_recordset(?::jsonb)`. Amounts go as text, so no digit is lost.
 * @returns the rows that the statements return, in order
 */
export async function writeRows<Row>(
  db: Db,
  sql: string,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<Row[]> {
  const returned: Row[] = [];
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const chunk = JSON.stringify(rows.slice(start, start + rowsPerStatement));
    const answer = await db.raw<{ rows: Row[] }>(sql, [chunk]);
    for (const row of answer.rows) returned.push(row);
  }
  return returned;
}

/** Lines that stand in a file as errors are no longer taken as rows. */
export function withoutErrors<T extends { readonly line: number }>(
  rows: readonly T[],
  errors: readonly RowError[],
): T[] {
  const wrong = new Set(errors.map((error) => error.line));
  return rows.filter((row) => !wrong.has(row.line));
}

/** Until the transaction ends nobody else runs an import of this name in this schema. */
export async function oneImportAtATime(trx: Db, name: string): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtextextended(current_schema() || ?, 0))`, [
    `:import ${name}`,
  ]);
}
