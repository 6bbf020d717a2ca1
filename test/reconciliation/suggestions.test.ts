// What the rules without a reference may say: a person is offered one answer, or a tie, or nothing;
// and what they say changes nothing that stands.
import fc from 'fast-check';
import { reconcilers } from '../../reconcilers/index.js';
import { matchProvince } from '../../src/reconciliation/engine.js';
import type { ProvinceFacts } from '../../src/reconciliation/facts.js';
import { buildLedger } from '../../src/reconciliation/ledger.js';
import type { StoredMatch } from '../../src/reconciliation/match-store.js';
import { readFacts } from '../../src/reconciliation/read-province.js';
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import {
  aGateway,
  aLine,
  anAccount,
  aPayment,
  clock,
  gateways,
  matchFacts,
  readingOf,
  theFacts,
  type FactsGiven,
  type PaymentGiven,
} from '../support/facts.js';

const codes = ['batch-residual', 'sole-candidate', 'unique-cover'];
const without = reconcilers.filter(({ code }) => !codes.includes(code));
const asOf = clock('2026-05-20 12:00');

const pay = (ref: string, amount: bigint, more: PaymentGiven = {}) =>
  aPayment({ ref: `DN2605${ref}`, txn: `TXN${ref}`, amount, ...more });
const inBatch = (ref: string, amount: bigint, more: PaymentGiven = {}) =>
  pay(ref, amount, { gateway: 'B', ...more });
const on = (day: string, amount: bigint, text = 'NOP LE PHI', account = 'A') =>
  aLine({ on: `2026-05-${day}`, amount, text, account });

function settlements(reading: ProvinceReading): (string | null)[] {
  return reading.payments.map(({ settlement }) => settlement);
}

/** Rule, standing and the references of the payments of every match that one of the three made. */
function suggested(given: FactsGiven): string[] {
  const facts = theFacts(given);
  const references = new Map(facts.payments.map(({ id, merchantRef }) => [id, merchantRef ?? '']));
  return matchFacts(facts)
    .filter(({ rule }) => codes.includes(rule))
    .map(({ rule, ambiguous, cause, legs }) =>
      [
        rule,
        ambiguous ? 'tie' : (cause ?? 'one'),
        ...legs.flatMap(({ paymentId }) => references.get(paymentId ?? '')?.slice(6) ?? []).sort(),
      ].join(' '),
    );
}

