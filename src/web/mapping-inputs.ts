// What the form of a column mapping asks, for reports and for statements: the columns, with the words
// by which they are guessed, how things are written, and the words of a column that tells kinds.
import type { Layout } from '../mappings/layout.js';

export interface ColumnInput {
  readonly label: string;
  readonly words: RegExp;
}

/** Columns of a gateway's report, by the name of their field. Narrower words stand first. */
const settlementColumns: Readonly<Record<string, ColumnInput>> = {
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
};

/** Columns of a bank's statement. */
const statementColumns: Readonly<Record<string, ColumnInput>> = {
  'cot-hieu-luc': { label: 'Ngày hiệu lực', words: /HIEU LUC|GIA TRI|VALUE|EFFECTIVE/ },
  'cot-ngay': { label: 'Ngày ghi sổ', words: /^NGAY|^THOI GIAN|DATE/ },
  'cot-tham-chieu': {
    label: 'Số tham chiếu, số chứng từ',
    words: /THAM CHIEU|CHUNG TU|BUT TOAN|^(SO|MA) (CT|GD|GIAO DICH)|REF|DOC NO/,
  },
  'cot-dien-giai': { label: 'Nội dung', words: /NOI DUNG|DIEN GIAI|MO TA|DESCRIPTION|REMARK/ },
  'cot-du': { label: 'Số dư sau giao dịch', words: /SO DU|BALANCE/ },
  'cot-no': { label: 'Ghi nợ (tiền ra)', words: /\b(NO|DEBIT|DR|GIAM|RUT RA|TIEN RA)\b/ },
  'cot-co': { label: 'Ghi có (tiền vào)', words: /\b(CO|CREDIT|CR|TANG|GUI VAO|TIEN VAO)\b/ },
  'cot-so-tien': { label: 'Số tiền (nếu chỉ một cột)', words: /^SO TIEN|^AMOUNT/ },
  'cot-dau': { label: 'Dấu của số tiền', words: /^(\+\/-|THAY DOI|D C|DR CR|NO CO)$/ },
  'cot-phi': { label: 'Phí (trừ trên tài khoản)', words: /^PHI|FEE/ },
  'cot-phi-2': { label: 'Thuế của phí', words: /^THUE|VAT/ },
  'cot-doi-ung': { label: 'Bên chuyển, bên nhận', words: /DOI UNG|DOI TAC|NGUOI CHUYEN|PARTY/ },
};

/** What the other fields offer: value and label. */
export const choices = {
  'tieu-de': { '1': 'Một dòng', '2': 'Hai dòng gộp ô' },
  'kieu-ngay': {
    'dd/MM/yyyy': '31/12/2026',
    'yyyy-MM-dd': '2026-12-31',
    yyyyMMdd: '20261231',
    'dd/MM/yy': '31/12/26',
    'MM/dd/yyyy': '12/31/2026 (tháng trước)',
  },
  'kieu-so': { cham: '1.234.567,5', phay: '1,234,567.5', cach: '1 234 567,5', lien: '1234567' },
  'nhan-tram': { khong: 'Đúng số tiền', co: 'Gấp 100 lần số tiền' },
  tra: { net: 'Đã trừ phí', gross: 'Không trừ phí' },
  dot: { columns: 'Theo cột mã đợt', day: 'Mỗi ngày một đợt', file: 'Cả tệp là một đợt' },
  hoan: { negative: 'Số âm', positive: 'Số dương' },
  'dau-phi': { positive: 'Số dương', negative: 'Số âm' },
  'dau-no': { positive: 'Số dương', negative: 'Số âm' },
} as const;
export type ChoiceInput = keyof typeof choices;

export const choiceLabels: Readonly<Record<ChoiceInput, string>> = {
  'tieu-de': 'Dòng tiêu đề gồm',
  'kieu-ngay': 'Ngày viết như',
  'kieu-so': 'Số tiền viết như',
  'nhan-tram': 'Số trong tệp là',
  tra: 'Cổng chuyển tiền',
  dot: 'Đợt quyết toán',
  hoan: 'Khoản hoàn ghi',
  'dau-phi': 'Phí ghi',
  'dau-no': 'Cột ghi nợ ghi',
};

export interface FormShape {
  readonly columns: Readonly<Record<string, ColumnInput>>;
  /** How the file is written, and how its rows are meant. */
  readonly ofFile: readonly ChoiceInput[];
  readonly ofRows: readonly ChoiceInput[];
  /** Words of a column that tells kinds: label by field. */
  readonly words: Readonly<Record<string, string>>;
}

export const formShapes: Readonly<Record<Layout['reads'], FormShape>> = {
  settlement: {
    columns: settlementColumns,
    ofFile: ['tieu-de', 'kieu-ngay', 'kieu-so', 'nhan-tram'],
    ofRows: ['tra', 'dot', 'hoan', 'dau-phi'],
    words: {
      'chu-giao-dich': 'Chữ nghĩa là thanh toán',
      'chu-hoan': 'Chữ nghĩa là hoàn tiền',
      'chu-dieu-chinh': 'Chữ nghĩa là điều chỉnh',
    },
  },
  statement: {
    columns: statementColumns,
    ofFile: ['tieu-de', 'kieu-ngay', 'kieu-so'],
    ofRows: ['dau-no'],
    words: { 'chu-co': 'Chữ nghĩa là tiền vào', 'chu-no': 'Chữ nghĩa là tiền ra' },
  },
};

/** What is wrong with the choices, by the member of the layout that it is about. */
export const faultWords: Readonly<Record<string, string>> = {
  'columns.settlementDate': 'Chọn cột ngày quyết toán.',
  'columns.gatewayTxnId': 'Chọn cột mã giao dịch của cổng hoặc cột mã tham chiếu.',
  'columns.debit': 'Hai cột tiền vào và tiền ra phải được chọn cùng nhau.',
  'columns.amount': 'Chọn một cột số tiền, hoặc hai cột tiền vào và tiền ra.',
  'columns.netAmount': 'Cần ít nhất hai trong ba: số tiền giao dịch, phí, số tiền thực nhận.',
  'columns.fee': 'Cổng không trừ phí: chỉ chọn cột số tiền giao dịch.',
  'columns.batch': 'Chọn cột mã đợt, hoặc cho mỗi ngày hay cả tệp là một đợt.',
  'columns.bookingDate': 'Chọn cột ngày ghi sổ.',
  'columns.description': 'Chọn cột nội dung.',
  'columns.charges': 'Cột phí chỉ đi cùng hai cột ghi nợ và ghi có.',
  kindWords: 'Cột loại giao dịch cần các chữ ghi trong cột; mỗi chữ chỉ một loại.',
  signWords: 'Cột dấu đi cùng một cột số tiền và cần các chữ cho tiền vào và tiền ra.',
  refunds: 'Không có cột loại giao dịch thì khoản hoàn chỉ nhận ra được khi ghi số âm.',
};
