// What previews and refusals say, in the officers' language. The verbs speak to programs.
import { refusedFileWords } from '../inbox/refusal-note.js';
import type { MappingState } from '../mappings/mapping.js';

export const mappingStateWords: Readonly<Record<MappingState, string>> = {
  proposed: 'Chờ xác nhận',
  confirmed: 'Đang dùng',
  superseded: 'Đã có bản mới',
  retired: 'Ngừng dùng',
};

export const previewStateWords = {
  new: 'Mới',
  known: 'Đã có',
  refused: 'Từ chối',
} as const;

export const readWords: Readonly<Record<string, string>> = {
  batch: 'Đợt',
  settlementDate: 'Ngày',
  gatewayTxnId: 'Mã giao dịch',
  merchantRef: 'Mã tham chiếu',
  kind: 'Loại',
  amount: 'Số tiền',
  fee: 'Phí',
  netAmount: 'Thực nhận',
  unitCode: 'Đơn vị',
  credit: 'Tiền vào',
  debit: 'Tiền ra',
  bookingDate: 'Ngày ghi sổ',
  valueDate: 'Ngày hiệu lực',
  sign: 'Dấu',
  charges: 'Phí',
  balance: 'Số dư',
  reference: 'Số tham chiếu',
  bankReference: 'Số tham chiếu',
  description: 'Nội dung',
  narrative: 'Nội dung',
  counterparty: 'Đối ứng',
};

/** Members of what was read that are amounts, and days. */
export const readMoney: ReadonlySet<string> = new Set(['amount', 'fee', 'netAmount', 'balance']);
export const readDays: ReadonlySet<string> = new Set([
  'settlementDate',
  'bookingDate',
  'valueDate',
]);

/** What a file's own figures are called, where they stand around the table. */
export const totalWords: Readonly<Record<string, string>> = {
  credits: 'Tổng tiền vào',
  debits: 'Tổng tiền ra',
  closing: 'Số dư cuối kỳ',
};

export function ownerWords(reads: 'settlement' | 'statement'): string {
  return reads === 'settlement' ? 'báo cáo quyết toán của cổng' : 'sao kê của';
}

export const kindWords: Readonly<Record<string, string>> = {
  payment: 'Thanh toán',
  refund: 'Hoàn',
  adjustment: 'Điều chỉnh',
};

