// What of a reading each role over each scope may see.
import fc from 'fast-check';
import type { Grant, Principal } from '../../src/access/principal.js';
import { roleMay, roles, type Action, type Role } from '../../src/access/roles.js';
import { readingInSight } from '../../src/oversight/in-sight.js';
import { totalsByUnit, totalsOf } from '../../src/oversight/rollup.js';
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import {
  aFlag,
  aLine,
  aMatch,
  anAccount,
  aPayment,
  aProvince,
  aUnit,
} from '../support/readings.js';

const scopes: Readonly<Record<string, readonly string[]>> = {
  A: ['A', 'A1'],
  A1: ['A1'],
  B: ['B'],
  '75': ['A', 'A1', 'B'],
};

function grant(role: Role, scope: string): Grant {
  return { role, scope, units: new Set(scopes[scope]), isProvince: scope === '75' };
}

function officer(...grants: readonly Grant[]): Principal {
  return { kind: 'officer', id: '1', name: 'x', grants, byCookie: false };
}

const anyPrincipal = fc
  .array(
    fc
      .tuple(fc.constantFrom(...roles), fc.constantFrom('A', 'A1', 'B', '75'))
      .map(([role, scope]) => grant(role, scope)),
    { maxLength: 3 },
  )
  .map((grants) => officer(...grants));

/** Written apart from the code under test: some grant has the action and reaches the unit. */
function allowed(principal: Principal, action: Action, unit: string | null): boolean {
  return principal.grants.some(
    ({ role, scope }) =>
      roleMay(role, action) && (unit === null ? scope === '75' : scopes[scope]?.includes(unit)),
  );
}

// 'Z' is another province's unit: no scope of ours reaches it
const anyUnit = fc.constantFrom('A', 'A1', 'B', 'Z', null);

/** Every text of an item carries its unit, so that a leak shows wherever it stands. */
const aReading = fc
  .array(
    fc.record({ of: anyUnit, into: anyUnit, proposed: fc.boolean(), amount: fc.bigInt(1n, 99n) }),
    { maxLength: 12 },
  )
  .chain((pairs) =>
    fc
      .array(fc.record({ of: anyUnit, amount: fc.bigInt(-99n, 99n), raises: fc.boolean() }), {
        maxLength: 8,
      })
      .map((singles) => readingOf(pairs, singles)),
  );

interface Pair {
  readonly of: string | null;
  readonly into: string | null;
  readonly proposed: boolean;
  readonly amount: bigint;
}

interface Single {
  readonly of: string | null;
  readonly amount: bigint;
  readonly raises: boolean;
}

function readingOf(pairs: readonly Pair[], singles: readonly Single[]): ProvinceReading {
  const payments = pairs.map(({ of, into, amount, proposed }, at) =>
    aPayment({
      paymentId: `p${String(at)}@${of ?? 'none'}`,
      gatewayTxnId: `txn@${of ?? 'none'}`,
      merchantRef: `ref@${of ?? 'none'}`,
      dossierCode: `dossier@${of ?? 'none'}`,
      unitCode: of,
      amount,
      matches: [
        aMatch({
          status: proposed ? 'proposed' : 'confirmed',
          amount,
          line: {
            lineId: `l${String(at)}@${into ?? 'none'}`,
            unitCode: into,
            account: `account@${into ?? 'none'}-1234`,
            bookingDate: '2026-05-12',
            amount: amount + 7n,
            bankRef: `bank@${into ?? 'none'}`,
            statement: `statement@${into ?? 'none'}`,
            lineNo: 1,
          },
        }),
      ],
    }),
  );
  const matched = payments.map((payment, at) => matchedLine(pairs[at] as Pair, payment, at));
  const others = singles.map(({ of, amount, raises }, at) =>
    aLine({
      ...textsOf(of, `s${String(at)}`, raises ? 'payer' : 'income'),
      unitCode: of,
      amount,
    }),
  );
  const raising = others.filter((_, at) => singles[at]?.raises);
  return aProvince({
    units: ['A', 'A1', 'B', 'Z'].map((code) =>
      aUnit({
        unitCode: code,
        unitName: `unit@${code}`,
        accounts: [anAccount({ account: `account@${code}`, accountName: `holder@${code}` })],
        flags: [aFlag(payments, { unitCode: code, unitName: `unit@${code}` })],
      }),
    ),
    payments,
    lines: [...matched, ...others],
    discrepancies: raising.map(({ lineId, unitCode, amount }) => ({
      id: `${lineId} discrepancy@${unitCode ?? 'none'}`,
      unitCode,
      kind: 'unidentified_credit',
      gatewayAccount: null,
      state: 'open',
      owner: 'finance_officer',
      dueAt: null,
      members: 1,
      amount,
      paymentIds: payments.map(({ paymentId }) => paymentId),
      lineIds: [lineId],
      others: [],
    })),
  });
}

