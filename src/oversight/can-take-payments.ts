// Whether a unit can take payments on a day, and why not.
import { formatDay, type LocalDate } from '../calendar.js';
import type { AccountCoverage } from '../reconciliation/reading.js';
import { holdsOn } from './coverage.js';

export interface AnswerWithReason {
  readonly answer: boolean;
  readonly because: string;
}

/** A unit can take payments while a version of its register holds; proven or not is told too. */
export function canTakePayments(
  accounts: readonly AccountCoverage[],
  day: LocalDate,
): AnswerWithReason {
  const valid = accounts.filter((account) => holdsOn(account, day));
  const on = formatDay(day);
  if (accounts.length === 0) {
    return { answer: false, because: 'Đơn vị chưa khai báo tài khoản thụ hưởng.' };
  }
  if (valid.length === 0) {
    return { answer: false, because: `Không có tài khoản thụ hưởng nào có hiệu lực ngày ${on}.` };
  }
  const proof = valid.some(({ verified }) => verified)
    ? 'đã có tiền về'
    : 'chưa được xác minh và chưa có khoản tiền nào về';
  return {
    answer: true,
    because: `Có ${String(valid.length)} tài khoản thụ hưởng có hiệu lực ngày ${on}, ${proof}.`,
  };
}
