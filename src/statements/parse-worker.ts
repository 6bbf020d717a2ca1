// The thread in which strangers' files are parsed; parse-file.ts starts it with its limits.
import { parentPort } from 'node:worker_threads';
import { readStatements } from './banks/index.js';

parentPort?.on('message', (bytes: Uint8Array) => {
  void readStatements(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).then(
    (outcome) => parentPort?.postMessage(outcome),
    // A bug ends the thread: its parent then fails with this error.
    (error: unknown) => {
      queueMicrotask(() => {
        throw error;
      });
    },
  );
});
