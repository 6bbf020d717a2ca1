// `doisoat report KIND`
import { writeWhole } from './export.js';
import { instantText } from '../calendar.js';
import { loadUnitCodes } from '../units/unit-store.js';
import { Refused } from '../problem.js';
import { parsePeriod } from '../reports/period.js';
import { readReport } from '../reports/read-report.js';
import { reportKinds, type ReportKind } from '../reports/report.js';
import { reportBody } from '../reports/report-body.js';
import { reportFormats, writeReport, type ReportFormat } from '../reports/write-report.js';
import { asOfFlags, asOfOption, textOption, wrongUsage } from './command.js';
import type { Command, CommandInput } from './command.js';

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
  ],
  readsOnly: true,
  run: async (context, input) => {
    const kind = oneOf(reportKinds, input.args[0] ?? '', 'kind') as ReportKind;
    const period = parsePeriod(needed(input, 'period'));
    if (!period) throw wrongUsage('--period: a month as 2026-05 is expected');
    const format = oneOf(reportFormats, needed(input, 'format'), '--format') as ReportFormat;
    const out = needed(input, 'out');
    const unitCode = textOption(input, 'unit');
    const db = context.db();
    if (unitCode !== undefined && !(await loadUnitCodes(db)).has(unitCode)) {
      throw new Refused({ code: 'not_found', detail: `--unit ${unitCode}: no such unit` });
    }
    const asOf = asOfOption(input, context.now);
    const deps = { db, province: context.config().province };
    const report = await readReport(deps, { kind, period, asOf, unitCode });
    await writeWhole(out, [await writeReport(report, format)]);
    const rows = report.tables.reduce((sum, table) => sum + table.rows.length, 0);
    context.note(`${kind} ${period.month} as of ${instantText(asOf)}`);
    return {
      json: { kind, period: period.month, format, out, rows, report: reportBody(report) },
      text: `${kind} ${period.month}: ${String(rows)} rows written to ${out}`,
    };
  },
};

function needed(input: CommandInput, name: string): string {
  const value = textOption(input, name);
  if (value === undefined) throw wrongUsage(`--${name} is needed`);
  return value;
}

function oneOf(values: readonly string[], given: string, what: string): string {
  if (!values.includes(given)) throw wrongUsage(`${what} "${given}": one of ${values.join(', ')}`);
  return given;
}
