// Files made to break the reader: each is refused in under five seconds, nothing of it is stored, and
// the next file is read.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { expandArchive } from '../../src/statements/archive.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { aFolder, aPlace, clearUp, launch } from '../launcher/launching.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { byTester } from '../support/people.js';
import { workbookOf, zipOf } from '../tables/zip-writer.js';
import { camtOf, mt940Of, sheetOf, type Entry } from './files.js';

const longestMs = 5_000;
const on = '2026-05-20';
const entry: Entry = { on, amount: 8_000n, reference: 'R1', text: 'NOP LE PHI' };
const camt = camtOf({ kind: '053', days: [on, on], entries: [entry] });
const mt940 = mt940Of({ openedOn: '2026-05-19', closedOn: on, entries: [entry] });
const sheet = sheetOf({ from: on, to: on, entries: [entry] });
const html = (cell: string): string => `<table><tr><td>${cell}</td></tr></table>`;
const dtd =
  '<!DOCTYPE D [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///x">]>';

/** A workbook with one line below its header; `cells` are day, reference, debit, credit, text. */
function workbookWith(cells: readonly string[]): Buffer {
  const names = ['Ngày giao dịch', 'Số tham chiếu', 'Ghi nợ', 'Ghi có', 'Mô tả'];
  const header = names.map((name) => `<c t="str"><v>${name}</v></c>`).join('');
  const account = '<c t="str"><v>Số tài khoản</v></c><c t="str"><v>1012345678</v></c>';
  return workbookOf(`<row>${account}</row><row>${header}</row><row>${cells.join('')}</row>`);
}

const text = (value: string): string => `<c t="str"><v>${value}</v></c>`;
const line = (credit: string, day = text('20/05/2026')): Buffer =>
  workbookWith([day, text('R1'), '<c/>', credit, text('NOP LE PHI')]);

const amounts = (bad: string): (readonly [string, string, Buffer | string])[] => [
  [`${bad} in a CSV`, 'bad_amount', sheet.replace(';8000;NOP', `;${bad};NOP`)],
  [`${bad} in camt`, 'bad_amount', camt.replace('>8000<', `>${bad}<`)],
];

