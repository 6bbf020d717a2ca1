// Whatever order of columns and way of writing a bank chose: through its mapping a sheet gives the
// lines that the same statement gives in a layout that is known by its words.
import fc from 'fast-check';
import { headersSeen, openSheets } from '../../src/mappings/mapped-table.js';
import { layoutSchema, type StatementLayout } from '../../src/mappings/layout.js';
import type { ParsedStatement } from '../../src/statements/bank-format.js';
import { readStatements } from '../../src/statements/banks/index.js';
import { csvFile } from '../support/own-file.js';
import { sheetOf, type Entry } from './files.js';
import { readOne, warningCodes } from './reading.js';

/** No word that the reader of sheets knows: these columns are told, or not read at all. */
const headerOf = {
  bookingDate: 'Kỳ',
  reference: 'Mã hiệu',
  amount: 'Trị giá',
  sign: 'Chiều',
  credit: 'Vào',
  debit: 'Ra',
  balance: 'Còn lại',
  description: 'Lời ghi',
} as const;
type Field = keyof typeof headerOf;
const fields = Object.keys(headerOf) as Field[];
const signs = { credit: ['Nhận'], debit: ['Chi'] };

type Style = ReturnType<typeof styleOf> extends fc.Arbitrary<infer Drawn> ? Drawn : never;

function styleOf() {
  return fc.record({
    order: fc.shuffledSubarray([...fields, 'Ghi riêng', 'Thứ tự'], { minLength: 10 }),
    days: fc.constantFrom<StatementLayout['days']>(
      ...(['dd/MM/yyyy', 'MM/dd/yyyy', 'yyyy-MM-dd', 'yyyyMMdd', 'dd/MM/yy'] as const),
    ),
    amounts: fc.constantFrom(
      { decimal: ',', grouping: '.' },
      { decimal: '.', grouping: ',' },
      { decimal: ',', grouping: ' ' },
      { decimal: '.', grouping: '' },
    ),
    /** One signed amount, one with a column of words, or two columns. */
    money: fc.constantFrom('signed', 'words', 'two columns'),
    debits: fc.constantFrom('positive', 'negative'),
    hasBalance: fc.boolean(),
    decimals: fc.boolean(),
    titles: fc.nat(4),
  });
}

const entry: fc.Arbitrary<Entry> = fc.record({
  on: fc.constantFrom('2026-05-02', '2026-05-12', '2026-12-31'),
  amount: fc.bigInt(-(10n ** 13n), 10n ** 13n).map((amount) => (amount === 0n ? 8_000n : amount)),
  reference: fc.stringMatching(/^[A-Z]{2}\d{4,12}$/),
  text: fc.stringMatching(/^[A-Z]{3} \d{3}( [A-Z]{2,6})?$/),
});

function printed(amount: bigint, { amounts, decimals }: Style): string {
  const size = String(amount < 0n ? -amount : amount);
  const digits = size.replace(/\B(?=(\d{3})+$)/g, amounts.grouping);
  return `${amount < 0n ? '-' : ''}${digits}${decimals ? `${amounts.decimal}00` : ''}`;
}

function day(on: string, form: StatementLayout['days']): string {
  const [year = '', month = '', date = ''] = on.split('-');
  const whole = form.replace('yyyy', year).replace('yy', year.slice(2));
  return whole.replace('MM', month).replace('dd', date);
}

function isThere(field: string, { money, hasBalance }: Style): boolean {
  if (field === 'balance') return hasBalance;
  if (field === 'credit' || field === 'debit') return money === 'two columns';
  if (field === 'amount') return money !== 'two columns';
  return field !== 'sign' || money === 'words';
}

function cellsOf(one: Entry, balance: bigint, style: Style): Readonly<Record<string, string>> {
  const { on, amount, reference = '', text = '' } = one;
  const size = amount < 0n ? -amount : amount;
  const debit = style.debits === 'negative' ? amount : size;
  return {
    bookingDate: day(on, style.days),
    reference,
    amount: printed(style.money === 'signed' ? amount : size, style),
    sign: amount < 0n ? 'CHI' : 'nhận',
    credit: amount < 0n ? '' : printed(amount, style),
    debit: amount < 0n ? printed(debit, style) : '',
    balance: printed(balance, style),
    description: text,
    'Ghi riêng': '12/12/2030; 9.999',
    'Thứ tự': '1',
  };
}

const range = { from: '2026-05-01', to: '2026-12-31' } as const;

/** As the bank prints it; the frame writes its days and amounts as the table does. */
function theirs(entries: readonly Entry[], style: Style) {
  const order = style.order.filter((field) => isThere(field, style));
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const row = (cells: Readonly<Record<string, string>>): string =>
    order.map((field) => quoted(cells[field] ?? '')).join(';');
  // what the reader of frames knows is a year of four digits
  const form = style.days === 'MM/dd/yyyy' ? style.days : 'dd/MM/yyyy';
  let balance = 0n;
  const rows = entries.map((one) => {
    balance += one.amount;
    return row(cellsOf(one, balance, style));
  });
  return csvFile(
    'theirs.csv',
    ...Array.from({ length: style.titles }, (_, at) => `SAO KÊ ${String(at)}`),
    'Số tài khoản;1012345678',
    `Từ ngày;${day(range.from, form)};Đến ngày;${day(range.to, form)}`,
    `Số dư đầu kỳ;${quoted(printed(0n, style))}`,
    row({ ...headerOf, 'Ghi riêng': 'Ghi riêng', 'Thứ tự': 'Thứ tự' }),
    ...rows,
    `Số dư cuối kỳ;${quoted(printed(balance, style))}`,
  );
}

function layoutFor(style: Style): StatementLayout {
  const columns = fields.map((field) => [field, isThere(field, style) ? headerOf[field] : null]);
  return layoutSchema.parse({
    ...{ reads: 'statement', headerRow: style.titles + 4, days: style.days },
    ...{ amounts: style.amounts, debits: style.debits },
    columns: Object.fromEntries(columns) as object,
    ...(style.money === 'words' ? { signWords: signs } : {}),
  }) as StatementLayout;
}

const told = ({ lines, ...statement }: ParsedStatement) => ({
  lines: lines.map(({ bookingDate, valueDate, amount, narrative, bankReference }) => {
    return { bookingDate, valueDate, amount, narrative, bankReference };
  }),
  account: statement.account,
  period: [statement.periodFrom, statement.periodTo],
  balances: [statement.provenOpening, statement.provenClosing],
  state: statement.state,
});

test('a sheet in any layout gives the lines of the same statement in a known one', async () => {
  const seed = Date.now() % 2 ** 31;
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { minLength: 1, maxLength: 12 }),
      styleOf(),
      async (entries, style) => {
        const file = theirs(entries, style);
        const layout = layoutFor(style);
        const headers = headersSeen(await openSheets(file), layout);
        const mapping = { layout, headers, bankHint: '970436' };
        const read = await readStatements(file.bytes, mapping);
        if (read.kind === 'refused') throw new Error(JSON.stringify(read.refusal));
        const [mapped] = read.statements;
        const known = await readOne(sheetOf({ ...range, entries }));
        expect(mapped && told(mapped)).toEqual(told(known));
        expect(mapped && warningCodes(mapped)).not.toContain('balance_mismatch');
      },
    ),
    { numRuns: process.env['DOISOAT_LONG'] === '1' ? 5000 : 30, seed },
  );
});
