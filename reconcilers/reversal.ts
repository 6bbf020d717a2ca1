// A debit that names an earlier credit takes that credit back. The pair leaves the book first.
import { byBooking, type Credit, type Line, type UnitBook } from '../src/reconciliation/book.js';
import { absMoney, moneyText } from '../src/money.js';
import type { CreditLeg, Proposal, Reconciler } from '../src/reconciliation/reconciler.js';
import { amountCheck } from './checks.js';
import { batchMembers } from './settlement-window.js';

/** Shorter bank references ("001") repeat within a statement and name nothing. */
const bankRefLength = 6;

function plain(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/** The debit prints the credit's bank reference, or names the payment the credit names. */
function names(debit: Line, credit: Line): boolean {
  const reference = plain(credit.bankRef ?? '');
  if (reference.length >= bankRefLength) {
    if (debit.compact.includes(reference) || plain(debit.bankRef ?? '') === reference) return true;
  }
  return sharedPayments(debit, credit).length > 0;
}

function sharedPayments(debit: Line, credit: Line): Credit[] {
  const named = new Set(debit.named.flat());
  return credit.named
    .flat()
    .filter((each, index, all) => named.has(each) && all.indexOf(each) === index);
}

function* propose(book: UnitBook): Iterable<Proposal> {
  const used = new Set<Line>();
  const lines = [...book.lines].sort(byBooking);
  for (const debit of [...book.debits].sort(byBooking)) {
    // the latest earlier credit: a refunded duplicate leaves the first credit in its place
    const credit = lines.findLast(
      (line) =>
        !used.has(line) &&
        line.bankAccountId === debit.bankAccountId &&
        line.amount === absMoney(debit.amount) &&
        line.bookedOn <= debit.bookedOn &&
        names(debit, line),
    );
    if (!credit) continue;
    used.add(credit);
    yield {
      lines: [
        { line: credit, amount: credit.amount },
        { line: debit, amount: debit.amount },
      ],
      credits: [],
      remembers: rememberedBy(book, debit, credit),
      checks: [
        {
          name: 'reference',
          expected: credit.bankRef ?? '',
          found: debit.bankRef ?? '',
          agrees: true,
        },
        amountCheck(credit.amount, absMoney(debit.amount), true),
        { name: 'time', expected: credit.bookedOn, found: debit.bookedOn, agrees: true },
      ],
      confidence: 'certain',
    };
  }
}

/** What was credited and taken back: the payment the credit names, or the members of its batch. */
function rememberedBy(book: UnitBook, debit: Line, credit: Line): readonly CreditLeg[] {
  if (credit.named.length === 0) return batchMembers(book, credit);
  const shared = sharedPayments(debit, credit);
  const named = shared.length > 0 ? shared : [...new Set(credit.named.flat())];
  const equal = named.filter((each) => moneyText(each.gross) === moneyText(credit.amount));
  return (equal.length > 0 ? equal : named)
    .slice(0, 1)
    .map((each) => ({ credit: each, amount: credit.amount }));
}

export const reversal: Reconciler = {
  code: 'reversal',
  handbook: {
    vi: 'Dòng ghi nợ nhắc tới số bút toán hoặc mã của một dòng ghi có trước đó, cùng số tiền: ngân hàng đã lấy lại khoản ấy. Cả hai dòng ra khỏi sổ; giao dịch được ghi nhớ là bị trả lại.',
    en: 'A debit naming an earlier credit’s reference, of the same amount, takes it back. Both lines leave the book; the payment is remembered as returned.',
  },
  evidence: 'conclusive',
  propose,
  examples: [
    {
      vi: 'Ghi có 12/05, ghi nợ 14/05 cùng số bút toán và số tiền.',
      payments: [{ reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' }],
      lines: [
        {
          bookedOn: '2026-05-12',
          amount: '100000',
          narrative: 'DN260511A001',
          bankRef: 'FT26132000111',
        },
        {
          bookedOn: '2026-05-14',
          amount: '-100000',
          narrative: 'HOAN TRA GD FT26132000111',
          bankRef: 'FT26134000777',
        },
      ],
      matches: [{ lines: [0, 1], payments: [], confidence: 'certain', amountAgrees: true }],
    },
  ],
};
