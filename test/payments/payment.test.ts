// Where a payment stands: derived from the set of the gateway's words, never from their order.
import * as fc from 'fast-check';
import {
  currentState,
  eventOf,
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
    source: fc.constantFrom('callback' as const, 'import' as const),
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
