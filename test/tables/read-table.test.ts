import iconv from 'iconv-lite';
import { readTable } from '../../src/tables/read-table.js';
import { zipOf, workbookOf } from './zip-writer.js';

/** The cells of the first sheet, or the refusal's code. */
async function cellsOf(file: string | Buffer): Promise<string | string[][]> {
  const outcome = await readTable(Buffer.from(file));
  if (outcome.kind === 'refused') return outcome.refusal.code;
  return (outcome.sheets[0]?.rows ?? []).map((row) => row.cells.map((cell) => cell.text));
}

describe('CSV files', () => {
  test.each([',', ';', '\t', '|', '^', '~'])(
    'are read whatever divides their columns: %j',
    async (delimiter) => {
      const file = ['code,x', `Mã${delimiter}Tên`, `1${delimiter}"Xã ""A"""`].join('\n');
      expect((await cellsOf(file)).slice(1)).toEqual([
        ['Mã', 'Tên'],
        ['1', 'Xã "A"'],
      ]);
    },
  );

  test('believe the hint of Excel in their first line', async () => {
    expect((await cellsOf('sep=#\na#b,c\n'))[1]).toEqual(['a', 'b,c']);
  });

  test.each([
    ['UTF-8 with a mark', Buffer.from('\ufeffNgày;Số tiền\n')],
    ['UTF-8', Buffer.from('Ngày;Số tiền\n')],
    ['UTF-16LE', Buffer.from('\ufeffNgày;Số tiền\n', 'utf16le')],
    ['UTF-16BE', Buffer.from('\ufeffNgày;Số tiền\n', 'utf16le').swap16()],
    ['windows-1258', iconv.encode('Nga\u0300y;S\u00f4\u0301 ti\u00ea\u0300n\n', 'win1258')],
    ['TCVN3', iconv.encode('Ngày;Số tiền\n', 'tcvn')],
  ])('in %s give the same composed Vietnamese text', async (_, bytes) => {
    expect(await cellsOf(bytes)).toEqual([['Ngày', 'Số tiền']]);
  });

  test('say on which line a row begins, also after a line break inside quotes', async () => {
    const outcome = await readTable(Buffer.from('a,b\n"1\n2",3\n\nx,y\n'));
    if (outcome.kind === 'refused') throw new Error(outcome.refusal.detail);
    expect(outcome.sheets[0]?.rows.map((row) => row.number)).toEqual([1, 2, 5]);
  });

  test.each(['\n', '\r\n'])(
    'are read with quoted last columns and lines ending in %j',
    async (end) => {
      const outcome = await readTable(Buffer.from(['a,"b"', '1,"2"', '3,"4"', ''].join(end)));
      if (outcome.kind === 'refused') throw new Error(outcome.refusal.detail);
      const rows = outcome.sheets[0]?.rows ?? [];
      expect(rows.map((row) => row.number)).toEqual([1, 2, 3]);
      expect(rows.map((row) => row.cells[1]?.text)).toEqual(['b', '2', '4']);
    },
  );

  test('with a quote that is never closed are refused with the line', async () => {
    const outcome = await readTable(Buffer.from('a,b\n1,2\n"3,4\n5,6\n'));
    expect(outcome).toMatchObject({
      kind: 'refused',
      refusal: { code: 'unclosed_quote', line: 3 },
    });
  });

  test('with a stray quote are refused with the line', async () => {
    const outcome = await readTable(Buffer.from('a,b\n1,2\n3,x"y\n'));
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'bad_csv', line: 3 } });
  });

  test.each([
    ['empty_file', ''],
    ['empty_file', '\n\n'],
    ['not_text', 'a,b\n1,\u0000\n'],
    ['encoding_not_recognised', Buffer.from([0x61, 0xff, 0xfe, 0x80, 0x0a])],
    ['too_many_columns', `${','.repeat(50_000)}\n`],
    ['cell_too_long', `a,b\n1,${'x'.repeat(40_000)}\n`],
    ['format_not_supported', '%PDF-1.7\n'],
  ])('that cannot be right are refused: %s', async (code, file) => {
    expect(await cellsOf(file)).toBe(code);
  });
});

