// What officers read about matches and decisions on them.
import type {
  Adjustment,
  MatchDecision,
  ProofKind,
} from '../reconciliation/match-decision-store.js';

export const decisionWords: Readonly<Record<MatchDecision | 'matched', string>> = {
  matched: 'Khớp tay',
  confirmed: 'Xác nhận',
  rejected: 'Từ chối',
  undone: 'Hủy khớp',
};

export const decisionExplained: Readonly<Record<MatchDecision, string>> = {
  confirmed: 'đúng là tiền của giao dịch này; các lần đối chiếu sau không thay đổi.',
  rejected: 'không phải; đề xuất này không quay lại.',
  undone: 'dòng sao kê và giao dịch trở lại trạng thái chưa khớp.',
};

export const proofWords: Readonly<Record<ProofKind, string>> = {
  statement: 'Sao kê tài khoản',
  credit_advice: 'Giấy báo Có của ngân hàng',
  payer_paper: 'Chứng từ của người nộp',
};

export const adjustmentWords: Readonly<Record<Adjustment['kind'], string>> = {
  fee: 'Phí bị khấu trừ',
  rounding: 'Làm tròn',
  write_off: 'Xóa nợ (trên 50.000 đ cần người thứ hai xác nhận)',
  difference: 'Chênh lệch chưa rõ (giao dịch vẫn thiếu hoặc thừa)',
};

const checkNames: Readonly<Record<string, string>> = {
  reference: 'Mã tham chiếu',
  amount: 'Số tiền',
  time: 'Thời gian',
  batch: 'Đợt quyết toán',
  session: 'Phiên giao dịch',
  account: 'Tài khoản',
  payments: 'Số giao dịch hợp',
  lines: 'Số dòng hợp',
  sets: 'Số tổ hợp hợp',
  candidates: 'Số giao dịch đã xét',
  cause: 'Nguyên nhân chênh lệch',
  free: 'Chưa khớp với khoản khác',
};

export function checkWord(name: string): string {
  return checkNames[name] ?? name;
}
