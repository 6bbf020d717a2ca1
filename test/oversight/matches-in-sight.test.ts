// Which matches each reader sees, and which of their legs.
import type { Principal } from '../../src/access/principal.js';
import type { MatchReading } from '../../src/oversight/export-matches.js';
import { matchesInSight } from '../../src/oversight/matches-in-sight.js';
import { aMatch } from '../support/readings.js';

function accountantOf(...units: readonly string[]): Principal {
  const grant = { role: 'commune_accountant', scope: 'X', units: new Set(units) } as const;
  return {
    kind: 'officer',
    id: '1',
    name: 'x',
    grants: [{ ...grant, isProvince: false }],
    byCookie: false,
  };
}

function paymentLeg(unitCode: string, amount: bigint): MatchReading['legs'][number] {
  const names = { paymentId: unitCode, gatewayTxnId: `txn ${unitCode}`, merchantRef: unitCode };
  const payment = { ...names, unitCode, gateway: 'vnpay', gatewayAccount: 'vnpay-1' };
  return { line: null, payment, amount };
}

function lineLeg(unitCode: string, amount: bigint): MatchReading['legs'][number] {
  const line = { ...aMatch().line, unitCode, account: `98765${unitCode}`, amount };
  return { line, payment: null, amount };
}

function aReading(...legs: MatchReading['legs'][number][]): MatchReading {
  const checks: MatchReading['checks'] = [
    { name: 'reference', expected: 'A, B', found: 'FT1', agrees: true },
  ];
  const about = { rule: 'settlement-report', ruleSet: 'r', status: 'confirmed' } as const;
  return { id: '1', ...about, confidence: 'certain', ambiguous: false, checks, legs };
}

/** 30,000 đ of A and 70,000 đ of B in one credit of B's. */
const batch = aReading(lineLeg('B', 100_000n), paymentLeg('A', 30_000n), paymentLeg('B', 70_000n));

describe('a batch of several units', () => {
  it('shows a unit elsewhere its own legs, and of the credit the day and its own part', () => {
    const [seen, ...others] = matchesInSight([batch], accountantOf('A'));
    expect(others).toEqual([]);
    expect(seen?.legs).toEqual([
      {
        line: expect.objectContaining({ account: '…765B', amount: 30_000n, outOfScope: true }),
        payment: null,
        amount: 30_000n,
      },
      batch.legs[1],
    ]);
    expect(seen?.checks).toEqual([
      { name: 'reference', expected: null, found: null, agrees: true },
    ]);
  });

  it('shows the unit of the credit that there are others, not who they are', () => {
    const [seen] = matchesInSight([batch], accountantOf('B'));
    expect(seen?.legs.map(({ amount }) => amount)).toEqual([100_000n, 30_000n, 70_000n]);
    expect(seen?.legs[1]?.payment).toEqual({
      paymentId: null,
      unitCode: null,
      gatewayTxnId: null,
      merchantRef: null,
      gateway: 'vnpay',
      gatewayAccount: null,
      outOfScope: true,
    });
    expect(seen?.masked).toEqual(['checks']);
  });

  it('is whole for whoever sees all its units, and nothing for a stranger', () => {
    expect(matchesInSight([batch], accountantOf('A', 'B'))).toEqual([batch]);
    expect(matchesInSight([batch], accountantOf('C'))).toEqual([]);
  });
});

it('a payment in several credits elsewhere shows each credit’s own sum', () => {
  const split = aReading(lineLeg('B', 10n), lineLeg('B', 20n), paymentLeg('A', 30n));
  const [seen] = matchesInSight([split], accountantOf('A'));
  expect(seen?.legs.map(({ amount }) => amount)).toEqual([10n, 20n, 30n]);
});
