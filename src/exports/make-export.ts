// Makes what was asked for from one snapshot: the same records, the same reports, the same files as
// for somebody who waits.
import { recordsOf } from '../oversight/exports.js';
import { chunkCountOf, exportChunks, exportFileName } from '../oversight/export-formats.js';
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import { readProvince } from '../reconciliation/read-province.js';
import { parsePeriod } from '../reports/period.js';
import { readReport } from '../reports/read-report.js';
import { coverageOf } from '../reports/report-facts.js';
import { reportSight } from '../reports/report-sight.js';
import { reportFileName, writeReport } from '../reports/write-report.js';
import { askerOf, type AskedExport, type ExportContent } from './asked-export.js';
import { exportSource, payersShown } from './export-source.js';

export interface MadeExport {
  readonly name: string;
  readonly rowCount: number | null;
  readonly coveredThrough: LocalDate | null;
  readonly chunks: AsyncIterable<Buffer>;
  readonly chunkCount: number;
  /** Lines whose texts stand in it in the clear. */
  readonly shown: ReturnType<typeof payersShown>;
}

interface MakeDeps {
  /** The snapshot. */
  readonly db: Db;
  readonly province: string;
}

/** @throws Refused what the direct way refuses */
export function makeExport(deps: MakeDeps, asked: AskedExport): Promise<MadeExport> {
  const { content } = asked;
  return content.of === 'export'
    ? makeRecords(deps, asked, content)
    : makeReport(deps, asked, content);
}

async function makeRecords(
  { db }: MakeDeps,
  asked: AskedExport,
  { kind, format, filter }: Extract<ExportContent, { of: 'export' }>,
): Promise<MadeExport> {
  const principal = askerOf(asked);
  const whole = await readProvince({ db }, { asOf: asked.asOf });
  const since = asked.isPast ? asked.asOf : undefined;
  const source = exportSource(db, { whole, principal, filter, since });
  const records = await recordsOf(kind, filter, source);
  return {
    name: exportFileName(kind, asked.asOf, format),
    rowCount: records.length,
    coveredThrough: coverageOf(source.reading).through,
    chunks: exportChunks(kind, format, records),
    chunkCount: chunkCountOf(format, records.length),
    shown: kind === 'lines' ? payersShown(records, principal) : [],
  };
}

async function makeReport(
  { db, province }: MakeDeps,
  asked: AskedExport,
  { kind, format, period: month, unit: unitCode }: Extract<ExportContent, { of: 'report' }>,
): Promise<MadeExport> {
  const period = parsePeriod(month);
  if (!period) throw new Error(`export ${asked.id} is of no month`);
  const sight = reportSight(askerOf(asked));
  const report = await readReport(
    { db, province },
    { kind, period, asOf: asked.asOf, unitCode, sight },
  );
  return {
    name: reportFileName(report, format),
    rowCount: null,
    coveredThrough: report.coverage.through,
    chunks: (async function* () {
      yield await writeReport(report, format);
    })(),
    chunkCount: 1,
    shown: [],
  };
}
