// Payments of a unit: what was paid, by when its money must be there, where it is and how we know.
import { dueDayOf, formatDay, formatInstant } from '../../calendar.js';
import { formatMoney } from '../../money.js';
import type { MatchOnPayment, PaymentReading } from '../../reconciliation/reading.js';
import { confidenceWords, matchStatusWords, ruleWording } from '../../reconciliation/words.js';
import { paymentPath } from '../page-query.js';
import { Chip, SettlementChip } from './tone.js';

export interface PaymentsTableProps {
  readonly payments: readonly PaymentReading[];
  /** The instant that the address asks for; links keep it. */
  readonly asked: Date | undefined;
}

export function PaymentsTable({ payments, asked }: PaymentsTableProps) {
  return (
    <table class="payments">
      <thead>
        <tr>
          <th scope="col">Mã hồ sơ</th>
          <th scope="col" class="number">
            Số tiền
          </th>
          <th scope="col">Cổng</th>
          <th scope="col">Thanh toán</th>
          <th scope="col">Hạn tiền về</th>
          <th scope="col">Tình trạng</th>
          <th scope="col">Căn cứ</th>
        </tr>
      </thead>
      <tbody>
        {payments.map((payment) => (
          <PaymentRow key={payment.paymentId} {...{ payment, asked }} />
        ))}
      </tbody>
    </table>
  );
}

function PaymentRow(
  props: Pick<PaymentsTableProps, 'asked'> & { readonly payment: PaymentReading },
) {
  const { payment, asked } = props;
  return (
    <tr>
      <th scope="row">
        <a href={paymentPath(payment.paymentId, asked)}>
          {payment.dossierCode ?? '(không có mã hồ sơ)'}
        </a>
        {payment.merchantRef !== null && <span class="sub">{payment.merchantRef}</span>}
      </th>
      <td class="number strong">{formatMoney(payment.amount)}</td>
      <td>{payment.gatewayAccount}</td>
      <td>{formatInstant(payment.paidAt)}</td>
      <td>{payment.dueAt ? formatDay(dueDayOf(payment.dueAt)) : '–'}</td>
      <td>
        <SettlementChip payment={payment} />
        {isPartly(payment) && <span class="sub">Đã về {formatMoney(payment.arrivedAmount)}</span>}
      </td>
      <td class="why">
        {payment.matches.length === 0
          ? whyUnmatched(payment)
          : payment.matches.map((match, at) => <MatchReason key={at} match={match} />)}
      </td>
    </tr>
  );
}

function isPartly({ settlement, arrivedAmount }: PaymentReading): boolean {
  return arrivedAmount !== 0n && (settlement === 'short' || settlement === 'over');
}

function MatchReason({ match }: { readonly match: MatchOnPayment }) {
  const { line } = match;
  return (
    <div class="reason">
      {match.status === 'proposed' && <Chip tone="doubt" text={proposalWords(match)} />}
      {ruleWording(match.rule).vi}
      <span class="sub">
        Ghi Có {formatDay(line.bookingDate)} · {formatMoney(line.amount)}
        {line.bankRef !== null && ` · số ${line.bankRef}`}
        {` · TK ${line.account}`}
      </span>
    </div>
  );
}

/** "Đề xuất (có khả năng)". */
function proposalWords({ status, confidence }: MatchOnPayment): string {
  return `${matchStatusWords[status].vi} (${confidenceWords[confidence].vi.toLocaleLowerCase('vi')})`;
}

/** Why there is nothing to show: what was looked at, and how far it reaches. */
function whyUnmatched(payment: PaymentReading): string {
  const through = payment.coveredThrough;
  const reach = through === null ? 'chưa có sao kê' : `có sao kê đến ${formatDay(through)}`;
  if (payment.held) {
    return `Đang giữ tại cổng: không có trong đợt ${payment.held.batches.join(', ')} (${reach})`;
  }
  switch (payment.settlement) {
    case 'overdue':
      return `Không thấy trên sao kê (${reach})`;
    case 'unverifiable':
      return `Sao kê chưa đủ các ngày từ lúc thanh toán đến hạn (${reach})`;
    case 'awaiting':
      return 'Chưa đến hạn tiền về';
    case 'no_account':
      return 'Đơn vị không có tài khoản để nhận tiền';
    case 'refunded':
      return 'Cổng thanh toán đã hoàn tiền cho người nộp';
    case 'proposed':
      return 'Tiền có thể đã về cùng đợt, cần người xác nhận';
    case 'returned':
      return 'Ngân hàng đã trả lại khoản tiền';
    default:
      return '–';
  }
}
