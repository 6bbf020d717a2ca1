// A search that was cut short, or found too much, in one Vietnamese sentence: so that nobody reads
// "nothing found" where nothing was searched.
import type { UnansweredCause, UnansweredReading } from '../reconciliation/reconciler.js';

type Said = Pick<UnansweredReading, 'because' | 'most'>;

const why: Readonly<Record<UnansweredCause, (most: string) => string>> = {
  payments: (most) => `có hơn ${most} giao dịch đang chờ có thể là của khoản này`,
  steps: (most) => `có quá nhiều cách cộng để dò (giới hạn ${most} bước)`,
  sessions: (most) => `có hơn ${most} phiên liền nhau chưa về`,
  answers: () => 'có hơn một cách cộng bằng đúng số tiền',
};

function whyNot({ because, most }: Said): string {
  return why[because](most.toLocaleString('vi-VN'));
}

export const searchSentence = {
  line: (said: Said): string =>
    said.because === 'answers'
      ? `Không tự chọn: ${whyNot(said)}. Cán bộ xem và khớp tay.`
      : `Chưa dò hết: ${whyNot(said)}. Chưa khớp không có nghĩa là không có giao dịch nào.`,
  payment: (said: Said): string =>
    `Chưa dò hết một khoản tiền trong tài khoản của đơn vị: ${whyNot(said)}. Tiền của giao dịch ` +
    'này có thể nằm trong đó; cán bộ xem và khớp tay.',
};
