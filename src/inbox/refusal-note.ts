// What stands beside a refused file: which part of it was refused and why, in Vietnamese with the
// code. Nothing of the file's content is repeated, and no number that could be an account's.
import { formatInstant } from '../calendar.js';
import { maskLongNumbers } from '../long-numbers.js';

/** A part of a file that was refused; `file` is the file's name, or `archive!entry`. */
export interface RefusedPart {
  readonly file: string;
  readonly code: string;
  readonly line: number | null;
}

const tooLarge = 'Tệp hoặc một phần của tệp quá lớn.';
const damaged = 'Tệp bị hỏng hoặc không phải là sao kê.';
const badValue = 'Có ngày hoặc số tiền không đọc được.';
const badArchive = 'Tệp nén bị hỏng hoặc có cấu trúc không được nhận.';

/** Why a file of statements is refused, by the code of the refusal. */
export const refusedFileWords: Readonly<Record<string, string>> = {
  not_readable: 'Hệ thống không có quyền đọc tệp này.',
  empty_file: 'Tệp trống.',
  password_protected: 'Tệp có mật khẩu.',
  format_not_supported: 'Không nhận ra định dạng sao kê.',
  header_not_found: 'Không tìm thấy dòng tiêu đề của bảng sao kê.',
  encoding_not_recognised: 'Không nhận ra bảng mã của tệp.',
  encoding_mixed: 'Tệp có lẫn nhiều bảng mã.',
  not_text: 'Tệp không phải là văn bản.',
  formula_cell: 'Có ô là công thức ở cột ngày, số tiền hoặc nội dung.',
  active_content: 'Tệp có nội dung tự chạy (macro).',
  fraction_of_dong: 'Có số tiền lẻ dưới một đồng.',
  bad_amount: badValue,
  bad_date: badValue,
  bad_entry: badValue,
  bad_line: badValue,
  too_slow: 'Đọc tệp mất quá nhiều thời gian.',
  file_too_large: tooLarge,
  too_large: tooLarge,
  too_many_rows: tooLarge,
  too_many_columns: tooLarge,
  cell_too_long: tooLarge,
  xml_text_too_long: tooLarge,
  zip_bomb: tooLarge,
  zip_too_many_entries: tooLarge,
  nested_archive: 'Tệp nén có tệp nén khác bên trong.',
  zip_bad_path: badArchive,
  zip_damaged: badArchive,
  zip_entry_missing: badArchive,
};

/** The note's text. */
export function refusalNote(
  parts: readonly RefusedPart[],
  { at, isPartly }: { readonly at: Date; readonly isPartly: boolean },
): string {
  const head = isPartly
    ? 'Một phần của tệp không nhận được; các sao kê còn lại trong tệp đã được nhận.'
    : 'Tệp không nhận được; không có dữ liệu nào được ghi.';
  const lines = parts.map(({ file, code, line }) => {
    const place = line === null ? '' : `, dòng ${String(line)}`;
    return `- ${nameOf(file)}${place}: ${refusedFileWords[code] ?? damaged} [${code}]`;
  });
  const todo = 'Đề nghị xuất lại tệp từ ngân hàng và chép lại vào thư mục inbox.';
  return `${[`${formatInstant(at)}. ${head}`, ...lines, todo].join('\n')}\n`;
}

/** Of whatever somebody called a file, on one line. */
function nameOf(file: string): string {
  return maskLongNumbers(file.normalize('NFC').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' '));
}
