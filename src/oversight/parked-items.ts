// Open lines and payments that somebody put off, as an officer sees them. What has found its match
// meanwhile is none of them, without anybody having to take it out. Pure.
import { sees, sightOf, type Principal } from '../access/principal.js';
import { localDateOf, type LocalDate } from '../calendar.js';
import type { Money } from '../money.js';
import type { LineReading, PaymentReading, ProvinceReading } from '../reconciliation/reading.js';
import {
  isOpenLine,
  isOpenPayment,
  parkingOf,
  reviewKey,
  type Parking,
  type ReviewEvent,
  type ReviewItemId,
} from '../reconciliation/review-item.js';

/** By `reviewKey`: the event by which each thing is put off. */
export type Parked = ReadonlyMap<string, ReviewEvent>;

export interface ParkedItem {
  readonly item: ReviewItemId;
  readonly parking: Parking;
  readonly unitCode: string | null;
  /** A payment's reference or a line's number at the bank; null where it has none. */
  readonly code: string | null;
  readonly amount: Money;
  /** When it was paid or booked. */
  readonly on: LocalDate;
}

/** Whose turn it is, and whether the day has come. */
export interface ParkedFilter {
  /** Put off until a later day, or come back; absent: both. */
  readonly isDue?: boolean | undefined;
  /** An officer's id. */
  readonly owner?: string | undefined;
}

export function isWantedParking(parking: Parking, { isDue, owner }: ParkedFilter): boolean {
  return (
    (isDue === undefined || parking.isDue === isDue) &&
    (owner === undefined || parking.ownerId === owner)
  );
}

export function parkingIn(parked: Parked, item: ReviewItemId, asOf: Date): Parking | null {
  const event = parked.get(reviewKey(item));
  return event ? parkingOf([event], asOf) : null;
}

/** Lines and payments, those that come back first on top. */
export function parkedItems(
  parked: Parked,
  {
    seen,
    principal,
    at,
  }: {
    readonly seen: ProvinceReading;
    readonly principal: Principal;
    readonly at: Date;
  },
): ParkedItem[] {
  const sight = sightOf(principal, 'match.read');
  const lines = new Map(seen.lines.map((line) => [`line ${line.lineId}`, line]));
  const payments = new Map(seen.payments.map((one) => [`payment ${one.paymentId}`, one]));
  const found = [...parked].flatMap(([key, event]): ParkedItem[] => {
    const parking = parkingOf([event], at);
    const [line, payment] = [lines.get(key), payments.get(key)];
    const thing = line ?? payment;
    if (!parking || !thing || !sees(sight, thing.unitCode)) return [];
    const about = line ? ofLine(line) : payment && ofPayment(payment);
    return about ? [{ item: event.item, parking, unitCode: thing.unitCode, ...about }] : [];
  });
  return found.sort(
    (one, other) =>
      one.parking.untilOn.localeCompare(other.parking.untilOn) ||
      Number(one.parking.eventId) - Number(other.parking.eventId),
  );
}

type About = Pick<ParkedItem, 'code' | 'amount' | 'on'>;

function ofLine(line: LineReading): About | undefined {
  if (!isOpenLine(line)) return undefined;
  return { code: line.bankRef, amount: line.amount, on: line.bookingDate };
}

function ofPayment(payment: PaymentReading): About | undefined {
  if (!isOpenPayment(payment)) return undefined;
  const { merchantRef, gatewayTxnId, amount, paidAt } = payment;
  return { code: merchantRef ?? gatewayTxnId, amount, on: localDateOf(paidAt) };
}
