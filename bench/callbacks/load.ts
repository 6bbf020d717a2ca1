// The load as a process of its own: what is asked of it, and what it tells.
import { fork } from 'node:child_process';
import { pathOf } from '../place.js';

/** One round of sending. */
export interface Load {
  readonly port: number;
  /** The numbers of the callbacks, in the order of sending. */
  readonly from: number;
  readonly count: number;
  readonly connections: number;
  /** Ends earlier than with the last callback. */
  readonly withinMs: number;
  /** Callbacks a second, whatever the answers; null: as fast as they are answered. */
  readonly perSecond: number | null;
}

export interface Sent {
  /** Callbacks that were sent and acknowledged: the numbers from `from` on, less `refused`. */
  readonly sent: number;
  /** Numbers of those that were answered with anything but the gateway's acknowledgement. */
  readonly refused: readonly number[];
  readonly seconds: number;
  /** From when a callback should have been sent to its answer, sorted; what a queue costs counts. */
  readonly delaysMs: readonly number[];
}

/** What one server was sent: the callbacks of the numbers from `from` on. */
export interface Delivered extends Sent {
  readonly from: number;
}

/** Sends a round and waits for its last answer. */
export function sendLoad(load: Load): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const options = { serialization: 'advanced' as const, execArgv: [] };
    const child = fork(pathOf('./callbacks/sender.js'), options);
    child.once('message', (sent) => {
      child.disconnect();
      resolve(sent as Sent);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`the sender ended with ${String(code)}`));
    });
    child.send(load);
  });
}

/** The delay that this share of the callbacks stayed below. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
