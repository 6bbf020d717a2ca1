// Parses statement files in a thread of its own, with limits of memory and time, so that a hostile
// file costs its own import and nothing else.
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { ReadOutcome } from './bank-format.js';
import { readStatements } from './banks/index.js';
import type { StatementMapping } from './banks/mapped-sheet.js';

export interface Parser {
  /** Reads the statements of one file; one file at a time. Sheets by the mapping, if one is given. */
  parse(bytes: Buffer, mapping?: StatementMapping): Promise<ReadOutcome>;
  close(): Promise<void>;
}

const memoryMaxMb = 512;
const baseTimeMs = 30_000;
/** 1 s for every 20,000 rows; a row of a statement takes some 60 bytes or more. */
const bytesPerSecond = 20_000 * 60;

// Compiled code has the thread's module beside it. Tests run the sources, where it cannot be
// loaded by a thread: there files are parsed in the same thread.
const workerUrl = new URL('./parse-worker.js', import.meta.url);

/** Where the thread's module is and its limits; only tests differ from the defaults. */
export interface ParserLimits {
  readonly url?: URL;
  readonly timeMs?: number;
  readonly memoryMb?: number;
}

/** A parser whose thread starts with the first file and is made anew after a file that broke it. */
export function openParser(limits: ParserLimits = {}): Parser {
  const { url = workerUrl, timeMs = baseTimeMs, memoryMb = memoryMaxMb } = limits;
  if (!existsSync(url)) return { parse: readStatements, close: () => Promise.resolve() };
  let worker: Worker | undefined;
  const close = async (): Promise<void> => {
    await worker?.terminate();
    worker = undefined;
  };
  return {
    close,
    async parse(bytes, mapping) {
      worker ??= openWorker(url, memoryMb);
      const outcome = await parseIn(worker, { bytes, mapping }, { timeMs, memoryMb });
      if (outcome.isBroken) await close();
      return outcome.read;
    },
  };
}

/** What a reader prints of a file is nobody's: neither a command's answer nor its log. */
function openWorker(url: URL, memoryMb: number): Worker {
  const worker = new Worker(url, {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

interface Answer {
  readonly read: ReadOutcome;
  readonly isBroken: boolean;
}

function parseIn(
  worker: Worker,
  message: { readonly bytes: Buffer; readonly mapping: StatementMapping | undefined },
  limits: Required<Pick<ParserLimits, 'timeMs' | 'memoryMb'>>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timeMs = limits.timeMs + Math.ceil(message.bytes.length / bytesPerSecond) * 1000;
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      worker.removeAllListeners('message').removeAllListeners('error');
      finish();
    };
    const refuse = (code: string, detail: string): void =>
      settle(() => {
        const refusal = { code, detail, line: null };
        resolve({ read: { kind: 'refused', refusal }, isBroken: true });
      });
    const timer = setTimeout(() => {
      refuse('too_slow', `reading took longer than ${String(timeMs / 1000)} s`);
    }, timeMs);
    worker.once('message', (read: ReadOutcome) => {
      settle(() => resolve({ read, isBroken: false }));
    });
    worker.once('error', (error: Error) => {
      const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      if (isMemory) refuse('too_large', `reading took more than ${String(limits.memoryMb)} MB`);
      else settle(() => reject(error));
    });
    worker.postMessage(message);
  });
}
