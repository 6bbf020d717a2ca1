// Makes the exports that wait, one after the other: each holds a province in memory. The lock of one
// that is under way belongs to its snapshot's transaction, so a process that is killed loses it with
// its connection, one that hangs when the lease is over, and the next one begins anew.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { By } from '../audit/by.js';
import { recordPayerRead } from '../audit/payer-reads.js';
import { inTransaction, type Db } from '../db.js';
import { errorFields, type Log } from '../log.js';
import { Refused } from '../problem.js';
import type { AskedExport } from './asked-export.js';
import { keepPieces } from './export-pieces.js';
import * as store from './export-store.js';
import { makeExport, type MadeExport } from './make-export.js';

export interface ExportDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly log: Log;
  readonly province: string;
  /** The service goes down: what is under way is left to another. */
  readonly signal?: AbortSignal;
  readonly leaseMs?: number;
  /** Told before each step. */
  readonly onStep?: (progress: Pick<AskedExport, 'phase' | 'percent'>) => Promise<void>;
}

/** How long its maker may say nothing before it is somebody else's: above reading a million payments. */
const leaseMs = 600_000;
/** How long one of its statements may take: a whole province is read while it comes. */
const statementMs = 600_000;
/** Reading is the longer half of the work. */
const readPercent = 50;

/** Makes what waits until nothing does; what failed by a fault waits for the next pass. */
export async function workOnExports(deps: ExportDeps): Promise<void> {
  while (deps.signal?.aborted !== true && (await makeNext(deps)));
}

/** @returns false when nothing waits, or the next pass should see to it */
async function makeNext(deps: ExportDeps): Promise<boolean> {
  const { db } = deps;
  const waiting = await store.selectWaiting(db);
  if (waiting.length === 0) return false;
  return db.transaction(
    async (snapshot) => {
      await snapshot.raw(
        `select set_config('idle_in_transaction_session_timeout', ?, true),
                set_config('statement_timeout', ?, true)`,
        [String(deps.leaseMs ?? leaseMs), String(statementMs)],
      );
      for (const id of waiting) {
        if (!(await store.tryExport(snapshot, id))) continue;
        // the snapshot may be older than its end
        const asked = await store.beginExport(db, id, deps.now());
        return asked ? make({ ...deps, snapshot }, asked) : true;
      }
      return false;
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
}

/** Somebody took it back, or the service goes down: nothing of it stands, and nothing is wrong. */
class ExportStopped extends Error {}

async function make(
  deps: ExportDeps & { readonly snapshot: Db },
  asked: AskedExport,
): Promise<boolean> {
  const { db, log, now, snapshot, province } = deps;
  const { id } = asked;
  try {
    await step(deps, asked, { phase: 'reading', percent: 1 });
    const made = await makeExport({ db: snapshot, province }, asked);
    await keep(deps, asked, made);
    return true;
  } catch (error) {
    const isOver = deps.signal?.aborted === true;
    if (error instanceof ExportStopped) {
      if (isOver) await store.giveExportBack(db, id, { counts: false });
      return !isOver;
    }
    if (error instanceof Refused) {
      await store.failExport(db, id, { at: now(), because: error.problem.code });
      return true;
    }
    log.error({ export: id, ...errorFields(error) }, 'export failed');
    await store.giveExportBack(db, id, { counts: true });
    return false;
  }
}

/** The file, that it is there, and that who paid is told in it: all of it or nothing. */
async function keep(
  deps: ExportDeps & { readonly snapshot: Db },
  asked: AskedExport,
  made: MadeExport,
): Promise<void> {
  const { id, asker, requestId, content } = asked;
  const by: By = { ...asker, requestId };
  await inTransaction(deps.db, async (trx) => {
    const kept = await keepPieces(trx, id, told(deps, asked, made));
    const { name, rowCount, coveredThrough, shown } = made;
    const file = { name, rowCount, coveredThrough, ...kept };
    if (!(await store.endExport(trx, id, { at: deps.now(), file }))) throw new ExportStopped();
    const filter = content.of === 'export' ? content.filter : {};
    await recordPayerRead({ by, db: trx }, { kind: 'line_export', shown, filter: { ...filter } });
  });
}

/** The chunks of a file, with a step of its progress for each hundredth. */
async function* told(
  deps: ExportDeps & { readonly snapshot: Db },
  asked: AskedExport,
  { chunks, chunkCount }: MadeExport,
): AsyncGenerator<Buffer, void> {
  await step(deps, asked, { phase: 'writing', percent: readPercent });
  let [written, last] = [0, readPercent];
  for await (const chunk of chunks) {
    yield chunk;
    written += 1;
    const percent = readPercent + Math.floor((written / chunkCount) * (99 - readPercent));
    if (percent > last) await step(deps, asked, { phase: 'writing', percent: (last = percent) });
  }
}

/** Says how far it is and renews the lease; others get their turn. */
async function step(
  deps: ExportDeps & { readonly snapshot: Db },
  { id }: AskedExport,
  progress: Pick<AskedExport, 'phase' | 'percent'>,
): Promise<void> {
  await nextTurn();
  await deps.onStep?.(progress);
  const stands = await store.tellProgress(deps.db, id, progress);
  if (!stands || deps.signal?.aborted === true) throw new ExportStopped();
  await deps.snapshot.raw('select 1');
}
