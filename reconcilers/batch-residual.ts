// A gateway's batch credit that does not add up, explained by the one thing that makes it add up:
// proposed with the cause named. Of two explanations none is proposed, and it is said that there are
// two; a search that would take too long says that it was not made.
import { isRightAccount, type Line, type UnitBook } from '../src/reconciliation/book.js';
import { absMoney, moneyText, type Money } from '../src/money.js';
import type { Proposal, Reconciler, Unanswered } from '../src/reconciliation/reconciler.js';
import { basesOf, stepsMax, type Base } from './batch-bases.js';
import { causesOf, distinct, type Explanation } from './batch-causes.js';
import { amountCheck, timeCheck } from './checks.js';

/** What is known of one line: every single cause, and the bases it misses by less than a payment. */
interface Reading {
  readonly line: Line;
  readonly explanations: readonly Explanation[];
  readonly near: readonly { readonly base: Base; readonly residue: Money }[];
  /** It adds up as it stands: nothing is said of it. */
  readonly settled: boolean;
  /** It would take too long to search. */
  readonly cut: boolean;
}

function read(line: Line, book: UnitBook): Reading {
  const bases = basesOf(book, line);
  const silent = { line, explanations: [], near: [], settled: true };
  if (!bases) return { ...silent, cut: true };
  const addsUp = bases.some((base) => base.sum === line.amount && base.closed.length === 0);
  if (addsUp) return { ...silent, cut: false };
  const smallest = (base: Base) =>
    base.legs.reduce<Money>(
      (least, { amount }) => (amount < least ? amount : least),
      base.legs[0]?.amount ?? 0n,
    );
  const near = bases
    .filter((base) => base.closed.length === 0)
    .map((base) => ({ base, residue: base.sum - line.amount }))
    .filter(({ base, residue }) => absMoney(residue) < smallest(base));
  const explanations = bases.flatMap((base) => causesOf(base, line, book));
  return { line, explanations: distinct(explanations), near, settled: false, cut: false };
}

/**
 * A sum smaller than any payment, left out of one batch and added to a later one (or paid too much
 * and taken off): the two lines together are the two batches together.
 */
function carried(readings: readonly Reading[]): Explanation[] {
  const sides = readings.flatMap(({ line, near }) => near.map((each) => ({ line, ...each })));
  const keyOf = ({ line, base }: (typeof sides)[number], residue: Money) =>
    [base.gatewayAccountId, line.bankAccountId, base.basis, residue].join(' ');
  const byResidue = new Map<string, (typeof sides)[number][]>();
  for (const side of sides) {
    const key = keyOf(side, side.residue);
    const same = byResidue.get(key);
    if (same) same.push(side);
    else byResidue.set(key, [side]);
  }
  return sides.flatMap((one) =>
    (byResidue.get(keyOf(one, -one.residue)) ?? [])
      .filter(
        ({ line, base }) => one.line.bookedOn < line.bookedOn && one.base.lastOn < base.firstOn,
      )
      .map((other): Explanation => ({
        cause: 'residue_carried',
        subject: moneyText(one.residue),
        lines: [one.line, other.line],
        bases: [one.base, other.base],
        legs: [...one.base.legs, ...other.base.legs],
      })),
  );
}

function proposal({ cause, subject, lines, bases, legs }: Explanation): Proposal {
  const booked = lines.reduce<Money>((sum, { amount }) => sum + amount, 0n);
  const planned = bases.reduce<Money>((sum, base) => sum + base.sum, 0n);
  return {
    lines: lines.map((line) => ({ line, amount: line.amount })),
    credits: legs,
    checks: [
      ...bases.map((base, place) => ({
        name: base.kind,
        expected: base.label,
        found: lines[place]?.dates.join(', ') || (lines[place]?.bookedOn ?? ''),
        agrees: true,
      })),
      { name: 'cause', expected: moneyText(planned), found: `${cause}: ${subject}`, agrees: true },
      amountCheck(booked, booked, true),
      timeCheck(
        legs.map(({ credit }) => credit),
        lines,
      ),
    ],
    confidence: 'probable',
    cause,
  };
}

/** Named by a gateway or a report's batch, by no payment, and by nothing else it may be. */
function isBatchLine(line: Line): boolean {
  const isBatch = line.gateways.length > 0 || line.batches.length > 0;
  return isBatch && line.named.length === 0 && !line.namesUnpaid && line.saysIs === null;
}

