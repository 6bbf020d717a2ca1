// Reports over the API, on the page and by the command: one model, cut to what the asker may see, and
// read from one snapshot while others write.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { importPayments } from '../../src/payments/import-payments.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { parsePeriod } from '../../src/reports/period.js';
import { readReport } from '../../src/reports/read-report.js';
import { reportKinds } from '../../src/reports/report.js';
import { reportFormats } from '../../src/reports/write-report.js';
import { apiApp } from '../support/api-client.js';
import { commandLine } from '../support/command-line.js';
import { csvFile } from '../support/own-file.js';
import { byTester, loggedIn } from '../support/people.js';
import { now, openTwoCommunes, units, type TwoCommunes } from '../support/two-communes.js';

let communes: TwoCommunes;
let folder: string;

beforeAll(async () => {
  communes = await openTwoCommunes();
  folder = await mkdtemp(join(tmpdir(), 'doisoat-report-'));
});
afterAll(async () => {
  await communes.database.close();
  await rm(folder, { recursive: true, force: true });
});

const isLong = process.env['DOISOAT_LONG'] === '1';
const asOf = '2026-05-20T12:00:00+07:00';
const query = { period: '2026-05', 'as-of': asOf };

interface Body {
  readonly kind: string;
  readonly coveredThrough: string | null;
  readonly tables: readonly {
    readonly key: string;
    readonly rows: readonly Record<string, unknown>[];
    readonly totals: Record<string, unknown> | null;
  }[];
}

const tableOf = (body: Body, key: string) => body.tables.find((table) => table.key === key);

describe('the API', () => {
  it('names the units whose money has not arrived, with cause, proof and sums', async () => {
    const client = await communes.as('department_of_justice');
    const { body } = await client.get('/reports/missing', { query });
    expect(tableOf(body as Body, 'missing')).toMatchObject({
      rows: [
        {
          ...{
            no: 1,
            unitCode: units.a,
            unit: 'Phường Chơn Thành',
            payments: 1,
            amount: '1250000',
          },
          ...{ oldestOn: '2026-05-11', dueOn: '2026-05-12', cause: 'Quá hạn, tiền chưa về' },
          ...{ coveredThrough: '2026-05-15', state: 'Cần xử lý' },
        },
        { unitCode: units.a, cause: 'Về nhầm tài khoản đơn vị khác', amount: '8000' },
      ],
      totals: { payments: 2, amount: '1258000' },
    });
    expect((body as Body).coveredThrough).toBe('2026-05-15');
  });

  it('shows a commune its own figures, and neither another unit nor the letter', async () => {
    const client = await communes.as('commune_accountant', units.b);
    const month = (await client.get('/reports/month', { query })).body as Body;
    expect(tableOf(month, 'units')?.rows.map(({ unitCode }) => unitCode)).toEqual([units.b]);
    expect(tableOf(month, 'units')?.totals).toMatchObject({ payments: 1, collected: '15000' });
    const other = { ...query, unit: units.a };
    expect((await client.get('/reports/unit-month', { query: other })).status).toBe(404);
    expect((await client.get('/reports/letter', { query })).status).toBe(403);
    expect((await (await communes.as('approver')).get('/reports/month', { query })).status).toBe(
      403,
    );
  });

  it('refuses what is no month, and lists the reports there are', async () => {
    const client = await communes.as('auditor');
    for (const period of ['2026-13', '2026', '']) {
      expect((await client.get('/reports/month', { query: { period } })).status).toBe(400);
    }
    const { body } = await client.get('/reports');
    const { items } = body as { items: { kind: string }[] };
    expect(items.map(({ kind }) => kind)).toEqual(reportKinds);
  });

  it.each([
    ['xlsx', 'PK'],
    ['docx', 'PK'],
    ['pdf', '%PDF'],
  ])('gives each report as %s', async (format, magic) => {
    const client = await communes.as('department_of_justice');
    const reply = await client.get('/reports/letter', { query: { ...query, format } });
    expect(reply.bytes.subarray(0, magic.length).toString()).toBe(magic);
    expect(reply.headers['content-disposition']).toContain(`letter-2026-05.${format}`);
  });
});

describe('the page', () => {
  it('shows the same figures, with links to the files', async () => {
    const app = apiApp(communes.database, now);
    const cookie = await loggedIn(communes.database, { role: 'department_of_justice' });
    const path = `/bao-cao?loai=missing&ky=2026-05&as-of=${encodeURIComponent(asOf)}`;
    const { status, text } = await request(app).get(path).set('cookie', cookie);
    expect(status).toBe(200);
    expect(text).toContain('1.258.000');
    expect(text).toContain('/api/v1/reports/missing?period=2026-05&amp;as-of=');
    const own = await loggedIn(communes.database, { role: 'commune_admin', scope: units.a });
    const ask = (address: string) => request(app).get(address).set('cookie', own);
    expect((await ask('/bao-cao')).text).not.toContain('Công văn tổng hợp');
    expect((await ask('/bao-cao?loai=letter')).status).toBe(404);
    expect((await ask(`/bao-cao?loai=unit-month&don-vi=${units.b}`)).status).toBe(404);
    expect((await ask('/bao-cao?ky=mai')).status).toBe(400);
  });
});