function textsOf(unit: string | null, id: string, what: string) {
  const name = unit ?? 'none';
  return {
    lineId: `${id}@${name}`,
    account: `account@${name}-1234`,
    bankRef: `bank@${name}`,
    narrative: `narrative ${what}@${name}`,
    counterparty: `counterparty ${what}@${name}`,
    statement: `statement@${name}`,
  };
}

function matchedLine(pair: Pair, payment: ProvinceReading['payments'][number], at: number) {
  const { paymentId, gateway, gatewayTxnId, merchantRef, unitCode } = payment;
  const names = { paymentId, unitCode, gateway, gatewayTxnId, merchantRef };
  const status = pair.proposed ? ('proposed' as const) : ('confirmed' as const);
  const about = { matchId: '11', rule: 'reference-elsewhere', confidence: 'certain' as const };
  return aLine({
    ...textsOf(pair.into, `l${String(at)}`, 'payer'),
    unitCode: pair.into,
    amount: pair.amount + 7n,
    state: 'matched',
    matches: [{ ...about, status, amount: pair.amount, payment: names, line: null }],
  });
}

function textOf(reading: unknown): string {
  return JSON.stringify(reading, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

const runs = process.env['DOISOAT_LONG'] ? 5000 : 40;

describe('what somebody may see of a reading', () => {
  it('names no unit outside the sight, whatever the reading and whoever asks', () => {
    fc.assert(
      fc.property(aReading, anyPrincipal, (reading, principal) => {
        const { units, payments, lines, flags, discrepancies } = readingInSight(reading, principal);
        const parts: readonly (readonly [Action, unknown])[] = [
          ['unit.read', units],
          ['flag.read', flags],
          ['discrepancy.read', discrepancies],
        ];
        const hidden = (action: Action, text: string): string[] =>
          ['A', 'A1', 'B', 'Z', 'none'].filter(
            (unit) =>
              !allowed(principal, action, unit === 'none' ? null : unit) &&
              new RegExp(`@${unit}(?![0-9])`).test(text),
          );
        for (const [action, part] of parts) {
          const own = (part as { unitCode: string | null }[]).map((each) => each.unitCode);
          for (const unit of own) expect(allowed(principal, action, unit)).toBe(true);
        }
        // a payment shows its unit's texts and, of its lines, those of units whose lines are seen
        for (const payment of payments) {
          expect(allowed(principal, 'payment.read', payment.unitCode)).toBe(true);
          expect(hidden('line.read', textOf(payment.matches))).toEqual([]);
        }
        for (const line of lines) {
          expect(allowed(principal, 'line.read', line.unitCode)).toBe(true);
          expect(hidden('payment.read', textOf(line.matches))).toEqual([]);
          if (!allowed(principal, 'payer.read', line.unitCode)) {
            expect(textOf(line)).not.toMatch(/narrative |counterparty /);
          }
          if (!allowed(principal, 'income.read', line.unitCode)) {
            expect(textOf(line)).not.toContain('income@');
          }
        }
        for (const ids of [...flags, ...discrepancies].map((each) => each.paymentIds)) {
          expect(hidden('payment.read', textOf(ids))).toEqual([]);
        }
        const accounts = units.flatMap((unit) => (unit.accounts.length > 0 ? [unit.unitCode] : []));
        for (const unit of accounts) expect(allowed(principal, 'account.read', unit)).toBe(true);
      }),
      { numRuns: runs },
    );
  });

  it('keeps everything in sight, so that the sum is that of its units', () => {
    fc.assert(
      fc.property(aReading, anyPrincipal, (reading, principal) => {
        const seen = readingInSight(reading, principal);
        const expected = reading.payments.filter(({ unitCode }) =>
          allowed(principal, 'payment.read', unitCode),
        );
        expect(totalsOf(seen.payments)).toEqual(totalsOf(expected));
        const byUnit = [...totalsByUnit(seen.payments).values()];
        const sum = byUnit.reduce((total, { paid }) => total + paid.amount, 0n);
        expect(sum).toBe(totalsOf(seen.payments).paid.amount);
        const units = reading.units.filter(({ unitCode }) =>
          allowed(principal, 'unit.read', unitCode),
        );
        expect(seen.units.map(({ unitCode }) => unitCode)).toEqual(
          units.map(({ unitCode }) => unitCode),
        );
      }),
      { numRuns: runs },
    );
  });

  it("shows a unit's other income to the unit and to nobody above it", () => {
    const rent = aLine({ lineId: 'rent', unitCode: 'A', amount: 3_000_000n });
    const paidOut = aLine({ lineId: 'wages', unitCode: 'A', amount: -500_000n });
    const reading = aProvince({ lines: [rent, paidOut] });
    const seenBy = (role: Role, scope: string) =>
      readingInSight(reading, officer(grant(role, scope))).lines.map(({ lineId }) => lineId);
    expect(seenBy('commune_accountant', 'A')).toEqual(['rent', 'wages']);
    expect(seenBy('commune_admin', 'A')).toEqual(['rent', 'wages']);
    expect(seenBy('finance_officer', '75')).toEqual([]);
    expect(seenBy('auditor', '75')).toEqual([]);
    expect(seenBy('system_admin', '75')).toEqual([]);
    expect(seenBy('commune_accountant', 'B')).toEqual([]);
  });

  it('names what is masked, and masks nothing for those who may read payers', () => {
    const payment = aPayment({ unitCode: 'A' });
    const line = aLine({ unitCode: 'A', counterparty: 'NGUYEN VAN A' });
    const credited = { ...line, matches: [matchOf(payment)] };
    const reading = aProvince({ payments: [payment], lines: [credited] });
    const [plain] = readingInSight(reading, officer(grant('finance_officer', '75'))).lines;
    expect(plain).toEqual(credited);
    const [masked] = readingInSight(reading, officer(grant('auditor', '75'))).lines;
    expect(masked).toEqual({
      ...credited,
      narrative: null,
      counterparty: null,
      masked: ['narrative', 'counterparty'],
    });
  });

  it("reduces another unit's line to its day and to our own part of it", () => {
    const payment = aPayment({ unitCode: 'A', matches: [batchMatch()] });
    const reading = aProvince({ payments: [payment] });
    const [seen] = readingInSight(reading, officer(grant('commune_accountant', 'A'))).payments;
    expect(seen?.matches[0]?.line).toEqual({
      lineId: null,
      unitCode: null,
      account: '…3210',
      bookingDate: '2026-05-12',
      amount: 100_000n,
      bankRef: null,
      statement: null,
      lineNo: null,
      outOfScope: true,
    });
  });
});

function matchOf(payment: ProvinceReading['payments'][number]) {
  const { paymentId, unitCode, gateway, gatewayTxnId, merchantRef, amount } = payment;
  return {
    ...aMatch(),
    amount,
    payment: { paymentId, unitCode, gateway, gatewayTxnId, merchantRef },
    line: null,
  };
}

/** 100,000 đ of ours in a batch of 900,000 đ that came into unit B's account. */
function batchMatch() {
  const line = { ...aMatch().line, unitCode: 'B', account: '9876543210', amount: 900_000n };
  return aMatch({ rule: 'settlement-report', line });
}
