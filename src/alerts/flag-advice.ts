// What a flag says to the unit, and what it asks of it: the sentences of mails and pages. The tone
// is official and impersonal; a sentence says what is known and until when, and blames nobody.
import { formatDay } from '../calendar.js';
import { formatMoney } from '../money.js';
import type { FlagKind, FlagReading } from '../reconciliation/reading.js';

export interface Advice {
  /** What is known. */
  readonly finding: string;
  /** What the unit is asked to do. */
  readonly request: string;
}

const advise: Readonly<Record<FlagKind, (flag: FlagReading) => Advice>> = {
  money_missing: (flag) => ({
    finding:
      `${paymentsOf(flag)} đã được cổng thanh toán báo thành công và đã đến hạn, nhưng tiền ` +
      `chưa về hoặc chưa về đủ tài khoản thụ hưởng của đơn vị. Tổng số tiền: ${sumOf(flag)}.`,
    request:
      'Đề nghị đơn vị kiểm tra thông tin tài khoản thụ hưởng đã khai báo, đối chiếu với sổ phụ ' +
      'của ngân hàng; nếu vẫn chưa nhận được tiền, gửi yêu cầu tra soát tới cổng thanh toán.',
  }),
  wrong_account: (flag) => ({
    finding:
      `${paymentsOf(flag)} liên quan đến đơn vị có tiền về không đúng tài khoản (tài khoản của ` +
      `đơn vị khác hoặc tài khoản đã ngừng sử dụng). Tổng số tiền: ${sumOf(flag)}.`,
    request:
      'Đề nghị đơn vị phối hợp với đơn vị hoặc ngân hàng đang giữ khoản tiền để chuyển về đúng ' +
      'tài khoản, và rà soát tài khoản đã thông báo cho cổng thanh toán.',
  }),
  no_account: (flag) => ({
    finding:
      flag.payments > 0
        ? `${paymentsOf(flag)} đã thành công, nhưng đơn vị chưa khai báo tài khoản thụ hưởng để ` +
          `nhận tiền. Tổng số tiền: ${sumOf(flag)}.`
        : 'Đã có yêu cầu nộp phí cho đơn vị, nhưng đơn vị chưa khai báo tài khoản thụ hưởng.',
    request: 'Đề nghị đơn vị khai báo tài khoản thụ hưởng để cổng thanh toán có nơi chuyển tiền.',
  }),
  account_unverified: (flag) => ({
    finding:
      `Tài khoản thụ hưởng của đơn vị chưa được xác minh và chưa có khoản tiền nào về; ` +
      `${paymentsOf(flag)} đã đến hạn. Tổng số tiền: ${sumOf(flag)}.`,
    request:
      'Đề nghị đơn vị kiểm tra lại số tài khoản, tên tài khoản và ngân hàng đã khai báo, và xác ' +
      'nhận với đầu mối đối soát.',
  }),
  statement_missing: (flag) => ({
    finding:
      `Chưa đủ sao kê để kết luận về ${paymentsOf(flag)} đã đến hạn. ` +
      `Tổng số tiền: ${sumOf(flag)}.`,
    request:
      flag.coveredThrough === null
        ? 'Đề nghị đơn vị cung cấp sao kê tài khoản thụ hưởng kể từ ngày phát sinh giao dịch.'
        : 'Đề nghị đơn vị cung cấp sao kê tài khoản thụ hưởng sau ngày ' +
          `${formatDay(flag.coveredThrough)} và cho các ngày còn thiếu trước đó, nếu có.`,
  }),
  review_waiting: (flag) => ({
    finding:
      `${paymentsOf(flag)} có khoản tiền có khả năng phù hợp, nhưng chờ người xác nhận đã quá ` +
      `hai ngày làm việc sau hạn. Tổng số tiền: ${sumOf(flag)}.`,
    request: 'Đề nghị đơn vị đối chiếu các dòng sao kê được đề xuất với hồ sơ và xác nhận.',
  }),
  unidentified_credit: (flag) => ({
    finding:
      'Có khoản tiền ghi Có trên tài khoản của đơn vị chưa rõ thuộc giao dịch nào. ' +
      `Tổng số tiền: ${sumOf(flag)}.`,
    request: 'Đề nghị đơn vị đối chiếu với hồ sơ và cho biết nguồn của khoản tiền.',
  }),
};

/** The two sentences of a flag. */
export function adviceOn(flag: FlagReading): Advice {
  return advise[flag.flag](flag);
}

/** "Có sao kê đến ngày 15/05/2026", or that nothing is proven yet. */
export function coverageSentence(flag: Pick<FlagReading, 'coveredThrough'>): string {
  return flag.coveredThrough === null
    ? 'Chưa có ngày nào được sao kê chứng minh'
    : `Có sao kê đến ngày ${formatDay(flag.coveredThrough)}`;
}

function paymentsOf(flag: FlagReading): string {
  return `${String(flag.payments)} giao dịch`;
}

function sumOf(flag: FlagReading): string {
  return formatMoney(flag.amount);
}
