// A gateway's batch credit without a report: all payments of one session, or of consecutive
// uncredited sessions, add up to the line, and nothing else does.
import { isDueTo, type Line, type UnitBook } from '../src/reconciliation/book.js';
import { sumMoney } from '../src/money.js';
import type {
  CreditLeg,
  Proposal,
  Reconciler,
  Unanswered,
} from '../src/reconciliation/reconciler.js';
import { amountCheck, timeCheck } from './checks.js';
import { fittingRuns, runLengthMax, type Solution } from './session-runs.js';

function proposal(solution: Solution, line: Line): Proposal {
  const credits = solution.legs.map(({ credit }) => credit);
  const [first] = solution.sessions;
  const last = solution.sessions.at(-1);
  return {
    lines: [{ line, amount: line.amount }],
    credits: solution.legs,
    checks: [
      {
        name: 'session',
        expected: `${first?.session.firstOn ?? ''}/${last?.session.lastOn ?? ''}`,
        found: line.dates.join(', ') || line.bookedOn,
        agrees: true,
      },
      amountCheck(sumMoney(solution.legs.map(({ amount }) => amount)), line.amount, true),
      timeCheck(credits, [line]),
    ],
    confidence: 'certain',
    ...(solution.otherBasis ? { cause: 'fee_variance' } : {}),
  };
}

/** The payments of a batch credit, where only one set of them adds up. */
export function batchMembers(book: UnitBook, line: Line): readonly CreditLeg[] {
  if (!isPlainBatch(line)) return [];
  const { solutions } = fittingRuns(book, line);
  const [only] = solutions;
  return only && solutions.length === 1 ? only.legs : [];
}

/** Named by its gateway and by nothing more exact: no reference, no batch of a known report. */
function isPlainBatch(line: Line): boolean {
  const exact = line.named.length > 0 || line.namesUnpaid || line.batches.length > 0;
  return line.gateways.length > 0 && !exact;
}

function isDueHere({ legs }: Solution, line: Line): boolean {
  return isDueTo(
    legs.map(({ credit }) => credit),
    line,
  );
}

function* propose(book: UnitBook): Iterable<Proposal | Unanswered> {
  for (const line of book.lines.filter(isPlainBatch)) {
    const { solutions, cut } = fittingRuns(book, line);
    const [only] = solutions;
    if (solutions.length > 1) yield { line, because: 'answers', most: 1 };
    else if (only && isDueHere(only, line)) yield proposal(only, line);
    else if (!only && cut) yield { line, because: 'sessions', most: runLengthMax };
  }
}

const morning = '2026-05-11';

export const settlementWindow: Reconciler = {
  code: 'settlement-window',
  handbook: {
    vi: 'Dòng ghi tên cổng và đúng bằng tổng mọi giao dịch của một phiên, hoặc của các phiên liền nhau chưa về, không còn cách cộng nào khác, và ngày ghi trong nội dung (nếu có) nằm trong đó: khớp cả nhóm.',
    en: 'The line names the gateway and is exactly the sum of all payments of one session, or of consecutive uncredited ones, there is no other way to add up, and a date it prints lies inside: all are matched.',
  },
  evidence: 'conclusive',
  propose,
  examples: [
    {
      vi: '5.000 + 8.000 + 8.000 đ của phiên 11/05 về một dòng 21.000 đ ngày 12/05.',
      payments: [
        { reference: 'B1', amount: '5000', paidOn: morning, batchGateway: 'VNPAY' },
        { reference: 'B2', amount: '8000', paidOn: morning, batchGateway: 'VNPAY' },
        { reference: 'B3', amount: '8000', paidOn: morning, batchGateway: 'VNPAY' },
      ],
      lines: [{ bookedOn: '2026-05-12', amount: '21000', narrative: 'VNPAY TT PHIEN 11/05/2026' }],
      matches: [{ lines: [0], payments: [0, 1, 2], confidence: 'certain', amountAgrees: true }],
    },
    {
      vi: 'Dòng 13.000 đ: không biết thiếu khoản 8.000 đ nào, để người xem.',
      payments: [
        { reference: 'B1', amount: '5000', paidOn: morning, batchGateway: 'VNPAY' },
        { reference: 'B2', amount: '8000', paidOn: morning, batchGateway: 'VNPAY' },
        { reference: 'B3', amount: '8000', paidOn: morning, batchGateway: 'VNPAY' },
      ],
      lines: [{ bookedOn: '2026-05-12', amount: '13000', narrative: 'VNPAY TT PHIEN 11/05/2026' }],
      matches: [],
    },
    {
      vi: 'Hai phiên cùng 8.000 đ, dòng không ghi ngày: hai cách, không tự xác nhận.',
      payments: [
        { reference: 'B1', amount: '8000', paidOn: '2026-05-08', batchGateway: 'VNPAY' },
        { reference: 'B2', amount: '8000', paidOn: morning, batchGateway: 'VNPAY' },
      ],
      lines: [{ bookedOn: '2026-05-12', amount: '8000', narrative: 'VNPAY THANH TOAN' }],
      matches: [],
    },
    {
      vi: 'Ba phiên 11, 12, 13/05 về chung một dòng ngày 15/05.',
      payments: [
        { reference: 'B1', amount: '8000', paidOn: '2026-05-11', batchGateway: 'VNPAY' },
        { reference: 'B2', amount: '5000', paidOn: '2026-05-12', batchGateway: 'VNPAY' },
        { reference: 'B3', amount: '15000', paidOn: '2026-05-13', batchGateway: 'VNPAY' },
      ],
      lines: [{ bookedOn: '2026-05-15', amount: '28000', narrative: 'VNPAY THANH TOAN' }],
      matches: [{ lines: [0], payments: [0, 1, 2], confidence: 'certain', amountAgrees: true }],
    },
  ],
};

