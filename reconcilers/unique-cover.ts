// No reference, but one and only one set of open payments adds up to the line: proposed only.
import { expectedOf, type Credit, type Line, type UnitBook } from '../src/reconciliation/book.js';
import { sumMoney, type Money } from '../src/money.js';
import type {
  CreditLeg,
  Proposal,
  Reconciler,
  Unanswered,
} from '../src/reconciliation/reconciler.js';
import { amountCheck, timeCheck } from './checks.js';
import { kindsOfLines, mayPay, unnamedLines, waitingPayments } from './unnamed.js';

/** Larger sets add up by chance. */
const setSizeMax = 6;
/** Of more payments too many sets add up: such a line is not searched. */
const candidatesMax = 24;
/** Half of a set, and so how long the lists of the search may grow: 2,325 halves of 24. */
const halfSizeMax = setSizeMax / 2;
/** Pairs of halves looked at for one line; a line that needs more is not searched. */
const stepsMax = 20_000;

/** Some payments by their places among the candidates, in their order. */
interface Half {
  readonly places: readonly number[];
  readonly sum: Money;
}

function halvesOf(amounts: readonly Money[]): readonly Half[] {
  const halves: Half[] = [{ places: [], sum: 0n }];
  // the list grows while it is read: every half is continued by each later place
  for (const { places, sum } of halves) {
    if (places.length === halfSizeMax) continue;
    for (let place = (places.at(-1) ?? -1) + 1; place < amounts.length; place += 1) {
      halves.push({ places: [...places, place], sum: sum + (amounts[place] ?? 0n) });
    }
  }
  return halves;
}

/** Every set of up to six as its first half and the rest, found by the sum of the rest. */
class Sets {
  private readonly halves: readonly Half[];
  private readonly bySum = new Map<Money, Half[]>();

  constructor(amounts: readonly Money[]) {
    this.halves = halvesOf(amounts);
    for (const half of this.halves) {
      const same = this.bySum.get(half.sum);
      if (same) same.push(half);
      else this.bySum.set(half.sum, [half]);
    }
  }

  /** Up to two different sets that add up; null where finding them out would take too long. */
  addingUpTo(total: Money): (readonly number[])[] | null {
    const found: (readonly number[])[] = [];
    let steps = 0;
    for (const first of this.halves) {
      for (const rest of this.bySum.get(total - first.sum) ?? []) {
        steps += 1;
        if (steps > stepsMax) return null;
        // a set is cut one way only: its earlier half first, and no smaller than the rest
        const surplus = first.places.length - rest.places.length;
        const isCutSo = surplus === 0 || surplus === 1;
        if (!isCutSo || (rest.places[0] ?? Infinity) <= (first.places.at(-1) ?? -1)) continue;
        found.push([...first.places, ...rest.places]);
        if (found.length > 1) return found;
      }
    }
    return found;
  }
}

/** The sums in which each of the candidates may have come: all of them in the same way. */
function waysOf(candidates: readonly Credit[]): (readonly Money[])[] {
  const other = ({ basis, gross, net }: Credit) => (basis === 'gross' ? net : gross);
  const given = ({ refund }: Credit) => (refund?.full === false ? (refund.amount ?? 0n) : 0n);
  const ways = [expectedOf, other].flatMap((sumOf) => [
    candidates.map(sumOf),
    candidates.map((credit) => sumOf(credit) - given(credit)),
  ]);
  return ways.filter(
    (way, place) => ways.findIndex((each) => each.join() === way.join()) === place,
  );
}

/** One set, or why there is no answer; undefined where nothing adds up. */
type Found =
  | { readonly legs: readonly CreditLeg[]; readonly because?: never }
  | Pick<Unanswered, 'because' | 'most'>;

/** The payments that may have come on one day in one account, searched once for all its lines. */
class Candidates {
  readonly credits: readonly Credit[];
  private readonly ways: readonly (readonly Money[])[];
  private readonly reaches: readonly Reach[];
  private readonly sets = new Map<readonly Money[], Sets>();

  constructor(credits: readonly Credit[]) {
    this.credits = credits;
    this.ways = credits.length > 1 ? waysOf(credits) : [];
    this.reaches = this.ways.map(reachOf);
  }

  /** The only set that adds up, if there is one and all others have been ruled out. */
  find(total: Money): Found | undefined {
    if (!this.reaches.some((reach) => isWithin(reach, total))) return undefined;
    if (this.credits.length > candidatesMax) return { because: 'payments', most: candidatesMax };
    const found = new Map<string, readonly CreditLeg[]>();
    for (const amounts of this.ways) {
      const sets = this.sets.get(amounts) ?? new Sets(amounts);
      this.sets.set(amounts, sets);
      const solutions = sets.addingUpTo(total);
      if (!solutions) return { because: 'steps', most: stepsMax };
      for (const places of solutions) {
        const legs = places.flatMap((place) => {
          const credit = this.credits[place];
          return credit ? [{ credit, amount: amounts[place] ?? 0n }] : [];
        });
        found.set(places.join(), legs);
      }
    }
    const [only] = found.values();
    if (found.size > 1) return { because: 'answers', most: 1 };
    return only && only.length > 1 ? { legs: only } : undefined;
  }
}

