// The form on which columns are chosen. Columns go by their place in the header that the page shows,
// so that an address with the choices holds no text of the file.
import { guessColumns } from '../mappings/guess.js';
import { layoutSchema, type Layout } from '../mappings/layout.js';

/** Fields that are columns: what the page calls them, and the words by which they are guessed. */
export const settlementInputs = {
  'cot-phien': { label: 'Mã đợt, phiên', words: /^(MA )?(DOT|PHIEN|LO|BATCH|SESSION)( .*)?$/ },
  'cot-phien-2': { label: 'Mã đợt, phần thứ hai', words: /^(MA )?DIEM THU$/ },
  'cot-ngay': {
    label: 'Ngày quyết toán',
    words: /^(NGAY|THOI GIAN)( (QUYET TOAN|THANH TOAN|DOI SOAT|GD|GIAO DICH))?$|DATE/,
  },
  'cot-ma-gd': {
    label: 'Mã giao dịch của cổng',
    words: /^(MA|SO) (GIAO DICH|GD)( .*)?$|TRANS.*(ID|NO)/,
  },
  'cot-tham-chieu': {
    label: 'Mã tham chiếu của ta',
    words: /HOA DON|THAM CHIEU|DON HANG|^MA HO SO|ORDER|REF/,
  },
  'cot-phi-2': { label: 'Phí, phần cộng thêm (VAT)', words: /(VAT|THUE).*PHI|PHI.*(VAT|THUE)/ },
  'cot-phi': { label: 'Phí', words: /^(SO TIEN )?PHI( .*)?$|FEE/ },
  'cot-thuc-nhan': { label: 'Số tiền thực nhận', words: /THUC NHAN|SAU PHI|TIEN TRA|^NET/ },
  'cot-so-tien': { label: 'Số tiền giao dịch', words: /^SO TIEN|^AMOUNT|^GIA TRI/ },
  'cot-co': { label: 'Tiền trả cho đơn vị (nếu tách hai cột)', words: /^(GHI )?CO$|^CREDIT$/ },
  'cot-no': { label: 'Tiền thu lại (nếu tách hai cột)', words: /^(GHI )?NO$|^DEBIT$/ },
  'cot-loai': { label: 'Loại giao dịch', words: /^LOAI|^TYPE|^KIND/ },
  'cot-don-vi': { label: 'Mã đơn vị', words: /^MA (DON VI|XA)|UNIT/ },
} as const;
export type ColumnInput = keyof typeof settlementInputs;
export const columnInputs = Object.keys(settlementInputs) as ColumnInput[];

/** What the other fields offer: value and label. */
export const choices = {
  'kieu-ngay': {
    'dd/MM/yyyy': '31/12/2026',
    'yyyy-MM-dd': '2026-12-31',
    yyyyMMdd: '20261231',
    'dd/MM/yy': '31/12/26',
    'MM/dd/yyyy': '12/31/2026 (tháng trước)',
  },
  'kieu-so': { cham: '1.234.567,5', phay: '1,234,567.5', cach: '1 234 567,5', lien: '1234567' },
  'nhan-tram': { khong: 'Đúng số tiền', co: 'Gấp 100 lần số tiền' },
  'tieu-de': { '1': 'Một dòng', '2': 'Hai dòng gộp ô' },
  tra: { net: 'Đã trừ phí', gross: 'Không trừ phí' },
  dot: { columns: 'Theo cột mã đợt', day: 'Mỗi ngày một đợt', file: 'Cả tệp là một đợt' },
  hoan: { negative: 'Số âm', positive: 'Số dương' },
  'dau-phi': { positive: 'Số dương', negative: 'Số âm' },
} as const;
export type ChoiceInput = keyof typeof choices;

export const wordInputs = ['chu-giao-dich', 'chu-hoan', 'chu-dieu-chinh'] as const;

export interface MappingForm {
  readonly headerRow: number;
  readonly columns: Readonly<Partial<Record<ColumnInput, number>>>;
  readonly chosen: Readonly<Record<ChoiceInput, string>>;
  readonly words: Readonly<Record<(typeof wordInputs)[number], string>>;
}

const wordsCharsMax = 400;

