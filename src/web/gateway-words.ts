// Gateways in the words of their pages.
import type { NoticeState } from '../payments/notice-store.js';
import type { TrialCheck } from '../payments/try-callback.js';
import type { Problem } from '../problem.js';
import type { Tone } from './components/tone.js';

export const modeWords = {
  per_transaction: 'Từng giao dịch',
  daily_batch: 'Gộp theo phiên',
} as const;

export const basisWords = {
  gross: 'Đủ số tiền (phí thu riêng)',
  net: 'Đã trừ phí',
} as const;

export const trialWords: Readonly<Record<TrialCheck, string>> = {
  signed: 'Lập được thông báo thử và ký bằng khóa đang lưu',
  verified: 'Chữ ký được chấp nhận tại địa chỉ nhận của cổng này',
  addressed: 'Không cổng nào khác cùng loại nhận nhầm thông báo này',
  understood: 'Đọc đúng mã tham chiếu, số tiền và kết quả thành công',
  forgery_refused: 'Bản bị sửa số tiền (hoặc sai khóa) bị từ chối',
};

export const noticeStateWords: Readonly<Record<NoticeState, readonly [Tone, string]>> = {
  recorded: ['good', 'Đã ghi nhận'],
  ignored: ['plain', 'Không phải khoản thu'],
  quarantined: ['bad', 'Chờ xử lý'],
  refused: ['doubt', 'Bị từ chối'],
};

/** Why a callback was not taken in, or what a second reading came to. */
export const verdictWords: Readonly<Record<string, string>> = {
  verified: 'đúng chữ ký, đã ghi nhận',
  accepted: 'đã ghi nhận là thanh toán',
  'not-success': 'đã ghi nhận, chưa phải thành công',
  duplicate: 'đã có từ trước',
  'second-payment': 'thanh toán lần hai cho cùng yêu cầu',
  'unknown-order': 'đã ghi nhận, không có yêu cầu nộp phí tương ứng',
  ignored: 'không phải khoản thu',
  'bad-signature': 'sai chữ ký',
  'wrong-merchant': 'của đơn vị chấp nhận thanh toán khác',
  stale: 'gửi quá muộn so với thời điểm ký',
  malformed: 'đúng chữ ký nhưng nội dung không đọc được',
  'amount-mismatch': 'đúng chữ ký nhưng số tiền không hợp lệ',
  failure: 'hệ thống lỗi khi ghi',
  unknown: 'không còn cổng này',
};

const fieldWords: readonly (readonly [string, string])[] = [
  ['/secrets', 'Khóa bí mật'],
  ['/merchantCode', 'Mã đơn vị chấp nhận thanh toán'],
  ['/settlement/validFrom', 'Áp dụng từ ngày'],
  ['/settlement/cutoff', 'Giờ chốt phiên'],
  ['/settlement/workingDays', 'Số ngày làm việc'],
  ['/settlement/graceHours', 'Số giờ gia hạn'],
  ['/settlement/fee/tiers', 'Bậc phí'],
  ['/settlement/fee', 'Biểu phí'],
  ['/tolerance', 'Sai số cho phép'],
  ['/options/queryUrl', 'Địa chỉ hỏi lại'],
  ['/options', 'Tên trong nội dung chuyển khoản'],
  ['/kind', 'Loại cổng'],
];

const hints: Readonly<Record<string, string>> = {
  '/settlement/validFrom':
    'Điều khoản khác với điều khoản đang áp dụng: ghi ngày bắt đầu, muộn hơn các lần trước.',
  '/merchantCode': 'Mã này đã thuộc cổng khác cùng loại.',
};

/** Why a profile was not taken. */
export function gatewayRefusalText({ code, detail, errors }: Problem): string {
  if (code === 'stale_version') {
    return 'Cổng này vừa được người khác thay đổi. Xem lại cấu hình mới rồi làm lại.';
  }
  const pointer = errors?.[0]?.pointer ?? '';
  const field = fieldWords.find(([start]) => pointer.startsWith(start))?.[1];
  if (code === 'conflict' && pointer in hints) return hints[pointer] ?? '';
  if (field !== undefined)
    return `${field}: giá trị chưa đúng. Xem gợi ý cạnh trường rồi nhập lại.`;
  if (detail.includes('name')) {
    return 'Tên cổng chỉ gồm chữ, số, dấu chấm, gạch; không trùng tên một loại cổng khác.';
  }
  return 'Chưa lưu được. Xem lại các trường rồi gửi lại.';
}
