// The schedule: each working day at 07:00 once, whatever happens to the service in between.

import { runDue, startSchedule, type Job, type ScheduleDeps } from '../../src/schedule.js';
import { openDb } from '../../src/db.js';
import { runLog } from '../support/run-folder.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
const log = runLog();

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  const owner = openDb({ databaseUrl: database.ownerUrl, schema: 'p75' }, { connections: 1 });
  await owner('schema_migration').update({ migration_time: '2026-04-01T00:00:00Z' });
  await owner('schedule_slot').del();
  await owner.destroy();
});

const at = (text: string, db = database.db): ScheduleDeps => ({
  db,
  log,
  now: () => new Date(`${text}+07:00`),
});

function aJob(work: () => void | Promise<void> = () => undefined): Job & { ran: string[] } {
  const ran: string[] = [];
  return {
    name: 'daily',
    ran,
    async run(dueAt) {
      ran.push(dueAt.toISOString());
      await work();
    },
  };
}

test('a working day has one slot at seven in the morning, and it runs once', async () => {
  const job = aJob();
  await expect(runDue(at('2026-05-05T06:59:59'), job)).resolves.toBe('done');
  await expect(runDue(at('2026-05-05T07:00:00'), job)).resolves.toBe('done');
  await expect(runDue(at('2026-05-05T07:01:00'), job)).resolves.toBe('not-due');
  expect(job.ran).toEqual(['2026-05-04T00:00:00.000Z', '2026-05-05T00:00:00.000Z']);
});

test('days off have no slot: on 3 May the last one is that of 29 April', async () => {
  const job = aJob();
  await runDue(at('2026-05-03T12:00:00'), job);
  expect(job.ran).toEqual(['2026-04-29T00:00:00.000Z']);
});

test('a slot from before the database was made is not made up for', async () => {
  const job = aJob();
  await expect(runDue(at('2026-04-01T06:00:00'), job)).resolves.toBe('not-due');
  expect(job.ran).toEqual([]);
});

test('of several missed slots only the latest runs', async () => {
  const job = aJob();
  await runDue(at('2026-05-15T09:00:00'), job);
  await runDue(at('2026-05-15T09:01:00'), job);
  expect(job.ran).toEqual(['2026-05-15T00:00:00.000Z']);
});

test('ten services at once run it once', async () => {
  const job = aJob(() => new Promise((resolve) => setTimeout(resolve, 50)));
  const deps = at('2026-05-05T07:00:00');
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => runDue(deps, job)));
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  expect(job.ran).toHaveLength(1);
});

test('a failed run is not taken for a finished one', async () => {
  const failing = aJob(() => Promise.reject(new Error('no')));
  await expect(runDue(at('2026-05-05T07:00:00'), failing)).resolves.toBe('failed');
  const job = aJob();
  await expect(runDue(at('2026-05-05T07:10:00'), job)).resolves.toBe('done');
});

test('a slot whose service was killed is left alone for its lease and then taken over', async () => {
  const started = new Date('2026-05-05T07:00:00+07:00');
  await database.db('schedule_slot').insert({
    job: 'daily',
    due_at: started,
    started_at: started,
    leased_until: new Date(started.getTime() + 60_000),
  });
  const job = aJob();
  await expect(runDue(at('2026-05-05T07:00:59'), job)).resolves.toBe('not-due');
  await expect(runDue(at('2026-05-05T07:01:00'), job)).resolves.toBe('done');
});

test('what was missed runs at the start, and stopping waits for it', async () => {
  let finished = false;
  const job = aJob(async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    finished = true;
  });
  const schedule = startSchedule(at('2026-05-05T09:00:00'), [job]);
  while (job.ran.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await schedule.stop();
  expect(finished).toBe(true);
});

test('a database that is away costs a log line and not the process', async () => {
  const away = openDb({ databaseUrl: 'postgres://nobody:x@127.0.0.1:1/none', schema: 'p75' });
  const schedule = startSchedule(at('2026-05-05T09:00:00', away), [aJob()]);
  await expect(schedule.stop()).resolves.toBeUndefined();
  await away.destroy();
});
