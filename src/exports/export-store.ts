// The rows of exports that somebody does not wait for. Who makes one holds its advisory lock, as a
// run holds its own: PostgreSQL takes it back from a process that dies.
import type { Grant } from '../access/principal.js';
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import {
  keptUntil,
  type AskedExport,
  type ExportContent,
  type ExportFile,
  type ExportPhase,
  type ExportState,
} from './asked-export.js';

/** Begun with so often and never ended: whatever is wrong, it is not begun with again. */
const attemptCountMax = 3;

export async function insertExport(
  trx: Db,
  asked: Pick<
    AskedExport,
    'asker' | 'requestId' | 'grants' | 'content' | 'asOf' | 'isPast' | 'askedAt'
  >,
): Promise<string> {
  const { asker, requestId, grants, content, asOf, isPast, askedAt } = asked;
  const { of, format, ...query } = content;
  const [row] = await trx('export_job')
    .insert({
      ...{ asker_kind: asker.kind, asker_id: asker.id, request_id: requestId },
      grants: JSON.stringify(
        grants.map(({ units, ...grant }) => ({ ...grant, units: [...units] })),
      ),
      ...{ content: of, format, query: JSON.stringify({ ...query, isPast }) },
      ...{ as_of: asOf, asked_at: askedAt },
    })
    .returning<{ id: string }[]>('id');
  return row?.id ?? '';
}

type Asker = AskedExport['asker'];

/** What somebody asked for, the latest first. */
export async function selectExports(
  db: Db,
  asked: { readonly asker: Asker; readonly before: string | null; readonly limit: number },
): Promise<AskedExport[]> {
  const { asker, before, limit } = asked;
  const { rows } = await db.raw<{ rows: ExportRow[] }>(ofAskerSql, [
    asker.kind,
    asker.id,
    before,
    before,
    limit,
  ]);
  return rows.map(exportOf);
}

export async function selectExport(db: Db, id: string): Promise<AskedExport | undefined> {
  const { rows } = await db.raw<{ rows: ExportRow[] }>(oneSql, [id]);
  return rows.map(exportOf)[0];
}

/** How many of somebody's exports have not ended. */
export async function countWaiting(db: Db, asker: Asker): Promise<number> {
  const rows = await db('export_job')
    .where({ asker_kind: asker.kind, asker_id: asker.id })
    .whereNull('ended_at')
    .select<unknown[]>('id');
  return rows.length;
}

/** Ids of exports that have not ended, in the order in which they were asked for. */
export async function selectWaiting(db: Db): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    'select export_job.id from export_job where export_job.ended_at is null order by export_job.id',
  );
  return rows.map(({ id }) => id);
}

/** Whether nobody else makes it; then it is ours until the transaction ends. */
export async function tryExport(trx: Db, id: string): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { taken: boolean }[] }>(
    `select pg_try_advisory_xact_lock(
       hashtextextended(concat_ws(' ', current_schema(), 'export', ?::text), 0)) as taken`,
    [id],
  );
  return rows[0]?.taken === true;
}

/** Begins with one that is held; undefined where it has ended, or killed whoever began with it. */
export async function beginExport(db: Db, id: string, at: Date): Promise<AskedExport | undefined> {
  const begun = await open(db, id)
    .where('attempts', '<', attemptCountMax)
    .update({ attempts: db.raw('export_job.attempts + 1'), phase: 'reading', percent: 0 });
  if (begun === 1) return selectExport(db, id);
  await failExport(db, id, { at, because: 'internal' });
  return undefined;
}

/** Tells how far it is; false where it has ended: somebody took it back. */
export async function tellProgress(
  db: Db,
  id: string,
  told: { readonly phase: ExportPhase; readonly percent: number },
): Promise<boolean> {
  return (await open(db, id).update({ ...told })) === 1;
}

/** Gives it back to whoever comes next. */
export async function giveExportBack(
  db: Db,
  id: string,
  { counts }: { readonly counts: boolean },
): Promise<void> {
  const attempts = db.raw('export_job.attempts - ?', [counts ? 0 : 1]);
  await open(db, id).update({ attempts, phase: 'waiting', percent: 0 });
}

