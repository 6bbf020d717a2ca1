// The ordinary traffic around the planted cases: payments of every unit on every day.
import type { LocalDate } from '../../src/calendar.js';
import { pay } from './draft.js';
import type { Draft } from './draft.js';
import type { Status } from './world.js';

/** Adds ordinary payments until the province has as many as wished. */
export function addTraffic(draft: Draft, paymentCount: number): void {
  const { random, span, calendar, places } = draft;
  const units = places.units.map((unit) => [unit, unit.weight] as const);
  const days = span.days.map((day): readonly [LocalDate, number] => [
    day,
    calendar.isWorkingDay(day) ? 6 : 1,
  ]);
  while (draft.payments.length < paymentCount) {
    const unit = random.weighted(units);
    const gateway = random.pick(unit.gateways);
    const status = random.weighted(
      statuses[draft.terms[gateway].mode === 'per_transaction' ? 'portal' : 'batch'],
    );
    const wish = { unitCode: unit.code, gateway, on: random.weighted(days), status };
    if (status !== 'refunded') {
      pay(draft, wish);
      continue;
    }
    pay(draft, { ...wish, amount: 15_000n, refunded: 15_000n });
  }
}

// Only the portal tells of refunds; a payment that still hangs would hold up a whole session.
const statuses: Record<'portal' | 'batch', readonly (readonly [Status, number])[]> = {
  portal: [
    ['succeeded', 960],
    ['failed', 15],
    ['cancelled', 15],
    ['pending', 4],
    ['refunded', 6],
  ],
  batch: [
    ['succeeded', 970],
    ['failed', 15],
    ['cancelled', 15],
  ],
};
