// A proposal, an open line or an open payment as officers go through them: what was noted about it and
// until when it is put off. Pure; nothing of it is stored but the events.
import { localDateOf, type LocalDate } from '../calendar.js';
import type { LineReading, PaymentReading } from './reading.js';

export const reviewKinds = ['match', 'line', 'payment'] as const;

/** What is reviewed, by its kind and id. */
export interface ReviewItemId {
  readonly kind: (typeof reviewKinds)[number];
  readonly id: string;
}

export interface ReviewEvent {
  readonly id: string;
  readonly item: ReviewItemId;
  readonly act: 'noted' | 'parked' | 'unparked';
  readonly text: string | null;
  readonly untilOn: LocalDate | null;
  /** An officer's id. */
  readonly ownerId: string | null;
  /** As the audit trail names them. */
  readonly by: string;
  readonly at: Date;
}

/** Put off until a day; from that day on it is to be looked at again. */
export interface Parking {
  readonly eventId: string;
  readonly untilOn: LocalDate;
  readonly ownerId: string;
  readonly text: string;
  readonly isDue: boolean;
}

/** A name for maps. */
export function reviewKey({ kind, id }: ReviewItemId): string {
  return `${kind} ${id}`;
}

/** How it is put off by its events, the oldest first; whether the matter is still open others say. */
export function parkingOf(events: readonly ReviewEvent[], asOf: Date): Parking | null {
  const last = events.findLast(({ act }) => act !== 'noted');
  if (last?.act !== 'parked' || last.untilOn === null || last.ownerId === null) return null;
  const { id: eventId, untilOn, ownerId, text } = last;
  return { eventId, untilOn, ownerId, text: text ?? '', isDue: untilOn <= localDateOf(asOf) };
}

export function isOpenLine({ state }: Pick<LineReading, 'state'>): boolean {
  return state === 'unmatched' || state === 'partly_matched';
}

/** Whether money of it is still to come, or to be found. */
export function isOpenPayment({ settlement }: Pick<PaymentReading, 'settlement'>): boolean {
  return settlement !== null && settlement !== 'arrived' && settlement !== 'refunded';
}
