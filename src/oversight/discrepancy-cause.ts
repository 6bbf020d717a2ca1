// A discrepancy in one Vietnamese sentence, what is to be done about it, and what its gateway or the
// ministry is asked for.
import { dueDayOf, formatDay } from '../calendar.js';
import type { WorkedDiscrepancy } from '../discrepancies/worked-discrepancy.js';
import { formatMoney } from '../money.js';
import type { DiscrepancyKind } from '../reconciliation/discrepancies.js';
import type { DiscrepancyReading } from '../reconciliation/reading.js';
import { discrepancySentence } from './discrepancy-sentence.js';

interface Said {
  /** What happened, with `%` for how many payments or lines and their sum. */
  readonly cause: string;
  /** What whoever it belongs to is to do. */
  readonly toDo: string;
  /** What the gateway or the ministry is asked for, where they can solve it. */
  readonly asked?: string;
}

const said: Readonly<Record<DiscrepancyKind, Said>> = {
  not_arrived: {
    cause: '% đã thanh toán thành công nhưng quá hạn vẫn chưa có trong sao kê đã kiểm chứng.',
    toDo: 'Gửi đề nghị tra soát cho cổng, ghi số phiếu hỗ trợ và ngày hẹn trả lời.',
    asked:
      'Kiểm tra lệnh chuyển tiền của các giao dịch trên; cho biết ngày, số tham chiếu và tài khoản nhận; nếu chưa chuyển, chuyển ngay về tài khoản thụ hưởng của đơn vị.',
  },
  returned: {
    cause: '% đã ghi Có rồi bị ngân hàng trả lại.',
    toDo: 'Đối chiếu tài khoản thụ hưởng với giấy xác nhận của ngân hàng, sau đó đề nghị cổng chuyển lại.',
    asked:
      'Cho biết lý do ngân hàng trả lại và chuyển lại các khoản trên về tài khoản thụ hưởng đúng.',
  },
  short: {
    cause: '% chưa về đủ: đây là phần còn thiếu.',
    toDo: 'Đề nghị cổng giải trình phần thiếu; nếu là phí, đối chiếu với thỏa thuận phí.',
    asked: 'Giải trình và chuyển phần còn thiếu của các giao dịch trên.',
  },
  over: {
    cause: '% về nhiều hơn số phải thu.',
    toDo: 'Đề nghị cổng giải trình phần thừa trước khi hạch toán.',
    asked: 'Giải trình số tiền chuyển thừa của các giao dịch trên.',
  },
  fee_variance: {
    cause: '% bị giữ phí khác mức đã thỏa thuận.',
    toDo: 'So báo cáo quyết toán với thỏa thuận phí, đề nghị cổng điều chỉnh.',
    asked: 'Đối chiếu mức phí đã thu với thỏa thuận và điều chỉnh chênh lệch.',
  },
  batch_unbalanced: {
    cause: 'Tổng đợt quyết toán không bằng số ghi Có: % chưa kết luận được.',
    toDo: 'Xem đề xuất khớp của đợt, đề nghị cổng gửi lại báo cáo đúng.',
    asked: 'Gửi lại báo cáo quyết toán chi tiết của đợt, nêu giao dịch gây chênh lệch.',
  },
  duplicate_payment: {
    cause: '% là lần thanh toán thứ hai cho cùng một mã tham chiếu.',
    toDo: 'Đề nghị cổng hoàn khoản trùng cho người nộp.',
    asked: 'Xác nhận thanh toán trùng và hoàn tiền cho người nộp.',
  },
  duplicate_credit: {
    cause: '% được ghi Có hai lần.',
    toDo: 'Giữ nguyên khoản tiền, đề nghị cổng xác nhận và thu hồi khoản trùng.',
    asked: 'Xác nhận khoản chuyển trùng và cách thu hồi.',
  },
  refund_not_debited: {
    cause: '% cổng báo đã hoàn cho người nộp nhưng tiền vẫn ở tài khoản đơn vị.',
    toDo: 'Đề nghị cổng cho biết nguồn tiền đã hoàn và cách bù trừ.',
    asked: 'Cho biết nguồn tiền đã hoàn và cách bù trừ với đơn vị.',
  },
  callback_missing: {
    cause: '% có trong sao kê hoặc báo cáo quyết toán mà cổng chưa gửi thông báo.',
    toDo: 'Đề nghị cổng gửi lại thông báo thanh toán còn thiếu.',
    asked: 'Gửi lại thông báo kết quả thanh toán của các khoản trên.',
  },
  status_conflict: {
    cause: '% có trạng thái ở cổng mâu thuẫn với tiền đã thấy hoặc chưa có kết quả cuối cùng.',
    toDo: 'Đề nghị cổng xác nhận trạng thái cuối cùng của từng giao dịch.',
    asked: 'Xác nhận bằng văn bản trạng thái cuối cùng của các giao dịch trên.',
  },
  amount_conflict: {
    cause: '% có số tiền cổng báo khác yêu cầu nộp phí, báo cáo quyết toán hoặc thông báo trước.',
    toDo: 'Đối chiếu yêu cầu nộp phí, đề nghị cổng xác nhận số tiền đúng.',
    asked: 'Xác nhận số tiền đúng của các giao dịch trên.',
  },
  gateway_silent: {
    cause: 'Cổng không gửi thông báo nào lâu hơn bình thường trong giờ làm việc.',
    toDo: 'Liên hệ kỹ thuật của cổng, kiểm tra đường nhận thông báo.',
    asked: 'Kiểm tra việc gửi thông báo kết quả thanh toán tới hệ thống và gửi lại phần còn thiếu.',
  },
  statement_gap: {
    cause: '% đã đến hạn nhưng chưa đủ sao kê để kết luận tiền đã về hay chưa.',
    toDo: 'Nhập sao kê của những ngày còn thiếu (mục Sao kê).',
  },
  no_account: {
    cause: '% không có nơi nhận tiền vì đơn vị chưa khai báo tài khoản thụ hưởng.',
    toDo: 'Khai báo tài khoản thụ hưởng, gửi duyệt và báo cho nền tảng thanh toán.',
  },
  wrong_route: {
    cause: '% được nền tảng chuyển theo tài khoản không phải của đơn vị.',
    toDo: 'Gửi đề nghị cho bộ phận hỗ trợ của Bộ để sửa tài khoản trên nền tảng, ghi số phiếu hỗ trợ.',
    asked:
      'Sửa tài khoản thụ hưởng của đơn vị trên nền tảng theo thông báo đã gửi và cho biết các khoản trên đã chuyển đi đâu.',
  },
  old_account: {
    cause: '% về tài khoản mà đơn vị đã ngừng sử dụng.',
    toDo: 'Làm rõ vì sao tiền còn về tài khoản cũ và thu hồi về tài khoản đúng.',
    asked: 'Cập nhật tài khoản mới của đơn vị trên nền tảng, xác nhận ngày cập nhật.',
  },
  wrong_unit: {
    cause: '% về tài khoản của đơn vị khác.',
    toDo: 'Sở Tư pháp chủ trì chuyển trả tiền về đúng đơn vị.',
  },
  unit_unknown: {
    cause: '% chưa xác định được đơn vị thụ hưởng.',
    toDo: 'Tra hồ sơ theo mã tham chiếu và bổ sung yêu cầu nộp phí có mã đơn vị.',
  },
  ambiguous: {
    cause: '% có nhiều cách khớp như nhau, hệ thống không đoán.',
    toDo: 'Xem chứng từ và khớp tay từng giao dịch.',
  },
  unidentified_credit: {
    cause: '% ghi Có giống tiền phí nhưng chưa rõ của giao dịch nào.',
    toDo: 'Tìm giao dịch tương ứng và khớp tay, hoặc ghi rõ đó là khoản khác.',
  },
};

