// What officers read of a statement: its state, what the checks found, and which export proves days.
import { isIntraday } from './bank-format.js';
import type { StatementDecision } from './decision-store.js';

export const stateWords: Readonly<Record<string, string>> = {
  balanced: 'Khớp số dư',
  unproven: 'Chưa chứng minh được ngày',
  quarantined: 'Tạm giữ: số liệu mâu thuẫn',
  duplicate: 'Trùng sao kê đã có',
  overlap: 'Tạm giữ: khác với sao kê đã có',
  parked: 'Chờ: chưa xác định được tài khoản',
  voided: 'Đã hủy',
};

/** How a statement is marked that two people typed and compared with its scan. */
export const attestedWords = 'Nhập tay từ bản giấy, hai người xác nhận';

export const decisionWords: Readonly<Record<StatementDecision, string>> = {
  released: 'Cho ghi nhận',
  voided: 'Hủy sao kê',
  restored: 'Khôi phục',
  separated: 'Ghi nhận là giao dịch riêng',
};

const warningWords: Readonly<Record<string, string>> = {
  balance_mismatch: 'Số dư đầu kỳ cộng các dòng không bằng số dư cuối kỳ',
  balances_missing:
    'Không có số dư đầu kỳ, cuối kỳ: các dòng được đối chiếu, các ngày chưa được chứng minh',
  total_mismatch: 'Tổng in trên sao kê khác tổng các dòng',
  count_mismatch: 'Số dòng in trên sao kê khác số dòng thực tế',
  running_balance_mismatch: 'Số dư sau từng dòng không liền mạch',
  balance_unreadable: 'Không đọc được số dư',
  currency_mismatch: 'Có nhiều loại tiền trong một sao kê',
  currency_assumed: 'Không ghi loại tiền: hiểu là đồng',
  currency_not_stated: 'Không ghi loại tiền',
  currency_not_vnd: 'Không phải đồng Việt Nam',
  period_not_stated: 'Không ghi từ ngày, đến ngày',
  rows_after_total: 'Có dòng tiền sau dòng tổng cộng',
  month_first: 'Ngày được đọc theo thứ tự tháng/ngày/năm',
  date_corrected: 'Có ngày không tồn tại, đã lấy ngày cuối tháng',
  opening_differs: 'Số dư đầu kỳ khác số dư cuối kỳ của sao kê liền trước',
  closing_differs: 'Số dư cuối kỳ khác số dư đầu kỳ của sao kê liền sau',
  numbers_missing: 'Thiếu sao kê mang số ở giữa sao kê này và sao kê gần nhất',
  days_missing: 'Giữa sao kê này và sao kê gần nhất có ngày chưa sao kê nào chứng minh',
  page_missing: 'Thiếu một trang của sao kê',
  pages_do_not_join: 'Số dư các trang không nối nhau',
  marked_as_copy: 'Ngân hàng ghi là bản sao',
  intraday: 'Báo có trong ngày: chỉ là tin báo trước, chờ sao kê của ngày',
  overlap: 'Có ngày mà hai sao kê ghi khác nhau',
  account_not_named: 'Không ghi số tài khoản',
  account_not_registered: 'Tài khoản chưa khai báo',
  account_ambiguous: 'Số tài khoản có ở nhiều ngân hàng, tệp không ghi ngân hàng nào',
};

/** A warning in Vietnamese; one without words is shown by its code. */
export function warningText(code: string): string {
  return warningWords[code] ?? code;
}

// By BIN: the export that prints opening and closing balance (reference: layouts of the banks).
const provingExports: Readonly<Record<string, string>> = {
  '970436':
    'Vietcombank: tệp “Sao kê tài khoản” có dòng “Số dư đầu kỳ”, “Số dư cuối kỳ” (CashUp hoặc ngân hàng số dành cho tổ chức), không dùng danh sách giao dịch cá nhân',
  '970418': 'BIDV: “Báo cáo sao kê tài khoản” có “Số dư đầu kỳ” và “Số dư cuối ngày”',
  '970415': 'VietinBank eFAST: “Lịch sử giao dịch” có “Số dư đầu kỳ”, “Số dư cuối kỳ” ở đầu tệp',
  '970405': 'Agribank: “Sao kê tài khoản” có “Số dư đầu kỳ”, “Số dư cuối ngày”',
  '970422': 'MB: “Sao kê chi tiết tài khoản” có cột số dư và dòng tổng',
  '970407': 'Techcombank: tệp “TRANSACTION_HISTORY” có số dư đầu kỳ, cuối kỳ, tổng phí và thuế',
  '970416': 'ACB: “Bảng sao kê giao dịch” có “Số dư đầu”, “Số dư cuối”',
  '970448': 'OCB: sao kê có “Starting balance”, “Ending balance”',
  '970441': 'VIB: “Sao kê tài khoản” có “Số dư đầu ngày”, “Số dư cuối ngày”',
};
const provingLedger =
  'Kho bạc: sổ chi tiết tài khoản tiền gửi có “Số dư đầu kỳ”, “Cộng phát sinh”, “Số dư cuối kỳ”';

/** Which export proves the days that an unproven statement does not; null for any other. */
export function provingExport(statement: {
  readonly state: string;
  readonly format: string;
  readonly bankBin: string | null;
  readonly isTreasury: boolean;
}): string | null {
  const { state, bankBin, isTreasury } = statement;
  if (state !== 'unproven') return null;
  if (isIntraday(statement)) {
    return 'Sao kê của ngày đó: camt.053 hoặc MT940, hoặc bảng sao kê có số dư đầu kỳ và cuối kỳ';
  }
  if (isTreasury) return provingLedger;
  const known = bankBin === null ? undefined : provingExports[bankBin];
  return known ?? 'Sao kê của tài khoản có số dư đầu kỳ và số dư cuối kỳ, từ ngày đến ngày đầy đủ';
}
