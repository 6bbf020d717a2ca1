// What a process of the bench is told, and what it tells.
import { fork } from 'node:child_process';
import type { Environment } from '../../src/config.js';
import { pathOf } from '../place.js';

export interface Task {
  /** A statement file through the service, or its rows already parsed. */
  readonly kind: 'import' | 'copy';
  readonly path: string;
}

export interface Done {
  readonly seconds: number;
  readonly lines: number;
  readonly state: string;
  readonly peakMb: number;
}

/** All columns of a stored line but its id. */
export const storedColumns =
  'bank_account_id, statement_id, line_no, layout, booking_date, value_date, amount, bank_ref, ' +
  'narrative, counterparty, line_key, occurrence';

export function perform(task: Task, env: Environment): Promise<Done> {
  return new Promise((resolve, reject) => {
    const options = { env: { ...process.env, ...env }, execArgv: [] };
    const child = fork(pathOf('./imports/worker.js'), options);
    child.once('message', (done) => {
      child.disconnect();
      resolve(done as Done);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`an import ended with ${String(code)}`));
    });
    child.send(task);
  });
}