const hostile: readonly (readonly [what: string, code: string, file: Buffer | string])[] = [
  ['a zip bomb', 'zip_bomb', zipOf([{ name: 'a.csv', content: Buffer.alloc(40_000_000) }])],
  ['a workbook bomb', 'zip_bomb', workbookOf(' '.repeat(30_000_000))],
  [
    'a bomb in many entries',
    'zip_bomb',
    zipOf(
      Array.from({ length: 500 }, (_, at) => ({
        name: `${String(at)}.csv`,
        content: 'x',
        claimedBytes: 1e6,
      })),
    ),
  ],
  [
    'a zip in a zip',
    'nested_archive',
    zipOf([{ name: 'b.zip', content: zipOf([{ name: 'a.csv', content: sheet }]) }]),
  ],
  [
    'a good file before a zip in a zip',
    'nested_archive',
    zipOf([
      { name: 'a.csv', content: sheet },
      { name: 'b.zip', content: zipOf([{ name: 'a.csv', content: 'x' }]) },
    ]),
  ],
  [
    'a zip that lies about sizes',
    'zip_bomb',
    zipOf([{ name: 'a.csv', content: sheet.repeat(50), claimedBytes: 9 }]),
  ],
  ['a zip with a path out of it', 'zip_bad_path', zipOf([{ name: '../../a.csv', content: sheet }])],
  ['a DTD in camt', 'doctype_refused', camt.replace('?>', `?>${dtd}`)],
  [
    'a DTD in a workbook',
    'doctype_refused',
    workbookOf('', [{ name: 'xl/sharedStrings.xml', content: `${dtd}<sst/>` }]),
  ],
  ['an entity that is not declared', 'bad_xml', camt.replace('NOP', '&bomb;')],
  [
    'a flood of characters by number',
    'xml_text_too_long',
    camt.replace('NOP', '&#65;'.repeat(300_000)),
  ],
  ['a flood of entities in HTML', 'cell_too_long', html('&amp;'.repeat(500_000))],
  ['a flood of blanks in HTML', 'empty_file', html('&#32;'.repeat(200_000))],
  [
    'spans that multiply',
    'too_many_columns',
    `<table><tr>${'<td colspan="200" rowspan="200">a</td>'.repeat(99)}`,
  ],
  ['endless comments before nothing', 'format_not_supported', `${'<!---->'.repeat(500)}<x/>`],
  [
    'nesting without end',
    'xml_too_deep',
    `<?xml version="1.0"?><Document>${'<a>'.repeat(100_000)}`,
  ],
  [
    'a quote that is never closed',
    'unclosed_quote',
    `${sheet.replace('NOP', '"NOP')}${'x;y\n'.repeat(200_000)}`,
  ],
  [
    'a number of a thousand digits',
    'bad_amount',
    sheet.replace(';8000;NOP', `;${'1'.repeat(30_000)}x;NOP`),
  ],
  ['a formula as amount', 'formula_cell', line('<c><f>4000+4000</f><v>8000</v></c>')],
  [
    'a formula as day',
    'formula_cell',
    line('<c><v>8000</v></c>', '<c t="str"><f>TODAY()</f><v>20/05/2026</v></c>'),
  ],
  ['a formula in a CSV', 'bad_amount', sheet.replace(';8000;NOP', ';=4000+4000;NOP')],
  ['31/02 in a CSV', 'bad_date', sheet.replace(`\n${on};`, '\n31/02/2026;')],
  ['31/02 in a workbook', 'bad_date', line('<c><v>8000</v></c>', text('31/02/2026'))],
  ['31/02 in MT940', 'bad_date', mt940.replace(':61:260520', ':61:260231')],
  ['31/02 in camt', 'bad_date', camt.replace(`<BookgDt><Dt>${on}`, '<BookgDt><Dt>2026-02-31')],
  ...['NaN', '1e308', '-0'].flatMap(amounts),
  ...['Infinity', '0x1F'].flatMap(amounts).slice(0, 3),
  ['NaN in MT940', 'bad_amount', mt940.replace('C8000,', 'CNaN,')],
  ['1e308 in MT940', 'bad_amount', mt940.replace('C8000,', `C${'9'.repeat(300)},`)],
  ['NaN in a workbook', 'bad_xlsx', line('<c><v>NaN</v></c>')],
  ['1e308 in a workbook', 'bad_xlsx', line('<c><v>1e308</v></c>')],
  ['a negative zero in a workbook', 'bad_amount', line('<c><v>-0</v></c>')],
  [
    'UTF-8 and windows-1258 in one file',
    'encoding_mixed',
    Buffer.concat([Buffer.from(sheet), iconv.encode('Nga\u0300y nộp tiê\u0300n\n', 'win1258')]),
  ],
  [
    'UTF-16 cut in the middle',
    'encoding_not_recognised',
    Buffer.from(`\ufeff${sheet}\ud800`, 'utf16le'),
  ],
  [
    'a mark of UTF-8 before other bytes',
    'encoding_not_recognised',
    Buffer.concat([Buffer.from('\ufeff'), Buffer.from([0xff, 0xfe, 0x41])]),
  ],
  ['NUL bytes', 'not_text', sheet.replace('NOP', 'N\0P')],
  [
    'a damaged binary .xls',
    'bad_xls',
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(5_000, 0xff)]),
  ],
];

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
  const number = '1012345678';
  await database
    .db('bank_account')
    .insert({ kind: 'bank', bank_bin: '970436', number, number_key: number });
});
afterAll(() => database.close());
afterAll(clearUp);

async function* filesOf(name: string, bytes: Buffer, refused: string[]) {
  const expanded = await expandArchive({ name, bytes });
  if (expanded.kind === 'refused') refused.push(expanded.refusal.code);
  else yield* expanded.files;
}

async function counts(): Promise<unknown> {
  const tables = ['statement_file', 'statement', 'statement_line', 'announced_line'];
  return Promise.all(tables.map((table) => database.db(table).count()));
}

test.each(hostile)('%s is refused as %s', async (name, code, file) => {
  const before = await counts();
  const refused: string[] = [];
  const at = performance.now();
  const deps = { db: database.db, now: () => new Date(), by: byTester };
  const outcome = await importStatements(deps, filesOf(name, Buffer.from(file), refused));
  expect([...refused, ...outcome.refused.map((each) => each.code)]).toEqual([code]);
  expect(outcome.statements).toEqual([]);
  expect(performance.now() - at).toBeLessThan(longestMs);
  expect(await counts()).toEqual(before);
});

test('one process refuses them all in its thread and reads the good file after them', async () => {
  const folder = aFolder();
  const paths = hostile.map(([, , file], at) => {
    const path = join(folder, `${String(at).padStart(3, '0')}.bin`);
    writeFileSync(path, file);
    return path;
  });
  const good = join(folder, 'good.csv');
  writeFileSync(good, sheet);
  const { code, stdout } = await launch(aPlace(), ['inspect', '--json', ...paths, good]);
  const { statements, refused } = JSON.parse(stdout) as Record<
    string,
    { file: string; code: string }[]
  >;
  expect(code).toBe(1);
  expect(statements?.map(({ file }) => file)).toEqual([good]);
  const codeOf = new Map(refused?.map((each) => [each.file, each.code]));
  expect(paths.map((path) => codeOf.get(path))).toEqual(hostile.map(([, wanted]) => wanted));
}, 120_000);
