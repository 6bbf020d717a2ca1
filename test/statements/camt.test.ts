import { readOne, refusalCode, warningCodes } from './reading.js';

const balance = (code: string, amount: string): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="VND">${amount}</Amt>` +
  '<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-05-20</Dt></Dt></Bal>';

const entry = (amount: string, more = ''): string =>
  `<Ntry><Amt Ccy="VND">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>` +
  `<BookgDt><Dt>2026-05-20</Dt></BookgDt><ValDt><Dt>2026-05-21</Dt></ValDt>${more}</Ntry>`;

const period =
  '<FrToDt><FrDtTm>2026-05-20T00:00:00+07:00</FrDtTm>' +
  '<ToDtTm>2026-05-20T23:59:59+07:00</ToDtTm></FrToDt>';

interface Parts {
  readonly entries?: string;
  readonly closing?: string;
  readonly more?: string;
  readonly version?: string;
}

function camtOf({ entries = entry('8000'), closing = '8000', ...parts }: Parts = {}): string {
  const { more = period, version = '08' } = parts;
  return `<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}"><BkToCstmrStmt>
<GrpHdr><CreDtTm>2026-05-22T08:00:00+07:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><ElctrncSeqNb>7</ElctrncSeqNb><CreDtTm>2026-05-21T08:00:00</CreDtTm>${more}
<Acct><Id><Othr><Id>1012345678</Id></Othr></Id><Ccy>VND</Ccy></Acct>
${balance('OPBD', '0')}${balance('CLBD', closing)}${entries}</Stmt></BkToCstmrStmt></Document>`;
}

test('period, number, time of making and references come from their elements', async () => {
  const more = '<AcctSvcrRef>FT1</AcctSvcrRef><AddtlNtryInf>NOP LE PHI</AddtlNtryInf>';
  expect(await readOne(camtOf({ entries: entry('8000', more) }))).toMatchObject({
    format: 'camt.053.001.08',
    periodFrom: '2026-05-20',
    periodTo: '2026-05-20',
    sequenceNumber: 7,
    madeAt: new Date('2026-05-21T01:00:00Z'),
    state: 'balanced',
    lines: [
      {
        bookingDate: '2026-05-20',
        valueDate: '2026-05-21',
        bankReference: 'FT1',
        narrative: 'NOP LE PHI',
      },
    ],
  });
});

test('a period that ends at midnight ends with the day before', async () => {
  const more = period.replace('2026-05-20T23:59:59', '2026-05-21T00:00:00');
  expect((await readOne(camtOf({ more }))).periodTo).toBe('2026-05-20');
});

test('a statement without a period says so', async () => {
  const statement = await readOne(camtOf({ more: '' }));
  expect(statement.periodFrom).toBeNull();
  expect(warningCodes(statement)).toEqual(['period_not_stated']);
});

test('an entry of several transactions is one line that says what each of them says', async () => {
  const details = ['0001', '0002']
    .map((end) => `<TxDtls><RmtInf><Ustrd>H19.12-260520-${end}</Ustrd></RmtInf></TxDtls>`)
    .join('');
  const { lines } = await readOne(
    camtOf({ entries: entry('8000', `<NtryDtls>${details}</NtryDtls>`) }),
  );
  expect(lines.map((line) => line.narrative)).toEqual(['H19.12-260520-0001 \nH19.12-260520-0002']);
});

test('a reversal moves the side that the entry names', async () => {
  const reversal = entry('3000')
    .replace('CRDT', 'DBIT')
    .replace('<Sts>', '<RvslInd>true</RvslInd><Sts>');
  const file = camtOf({ entries: entry('8000') + reversal, closing: '5000' });
  const statement = await readOne(file);
  expect(statement.lines.map((line) => line.amount)).toEqual(['8000.00', '-3000.00']);
  expect(statement.state).toBe('balanced');
});

test('pending entries are listed and counted but are not part of the balance', async () => {
  const pending = entry('9000').replace('<Sts>BOOK</Sts>', '<Sts><Cd>PDNG</Cd></Sts>');
  const statement = await readOne(camtOf({ entries: entry('8000') + pending }));
  expect(statement).toMatchObject({ state: 'balanced', lines: [{}, { isBooked: false }] });
});

test('printed totals that differ from the entries quarantine the statement', async () => {
  const totals = (sum: string): string =>
    `${period}<TxsSummry><TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>${sum}</Sum></TtlCdtNtries></TxsSummry>`;
  expect((await readOne(camtOf({ more: totals('8000') }))).state).toBe('balanced');
  const wrong = await readOne(camtOf({ more: totals('8001') }));
  expect(wrong.state).toBe('quarantined');
  expect(warningCodes(wrong)).toEqual(['total_mismatch']);
});

const entity = '<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>';

test.each([
  ['with an external entity', 'doctype_refused:2', camtOf().replace('?>', `?>\n${entity}`)],
  ['cut off', 'bad_xml', camtOf().slice(0, 700)],
  ['nested too deep', 'xml_too_deep', `<Document>${'<a>'.repeat(70)}`],
  ['with an endless text', 'xml_text_too_long', camtOf({ entries: entry(' '.repeat(3e6)) })],
  ['with an amount that is none', 'bad_amount', camtOf({ entries: entry('1e5') })],
  ['with a fraction of a đồng', 'fraction_of_dong', camtOf({ entries: entry('8000.5') })],
  ['without a report', 'empty_file', '<Document><BkToCstmrAcctRpt/></Document>'],
  ['of an unknown version', 'format_not_supported', camtOf({ version: '15' })],
  ['that is other XML', 'format_not_supported', '<?xml version="1.0"?><svg/>'],
])('a document %s is refused', async (_, code, file) => {
  expect(await refusalCode(file)).toMatch(new RegExp(`^${code}`));
});
