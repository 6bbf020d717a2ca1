// Parses statement files in a thread of its own, with limits of memory and time, so that a hostile
// file costs its own import and nothing else.
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { fileKind } from '../tables/file-kind.js';
import { FileRefused, refusalOf, type FileRefusal } from '../tables/file-refused.js';
import { sourceOf, type FileContent } from '../tables/file-source.js';
import type { ParsedLine, ParsedStatement, ReadEvent, ReadOutcome } from './bank-format.js';
import type { StatementMapping } from './banks/mapped-sheet.js';
import type { PostEvent } from './line-rows.js';
import { pulled } from './pulled.js';
import { partsAheadMax, tellFile, type Asked, type FileEvent, type Told } from './tell-file.js';

export interface Parser {
  /** Reads the statements of one file whole; one file at a time. Sheets by the mapping, if given. */
  parse(content: FileContent, mapping?: StatementMapping): Promise<ReadOutcome>;
  /**
   * Reads one file part by part, pages joined; the reader waits for whoever takes the parts.
   * @throws FileRefused from the iterator
   */
  parts(content: FileContent, mapping?: StatementMapping): AsyncGenerator<PostEvent, void>;
  close(): Promise<void>;
}

const memoryMaxMb = 512;
const baseTimeMs = 30_000;
/** 1 s for every 20,000 rows; a row of a statement takes some 60 bytes or more, in a workbook 15. */
const bytesPerSecond = 20_000 * 60;
const zippedBytesPerSecond = 20_000 * 15;

// Compiled code has the thread's module beside it. Tests run the sources, where it cannot be
// loaded by a thread: there files are parsed in the same thread.
const workerUrl = new URL('./parse-worker.js', import.meta.url);

/** Where the thread's module is and its limits; only tests differ from the defaults. */
export interface ParserLimits {
  readonly url?: URL;
  readonly timeMs?: number;
  readonly memoryMb?: number;
}

type Tell = (event: FileEvent) => void | Promise<void>;
type Reader = (content: FileContent, asked: Asked, tell: Tell) => Promise<void>;

/** A parser whose thread starts with the first file and is made anew after a file that broke it. */
export function openParser(limits: ParserLimits = {}): Parser {
  const { url = workerUrl, timeMs = baseTimeMs, memoryMb = memoryMaxMb } = limits;
  if (!existsSync(url)) return parserBy(tellFile, () => Promise.resolve());
  let worker: Worker | undefined;
  const close = async (): Promise<void> => {
    await worker?.terminate();
    worker = undefined;
  };
  return parserBy(async (content, asked, tell) => {
    worker ??= openWorker(url, memoryMb);
    const { size, head } = sourceOf(content);
    const isZipped = fileKind(head) === 'zip';
    const perSecond = isZipped ? zippedBytesPerSecond : bytesPerSecond;
    const allowedMs = timeMs + Math.ceil(size / perSecond) * 1000;
    const limited = { timeMs: allowedMs, memoryMb, tell };
    const refused = await readIn(worker, { content, asked }, limited).catch(
      async (error: unknown) => {
        await close();
        throw error;
      },
    );
    if (refused) throw refused;
  }, close);
}

function parserBy(read: Reader, close: () => Promise<void>): Parser {
  return {
    close,
    parse: (content, mapping) =>
      refusalOf(async () => {
        const whole = collect();
        const asked = { mapping, as: 'lines' } as const;
        await read(content, asked, (event) => {
          whole.take(event as ReadEvent);
        });
        return { kind: 'read', statements: whole.statements };
      }),
    parts: (content, mapping) =>
      pulled<PostEvent>((tell) =>
        read(content, { mapping, as: 'rows' }, (event) => tell(event as PostEvent)),
      ),
  };
}

function collect(): { readonly statements: ParsedStatement[]; take(event: ReadEvent): void } {
  const statements: ParsedStatement[] = [];
  let lines: ParsedLine[] = [];
  return {
    statements,
    take(event) {
      if (event.kind === 'again') {
        statements.length = 0;
        lines = [];
        return;
      }
      for (const line of event.lines) lines.push(line);
      if (event.kind !== 'statement') return;
      statements.push({ ...event.statement, lines });
      lines = [];
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

interface Limited {
  readonly timeMs: number;
  readonly memoryMb: number;
  readonly tell: Tell;
}

/**
 * @returns the thread's refusal
 * @throws whatever leaves the thread at work on a file that nobody waits for
 */
function readIn(
  worker: Worker,
  { content, asked }: { readonly content: FileContent; readonly asked: Asked },
  { timeMs, memoryMb, tell }: Limited,
): Promise<FileRefused | null> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clock.stop();
      worker.removeAllListeners('message').removeAllListeners('error');
      finish();
    };
    const fail = (error: unknown): void => {
      settle(() => {
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    };
    const clock = openClock(timeMs, () => {
      fail(new FileRefused('too_slow', `reading took longer than ${String(timeMs / 1000)} s`));
    });
    let ahead = 0;
    let taken = Promise.resolve();
    const take = async (event: FileEvent): Promise<void> => {
      await tell(event);
      ahead -= 1;
      clock.run();
      worker.postMessage('taken');
    };
    worker.on('message', (told: Told) => {
      if (told.kind === 'read' || told.kind === 'refused') {
        const refused = told.kind === 'refused' ? refusedBy(told.refusal) : null;
        clock.stop();
        // the last parts may still be with whoever takes them
        void taken.then(() => {
          settle(() => {
            resolve(refused);
          });
        }, fail);
        return;
      }
      ahead += 1;
      // what the thread waits for is not its time
      if (ahead >= partsAheadMax) clock.pause();
      taken = taken.then(() => take(told));
      taken.catch(fail);
    });
    worker.once('error', (error: Error) => {
      const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      const detail = `reading took more than ${String(memoryMb)} MB`;
      fail(isMemory ? new FileRefused('too_large', detail) : error);
    });
    const given = typeof content === 'string' ? { path: content } : { bytes: content };
    worker.postMessage({ ...given, ...asked });
  });
}

function refusedBy({ code, detail, line }: FileRefusal): FileRefused {
  return new FileRefused(code, detail, line);
}

/** Counts the time that is somebody's own; starts at once. */
function openClock(
  timeMs: number,
  onEnd: () => void,
): { run(): void; pause(): void; stop(): void } {
  let leftMs = timeMs;
  let since = performance.now();
  let timer: NodeJS.Timeout | undefined = setTimeout(onEnd, leftMs);
  let isStopped = false;
  const pause = (): void => {
    if (!timer) return;
    clearTimeout(timer);
    timer = undefined;
    leftMs -= performance.now() - since;
  };
  return {
    pause,
    run() {
      if (timer || isStopped) return;
      since = performance.now();
      timer = setTimeout(onEnd, leftMs);
    },
    stop() {
      pause();
      isStopped = true;
    },
  };
}
