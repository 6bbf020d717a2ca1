// What waits for a person's word about matches, in the order and by the filters of the review page.
// Pure: which proposals there are is read elsewhere.
import type { Principal } from '../access/principal.js';
import type { LocalDate } from '../calendar.js';
import { sumMoney, type Money } from '../money.js';
import type { LineReading } from '../reconciliation/reading.js';
import type { Parking } from '../reconciliation/review-item.js';
import type { MatchReading } from './export-matches.js';
import { mayDecideMatch, unitOfMatch } from './match-decision-sight.js';
import { matchesInSight } from './matches-in-sight.js';
import { isWantedParking, parkingIn, type Parked } from './parked-items.js';

/** A proposal as the officer sees it. */
export interface ReviewItem {
  readonly match: MatchReading;
  /** See `unitOfMatch`. */
  readonly unitCode: string | null;
  /** Σ of its lines. */
  readonly amount: Money;
  /** Of its earliest line. */
  readonly bookedOn: LocalDate;
  readonly mayDecide: boolean;
  /** One answer, whose sums agree to the đồng: it can be confirmed as it stands. */
  readonly mayAccept: boolean;
  /** Put off; null where it is not. */
  readonly parking: Parking | null;
}

export const reviewShapes = ['mot', 'nhieu'] as const;
export const reviewSorts = ['cu', 'moi', 'tien'] as const;
/** Put off until a later day, or come back from it. */
export const reviewParkings = ['dang', 'den-han'] as const;

export interface ReviewFilter {
  readonly rule?: string | undefined;
  readonly unit?: string | undefined;
  /** With one answer that can be confirmed, or with what needs a closer look. */
  readonly shape?: (typeof reviewShapes)[number] | undefined;
  /** Absent: what is to be looked at now, that is everything but what is put off until later. */
  readonly parked?: (typeof reviewParkings)[number] | undefined;
  /** An officer's id: only what comes back to them. */
  readonly owner?: string | undefined;
  /** The longest waiting first, the newest, or the largest. */
  readonly sort: (typeof reviewSorts)[number];
}

/** Proposals in sight; what may be decided is told before they are cut to what the officer sees. */
export function reviewItems(
  found: readonly MatchReading[],
  {
    principal,
    parked,
    at,
  }: {
    readonly principal: Principal;
    readonly parked: Parked;
    readonly at: Date;
  },
): ReviewItem[] {
  return found.flatMap((whole) => {
    const [match] = matchesInSight([whole], principal);
    if (!match) return [];
    const lines = match.legs.flatMap(({ line }) => line ?? []);
    const amount = sumMoney(lines.map((line) => line.amount));
    const paid = sumMoney(match.legs.flatMap(({ payment, amount: own }) => (payment ? [own] : [])));
    const mayDecide = mayDecideMatch(principal, whole);
    const [bookedOn = ''] = lines.map(({ bookingDate }) => bookingDate).sort();
    const mayAccept = mayDecide && !whole.ambiguous && amount === paid;
    const parking = parkingIn(parked, { kind: 'match', id: match.id }, at);
    const about = { match, unitCode: unitOfMatch(whole), amount, bookedOn };
    return [{ ...about, mayDecide, mayAccept, parking }];
  });
}

/** Whether it is to be looked at now. */
export function isForNow({ parking }: Pick<ReviewItem, 'parking'>): boolean {
  return parking === null || parking.isDue;
}

export function reviewed(items: readonly ReviewItem[], filter: ReviewFilter): ReviewItem[] {
  const { rule, unit, shape } = filter;
  return items
    .filter((item) => isAskedParking(item, filter))
    .filter(
      ({ match, unitCode, mayAccept }) =>
        (rule === undefined || match.rule === rule) &&
        (unit === undefined || unitCode === unit) &&
        (shape === undefined || mayAccept === (shape === 'mot')),
    )
    .sort(orders[filter.sort]);
}

function isAskedParking(item: ReviewItem, { parked, owner }: ReviewFilter): boolean {
  if (parked === undefined && owner === undefined) return isForNow(item);
  const isDue = parked === undefined ? undefined : parked === 'den-han';
  return item.parking !== null && isWantedParking(item.parking, { isDue, owner });
}

type Order = (one: ReviewItem, other: ReviewItem) => number;

const byId: Order = ({ match: one }, { match: other }) =>
  one.id.length - other.id.length || (one.id < other.id ? -1 : 1);

const byDay: Order = (one, other) => {
  if (one.bookedOn === other.bookedOn) return byId(one, other);
  return one.bookedOn < other.bookedOn ? -1 : 1;
};

const orders: Readonly<Record<ReviewFilter['sort'], Order>> = {
  cu: byDay,
  moi: (one, other) => byDay(other, one),
  tien: (one, other) => {
    if (one.amount === other.amount) return byDay(one, other);
    return one.amount > other.amount ? -1 : 1;
  },
};

/** How the credits of an account on a day stand, of those the officer sees. */
export interface DayDifference {
  readonly account: string;
  readonly day: LocalDate;
  readonly credited: Money;
  readonly matched: Money;
  readonly proposed: Money;
  readonly open: Money;
}

export function dayDifference(
  lines: readonly LineReading[],
  { account, day }: Pick<DayDifference, 'account' | 'day'>,
): DayDifference {
  const own = lines.filter(
    (line) => line.account === account && line.bookingDate === day && line.amount > 0n,
  );
  const sumOf = (all: readonly LineReading[]): Money => sumMoney(all.map(({ amount }) => amount));
  const isProposed = ({ state, matches }: LineReading): boolean =>
    state === 'unmatched' && matches.some(({ status }) => status === 'proposed');
  const credited = sumOf(own);
  const proposed = sumOf(own.filter(isProposed));
  const open = sumOf(own.filter((line) => line.state === 'unmatched' && !isProposed(line)));
  return { account, day, credited, matched: credited - proposed - open, proposed, open };
}
