// The payment's reference stands in a line of an account that is not the unit's: another unit's, or
// one it had given up before the payment.
import {
  isRightAccount,
  type Credit,
  type Line,
  type UnitBook,
} from '../src/reconciliation/book.js';
import type { Proposal, Reconciler } from '../src/reconciliation/reconciler.js';
import { namedProposal } from './checks.js';
import { pairNamed } from './payment-reference.js';

function* propose(book: UnitBook): Iterable<Proposal> {
  const used = new Set<Credit | Line>();
  const wrong = (credit: Credit, line: Line) => !isRightAccount(credit, line);
  for (const group of book.groups(book.elsewhere, wrong)) {
    const credits = group.credits.filter((credit) => !used.has(credit));
    const lines = group.lines.filter((line) => !used.has(line));
    const pairs = pairNamed({ credits, lines });
    const [credit] = credits;
    const parts: readonly (readonly [Credit, readonly Line[]])[] =
      pairs.length > 0 || !credit
        ? pairs.map(([paid, line]) => [paid, [line]])
        : [[credit, lines.filter((line) => line.bookedOn >= credit.paidOn)]];
    for (const [paid, own] of parts) {
      if (own.length === 0) continue;
      used.add(paid);
      for (const line of own) used.add(line);
      // without a unit nobody can say whether the account is right: a person decides
      const confidence = book.unitCode === null ? 'probable' : 'certain';
      yield { ...namedProposal(paid, own), confidence };
    }
  }
}

export const referenceElsewhere: Reconciler = {
  code: 'reference-elsewhere',
  handbook: {
    vi: 'Mã của giao dịch nằm trong sao kê của đơn vị khác, hoặc của tài khoản đơn vị đã thôi dùng trước khi nộp: khớp, và ghi nhận về nhầm đơn vị hay về tài khoản cũ.',
    en: 'The payment’s reference stands in another unit’s account, or in one the unit had stopped using before: matched, and recorded as wrong unit or old account.',
  },
  evidence: 'conclusive',
  propose,
  examples: [
    {
      vi: 'Mã DN260511A001 nằm trong sao kê của đơn vị khác.',
      payments: [{ reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' }],
      lines: [
        {
          bookedOn: '2026-05-12',
          amount: '100000',
          narrative: 'DN260511A001',
          account: 'other unit',
        },
      ],
      matches: [{ lines: [0], payments: [0], confidence: 'certain', amountAgrees: true }],
    },
    {
      vi: 'Đơn vị đã đổi tài khoản từ 01/05, tiền nộp 11/05 vẫn về tài khoản cũ.',
      payments: [{ reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' }],
      lines: [
        { bookedOn: '2026-05-12', amount: '100000', narrative: 'DN260511A001', account: 'retired' },
      ],
      matches: [{ lines: [0], payments: [0], confidence: 'certain', amountAgrees: true }],
    },
  ],
};
