// How the contract's values are called: Vietnamese on pages and in mails, English beside it on the
// command line. One table each, so that a term has one wording everywhere.
import type { PaymentStatus } from '../payments/payment.js';
import type { Confidence, FlagKind, LineState, MatchStatus, SettlementValue } from './reading.js';

export interface Wording {
  readonly vi: string;
  readonly en: string;
}

export const settlementWords: Readonly<Record<SettlementValue, Wording>> = {
  refunded: { vi: 'Đã hoàn cho người nộp', en: 'refunded to the payer' },
  arrived: { vi: 'Đã về tài khoản', en: 'arrived' },
  returned: { vi: 'Ngân hàng trả lại', en: 'returned by the bank' },
  wrong_unit: { vi: 'Về nhầm tài khoản đơn vị khác', en: "in another unit's account" },
  old_account: { vi: 'Về tài khoản cũ', en: 'in a former account' },
  over: { vi: 'Về thừa', en: 'more than expected' },
  short: { vi: 'Về thiếu', en: 'less than expected' },
  unassigned: { vi: 'Chưa xác định đơn vị', en: 'unit unknown' },
  no_account: { vi: 'Chưa khai báo tài khoản thụ hưởng', en: 'no beneficiary account' },
  proposed: { vi: 'Chờ người xác nhận', en: 'waits for a person' },
  awaiting: { vi: 'Chờ tiền về (chưa đến hạn)', en: 'not yet due' },
  unverifiable: { vi: 'Chưa đủ sao kê để kết luận', en: 'statements missing' },
  overdue: { vi: 'Quá hạn, tiền chưa về', en: 'overdue' },
};

/** Gravest first: the order in which a unit's flags are shown. */
export const flagWords: Readonly<Record<FlagKind, Wording>> = {
  money_missing: { vi: 'Tiền chưa về', en: 'money missing' },
  wrong_account: { vi: 'Tiền về sai tài khoản', en: 'money in a wrong account' },
  no_account: { vi: 'Chưa khai báo tài khoản', en: 'no account declared' },
  account_unverified: { vi: 'Tài khoản chưa xác minh', en: 'account not verified' },
  statement_missing: { vi: 'Thiếu sao kê', en: 'statement missing' },
  review_waiting: { vi: 'Chờ xác nhận quá lâu', en: 'review overdue' },
  unidentified_credit: { vi: 'Khoản tiền chưa rõ nguồn', en: 'unidentified credit' },
};

/** Every flag, gravest first. */
export const flagKinds = Object.keys(flagWords) as readonly FlagKind[];

/** Orders flags, gravest first. */
export function bySeverity(
  one: { readonly flag: FlagKind },
  other: { readonly flag: FlagKind },
): number {
  return flagKinds.indexOf(one.flag) - flagKinds.indexOf(other.flag);
}

export const paymentStatusWords: Readonly<Record<PaymentStatus, Wording>> = {
  pending: { vi: 'Đang xử lý', en: 'pending' },
  succeeded: { vi: 'Thành công', en: 'succeeded' },
  failed: { vi: 'Không thành công', en: 'failed' },
  cancelled: { vi: 'Đã hủy', en: 'cancelled' },
  refunded: { vi: 'Đã hoàn', en: 'refunded' },
  partly_refunded: { vi: 'Hoàn một phần', en: 'partly refunded' },
};

export const lineStateWords: Readonly<Record<LineState, Wording>> = {
  matched: { vi: 'Đã khớp', en: 'matched' },
  partly_matched: { vi: 'Khớp một phần', en: 'partly matched' },
  unmatched: { vi: 'Chưa khớp', en: 'unmatched' },
  ignored: { vi: 'Bỏ qua', en: 'ignored' },
  reversed: { vi: 'Đã đảo', en: 'reversed' },
};

export const matchStatusWords: Readonly<Record<MatchStatus, Wording>> = {
  confirmed: { vi: 'Đã xác nhận', en: 'confirmed' },
  proposed: { vi: 'Đề xuất', en: 'proposed' },
  rejected: { vi: 'Từ chối', en: 'rejected' },
  undone: { vi: 'Đã hủy khớp', en: 'undone' },
};

export const confidenceWords: Readonly<Record<Confidence, Wording>> = {
  certain: { vi: 'Chắc chắn', en: 'certain' },
  probable: { vi: 'Có khả năng', en: 'probable' },
};

const ruleWords: Readonly<Record<string, Wording>> = {
  reversal: { vi: 'Bút toán đảo', en: 'reversal' },
  'payment-reference': { vi: 'Mã tham chiếu trong nội dung', en: 'reference in the line' },
  'several-references': { vi: 'Một dòng trả nhiều giao dịch', en: 'several references, one line' },
  'split-credit': { vi: 'Một giao dịch về nhiều lần', en: 'one payment in several credits' },
  'settlement-report': { vi: 'Báo cáo quyết toán của cổng', en: 'settlement report' },
  'settlement-window': { vi: 'Trọn đợt quyết toán của cổng', en: 'complete session' },
  'reference-elsewhere': { vi: 'Mã tham chiếu ở tài khoản khác', en: 'reference elsewhere' },
  'damaged-reference': { vi: 'Mã tham chiếu bị sai hoặc cắt', en: 'damaged reference' },
  'batch-residual': { vi: 'Đợt quyết toán có chênh lệch', en: 'batch with a difference' },
  'sole-candidate': { vi: 'Duy nhất cùng số tiền', en: 'only candidate' },
  'by-hand': { vi: 'Khớp tay', en: 'matched by hand' },
  'unique-cover': { vi: 'Duy nhất một tổ hợp đủ tiền', en: 'only combination' },
};

/** What a matching rule is called; a rule without a wording yet shows its code. */
export function ruleWording(code: string): Wording {
  return ruleWords[code] ?? { vi: code, en: code };
}

export { unitTitle } from '../units/unit.js';
