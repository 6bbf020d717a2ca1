// Where a payment's money is, in one Vietnamese sentence. It says what is known and until when, and
// claims nothing after that day.
import { dueDayOf, formatDay, localDateOf } from '../calendar.js';
import { formatMoney } from '../money.js';
import { isPaid } from '../payments/payment.js';
import type { PaymentReading, SettlementValue } from '../reconciliation/reading.js';
import { paymentStatusWords } from '../reconciliation/words.js';
import { accountsSentence } from './old-account-sentence.js';

const sentences: Readonly<Record<SettlementValue, (payment: PaymentReading) => string>> = {
  refunded: () =>
    'Cổng thanh toán đã hoàn lại toàn bộ tiền cho người nộp; đơn vị không còn khoản phải nhận.',
  arrived: ({ arrivedAmount }) =>
    `Tiền đã về đúng tài khoản thụ hưởng của đơn vị: ${formatMoney(arrivedAmount)}.`,
  returned: (payment) =>
    `Tiền đã ghi Có nhưng bị ngân hàng ghi Nợ trả lại, chưa về lần nữa${reach(payment)}.`,
  wrong_unit: () => 'Tiền đã về tài khoản của một đơn vị khác.',
  old_account: ({ oldAccount }) =>
    oldAccount
      ? `Tiền đã về ${accountsSentence(oldAccount)}.`
      : 'Tiền đã về tài khoản mà đơn vị đã ngừng sử dụng trước khi thanh toán.',
  over: ({ arrivedAmount, amount }) =>
    `Tiền đã về ${formatMoney(arrivedAmount)}, nhiều hơn số phải về của giao dịch ` +
    `${formatMoney(amount)}.`,
  short: (payment) =>
    `Tiền mới về ${formatMoney(payment.arrivedAmount)} trên ${formatMoney(payment.amount)} và ` +
    `đã quá hạn${reach(payment)}.`,
  unassigned: () => 'Chưa xác định được giao dịch thuộc đơn vị nào.',
  no_account: () => 'Đơn vị chưa khai báo tài khoản thụ hưởng để nhận tiền.',
  proposed: () => 'Có khoản tiền có khả năng là của giao dịch này, đang chờ người xác nhận.',
  awaiting: (payment) => `Tiền chưa về và chưa đến hạn${dueOn(payment)}${heldAt(payment)}.`,
  unverifiable: (payment) =>
    `Đã đến hạn nhưng sao kê chưa đủ các ngày từ lúc thanh toán đến hạn nên chưa thể kết ` +
    `luận${reach(payment)}${heldAt(payment)}.`,
  overdue: (payment) =>
    `Đã quá hạn${dueOn(payment)} mà không thấy tiền trên sao kê${reach(payment)}` +
    `${heldAt(payment)}.`,
};

/** The sentence that answers "where is the money?". */
export function settlementSentence(payment: PaymentReading): string {
  if (payment.settlement !== null) return sentences[payment.settlement](payment);
  const { givenUpAt, status } = payment;
  const word = paymentStatusWords[status].vi.toLocaleLowerCase('vi');
  if (status === 'pending') {
    const said = `Cổng thanh toán báo giao dịch ${word}`;
    return givenUpAt === undefined
      ? `${said}, chưa có kết quả cuối cùng.`
      : `${said} và đến ngày ${formatDay(localDateOf(givenUpAt))} vẫn chưa trả lời kết quả cuối ` +
          'cùng; đề nghị tra soát với cổng.';
  }
  return `Cổng thanh toán báo giao dịch ${word}; không có khoản tiền nào phải về.`;
}

/** A fact of its own: never inferred from the others. */
export interface KnownFact {
  readonly answer: boolean;
  readonly because: string;
}

export interface KnownFacts {
  /** The payer paid: only the gateway's own word says so. */
  readonly payerPaid: KnownFact;
  /** The gateway paid out: only its settlement report says so. */
  readonly gatewaySettled: KnownFact;
  /** The account was credited: only a statement says so. */
  readonly accountCredited: KnownFact;
}

/**
 * The three hops of the money, each by its own evidence; where it is = the first without.
 * @param payment as it was read, its matches not masked: what is true does not depend on the reader
 * @param options.namesDays whether the reader may know on which days lines were booked
 */
export function knownFacts(
  payment: PaymentReading,
  batches: readonly string[],
  options: { readonly namesDays: boolean },
): KnownFacts {
  const paid = isPaid(payment.status);
  const status = paymentStatusWords[payment.status].vi;
  const credited = payment.matches.filter(({ status: state }) => state === 'confirmed');
  const days = [...new Set(credited.map(({ line }) => formatDay(line.bookingDate)))];
  return {
    payerPaid: {
      answer: paid,
      because: `Cổng ${payment.gatewayAccount} báo trạng thái: ${status}.`,
    },
    gatewaySettled: {
      answer: batches.length > 0,
      because:
        batches.length > 0
          ? `Có trong báo cáo quyết toán đợt ${batches.join(', ')}.`
          : unreported(payment),
    },
    accountCredited: {
      answer: credited.length > 0,
      because:
        days.length > 0
          ? `Sao kê ghi Có${options.namesDays ? ` ngày ${days.join(', ')}` : ''}.`
          : `Chưa có dòng sao kê nào được xác nhận khớp${reach(payment)}.`,
    },
  };
}

/** The gateway took it and leaves it out of its own report: that is where the money is. */
function heldAt({ held, gatewayAccount }: PaymentReading): string {
  return held ? `; tiền đang giữ tại cổng ${gatewayAccount}: ${leftOut(held)}` : '';
}

function leftOut({ batches }: NonNullable<PaymentReading['held']>): string {
  return `báo cáo quyết toán của phiên (đợt ${batches.join(', ')}) không có giao dịch này`;
}

function unreported({ held }: PaymentReading): string {
  return held
    ? `${leftOut(held).replace(/^b/, 'B')}.`
    : 'Chưa có báo cáo quyết toán nào nêu giao dịch này.';
}

function reach({ coveredThrough }: PaymentReading): string {
  return coveredThrough === null
    ? ' (chưa có ngày nào được sao kê chứng minh)'
    : ` (sao kê chứng minh đến hết ngày ${formatDay(coveredThrough)})`;
}

function dueOn({ dueAt }: PaymentReading): string {
  return dueAt === null ? '' : ` (hạn tiền về: ngày ${formatDay(dueDayOf(dueAt))})`;
}
