// The two sides of the benches of matching over one world: SQL written by hand, and the service's run.
import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import type { RunOutcome } from '../../src/reconciliation/run-store.js';
import { type Place, runProgram } from '../place.js';

export interface RunMeasured {
  readonly ms: number;
  readonly mostMb: number;
  readonly outcome: RunOutcome;
}

export function oneRun(place: Place): Promise<RunMeasured> {
  return runProgram<RunMeasured>('./matching/one-run.js', place.env);
}

/** Milliseconds of the baseline, in one transaction as the run is. */
export async function baseline(client: pg.Client): Promise<number> {
  const sql = await readFile(new URL('../../../bench/baseline.sql', import.meta.url), 'utf8');
  const began = performance.now();
  await client.query('begin');
  await client.query(sql);
  await client.query('commit');
  return performance.now() - began;
}

/** What was confirmed, as one figure each for matches and legs: both sides must have the same. */
export async function confirmedSums(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ sums: string }>(`
    select concat_ws(' ', count(distinct match.id), count(*),
             sum(hashtextextended(concat_ws(' ', leg.statement_line_id, leg.payment_id, leg.amount), 0)::numeric),
             sum(hashtextextended(concat_ws(' ', match.rule, match.checks), 0)::numeric)) as sums
      from match
      join match_leg leg on leg.match_id = match.id
     where match.status = 'confirmed'`);
  return rows[0]?.sums ?? '';
}

/** Nothing matched, as before the first run; what refers to matches goes with them. */
export async function unmatched(client: pg.Client): Promise<void> {
  await client.query('truncate match, reconciliation_run restart identity cascade');
  await client.query('vacuum analyze match, match_leg');
  await client.query('checkpoint').catch(() => undefined);
}
