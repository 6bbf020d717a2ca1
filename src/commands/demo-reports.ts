// The demo's reports: the province's month as officers would sign it, and the record of the unit that
// misses most. As PDF only what is signed: laying its letters out takes longest.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localDateOf } from '../calendar.js';
import type { Db } from '../db.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { buildReport } from '../reports/build-report.js';
import { periodOf } from '../reports/period.js';
import { readReport, readReportFacts } from '../reports/read-report.js';
import { reportKinds, type Report } from '../reports/report.js';
import { reportFileName, reportFormats, writeReport } from '../reports/write-report.js';

/** @returns the folder, and how many files are in it */
export async function writeDemoReports(
  deps: { readonly db: Db; readonly province: string },
  about: { readonly reading: ProvinceReading; readonly folder: string },
): Promise<{ readonly folder: string; readonly files: number }> {
  const { reading, folder } = about;
  const { asOf } = reading;
  const asked = { asOf, period: periodOf(localDateOf(asOf)) };
  const facts = await readReportFacts(deps, asked);
  const [unit] = reading.flags
    .filter(({ flag }) => flag === 'money_missing')
    .toSorted((one, other) => (one.amount < other.amount ? 1 : -1));
  const ofUnit = unit
    ? [await readReport(deps, { kind: 'unit-month', ...asked, unitCode: unit.unitCode })]
    : [];
  await mkdir(folder, { recursive: true });
  const reports = [...reportKinds.map((kind) => buildReport(kind, facts)), ...ofUnit];
  const isSigned = ({ kind, unitCode }: Report) => kind === 'letter' || unitCode !== null;
  let files = 0;
  for (const report of reports) {
    for (const format of reportFormats.filter((one) => one !== 'pdf' || isSigned(report))) {
      const path = join(folder, reportFileName(report, format));
      await writeFile(path, await writeReport(report, format));
      files += 1;
    }
  }
  return { folder, files };
}
