// `doisoat report KIND`
import { readFile } from 'node:fs/promises';
import { writeWhole } from './export.js';
import { instantText } from '../calendar.js';
import { loadUnitCodes } from '../units/unit-store.js';
import { Refused } from '../problem.js';
import { combinedCountMax, combineReports } from '../reports/combine-reports.js';
import { parsePeriod, type Period } from '../reports/period.js';
import { readReport } from '../reports/read-report.js';
import { reportKinds, type Report, type ReportKind } from '../reports/report.js';
import { reportBody } from '../reports/report-body.js';
import { reportFormats, writeReport, type ReportFormat } from '../reports/write-report.js';
import { asOfFlags, asOfOption, textOption, wrongUsage } from './command.js';
import type { Command, CommandInput, Context } from './command.js';

export const reportCommand: Command = {
  name: 'report',
  summary: `${reportKinds.join(', ')}: a month as officers sign it`,
  args: ['<kind>'],
  options: [
    ['--period <month>', 'the month, as 2026-05'],
    ['--unit <code>', 'only this unit; unit-month without it has a row for each'],
    ['--format <format>', 'xlsx, docx or pdf'],
    ['--out <file>', 'where to write it'],
    asOfFlags,
    ['--combine <file...>', 'add up what this command printed with --json in several provinces'],
  ],
  readsOnly: true,
  run: async (context, input) => {
    const kind = oneOf(reportKinds, input.args[0] ?? '', 'kind') as ReportKind;
    const period = parsePeriod(needed(input, 'period'));
    if (!period) throw wrongUsage('--period: a month as 2026-05 is expected');
    const format = oneOf(reportFormats, needed(input, 'format'), '--format') as ReportFormat;
    const out = needed(input, 'out');
    const files = combinedFiles(input, kind);
    const report =
      files === null
        ? await readHere(context, input, { kind, period })
        : combineReports(kind, period, await Promise.all(files.map(fileOf)));
    await writeWhole(out, [await writeReport(report, format)]);
    const rows = report.tables.reduce((sum, table) => sum + table.rows.length, 0);
    context.note(`${kind} ${period.month} as of ${instantText(report.asOf)}`);
    return {
      json: { kind, period: period.month, format, out, rows, report: reportBody(report) },
      text: `${kind} ${period.month}: ${String(rows)} rows written to ${out}`,
    };
  },
};

async function readHere(
  context: Context,
  input: CommandInput,
  asked: { readonly kind: ReportKind; readonly period: Period },
): Promise<Report> {
  const unitCode = textOption(input, 'unit');
  const db = context.db();
  if (unitCode !== undefined && !(await loadUnitCodes(db)).has(unitCode)) {
    throw new Refused({ code: 'not_found', detail: `--unit ${unitCode}: no such unit` });
  }
  const asOf = asOfOption(input, context.now);
  return readReport({ db, province: context.config().province }, { ...asked, asOf, unitCode });
}

/** Null where the figures are this province's own. */
function combinedFiles(input: CommandInput, kind: ReportKind): readonly string[] | null {
  const given = input.options['combine'];
  if (!Array.isArray(given)) return null;
  if (kind === 'letter') throw wrongUsage('--combine: a letter is a province\u2019s own');
  const other = ['unit', 'asOf'].find((name) => input.options[name] !== undefined);
  if (other !== undefined) throw wrongUsage('--combine goes with neither --unit nor --as-of');
  if (given.length > combinedCountMax) {
    throw wrongUsage(`--combine: at most ${String(combinedCountMax)} files`);
  }
  return given.map(String);
}

async function fileOf(path: string): Promise<{ readonly name: string; readonly text: string }> {
  try {
    return { name: path, text: await readFile(path, 'utf8') };
  } catch {
    throw new Refused({ code: 'bad_file', detail: `${path}: cannot be read` });
  }
}

function needed(input: CommandInput, name: string): string {
  const value = textOption(input, name);
  if (value === undefined) throw wrongUsage(`--${name} is needed`);
  return value;
}

function oneOf(values: readonly string[], given: string, what: string): string {
  if (!values.includes(given)) throw wrongUsage(`${what} "${given}": one of ${values.join(', ')}`);
  return given;
}
