// An upload of statements that goes on in the service: its sender is answered at once, may close the
// page, and finds what became of it. Imported whole or not at all, then matched.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Principal } from '../access/principal.js';
import type { UploadedFile } from '../api/route.js';
import { takeStatements } from '../api/statement-uploads.js';
import type { By } from '../audit/by.js';
import { inTransaction, type Db } from '../db.js';
import { errorFields } from '../log.js';
import { Refused, type Problem } from '../problem.js';
import { askForRun, runAsked } from '../reconciliation/watch-run.js';
import {
  holdUpload,
  insertUpload,
  refuseUpload,
  takeUpload,
  type UploadedStatement,
} from '../statements/upload-store.js';
import type { StatementImport } from '../statements/import-statements.js';
import type { PageDeps } from './page-route.js';

export interface SentStatements {
  readonly by: By;
  readonly principal: Principal;
  readonly files: readonly UploadedFile[];
  /** Name of a confirmed mapping. */
  readonly mapping: string | undefined;
}

/** How far the reading has come. */
export interface UploadProgress {
  readonly file: string;
  /** Which file it is, from 1. */
  readonly fileNo: number;
}

/** Each holds its files in memory. */
const uploadsMax = 4;
/** What is small is done by then: its sender sees the result at once. */
const answerWithinMs = 2_000;

type Deps = Pick<PageDeps, 'db' | 'now' | 'log'>;

/** Uploads that this process reads, by the pool they use. */
const underWay = new WeakMap<Db, Map<string, UploadProgress | null>>();

function uploadsOf(db: Db): Map<string, UploadProgress | null> {
  const uploads = underWay.get(db) ?? new Map<string, UploadProgress | null>();
  underWay.set(db, uploads);
  return uploads;
}

/** Null where nothing is read yet, or by another process. */
export function progressOf(db: Db, id: string): UploadProgress | null {
  return uploadsOf(db).get(id) ?? null;
}

/**
 * Begins an upload.
 * @returns its id, once it is done or soon after it has begun
 * @throws Refused `unavailable` while too many are under way
 */
export async function sendStatements(deps: Deps, sent: SentStatements): Promise<string> {
  const uploads = uploadsOf(deps.db);
  if (uploads.size >= uploadsMax) {
    const detail = 'Many statements are being read; send these again in a moment.';
    throw new Refused({ code: 'unavailable', detail, retryAfterSeconds: 10 });
  }
  const files = sent.files.map(({ name, bytes }) => ({ name, bytes: bytes.length }));
  const asked = { officerId: sent.principal.id, askedAt: deps.now(), files };
  const id = await insertUpload(deps.db, asked);
  uploads.set(id, null);
  await Promise.race([runUpload(deps, id, sent), sleep(answerWithinMs)]);
  return id;
}

/** Never throws: whoever sent it reads what became of it on its page. */
async function runUpload(deps: Deps, id: string, sent: SentStatements): Promise<void> {
  const { db, now, log } = deps;
  const { by } = sent;
  try {
    const runId = await importAll(deps, id, sent).finally(() => uploadsOf(db).delete(id));
    await runAsked({ db, now, by }, runId);
  } catch (error) {
    const isOurs = !(error instanceof Refused);
    if (isOurs) log.error({ upload: id, ...errorFields(error) }, 'upload failed');
    const detail = 'The files could not be read; nothing was stored.';
    const problem: Problem = isOurs ? { code: 'internal', detail } : error.problem;
    // a database that is gone takes no reason either: the upload is found interrupted
    await refuseUpload(db, id, { at: now(), problem }).catch(() => undefined);
  }
}

/** @returns the run that is to follow */
function importAll({ db, now }: Deps, id: string, sent: SentStatements): Promise<string> {
  const { by, principal, files, mapping } = sent;
  return inTransaction(db, async (trx) => {
    await holdUpload(trx, id);
    const onFile = (file: string, fileNo: number): void => {
      uploadsOf(db).set(id, { file, fileNo });
    };
    const ask = { db: trx, by, principal, files };
    const taken = await takeStatements(ask, { now, mapping, onFile });
    const at = now();
    const runId = await askForRun(trx, { by, now: at });
    await takeUpload(trx, id, { at, statements: toldOf(taken), runId });
    return runId;
  });
}

function toldOf({ statements, kept }: StatementImport): UploadedStatement[] {
  return statements.flatMap((statement, at) => {
    const id = kept[at]?.statementId;
    if (id === undefined) return [];
    const { file, statementIndex, lineCount, known, state, warnings } = statement;
    const counts = { lineCount, new: statement.new, known };
    const codes = warnings.map(({ code }) => code);
    return [{ id, file, statementIndex, ...counts, state, warnings: codes }];
  });
}
