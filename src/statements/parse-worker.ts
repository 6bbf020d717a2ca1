// The thread in which strangers' files are parsed; parse-file.ts starts it with its limits.
import { parentPort } from 'node:worker_threads';
import { readStatements } from './banks/index.js';
import type { StatementMapping } from './banks/mapped-sheet.js';

interface ToRead {
  readonly bytes: Uint8Array;
  readonly mapping: StatementMapping | undefined;
}

parentPort?.on('message', ({ bytes: { buffer, byteOffset, byteLength }, mapping }: ToRead) => {
  void readStatements(Buffer.from(buffer, byteOffset, byteLength), mapping).then(
    (outcome) => parentPort?.postMessage(outcome),
    // A bug ends the thread: its parent then fails with this error.
    (error: unknown) => {
      queueMicrotask(() => {
        throw error;
      });
    },
  );
});
