// `doisoat export KIND`
import { rename, rm, writeFile } from 'node:fs/promises';
import type { By } from '../audit/by.js';
import type { AuditValue } from '../audit/canonical.js';
import { recordAudit } from '../audit/record-audit.js';
import { instantText, isLocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import { exportChunks, exportFormats, type ExportFormat } from '../oversight/export-formats.js';
import type { ExportFilter, FilterName } from '../oversight/export-filter.js';
import { exportKinds, filtersOf } from '../oversight/export-columns.js';
import type { ExportKind } from '../oversight/export-columns.js';
import { exportRecords } from '../oversight/exports.js';
import { Refused } from '../problem.js';
import { settlementValues } from '../reconciliation/reading.js';
import { loadUnitCodes } from '../units/unit-store.js';
import { asOfFlags, asOfOption, textOption, wrongUsage } from './command.js';
import type { Command, CommandInput, Context, Report } from './command.js';

export const exportCommand: Command = {
  name: 'export',
  summary: `${exportKinds.join(', ')}: as they are at an instant`,
  args: ['<kind>'],
  options: [
    asOfFlags,
    ['--format <format>', 'ndjson (default), csv or xlsx'],
    ['--out <file>', 'write to a file instead of stdout'],
    ['--unit <code>', 'only this unit'],
    ['--gateway <name>', 'only this gateway: a kind or the name of an account'],
    ['--from <day>', 'from this day: of payment, for lines of booking'],
    ['--to <day>', 'to this day, inclusive'],
    ['--settlement <value>', 'only payments with this settlement'],
    ['--state <state>', 'only this status (payments, matches, accounts) or state (lines)'],
  ],
  run: async (context, input) => {
    const kind = oneOf(exportKinds, input.args[0] ?? '', 'kind');
    const format = oneOf(exportFormats, textOption(input, 'format') ?? 'ndjson', '--format');
    const out = textOption(input, 'out');
    if (context.json && out === undefined && format !== 'ndjson') {
      throw wrongUsage(`--json with --format ${format} needs --out FILE`);
    }
    const asOf = asOfOption(input, context.now);
    const filter = filterOf(kind, input);
    const db = context.db();
    if (filter.unit !== undefined && !(await loadUnitCodes(db)).has(filter.unit)) {
      throw new Refused({ code: 'not_found', detail: `--unit ${filter.unit}: no such unit` });
    }
    const records = await exportRecords({ db }, kind, { asOf, filter });
    await recordExport(db, { by: context.by, kind, rows: records.length, filter });
    const chunks = exportChunks(kind, format, records);
    if (out === undefined) {
      for await (const chunk of chunks) await context.write(chunk);
      return undefined;
    }
    await writeWhole(out, chunks);
    return reportOf(context, { kind, format, out, rows: records.length, asOf });
  },
};

/** Lines carry what people wrote and who they are: reading them all is noted before they leave. */
async function recordExport(
  db: Db,
  done: {
    readonly by: By;
    readonly kind: ExportKind;
    readonly rows: number;
    readonly filter: ExportFilter;
  },
): Promise<void> {
  if (done.kind !== 'lines' || done.rows === 0) return;
  await recordAudit(db, done.by, {
    action: 'payer_data.exported',
    subject: { kind: 'export', id: done.kind },
    unitCode: done.filter.unit ?? null,
    after: { rows: done.rows, filter: JSON.parse(JSON.stringify(done.filter)) as AuditValue },
  });
}

function oneOf<Value extends string>(values: readonly Value[], given: string, what: string): Value {
  const found = values.find((value) => value === given);
  if (found === undefined) throw wrongUsage(`${what} "${given}": one of ${values.join(', ')}`);
  return found;
}

function filterOf(kind: ExportKind, input: CommandInput): ExportFilter {
  const allowed = filtersOf[kind];
  const names: FilterName[] = ['unit', 'gateway', 'from', 'to', 'settlement', 'state'];
  const filter: Partial<Record<FilterName, string>> = {};
  for (const name of names) {
    const value = textOption(input, name);
    if (value === undefined) continue;
    if (!allowed.includes(name)) throw wrongUsage(`--${name} does not apply to ${kind}`);
    if ((name === 'from' || name === 'to') && !isLocalDate(value)) {
      throw wrongUsage(`--${name} "${value}": a day as 2026-05-04 is expected`);
    }
    filter[name] = name === 'settlement' ? oneOf(settlementValues, value, '--settlement') : value;
  }
  return filter;
}

// A file is there whole or not at all: a reader never meets half an export.
export async function writeWhole(
  path: string,
  chunks: Iterable<string | Buffer> | AsyncIterable<Buffer>,
): Promise<void> {
  const partial = `${path}.part`;
  try {
    await writeFile(partial, chunks);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === '') throw error;
    throw new Refused({ code: 'bad_file', detail: `${path}: cannot be written (${code})` });
  }
}

function reportOf(
  context: Context,
  done: { kind: ExportKind; format: ExportFormat; out: string; rows: number; asOf: Date },
): Report {
  const { kind, format, out, rows } = done;
  const asOf = instantText(done.asOf);
  context.note(`${kind} as of ${asOf}`);
  return {
    json: { kind, format, out, rows, asOf },
    text: `${String(rows)} ${kind} written to ${out}`,
  };
}
