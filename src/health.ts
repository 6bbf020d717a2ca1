// `/healthz`: the process answers. `/readyz`: it could record a callback durably right now.
import { Router } from 'express';
import type { Db } from './db.js';
import { pendingMigrations } from './migrate.js';

export interface HealthDeps {
  readonly db: Db;
  readonly now: () => Date;
}

export interface Readiness {
  readonly ready: boolean;
  /** Each check and whether it holds; all false when the database is away. */
  readonly checks: Readonly<Record<'database' | 'migrations' | 'durability' | 'clock', boolean>>;
}

const clockSkewMsMax = 2_000;
const withinMs = 3_000;

/** Routes of the two probes. */
export function healthRoutes(deps: HealthDeps): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_request, response) => {
    const readiness = await readReadiness(deps);
    response.status(readiness.ready ? 200 : 503).json({
      status: readiness.ready ? 'ready' : 'not ready',
      checks: readiness.checks,
    });
  });
  return router;
}

/** Whether what is acknowledged now would be kept. */
export async function readReadiness(deps: HealthDeps): Promise<Readiness> {
  try {
    return await Promise.race([ask(deps), away()]);
  } catch {
    return unready;
  }
}

const unready: Readiness = {
  ready: false,
  checks: { database: false, migrations: false, durability: false, clock: false },
};

async function ask(deps: HealthDeps): Promise<Readiness> {
  const before = deps.now().getTime();
  const { rows } = await deps.db.raw<{ rows: { at: Date; is_durable: boolean }[] }>(
    `select clock_timestamp() as at,
            current_setting('fsync') = 'on' and current_setting('synchronous_commit') <> 'off'
              as is_durable`,
  );
  const after = deps.now().getTime();
  const at = rows[0]?.at.getTime() ?? Number.NaN;
  const checks = {
    database: true,
    migrations: (await pendingMigrations(deps.db)).length === 0,
    durability: rows[0]?.is_durable === true,
    clock: at > before - clockSkewMsMax && at < after + clockSkewMsMax,
  };
  return { ready: Object.values(checks).every(Boolean), checks };
}

async function away(): Promise<Readiness> {
  await new Promise((resolve) => setTimeout(resolve, withinMs).unref());
  return unready;
}
