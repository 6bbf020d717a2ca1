// Where the money is, in words.
import { knownFacts, settlementSentence } from '../../src/oversight/settlement-sentence.js';
import { settlementValues } from '../../src/reconciliation/reading.js';
import { aMatch, aPayment } from '../support/readings.js';

const claimsMissing = ['overdue', 'short', 'returned', 'unverifiable'] as const;

describe('the sentence on where a payment’s money is', () => {
  it('differs for every settlement value', () => {
    const sentences = settlementValues.map((settlement) =>
      settlementSentence(aPayment({ settlement })),
    );
    expect(new Set(sentences).size).toBe(settlementValues.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
  });

  it('that calls money missing names the last day the statements prove, or that there is none', () => {
    for (const settlement of claimsMissing) {
      const proven = settlementSentence(aPayment({ settlement, coveredThrough: '2026-05-15' }));
      expect(proven).toContain('sao kê chứng minh đến hết ngày 15/05/2026');
      const unproven = settlementSentence(aPayment({ settlement, coveredThrough: null }));
      expect(unproven).toContain('chưa có ngày nào được sao kê chứng minh');
    }
  });

  it('of a payment that was never made expects nothing', () => {
    expect(settlementSentence(aPayment({ status: 'failed', settlement: null }))).toBe(
      'Cổng thanh toán báo giao dịch không thành công; không có khoản tiền nào phải về.',
    );
  });
});

describe('the three facts', () => {
  it('are never inferred from one another', () => {
    const credited = aPayment({ status: 'pending', settlement: null, matches: [aMatch()] });
    const facts = knownFacts(credited, [], { namesDays: true });
    const answers = [facts.payerPaid, facts.gatewaySettled, facts.accountCredited];
    expect(answers.map(({ answer }) => answer)).toEqual([false, false, true]);
    const proposed = aPayment({ matches: [aMatch({ status: 'proposed' })] });
    expect(knownFacts(proposed, ['B1'], { namesDays: true })).toMatchObject({
      payerPaid: { answer: true },
      gatewaySettled: { answer: true },
      accountCredited: { answer: false },
    });
  });
});
