// One payment, one line: the line carries the payment's reference.
import {
  fitOf,
  isExact,
  isRightAccount,
  type Credit,
  type Line,
  type NamedGroup,
} from '../src/reconciliation/book.js';
import type { Money } from '../src/money.js';
import type { Proposal, Reconciler } from '../src/reconciliation/reconciler.js';
import { namedChecks, namedProposal } from './checks.js';

/**
 * Pairs the lines that name a group of interchangeable payments with those payments.
 * One payment and several lines: the earliest of equal full amounts is its credit, the others are
 * duplicates; any other set of lines is left to `split-credit`.
 */
export function pairNamed(group: NamedGroup): [Credit, Line][] {
  const isFull = (credit: Credit, line: Line) => isExact(fitOf(credit, line.amount));
  const [only] = group.credits;
  if (only && group.credits.length === 1) {
    const lines = group.lines.filter((line) => line.bookedOn >= only.paidOn);
    const [earliest] = lines;
    if (!earliest) return [];
    const paysIt = lines.length === 1 || lines.every((line) => isFull(only, line));
    return paysIt ? [[only, earliest]] : [];
  }
  const left = [...group.credits];
  const pairs: [Credit, Line][] = [];
  const serve = (line: Line, admits: (credit: Credit) => boolean) => {
    const position = left.findIndex((credit) => credit.paidOn <= line.bookedOn && admits(credit));
    const [credit] = position < 0 ? [] : left.splice(position, 1);
    if (credit) pairs.push([credit, line]);
  };
  for (const line of group.lines) serve(line, (credit) => isFull(credit, line));
  const unpaired = group.lines.filter((line) => !pairs.some(([, paired]) => paired === line));
  const single = unpaired.filter((line) => !isMultiple(left, line.amount));
  for (const line of single) serve(line, () => true);
  return pairs;
}

/** Whether an amount pays several of equal payments at once: left to `several-references`. */
function isMultiple(credits: readonly Credit[], amount: Money): boolean {
  const [first] = credits;
  if (!first) return false;
  return [first.gross, first.net].some(
    (sum) => sum > 0n && amount > sum && amount % sum === 0n && amount / sum <= credits.length,
  );
}

function* propose(groups: readonly NamedGroup[]): Iterable<Proposal> {
  const used = new Set<Credit | Line>();
  for (const group of groups) {
    const open = {
      credits: group.credits.filter((credit) => !used.has(credit)),
      lines: group.lines.filter((line) => !used.has(line)),
    };
    for (const [credit, line] of pairNamed(open)) {
      used.add(credit);
      used.add(line);
      yield namedProposal(credit, [line]);
    }
  }
}

export const paymentReference: Reconciler = {
  code: 'payment-reference',
  handbook: {
    vi: 'Dòng sao kê ghi mã tham chiếu của đúng một giao dịch: đó là tiền của giao dịch ấy. Nếu số tiền khác, vẫn khớp và ghi nhận về thiếu hoặc về thừa.',
    en: 'The line carries the reference of exactly one payment: it is that payment. Another amount still matches and is recorded as short or over.',
  },
  evidence: 'conclusive',
  propose: (book) => propose(book.groups(book.lines, isRightAccount)),
  ofPair: (credit, line) => namedChecks(credit, [line]),
  examples: [
    {
      vi: 'Dòng ngày 12/05 ghi mã DN260511A001, đủ 100.000 đ.',
      payments: [{ reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' }],
      lines: [
        {
          bookedOn: '2026-05-12',
          amount: '100000',
          narrative: 'NOP PHI DN260511A001 NGUYEN VAN A',
        },
      ],
      matches: [{ lines: [0], payments: [0], confidence: 'certain', amountAgrees: true }],
    },
    {
      vi: 'Mã đúng nhưng chỉ có 97.800 đ: khớp, về thiếu.',
      payments: [{ reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' }],
      lines: [{ bookedOn: '2026-05-12', amount: '97800', narrative: 'DN260511A001' }],
      matches: [{ lines: [0], payments: [0], confidence: 'certain', amountAgrees: false }],
    },
    {
      vi: 'Hai dòng cùng đủ tiền cho một giao dịch: dòng sớm hơn được khớp, dòng sau là ghi có trùng.',
      payments: [{ reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' }],
      lines: [
        { bookedOn: '2026-05-13', amount: '100000', narrative: 'DN260511A001' },
        { bookedOn: '2026-05-12', amount: '100000', narrative: 'DN260511A001' },
      ],
      matches: [{ lines: [1], payments: [0], confidence: 'certain', amountAgrees: true }],
    },
    {
      vi: 'Nội dung bị ngân hàng chèn dấu cách ở cột 36 và bỏ dấu chấm: vẫn nhận ra mã hồ sơ.',
      payments: [{ reference: 'H19.12.34-260511-0003', amount: '8000', paidOn: '2026-05-11' }],
      lines: [
        {
          bookedOn: '2026-05-12',
          amount: '8000',
          narrative: 'IBFT TRAN VAN BINH TT PHI H19123426 05110003',
        },
      ],
      matches: [{ lines: [0], payments: [0], confidence: 'certain', amountAgrees: true }],
    },
    {
      vi: 'Dòng ghi có trước ngày nộp tiền: không khớp.',
      payments: [{ reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' }],
      lines: [{ bookedOn: '2026-05-10', amount: '100000', narrative: 'DN260511A001' }],
      matches: [],
    },
  ],
};