describe('A batch that does not add up', () => {
  const members = () => [inBatch('01', 5000n), inBatch('02', 8000n), inBatch('03', 15000n)];
  const dated = 'B TT PHIEN 11/05/2026';

  test('is explained by the only member that can be missing, which is not accused of it', () => {
    const given = { payments: members(), lines: [on('12', 13000n, dated)] };
    expect(suggested(given)).toEqual(['batch-residual member_missing 01 02']);
    const reading = readingOf(given);
    expect(settlements(reading)).toEqual(['proposed', 'proposed', 'proposed']);
    const facts = theFacts(given);
    const before = readFacts(facts, matchFacts(facts, without), asOf);
    expect(reading.discrepancies).toEqual(before.discrepancies);
    expect(reading.flags).toEqual(before.flags);
    expect(reading.discrepancies.map(({ kind }) => kind)).toEqual(['batch_unbalanced']);
  });

  test('is left alone where two equal members may be missing, or a refund of that amount was given', () => {
    const two = [...members(), inBatch('04', 15000n)];
    expect(suggested({ payments: two, lines: [on('12', 28000n, dated)] })).toEqual([]);
    const earlier = inBatch('05', 15000n, {
      paidAt: '2026-05-07 10:00',
      refund: { at: '2026-05-11 16:00' },
    });
    const lines = [on('08', 15000n, 'B TT PHIEN 07/05/2026'), on('12', 13000n, dated)];
    expect(suggested({ payments: [earlier, ...members()], lines })).toEqual([]);
  });

  test('is explained by a refund, deducted from a later batch than the payment’s', () => {
    const earlier = inBatch('05', 4000n, {
      paidAt: '2026-05-07 10:00',
      refund: { at: '2026-05-11 16:00' },
    });
    const lines = [on('08', 4000n, 'B TT PHIEN 07/05/2026'), on('12', 24000n, dated)];
    expect(suggested({ payments: [earlier, ...members()], lines })).toEqual([
      'batch-residual refund_deducted 01 02 03',
    ]);
  });

  test('is explained by tax on the fee, or by one step of the fee for all', () => {
    const fee = {
      ...{ fixed: 0n, min: 0n, max: 0n, percent: '0', vatPercent: '0' },
      ...({ per: 'payment', rounding: 'half_up' } as const),
      tiers: [
        { upTo: 10000n, percent: '1', fixed: 0n },
        { upTo: null, percent: '2', fixed: 0n },
      ],
    };
    const own = aGateway('B', { mode: 'daily_batch', basis: 'net', fee });
    const given = (amount: bigint) => ({
      payments: members(),
      gateways: [own, ...gateways.filter(({ name }) => name !== 'B')],
      lines: [on('12', amount, dated)],
    });
    // fees of 50, 80 and 300 đ: with 10 % tax 473 đ; at one per cent for all 280 đ
    expect(suggested(given(28000n - 473n))).toEqual(['batch-residual fee_vat 01 02 03']);
    expect(suggested(given(28000n - 280n))).toEqual(['batch-residual fee_tier 01 02 03']);
    expect(suggested(given(28000n - 281n))).toEqual([]);
  });

  test('is explained within the report that lists it, where another credit has paid one member', () => {
    const row = (ref: string, amount: bigint) => ({
      ...{ kind: 'payment' as const, merchantRef: `DN2605${ref}`, unitCode: null, amount, fee: 0n },
      ...{ gatewayTxnId: null, netAmount: amount },
    });
    const report = {
      ...{ gatewayAccountId: 'B', batch: 'B-26-0511-7', settledOn: '2026-05-12' },
      rows: [row('01', 5000n), row('02', 8000n), row('03', 15000n)],
    };
    const lines = [on('12', 8000n, 'TT DN260502'), on('12', 20000n, 'B LO B-26-0511-7')];
    expect(suggested({ payments: members(), reports: [report], lines })).toEqual([
      'batch-residual member_missing 01 03',
    ]);
  });

  test('two batches whose credits could each be the same payments are proposed to nobody', () => {
    const lines = [on('12', 13000n, dated), on('13', 13000n, dated)];
    expect(suggested({ payments: members(), lines })).toEqual([]);
  });

  test('never leaves what is missing to a rule that confirms', () => {
    const lines = [on('12', 13000n, dated), on('13', 15000n, dated)];
    const reading = readingOf({ payments: members(), lines });
    expect(settlements(reading)).toEqual(['proposed', 'proposed', 'proposed']);
    expect(reading.payments.map(({ arrivedAmount }) => arrivedAmount)).toEqual([0n, 0n, 0n]);
  });
});

