// The sheet in which a clerk proposes accounts: its columns, the template that is handed out, and
// what a spreadsheet does to long numbers.
import writeXlsxFile from 'write-excel-file/node';
import type { SheetData } from 'write-excel-file/node';
import { z } from 'zod';
import { isLocalDate } from '../calendar.js';
import { optionalText } from '../tables/column.js';
import type { OwnFileShape } from '../tables/own-file.js';
import { unitTitle } from '../units/unit.js';
import type { Bank } from './bank-names.js';

/** A day as sheets have it: `2026-06-01`, or as people write it, `1/6/2026`. */
const typedDay = z
  .string()
  .transform((text) => text.replace(/ 00:00:00$/, ''))
  .transform((text) => {
    const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? [];
    if (!day || !month || !year) return text;
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  })
  .refine(
    (text) => text === '' || isLocalDate(text),
    'a day as 2026-06-01 or 01/06/2026 is expected',
  )
  .transform((text) => (text === '' ? null : text));

const schema = z.object({
  unitCode: optionalText,
  unitName: optionalText,
  bankBin: optionalText,
  clearingCode: optionalText,
  accountNumber: optionalText,
  accountName: optionalText,
  branch: optionalText,
  treasuryCode: optionalText,
  budgetCode: optionalText,
  purpose: optionalText,
  validFrom: typedDay,
  reason: optionalText,
});
type SheetColumn = keyof typeof schema.shape;

export type SheetRow = z.output<typeof schema>;

const labels: Readonly<Record<SheetColumn, string>> = {
  unitCode: 'Mã đơn vị',
  unitName: 'Tên đơn vị',
  bankBin: 'Ngân hàng',
  clearingCode: 'Mã bù trừ',
  accountNumber: 'Số tài khoản',
  accountName: 'Tên tài khoản',
  branch: 'Chi nhánh',
  treasuryCode: 'Mã Kho bạc',
  budgetCode: 'Mã ĐVQHNS',
  purpose: 'Mục đích thu',
  validFrom: 'Hiệu lực từ ngày',
  reason: 'Lý do',
};
const required: readonly SheetColumn[] = ['unitCode', 'accountNumber', 'accountName'];

export const proposalSheetShape = {
  schema,
  optional: (Object.keys(labels) as SheetColumn[]).filter((name) => !required.includes(name)),
  labels,
} satisfies OwnFileShape<typeof schema>;

/** Sheets of the template that explain; nothing is read from them. */
export const guideSheets = ['Ví dụ', 'Hướng dẫn', 'Ngân hàng'] as const;

/** What a spreadsheet keeps exactly of a number. */
const exactDigitsMax = 15;

/**
 * Whether a number was rounded on its way through a spreadsheet: `1.23E+15`, or more digits than it
 * keeps with nothing but zeros beyond them.
 * @param keepsTexts the file says of each cell that it is text, so zeros at the end were typed
 */
export function isRounded(number: string, { keepsTexts }: { keepsTexts: boolean }): boolean {
  const plain = number.replace(/\s/g, '');
  if (/^\d+([.,]\d+)?E\+?\d+$/i.test(plain) && /[.,+]/.test(plain)) return true;
  if (keepsTexts || !/^\d+$/.test(plain) || plain.length <= exactDigitsMax) return false;
  return /^0+$/.test(plain.slice(exactDigitsMax));
}

/** The template with a row for each unit, every cell formatted as text. */
export async function proposalTemplate(given: {
  readonly units: readonly {
    readonly code: string;
    readonly name: string;
    readonly type: string;
  }[];
  readonly banks: readonly Pick<Bank, 'bin' | 'shortName' | 'name'>[];
}): Promise<Buffer> {
  const [example, guide, banks] = guideSheets;
  const rows = given.units.map(({ code, name, type }) =>
    rowOf({ unitCode: code, unitName: unitTitle({ unitName: name, type }) }),
  );
  const widths = Object.keys(labels).map(() => ({ width: 22 }));
  const table = { columns: widths, stickyRowsCount: 1 };
  const sheets = [
    { sheet: 'Tài khoản', data: [header(), ...rows], ...table },
    { sheet: example, data: [header(), ...examples.map(rowOf)], ...table },
    { sheet: guide, data: guideLines.map((line) => [text(line)]), columns: [{ width: 110 }] },
    {
      sheet: banks,
      data: [
        ['Mã BIN', 'Tên ngắn', 'Tên'].map((label) => ({ ...text(label), fontWeight: 'bold' })),
        ...given.banks.map(({ bin, shortName, name }) => [bin, shortName, name].map(text)),
      ] as SheetData,
      columns: [{ width: 12 }, { width: 24 }, { width: 70 }],
    },
  ];
  return writeXlsxFile(sheets).toBuffer();
}

function text(value: string) {
  return { value, type: String, format: '@' };
}

function header(): SheetData[number] {
  return (Object.keys(labels) as SheetColumn[]).map((name) => ({
    ...text(`${labels[name]}${required.includes(name) ? ' *' : ''}`),
    fontWeight: 'bold',
  }));
}

function rowOf(row: Partial<Record<SheetColumn, string>>): SheetData[number] {
  return (Object.keys(labels) as SheetColumn[]).map((name) => text(row[name] ?? ''));
}

const examples: readonly Partial<Record<SheetColumn, string>>[] = [
  {
    unitCode: '25432',
    unitName: 'Phường Chơn Thành',
    bankBin: '970436',
    accountNumber: '0071001234567',
    accountName: 'UBND PHUONG CHON THANH',
    branch: 'Vietcombank Bình Phước',
    validFrom: '01/06/2026',
    reason: 'Khai báo lần đầu',
  },
  {
    unitCode: '25432',
    unitName: 'Phường Chơn Thành',
    accountNumber: '3511.0.1104195',
    accountName: 'UBND PHUONG CHON THANH',
    treasuryCode: '1166',
    budgetCode: '1104195',
    purpose: 'ho-tich',
    reason: 'Thu lệ phí hộ tịch qua Kho bạc',
  },
];

const guideLines = [
  'Mỗi dòng là một đề nghị khai báo tài khoản; đề nghị có hiệu lực sau khi người thứ hai duyệt.',
  'Mã đơn vị: theo danh mục. Tên đơn vị chỉ để đối chiếu, không thay cho mã.',
  'Ngân hàng: ghi mã BIN (6 chữ số), mã bù trừ (8 chữ số) hoặc tên; xem trang "Ngân hàng". Để trống nếu là tài khoản Kho bạc.',
  'Số tài khoản: các ô đã định dạng Văn bản, giữ nguyên số 0 ở đầu và các số dài. Số có dạng 1,23E+15 hoặc bị làm tròn sẽ bị từ chối.',
  'Tên tài khoản: ghi đúng như ngân hàng hoặc Kho bạc đã cấp.',
  'Mục đích thu: để trống nếu dùng chung cho mọi khoản thu.',
  'Hiệu lực từ ngày: dạng 01/06/2026; để trống là sớm nhất có thể.',
  'Dòng chưa điền tài khoản được bỏ qua.',
];