/** Sets that add up to a batch line and are not due to its account. */
function* misplaced(
  book: UnitBook,
  lines: readonly Line[],
  admits: (solution: Solution, line: Line, own: boolean) => boolean,
): Iterable<Proposal> {
  for (const line of lines.filter(isPlainBatch)) {
    const { solutions } = fittingRuns(book, line);
    const [only] = solutions;
    if (!only || solutions.length > 1 || isDueHere(only, line)) continue;
    const own = only.legs.some(({ credit }) =>
      credit.rights.some((right) => right.bankAccountId === line.bankAccountId),
    );
    if (book.unitCode !== null && admits(only, line, own)) yield proposal(only, line);
  }
}

/** Second pass, the nearer answer first: batch credits in an account that the unit has given up. */
export const settlementWindowRetired: Reconciler = {
  ...settlementWindow,
  dropsTies: true,
  // its own lines too: an earlier session that is missing may still await the account given up
  propose: (book) =>
    misplaced(
      book,
      [...new Set([...book.lines, ...book.strayBatchLines])],
      (_solution, _line, own) => own,
    ),
  examples: [
    {
      vi: 'Cả phiên 11/05 về tài khoản đơn vị đã thôi dùng: khớp, về tài khoản cũ.',
      payments: [
        { reference: 'B1', amount: '5000', paidOn: morning, batchGateway: 'VNPAY' },
        { reference: 'B2', amount: '15000', paidOn: morning, batchGateway: 'VNPAY' },
      ],
      lines: [
        {
          bookedOn: '2026-05-12',
          amount: '20000',
          narrative: 'VNPAY TT PHIEN 11/05/2026',
          account: 'retired',
        },
      ],
      matches: [{ lines: [0], payments: [0, 1], confidence: 'certain', amountAgrees: true }],
    },
  ],
};

/**
 * Whether a set in another unit's account is proof enough: fees are few and equal, so the line must
 * print the session's day, or pay several members on the due day.
 */
function provenElsewhere(solution: Solution, line: Line): boolean {
  const first = solution.sessions[0]?.session.firstOn ?? '';
  const last = solution.sessions.at(-1);
  const dated = line.dates.some((day) => first <= day && day <= (last?.session.lastOn ?? ''));
  return dated || (last?.dueOn === line.bookedOn && solution.legs.length > 1);
}

/** Then batch credits in other units' accounts. */
export const settlementWindowElsewhere: Reconciler = {
  ...settlementWindow,
  dropsTies: true,
  propose: (book) =>
    misplaced(
      book,
      book.strayBatchLines,
      (solution, line, own) => !own && provenElsewhere(solution, line),
    ),
  examples: [
    {
      vi: 'Cả phiên 11/05 về tài khoản của đơn vị khác: khớp, về nhầm đơn vị.',
      payments: [
        { reference: 'B1', amount: '5000', paidOn: morning, batchGateway: 'VNPAY' },
        { reference: 'B2', amount: '15000', paidOn: morning, batchGateway: 'VNPAY' },
      ],
      lines: [
        {
          bookedOn: '2026-05-12',
          amount: '20000',
          narrative: 'VNPAY TT PHIEN 11/05/2026',
          account: 'other unit',
        },
      ],
      matches: [{ lines: [0], payments: [0, 1], confidence: 'certain', amountAgrees: true }],
    },
  ],
};