describe('A line without a reference', () => {
  const one = [pay('01', 100000n)];
  const cover = [pay('01', 8000n), pay('02', 15000n), pay('03', 50000n)];

  test.each([
    ['that names another payment', 'NOP DN260502'],
    ['that names an unknown dossier', 'NOP HO SO H19.12.34-260511-0099'],
    ['that says it is interest', 'TRA LAI SO DU TREN TAI KHOAN - THANG 05/2026'],
    ['that says it is a bank’s fee given back', 'HOAN PHI SMS BANKING T04'],
    ['that says it is rent', 'TIEN THUE MAT BANG CHO THANG 04'],
    ['of a gateway that settles in batches', 'B THANH TOAN'],
  ])('%s is offered to no payment', (_what, text) => {
    const payments = [...one, pay('02', 7000n), inBatch('03', 9000n)];
    expect(suggested({ payments, lines: [on('12', 100000n, text)] })).toEqual([]);
  });

  test('whose words only sound like interest or fees is offered', () => {
    for (const text of [
      'LE PHI GIAY PHEP LAI XE',
      'NOP PHI GIA LAI',
      'PHI CHUNG THUC LAI THI HA',
    ]) {
      expect(suggested({ payments: one, lines: [on('12', 100000n, text)] })).toEqual([
        'sole-candidate one 01',
      ]);
    }
  });

  test('is not offered to a payment that was taken back, given back before, or is in another account', () => {
    const returned = [on('12', 100000n, 'DN260501'), on('13', -100000n, 'HOAN TRA DN260501')];
    const again = { payments: one, lines: [...returned, on('14', 100000n)] };
    expect(suggested(again)).toEqual([]);
    const refunded = pay('01', 100000n, { refund: { at: '2026-05-11 15:00' } });
    expect(suggested({ payments: [refunded], lines: [on('13', 100000n)] })).toEqual([]);
    const stray = [on('12', 100000n, 'NOP LE PHI', 'V1')];
    expect(suggested({ payments: one, lines: stray })).toEqual([]);
  });

  test('is offered to the only set that adds up, of up to six', () => {
    expect(suggested({ payments: cover, lines: [on('12', 23000n)] })).toEqual([
      'unique-cover one 01 02',
    ]);
    const powers = (count: number) =>
      Array.from({ length: count }, (_each, place) =>
        pay(String(place).padStart(2, '0'), 1000n * 2n ** BigInt(place)),
      );
    expect(suggested({ payments: powers(24), lines: [on('12', 63000n)] })).toEqual([
      'unique-cover one 00 01 02 03 04 05',
    ]);
    expect(suggested({ payments: powers(24), lines: [on('12', 127000n)] })).toEqual([]);
    expect(suggested({ payments: powers(25), lines: [on('12', 63000n)] })).toEqual([]);
  });

  test('two equal lines with one set are a tie', () => {
    expect(suggested({ payments: cover, lines: [on('12', 23000n), on('12', 23000n)] })).toEqual([
      'unique-cover tie 01 02',
    ]);
    expect(suggested({ payments: cover, lines: [on('12', 23000n), on('13', 23000n)] })).toEqual([
      'unique-cover tie 01 02',
    ]);
  });
});

describe('However much there is to compare', () => {
  /** What one rule finds; a search without bounds would not end within the test's time. */
  const foundBy = (facts: ProvinceFacts, code: string) =>
    matchProvince(
      buildLedger(facts),
      reconcilers.filter((rule) => rule.code === code),
    );

  test('of a batch of 500 the one that is missing is found', () => {
    const payments = Array.from({ length: 500 }, (_each, place) =>
      inBatch(`B${String(place).padStart(4, '0')}`, place === 77 ? 153_000n : 8000n),
    );
    const lines = [on('12', 499n * 8000n, 'B TT PHIEN 11/05/2026')];
    const found = foundBy(theFacts({ payments, lines }), 'batch-residual');
    expect(found).toMatchObject([{ cause: 'member_missing', status: 'proposed' }]);
    expect(found[0]?.credits).toHaveLength(499);
  });

  test('4,000 equal payments and 4,000 equal lines of a day are one tie', () => {
    const many = Array.from({ length: 4000 }, (_each, place) => String(place).padStart(4, '0'));
    const payments = many.map((ref) => pay(`E${ref}`, 8000n));
    const facts = theFacts({ payments, lines: many.map(() => on('12', 8000n)) });
    expect(foundBy(facts, 'sole-candidate')).toMatchObject([
      { ambiguous: true, status: 'proposed' },
    ]);
    expect(foundBy(facts, 'unique-cover')).toEqual([]);
  });

  test('lines that no set of 24 open payments adds up to are searched to the end', () => {
    const payments = Array.from({ length: 24 }, (_each, place) =>
      pay(`S${String(place).padStart(2, '0')}`, BigInt(1000 * (place + 1))),
    );
    const lines = Array.from({ length: 300 }, (_each, place) => on('12', BigInt(1000 * place + 1)));
    expect(foundBy(theFacts({ payments, lines }), 'unique-cover')).toEqual([]);
  });
});

