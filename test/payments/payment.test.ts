// Where a payment stands: derived from the set of the gateway's words, never from their order.
import * as fc from 'fast-check';
import {
  currentState,
  eventOf,
  isTimeSuspect,
  orderFor,
  type PaymentEvent,
  paymentStatuses,
  statusRank,
  txnKeyOf,
  wordKeyOf,
} from '../../src/payments/payment.js';

const nine = new Date('2026-05-04T09:00:00+07:00');
const ten = new Date('2026-05-04T10:00:00+07:00');
const noon = new Date('2026-05-04T12:00:00+07:00');

function aWord(overrides: Partial<Parameters<typeof eventOf>[0]> = {}) {
  const word = { status: 'succeeded', amount: 150_000n, refundedAmount: null } as const;
  return { ...word, paidAt: nine, refundedAt: null, ...overrides };
}

const anInstant = fc
  .integer({ min: 0, max: 5 })
  .map((hour) => new Date(nine.getTime() + hour * 3_600_000));
const anEvent: fc.Arbitrary<PaymentEvent> = fc
  .record({
    status: fc.constantFrom(...paymentStatuses),
    amount: fc.constantFrom(150_000n, 140_000n),
    refundedAmount: fc.constantFrom(null, 40_000n, 60_000n),
    paidAt: fc.option(anInstant, { nil: null }),
    refundedAt: fc.option(anInstant, { nil: null }),
    receivedAt: anInstant,
    source: fc.constantFrom('callback' as const, 'query' as const, 'import' as const),
  })
  .map(({ receivedAt, source, ...word }) => eventOf(word, receivedAt, source));

test('the same words in any order leave a payment in the same state', () => {
  fc.assert(
    fc.property(
      fc
        .array(anEvent, { minLength: 1, maxLength: 8 })
        .chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
      fc.option(anInstant, { nil: undefined }),
      ([events, shuffled], asOf) => {
        expect(currentState(shuffled, asOf)).toEqual(currentState(events, asOf));
      },
    ),
    { numRuns: 500 },
  );
});

/** A payment's story as gateways tell it, each word with its own times, some of them again. */
const aStory = fc
  .record({
    pendingAt: fc.option(anInstant, { nil: null }),
    failed: fc.boolean(),
    succeeds: fc.boolean(),
    polled: fc.boolean(),
    refunds: fc.uniqueArray(fc.constantFrom(40_000n, 60_000n, 150_000n), { maxLength: 2 }),
    repeated: fc.nat({ max: 3 }),
  })
  .map(({ pendingAt, failed, succeeds, polled, refunds, repeated }) => {
    const said = [
      ...(pendingAt ? [aWord({ status: 'pending', paidAt: pendingAt })] : []),
      ...(failed ? [aWord({ status: 'failed' })] : []),
      ...(succeeds ? [aWord()] : []),
      // a poll's answer is the same word when it states the same times, else one more
      ...(polled ? [aWord(succeeds ? {} : { status: 'pending' })] : []),
      ...refunds.map((refundedAmount) =>
        aWord({
          status: refundedAmount === 150_000n ? 'refunded' : 'partly_refunded',
          refundedAmount,
          refundedAt: noon,
        }),
      ),
    ];
    return [...said, ...said.slice(0, repeated)];
  })
  .filter((words) => words.length > 0);

/** What is recorded when words come in this order, a minute apart: each once, with its first reception. */
function recorded(words: readonly ReturnType<typeof aWord>[]): PaymentEvent[] {
  const events = new Map<string, PaymentEvent>();
  words.forEach((word, place) => {
    const key = wordKeyOf(word);
    const receivedAt = new Date(noon.getTime() + place * 60_000);
    if (!events.has(key)) events.set(key, eventOf(word, receivedAt, 'callback'));
  });
  return [...events.values()];
}

test('callback, duplicate, refund and poll answer end in one state in 10,000 orders of arrival', () => {
  fc.assert(
    fc.property(
      aStory.chain((words) =>
        fc.tuple(fc.constant(words), fc.shuffledSubarray(words, { minLength: words.length })),
      ),
      ([words, shuffled]) => {
        const [one, other] = [recorded(words), recorded(shuffled)].map((events) => {
          const { receivedAt, ...state } = currentState(events) ?? { receivedAt: null };
          return { ...state, count: events.length, isKnown: receivedAt !== null };
        });
        expect(other).toEqual(one);
      },
    ),
    { numRuns: 10_000 },
  );
});

