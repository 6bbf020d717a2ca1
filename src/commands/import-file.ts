// What the imports of our own files share: read the file, run the verb, then match what it touched.
import { readFile } from 'node:fs/promises';
import type { By } from '../audit/by.js';
import type { Db } from '../db.js';
import { inTransaction } from '../db.js';
import { Refused } from '../problem.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import type { ImportOutcome } from '../tables/import-outcome.js';
import type { OwnFile } from '../tables/own-file.js';
import { flagOption } from './command.js';
import type { Command, CommandInput, Context, Report } from './command.js';

/** Most bytes a file of ours may have; 100,000 rows are some 10 MB. */
const fileBytesMax = 256 * 1024 * 1024;

export interface ImportDeps {
  readonly db: Db;
  readonly by: By;
  readonly now: () => Date;
}

export interface FileImport {
  /** `units`: the command is `import units`. */
  readonly what: string;
  readonly summary: string;
  /** `<file>` or `<file...>`; several files are stored together or not at all. */
  readonly args: string;
  readonly options?: NonNullable<Command['options']>;
  readonly run: (
    deps: ImportDeps,
    input: { readonly file: OwnFile; readonly skipBad: boolean },
    command: CommandInput,
  ) => Promise<ImportOutcome>;
  /** What else has to happen, before matching, once the rows are stored. */
  readonly then?: (context: Context) => Promise<void>;
}

/** The command `import <what>`. */
export function importCommand(one: FileImport): Command {
  return {
    name: `import ${one.what}`,
    summary: one.summary,
    args: [one.args],
    options: [
      ...(one.options ?? []),
      ['--skip-bad', 'leave wrong rows out and list them; without it nothing is stored'],
    ],
    run: async (context, command) => {
      const skipBad = flagOption(command, 'skipBad');
      const files = await Promise.all(command.args.map(readOwnFileAt));
      const { by, now } = context;
      const outcomes = await inTransaction(context.db(), async (db) => {
        const done: ImportOutcome[] = [];
        const progress = context.progress(`import ${one.what}`, files.length);
        try {
          for (const file of files) {
            done.push(await one.run({ db, by, now }, { file, skipBad }, command));
            progress.update(done.length);
          }
        } finally {
          progress.stop();
        }
        return done;
      });
      const total = sumOf(outcomes);
      for (const warning of total.warnings) context.note(warning);
      // also when nothing is new: a run that was cut off after storing is made good this way
      await one.then?.(context);
      await reconcile({ db: context.db(), now, by });
      return reportOf(one.what, total);
    },
  };
}

/**
 * A file named on the command line.
 * @throws Refused `bad_file` when it cannot be read or is too large
 */
export async function readOwnFileAt(path: string): Promise<OwnFile> {
  const bytes = await readFile(path).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    const because = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`;
    throw new Refused({ code: 'bad_file', detail: `${path}: ${because}` });
  });
  if (bytes.length > fileBytesMax) {
    const detail = `${path}: larger than ${String(fileBytesMax / 1024 / 1024)} MB`;
    throw new Refused({ code: 'bad_file', detail });
  }
  return { name: path, bytes };
}

function sumOf(outcomes: readonly ImportOutcome[]): ImportOutcome {
  const sum = (field: 'imported' | 'updated' | 'unchanged'): number =>
    outcomes.reduce((total, outcome) => total + outcome[field], 0);
  return {
    imported: sum('imported'),
    updated: sum('updated'),
    unchanged: sum('unchanged'),
    skipped: outcomes.flatMap((outcome) => outcome.skipped),
    warnings: outcomes.flatMap((outcome) => outcome.warnings),
  };
}

/** Counts and what was left out, as every import of our own files reports it. */
export function reportOf(what: string, outcome: ImportOutcome): Report {
  const { imported, updated, unchanged, warnings } = outcome;
  const skipped = outcome.skipped.map(({ file, line, column, detail }) => ({
    file,
    line,
    column: column ?? null,
    reason: detail,
  }));
  const counts = [
    `${String(imported)} imported`,
    `${String(updated)} updated`,
    `${String(unchanged)} unchanged`,
    `${String(new Set(skipped.map((row) => `${row.file}:${String(row.line)}`)).size)} left out`,
  ];
  const listed = skipped.map(
    (row) => `  ${row.file}:${String(row.line)}:${row.column ?? ''} ${row.reason}`,
  );
  const text = [`${what}: ${counts.join(', ')}`, ...listed].join('\n');
  return { json: { imported, updated, unchanged, skipped, warnings }, text };
}
