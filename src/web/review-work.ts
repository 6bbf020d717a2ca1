// What pages show of the notes about something under review and of its being put off.
import type { Principal } from '../access/principal.js';
import { addDays, localDateOf, type LocalDate } from '../calendar.js';
import {
  assignableOfficers,
  officerNames,
  type NamedOfficer,
} from '../discrepancies/assignable-officers.js';
import { officerIdOf } from '../oversight/discrepancy-work.js';
import type { ReviewSubject } from '../oversight/review-subject.js';
import { parkingOf, type Parking, type ReviewEvent } from '../reconciliation/review-item.js';
import { loadReviewEvents } from '../reconciliation/review-store.js';
import { linePath, paymentPath } from './page-query.js';
import type { PageDeps } from './page-route.js';

export interface ReviewWork {
  readonly subject: ReviewSubject;
  /** Newest first. */
  readonly events: readonly ReviewEvent[];
  /** Null too where the matter is settled. */
  readonly parking: Parking | null;
  /** Officers named in it, by id. */
  readonly names: ReadonlyMap<string, string>;
  /** To whom it may be given; empty for whoever may not. */
  readonly officers: readonly NamedOfficer[];
  readonly me: string;
  /** The day that the form offers. */
  readonly offered: LocalDate;
}

const offeredDays = 7;

export async function reviewWorkOf(
  { db, config, now }: PageDeps,
  principal: Principal,
  subject: ReviewSubject,
): Promise<ReviewWork> {
  const { item, unitCode, isOpen, mayAct } = subject;
  const events = await loadReviewEvents(db, item);
  const about = { unitCode, province: config.province, action: 'match.decide' } as const;
  return {
    ...{ subject, me: principal.id, offered: addDays(localDateOf(now()), offeredDays) },
    parking: isOpen ? parkingOf(events, now()) : null,
    officers: isOpen && mayAct ? await assignableOfficers(db, about) : [],
    names: await officerNames(
      db,
      events.flatMap(({ by, ownerId }) => [officerIdOf(by), ownerId]),
    ),
    events: events.toReversed(),
  };
}

/** Address of the page of something under review. */
export function reviewedPath({ item }: Pick<ReviewSubject, 'item'>): string {
  if (item.kind === 'match') return `/doi-soat/${item.id}`;
  return item.kind === 'line' ? linePath(item.id) : paymentPath(item.id, undefined);
}