describe('XLSX files', () => {
  test('keep digits exactly as stored, whatever their size', async () => {
    const file = workbookOf(
      '<row r="2"><c r="B2"><v>9007199254740993</v></c><c r="D2"><v>1.25E+3</v></c></row>',
    );
    expect(await cellsOf(file)).toEqual([['', '9007199254740993', '', '1250']]);
  });

  test('give days for numbers that carry a date format, in both date systems', async () => {
    const styles =
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/></numFmts>' +
      '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>';
    const row =
      '<row><c s="1"><v>46162</v></c><c s="2"><v>46162.5</v></c><c><v>46162</v></c></row>';
    const outcome = await readTable(workbookOf(row, [{ name: 'xl/styles.xml', content: styles }]));
    if (outcome.kind === 'refused') throw new Error(outcome.refusal.detail);
    expect(outcome.sheets[0]?.rows[0]?.cells.map((cell) => cell.date)).toEqual([
      '2026-05-20',
      '2026-05-20 12:00:00',
      undefined,
    ]);
  });

  test('do not cost memory for a dimension they only claim', async () => {
    const file = workbookOf('<dimension ref="A1:XFD1048576"/><row><c t="str"><v>a</v></c></row>');
    expect(await cellsOf(file)).toEqual([['a']]);
  });

  test('keep formulas as the text they show', async () => {
    const file = workbookOf('<row><c t="str"><f>HYPERLINK("x")</f><v>=1+1</v></c></row>');
    expect(await cellsOf(file)).toEqual([['=1+1']]);
  });
});

describe('hostile workbooks are refused', () => {
  const laughs =
    '<!DOCTYPE sst [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>';

  test.each([
    ['that inflate to far more than they are', 'zip_bomb', workbookOf(' '.repeat(30_000_000))],
    [
      'that lie about their sizes',
      'zip_bomb',
      workbookOf('', [{ name: 'xl/sharedStrings.xml', content: 'x'.repeat(9e5), claimedBytes: 9 }]),
    ],
    [
      'whose entries leave the archive',
      'zip_bad_path',
      workbookOf('', [{ name: '../../x', content: '' }]),
    ],
    [
      'with a symbolic link',
      'zip_bad_path',
      workbookOf('', [{ name: 'xl/a', content: '/etc/passwd', mode: 0o120777 }]),
    ],
    [
      'of ten thousand entries',
      'zip_too_many_entries',
      zipOf(Array.from({ length: 10_000 }, (_, index) => ({ name: `${index}`, content: '' }))),
    ],
    [
      'with entities',
      'doctype_refused',
      workbookOf('', [{ name: 'xl/sharedStrings.xml', content: laughs }]),
    ],
    ['with macros', 'active_content', workbookOf('', [{ name: 'xl/vbaProject.bin', content: '' }])],
    ['cut in half', 'zip_damaged', workbookOf('<row/>').subarray(0, 300)],
    ['that are only a zip', 'format_not_supported', zipOf([{ name: 'a.txt', content: 'x' }])],
    [
      'with a password',
      'password_protected',
      Buffer.concat([
        Buffer.from('d0cf11e0a1b11ae1', 'hex'),
        Buffer.from('EncryptedPackage', 'utf16le'),
      ]),
    ],
    ['of the old binary kind', 'format_not_supported', Buffer.from('d0cf11e0a1b11ae100', 'hex')],
    [
      'with too many columns',
      'too_many_columns',
      workbookOf('<row><c r="XFD1"><v>1</v></c></row>'),
    ],
  ])('%s', async (_, code, file) => {
    expect(await cellsOf(file)).toBe(code);
  });
});

describe('HTML tables named .xls', () => {
  test('are read as text, with breaks, spans and inert scripts', async () => {
    const file = `<html><body><script>steal()</script><table>
      <tr><td colspan="2">Sao kê</td><td>x<br>y</td></tr>
      <tr><td rowspan="2">a</td><td>1&amp;2</td></tr><tr><td>00123</td></tr></table></body></html>`;
    expect(await cellsOf(file)).toEqual([
      ['Sao kê', '', 'x\ny'],
      ['a', '1&2'],
      ['', '00123'],
    ]);
  });

  test('cannot blow up by their spans', async () => {
    const file = `<table><tr>${'<td colspan="1000000">a</td>'.repeat(3)}</tr></table>`;
    expect(await cellsOf(file)).toBe('too_many_columns');
  });
});
