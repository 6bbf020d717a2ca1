// What a service desk is sent about a discrepancy that only the gateway or the ministry can solve:
// plain Vietnamese text with ids, times and amounts, without anybody who paid.
import { dueDayOf, formatDay, formatInstant } from '../calendar.js';
import type { WorkedDiscrepancy } from '../discrepancies/worked-discrepancy.js';
import { formatMoney } from '../money.js';
import type { LineReading, PaymentReading } from '../reconciliation/reading.js';
import { askedSentence, causeSentence } from './discrepancy-cause.js';

/** Most members that are listed; a service desk's form takes a few thousand characters. */
const listedMax = 50;

export interface HelpDeskAbout {
  readonly one: WorkedDiscrepancy;
  /** "Phường Chơn Thành (mã 25432)"; null for what belongs to no unit. */
  readonly unit: string | null;
  readonly province: string;
  readonly payments: readonly PaymentReading[];
  readonly lines: readonly LineReading[];
  readonly asOf: Date;
}

/** The text, ready to be copied; null where nobody outside is to be asked. */
export function helpDeskText(about: HelpDeskAbout): string | null {
  const { one, unit, province, payments, lines, asOf } = about;
  const asked = askedSentence(one);
  if (asked === null || !one.reading) return null;
  const desk =
    one.owner === 'ministry'
      ? 'Bộ phận hỗ trợ nền tảng thanh toán của Bộ'
      : `Bộ phận hỗ trợ cổng thanh toán ${one.gatewayAccount ?? ''}`.trim();
  const listed = [...payments.map(paymentLine), ...lines.map(lineLine)];
  const left = one.members - Math.min(listed.length, listedMax);
  const coverage = payments.flatMap(({ coveredThrough }) => coveredThrough ?? []).sort();
  const proven = one.kind === 'not_arrived' ? coverage[0] : undefined;
  return [
    `Kính gửi: ${desk}`,
    unit === null ? `Nơi gửi: ${province}` : `Đơn vị: ${unit}, ${province}`,
    `Mã vụ việc: ${one.id}`,
    ...(one.gatewayAccount === null ? [] : [`Cổng thanh toán: ${one.gatewayAccount}`]),
    ...(one.standing.ticket === null ? [] : [`Số phiếu hỗ trợ: ${one.standing.ticket}`]),
    '',
    `Sự việc (số liệu đến ${formatInstant(asOf)}): ${causeSentence(one)}`,
    ...(proven === undefined ? [] : [`Sao kê chứng minh đến ngày ${formatDay(proven)}.`]),
    ...(listed.length === 0 ? [] : ['', 'Chi tiết:']),
    ...listed.slice(0, listedMax).map((text, place) => `${String(place + 1)}. ${text}`),
    ...(listed.length > 0 && left > 0 ? [`… và ${String(left)} khoản khác.`] : []),
    '',
    `Đề nghị: ${asked}`,
    'Đề nghị cho biết số phiếu hỗ trợ và thời hạn trả lời. Trân trọng.',
  ].join('\n');
}

function paymentLine(payment: PaymentReading): string {
  const { gatewayTxnId, merchantRef, dossierCode, paidAt, amount, dueAt } = payment;
  return [
    gatewayTxnId && `mã giao dịch của cổng ${gatewayTxnId}`,
    merchantRef && `mã tham chiếu ${merchantRef}`,
    dossierCode && `hồ sơ ${dossierCode}`,
    `thanh toán ${formatInstant(paidAt)}`,
    formatMoney(amount),
    dueAt && `hạn tiền về ${formatDay(dueDayOf(dueAt))}`,
  ]
    .filter((part) => part !== null && part !== '')
    .join('; ');
}

function lineLine({ bookingDate, amount, bankRef }: LineReading): string {
  const reference = bankRef === null ? '' : `; số tham chiếu ngân hàng ${bankRef}`;
  return `ghi Có ngày ${formatDay(bookingDate)}; ${formatMoney(amount)}${reference}`;
}
