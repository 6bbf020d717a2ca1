// Every worked example of the officers' handbook, run through its own rule.
import { parseMoney } from '../../src/money.js';
import type { WorkedExample } from '../../src/reconciliation/reconciler.js';
import { reconcilers } from '../../reconcilers/index.js';
import { aGateway, aLine, anAccount, aPayment, matchFacts, theFacts } from '../support/facts.js';

const accountOf = { present: 'A', retired: 'OLD', 'other unit': 'V1' } as const;

function factsOf(example: WorkedExample) {
  const batchNames = [...new Set(example.payments.flatMap((each) => each.batchGateway ?? []))];
  return theFacts({
    gateways: [aGateway('P'), ...batchNames.map((name) => aGateway(name, { mode: 'daily_batch' }))],
    accounts: [
      anAccount('OLD', 'U', '2025-07-01', { validTo: '2026-05-01' }),
      anAccount('A', 'U', '2026-05-01'),
      anAccount('V1', 'V'),
    ],
    payments: example.payments.map((payment, index) =>
      aPayment({
        id: String(index + 1),
        gateway: payment.batchGateway ?? 'P',
        ref: payment.reference,
        amount: parseMoney(payment.amount) ?? 0n,
        paidAt: `${payment.paidOn} 10:00`,
      }),
    ),
    lines: example.lines.map((line, index) =>
      aLine({
        id: String(index + 1),
        on: line.bookedOn,
        amount: parseMoney(line.amount) ?? 0n,
        text: line.narrative,
        account: accountOf[line.account ?? 'present'],
        ...(line.bankRef ? { bankRef: line.bankRef } : {}),
      }),
    ),
    reports: (example.batches ?? []).map((batch) => ({
      gatewayAccountId: batch.gateway,
      batch: batch.batch,
      settledOn: batch.settledOn,
      rows: batch.rows.map((row) => {
        const amount = parseMoney(row.amount) ?? 0n;
        const fee = parseMoney(row.fee) ?? 0n;
        return {
          kind: 'payment' as const,
          gatewayTxnId: null,
          merchantRef: row.reference,
          amount,
          fee,
          netAmount: amount - fee,
          unitCode: null,
        };
      }),
    })),
  });
}

describe.each(reconcilers.map((rule, index) => [`${index + 1} ${rule.code}`, rule] as const))(
  '%s',
  (_title, rule) => {
    test('has a sentence in both languages and at least one example', () => {
      expect(rule.handbook.vi.length).toBeGreaterThan(20);
      expect(rule.handbook.en.length).toBeGreaterThan(20);
      expect(rule.examples.length).toBeGreaterThan(0);
    });

    test.each(rule.examples.map((example) => [example.vi, example] as const))(
      '%s',
      (_vi, example) => {
        const found = matchFacts(factsOf(example), [rule]).map((match) => ({
          lines: match.legs.flatMap((leg) => (leg.lineId ? [Number(leg.lineId) - 1] : [])).sort(),
          payments: match.legs
            .flatMap((leg) => (leg.paymentId && leg.takes ? [Number(leg.paymentId) - 1] : []))
            .sort(),
          confidence: match.confidence,
          amountAgrees: match.checks.every((check) => check.name !== 'amount' || check.agrees),
        }));
        expect(found).toEqual(example.matches);
      },
    );
  },
);
