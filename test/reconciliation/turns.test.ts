// Runs side by side, killed, hanging, taken back: one at a time, and never half of one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDb, type Db } from '../../src/db.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { cancelRun, type RunAhead } from '../../src/reconciliation/run-turn.js';
import { selectRuns } from '../../src/reconciliation/run-store.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { mt940OfAccount } from '../support/second-statement.js';
import { fillTwoCommunes, now, units } from '../support/two-communes.js';

const paid = 40;
let database: TestDatabase;
const pools: Db[] = [];

beforeAll(async () => {
  database = await cloneDatabase();
  await fillTwoCommunes(database);
});
afterAll(async () => {
  for (const pool of pools) await pool.destroy();
  await database.close();
});

/** Another service on the same database. */
function another(): Db {
  const pool = openDb(database.config);
  pools.push(pool);
  return pool;
}

const run = (db: Db, more: Partial<Parameters<typeof reconcile>[0]> = {}) =>
  reconcile({ db, now, by: byTester, ...more });

async function until(check: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; !(await check()); looks += 1) {
    if (looks > 1_000) throw new Error('waited in vain');
    await sleep(25);
  }
}

let round = 0;

/** Payments and lines that no run has seen yet; fresh ones for each test. */
async function unmatched(): Promise<void> {
  round += 1;
  const name = (at: number) => `TURN${String(round)}REF${String(at).padStart(4, '0')}`;
  const each = Array.from({ length: paid }, (_, at) => at);
  const deps = { db: database.db, now, by: byTester };
  const rows = each.map(
    (at) => `generic,${name(at)}X,${name(at)},${units.b},1000,succeeded,2026-05-13T09:00:00+07:00`,
  );
  const head = 'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt';
  await importPayments(deps, { file: csvFile('p.csv', head, ...rows), skipBad: false });
  if (round > 1) return;
  const booked = [1, 2, 3, 4, 5].flatMap((part) =>
    each.map(
      (at) =>
        [
          'C1000',
          `R${String(part)}${String(at)}`,
          `TURN${String(part)}REF${String(at).padStart(4, '0')}`,
        ] as const,
    ),
  );
  await importStatements(deps, [{ name: 'b2.sta', bytes: mt940OfAccount('b', booked) }]);
}

const liveMatches = async (): Promise<number> =>
  (await database.db('match').whereNull('ended_at').select('id')).length;

const newest = async () =>
  (await selectRuns(database.db, { now: now(), before: null, limit: 1 }))[0];

test.each([2, 4])('%i runs at once find everything once', async (count) => {
  await unmatched();
  const before = await liveMatches();
  const outcomes = await Promise.all(Array.from({ length: count }, () => run(another())));
  expect(outcomes.reduce((sum, { added }) => sum + added, 0)).toBe(paid);
  expect(await liveMatches()).toBe(before + paid);
  const { rows } = await database.db.raw<{ rows: unknown[] }>(
    `select payment_id, credit_no, statement_line_id from match_leg where live
      group by 1, 2, 3 having count(*) > 1`,
  );
  expect(rows).toEqual([]);
});

/** Holds a table of ours, so that a run stops in the middle of writing its matches. */
async function stoppedWhileWriting() {
  const { ownerUrl: databaseUrl, config } = database;
  const owner = openDb({ databaseUrl, schema: config.schema });
  pools.push(owner);
  const trx = await owner.transaction();
  await trx.raw('lock table match_leg in share mode');
  return { goOn: () => trx.rollback() };
}

/** That a backend of a run has written matches and waits to write their legs. */
const isStuck = async (): Promise<boolean> => {
  const { rows } = await database.db.raw<{ rows: unknown[] }>(
    `select from pg_stat_activity where datname = current_database()
        and wait_event_type = 'Lock' and query ilike '%copy match_leg%'`,
  );
  return rows.length > 0;
};

test.each(['SIGKILL', 'SIGINT'] as const)(
  'a run ended by %s while it writes leaves nothing, and the next goes on at once',
  async (signal) => {
    await unmatched();
    const before = await liveMatches();
    const stop = await stoppedWhileWriting();
    const { url, config } = database;
    const program = join(__dirname, '../support/one-run.cjs');
    const child = spawn(process.execPath, [program, url, config.schema], { stdio: 'inherit' });
    const end = once(child, 'close');
    await until(isStuck);
    const dying = await newest();
    expect(dying?.state).toBe('running');
    child.kill(signal);
    await end;
    await stop.goOn();
    expect(await liveMatches()).toBe(before);
    expect(await run(another())).toMatchObject({ added: paid });
    expect(await liveMatches()).toBe(before + paid);
    const later = new Date(Date.now() + 3_600_000);
    const runs = await selectRuns(database.db, { now: later, before: null, limit: 2 });
    expect(runs.map(({ state }) => state)).toEqual(['done', 'interrupted']);
    expect(runs[1]?.id).toBe(dying?.id);
  },
  60_000,
);

test('a run that hangs loses its turn when its lease is over; the one that waits says for whom', async () => {
  await unmatched();
  let hang = (): void => undefined;
  const hanging = new Promise<void>((resolve) => {
    hang = resolve;
  });
  let isThere = false;
  const hung = run(another(), {
    leaseMs: 3_000,
    onPhase: (phase) => {
      isThere = phase === 'writing';
      return isThere ? hanging : Promise.resolve();
    },
  });
  const failing = expect(hung).rejects.toThrow();
  await until(() => Promise.resolve(isThere));
  const { id } = (await newest())!;
  const waited: (RunAhead | null)[] = [];
  const outcome = await run(another(), { onWait: (ahead) => waited.push(ahead) });
  expect(outcome.added).toBe(paid);
  expect(waited).toMatchObject([{ id, askedBy: 'command tester' }]);
  // it wakes up to find that its transaction is gone
  hang();
  await failing;
  const [mine, other] = await selectRuns(database.db, { now: now(), before: null, limit: 2 });
  expect([mine?.state, other?.state, other?.id]).toEqual(['done', 'failed', id]);
});

test.each(['waiting', 'matching', 'writing'] as const)(
  'a run taken back while %s leaves nothing',
  async (at) => {
    const before = await liveMatches();
    let told = '';
    const back = async (): Promise<void> => {
      const { id } = (await newest())!;
      expect(await cancelRun(database.db, { id, by: 'officer 7', at: now() })).toBe(true);
      expect(await cancelRun(database.db, { id, by: 'officer 8', at: now() })).toBe(false);
      told = id;
    };
    const cancelling = run(another(), {
      onPhase: (phase) => (phase === at ? back() : Promise.resolve()),
    });
    await expect(cancelling).rejects.toThrow(/was cancelled by officer 7/);
    expect(await newest()).toMatchObject({
      ...{ id: told, state: 'cancelled', cancelledBy: 'officer 7', added: null, finishedAt: null },
    });
    expect(await liveMatches()).toBe(before);
  },
);
