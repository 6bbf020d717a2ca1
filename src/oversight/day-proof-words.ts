// What officers read of a day that no statement proves: why, and what to do about it.
import type { DayReason } from './day-proof.js';

interface DayWords {
  /** In a cell of the calendar. */
  readonly short: string;
  readonly why: string;
  /** Null where nothing is to be done. */
  readonly todo: string | null;
}

const upload =
  'Đề nghị tải lên sao kê có số dư đầu kỳ, số dư cuối kỳ và từ ngày, đến ngày gồm các ngày này, ' +
  'kể cả ngày nghỉ.';

export const dayWords: Readonly<Record<DayReason, DayWords>> = {
  no_statement: { short: 'Thiếu', why: 'Chưa có sao kê nào ghi các ngày này.', todo: upload },
  gap: {
    short: 'Hở',
    why: 'Nằm giữa hai sao kê: không sao kê nào ghi các ngày này.',
    todo:
      'Đề nghị xuất lại sao kê có từ ngày, đến ngày liền mạch qua các ngày này, kể cả ngày nghỉ. ' +
      'Hai số dư bằng nhau chưa chứng minh là không có phát sinh.',
  },
  chain_broken: {
    short: 'Lệch số dư',
    why: 'Số dư cuối kỳ và số dư đầu kỳ của hai sao kê liền nhau không bằng nhau.',
    todo:
      'Đề nghị tải lên một sao kê liền mạch qua các ngày này; nếu một sao kê sai, đề nghị hủy sao ' +
      'kê đó.',
  },
  day_not_over: {
    short: 'Chưa hết ngày',
    why: 'Sao kê được lập khi ngày cuối của nó chưa kết thúc.',
    todo: 'Đề nghị tải lên sao kê lập sau ngày này, hoặc sao kê kế tiếp nối đúng số dư.',
  },
  period_not_stated: {
    short: 'Không ghi kỳ',
    why: 'Sao kê không ghi từ ngày, đến ngày.',
    todo: upload,
  },
  quarantined: {
    short: 'Tạm giữ',
    why: 'Sao kê bị tạm giữ: số liệu mâu thuẫn.',
    todo: 'Đề nghị xuất lại sao kê từ ngân hàng và tải lên, hoặc mở sao kê để quyết định.',
  },
  overlap: {
    short: 'Tạm giữ',
    why: 'Sao kê bị tạm giữ: khác với sao kê đã có.',
    todo: 'Đề nghị mở sao kê, đối chiếu với sao kê đã có của các ngày này và quyết định.',
  },
  parked: {
    short: 'Chờ',
    why: 'Sao kê mang số tài khoản này đang chờ: chưa xác định được tài khoản.',
    todo: 'Đề nghị mở sao kê để xem lý do, khai báo tài khoản hoặc tải lên tệp có ghi ngân hàng.',
  },
  released: {
    short: 'Chưa đủ',
    why: 'Sao kê được cho ghi nhận dù số liệu mâu thuẫn: các dòng được đối chiếu, ngày chưa được chứng minh.',
    todo: upload,
  },
  no_balances: {
    short: 'Không số dư',
    why: 'Sao kê không có số dư đầu kỳ, số dư cuối kỳ: các dòng được đối chiếu, ngày chưa được chứng minh.',
    todo: upload,
  },
  intraday: {
    short: 'Báo trong ngày',
    why: 'Mới có tin báo trong ngày, chưa có sao kê.',
    todo: 'Đề nghị tải lên sao kê của các ngày này.',
  },
  voided: { short: 'Đã hủy', why: 'Sao kê của các ngày này đã bị hủy.', todo: upload },
  not_yet_ours: { short: 'Chưa dùng', why: 'Tài khoản chưa là của đơn vị.', todo: null },
  no_longer_ours: { short: 'Thôi dùng', why: 'Tài khoản không còn là của đơn vị.', todo: null },
  future: { short: 'Chưa tới', why: 'Ngày chưa kết thúc.', todo: null },
};