/** @returns false where somebody took it back meanwhile: the file must not stand */
export async function endExport(
  trx: Db,
  id: string,
  { at, file }: { readonly at: Date; readonly file: ExportFile },
): Promise<boolean> {
  const ended = await open(trx, id).update({
    ...{ ended_at: at, outcome: 'done', percent: 100, file_name: file.name },
    ...{ byte_count: file.byteCount, row_count: file.rowCount, sha256: file.sha256 },
    covered_through: file.coveredThrough,
  });
  return ended === 1;
}

export async function failExport(
  db: Db,
  id: string,
  failure: { readonly at: Date; readonly because: string },
): Promise<void> {
  const { at, because } = failure;
  await open(db, id).update({ ended_at: at, outcome: 'failed', failed_because: because });
}

/** @returns false for one that has ended */
export async function cancelExport(trx: Db, id: string, at: Date): Promise<boolean> {
  return (await open(trx, id).update({ ended_at: at, outcome: 'cancelled' })) === 1;
}

function open(db: Db, id: string) {
  return db('export_job').where({ id }).whereNull('ended_at');
}

const selectSql = `
  select export_job.id, export_job.asker_kind, export_job.asker_id, export_job.request_id,
    export_job.grants, export_job.content, export_job.format, export_job.query, export_job.as_of,
    export_job.asked_at, export_job.phase, export_job.percent, export_job.ended_at,
    export_job.outcome, export_job.failed_because, export_job.file_name, export_job.byte_count,
    export_job.row_count, export_job.covered_through, export_job.sha256,
    retention_rule.keep_days
  from export_job
  join public.retention_rule on retention_rule.class = 'export_job'`;

const oneSql = `${selectSql} where export_job.id = ?`;

const ofAskerSql = `${selectSql}
   where export_job.asker_kind = ? and export_job.asker_id = ?
     and (?::bigint is null or export_job.id < ?::bigint)
   order by export_job.id desc
   limit ?`;

interface ExportRow {
  readonly id: string;
  readonly asker_kind: Asker['kind'];
  readonly asker_id: string;
  readonly request_id: string | null;
  readonly grants: readonly (Omit<Grant, 'units'> & { readonly units: readonly string[] })[];
  readonly content: ExportContent['of'];
  readonly format: string;
  readonly query: Readonly<Record<string, unknown>> & { readonly isPast: boolean };
  readonly as_of: Date;
  readonly asked_at: Date;
  readonly phase: ExportPhase;
  readonly percent: number;
  readonly ended_at: Date | null;
  readonly outcome: 'done' | 'failed' | 'cancelled' | null;
  readonly failed_because: string | null;
  readonly file_name: string | null;
  readonly byte_count: string | null;
  readonly row_count: number | null;
  readonly covered_through: LocalDate | null;
  readonly sha256: string | null;
  readonly keep_days: number;
}

function exportOf(row: ExportRow): AskedExport {
  const { isPast, ...query } = row.query;
  return {
    id: row.id,
    asker: { kind: row.asker_kind, id: row.asker_id },
    requestId: row.request_id,
    grants: row.grants.map((grant) => ({ ...grant, units: new Set(grant.units) })),
    // as it was written here, from what was checked when it was asked for
    content: { of: row.content, format: row.format, ...query } as ExportContent,
    ...{ asOf: row.as_of, isPast, askedAt: row.asked_at },
    ...{ phase: row.phase, percent: row.percent, state: stateOf(row) },
    endedAt: row.ended_at,
    keptUntil: row.ended_at && keptUntil(row.ended_at, row.keep_days),
    failedBecause: row.failed_because,
    file: fileOf(row),
  };
}

function stateOf({ outcome, phase }: ExportRow): ExportState {
  return outcome ?? (phase === 'waiting' ? 'waiting' : 'running');
}

function fileOf(row: ExportRow): ExportFile | null {
  if (row.file_name === null || row.sha256 === null) return null;
  return {
    name: row.file_name,
    byteCount: Number(row.byte_count),
    rowCount: row.row_count,
    coveredThrough: row.covered_through,
    sha256: row.sha256,
  };
}
