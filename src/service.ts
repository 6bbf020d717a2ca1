// The service as one process: HTTP, the working day's job, the outbox every minute, gateways'
// queries twice a minute, the inbox of statements and the audit trail every few seconds. One of the
// two places that know everything (the other is app.ts).
import { emptyOutbox, latestRun, tellLargeSums, tellUnits } from './alerts/tell-units.js';
import { type AppDeps, buildReceiver } from './app.js';
import { sealAndAnchor } from './audit/anchor-audit.js';
import { byJob } from './audit/by.js';
import { keepRetention } from './audit/retention.js';
import { lateAfterHours } from './audit/seal-audit.js';
import { workOnExports } from './exports/work-on-exports.js';
import { openInbox } from './inbox/take-files.js';
import { errorFields } from './log.js';
import { pollGateways } from './payments/queries/poll-gateways.js';
import { reconcile } from './reconciliation/run-reconciliation.js';
import { type Job, startSchedule } from './schedule.js';
import { type RunningServer, serverLimits, startServer } from './server.js';
import { relayWebhooks } from './webhooks/relay-webhooks.js';
import { tellChanges } from './webhooks/tell-changes.js';
import { tellPaused } from './webhooks/tell-paused.js';

const outboxEveryMs = 60_000;
/** The first asking is five minutes after a payment: half a minute more does not matter. */
const pollEveryMs = 30_000;
/** A file is taken once two looks saw it unchanged. */
const inboxEveryMs = 10_000;
/** What a run found goes out soon after it; while nothing is new a look costs three small queries. */
const tellEveryMs = 15_000;
const relayEveryMs = 5_000;
/** Half of the ten seconds that the chain may lie behind. */
const sealEveryMs = 5_000;
/** Somebody watches; while nothing waits a look is one small query. */
const exportsEveryMs = 1_000;
/** Once a minute the events of long transactions are looked for too, an hour back. */
const wholeSealEvery = 12;
const lookBackSeconds = { whole: lateAfterHours * 3600, near: 30 };

/**
 * Starts listening and the schedules.
 * @returns the server; stopping it also waits for the job under way
 * @throws Refused `misconfigured` when the port is taken
 */
export async function startService(deps: AppDeps): Promise<RunningServer> {
  const server = await startServer(deps);
  const schedule = startSchedule(deps, [dailyJob(deps), retentionJob(deps)]);
  const lookForLargeSums = await largeSumsAfterRuns(deps);
  const outbox = every(outboxEveryMs, { ...deps, name: 'outbox' }, async () => {
    const { stoppedBecause } = await emptyOutbox({ ...deps, by: byJob('outbox') });
    if (stoppedBecause !== null) deps.log.warn({ because: stoppedBecause }, 'mail waits');
    // what they write goes out with the next look, and a fault here holds no mail up
    await lookForLargeSums();
  });
  const leaving = new AbortController();
  const poll = every(pollEveryMs, { ...deps, name: 'gateway queries' }, () =>
    pollGateways({ ...deps, secretKey: deps.config.secretKey, signal: leaving.signal }),
  );
  const look = openInbox({ ...deps, dataDir: deps.config.dataDir, by: byJob('inbox') });
  const inbox = every(inboxEveryMs, { ...deps, name: 'inbox' }, () => look(leaving.signal));
  const hooks = startWebhooks(deps, leaving.signal);
  const exporting = every(exportsEveryMs, { ...deps, name: 'exports' }, () =>
    workOnExports({ ...deps, province: deps.config.province, signal: leaving.signal }),
  );
  let passes = 0;
  const seal = every(sealEveryMs, { ...deps, name: 'audit seal' }, () =>
    sealAndAnchor(deps, {
      lookBackSeconds: lookBackSeconds[passes++ % wholeSealEvery === 0 ? 'whole' : 'near'],
      isUnhurried: true,
    }),
  );
  return {
    url: server.url,
    stop: async () => {
      leaving.abort();
      const jobs = [schedule, outbox, poll, inbox, hooks, exporting];
      const stopping = jobs.map((job) => job.stop());
      await server.stop();
      await Promise.all(stopping);
      // last: what the others did is sealed too
      await seal.stop();
      await sealAndAnchor(deps).catch((error: unknown) => {
        deps.log.warn(errorFields(error), 'audit seal waits for the next start');
      });
    },
  };
}

/**
 * Starts listening for callbacks alone. Nothing is scheduled: that, the pages and the API are the
 * service's, which must run too.
 * @throws Refused `misconfigured` when the port is taken
 */
export function startReceiver(deps: AppDeps): Promise<RunningServer> {
  return startServer(deps, serverLimits, buildReceiver);
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

/** A large sum shows when a run has matched what came in: only then is the province read for it. */
async function largeSumsAfterRuns(deps: AppDeps): Promise<() => Promise<void>> {
  let seen = await latestRun(deps.db);
  return async () => {
    const latest = await latestRun(deps.db);
    if (latest === seen) return;
    await tellLargeSums({ ...deps, by: byJob('large sums') }, { asOf: deps.now() });
    seen = latest;
  };
}

/** Erases what is past its time. */
function retentionJob(deps: AppDeps): Job {
  return {
    name: 'retention',
    run: async () => {
      const by = byJob('retention');
      await keepRetention({ ...deps, by }, { asOf: deps.now(), dryRun: false });
    },
  };
}

/** Events for other systems: found after runs, sent by themselves. */
function startWebhooks(deps: AppDeps, signal: AbortSignal): { stop: () => Promise<void> } {
  const { config } = deps;
  const { province, secretKey, webhookNetworks: networks } = config;
  const by = byJob('webhooks');
  const tell = every(tellEveryMs, { ...deps, name: 'webhook events' }, async () => {
    await tellChanges({ ...deps, province });
    await tellPaused({ ...deps, by });
  });
  const relay = every(relayEveryMs, { ...deps, name: 'webhooks' }, () =>
    relayWebhooks({ ...deps, by, secretKey, networks, signal }),
  );
  return {
    stop: async () => {
      await Promise.all([tell.stop(), relay.stop()]);
    },
  };
}

/** Work that ends an outage by itself: a failure is logged once, and tried again until it is over. */
function every(
  intervalMs: number,
  { log, name }: Pick<AppDeps, 'log'> & { readonly name: string },
  work: () => Promise<unknown>,
): { stop: () => Promise<void> } {
  let running: Promise<unknown> | undefined;
  let isFailing = false;
  const timer = setInterval(() => {
    running ??= work()
      .then(() => {
        isFailing = false;
      })
      .catch((error: unknown) => {
        if (!isFailing) log.error({ job: name, ...errorFields(error) }, 'job failed');
        isFailing = true;
      })
      .finally(() => {
        running = undefined;
      });
  }, intervalMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
