// The money's properties, whatever a province looks like: nothing is matched twice, the order of
// arrival plays no part, and per account what is matched and what is open make up the whole.
import fc from 'fast-check';
import { addDays, formatDay } from '../../src/calendar.js';
import type { PaymentRecord } from '../../src/payments/payment.js';
import type { ProvinceFacts } from '../../src/reconciliation/facts.js';
import { readFacts } from '../../src/reconciliation/read-province.js';
import type { StatementLine } from '../../src/statements/statement-store.js';
import {
  aLine,
  anAccount,
  aNotice,
  aPayment,
  clock,
  matchFacts,
  paymentOf,
  theFacts,
} from '../support/facts.js';

const runs = process.env['DOISOAT_LONG'] ? 2000 : 20;

/** Few amounts, few days, shared references: books in which nearly everything is a near tie. */
const province = fc
  .record({
    payments: fc.array(
      fc.record({
        gateway: fc.constantFrom('P', 'B', 'N'),
        ref: fc.integer({ min: 1, max: 12 }),
        amount: fc.constantFrom(5000n, 8000n, 15000n),
        day: fc.integer({ min: 0, max: 6 }),
        unit: fc.constantFrom('U', 'V', null),
      }),
      { maxLength: 14 },
    ),
    lines: fc.array(
      fc.record({
        account: fc.constantFrom('A', 'A2', 'V1'),
        day: fc.integer({ min: 0, max: 10 }),
        amount: fc.constantFrom(5000n, 8000n, 13000n, 15000n, 16000n, -8000n),
        text: fc.constantFrom('ref', 'cut', 'two', 'B TT', 'N TT', 'none'),
        ref: fc.integer({ min: 1, max: 12 }),
        other: fc.integer({ min: 1, max: 12 }),
      }),
      { maxLength: 14 },
    ),
    // of the lines at these places a bank feed told before, and of some that never came
    noticed: fc.array(fc.integer({ min: 0, max: 13 }), { maxLength: 6 }),
    early: fc.array(
      fc.record({ day: fc.integer({ min: 0, max: 10 }), ref: fc.integer({ min: 1, max: 12 }) }),
      { maxLength: 3 },
    ),
  })
  .map(({ payments, lines, noticed, early }) => {
    const reference = (number: number) => `DN2605REF${String(number).padStart(3, '0')}`;
    const day = (count: number) => addDays('2026-05-04', count);
    const textOf = (line: (typeof lines)[number]): string => {
      if (line.text === 'ref') return `NOP ${reference(line.ref)}`;
      if (line.text === 'cut') return `NOP ${reference(line.ref).slice(0, 10)}`;
      if (line.text === 'two') return `${reference(line.ref)} ${reference(line.other)}`;
      if (line.text === 'B TT') return `B TT ${formatDay(day(line.day - 1))}`;
      return line.text === 'N TT' ? 'N THANH TOAN' : 'TIEN MAT';
    };
    const booked = lines.map((line, index) =>
      aLine({
        id: `${index + 1}`,
        on: day(line.day),
        amount: line.amount,
        text: textOf(line),
        account: line.account,
        bankRef: `FT2605${String(index).padStart(6, '0')}`,
      }),
    );
    const ofLines = [...new Set(noticed)].flatMap((place) => {
      const line = booked[place];
      if (!line) return [];
      const { amount, narrative: text, bankAccountId: account, bankRef } = line;
      // every other one is told without the bank's reference, a day before it is booked
      const told = place % 2 === 0 ? { bankRef: bankRef ?? '' } : {};
      const at = `${addDays(line.bookingDate, -(place % 2))} 08:${String(10 + place)}`;
      return [aNotice({ id: `${7000 + place}`, at, amount, text, account, ...told })];
    });
    const alone = early.map((each, place) =>
      aNotice({
        id: `${8000 + place}`,
        at: `${day(each.day)} 07:1${String(place)}`,
        amount: 8000n,
        text: `NOP ${reference(each.ref)}`,
      }),
    );
    const notices = [...ofLines, ...alone];
    const fed = notices
      .filter(({ amount }) => amount > 0n)
      .map((notice) => paymentOf(notice, notice.noticeId));
    return theFacts({
      notices,
      accounts: [
        anAccount('A', 'U', '2026-01-01', { validTo: '2026-05-07' }),
        anAccount('A2', 'U', '2026-05-07'),
        anAccount('V1', 'V'),
      ],
      payments: [
        ...payments.map((payment, index) =>
          aPayment({
            id: `${index + 1}`,
            gateway: payment.gateway,
            ref: reference(payment.ref),
            txn: `GW${payment.gateway}${String(index).padStart(6, '0')}`,
            amount: payment.amount,
            paidAt: `${day(payment.day)} 10:${String(index).padStart(2, '0')}`,
            unit: payment.unit,
          }),
        ),
        ...fed,
      ],
      lines: booked,
    });
  });

