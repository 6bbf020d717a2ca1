// The rules over invented provinces, in memory: what was planted is what must be found, whatever
// the seed. The way through files, messages and the database is the demo's journey.
import { buildWorld } from '../../bench/world/build-world.js';
import type { World } from '../../bench/world/world.js';
import { reconcilers } from '../../reconcilers/index.js';
import { matchProvince } from '../../src/reconciliation/engine.js';
import { buildLedger } from '../../src/reconciliation/ledger.js';
import { asNewMatch } from '../../src/reconciliation/match-store.js';
import type { StoredMatch } from '../../src/reconciliation/match-store.js';
import { readFacts } from '../../src/reconciliation/read-province.js';
import { inOnePiece, inParts } from '../support/in-parts.js';
import { factsOf } from './facts-of-world.js';

function differencesOf(world: World): readonly string[] {
  const facts = factsOf(world);
  const found = matchProvince(buildLedger(facts), reconcilers);
  const live = found.map((match, index): StoredMatch => {
    const { fingerprint, legs } = asNewMatch(match);
    const { rule, status, confidence, ambiguous, cause, checks } = match;
    const id = String(index + 1);
    return {
      ...{ id, fingerprint, rule, status, confidence, ambiguous, cause, checks, legs },
      decidedBy: null,
    };
  });
  const reading = readFacts(facts, live, world.span.asOf);
  const settlements = new Map(reading.payments.map((each) => [each.paymentId, each.settlement]));
  return world.payments.flatMap((payment, index) => {
    const settlement = settlements.get(String(index + 1));
    const { expected, merchantRef } = payment;
    return settlement === expected.settlement
      ? []
      : [`${merchantRef} ${String(expected.settlement)} ≠ ${String(settlement)}: ${expected.why}`];
  });
}

/** The world as it is after its second act. */
function weekLater(world: World): World {
  const { secondAct, span } = world;
  const { asOf, arrived } = secondAct;
  return {
    ...world,
    span: { ...span, asOf },
    statements: [...world.statements, ...secondAct.statements],
    reports: [...world.reports, ...secondAct.reports],
    payments: world.payments.map((payment) =>
      arrived.has(payment)
        ? { ...payment, expected: { settlement: 'arrived', why: 'it came within the week' } }
        : payment,
    ),
  };
}

test('a province of three weeks and 5,000 payments is read exactly as planted, a week later too', () => {
  const world = buildWorld({ seed: 75, days: 21, payments: 5000 });
  expect(differencesOf(world)).toEqual([]);
  expect(differencesOf(weekLater(world))).toEqual([]);
});

test.each([11, 12, 13, 14, 15])('so is a small one of five days (seed %i)', (seed) => {
  const world = buildWorld({ seed, days: 5, payments: 300 });
  expect(differencesOf(world)).toEqual([]);
  expect(differencesOf(weekLater(world))).toEqual([]);
});

test.each([21, 22])('in parts it is the same as in one piece (seed %i)', async (seed) => {
  const world = buildWorld({ seed, days: 12, payments: 800 });
  const facts = factsOf(world);
  const payments = new Set(facts.payments.map(({ id }) => id));
  for (const at of [world.span.asOf, new Date(world.span.asOf.getTime() - 8 * 86_400_000)]) {
    const watch = { at, payments, decided: [] };
    const { pairCount, partCount, ...parts } = await inParts(facts, watch, 50);
    expect(parts).toEqual(inOnePiece(facts, watch));
    expect(pairCount).toBeGreaterThan(50);
    expect(partCount).toBeGreaterThan(3);
  }
});
