// Uploads of our own files: the same verbs as the commands', all files of a request in one
// transaction, and matching once they are kept.
import { z } from 'zod';
import type { By } from '../audit/by.js';
import type { Db } from '../db.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import type { ImportOutcome } from '../tables/import-outcome.js';
import type { OwnFile } from '../tables/own-file.js';
import type { ApiAnswer, ApiDeps, Ask } from './route.js';

/** What an import did: rows, and what was passed over without harm. */
export const importedShape = z.strictObject({
  imported: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  warnings: z.array(z.string()),
});

/** What verbs are handed. */
export interface VerbDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
}

/**
 * Imports the files of a request, whole or not at all.
 * @param first what is to be done after the commit, before matching runs
 */
export async function importOwnFiles(
  deps: ApiDeps,
  ask: Pick<Ask, 'db' | 'by' | 'files'>,
  run: (verbDeps: VerbDeps, file: OwnFile) => Promise<ImportOutcome>,
  first?: (verbDeps: VerbDeps) => Promise<unknown>,
): Promise<ApiAnswer> {
  const { now } = deps;
  const { by } = ask;
  const outcomes: ImportOutcome[] = [];
  for (const { name, bytes } of ask.files) {
    outcomes.push(await run({ db: ask.db, now, by }, { name, bytes }));
  }
  const afterCommit = async (): Promise<undefined> => {
    await first?.({ db: deps.db, now, by });
    await reconcile({ db: deps.db, now, by });
  };
  return { status: 201, body: sumOf(outcomes), afterCommit };
}

/** The counts of several files together. */
export function sumOf(outcomes: readonly ImportOutcome[]): z.output<typeof importedShape> {
  const sum = (field: 'imported' | 'updated' | 'unchanged'): number =>
    outcomes.reduce((total, outcome) => total + outcome[field], 0);
  return {
    imported: sum('imported'),
    updated: sum('updated'),
    unchanged: sum('unchanged'),
    warnings: outcomes.flatMap(({ warnings }) => warnings),
  };
}
