// Banks' sheets through mappings, over the API and by command: a commune tries and proposes, the
// province confirms, and both import by it what is of their accounts.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utils, write } from '@e965/xlsx';
import { commandLine } from '../support/command-line.js';
import { bank, bankLayout, bankSheet, type BankRow } from '../support/mapped-statement.js';
import { accounts, itemsOf, now, openTwoCommunes, units } from '../support/two-communes.js';
import type { TwoCommunes } from '../support/two-communes.js';

let two: TwoCommunes;
beforeAll(async () => {
  two = await openTwoCommunes();
});
afterAll(() => two.database.close());

const layout = JSON.stringify(bankLayout);
const fields = { name: 'vcb-so-ke', bank, layout };
const rows: readonly BankRow[] = [
  { on: '18/05/2026', amount: 1_250_000, reference: 'FT1', text: 'CTREF00002 LE VAN NOP' },
  { on: '19/05/2026', amount: 8_000, reference: 'FT2', text: 'khach le' },
];
const sheet = () => bankSheet(accounts.a, rows);
const mapped = { mapping: fields.name };

test('a commune tries and proposes from a statement of its own, and of nobody else’s', async () => {
  const accountant = await two.as('commune_accountant', units.a);
  const tried = await accountant.upload('/mappings/preview', [sheet()], { bank, layout });
  expect(tried.body).toMatchObject({
    counts: { new: 2, known: 0, refused: 0 },
    states: ['balanced'],
    rows: [{ line: 6, state: 'new', read: { narrative: 'CTREF00002 LE VAN NOP' } }, { line: 7 }],
    totals: [{ column: 'closing', printed: '1258000', summed: '1258000', agrees: true }],
  });
  expect(tried.body.masked).toBeUndefined();
  // somebody who reads no names of payers sees what is read, without them
  const admin = await two.as('commune_admin', units.a);
  const masked = await admin.upload('/mappings/preview', [sheet()], { bank, layout });
  expect(masked.body).toMatchObject({ masked: ['narrative', 'counterparty'] });
  expect(JSON.stringify(masked.body)).not.toContain('LE VAN NOP');
  const neighbour = await two.as('commune_accountant', units.b);
  for (const path of ['/mappings/preview', '/mappings']) {
    const given = path === '/mappings' ? fields : { bank, layout };
    expect((await neighbour.upload(path, [sheet()], given)).status).toBe(404);
  }
  expect(await itemsOf(accountant, '/mappings')).toEqual([]);
  const proposed = await accountant.upload('/mappings', [sheet()], fields);
  expect(proposed.body).toMatchObject({ state: 'proposed', reads: 'statement', version: 1 });
  const { id } = proposed.body as { id: string };
  expect((await accountant.post(`/mappings/${id}/confirm`)).status).toBe(403);
  expect((await accountant.upload('/statements', [sheet()], mapped)).status).toBe(404);
});

test('the province confirms, and the sheet is previewed and imported by its mapping', async () => {
  const finance = await two.as('finance_officer');
  const [mapping] = await itemsOf(finance, '/mappings');
  const id = String(mapping?.['id']);
  expect((await finance.post(`/mappings/${id}/confirm`)).body).toMatchObject({
    state: 'confirmed',
  });
  const accountant = await two.as('commune_accountant', units.a);
  expect(await itemsOf(accountant, '/mappings', { state: 'confirmed' })).toMatchObject([{ id }]);
  const refused = await accountant.upload('/statements', [sheet()]);
  expect([refused.status, refused.body.code]).toEqual([422, 'bad_file']);
  const read = await accountant.upload('/statements/preview', [sheet()], mapped);
  expect(read.body).toMatchObject({ statements: [{ lineCount: 2, state: 'balanced' }] });
  const neighbour = await two.as('commune_accountant', units.b);
  expect((await neighbour.upload('/statements', [sheet()], mapped)).status).toBe(404);
  const taken = await accountant.upload('/statements', [sheet()], mapped);
  expect([taken.status, taken.body]).toMatchObject([
    201,
    { statements: [{ state: 'balanced', new: 2, known: 0 }] },
  ]);
  const [payment] = await itemsOf(accountant, '/payments', { q: 'CTREF00002' });
  expect(payment).toMatchObject({ settlement: 'arrived' });
});

test('a sheet whose columns moved is refused, naming them, until the layout is confirmed again', async () => {
  const accountant = await two.as('commune_accountant', units.a);
  const more = [{ on: '20/05/2026', amount: 20_000, reference: 'FT3', text: 'khach' }];
  const text = bankSheet(accounts.a, more).bytes.toString('utf8');
  const moved = { name: 'thang-5.csv', bytes: text.replace('Vào;Ra', 'Ra;Vào') };
  const { status, body } = await accountant.upload('/statements', [moved], mapped);
  expect([status, body.code]).toEqual([422, 'layout_changed']);
  expect(body.errors).toMatchObject([{ file: 'thang-5.csv', line: 5 }]);
  expect(JSON.stringify(body.errors)).toContain('Vào: the column moved from C to D');
  const proposed = await accountant.upload('/mappings', [moved], fields);
  expect(proposed.body).toMatchObject({ state: 'proposed', version: 2 });
});

test('the command imports by the mapping, and by none that reads other files', async () => {
  const type = commandLine(two.database, now());
  const folder = await mkdtemp(join(tmpdir(), 'mapped-'));
  const later = [{ on: '15/05/2026', amount: 8_000, reference: 'FT9', text: 'khach' }];
  const path = join(folder, 'b.csv');
  await writeFile(path, bankSheet(accounts.b, later).bytes);
  const command = ['import', 'statements', path, '--json', '--mapping'];
  const none = await type(...command, 'nobody');
  expect([none.exitCode, none.json()]).toMatchObject([1, { code: 'not_found' }]);
  const done = await type(...command, fields.name);
  expect([done.exitCode, done.json()]).toMatchObject([
    0,
    { statements: [{ state: 'balanced', new: 1 }] },
  ]);
});

test('the .xls of a bank is tried like the sheet it holds, whether binary or a page in disguise', async () => {
  const accountant = await two.as('commune_accountant', units.a);
  const cells = sheet()
    .bytes.toString('utf8')
    .split('\n')
    .map((line) => line.split(';'));
  const workbook = { SheetNames: ['so'], Sheets: { so: utils.aoa_to_sheet(cells) } };
  const rowsOf = cells.map((row) => `<tr>${row.map((one) => `<td>${one}</td>`).join('')}</tr>`);
  const files = [
    write(workbook, { type: 'buffer', bookType: 'biff8' }) as Buffer,
    Buffer.from(`<html><meta charset="utf-8"><table>${rowsOf.join('')}</table></html>`),
  ];
  for (const bytes of files) {
    const file = { name: 'so-ke.xls', bytes };
    const tried = await accountant.upload('/mappings/preview', [file], { bank, layout });
    expect(tried.body).toMatchObject({ counts: { refused: 0 }, rows: [{ line: 6 }, { line: 7 }] });
    const proposing = { ...fields, name: 'vcb-xls' };
    const proposed = await accountant.upload('/mappings', [file], proposing);
    expect(proposed).toMatchObject({ status: 201, body: { state: 'proposed' } });
  }
});