/** The row of the header that was asked for, else undefined. */
export function headerRowAsked(given: ReadonlyMap<string, string>): number | undefined {
  const text = given.get('dong') ?? '';
  return /^\d{1,5}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

/** What was chosen; before anything was, a guess from the header's words. */
export function mappingFormOf(
  given: ReadonlyMap<string, string>,
  header: { readonly row: number; readonly headers: readonly string[] },
): MappingForm {
  const isChosen = given.has('cot-ngay');
  const chosenColumns = columnInputs.flatMap((input) => {
    const text = given.get(input) ?? '';
    const place = /^\d{1,3}$/.test(text) ? Number(text) : -1;
    return (header.headers[place] ?? '') === '' ? [] : [[input, place] as const];
  });
  const wordsOf = Object.fromEntries(
    columnInputs.map((input) => [input, settlementInputs[input].words]),
  ) as Record<ColumnInput, RegExp>;
  const columns = isChosen
    ? (Object.fromEntries(chosenColumns) as MappingForm['columns'])
    : guessColumns(header.headers, wordsOf);
  const chosen = Object.fromEntries(
    Object.entries(choices).map(([input, offered]) => {
      const text = given.get(input) ?? '';
      return [input, Object.hasOwn(offered, text) ? text : defaultOf(input, offered, columns)];
    }),
  ) as MappingForm['chosen'];
  const words = Object.fromEntries(
    wordInputs.map((input) => [
      input,
      (given.get(input) ?? '').normalize('NFC').slice(0, wordsCharsMax),
    ]),
  ) as MappingForm['words'];
  return { headerRow: header.row, columns, chosen, words };
}

function defaultOf(input: string, offered: object, columns: MappingForm['columns']): string {
  if (input === 'dot' && columns['cot-phien'] === undefined) return 'day';
  return Object.keys(offered)[0] ?? '';
}

/** What is wrong with the choices, by the member of the layout that it is about. */
export type LayoutFaults = readonly string[];

/** The layout that a form means, or why it is none yet. */
export function layoutOf(form: MappingForm, headers: readonly string[]): Layout | LayoutFaults {
  const header = (input: ColumnInput): string | null => {
    const place = form.columns[input];
    return place === undefined ? null : (headers[place] ?? null);
  };
  const headersOf = (...inputs: ColumnInput[]): string[] =>
    inputs.flatMap((one) => header(one) ?? []);
  const { chosen } = form;
  const hasKinds = header('cot-loai') !== null;
  const parsed = layoutSchema.safeParse({
    reads: 'settlement',
    headerRow: form.headerRow,
    headerRows: Number(chosen['tieu-de']),
    days: chosen['kieu-ngay'],
    amounts: { ...amountForms[chosen['kieu-so']], hundredfold: chosen['nhan-tram'] === 'co' },
    pays: chosen.tra,
    batchBy: chosen.dot,
    columns: {
      batch: chosen.dot === 'columns' ? headersOf('cot-phien', 'cot-phien-2') : [],
      settlementDate: header('cot-ngay') ?? '',
      gatewayTxnId: header('cot-ma-gd'),
      merchantRef: header('cot-tham-chieu'),
      amount: header('cot-so-tien'),
      credit: header('cot-co'),
      debit: header('cot-no'),
      fee: chosen.tra === 'gross' ? [] : headersOf('cot-phi', 'cot-phi-2'),
      netAmount: chosen.tra === 'gross' ? null : header('cot-thuc-nhan'),
      unitCode: header('cot-don-vi'),
      kind: header('cot-loai'),
    },
    kindWords: {
      payment: hasKinds ? wordsIn(form.words['chu-giao-dich']) : [],
      refund: hasKinds ? wordsIn(form.words['chu-hoan']) : [],
      adjustment: hasKinds ? wordsIn(form.words['chu-dieu-chinh']) : [],
    },
    refunds: chosen.hoan,
    fees: chosen['dau-phi'],
  });
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.slice(0, 2).join('.'));
  return [...new Set(paths.map((path) => faultWords[path] ?? 'Có lựa chọn chưa hợp lệ.'))];
}

const amountForms: Readonly<Record<string, object>> = {
  cham: { decimal: ',', grouping: '.' },
  phay: { decimal: '.', grouping: ',' },
  cach: { decimal: ',', grouping: ' ' },
  lien: { decimal: '.', grouping: '' },
};

function wordsIn(text: string): string[] {
  return text
    .split(/[,;]/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

const faultWords: Readonly<Record<string, string>> = {
  'columns.settlementDate': 'Chọn cột ngày quyết toán.',
  'columns.gatewayTxnId': 'Chọn cột mã giao dịch của cổng hoặc cột mã tham chiếu.',
  'columns.debit': 'Hai cột tiền trả và tiền thu lại phải được chọn cùng nhau.',
  'columns.amount': 'Chọn một cột số tiền, hoặc hai cột tiền trả và tiền thu lại.',
  'columns.netAmount': 'Cần ít nhất hai trong ba: số tiền giao dịch, phí, số tiền thực nhận.',
  'columns.fee': 'Cổng không trừ phí: chỉ chọn cột số tiền giao dịch.',
  'columns.batch': 'Chọn cột mã đợt, hoặc cho mỗi ngày hay cả tệp là một đợt.',
  kindWords: 'Cột loại giao dịch cần các chữ ghi trong cột; mỗi chữ chỉ một loại.',
  refunds: 'Không có cột loại giao dịch thì khoản hoàn chỉ nhận ra được khi ghi số âm.',
};
