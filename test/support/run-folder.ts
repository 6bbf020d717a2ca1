// What every test of the run leaves behind to be searched at its end: the service's logs, the mails,
// and the account numbers that must be in neither. `search-run.mjs` does the searching.
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openLog, type Log } from '../../src/log.js';

const folder = process.env['DOISOAT_RUN_FOLDER'] ?? '';

/** The log of a service under test: kept for the search, shown to nobody. */
export function runLog(): Log {
  return openLog('trace', { write: keepLog });
}

/** Keeps what a service wrote to its log. */
export function keepLog(text: string): void {
  append('logs', `${String(process.pid)}.log`, text);
}

/** Keeps a mail as it went over the wire. */
export function keepMail(text: string): void {
  if (folder === '') return;
  mkdirSync(join(folder, 'mails'), { recursive: true });
  writeFileSync(join(folder, 'mails', `${randomBytes(8).toString('hex')}.eml`), text);
}

/** Keeps the mails of a folder that is about to go. */
export function keepOutbox(dataDir: string): void {
  const outbox = join(dataDir, 'outbox');
  if (folder === '' || !existsSync(outbox)) return;
  cpSync(outbox, join(folder, 'mails'), { recursive: true });
}

/** Numbers that must not be found. */
export function keepNumbers(numbers: readonly string[]): void {
  if (numbers.length > 0) append('', 'numbers', `${numbers.join('\n')}\n`);
}

const opened = new Map<string, number>();

/** Each request writes a line: its file is opened once, and ends with the process. */
function append(under: string, name: string, text: string): void {
  if (folder === '') return;
  const path = join(folder, under, name);
  const file = opened.get(path) ?? openToAppend(path);
  writeSync(file, text);
}

function openToAppend(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a');
  opened.set(path, file);
  return file;
}
