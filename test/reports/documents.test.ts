// Documents keep every Vietnamese letter, whoever reads them: Word, a viewer, a search.
// DOISOAT_LOOK=folder leaves the files there, to be opened and looked at.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildReport } from '../../src/reports/build-report.js';
import { reportKinds, type Report, type ReportTable } from '../../src/reports/report.js';
import { reportDocx } from '../../src/reports/write-docx.js';
import { reportPdf } from '../../src/reports/write-pdf.js';
import { pdfText } from '../support/pdf-text.js';
import { aPayment, aProvince, aUnit } from '../support/readings.js';
import { reportFacts } from '../support/report-facts.js';
import { zipText } from '../support/zip-text.js';

/** Every vowel of Vietnamese with every tone, and the other letters with marks. */
const alphabet =
  'aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ' +
  'AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬEÈÉẺẼẸÊỀẾỂỄỆIÌÍỈĨỊOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢUÙÚỦŨỤƯỪỨỬỮỰYỲÝỶỸỴĐ';

const unit = aUnit();
const payments = [
  aPayment({ amount: 1_005_000n }),
  aPayment({ settlement: 'arrived', arrivedAmount: 100_000n }),
  aPayment({ settlement: 'proposed', unitCode: null }),
];
const chainHead = {
  seq: '5871',
  chain: 'd0e7cf889a7c035d3da8a737941db1d4b95e4bb326e664beb629da12c39f99a6',
};

function reportOf(kind: Report['kind'], about: typeof unit | null = null): Report {
  const reading = aProvince({ units: [unit], payments });
  return buildReport(kind, reportFacts({ reading, unit: about, chainHead }));
}

const reports = [...reportKinds.map((kind) => reportOf(kind)), reportOf('unit-month', unit)];

/** Long explanations in many rows: pages break, heads repeat. */
function long(report: Report): Report {
  const tables = report.tables.map((table, at): ReportTable => {
    const [row] = table.rows;
    if (at > 0 || !row) return table;
    const told = { ...row, explanation: `Đơn vị giải trình: ${alphabet} `.repeat(2) };
    return { ...table, rows: Array.from({ length: 40 }, () => told) };
  });
  return { ...report, sentences: [...report.sentences, alphabet], tables };
}

async function look(name: string, bytes: Buffer): Promise<void> {
  const folder = process.env['DOISOAT_LOOK'];
  if (folder) await writeFile(join(folder, name), bytes);
}

const compact = (text: string): string => text.replaceAll(/[\s\u00a0]/g, '');

function titlesOf(report: Report): string[] {
  const { title, letter } = report;
  return letter ? [letter.subject, ...letter.paragraphs] : [title.toLocaleUpperCase('vi')];
}

test.each(reports.map((report) => [report.kind, report.unitCode, report] as const))(
  'the PDF of %s %s says in Vietnamese what the model says',
  async (kind, unitCode, report) => {
    const bytes = await reportPdf(report);
    await look(`${kind}-${unitCode ?? 'all'}.pdf`, bytes);
    const text = compact(pdfText(bytes));
    for (const said of [...titlesOf(report), ...report.signatures.map(({ title }) => title)]) {
      expect(text).toContain(compact(said));
    }
    expect(text).not.toContain('\ufffd');
    if (kind !== 'letter') expect(text).toContain(chainHead.chain);
  },
);

test.each(reports.map((report) => [report.kind, report.unitCode, report] as const))(
  'the Word document of %s %s says in Vietnamese what the model says',
  async (kind, unitCode, report) => {
    const bytes = await reportDocx(report);
    await look(`${kind}-${unitCode ?? 'all'}.docx`, bytes);
    const text = compact(await zipText(bytes, 'word/document.xml'));
    for (const said of [...titlesOf(report), ...report.signatures.map(({ title }) => title)]) {
      expect(text).toContain(compact(said));
    }
  },
);

test('a table over several pages keeps every letter, and numbers its pages from the second', async () => {
  const report = long(reportOf('missing'));
  const pdf = await reportPdf(report);
  await look('long.pdf', pdf);
  await look('long.docx', await reportDocx(report));
  const text = pdfText(pdf);
  expect(compact(text)).toContain(compact(`Đơn vị giải trình: ${alphabet}`));
  expect(text.match(/Giải trình của/g)?.length).toBeGreaterThan(3);
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(3);
});

test('pdftotext, where it is there, reads the same letters', async () => {
  if (spawnSync('pdftotext', ['-v']).error) return;
  const folder = await mkdtemp(join(tmpdir(), 'doisoat-pdf-'));
  try {
    const path = join(folder, 'report.pdf');
    await writeFile(path, await reportPdf(long(reportOf('missing'))));
    const { stdout } = spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    expect(compact(stdout.normalize('NFC'))).toContain(compact(alphabet));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
