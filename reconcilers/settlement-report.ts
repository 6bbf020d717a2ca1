// A gateway's settlement report lists what one credit pays: batch and line are tied by the batch
// id in the line, or by gateway, day and net total.
import { addDays } from '../src/calendar.js';
import {
  fitOf,
  isDueTo,
  type Batch,
  type Line,
  type UnitBook,
} from '../src/reconciliation/book.js';
import type { Proposal, Reconciler } from '../src/reconciliation/reconciler.js';
import { amountCheck, timeCheck } from './checks.js';

/** A report dated on the day of the order may be booked over the next weekend at the latest. */
const bookedWithinDays = 4;

export function canPay(batch: Batch, line: Line): boolean {
  return batch.members.every(({ credit }) => credit.paidOn <= line.bookedOn);
}

function isDueHere({ members }: Batch, line: Line): boolean {
  return isDueTo(
    members.map(({ credit }) => credit),
    line,
  );
}

/** Lines a report without a batch id in the narrative may mean: gateway, day and total. */
function byTotal(batch: Batch, lines: readonly Line[], on: (line: Line) => boolean): Line[] {
  return lines.filter(
    (line) => line.named.length === 0 && line.gateways.includes(batch.gatewayAccountId) && on(line),
  );
}

export function onItsDay(batch: Batch) {
  return (line: Line) => line.bookedOn === batch.settledOn || line.dates.includes(batch.settledOn);
}

export function soonAfter(batch: Batch) {
  return (line: Line) =>
    line.bookedOn > batch.settledOn && line.bookedOn <= addDays(batch.settledOn, bookedWithinDays);
}

function proposal(batch: Batch, line: Line): Proposal {
  const agrees = line.amount === batch.netTotal;
  const credits = batch.members.map(({ credit }) => credit);
  const cause = agrees ? causeOf(batch) : 'batch_unbalanced';
  return {
    lines: [{ line, amount: line.amount }],
    credits: batch.members.map(({ credit, net }) => ({ credit, amount: net })),
    checks: [
      {
        name: 'batch',
        expected: batch.label,
        found: line.batches[0] ?? line.bookedOn,
        agrees: true,
      },
      amountCheck(batch.netTotal, line.amount, agrees),
      timeCheck(credits, [line]),
    ],
    confidence: agrees ? 'certain' : 'probable',
    ...(cause ? { cause } : {}),
  };
}

/** What a credit that is exactly the report's total leaves to explain. */
function causeOf({ members, unknownCount }: Batch): string | undefined {
  if (unknownCount > 0) return 'callback_missing';
  const isOtherBasis = members.some(({ credit, net }) => fitOf(credit, net) === 'other_basis');
  return isOtherBasis ? 'fee_variance' : undefined;
}

function openBatches(book: UnitBook): Batch[] {
  return book.batches.filter(
    (batch) =>
      batch.members.length > 0 && batch.members.every(({ credit }) => book.stillOpen(credit)),
  );
}

function* propose(book: UnitBook): Iterable<Proposal> {
  const batches = openBatches(book);
  const payable = (batch: Batch, lines: readonly Line[]) =>
    lines.filter((line) => canPay(batch, line) && isDueHere(batch, line));
  const equal = (batch: Batch) => payable(batch, book.linesOf(batch.netTotal));
  const dayOf = new Set(batches.flatMap((batch) => byTotal(batch, equal(batch), onItsDay(batch))));
  for (const batch of batches) {
    const own = equal(batch);
    const named = payable(batch, book.linesNaming(batch.label));
    const exact = named.filter((line) => line.amount === batch.netTotal);
    const onDay = byTotal(batch, own, onItsDay(batch));
    const after = byTotal(batch, own, soonAfter(batch)).filter((line) => !dayOf.has(line));
    const chosen = [exact, named, onDay, after].find((found) => found.length > 0) ?? [];
    for (const line of chosen) yield proposal(batch, line);
  }
}

export const settlementReport: Reconciler = {
  code: 'settlement-report',
  handbook: {
    vi: 'Bảng quyết toán của cổng liệt kê các giao dịch của một đợt: dòng ghi mã đợt, hoặc ghi tên cổng, đúng ngày và đúng tổng thực nhận, là tiền của cả đợt. Tổng khác thì để người xác nhận.',
    en: 'A gateway’s report lists a batch: the line with the batch id, or with the gateway’s name, the day and exactly the net total, pays all of it. Another total waits for a person.',
  },
  evidence: 'conclusive',
  propose,
  examples: [
    {
      vi: 'Bảng quyết toán có 5.000 đ và 8.000 đ thứ nhất; dòng 13.000 đ ghi mã đợt.',
      payments: [
        { reference: 'DN260511B001', amount: '5000', paidOn: '2026-05-11', batchGateway: 'VNPAY' },
        { reference: 'DN260511B002', amount: '8000', paidOn: '2026-05-11', batchGateway: 'VNPAY' },
        { reference: 'DN260511B003', amount: '8000', paidOn: '2026-05-11', batchGateway: 'VNPAY' },
      ],
      lines: [
        { bookedOn: '2026-05-12', amount: '13000', narrative: 'VNPAY QUYET TOAN DOT VN2605110075' },
      ],
      batches: [
        {
          gateway: 'VNPAY',
          batch: 'VN-260511-0075',
          settledOn: '2026-05-12',
          rows: [
            { reference: 'DN260511B001', amount: '5000', fee: '0' },
            { reference: 'DN260511B002', amount: '8000', fee: '0' },
          ],
        },
      ],
      matches: [{ lines: [0], payments: [0, 1], confidence: 'certain', amountAgrees: true }],
    },
  ],
};

/** Second pass: a batch whose id stands in a line of an account that is not the unit's. */
export const settlementReportElsewhere: Reconciler = {
  ...settlementReport,
  dropsTies: true,
  *propose(book: UnitBook): Iterable<Proposal> {
    for (const batch of openBatches(book)) {
      for (const line of book.strayBatchLines) {
        const names = line.batches.includes(batch.label) && line.amount === batch.netTotal;
        if (names && canPay(batch, line) && !isDueHere(batch, line)) yield proposal(batch, line);
      }
    }
  },
  examples: [
    {
      vi: 'Mã đợt đứng trong sao kê của đơn vị khác: cả đợt về nhầm đơn vị.',
      payments: [
        { reference: 'DN260511B001', amount: '5000', paidOn: '2026-05-11', batchGateway: 'VNPAY' },
      ],
      lines: [
        {
          bookedOn: '2026-05-12',
          amount: '5000',
          narrative: 'VNPAY QUYET TOAN DOT VN2605110075',
          account: 'other unit',
        },
      ],
      batches: [
        {
          gateway: 'VNPAY',
          batch: 'VN-260511-0075',
          settledOn: '2026-05-12',
          rows: [{ reference: 'DN260511B001', amount: '5000', fee: '0' }],
        },
      ],
      matches: [{ lines: [0], payments: [0], confidence: 'certain', amountAgrees: true }],
    },
  ],
};