const sentences: readonly (readonly [RegExp, string])[] = [
  [/^a day as (\S+) is expected$/, 'phải là ngày theo dạng $1'],
  [/^an amount written as (.+) is expected$/, 'phải là số tiền viết như $1'],
  [/^the amount has a fraction/, 'có phần lẻ của đồng'],
  [/^an amount has at most/, 'số tiền quá lớn'],
  [/more digits/, 'số quá dài, bảng tính đã làm tròn; lưu ô ở dạng văn bản'],
  [/^must not be empty$/, 'không được để trống'],
  [/^must not be empty without a (.+)$/, 'không được để trống khi không có $1'],
  [/^must be amount less fee, (-?\d+)$/, 'phải bằng số tiền trừ phí, là $1'],
  [/^a payment is above 0$/, 'thanh toán phải lớn hơn 0'],
  [/^a refund is below 0$/, 'khoản hoàn phải nhỏ hơn 0'],
  [/^unknown unit code$/, 'không có đơn vị mang mã này'],
  [/^is none of the words/, 'không phải chữ nào đã khai trong mẫu'],
  [/^another row of the batch says (\S+)$/, 'dòng khác cùng đợt ghi ngày $1'],
  [/^left out with batch (.+), another row/, 'bỏ cả đợt $1 vì có dòng khác sai'],
  [/^batch (.+) of this gateway is stored/, 'đợt $1 đã lưu với các dòng khác'],
  [/^stands in batch (.+), which is stored$/, 'đã nằm trong đợt $1 đã lưu'],
  [/^stands below the totals$/, 'đứng sau dòng tổng cộng'],
  [/^a second row of totals$/, 'dòng tổng cộng thứ hai'],
  [
    /^the file prints (-?\d+), its rows come to (-?\d+)$/,
    'tệp ghi tổng $1, các dòng cộng lại là $2',
  ],
  [/^a negative zero/, 'số không âm không phải là số tiền'],
  [/^is computed by a formula/, 'là công thức; xin lại tệp gốc của ngân hàng'],
  [/^the column moved from (\S+) to (\S+)$/, 'cột chuyển từ $1 sang $2'],
  [/^the column stood in (\S+) and is gone$/, 'cột từng ở $1, nay không còn'],
  [/^the column in (\S+) is new$/, 'cột mới ở $1'],
  [
    /^is of an account that is not registered/,
    'tài khoản không thuộc đơn vị trong phạm vi của bạn',
  ],
  [/^header_not_found/, 'không dòng nào có cột ngày, số tiền và nội dung; hãy chọn mẫu cột'],
  [/^no (unit|other unit|province) has this code/, 'không có đơn vị hoặc tỉnh mang mã này'],
  [/^you may not grant this role here$/, 'bạn không được giao vai trò này ở phạm vi này'],
  [/^the officer of this e-mail has another name$/, 'thư điện tử này của cán bộ mang tên khác'],
  [/^the officer of this e-mail does not hold/, 'cán bộ đã có; giao thêm vai trò ở hồ sơ của họ'],
  [/^another officer has this number$/, 'số định danh này đã có cán bộ khác dùng'],
  [/^the officer of this e-mail has another citizen id/, 'cán bộ này đã ghi số định danh khác'],
  [/^line (\d+) gives this e-mail another/, 'dòng $1 ghi khác cho cùng thư điện tử'],
  [/^another row gives this number/, 'dòng khác ghi số này cho thư điện tử khác'],
  [/^a mail address is expected/, 'địa chỉ thư chưa đúng dạng; nhiều địa chỉ cách nhau bằng dấu ;'],
  [/^12 digits \(or the 9/, 'phải có 12 chữ số (hoặc 9 của thẻ cũ); lưu cột ở dạng văn bản'],
  [/^line (\d+) says otherwise/, 'dòng $1 ghi khác cho cùng đơn vị'],
  [/^is not in your scope/, 'không thuộc phạm vi của bạn; đơn vị mới phải ghi đơn vị cấp trên'],
  [/^names as "Xã Minh Thạnh/, 'tên cũ ghi như "Xã Minh Thạnh:2025-07-01", cách nhau bằng dấu ;'],
  [/^one of (.+) is expected$/, 'phải là một trong: $1'],
  [/^"(.*)" is not a (?:date|day)$/, '“$1” không phải là ngày'],
  [/^"(.*)" is not an amount$/, '“$1” không phải là số tiền'],
  [/^"(.*)" has more than two decimals$/, '“$1” có quá hai chữ số lẻ'],
  [/^the row has an amount but no day$/, 'có số tiền mà không có ngày'],
  [/^(?:field )?(:\S+:) cannot be read$/, 'trường $1 không đọc được'],
  [/^the message names no account/, 'trường :25: không ghi số tài khoản'],
  [/^the amount is missing or not a number$/, 'trường Amt thiếu số tiền hoặc không phải số'],
  [/^CdtDbtInd is neither/, 'trường CdtDbtInd không phải CRDT hay DBIT'],
  [/^no row has any/, 'không dòng nào có các cột đã xác nhận'],
];

/** Reasons of statements hold others: a column with what is wrong there, or all that moved. */
const nested = [
  { pattern: /^layout_changed: .*?\((.+)\);.*$/, lead: 'tiêu đề khác: ' },
  { pattern: /^bad_cell: (.+)$/, lead: '' },
] as const;

/** A reason in Vietnamese; as it is where it has no wording. */
export function reasonInWords(detail: string): string {
  for (const { pattern, lead } of nested) {
    const inner = pattern.exec(detail)?.[1];
    if (inner !== undefined) return lead + inner.split('; ').map(columnInWords).join('; ');
  }
  const value = /^bad_(?:amount|date|line|entry): (.+)$/.exec(detail)?.[1];
  if (value !== undefined) return reasonInWords(value);
  const found = sentences.find(([pattern]) => pattern.test(detail));
  if (!found) return refusedFileWords[detail.split(':')[0] ?? ''] ?? detail;
  const [pattern, words] = found;
  const parts = pattern.exec(detail) ?? [];
  return words.replace(/\$(\d)/g, (_, place: string) => parts[Number(place)] ?? '');
}

function columnInWords(text: string): string {
  const at = text.indexOf(': ');
  return at < 0 ? reasonInWords(text) : text.slice(0, at + 2) + reasonInWords(text.slice(at + 2));
}

/** What a page says of a refusal as a whole. */
export function refusalInWords(code: string): string {
  const words: Readonly<Record<string, string>> = {
    bad_file: 'Tệp không đọc được: cần CSV, Excel (.xlsx, .xls) hoặc bảng HTML, không có mật khẩu.',
    bad_rows: 'Tệp có dòng cần sửa. Không có dòng nào được lưu.',
    layout_changed: 'Tiêu đề của tệp không còn như mẫu đã xác nhận: phải xem và xác nhận lại mẫu.',
    invalid_input: 'Dòng tiêu đề đã chọn không có đủ các cột, hoặc không phải dòng tiêu đề.',
    not_found: 'Không tìm thấy cổng, mẫu cột đang dùng, hoặc tài khoản không thuộc đơn vị của bạn.',
    conflict: 'Dữ liệu mâu thuẫn với dữ liệu đã có. Không có gì được lưu.',
    too_large: 'Tệp quá lớn.',
    unavailable: 'Hệ thống đang đọc nhiều sao kê. Hãy gửi lại sau ít phút.',
    internal: 'Lỗi hệ thống khi đọc tệp. Không có gì được lưu; hãy gửi lại.',
  };
  return words[code] ?? 'Chưa thực hiện được.';
}
