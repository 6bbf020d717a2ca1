// No reference, but exactly one open payment and exactly one line fit each other: proposed only.
// Where more of them fit, all are shown together as a tie and none is chosen.
import { expectedOf, type Credit, type Line, type UnitBook } from '../src/reconciliation/book.js';
import { moneyText, type Money } from '../src/money.js';
import type { Check, Proposal, Reconciler } from '../src/reconciliation/reconciler.js';
import { timeCheck } from './checks.js';
import {
  kindsOfCredits,
  kindsOfLines,
  LinesByAmount,
  unnamedLines,
  waitingPayments,
  type Kind,
} from './unnamed.js';

/** Everything that fits one another, directly or through others. */
interface Fitting {
  readonly credits: readonly Kind<Credit>[];
  readonly lines: readonly Kind<Line>[];
}

/**
 * What fits one another, group by group. Compared by kinds: 4,000 equal payments and 4,000 equal
 * lines of one day are one comparison, not sixteen million.
 */
function* fittingGroups(book: UnitBook): Iterable<Fitting> {
  const lines = new LinesByAmount(kindsOfLines(unnamedLines(book)));
  const linesOf = new Map<Kind<Credit>, readonly Kind<Line>[]>();
  const creditsOf = new Map<Kind<Line>, Kind<Credit>[]>();
  for (const kind of kindsOfCredits(waitingPayments(book))) {
    const fitting = lines.fitting(kind.one);
    if (fitting.length > 0) linesOf.set(kind, fitting);
    for (const each of fitting) {
      const known = creditsOf.get(each);
      if (known) known.push(kind);
      else creditsOf.set(each, [kind]);
    }
  }
  const seen = new Set<Kind<Credit> | Kind<Line>>();
  for (const start of linesOf.keys()) {
    if (seen.has(start)) continue;
    const credits = new Set([start]);
    const found = new Set<Kind<Line>>();
    // the sets grow while they are read: whatever fits one of them belongs to them
    for (const kind of credits) {
      seen.add(kind);
      for (const each of linesOf.get(kind) ?? []) {
        if (found.has(each)) continue;
        found.add(each);
        for (const other of creditsOf.get(each) ?? []) credits.add(other);
      }
    }
    yield { credits: [...credits], lines: [...found] };
  }
}

function sums(amounts: readonly Money[]): string {
  const distinct = [...new Set(amounts)].sort((one, other) => (one < other ? -1 : 1));
  return distinct.map(moneyText).join(', ');
}

function countCheck(name: 'payments' | 'lines', found: number): Check {
  return { name, expected: '1', found: String(found), agrees: found === 1 };
}

function proposal(fitting: Fitting): Proposal {
  const credits = fitting.credits.flatMap(({ all }) => all);
  const lines = fitting.lines.flatMap(({ all }) => all);
  // one of each kind says what all of them have in common
  const someCredits = fitting.credits.map(({ one }) => one);
  const someLines = fitting.lines.map(({ one }) => one);
  const [line] = lines;
  const isSole = credits.length === 1 && lines.length === 1;
  return {
    lines: lines.map((each) => ({ line: each, amount: each.amount })),
    credits: credits.map((credit) => ({
      credit,
      amount: isSole && line ? line.amount : expectedOf(credit),
    })),
    checks: [
      {
        name: 'amount',
        expected: sums(someCredits.map(expectedOf)),
        found: sums(someLines.map(({ amount }) => amount)),
        agrees: true,
      },
      timeCheck(someCredits, someLines),
      countCheck('payments', credits.length),
      countCheck('lines', lines.length),
    ],
    confidence: 'probable',
    ...(isSole ? {} : { tied: true }),
  };
}

function* propose(book: UnitBook): Iterable<Proposal> {
  for (const group of fittingGroups(book)) yield proposal(group);
}

export const soleCandidate: Reconciler = {
  code: 'sole-candidate',
  handbook: {
    vi: 'Dòng không ghi mã nào, và chỉ có đúng một giao dịch đang chờ với đúng một dòng cùng số tiền, từ ngày nộp đến mười ngày làm việc sau hạn: chỉ đề xuất, người xác nhận. Nhiều giao dịch hoặc nhiều dòng bằng nhau: để chung cho người xem.',
    en: 'The line carries no reference, and exactly one open payment and one line have that amount, from the day of paying to ten working days after the due day: proposed to a person only. Several equal payments or lines are kept together, undecided.',
  },
  evidence: 'suggestive',
  propose,
  examples: [
    {
      vi: 'Dòng 100.000 đ không ghi mã, chỉ một giao dịch 100.000 đ đang chờ.',
      payments: [{ reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' }],
      lines: [{ bookedOn: '2026-05-12', amount: '100000', narrative: 'NOP LE PHI' }],
      matches: [{ lines: [0], payments: [0], confidence: 'probable', amountAgrees: true }],
    },
    {
      vi: 'Hai giao dịch cùng 100.000 đ: cả hai chờ người xem, không chọn.',
      payments: [
        { reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' },
        { reference: 'DN260511A002', amount: '100000', paidOn: '2026-05-11' },
      ],
      lines: [{ bookedOn: '2026-05-12', amount: '100000', narrative: 'NOP LE PHI' }],
      matches: [{ lines: [0], payments: [0, 1], confidence: 'probable', amountAgrees: true }],
    },
    {
      vi: 'Dòng đến sau hạn hơn mười ngày làm việc: không đề xuất.',
      payments: [{ reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' }],
      lines: [{ bookedOn: '2026-05-27', amount: '100000', narrative: 'NOP LE PHI' }],
      matches: [],
    },
    {
      vi: 'Lãi tiền gửi của ngân hàng bằng số tiền của giao dịch: không đề xuất.',
      payments: [{ reference: 'DN260511A001', amount: '8000', paidOn: '2026-05-11' }],
      lines: [{ bookedOn: '2026-05-12', amount: '8000', narrative: 'TRA LAI TIEN GUI T05' }],
      matches: [],
    },
  ],
};
