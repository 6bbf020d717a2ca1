// How discrepancies and the work on them are called on pages, in letters and in mails.
import type { DiscrepancyKind } from '../reconciliation/discrepancies.js';
import type { DiscrepancyReading } from '../reconciliation/reading.js';
import type { DiscrepancyAct, DiscrepancyState, Resolution } from './standing.js';
import type { AgeBucket, Severity } from './urgency.js';

const kinds: Readonly<Record<DiscrepancyKind, string>> = {
  not_arrived: 'Tiền quá hạn chưa về',
  returned: 'Ngân hàng trả lại tiền',
  short: 'Tiền về thiếu',
  over: 'Tiền về thừa',
  fee_variance: 'Lệch phí của cổng',
  batch_unbalanced: 'Đợt quyết toán không khớp tổng',
  duplicate_payment: 'Thanh toán trùng',
  duplicate_credit: 'Ghi Có trùng',
  refund_not_debited: 'Đã hoàn nhưng tiền vẫn về',
  callback_missing: 'Thiếu thông báo thanh toán',
  status_conflict: 'Trạng thái mâu thuẫn',
  amount_conflict: 'Số tiền mâu thuẫn',
  gateway_silent: 'Cổng ngừng gửi thông báo',
  statement_gap: 'Thiếu sao kê để kết luận',
  no_account: 'Chưa khai báo tài khoản thụ hưởng',
  wrong_route: 'Nền tảng được báo tài khoản khác',
  old_account: 'Tiền về tài khoản cũ',
  wrong_unit: 'Tiền về nhầm đơn vị khác',
  unit_unknown: 'Chưa xác định đơn vị',
  ambiguous: 'Có nhiều cách khớp',
  unidentified_credit: 'Khoản tiền chưa rõ nguồn',
};

export function kindWord(kind: string): string {
  return kinds[kind as DiscrepancyKind];
}

export const ownerWords: Readonly<Record<DiscrepancyReading['owner'], string>> = {
  gateway: 'Cổng thanh toán',
  commune: 'Đơn vị',
  ministry: 'Bộ (nền tảng thanh toán)',
  department_of_justice: 'Sở Tư pháp',
  finance_officer: 'Cán bộ tài chính',
};

export const stateWords: Readonly<Record<DiscrepancyState, string>> = {
  open: 'Cần xử lý',
  waiting: 'Chờ bên ngoài',
  write_off_proposed: 'Chờ người thứ hai',
  resolved: 'Đã xử lý',
  closed: 'Đã tự đóng',
};

export const severityWords: Readonly<Record<Severity, string>> = {
  high: 'Cao',
  medium: 'Vừa',
  low: 'Thấp',
};

export const bucketWords: Readonly<Record<AgeBucket, string>> = {
  '0-1': '0–1 ngày',
  '2-3': '2–3 ngày',
  '4-5': '4–5 ngày',
  '6-10': '6–10 ngày',
  'over-10': 'Trên 10 ngày',
};

export const resolutionWords: Readonly<Record<Resolution, string>> = {
  settled: 'Cổng, ngân hàng đã xử lý',
  corrected: 'Đã điều chỉnh số liệu hoặc tài khoản',
  refunded: 'Đã hoàn cho người nộp',
  no_loss: 'Đã làm rõ, không thiếu tiền',
  write_off: 'Không thu hồi được, xóa theo dõi',
};

/** What somebody did, as the course of things tells it. */
export const actWords: Readonly<Record<DiscrepancyAct, string>> = {
  assigned: 'Giao xử lý',
  commented: 'Ý kiến',
  attached: 'Đính kèm tệp',
  waiting: 'Chờ bên ngoài',
  explained: 'Đơn vị giải trình',
  resolved: 'Kết luận',
  write_off_confirmed: 'Đồng ý xóa theo dõi',
  write_off_refused: 'Không đồng ý xóa theo dõi',
  reopened: 'Mở lại',
};