/** The same set as it would be stored after arriving in another order: other ids, other positions. */
function rearranged(facts: ProvinceFacts, seed: number): ProvinceFacts {
  const shuffle = <T>(items: readonly T[]): T[] =>
    items
      .map((item, index) => ({ item, key: Math.sin(seed * 997 + index * 131) }))
      .sort((one, other) => one.key - other.key)
      .map(({ item }) => item);
  const renumber = <T extends PaymentRecord | StatementLine>(items: readonly T[]): T[] =>
    shuffle(items).map((item, index) => ({ ...item, id: `${900 + index}` }));
  const notices = shuffle(facts.notices);
  return { ...facts, notices, payments: renumber(facts.payments), lines: renumber(facts.lines) };
}

function outcome(facts: ProvinceFacts): string[] {
  const reading = readFacts(facts, matchFacts(facts), clock('2026-05-20 12:00'));
  return [
    ...reading.payments.map(
      (payment) =>
        `${payment.gatewayTxnId ?? ''} ${payment.settlement ?? ''} ${payment.arrivedAmount} ` +
        payment.matches
          .map((match) => `${match.rule}:${match.status}:${match.line.bankRef ?? ''}`)
          .join(),
    ),
    ...reading.lines.map((line) => `${line.bankRef ?? ''} ${line.state}`),
    ...reading.flags.map((flag) => `${flag.unitCode} ${flag.flag} ${flag.payments} ${flag.amount}`),
    ...reading.discrepancies.map((each) => `${each.id} ${each.members} ${each.amount}`),
  ].sort();
}

const check = (property: fc.IProperty<[ProvinceFacts]> | fc.IProperty<[ProvinceFacts, number]>) => {
  fc.assert(property as fc.IProperty<unknown>, { numRuns: runs });
};

test('no line and no expected credit is in two matches', () => {
  check(
    fc.property(province, (facts) => {
      const matches = matchFacts(facts);
      const lines = matches.flatMap((match) => match.legs.flatMap((leg) => leg.lineId ?? []));
      expect(new Set(lines).size).toBe(lines.length);
      const credits = matches.flatMap((match) =>
        match.legs.flatMap((leg) =>
          leg.takes && leg.paymentId ? [`${leg.paymentId}/${leg.creditNo ?? 0}`] : [],
        ),
      );
      expect(new Set(credits).size).toBe(credits.length);
    }),
  );
});

test('the result is a function of the set: other ids and another order change nothing', () => {
  check(
    fc.property(province, fc.integer({ min: 1, max: 1000 }), (facts, seed) => {
      expect(outcome(rearranged(facts, seed))).toEqual(outcome(facts));
    }),
  );
});

test('a confirmed 1:1 or 1:n match credits exactly its lines, a batch match exactly its members', () => {
  check(
    fc.property(province, (facts) => {
      for (const match of matchFacts(facts)) {
        if (match.status !== 'confirmed' || match.rule === 'reversal') continue;
        const sum = (legs: typeof match.legs) =>
          legs.reduce((total, leg) => total + leg.amount, 0n);
        const lines = sum(match.legs.filter((leg) => leg.lineId !== null));
        const credits = sum(match.legs.filter((leg) => leg.paymentId !== null));
        expect(credits).toBe(lines);
      }
    }),
  );
});

test('no confirmed match is booked before its payment, and every one names a reason that agrees', () => {
  check(
    fc.property(province, (facts) => {
      const paid = new Map(facts.payments.map((each) => [each.id, each]));
      const booked = new Map(facts.lines.map((each) => [each.id, each]));
      for (const match of matchFacts(facts).filter((each) => each.status === 'confirmed')) {
        expect(match.checks.some((each) => each.agrees)).toBe(true);
        const days = match.legs.flatMap((leg) => booked.get(leg.lineId ?? '')?.bookingDate ?? []);
        for (const leg of match.legs.filter((each) => each.takes && each.paymentId)) {
          const at = paid.get(leg.paymentId ?? '')?.events[0]?.paidAt;
          for (const day of days) expect(clock(`${day} 23:59`) >= (at ?? new Date(0))).toBe(true);
        }
      }
    }),
  );
});

test('a bank feed is never counted beside the line: no line credits two payments, none arrives on its word', () => {
  check(
    fc.property(province, (facts) => {
      const reading = readFacts(facts, matchFacts(facts), clock('2026-05-20 12:00'));
      const credited = reading.payments.flatMap(({ matches }) =>
        matches.filter(({ status }) => status === 'confirmed').map(({ amount }) => amount),
      );
      const arrived = credited.reduce((sum, amount) => sum + amount, 0n);
      const came = facts.lines.reduce((sum, { amount }) => sum + (amount > 0n ? amount : 0n), 0n);
      expect(arrived <= came).toBe(true);
      const unseen = { ...facts, lines: [] };
      const early = readFacts(unseen, matchFacts(unseen), clock('2026-05-20 12:00'));
      expect(early.payments.map(({ settlement }) => settlement)).not.toContain('arrived');
    }),
  );
});
