// How a statement line stands, in one Vietnamese sentence.
import { formatDay } from '../calendar.js';
import { formatMoney } from '../money.js';
import type { LineReading, MatchOnLine } from '../reconciliation/reading.js';

export function lineSentence(line: LineReading): string {
  const { state, matches, amount } = line;
  const confirmed = matches.filter(({ status }) => status === 'confirmed');
  switch (state) {
    case 'matched':
      return `Khoản này là tiền của ${payersOf(confirmed)}.`;
    case 'partly_matched': {
      const taken = confirmed.reduce((sum, match) => sum + match.amount, 0n);
      return `Mới khớp ${formatMoney(taken)} trên ${formatMoney(amount)}: ${payersOf(confirmed)}.`;
    }
    case 'reversed': {
      const other = confirmed.find((match) => match.line !== null)?.line;
      return other
        ? `Khoản này và bút toán ngày ${formatDay(other.bookingDate)} đảo lẫn nhau.`
        : 'Khoản này đã bị đảo.';
    }
    case 'ignored':
      return 'Khoản chuyển thử để xác minh tài khoản, không đối chiếu với giao dịch nào.';
    case 'unmatched':
      return unmatched(line);
  }
}

function unmatched({ matches, amount }: LineReading): string {
  if (matches.length > 0) {
    return `Có đề xuất là tiền của ${payersOf(matches)}, đang chờ người xác nhận.`;
  }
  return amount < 0n ? 'Khoản ghi Nợ, chưa gắn với giao dịch nào.' : 'Chưa khớp với giao dịch nào.';
}

/** One payment is named, several are counted. */
function payersOf(matches: readonly MatchOnLine[]): string {
  const payments = matches.flatMap(({ payment }) => payment ?? []);
  const [only, ...others] = payments;
  if (!only) return 'một khoản không phải giao dịch trực tuyến';
  if (others.length > 0) return `${String(payments.length)} giao dịch`;
  const name = only.merchantRef ?? only.gatewayTxnId;
  return name === null ? 'một giao dịch của đơn vị khác' : `giao dịch ${name}`;
}
