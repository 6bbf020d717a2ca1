// What was found set against what was planted: each payment's settlement, and which units are flagged
// for missing money. Payments without success have no settlement; they are compared too.
import { settlements } from '../../bench/world/world.js';
import type { Expected, World, WorldPayment } from '../../bench/world/world.js';
import type { PaymentReading, ProvinceReading } from '../reconciliation/reading.js';

export interface Count {
  readonly settlement: string;
  readonly found: number;
  readonly planted: number;
}

export interface Differing {
  readonly payment: string;
  readonly unitCode: string | null;
  readonly planted: string;
  readonly found: string;
  readonly why: string;
}

const none = 'none';

/** @param arrived payments that have come since they were planted */
export function compare(
  world: World,
  reading: ProvinceReading,
  arrived: ReadonlySet<WorldPayment> = new Set(),
): { readonly counts: readonly Count[]; readonly differing: readonly Differing[] } {
  const found = new Map(reading.payments.map((payment) => [keyOf(payment), payment]));
  const differing: Differing[] = [];
  for (const planted of world.payments) {
    const key = keyOf({ ...planted, gatewayAccount: planted.gateway });
    const seen = found.get(key);
    found.delete(key);
    const settlement = seen ? (seen.settlement ?? none) : 'not recorded';
    const expected = expectedOf(planted, arrived);
    if (settlement === (expected.settlement ?? none)) continue;
    differing.push(differenceOf(key, planted.unitCode, expected, settlement));
  }
  for (const [key, extra] of found) {
    const expected: Expected = { settlement: null, why: 'no such payment was planted' };
    differing.push(differenceOf(key, extra.unitCode, expected, extra.settlement ?? none));
  }
  return { counts: countsOf(world, reading, arrived), differing };
}

function expectedOf(payment: WorldPayment, arrived: ReadonlySet<WorldPayment>): Expected {
  if (!arrived.has(payment)) return payment.expected;
  return { settlement: 'arrived', why: 'it came within the week after' };
}

function differenceOf(
  payment: string,
  unitCode: string | null,
  expected: Expected,
  found: string,
): Differing {
  return { payment, unitCode, planted: expected.settlement ?? none, found, why: expected.why };
}

function keyOf(
  payment: Pick<PaymentReading, 'gatewayAccount' | 'gatewayTxnId' | 'merchantRef'>,
): string {
  const id = payment.gatewayTxnId ?? `ref ${payment.merchantRef ?? ''}`;
  return `${payment.gatewayAccount} ${id}`;
}

function countsOf(
  world: World,
  reading: ProvinceReading,
  arrived: ReadonlySet<WorldPayment>,
): readonly Count[] {
  const planted = world.payments.map((one) => expectedOf(one, arrived).settlement ?? none);
  const found = reading.payments.map((payment) => payment.settlement ?? none);
  return [...settlements, none].map((settlement) => ({
    settlement,
    found: found.filter((value) => value === settlement).length,
    planted: planted.filter((value) => value === settlement).length,
  }));
}

export interface UnitComparison {
  readonly found: readonly string[];
  /** Units that are flagged and should not be, or the other way round. */
  readonly differing: readonly string[];
}

export function compareUnits(world: World, reading: ProvinceReading): UnitComparison {
  const missing: readonly string[] = ['overdue', 'short', 'returned'];
  const planted = new Set(
    world.payments
      .filter(({ expected }) => missing.includes(expected.settlement ?? ''))
      .map((payment) => payment.unitCode ?? ''),
  );
  const flags = reading.flags.filter((flag) => flag.flag === 'money_missing');
  const found = new Set(flags.map((flag) => flag.unitCode));
  const differing = [...new Set([...planted, ...found])].filter(
    (code) => planted.has(code) !== found.has(code),
  );
  return { found: [...found].sort(), differing: differing.sort() };
}