/** Why it is there, in one or more sentences. */
export function causeSentence(one: WorkedDiscrepancy): string {
  const { reading } = one;
  if (!reading) return 'Không còn giao dịch hay dòng sao kê nào sai lệch.';
  const about = said[one.kind as DiscrepancyKind];
  const sentence = about.cause.replace('%', howMany(reading));
  const due =
    one.dueAt === null || one.kind !== 'not_arrived'
      ? null
      : `Hạn tiền về sớm nhất là ngày ${formatDay(dueDayOf(one.dueAt))}.`;
  return [sentence, due, discrepancySentence(reading)].filter((part) => part !== null).join(' ');
}

function howMany({ paymentIds, lineIds, members, amount }: DiscrepancyReading): string {
  const money = formatMoney(amount);
  if (paymentIds.length === members) return `${String(members)} giao dịch (${money})`;
  if (lineIds.length === members) return `${String(members)} dòng sao kê (${money})`;
  return `${String(members)} khoản (${money})`;
}

export function toDoSentence({ kind }: Pick<WorkedDiscrepancy, 'kind'>): string {
  return said[kind as DiscrepancyKind].toDo;
}

/** What its owner is asked for; null where that is nobody outside, or there is nothing to ask. */
export function askedSentence({ kind, owner }: WorkedDiscrepancy): string | null {
  if (owner !== 'gateway' && owner !== 'ministry') return null;
  return said[kind as DiscrepancyKind].asked ?? null;
}
