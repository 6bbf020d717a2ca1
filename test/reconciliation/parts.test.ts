// Whatever a province looks like, matching it part by part, plain pairs apart from the rest, finds the
// same matches as matching it in one piece, and the same discrepancies as reading it in one piece.
import fc from 'fast-check';
import { addDays, formatDay } from '../../src/calendar.js';
import type { PaymentRecord, PaymentStatus } from '../../src/payments/payment.js';
import type { ProvinceFacts } from '../../src/reconciliation/facts.js';
import type { StoredMatch } from '../../src/reconciliation/match-store.js';
import { aLine, anAccount, aPayment, clock, theFacts } from '../support/facts.js';
import { inOnePiece, inParts } from '../support/in-parts.js';

const runs = process.env['DOISOAT_LONG'] ? 5000 : 40;
const few = <T>(usual: T, ...others: readonly T[]) =>
  fc.constantFrom(...Array<T>(others.length * 9).fill(usual), ...others);

/** Five units, two of which held one account in turn; references that overlap, repeat and stray. */
const units = ['U', 'V', 'W', 'X', null] as const;
const accounts = [
  anAccount('1', 'U', '2026-01-01', { validTo: '2026-05-07' }),
  anAccount('2', 'U', '2026-05-07'),
  anAccount('3', 'V'),
  anAccount('4', 'W', '2026-01-01', { validTo: '2026-05-06' }),
  anAccount('4', 'X', '2026-05-06'),
  anAccount('5', 'W', '2026-05-06'),
];
const texts = [
  ...Array<string>(22).fill('ref'),
  ...['txn', 'cut', 'two', 'own', 'batch', 'B TT', 'B', 'N TT', 'none'],
];