/** What two to six of some amounts can add up to at all. */
interface Reach {
  readonly least: Money;
  readonly most: Money;
  /** What divides all of them; 0 where all are 0. */
  readonly divisor: Money;
}

function reachOf(amounts: readonly Money[]): Reach {
  const sorted = [...amounts].sort((one, other) => (one < other ? -1 : 1));
  return {
    least: sumMoney(sorted.slice(0, 2)),
    most: sumMoney(sorted.slice(-setSizeMax)),
    divisor: sorted.reduce(commonDivisor, 0n),
  };
}

/**
 * Fees are round sums: most of what a unit takes besides is ruled out by what divides all of them,
 * however many payments wait.
 */
function isWithin({ least, most, divisor }: Reach, total: Money): boolean {
  return least <= total && total <= most && (divisor === 0n || total % divisor === 0n);
}

function commonDivisor(one: Money, other: Money): Money {
  return other === 0n ? one : commonDivisor(other, one % other);
}

function proposal(lines: readonly Line[], legs: readonly CreditLeg[], among: number): Proposal {
  const credits = legs.map(({ credit }) => credit);
  const total = sumMoney(legs.map(({ amount }) => amount));
  return {
    lines: lines.map((line) => ({ line, amount: line.amount })),
    credits: legs,
    checks: [
      amountCheck(total, total, true),
      timeCheck(credits, lines),
      { name: 'sets', expected: '1', found: '1', agrees: true },
      {
        name: 'candidates',
        expected: `≤ ${candidatesMax}`,
        found: String(among),
        agrees: true,
      },
    ],
    confidence: 'probable',
    // equal lines have the same answer: which of them it is nobody can say
    ...(lines.length > 1 ? { tied: true } : {}),
  };
}

function* propose(book: UnitBook): Iterable<Proposal | Unanswered> {
  const waiting = waitingPayments(book);
  const known = new Map<string, Candidates>();
  for (const { one: line, all } of kindsOfLines(unnamedLines(book))) {
    const key = [line.bankAccountId, line.bookedOn, ...line.gateways].join(' ');
    const candidates =
      known.get(key) ?? new Candidates(waiting.filter((credit) => mayPay(line, credit)));
    known.set(key, candidates);
    const found = candidates.find(line.amount);
    if (found?.because !== undefined) {
      for (const each of all) yield { ...found, line: each };
    } else if (found) yield proposal(all, found.legs, candidates.credits.length);
  }
}

const day = '2026-05-11';

export const uniqueCover: Reconciler = {
  code: 'unique-cover',
  handbook: {
    vi: 'Dòng không ghi mã nào, và trong tối đa 24 giao dịch đang chờ chỉ có đúng một nhóm, từ hai đến sáu giao dịch, cộng lại bằng số tiền của dòng: chỉ đề xuất, người xác nhận. Có nhóm thứ hai hoặc quá nhiều giao dịch thì không đề xuất.',
    en: 'The line carries no reference, and of up to 24 open payments one and only one set, of two to six, adds up to it: proposed to a person only. With a second set, or too many payments to search, nothing is proposed.',
  },
  evidence: 'suggestive',
  propose,
  examples: [
    {
      vi: 'Dòng 23.000 đ bằng 8.000 + 15.000 đ, không còn cách cộng nào khác.',
      payments: [
        { reference: 'DN260511A001', amount: '8000', paidOn: day },
        { reference: 'DN260511A002', amount: '15000', paidOn: day },
        { reference: 'DN260511A003', amount: '50000', paidOn: day },
      ],
      lines: [{ bookedOn: '2026-05-12', amount: '23000', narrative: 'CHI HO PHI' }],
      matches: [{ lines: [0], payments: [0, 1], confidence: 'probable', amountAgrees: true }],
    },
    {
      vi: 'Có hai giao dịch 8.000 đ: hai cách cộng, không đề xuất.',
      payments: [
        { reference: 'DN260511A001', amount: '8000', paidOn: day },
        { reference: 'DN260511A002', amount: '8000', paidOn: day },
        { reference: 'DN260511A003', amount: '15000', paidOn: day },
      ],
      lines: [{ bookedOn: '2026-05-12', amount: '23000', narrative: 'CHI HO PHI' }],
      matches: [],
    },
    {
      vi: '25 giao dịch đang chờ: quá nhiều để tìm hết, không đề xuất.',
      payments: Array.from({ length: 25 }, (_each, place) => ({
        reference: `DN260511B${String(place).padStart(3, '0')}`,
        amount: String(1000 * 2 ** place),
        paidOn: day,
      })),
      lines: [{ bookedOn: '2026-05-12', amount: '3000', narrative: 'CHI HO PHI' }],
      matches: [],
    },
  ],
};
