// One thing under review as an officer may see it and act on it: a match, a line or a payment. Pages
// and API ask here.
import { may, sees, sightOf, type Principal } from '../access/principal.js';
import type { Db } from '../db.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { isOpenLine, isOpenPayment, type ReviewItemId } from '../reconciliation/review-item.js';
import { readMatches } from './export-matches.js';
import { mayDecideMatch, unitOfMatch } from './match-decision-sight.js';
import { matchesInSight } from './matches-in-sight.js';

export interface ReviewSubject {
  readonly item: ReviewItemId;
  /** Whose it is; null where it is nobody's or several units'. */
  readonly unitCode: string | null;
  readonly isOpen: boolean;
  /** Whether the officer may note something about it and put it off. */
  readonly mayAct: boolean;
}

export interface Reviewer {
  readonly principal: Principal;
  readonly whole: ProvinceReading;
  /** As the principal may see it. */
  readonly seen: ProvinceReading;
}

/** Null where there is no such thing in sight; a match of which only a part is in sight is none. */
export async function reviewSubject(
  db: Db,
  reviewer: Reviewer,
  item: ReviewItemId,
): Promise<ReviewSubject | null> {
  const { principal, whole, seen } = reviewer;
  if (item.kind === 'match') {
    const [match] = await readMatches(db, whole, { ids: [item.id] });
    const [shown] = match ? matchesInSight([match], principal) : [];
    if (!match || !shown || shown.masked !== undefined) return null;
    const mayAct = mayDecideMatch(principal, match);
    return { item, unitCode: unitOfMatch(match), isOpen: match.status === 'proposed', mayAct };
  }
  const line = seen.lines.find(({ lineId }) => item.kind === 'line' && lineId === item.id);
  const payment = seen.payments.find(
    ({ paymentId }) => item.kind === 'payment' && paymentId === item.id,
  );
  const found = line ?? payment;
  if (!found || !sees(sightOf(principal, 'match.read'), found.unitCode)) return null;
  const isOpen = line ? isOpenLine(line) : payment !== undefined && isOpenPayment(payment);
  const mayAct = may(principal, 'match.decide', found.unitCode);
  return { item, unitCode: found.unitCode, isOpen, mayAct };
}
