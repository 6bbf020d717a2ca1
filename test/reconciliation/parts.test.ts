// Whatever a province looks like, matching it part by part, plain pairs apart from the rest, finds the
// same matches as matching it in one piece.
import fc from 'fast-check';
import { addDays, formatDay } from '../../src/calendar.js';
import { nothingBarred } from '../../src/reconciliation/barred.js';
import type { ProvinceFacts } from '../../src/reconciliation/facts.js';
import { textsOf } from '../../src/reconciliation/ledger.js';
import { matchFacts, matchParts } from '../../src/reconciliation/match-parts.js';
import type { StoredUnanswered } from '../../src/reconciliation/unanswered-store.js';
import { asNewMatch } from '../../src/reconciliation/match-store.js';
import { plainMatcher, ruleOfPairs } from '../../src/reconciliation/plain-pairs.js';
import { Survey } from '../../src/reconciliation/survey.js';
import { reconcilers } from '../../reconcilers/index.js';
import { aLine, anAccount, aPayment, theFacts } from '../support/facts.js';

const runs = process.env['DOISOAT_LONG'] ? 5000 : 300;
const decided = { lines: new Set<string>(), credits: new Set<string>(), isBarred: nothingBarred };

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
  ...Array<string>(9).fill('ref'),
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
      }),
      { minLength: 4, maxLength: 22 },
    ),
    lines: fc.array(
      fc.record({
        // mostly the one of the payment that it names
        account: fc.constantFrom('', '', '', '', '1', '2', '3', '4', '5', '9'),
        day: fc.integer({ min: 0, max: 10 }),
        amount: fc.constantFrom(5000n, 8000n, 8000n, 13000n, 15000n, 16000n, -8000n),
        text: fc.constantFrom(...texts),
        ref: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 24 })),
        other: fc.integer({ min: 1, max: 24 }),
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

interface GivenPayment {
  readonly gateway: string;
  readonly ref: number;
  readonly amount: bigint;
  readonly day: number;
  readonly unit: string | null;
  readonly refund: boolean;
  readonly dossier: string | undefined;
}

interface GivenLine {
  readonly account: string;
  readonly day: number;
  readonly amount: bigint;
  readonly text: string;
  readonly ref: number;
  readonly other: number;
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

function factsOf(
  payments: readonly GivenPayment[],
  lines: readonly GivenLine[],
  rows: readonly GivenRow[],
): ProvinceFacts {
  const made = payments.map(({ gateway, ref, amount, day: paid, unit, refund, dossier }, place) =>
    aPayment({
      ...{
        id: `${place + 1}`,
        gateway,
        ref: reference(ref || place + 1),
        txn: transaction(gateway, place),
      },
      ...{ amount, unit, paidAt: `${day(paid)} 10:${String(place).padStart(2, '0')}` },
      ...(refund ? { refund: { at: `${day(paid + 2)} 09:00` } } : {}),
      ...(dossier === undefined ? {} : { dossierCode: dossier }),
    }),
  );
  const booked = lines.map((line, place) =>
    aLine({
      id: `${place + 1}`,
      on: day(line.day),
      amount: line.amount,
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

/** The survey of facts at hand, as it is made from the tables. */
function surveyOf(facts: ProvinceFacts): Survey {
  const survey = new Survey(facts, { lines: new Set(), payments: new Set() });
  for (const payment of facts.payments) {
    const [event] = payment.events;
    survey.addPayment({
      ...payment,
      orderUnitCode: payment.order?.unitCode ?? null,
      feeItems: payment.order?.feeItems.length ?? 0,
      events: payment.events.length,
      status: event?.status ?? '',
      amount: String(event?.amount ?? 0n),
      paidAtMs: event?.paidAt.getTime() ?? 0,
    });
  }
  for (const line of facts.lines) {
    survey.addLine({ ...line, bookedOn: line.bookingDate, amount: String(line.amount) });
  }
  facts.reports.forEach((report, batch) => {
    report.rows.forEach((row, place) => {
      const { gatewayAccountId } = report;
      survey.addRow({
        ...row,
        id: `${batch * 100 + place}`,
        batchId: `${batch}`,
        gatewayAccountId,
      });
    });
  });
  survey.endBatch();
  return survey;
}

async function inParts(facts: ProvinceFacts) {
  const survey = surveyOf(facts);
  const texts = textsOf(
    facts.reports.map(({ batch }) => batch),
    facts.unpaidOrders,
  );
  const parts: ProvinceFacts[] = [];
  const load = (part: {
    payments: readonly number[];
    lines: readonly number[];
    rows: readonly number[];
  }) => {
    const made = {
      ...facts,
      payments: facts.payments.filter(({ id }) => part.payments.includes(Number(id))),
      lines: facts.lines.filter(({ id }) => part.lines.includes(Number(id))),
      reports: facts.reports
        .map((report, batch) => ({
          ...report,
          rows: report.rows.filter((_row, place) => part.rows.includes(batch * 100 + place)),
        }))
        .filter(({ rows }) => rows.length > 0),
    };
    parts.push(made);
    return Promise.resolve(made);
  };
  const rest = await matchParts(survey, { load, texts, rules: reconcilers, decided, partSize: 1 });
  const matcher = plainMatcher(survey, ruleOfPairs(reconcilers)!);
  const plain = facts.lines.flatMap((_line, place) => {
    const match = matcher(place);
    return match === null ? [] : [asNewMatch(match)];
  });
  return { rest, plain, parts };
}

const said = ({ lineId, rule, because }: StoredUnanswered) => `${lineId} ${rule} ${because}`;

const prints = (matches: readonly { readonly fingerprint: string }[]) =>
  matches.map(({ fingerprint }) => fingerprint).sort();

test('a province matched part by part has the matches of the province matched in one piece', async () => {
  const seen = { plain: 0, parts: 0, whole: 0 };
  await fc.assert(
    fc.asyncProperty(province, async (facts) => {
      const { matches: whole, unanswered } = matchFacts(facts, { rules: reconcilers, decided });
      const { rest, plain, parts } = await inParts(facts);
      seen.plain += plain.length;
      seen.parts += parts.length;
      seen.whole += whole.length;
      expect(prints([...rest.matches, ...plain])).toEqual(prints(whole));
      expect(rest.unanswered.map(said).sort()).toEqual(unanswered.map(said).sort());
    }),
    { numRuns: runs },
  );
  // the property says nothing where nothing is ever apart
  expect(seen.plain).toBeGreaterThan(runs / 20);
  expect(seen.parts).toBeGreaterThan(runs);
});
