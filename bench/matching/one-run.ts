// One reconciliation run in a process of its own, as the service makes it: how long it took, and the
// most memory the process ever had.
import { performance } from 'node:perf_hooks';
import { byJob } from '../../src/audit/by.js';
import { readConfig } from '../../src/config.js';
import { openDb } from '../../src/db.js';
import { reconcile, type RunPhase } from '../../src/reconciliation/run-reconciliation.js';

const db = openDb(readConfig(process.env));
await db.raw('select 1');
const began = performance.now();
const phases: [RunPhase | 'end', number][] = [];
const outcome = await reconcile({
  db,
  now: () => new Date(),
  by: byJob('bench'),
  onPhase: (phase) => {
    phases.push([phase, performance.now() - began]);
    return Promise.resolve();
  },
});
const ms = performance.now() - began;
await db.destroy();
const mostMb = process.resourceUsage().maxRSS / 1024;
process.send?.({ ms, mostMb, outcome, phases });
