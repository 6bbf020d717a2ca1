// Webhooks in the words of their page.
import type { AttemptFault, Delivery, EventKind, PauseReason } from '../webhooks/webhook.js';
import type { Tone } from './components/tone.js';

export const eventWords: Readonly<Record<EventKind, string>> = {
  'payment.arrived': 'Tiền của giao dịch đã về',
  'payment.overdue': 'Tiền của giao dịch quá hạn chưa về',
  'unit.flagged': 'Đơn vị có cờ cảnh báo',
  'unit.cleared': 'Cờ cảnh báo của đơn vị kết thúc',
};

export const pauseWords: Readonly<Record<PauseReason, string>> = {
  officer: 'do quản trị tạm dừng',
  gone: 'vì hệ thống nhận trả lời 410 (không nhận nữa)',
  failing: 'vì 5 ngày không lần gửi nào thành công',
};

const faultWords: Readonly<Record<AttemptFault, string>> = {
  timeout: 'quá 15 giây không trả lời',
  unreachable: 'không kết nối được',
  unknown_host: 'không tìm thấy tên máy',
  forbidden_address: 'địa chỉ không được phép',
  bad_certificate: 'chứng thư TLS không hợp lệ',
  not_http: 'trả lời không đúng HTTP',
};

/** What the receiver said last: a status, or why there was none. */
export function answerText({ lastStatus, lastError }: Delivery): string {
  if (lastStatus !== null) return String(lastStatus);
  if (lastError === null) return '–';
  return Object.hasOwn(faultWords, lastError) ? faultWords[lastError as AttemptFault] : lastError;
}

export const deliveryWords: Readonly<Record<Delivery['state'], readonly [Tone, string]>> = {
  pending: ['wait', 'Chờ gửi'],
  delivered: ['good', 'Đã nhận'],
  failed: ['bad', 'Không gửi được'],
};

const refusedWords: Readonly<Record<string, string>> = {
  '/url':
    'Địa chỉ phải là https, công khai, không kèm tên đăng nhập. Địa chỉ trong mạng nội bộ chỉ dùng ' +
    'được khi WEBHOOK_NETWORKS cho phép.',
  '/scope': 'Không có đơn vị này. Nhập mã đơn vị, hoặc hai chữ số của tỉnh.',
};

/** Why a form was not taken. */
export function webhookRefusalText(code: string, pointer: string | undefined): string {
  if (pointer !== undefined && Object.hasOwn(refusedWords, pointer)) {
    return refusedWords[pointer] ?? '';
  }
  return code === 'conflict'
    ? 'Chưa làm được: webhook đang tạm dừng, hoặc đã có quá nhiều webhook.'
    : 'Chưa làm được. Vui lòng tải lại trang và thử lại.';
}
