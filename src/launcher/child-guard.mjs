// Loaded into the program before anything else. Ends it when the launcher is gone, and takes the
// launcher's signals: a terminal sends Ctrl-C to both, and a program that drains on the first
// signal must not mistake the launcher's copy of it for a second one.

import { isMainThread } from 'node:worker_threads';

const sameSignalMs = 1_000;

if (isMainThread && process.channel) {
  const seenAt = new Map();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      seenAt.set(signal, performance.now());
      // nobody else listens: as without us
      if (process.listenerCount(signal) === 1) {
        process.removeAllListeners(signal);
        process.kill(process.pid, signal);
      }
    });
  }
  process.on('message', ({ signal }) => {
    // the terminal's own copy may still be on its way
    setTimeout(() => {
      const before = seenAt.get(signal) ?? -Infinity;
      if (performance.now() - before > sameSignalMs) process.kill(process.pid, signal);
    }, 30);
  });
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel.unref();
}
