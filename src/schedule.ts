// When jobs run: node-cron wakes us, a row per due slot makes each slot once - over restarts, over
// several services on one database, and also when the service was down at the time.

import cron from 'node-cron';
import { addDays, instantOf, localDateOf, type Calendar } from './calendar.js';
import { loadCalendar } from './calendar-store.js';
import type { Db } from './db.js';
import { errorFields, type Log } from './log.js';

export interface ScheduleDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly log: Log;
}

/** Work that is due once each working day. It must do no harm when it runs twice. */
export interface Job {
  /** Names its slots in `schedule_slot`. */
  readonly name: string;
  run(dueAt: Date): Promise<void>;
}

export interface Schedule {
  /** Starts nothing more and waits for what runs. */
  stop(): Promise<void>;
}

const dueTime = '07:00';
const timezone = 'Asia/Ho_Chi_Minh';
const leaseMs = 60_000;
const renewEveryMs = 20_000;
/** A job that failed is tried again, but not before this. */
const retryAfterMs = 120_000;
/** How far back a missed slot is looked for: longer than any run of days off (Tết). */
const lookBackDays = 30;

/** Runs what is due now, and from now on each working day at 07:00, until stopped. */
export function startSchedule(deps: ScheduleDeps, jobs: readonly Job[]): Schedule {
  const notBefore = new Map<string, number>();
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const wake = (): Promise<void> => {
    running = running.then(async () => {
      for (const job of jobs) {
        if (stopped || deps.now().getTime() < (notBefore.get(job.name) ?? 0)) continue;
        const ended = await runDue(deps, job).catch((error: unknown) => failed(deps, job, error));
        if (ended === 'failed') notBefore.set(job.name, deps.now().getTime() + retryAfterMs);
      }
    });
    return running;
  };
  // Every minute, not only at seven: a slot whose service was killed is taken over as its lease
  // ends, and one missed while the machine slept is made up for. A look costs one query.
  const task = cron.schedule('* * * * *', wake, {
    timezone,
    noOverlap: true,
    suppressMissedWarning: true,
  });
  void wake();
  return {
    async stop() {
      stopped = true;
      await task.destroy();
      await running;
    },
  };
}

export type SlotOutcome = 'done' | 'failed' | 'not-due';

/**
 * Runs a job's latest due slot unless that was done or somebody is at it. Slots before it that were
 * missed too are not made up for one by one: a run looks at everything that is open.
 */
export async function runDue(deps: ScheduleDeps, job: Job): Promise<SlotOutcome> {
  const dueAt = await latestSlot(deps);
  if (!dueAt || !(await claim(deps, job.name, dueAt))) return 'not-due';
  const renewing = setInterval(() => {
    // a renewal that fails is tried again; a lease that runs out costs a second, harmless run
    renew(deps, job.name, dueAt).catch(() => undefined);
  }, renewEveryMs);
  try {
    await job.run(dueAt);
    await slotOf(deps.db, job.name, dueAt).update({ finished_at: deps.now() });
    deps.log.info({ job: job.name, dueAt: dueAt.toISOString() }, 'job done');
    return 'done';
  } catch (error) {
    await slotOf(deps.db, job.name, dueAt).update({ leased_until: deps.now() });
    return failed(deps, job, error);
  } finally {
    clearInterval(renewing);
  }
}

/** The last 07:00 of a working day that is not after `now`, nor before the database was made. */
async function latestSlot({ db, now }: ScheduleDeps): Promise<Date | null> {
  const made = await db<{ migration_time: Date }>('schema_migration')
    .min<{ at: Date | null }[]>('schema_migration.migration_time as at')
    .first();
  const dueAt = slotBefore(await loadCalendar(db), now());
  return made?.at && dueAt && dueAt > made.at ? dueAt : null;
}

function slotBefore(calendar: Calendar, now: Date): Date | null {
  const today = localDateOf(now);
  for (let back = 0; back <= lookBackDays; back += 1) {
    const day = addDays(today, -back);
    const dueAt = instantOf(day, dueTime);
    if (calendar.isWorkingDay(day) && dueAt <= now) return dueAt;
  }
  return null;
}

async function claim({ db, now }: ScheduleDeps, job: string, dueAt: Date): Promise<boolean> {
  const at = now();
  const until = new Date(at.getTime() + leaseMs);
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `insert into schedule_slot (job, due_at, started_at, leased_until) values (?, ?, ?, ?)
     on conflict (job, due_at) do update set leased_until = excluded.leased_until
     where schedule_slot.finished_at is null and schedule_slot.leased_until <= ?
     returning schedule_slot.job`,
    [job, dueAt, at, until, at],
  );
  return rows.length === 1;
}

async function renew({ db, now }: ScheduleDeps, job: string, dueAt: Date): Promise<void> {
  await slotOf(db, job, dueAt).update({ leased_until: new Date(now().getTime() + leaseMs) });
}

function slotOf(db: Db, job: string, dueAt: Date) {
  return db('schedule_slot').where({ job, due_at: dueAt }).whereNull('finished_at');
}

function failed({ log }: ScheduleDeps, job: Job, error: unknown): 'failed' {
  log.error({ job: job.name, ...errorFields(error) }, 'job failed');
  return 'failed';
}
