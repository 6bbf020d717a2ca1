// Several payments, one line: it names each of them and is exactly their sum.
import {
  byPaidAt,
  expectedOf,
  isInterchangeable,
  isRightAccount,
  type Credit,
  type Line,
  type UnitBook,
} from '../src/reconciliation/book.js';
import { sumMoney } from '../src/money.js';
import type { Proposal, Reconciler } from '../src/reconciliation/reconciler.js';
import { amountCheck, referenceCheck, timeCheck } from './checks.js';

/** The payments a line may stand for: one of each thing it names, or all of them. */
function choices(book: UnitBook, line: Line): (readonly Credit[])[] {
  const sets = book.namedBy(line).map((set) => set.credits);
  const all = [...new Set(sets.flat())];
  const oneEach = sets.flatMap((credits) => credits.slice(0, 1));
  if (sets.length > 1) return oneEach.length < all.length ? [oneEach, all] : [all];
  // payments of one reference are served in the order of paying: the first two, three, all of them
  if (!isInterchangeable(all)) return [all];
  const served = [...all].sort(byPaidAt);
  return served.map((_credit, index) => served.slice(0, index + 1));
}

function* proposeIn(
  book: UnitBook,
  lines: readonly Line[],
  admits: (credit: Credit, line: Line) => boolean,
): Iterable<Proposal> {
  for (const line of lines) {
    for (const credits of choices(book, line)) {
      const payable = (credit: Credit) =>
        credit.unitCode === book.unitCode && credit.paidOn <= line.bookedOn && admits(credit, line);
      if (credits.length < 2 || !credits.every(payable)) continue;
      const expected = sumMoney(credits.map(expectedOf));
      const other = sumMoney(
        credits.map((credit) => (credit.basis === 'gross' ? credit.net : credit.gross)),
      );
      if (line.amount !== expected && line.amount !== other) continue;
      const asExpected = line.amount === expected;
      yield {
        lines: [{ line, amount: line.amount }],
        credits: credits.map((credit) => ({
          credit,
          amount: (credit.basis === 'gross') === asExpected ? credit.gross : credit.net,
        })),
        checks: [
          referenceCheck(credits, line),
          amountCheck(expected, line.amount, true),
          timeCheck(credits, [line]),
        ],
        // without a unit nobody can say whether the account is right: a person decides
        confidence: book.unitCode === null ? 'probable' : 'certain',
        ...(asExpected ? {} : { cause: 'fee_variance' }),
      };
      break;
    }
  }
}

export const severalReferences: Reconciler = {
  code: 'several-references',
  handbook: {
    vi: 'Một dòng ghi mã của nhiều giao dịch và đúng bằng tổng của chúng: khớp cả nhóm.',
    en: 'One line carries the references of several payments and is exactly their sum: all of them are matched.',
  },
  evidence: 'conclusive',
  propose: (book) => proposeIn(book, book.lines, isRightAccount),
  examples: [
    {
      vi: 'Dòng 160.000 đ ghi hai mã 100.000 đ và 60.000 đ.',
      payments: [
        { reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' },
        { reference: 'DN260511A002', amount: '60000', paidOn: '2026-05-11' },
      ],
      lines: [
        { bookedOn: '2026-05-12', amount: '160000', narrative: 'DN260511A001, DN260511A002' },
      ],
      matches: [{ lines: [0], payments: [0, 1], confidence: 'certain', amountAgrees: true }],
    },
    {
      vi: 'Tổng không bằng: không tự xác nhận, cả hai chờ người xem.',
      payments: [
        { reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' },
        { reference: 'DN260511A002', amount: '60000', paidOn: '2026-05-11' },
      ],
      lines: [
        { bookedOn: '2026-05-12', amount: '150000', narrative: 'DN260511A001, DN260511A002' },
      ],
      matches: [{ lines: [0], payments: [0, 1], confidence: 'probable', amountAgrees: false }],
    },
  ],
};

/** The same in another unit's account, or in one given up before: `wrong_unit`, `old_account`. */
export const severalReferencesElsewhere: Reconciler = {
  ...severalReferences,
  propose: (book) =>
    proposeIn(book, book.elsewhere, (credit, line) => !isRightAccount(credit, line)),
  examples: [
    {
      vi: 'Một dòng ghi hai mã, nằm trong sao kê của đơn vị khác.',
      payments: [
        { reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' },
        { reference: 'DN260511A002', amount: '60000', paidOn: '2026-05-11' },
      ],
      lines: [
        {
          bookedOn: '2026-05-12',
          amount: '160000',
          narrative: 'DN260511A001, DN260511A002',
          account: 'other unit',
        },
      ],
      matches: [{ lines: [0], payments: [0, 1], confidence: 'certain', amountAgrees: true }],
    },
  ],
};