const province = fc
  .record({
    payments: fc.array(
      fc.record({
        gateway: fc.constantFrom('P', 'P', 'P', 'B', 'N'),
        // mostly a reference of its own
        ref: fc.constantFrom(0, 0, 0, 0, 3, 22, 23, 24),
        amount: fc.constantFrom(5000n, 8000n, 15000n),
        day: fc.integer({ min: 0, max: 6 }),
        unit: fc.constantFrom(...units),
        refund: fc.constantFrom(...Array<boolean>(7).fill(false), true),
        dossier: fc.constantFrom(
          ...Array<undefined>(12).fill(undefined),
          'H19.12-260504-0001',
          '20260504',
        ),
        status: few<PaymentStatus>('succeeded', 'pending', 'failed'),
        // what the order says beside the payment: the unit's account, another one, another sum
        order: few('none', 'own account', 'other account', 'other sum'),
      }),
      { minLength: 4, maxLength: 22 },
    ),
    lines: fc.array(
      fc.record({
        // mostly the one of the payment that it names
        account: fc.constantFrom(...Array<string>(12).fill(''), '1', '2', '3', '4', '5', '9'),
        day: fc.integer({ min: 0, max: 10 }),
        // mostly what that payment expects
        amount: fc.constantFrom(
          ...Array<null>(7).fill(null),
          ...[5000n, 8000n, 8000n, 13000n, 15000n, 16000n, -8000n],
        ),
        text: fc.constantFrom(...texts),
        // mostly that of the payment at its own place
        ref: fc.oneof(
          { weight: 3, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.integer({ min: 1, max: 10 }) },
          { weight: 1, arbitrary: fc.integer({ min: 1, max: 24 }) },
        ),
        other: fc.integer({ min: 1, max: 24 }),
        // whatever was drawn: it pays the payment at its own place, the day after
        isPlain: fc.boolean(),
      }),
      { minLength: 4, maxLength: 22 },
    ),
    rows: fc.array(
      fc.record({
        batch: fc.integer({ min: 1, max: 3 }),
        place: fc.integer({ min: 0, max: 23 }),
        named: fc.constantFrom('txn', 'ref', 'unknown'),
        unit: fc.constantFrom(null, null, null, 'U', 'V'),
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ payments, lines, rows }) => factsOf(payments, lines, rows));

/** A person matched this line with that payment, whatever either says. */
const byHand = fc.option(
  fc.record({ line: fc.integer({ min: 0, max: 9 }), payment: fc.integer({ min: 0, max: 9 }) }),
);
const instants = fc.constantFrom(...Array<string>(3).fill('2026-05-20 12:00'), '2026-05-07 10:05');
/** Every part by itself; a few together; all that was not put together by a rule. */
const partSizes = fc.constantFrom(1, 8, 1000);

interface GivenPayment {
  readonly gateway: string;
  readonly ref: number;
  readonly amount: bigint;
  readonly day: number;
  readonly unit: string | null;
  readonly refund: boolean;
  readonly dossier: string | undefined;
  readonly status: PaymentStatus;
  readonly order: string;
}

interface GivenLine {
  readonly account: string;
  readonly day: number;
  readonly amount: bigint | null;
  readonly text: string;
  readonly ref: number;
  readonly other: number;
  readonly isPlain?: boolean;
}

interface GivenRow {
  readonly batch: number;
  readonly place: number;
  readonly named: string;
  readonly unit: string | null;
}

const day = (count: number) => addDays('2026-05-04', count);
// one is the beginning of another, one a short word, one a day
const reference = (number: number) => {
  if (number === 24) return '20260504';
  if (number === 23) return 'K7';
  return number === 22 ? 'DN2605REF0011' : `DN2605REF${String(number).padStart(3, '0')}`;
};
const transaction = (gateway: string, place: number) =>
  `GW${gateway}${String(place).padStart(6, '0')}`;

function textOf({ text, ref, other, day: booked }: GivenLine): string {
  switch (text) {
    case 'ref':
      return `NOP ${reference(ref)}`;
    case 'txn':
      return `NOP ${transaction('P', ref)} CHO`;
    case 'cut':
      return `NOP ${reference(ref).slice(0, 10)}`;
    case 'two':
      return `${reference(ref)} ${reference(other)}`;
    case 'batch':
      return `B QUYET TOAN BAT${String((ref % 3) + 1).padStart(6, '0')}`;
    case 'B TT':
      return `B TT ${formatDay(day(booked - 1))}`;
    case 'N TT':
      return 'N THANH TOAN';
    default:
      return text === 'B' ? 'B' : 'TIEN MAT';
  }
}

/** The account that a payment's unit has on a day. */
function accountOf(payment: GivenPayment | undefined, booked: number): string {
  if (payment?.unit === 'V') return '3';
  if (payment?.unit === 'W') return booked < 2 ? '4' : '5';
  if (payment?.unit === 'X') return '4';
  return booked < 3 ? '1' : '2';
}

function paymentOf(given: GivenPayment, place: number): PaymentRecord {
  const { gateway, ref, amount, day: paid, unit, refund, dossier, status, order } = given;
  const account = order === 'other account' ? '999' : `00${accountOf(given, paid)}`;
  const payment = aPayment({
    ...{ id: `${place + 1}`, gateway, status },
    ...{ ref: reference(ref || place + 1), txn: transaction(gateway, place) },
    ...{ amount, unit, paidAt: `${day(paid)} 10:${String(place).padStart(2, '0')}` },
    ...(refund ? { refund: { at: `${day(paid + 2)} 09:00` } } : {}),
    ...(dossier === undefined ? {} : { dossierCode: dossier }),
    ...(order === 'none' ? {} : { told: { account } }),
  });
  if (order !== 'other sum' || !payment.order) return payment;
  return { ...payment, order: { ...payment.order, toldAccount: null, amount: amount + 1000n } };
}

function factsOf(
  payments: readonly GivenPayment[],
  lines: readonly GivenLine[],
  rows: readonly GivenRow[],
): ProvinceFacts {
  const made = payments.map((given, place) => paymentOf(given, place));
  const given = lines.map((line, place) => {
    const ref = line.isPlain ? place + 1 : line.ref || place + 1;
    const paid = payments[place];
    if (!line.isPlain || !paid) return { ...line, ref };
    return { ...line, ref, account: '', amount: null, text: 'ref', day: paid.day + 1 };
  });
  const booked = given.map((line, place) =>
    aLine({
      id: `${place + 1}`,
      on: day(line.day),
      amount: line.amount ?? payments[line.ref - 1]?.amount ?? 8000n,
      text: textOf(line),
      account: line.account || accountOf(payments[line.ref - 1], line.day),
      bankRef:
        line.text === 'own'
          ? transaction('P', line.ref)
          : `FT2605${String(place).padStart(6, '0')}`,
    }),
  );
  const reports = [1, 2, 3].flatMap((batch) => {
    const own = rows.filter((row) => row.batch === batch);
    if (own.length === 0) return [];
    return [
      {
        gatewayAccountId: 'B',
        batch: `BAT-${String(batch).padStart(6, '0')}`,
        settledOn: day(batch + 2),
        rows: own.map(({ place, named, unit }) => {
          const payment = made[place];
          const isKnown = payment !== undefined && named !== 'unknown';
          const amount = payment?.amount ?? 8000n;
          return {
            kind: 'payment' as const,
            gatewayTxnId: isKnown && named === 'txn' ? payment.gatewayTxnId : null,
            merchantRef: isKnown && named === 'ref' ? payment.merchantRef : `GONE${String(place)}`,
            ...{ amount, fee: 0n, netAmount: amount, unitCode: unit },
          };
        }),
      },
    ];
  });
  const known = ['U', 'V', 'W', 'X'].map((code) => ({
    ...{ code, name: code, type: 'xa', agencyCode: null },
  }));
  return { ...theFacts({ payments: made, lines: booked, accounts, reports }), units: known };
}

type Hand = { readonly line: number; readonly payment: number } | null;

function decidedIn(facts: ProvinceFacts, hand: Hand): StoredMatch[] {
  const line = facts.lines[hand?.line ?? -1];
  const payment = facts.payments[hand?.payment ?? -1];
  if (!line || !payment) return [];
  const leg = { lineId: null, paymentId: null, creditNo: null, takes: true };
  return [
    {
      ...{ id: '1', fingerprint: 'hand', rule: 'by-hand', cause: null, checks: [], decidedBy: 'A' },
      ...{ status: 'confirmed', confidence: 'certain', ambiguous: false },
      legs: [
        { ...leg, lineId: line.id, amount: line.amount },
        { ...leg, paymentId: payment.id, creditNo: 0, amount: line.amount },
      ],
    },
  ];
}

test('a province in parts has the matches, the discrepancies and the members of the province in one piece', async () => {
  const seen = { pairs: 0, parts: 0, members: 0 };
  const given = [province, byHand, instants, partSizes] as const;
  await fc.assert(
    fc.asyncProperty(...given, async (facts, hand, instant, partSize) => {
      const payments = new Set(facts.payments.map(({ id }) => id));
      const watch = { at: clock(instant), payments, decided: decidedIn(facts, hand) };
      const { pairCount, partCount, ...parts } = await inParts(facts, watch, partSize);
      const whole = inOnePiece(facts, watch);
      expect(parts).toEqual(whole);
      seen.pairs += pairCount;
      seen.parts += partCount;
      seen.members += whole.members.length;
    }),
    { numRuns: runs },
  );
  // the property says nothing where nothing is ever apart
  expect(seen.pairs).toBeGreaterThan(runs / 10);
  expect(seen.parts).toBeGreaterThan(runs);
  expect(seen.members).toBeGreaterThan(runs);
});
