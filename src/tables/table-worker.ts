// The thread in which a table is read whose reader is not ours; read-limited.ts starts it, one a file,
// with its limits.
import { parentPort, workerData } from 'node:worker_threads';
import { oldXlsReading } from './old-xls.js';
import { readTable } from './read-table.js';

const { bytes } = workerData as { readonly bytes: Uint8Array };
const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

// A bug ends the thread: its parent then fails with this error.
void readTable(content, oldXlsReading).then((outcome) => parentPort?.postMessage(outcome));