test('a stated time twelve hours or more from reception is kept and called suspect, either way', () => {
  const heard = (paidAt: string, receivedAt: string, more: Partial<PaymentEvent> = {}) =>
    isTimeSuspect({
      ...eventOf(aWord({ paidAt: new Date(paidAt) }), new Date(receivedAt), 'callback'),
      ...more,
    });
  // 16:41 written by a clock of twelve hours
  expect(heard('2026-05-04T04:41:00+07:00', '2026-05-04T16:41:02+07:00')).toBe(true);
  expect(heard('2026-05-04T16:41:00+07:00', '2026-05-04T04:40:00+07:00')).toBe(true);
  expect(heard('2026-05-04T04:41:00+07:00', '2026-05-04T16:40:59+07:00')).toBe(false);
  // a portal's export comes when it comes, and a time of receipt is not off from itself
  const late = ['2026-05-04T04:41:00+07:00', '2026-05-09T16:41:02+07:00'] as const;
  expect(heard(...late, { source: 'import' })).toBe(false);
  expect(isTimeSuspect(eventOf(aWord({ paidAt: null }), noon, 'callback'))).toBe(false);
  // a refund days after the payment is judged by its own time
  const refund = aWord({ status: 'refunded', refundedAt: noon });
  expect(isTimeSuspect(eventOf(refund, noon, 'callback'))).toBe(false);
});

test('a status never moves back, whatever word is added', () => {
  fc.assert(
    fc.property(fc.array(anEvent, { minLength: 1, maxLength: 6 }), anEvent, (events, event) => {
      const before = currentState(events);
      const after = currentState([...events, event]);
      expect(statusRank(after?.status ?? 'pending')).toBeGreaterThanOrEqual(
        statusRank(before?.status ?? 'pending'),
      );
    }),
  );
});

test('a refund heard before the success wins, and the success still says when the payer paid', () => {
  const refund = eventOf(
    aWord({ status: 'refunded', paidAt: null, refundedAt: noon }),
    noon,
    'callback',
  );
  const success = eventOf(aWord(), noon, 'callback');
  expect(currentState([refund, success])).toMatchObject({ status: 'refunded', paidAt: nine });
});

test('read at an instant between payment and refund, a payment was succeeded', () => {
  const refund = eventOf(aWord({ status: 'refunded', refundedAt: noon }), noon, 'callback');
  expect(currentState([refund], ten)).toMatchObject({ status: 'succeeded', paidAt: nine });
  expect(currentState([refund], new Date(nine.getTime() - 1))).toBeNull();
});

test('a payment whose message states no time was paid when we heard of it', () => {
  const event = eventOf(aWord({ paidAt: null }), ten, 'callback');
  expect(event).toMatchObject({ paidAt: ten, paidAtStated: false });
  expect(wordKeyOf(aWord({ paidAt: null }))).toBe('succeeded|150000|||');
});

test('a payment is known by the id of its gateway, else by our reference', () => {
  expect(txnKeyOf({ gatewayTxnId: '15001001', merchantRef: 'R1' })).toBe('15001001');
  expect(txnKeyOf({ gatewayTxnId: null, merchantRef: 'R1' })).toBe('ref:R1');
  expect(txnKeyOf({ gatewayTxnId: 'ref:R1', merchantRef: null })).toBe('txn:ref:R1');
});

test('an order for the merchant account goes before one for its kind, and that before any other', () => {
  const account = { name: 'vnpay-so-tu-phap', kind: 'vnpay' };
  const [any, kind, name] = ['', 'vnpay', 'vnpay-so-tu-phap'].map((gateway) => ({ gateway }));
  expect(orderFor([any, kind, name] as { gateway: string }[], account)).toBe(name);
  expect(orderFor([any, kind] as { gateway: string }[], account)).toBe(kind);
  expect(orderFor([any] as { gateway: string }[], account)).toBe(any);
  expect(orderFor([{ gateway: 'momo' }], account)).toBeNull();
});
