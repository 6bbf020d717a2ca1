// The invented province: repeatable, complete, and honest in its sums.
import fc from 'fast-check';
import { addDays } from '../../src/calendar.js';
import { sumMoney } from '../../src/money.js';
import { buildWorld } from '../../bench/world/build-world.js';
import { callbacksOf, requestOf } from '../../bench/world/callbacks.js';
import { renderStatement } from '../../bench/world/files/render-statement.js';
import { missingUnits } from '../../bench/world/places.js';
import { settlements } from '../../bench/world/world.js';
import type { Layout, World } from '../../bench/world/world.js';

const small = { days: 5, payments: 300 };

function text(world: World): string {
  const plain = { ...world, calendar: null };
  return JSON.stringify(plain, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

function unitsWithMissingMoney(world: World): readonly (string | null)[] {
  const missing = world.payments.filter(({ expected }) =>
    ['overdue', 'short', 'returned'].includes(expected.settlement ?? ''),
  );
  return [...new Set(missing.map((payment) => payment.unitCode))].sort();
}

test('the same seed gives the same province, another seed another one', () => {
  const first = text(buildWorld({ seed: 7, ...small }));
  expect(text(buildWorld({ seed: 7, ...small }))).toBe(first);
  expect(text(buildWorld({ seed: 8, ...small }))).not.toBe(first);
});

test('three weeks of 5,000 payments hold every settlement value, and money is missing at the twelve', () => {
  const world = buildWorld({ seed: 75, days: 21, payments: 5000 });
  const found = new Set(world.payments.map((payment) => payment.expected.settlement));
  expect([...settlements].filter((value) => !found.has(value))).toEqual([]);
  expect(unitsWithMissingMoney(world)).toEqual(Object.values(missingUnits).sort());
  expect(world.payments).toHaveLength(5000);
  expect(world.units).toHaveLength(95);
  expect(world.span.days).toContain('2026-04-30');
  const layouts = new Set<Layout>(world.statements.map((file) => file.layout));
  expect(layouts.size).toBeGreaterThanOrEqual(6);
});

test('whatever the seed, every case is planted, every payment is decided and says why', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const world = buildWorld({ seed, ...small });
      const found = new Set(world.payments.map((payment) => payment.expected.settlement));
      expect([...settlements].filter((value) => !found.has(value))).toEqual([]);
      expect(unitsWithMissingMoney(world)).toEqual(Object.values(missingUnits).sort());
      const undecided = world.payments.filter(({ expected }) => expected.why.includes('decided'));
      expect(undecided).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

test('each statement balances, and the next one opens with its closing balance', () => {
  const world = buildWorld({ seed: 75, ...small });
  for (const file of world.statements) {
    const lines = sumMoney(file.lines.map((line) => line.amount));
    expect(file.opening + lines).toBe(file.closing);
    const next = world.statements.find(
      (other) =>
        other.account === file.account &&
        other.layout === file.layout &&
        other.period.from === addDays(file.period.to, 1),
    );
    // one chain is planted that breaks: a line was booked after the day had been exported
    if (next && file.account.brokenOn !== file.period.to) expect(next.opening).toBe(file.closing);
  }
});

test('a batch credit is the sum of what its report lists', () => {
  const world = buildWorld({ seed: 75, ...small });
  const batches = new Map<string, bigint>();
  for (const { batch, payment, fee } of world.reports) {
    batches.set(batch, (batches.get(batch) ?? 0n) + payment.amount - fee);
  }
  const credits = [...batches].map(([batch, total]) => {
    const line = world.ledger.find((each) => each.narrative.includes(batch));
    return (line?.amount ?? 0n) - total;
  });
  // one report is planted that says more than came
  expect(credits.filter((difference) => difference !== 0n)).toEqual([-1_300n]);
});

test('every layout is printed, and text layouts keep each bank reference', async () => {
  const world = buildWorld({ seed: 75, days: 21, payments: 2000 });
  for (const file of world.statements) {
    const bytes = await renderStatement(file);
    expect(bytes.length).toBeGreaterThan(100);
    if (file.name.endsWith('xlsx')) continue;
    for (const line of file.lines) expect(bytes.includes(line.bankRef)).toBe(true);
  }
});

test('callbacks tell of every payment; some are repeated, overtaken or late', () => {
  const world = buildWorld({ seed: 75, days: 21, payments: 3000 });
  const { inTime, late } = callbacksOf(world);
  const told = new Set([...inTime, ...late].map((callback) => callback.payment));
  expect(told.size).toBe(world.payments.length);
  expect(late.length).toBeGreaterThan(0);
  const ids = inTime.map((callback) => callback.id);
  expect(new Set(ids).size).toBeLessThan(ids.length);
  const sentAt = new Date('2026-05-15T01:00:00Z');
  const [first] = inTime;
  if (!first) throw new Error('no callback at all');
  expect(requestOf(first, sentAt)).toEqual(requestOf(first, sentAt));
});