describe('A search that comes to no answer says so', () => {
  /** What is said of the lines, by their places. */
  const saidOf = (given: FactsGiven): string[] => {
    const facts = theFacts(given);
    const places = new Map(facts.lines.map(({ id }, place) => [id, place]));
    const said: string[] = [];
    matchProvince(buildLedger(facts), reconcilers, undefined, {
      onUnanswered: (all) => {
        for (const { line, rule, because, most } of all) {
          said.push(`${String(places.get(line.id))} ${rule} ${because} ${String(most)}`);
        }
      },
    });
    return said;
  };
  const many = (count: number) =>
    Array.from({ length: count }, (_each, place) =>
      pay(`S${String(place).padStart(2, '0')}`, BigInt(1000 * (place + 1))),
    );

  test('with more than 24 payments a line is not searched, unless no set can add up to it', () => {
    const lines = [on('12', 77_000n), on('12', 77_500n), on('12', 9_000_000n)];
    expect(saidOf({ payments: many(25), lines })).toEqual(['0 unique-cover payments 24']);
    expect(saidOf({ payments: many(24), lines: lines.slice(1) })).toEqual([]);
  });

  test('with two sets that add up none is chosen, which is no missing match', () => {
    const payments = [pay('01', 8000n), pay('02', 15000n), pay('03', 3000n), pay('04', 20000n)];
    expect(saidOf({ payments, lines: [on('12', 23000n)] })).toEqual(['0 unique-cover answers 1']);
  });

  test('with two members of a batch that may be missing none is accused', () => {
    const payments = ['01', '02', '03'].map((ref) => inBatch(ref, 8000n));
    const lines = [on('12', 16000n, 'B TT PHIEN 11/05/2026')];
    expect(saidOf({ payments, lines })).toEqual(['0 batch-residual answers 1']);
  });

  test('with more members than are compared a batch is not searched', () => {
    const payments = Array.from({ length: 3_300 }, (_each, place) => {
      const day = new Date(Date.UTC(2026, 3, 27 + (place % 13))).toISOString().slice(0, 10);
      return inBatch(`C${String(place).padStart(4, '0')}`, 8000n, { paidAt: `${day} 10:00` });
    });
    expect(saidOf({ payments, lines: [on('12', 26_399_000n, 'B TT')] })).toEqual([
      '0 batch-residual steps 50000',
    ]);
  });

  test('with more than 31 sessions in a row that nobody credited their sum is not searched', () => {
    const days = Array.from({ length: 60 }, (_each, place) => {
      const day = new Date(Date.UTC(2026, 1, 1 + place)).toISOString().slice(0, 10);
      return inBatch(`D${String(place).padStart(2, '0')}`, 8000n, { paidAt: `${day} 10:00` });
    });
    const arrears = [aLine({ on: '2026-05-12', amount: 400_000n, text: 'B TT', account: 'A' })];
    expect(saidOf({ payments: days, lines: arrears })).toEqual(['0 settlement-window sessions 31']);
  });
});

const runs = process.env['DOISOAT_LONG'] ? 2000 : 15;