describe('the command', () => {
  const type = (...argv: string[]) => commandLine(communes.database)(...argv, '--as-of', asOf);
  const options = ['--period', '2026-05'];

  // each in one format, the next in another; in every one when there is time
  it('writes every report in every format, whole', async () => {
    for (const [at, kind] of reportKinds.entries()) {
      for (const [no, format] of reportFormats.entries()) {
        if (!isLong && no !== at % reportFormats.length) continue;
        const out = join(folder, `${kind}.${format}`);
        const typed = await type('report', kind, ...options, '--format', format, '--out', out);
        expect([kind, format, typed.exitCode, typed.stderr.includes('Error')]).toEqual([
          ...[kind, format, 0, false],
        ]);
        expect((await readFile(out)).length).toBeGreaterThan(1000);
      }
    }
  });

  it('has the sums of the export of the same month at the same instant', async () => {
    const range = ['--from', '2026-05-01', '--to', '2026-05-31'];
    const { stdout } = await type('export', 'payments', ...range);
    const payments = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { amount: string; settlement: string | null });
    const paid = payments.filter(({ settlement }) => settlement !== null);
    const sum = (of: typeof paid) =>
      of.reduce((all, { amount }) => all + BigInt(amount), 0n).toString();
    const out = join(folder, 'month.xlsx');
    const written = ['--format', 'xlsx', '--out', out, '--json'];
    const typed = await type('report', 'month', ...options, ...written);
    const { report } = typed.json() as { report: Body };
    expect(tableOf(report, 'units')?.totals).toMatchObject({
      payments: paid.length,
      collected: sum(paid),
      arrived: sum(paid.filter(({ settlement }) => settlement === 'arrived')),
    });
  });

  it('adds up what several provinces printed, and refuses what is not of the same month', async () => {
    const out = join(folder, 'own.xlsx');
    const written = ['--format', 'xlsx', '--out', out, '--json'];
    const printed = (await type('report', 'month', ...options, ...written)).stdout;
    const own = join(folder, '75.json');
    const other = join(folder, '66.json');
    await writeFile(own, printed);
    await writeFile(other, printed.replaceAll('Thành phố Đồng Nai', 'Tỉnh Đắk Lắk'));
    const combine = (...files: string[]) =>
      commandLine(communes.database)(
        'report',
        'month',
        ...options,
        ...written,
        '--combine',
        ...files,
      );
    const { report } = (await combine(own, other)).json() as { report: Body };
    const before = (JSON.parse(printed) as { report: Body }).report;
    for (const key of ['units', 'former']) {
      const [was, is] = [tableOf(before, key)?.totals, tableOf(report, key)?.totals];
      for (const name of ['collected', 'arrived', 'remit', 'open']) {
        expect([name, BigInt(String(is?.[name]))]).toEqual([
          name,
          2n * BigInt(String(was?.[name])),
        ]);
      }
      expect(is?.['payments']).toBe(2 * Number(was?.['payments']));
    }
    expect((await combine(own, own)).exitCode).toBe(1);
    expect((await combine(out)).exitCode).toBe(1);
    expect(
      (await type('report', 'letter', ...options, ...written, '--combine', own)).exitCode,
    ).toBe(2);
  });

  it('says what is wrong: the kind, the month, the format, a unit that is not there', async () => {
    const out = ['--out', join(folder, 'x.pdf')];
    const wrong = [
      ['report', 'all', ...options, '--format', 'pdf', ...out],
      ['report', 'month', '--period', 'May', '--format', 'pdf', ...out],
      ['report', 'month', ...options, '--format', 'odt', ...out],
      ['report', 'month', ...options, '--format', 'pdf'],
    ];
    for (const argv of wrong) expect((await type(...argv)).exitCode).toBe(2);
    const absent = ['--unit', '99999', '--format', 'pdf', ...out];
    expect((await type('report', 'month', ...options, ...absent)).exitCode).toBe(1);
  });
});

test('province = sum of its units in every report that is read while payments come and runs match', async () => {
  const { db, config } = communes.database;
  const deps = { db, now, by: byTester };
  const period = parsePeriod('2026-05');
  if (!period) throw new Error('a month');
  const work = { isOver: false };
  const writing = (async () => {
    for (let at = 0; at < 12; at += 1) {
      const rows = [units.a, units.b].map(
        (code) =>
          `generic,W${code}${String(at)},WR${code}${String(at)},${code},1000,succeeded,2026-05-11T12:00:00+07:00`,
      );
      const head = 'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt';
      await importPayments(deps, { file: csvFile('more.csv', head, ...rows), skipBad: false });
      if (at % 4 === 0) await reconcile(deps);
    }
    work.isOver = true;
  })();
  const seen = new Set<bigint>();
  while (!work.isOver) {
    const ask = { kind: 'month' as const, period, asOf: new Date(asOf) };
    const report = await readReport({ db, province: config.province }, ask);
    const table = report.tables.find(({ key }) => key === 'units');
    const paidTo = (code: string): bigint =>
      BigInt(table?.rows.find(({ unitCode }) => unitCode === code)?.['collected'] ?? 0);
    const added = (table?.rows ?? []).reduce((all, row) => all + BigInt(row['collected'] ?? 0), 0n);
    expect(added).toBe(table?.totals?.['collected']);
    // both come in one transaction, so no snapshot has one without the other
    expect(paidTo(units.a) - 1_358_000n).toBe(paidTo(units.b) - 15_000n);
    seen.add(added);
  }
  await writing;
  expect(seen.size).toBeGreaterThan(1);
}, 120_000);
