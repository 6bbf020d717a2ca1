// A reference cut off or mistyped on its way, that fits open payments of the account: proposed only.
import {
  expectedOf,
  fitOf,
  isExact,
  isOwnAccount,
  type Credit,
  type Line,
  type UnitBook,
} from '../src/reconciliation/book.js';
import type { Money } from '../src/money.js';
import type { Proposal, Reconciler } from '../src/reconciliation/reconciler.js';
import { amountCheck, timeCheck } from './checks.js';

/** What is left of a reference must be this long, and at least this part of it. */
const restLength = 8;
const restPart = 0.6;
/** Shorter references have too many neighbours one character away. */
const mistypedLength = 10;

/** The word of a line that is this reference, damaged; undefined when none is. */
export function damagedWord(reference: string, words: readonly string[]): string | undefined {
  const least = Math.max(restLength, Math.ceil(reference.length * restPart));
  const isRest = (word: string) =>
    word.length >= least &&
    word.length < reference.length &&
    (reference.startsWith(word) || reference.endsWith(word));
  return words.find((word) => isRest(word) || isMistyped(reference, word));
}

/**
 * One character missing, added, or swapped for another kind; or two neighbours in each other's
 * place. One digit for another is not damage but the next number of the same series.
 */
function isMistyped(reference: string, word: string): boolean {
  if (reference.length < mistypedLength || Math.abs(reference.length - word.length) > 1)
    return false;
  let start = 0;
  while (start < reference.length && reference[start] === word[start]) start += 1;
  let end = 0;
  const shorter = Math.min(reference.length, word.length) - start;
  while (end < shorter && reference.at(-1 - end) === word.at(-1 - end)) end += 1;
  const lost = reference.slice(start, reference.length - end);
  const found = word.slice(start, word.length - end);
  if (lost.length === 2 && lost === `${found.slice(1)}${found.slice(0, 1)}`) return true;
  if (lost.length + found.length === 0 || lost.length > 1 || found.length > 1) return false;
  return !(/\d/.test(lost) && /\d/.test(found));
}

function fits(credit: Credit, line: Line, book: UnitBook): boolean {
  return (
    credit.mode === 'per_transaction' &&
    !book.isReversed(credit) &&
    credit.paidOn <= line.bookedOn &&
    line.bookedOn <= credit.suggestUntil &&
    isExact(fitOf(credit, line.amount)) &&
    isOwnAccount(credit, line) &&
    credit.references.some((reference) => damagedWord(reference, line.words) !== undefined)
  );
}

/**
 * Open payments by every sum that is exactly theirs, in the order of the book: a unit's lines and
 * payments of years are not compared each with each.
 */
function bySum(credits: readonly Credit[]): (sum: Money) => readonly Credit[] {
  const exact = new Map<Money, Credit[]>();
  const tolerant = credits.filter(({ tolerance }) => tolerance > 0n);
  for (const credit of credits) {
    const { gross, net, refund } = credit;
    const given = refund?.amount ?? 0n;
    for (const sum of new Set([gross, net, gross - given, net - given])) {
      const same = exact.get(sum);
      if (same) same.push(credit);
      else exact.set(sum, [credit]);
    }
  }
  if (tolerant.length === 0) return (sum) => exact.get(sum) ?? [];
  // what is as good as exact may be any sum
  return (sum) => {
    const near = new Set([...(exact.get(sum) ?? []), ...tolerant]);
    return credits.filter((credit) => near.has(credit));
  };
}

function* propose(book: UnitBook): Iterable<Proposal> {
  const creditsOf = bySum(book.credits);
  for (const line of book.lines) {
    if (line.words.length === 0) continue;
    for (const credit of creditsOf(line.amount)) {
      if (!fits(credit, line, book)) continue;
      const words = credit.references.flatMap((each) => damagedWord(each, line.words) ?? []);
      yield {
        lines: [{ line, amount: line.amount }],
        credits: [{ credit, amount: line.amount }],
        checks: [
          { name: 'reference', expected: credit.label, found: words[0] ?? '', agrees: true },
          amountCheck(expectedOf(credit), line.amount, true),
          timeCheck([credit], [line]),
        ],
        confidence: 'probable',
      };
    }
  }
}

export const damagedReference: Reconciler = {
  code: 'damaged-reference',
  handbook: {
    vi: 'Mã trong dòng bị cụt, sai một ký tự hoặc lộn chỗ hai ký tự cạnh nhau nhưng hợp với giao dịch đang chờ của tài khoản, đúng số tiền, đúng thời gian: chỉ đề xuất, người xác nhận.',
    en: 'The reference in the line is cut, mistyped or has two neighbouring characters swapped, but fits an open payment of the account, the amount and the time: proposed to a person only.',
  },
  evidence: 'suggestive',
  propose,
  examples: [
    {
      vi: 'Mã thiếu hai ký tự cuối, chỉ hợp với một giao dịch.',
      payments: [{ reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' }],
      lines: [{ bookedOn: '2026-05-12', amount: '100000', narrative: 'NOP PHI DN260511A0' }],
      matches: [{ lines: [0], payments: [0], confidence: 'probable', amountAgrees: true }],
    },
    {
      vi: 'Hai chữ số cạnh nhau bị gõ lộn chỗ: vẫn hợp với giao dịch ấy.',
      payments: [{ reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' }],
      lines: [{ bookedOn: '2026-05-12', amount: '100000', narrative: 'NOP PHI DN260511A010' }],
      matches: [{ lines: [0], payments: [0], confidence: 'probable', amountAgrees: true }],
    },
    {
      vi: 'Mã cụt hợp với hai giao dịch cùng số tiền: cả hai chờ người xem.',
      payments: [
        { reference: 'DN260511A001', amount: '100000', paidOn: '2026-05-11' },
        { reference: 'DN260511A002', amount: '100000', paidOn: '2026-05-11' },
      ],
      lines: [{ bookedOn: '2026-05-12', amount: '100000', narrative: 'NOP PHI DN260511A0' }],
      matches: [{ lines: [0], payments: [0, 1], confidence: 'probable', amountAgrees: true }],
    },
  ],
};
