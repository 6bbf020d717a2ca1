import { mt940Of } from './files.js';
import { readAll, readOne, refusalCode, warningCodes } from './reading.js';

/** A message with these fields 61 and 86, and whatever closing balance fits nothing. */
const withFields = (...fields: string[]): string =>
  [
    ':20:X',
    ':25:1012345678',
    ':28C:7/1',
    ':60F:C260519VND0,',
    ...fields,
    ':62F:C260520VND0,',
    '-',
  ].join('\n');

test('the period is the days after the opening balance up to the closing one', async () => {
  const file = mt940Of({
    openedOn: '2026-05-17',
    closedOn: '2026-05-20',
    entries: [{ on: '2026-05-18', amount: 5n }],
  });
  expect(await readOne(file)).toMatchObject({ periodFrom: '2026-05-18', periodTo: '2026-05-20' });
});

test('the day of the opening balance is stated when a line is booked on it', async () => {
  const entries = [{ on: '2026-05-17', amount: 5n }];
  const file = mt940Of({ openedOn: '2026-05-17', closedOn: '2026-05-17', entries });
  expect(await readOne(file)).toMatchObject({ periodFrom: '2026-05-17', periodTo: '2026-05-17' });
  const empty = mt940Of({ openedOn: '2026-05-17', closedOn: '2026-05-17', entries: [] });
  expect(await readOne(empty)).toMatchObject({ periodFrom: null, periodTo: null });
});

test.each([
  ['C1000,NTRFNONREF//B1', '1000.00'],
  ['D1000,5NTRFNONREF', '-1000.50'],
  ['RC1000,NTRFNONREF', '-1000.00'],
  ['RD1000,NTRFNONREF', '1000.00'],
  ['CD,5NTRFNONREF', '0.50'],
])('the mark of %s decides its sign', async (entry, amount) => {
  const file = withFields(`:61:2605200520${entry}`).replaceAll('VND', 'EUR');
  expect((await readOne(file)).lines[0]?.amount).toBe(amount);
});

test.each([
  ['2512310102', '2025-12-31', '2026-01-02'],
  ['2601021231', '2026-01-02', '2025-12-31'],
  ['260520    ', '2026-05-20', '2026-05-20'],
])(
  'the entry date of %s is in the year nearest to the value date',
  async (dates, value, booked) => {
    const [line] = (await readOne(withFields(`:61:${dates}C1,NTRFNONREF`))).lines;
    expect(line).toMatchObject({ valueDate: value, bookingDate: booked });
  },
);

test('the bank reference is the part after the slashes, else the customer reference', async () => {
  const { lines } = await readOne(
    withFields(':61:2605200520C1,NTRFABC//DEF', ':61:2605200520C1,NTRFABC', ':61:260520C1,NTRF'),
  );
  expect(lines.map((line) => line.bankReference)).toEqual(['DEF', 'ABC', null]);
});

test('a dossier code cut by subfields and wraps stands whole in the narrative', async () => {
  const { lines } = await readOne(
    withFields(
      ':61:2605200520C1,NTRFNONREF',
      ':86:166?00CREDIT?20NOP LE PHI HO SO H19.12.34-2?216052',
      '0-0001?32NGUYEN VAN A?33NH',
    ),
  );
  expect(lines[0]?.narrative).toContain('H19.12.34-260520-0001');
  expect(lines[0]?.counterparty).toBe('NGUYEN VAN ANH');
});

test('free text keeps its line breaks, and text that looks like a tag stays text', async () => {
  const { lines } = await readOne(
    withFields(
      ':61:2605200520C1,NTRFNONREF',
      ':86:LE PHI',
      ':12:30 HO SO',
      ':61:2605200520C2,NTRF',
    ),
  );
  expect(lines.map((line) => line.narrative)).toEqual(['LE PHI\n:12:30 HO SO', '']);
});

test('text after the closing balance belongs to no line', async () => {
  const file = withFields(':61:2605200520C1,NTRFNONREF').replace('\n-', '\n:86:SO DU\n-');
  expect((await readOne(file)).lines[0]?.narrative).toBe('');
});

test('every page of a statement is one, with its number and page', async () => {
  const page = { openedOn: '2026-05-19', closedOn: '2026-05-20', entries: [] } as const;
  const file =
    mt940Of({ ...page, number: '00012/1', ends: ['F', 'M'] }) +
    mt940Of({ ...page, number: '00012/2', ends: ['M', 'F'] });
  expect(await readAll(file)).toMatchObject([
    { sequenceNumber: 12, page: 1, closingIsIntermediate: true },
    { sequenceNumber: 12, page: 2, openingIsIntermediate: true },
  ]);
});

test('a statement that does not add up is quarantined and listed in full', async () => {
  const statement = await readOne(withFields(':61:2605200520C1,NTRFNONREF'));
  expect(statement).toMatchObject({ state: 'quarantined', lines: [{ amount: '1.00' }] });
  expect(warningCodes(statement)).toEqual(['balance_mismatch']);
});

test.each([
  ['without its closing balance', 'cut_off:1', withFields().replace(/:62F[^]*/, '')],
  ['cut inside a balance', 'bad_line:5', withFields().replace(/:62F[^]*/, ':62F:C2605')],
  ['with an unreadable entry', 'bad_line:5', withFields(':61:nonsense')],
  ['with an impossible date', 'bad_date:5', withFields(':61:2613200520C1,NTRF')],
])('a message %s is refused', async (_, code, file) => {
  expect(await refusalCode(file)).toBe(code);
});