/** Few days, some equal amounts, few references: books in which sets and single sums nearly fit. */
const province = fc
  .record({
    payments: fc.array(
      fc.record({
        gateway: fc.constantFrom('P', 'P', 'B', 'N'),
        amount: fc.constantFrom(5000n, 8000n, 8000n, 15000n, 31000n, 64000n),
        day: fc.integer({ min: 4, max: 8 }),
      }),
      { minLength: 1, maxLength: 9 },
    ),
    lines: fc.array(
      fc.record({
        amounts: fc.array(fc.constantFrom(5000n, 7912n, 8000n, 15000n, 31000n, 64000n, 300n), {
          minLength: 1,
          maxLength: 4,
        }),
        day: fc.integer({ min: 5, max: 11 }),
        text: fc.constantFrom('NOP LE PHI', 'NOP LE PHI', 'B TT', 'N TT', 'DN260503'),
        account: fc.constantFrom('A', 'A', 'V1'),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ payments, lines }) => ({
    accounts: [anAccount('A', 'U'), anAccount('V1', 'V')],
    payments: payments.map(({ gateway, amount, day }, place) =>
      pay(String(place).padStart(2, '0'), amount, {
        gateway,
        paidAt: `2026-05-0${String(day)} 10:${String(place).padStart(2, '0')}`,
      }),
    ),
    lines: lines.map(({ amounts, day, text, account }) =>
      on(
        String(day).padStart(2, '0'),
        amounts.reduce((sum, amount) => sum + amount, 0n),
        text,
        account,
      ),
    ),
  }));

function check(property: (given: FactsGiven & { payments: ReturnType<typeof pay>[] }) => void) {
  fc.assert(fc.property(province, property), { numRuns: runs });
}

/** Every set of these sums that makes up a total. */
function setsOf(sums: readonly bigint[], total: bigint): number {
  let count = 0;
  for (let mask = 1; mask < 2 ** sums.length; mask += 1) {
    const chosen = sums.filter((_sum, place) => (mask >> place) % 2 === 1);
    if (chosen.length <= 6 && chosen.reduce((sum, each) => sum + each, 0n) === total) count += 1;
  }
  return count;
}

describe('Whatever a province looks like', () => {
  const bySuggestion = (matches: readonly StoredMatch[]) =>
    matches.filter(({ rule }) => codes.includes(rule));
  const takenBy = (match: StoredMatch) => match.legs.flatMap(({ paymentId }) => paymentId ?? []);

  test('nothing is confirmed by amounts, and nothing confirmed changes because of them', () => {
    check((given) => {
      const facts = theFacts(given);
      const [after, before] = [matchFacts(facts), matchFacts(facts, without)];
      expect(bySuggestion(after).map(({ status }) => status)).not.toContain('confirmed');
      const kept = after.filter(({ rule }) => !codes.includes(rule));
      expect(kept.map(({ fingerprint }) => fingerprint)).toEqual(
        before.map(({ fingerprint }) => fingerprint),
      );
      const was = readFacts(facts, before, asOf).payments;
      for (const [place, payment] of readFacts(facts, after, asOf).payments.entries()) {
        expect(payment.arrivedAmount).toBe(was[place]?.arrivedAmount);
        expect([was[place]?.settlement, 'proposed']).toContain(payment.settlement);
      }
    });
  });

  test('one payment is offered only where nothing else open has its amount, one set only where no other adds up', () => {
    check((given) => {
      const facts = theFacts(given);
      const matches = matchFacts(facts);
      const spoken = new Set(
        matches.filter(({ rule }) => rule !== 'unique-cover').flatMap((match) => takenBy(match)),
      );
      const booked = new Map(facts.lines.map((line) => [line.id, line]));
      for (const match of matches.filter(({ ambiguous }) => !ambiguous)) {
        const line = booked.get(match.legs.find(({ lineId }) => lineId !== null)?.lineId ?? '');
        if (!line || !codes.includes(match.rule) || match.rule === 'batch-residual') continue;
        const open = given.payments.filter(
          ({ id, gatewayAccountId, events }) =>
            gatewayAccountId === 'P' &&
            (events[0]?.paidAt ?? asOf) <= clock(`${line.bookingDate} 23:59`) &&
            (takenBy(match).includes(id) || !spoken.has(id)),
        );
        const same = open.filter(({ amount }) => amount === line.amount);
        if (match.rule === 'sole-candidate') expect(same).toHaveLength(1);
        else {
          const sums = open.map(({ amount }) => amount);
          expect(setsOf(sums, line.amount)).toBe(1);
        }
      }
    });
  });

  test('the order of what came plays no part', () => {
    check((given) => {
      const facts = theFacts(given);
      const backwards = {
        ...facts,
        payments: [...facts.payments].reverse(),
        lines: [...facts.lines].reverse(),
        accounts: [...facts.accounts].reverse(),
      };
      const fingerprints = (of: ProvinceFacts) =>
        matchFacts(of)
          .map(({ fingerprint }) => fingerprint)
          .sort();
      expect(fingerprints(backwards)).toEqual(fingerprints(facts));
    });
  });

  test('a missing member is named only where no other payment of the gateway has its amount', () => {
    check((given) => {
      const facts = theFacts(given);
      for (const match of matchFacts(facts)) {
        if (match.cause !== 'member_missing') continue;
        const said = match.checks.find(({ name }) => name === 'cause')?.found ?? '';
        const missing = given.payments.find(({ gatewayTxnId }) =>
          said.includes(gatewayTxnId ?? '-'),
        );
        expect(takenBy(match)).not.toContain(missing?.id);
        const inside = given.payments.filter(({ id }) => takenBy(match).includes(id));
        expect(inside.map(({ amount }) => amount)).not.toContain(missing?.amount);
      }
    });
  });
});