function* propose(book: UnitBook): Iterable<Proposal | Unanswered> {
  const readings = book.lines.filter(isBatchLine).map((line) => read(line, book));
  const carries = distinct(carried(readings));
  const answers = new Map(
    readings.map(({ line, explanations, settled }) => {
      const shared = carries.filter(({ lines }) => lines.includes(line));
      return [line, settled ? [] : [...explanations, ...shared]];
    }),
  );
  const isOnly = (answer: Explanation) =>
    answer.lines.every((line) => answers.get(line)?.length === 1);
  const isRight = ({ lines, legs }: Explanation) =>
    legs.every(({ credit }) => lines.every((line) => isRightAccount(credit, line)));
  for (const answer of new Set([...answers.values()].flat())) {
    if (isOnly(answer) && isRight(answer)) yield proposal(answer);
  }
  for (const { line, cut } of readings) {
    if (cut) yield { line, because: 'steps', most: stepsMax };
    else if ((answers.get(line)?.length ?? 0) > 1) yield { line, because: 'answers', most: 1 };
  }
}

const day = '2026-05-11';
const batch = (reference: string, amount: string, paidOn = day) => ({
  ...{ reference, amount, paidOn },
  batchGateway: 'VNPAY',
});

export const batchResidual: Reconciler = {
  code: 'batch-residual',
  handbook: {
    vi: 'Dòng của một đợt quyết toán không bằng tổng của đợt, nhưng chỉ có đúng một nguyên nhân đơn giải thích được: thiếu hoặc thừa một giao dịch, trừ một khoản hoàn, tính phí theo bậc khác, thuế trên phí, hoặc số lẻ chuyển sang đợt sau. Chỉ đề xuất, ghi rõ nguyên nhân; có hai cách giải thích thì không đề xuất.',
    en: 'A batch credit that does not add up and has one single cause: one payment missing or extra, one refund deducted, another step of the fee, tax on the fee, or a residue carried to a later batch. Proposed to a person with the cause named; with two explanations nothing is proposed.',
  },
  evidence: 'suggestive',
  // two lines explained by the same payments stay what they were: batches that do not add up
  dropsTies: true,
  propose,
  examples: [
    {
      vi: 'Phiên 11/05 có 5.000 + 8.000 + 15.000 đ, dòng 13.000 đ: chỉ có thể thiếu khoản 15.000 đ.',
      payments: [
        batch('DN260511B001', '5000'),
        batch('DN260511B002', '8000'),
        batch('DN260511B003', '15000'),
      ],
      lines: [{ bookedOn: '2026-05-12', amount: '13000', narrative: 'VNPAY TT PHIEN 11/05/2026' }],
      matches: [{ lines: [0], payments: [0, 1], confidence: 'probable', amountAgrees: true }],
    },
    {
      vi: 'Phiên 11/05 có 5.000 + 8.000 + 8.000 đ, dòng 13.000 đ: không biết thiếu khoản 8.000 đ nào.',
      payments: [
        batch('DN260511B001', '5000'),
        batch('DN260511B002', '8000'),
        batch('DN260511B003', '8000'),
      ],
      lines: [{ bookedOn: '2026-05-12', amount: '13000', narrative: 'VNPAY TT PHIEN 11/05/2026' }],
      matches: [],
    },
    {
      vi: 'Khoản 50.000 đ nộp sớm ngày 12/05 về chung với phiên 11/05: thừa một giao dịch.',
      payments: [
        batch('DN260511B001', '5000'),
        batch('DN260511B002', '8000'),
        batch('DN260512B001', '50000', '2026-05-12'),
        batch('DN260512B002', '15000', '2026-05-12'),
      ],
      lines: [{ bookedOn: '2026-05-12', amount: '63000', narrative: 'VNPAY TT PHIEN 11/05/2026' }],
      matches: [{ lines: [0], payments: [0, 1, 2], confidence: 'probable', amountAgrees: true }],
    },
    {
      vi: 'Đợt 11/05 về thiếu 300 đ, đợt 12/05 về thừa đúng 300 đ: số lẻ chuyển sang đợt sau.',
      payments: [
        batch('DN260511B001', '5000'),
        batch('DN260511B002', '8000'),
        batch('DN260512B001', '15000', '2026-05-12'),
      ],
      lines: [
        { bookedOn: '2026-05-12', amount: '12700', narrative: 'VNPAY TT PHIEN 11/05/2026' },
        { bookedOn: '2026-05-13', amount: '15300', narrative: 'VNPAY TT PHIEN 12/05/2026' },
      ],
      matches: [{ lines: [0, 1], payments: [0, 1, 2], confidence: 'probable', amountAgrees: true }],
    },
  ],
};
