// Runs the built program as a child: signals reach it once, its end is ours, and it never outlives
// us (child-guard.mjs watches the channel between the two).

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isAlive } from './processes.mjs';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const watchEveryMs = 200;
const guard = new URL('./child-guard.mjs', import.meta.url).href;

let child = null;
let wanted = null;

/** From now on a signal, or the end of who started us, ends the child - once nothing is half done. */
export function listenForSignals(above) {
  const ask = (signal) => {
    wanted = signal;
    child?.send({ signal }, () => undefined);
  };
  for (const signal of signals) process.on(signal, () => ask(signal));
  if (above.length === 0) return;
  const watch = setInterval(() => {
    if (above.every(isAlive)) return;
    clearInterval(watch);
    ask('SIGTERM');
  }, watchEveryMs);
  watch.unref();
}

/** The exit code that a signal asks for; null when none has come. */
export function wantedExit() {
  return wanted === null ? null : 128 + constants.signals[wanted];
}

/**
 * Runs a script to its end and returns its exit code.
 * @param started called with the process number as soon as there is one
 */
export function runChild(args, { env, stdio = 'inherit', started = () => undefined }) {
  return new Promise((resolve, reject) => {
    child = spawn(process.execPath, ['--import', guard, ...args], {
      env,
      stdio: ['inherit', ...(stdio === 'inherit' ? ['inherit', 'inherit'] : stdio), 'ipc'],
    });
    child.once('error', reject);
    child.once('spawn', () => started(child.pid));
    child.once('exit', (code, signal) => {
      child = null;
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
