// One payment, several lines: the same reference stands in each of them.
import { isRightAccount } from '../src/reconciliation/book.js';
import type { Proposal, Reconciler } from '../src/reconciliation/reconciler.js';
import type { UnitBook } from '../src/reconciliation/book.js';
import { namedProposal } from './checks.js';

function* propose(book: UnitBook): Iterable<Proposal> {
  for (const group of book.groups(book.lines, isRightAccount)) {
    const [credit] = group.credits;
    if (!credit || group.credits.length > 1) continue;
    const lines = group.lines.filter((line) => line.bookedOn >= credit.paidOn);
    if (lines.length > 1) yield namedProposal(credit, lines);
  }
}

export const splitCredit: Reconciler = {
  code: 'split-credit',
  handbook: {
    vi: 'Nhiều dòng cùng ghi mã của một giao dịch và không dòng nào tự nó đủ: tất cả là tiền của giao dịch ấy.',
    en: 'Several lines carry one payment’s reference and are not each the full amount: all of them are that payment.',
  },
  evidence: 'conclusive',
  propose,
  examples: [
    {
      vi: '60.000 đ và 40.000 đ cùng mã: đủ 100.000 đ.',
      payments: [{ reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' }],
      lines: [
        { bookedOn: '2026-05-12', amount: '60000', narrative: 'DN260511A001 LAN 1' },
        { bookedOn: '2026-05-12', amount: '40000', narrative: 'DN260511A001 LAN 2' },
      ],
      matches: [{ lines: [0, 1], payments: [0], confidence: 'certain', amountAgrees: true }],
    },
    {
      vi: '60.000 đ và 30.000 đ cùng mã: khớp, về thiếu 10.000 đ.',
      payments: [{ reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' }],
      lines: [
        { bookedOn: '2026-05-12', amount: '60000', narrative: 'DN260511A001' },
        { bookedOn: '2026-05-13', amount: '30000', narrative: 'DN260511A001' },
      ],
      matches: [{ lines: [0, 1], payments: [0], confidence: 'certain', amountAgrees: false }],
    },
  ],
};
