// What a page says of a file from which no list could be read, and what to do about it. Readers name
// many reasons; to whoever sent the file most of them mean the same.
import { listedCountMax } from '../oversight/listed-rows.js';
import type { TableRefusal } from '../tables/table.js';
import { formatCount } from './count.js';

const tooLarge =
  'Bảng quá lớn. Đề nghị chỉ giữ trang tính có danh sách, với cột mã và tên đơn vị, rồi gửi lại.';
const damaged =
  'Tệp bị hỏng hoặc không phải là bảng. Đề nghị mở bằng Excel, lưu thành tệp .xlsx rồi gửi lại.';

const words: Readonly<Record<string, string>> = {
  empty_file: 'Tệp không có dòng nào. Đề nghị kiểm tra và chọn lại tệp.',
  password_protected: 'Tệp có mật khẩu. Đề nghị bỏ mật khẩu rồi gửi lại.',
  format_not_supported:
    'Không đọc được loại tệp này. Đề nghị mở bằng Excel, lưu thành tệp .xlsx rồi gửi lại; với PDF hoặc Word, đề nghị xin tệp Excel.',
  encoding_not_recognised:
    'Không nhận ra bảng mã của tệp. Đề nghị mở bằng Excel, lưu thành tệp .xlsx rồi gửi lại.',
  no_unit_column:
    'Không tìm thấy cột mã hoặc tên đơn vị. Đề nghị ghi tiêu đề cột là “Mã đơn vị” hoặc “Tên đơn vị” rồi gửi lại.',
  too_many_units: `Danh sách có hơn ${formatCount(listedCountMax)} đơn vị. Đề nghị chỉ giữ các đơn vị cần so sánh rồi gửi lại.`,
  file_too_large: tooLarge,
  too_many_rows: tooLarge,
  too_many_columns: tooLarge,
  cell_too_long: tooLarge,
  zip_bomb: tooLarge,
};

export function tableRefusedWords({ code, line }: TableRefusal): string {
  const place = line === null ? '' : ` (Dòng ${formatCount(line)}.)`;
  return `${words[code] ?? damaged}${place}`;
}
