// The inbox: statement files that somebody lays into DATA_DIR/inbox are imported as an upload is,
// matched, and then moved to `done` or `refused`. Imported comes before moved, so a crash between
// them leaves the file where it is; the next look finds its bytes known and only moves it.
import type { By } from '../audit/by.js';
import { localDateOf } from '../calendar.js';
import type { Db } from '../db.js';
import type { Log } from '../log.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { expandArchive } from '../statements/archive.js';
import { importStatements } from '../statements/import-statements.js';
import { ownFolder, putAway } from './put-away.js';
import { refusalNote, type RefusedPart } from './refusal-note.js';
import { filesIn, isSame, readSeen, type SeenFile } from './seen-files.js';

export interface InboxDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
  readonly log: Log;
  /** DATA_DIR. */
  readonly dataDir: string;
}

export interface Look {
  readonly done: number;
  readonly refused: number;
}

/** Most files that one look takes: a stop waits for the look under way, a match run for all of it. */
const filesPerLookMax = 100;
/** A file that cannot be taken is tried again after 20, 40 … seconds, so that it keeps up no other. */
const retryMs = { first: 20_000, max: 600_000 };

/** Opens the inbox of a service; each call looks once and takes what two looks saw unchanged. */
export function openInbox(deps: InboxDeps): (signal?: AbortSignal) => Promise<Look> {
  let before = new Map<string, SeenFile>();
  const failures = new Map<string, { readonly count: number; readonly notBefore: number }>();
  return async (signal) => {
    const folder = await ownFolder(deps.dataDir, 'inbox');
    const files = await filesIn(folder);
    const whole = files.filter((file) => isSame(before.get(file.name), file));
    before = new Map(files.map((file) => [file.name, file]));
    const at = deps.now().getTime();
    for (const name of failures.keys()) if (!before.has(name)) failures.delete(name);
    const ready = whole.filter(({ name }) => at >= (failures.get(name)?.notBefore ?? 0));
    if (ready.length === 0) return { done: 0, refused: 0 };
    const taken = await alone(deps.db, (stillAlone) =>
      takeAll({ ...deps, folder, signal, stillAlone }, ready.slice(0, filesPerLookMax)),
    );
    if (taken === 'taken by another') return { done: 0, refused: 0 };
    for (const { name } of taken.failed) {
      const count = (failures.get(name)?.count ?? 0) + 1;
      const wait = Math.min(retryMs.max, retryMs.first * 2 ** (count - 1));
      failures.set(name, { count, notBefore: at + wait });
    }
    const { done, refused, failed } = taken;
    if (done + refused > 0) deps.log.info({ done, refused }, 'inbox taken');
    if (failed[0]) throw failed[0].error;
    return { done, refused };
  };
}

/**
 * One service at a time, whatever folder it looks into. The lock ends with its connection, so a
 * killed service holds up nobody.
 */
async function alone<T>(
  db: Db,
  work: (stillAlone: () => Promise<unknown>) => Promise<T>,
): Promise<T | 'taken by another'> {
  return db.transaction(async (lock) => {
    const { rows } = await lock.raw<{ rows: { held: boolean }[] }>(
      `select pg_try_advisory_xact_lock(hashtextextended('statement inbox', 0)) as held`,
    );
    if (rows[0]?.held !== true) return 'taken by another';
    return work(() => lock.raw('select 1'));
  });
}

interface TakeDeps extends InboxDeps {
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
  /** Fails when the lock is gone; also keeps its connection from looking idle. */
  readonly stillAlone: () => Promise<unknown>;
}

interface Failed {
  readonly name: string;
  readonly error: unknown;
}

interface Imported {
  readonly file: SeenFile;
  readonly refused: readonly RefusedPart[];
  readonly statementCount: number;
}

async function takeAll(
  deps: TakeDeps,
  files: readonly SeenFile[],
): Promise<Look & { readonly failed: readonly Failed[] }> {
  const failed: Failed[] = [];
  const imported: Imported[] = [];
  for (const file of files) {
    if (deps.signal?.aborted === true) break;
    await deps.stillAlone();
    try {
      const one = await importOne(deps, file);
      if (one) imported.push(one);
    } catch (error) {
      // it may be the database: the others wait for the next look
      failed.push({ name: file.name, error });
      break;
    }
  }
  // also where all was known: a crash may have come before the run
  if (imported.some(({ statementCount }) => statementCount > 0)) await reconcile(deps);
  const counts = { done: 0, refused: 0 };
  for (const one of imported) {
    await deps.stillAlone();
    try {
      if (await moveAway(deps, one)) counts[one.refused.length > 0 ? 'refused' : 'done'] += 1;
    } catch (error) {
      failed.push({ name: one.file.name, error });
    }
  }
  return { ...counts, failed };
}

/** Undefined for a file that changed under our eyes. */
async function importOne(deps: TakeDeps, file: SeenFile): Promise<Imported | undefined> {
  const { db, now, by } = deps;
  const { name } = file;
  const read = await readSeen(file);
  if (read.kind === 'changed') return undefined;
  if (read.kind === 'refused') {
    return { file, refused: [{ file: name, code: read.code, line: null }], statementCount: 0 };
  }
  const expanded = await expandArchive({ name, bytes: read.bytes });
  if (expanded.kind === 'refused') {
    return { file, refused: [{ file: name, ...expanded.refusal }], statementCount: 0 };
  }
  const { statements, refused } = await importStatements({ db, now, by }, expanded.files);
  return { file, refused, statementCount: statements.length };
}

async function moveAway(deps: TakeDeps, one: Imported): Promise<boolean> {
  const { folder, now } = deps;
  const at = now();
  if (one.refused.length === 0) {
    const done = await ownFolder(folder, 'done');
    return putAway(deps, one.file, { folder: await ownFolder(done, localDateOf(at)) });
  }
  const note = refusalNote(one.refused, { at, isPartly: one.statementCount > 0 });
  return putAway(deps, one.file, { folder: await ownFolder(folder, 'refused'), note });
}
