// The thread in which strangers' files are parsed; parse-file.ts starts it with its limits. It goes on
// reading while a few parts are on their way, then waits until they are taken.
import { parentPort } from 'node:worker_threads';
import { FileRefused } from '../tables/file-refused.js';
import type { FileContent } from '../tables/file-source.js';
import { partsAheadMax, tellFile, type ToRead } from './tell-file.js';

let ahead = 0;
let goOn: (() => void) | undefined;

parentPort?.on('message', (message: ToRead | 'taken') => {
  if (message === 'taken') {
    ahead -= 1;
    goOn?.();
    return;
  }
  ahead = 0;
  const { bytes, path, mapping, as } = message;
  const content: FileContent =
    bytes === undefined ? path : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const told = tellFile(content, { mapping, as }, async (event, moved) => {
    parentPort?.postMessage(event, moved);
    ahead += 1;
    while (ahead >= partsAheadMax) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
  });
  void told.then(
    () => parentPort?.postMessage({ kind: 'read' }),
    (error: unknown) => {
      if (error instanceof FileRefused) {
        parentPort?.postMessage({ kind: 'refused', refusal: error.refusal });
        return;
      }
      // A bug ends the thread: its parent then fails with this error.
      queueMicrotask(() => {
        throw error;
      });
    },
  );
});
