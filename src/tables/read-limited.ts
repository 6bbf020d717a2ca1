// Any table file, binary .xls included: that one in a thread of its own with limits of memory and time,
// so that a hostile file costs its own preview and nothing else.
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { fileKind } from './file-kind.js';
import { FileRefused, refusalOf } from './file-refused.js';
import { sourceOf } from './file-source.js';
import { oldXlsReading } from './old-xls.js';
import { readTable } from './read-table.js';
import type { TableOutcome } from './table.js';

// Compiled code has the thread's module beside it. Tests run the sources, where it cannot be
// loaded by a thread: there the file is read in the same thread.
const workerUrl = new URL('./table-worker.js', import.meta.url);

/** Only tests differ from the defaults. */
export interface ThreadLimits {
  readonly url?: URL;
  readonly timeMs?: number;
  readonly memoryMb?: number;
}

/** Reads a table file into memory. Every refusal is an outcome. */
export async function readLimited(bytes: Buffer, limits: ThreadLimits = {}): Promise<TableOutcome> {
  const { url = workerUrl, timeMs = 30_000, memoryMb = 512 } = limits;
  if (fileKind(sourceOf(bytes).head) !== 'ole2') return readTable(bytes);
  if (!existsSync(url)) return readTable(bytes, oldXlsReading);
  return refusalOf(() => readIn(url, bytes, { timeMs, memoryMb }));
}

function readIn(
  url: URL,
  bytes: Buffer,
  { timeMs, memoryMb }: { readonly timeMs: number; readonly memoryMb: number },
): Promise<TableOutcome> {
  const worker = new Worker(url, {
    workerData: { bytes },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    stdout: true,
    stderr: true,
  });
  // what a reader prints of a file is nobody's
  worker.stdout.resume();
  worker.stderr.resume();
  const read = new Promise<TableOutcome>((resolve, reject) => {
    const clock = setTimeout(() => {
      reject(new FileRefused('too_slow', `reading took more than ${String(timeMs / 1000)} s`));
    }, timeMs);
    worker.once('message', resolve);
    worker.once('error', (error: Error) => {
      const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const detail = `reading took more than ${String(memoryMb)} MB`;
      reject(isMemory ? new FileRefused('too_large', detail) : error);
    });
    worker.once('exit', () => {
      clearTimeout(clock);
      reject(new Error('the thread that reads tables ended without a word'));
    });
  });
  return read.finally(() => worker.terminate());
}
