// What a discrepancy says beyond its kind and sums, in Vietnamese sentences.
import { formatInstant } from '../calendar.js';
import { formatMoney } from '../money.js';
import type { DiscrepancyReading, FeeDifference } from '../reconciliation/reading.js';
import { oldAccountsSentence } from './old-account-sentence.js';

/** Most fees or gaps that are named one by one. */
const namedMax = 5;

/** The sentences of a discrepancy; null where its kind says everything. */
export function discrepancySentence(one: DiscrepancyReading): string | null {
  const sentences = [oldAccountsSentence(one), heldSentence(one), ...feeSentences(one)];
  const rest = [...missingSentences(one), givenUpSentence(one)];
  const said = [...sentences, ...rest].filter((sentence) => sentence !== null);
  return said.length === 0 ? null : said.join(' ');
}

function heldSentence({ held, gatewayAccount }: DiscrepancyReading): string | null {
  if (!held) return null;
  return (
    `${String(held.members)} giao dịch, ${formatMoney(held.amount)} đang giữ tại cổng ` +
    `${gatewayAccount ?? ''}: không có trong báo cáo quyết toán của phiên ` +
    `(đợt ${held.batches.join(', ')}).`
  );
}

function feeSentences({ feeDifferences = [] }: DiscrepancyReading): string[] {
  return [
    ...feeDifferences.slice(0, namedMax).map((each) => `${feeSentence(each)}.`),
    ...andMore(feeDifferences.length, 'khoản phí khác cũng lệch'),
  ];
}

/** "Đợt B1: cổng giữ phí 165 đ, theo thỏa thuận là 182 đ". */
export function feeSentence({ batch, reported, agreed }: FeeDifference): string {
  return `Đợt ${batch}: cổng giữ phí ${formatMoney(reported)}, theo thỏa thuận là ${formatMoney(agreed)}`;
}

function missingSentences({ missingNotices = [] }: DiscrepancyReading): string[] {
  const named = missingNotices
    .slice(0, namedMax)
    .map(
      ({ after, before, missing }) =>
        `Thiếu thông báo biến động số dư giữa ${formatInstant(after)} và ` +
        `${formatInstant(before)}: ${formatMoney(missing)} chưa được báo.`,
    );
  return [...named, ...andMore(missingNotices.length, 'khoảng thiếu thông báo khác')];
}

function andMore(count: number, what: string): string[] {
  return count > namedMax ? [`Còn ${String(count - namedMax)} ${what}.`] : [];
}

function givenUpSentence({ givenUp, gatewayAccount }: DiscrepancyReading): string | null {
  if (givenUp === undefined) return null;
  return (
    `${String(givenUp)} giao dịch cổng ${gatewayAccount ?? ''} chưa trả lời kết quả cuối cùng; hệ ` +
    'thống đã ngừng hỏi tự động, đề nghị tra soát với cổng.'
  );
}
