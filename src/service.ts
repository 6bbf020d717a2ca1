// The service as one process: HTTP, the working day's job, and the outbox every minute. One of the
// two places that know everything (the other is app.ts).
import { tellUnits, emptyOutbox } from './alerts/tell-units.js';
import type { AppDeps } from './app.js';
import { byJob } from './audit/by.js';
import { errorFields } from './log.js';
import { reconcile } from './reconciliation/run-reconciliation.js';
import { type Job, startSchedule } from './schedule.js';
import { type RunningServer, startServer } from './server.js';

const outboxEveryMs = 60_000;

/**
 * Starts listening and the schedules.
 * @returns the server; stopping it also waits for the job under way
 * @throws Refused `misconfigured` when the port is taken
 */
export async function startService(deps: AppDeps): Promise<RunningServer> {
  const server = await startServer(deps);
  const schedule = startSchedule(deps, [dailyJob(deps)]);
  const outbox = everyMinute(deps, async () => {
    const { stoppedBecause } = await emptyOutbox({ ...deps, by: byJob('outbox') });
    if (stoppedBecause !== null) deps.log.warn({ because: stoppedBecause }, 'mail waits');
  });
  return {
    url: server.url,
    stop: async () => {
      const stopping = [schedule.stop(), outbox.stop()];
      await server.stop();
      await Promise.all(stopping);
    },
  };
}

/** A full run, flags and alerts, as things stand when it runs. */
function dailyJob(deps: AppDeps): Job {
  return {
    name: 'daily',
    run: async () => {
      const by = byJob('daily');
      await reconcile({ ...deps, by });
      await tellUnits({ ...deps, by }, { asOf: deps.now() });
    },
  };
}

/** Work that ends an outage by itself: a failure is logged, and a minute later tried again. */
function everyMinute(deps: AppDeps, work: () => Promise<unknown>): { stop: () => Promise<void> } {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .catch((error: unknown) => {
        deps.log.error(errorFields(error), 'outbox failed');
      })
      .finally(() => {
        running = undefined;
      });
  }, outboxEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
