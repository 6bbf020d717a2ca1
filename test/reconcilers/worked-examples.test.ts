// Every worked example of the officers' handbook, run through its own rule.
import { reconcilers } from '../../reconcilers/index.js';
import { runExample } from '../../src/reconciliation/worked-example.js';

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
        const found = runExample(rule, example).map((match) => ({
          lines: match.lines,
          payments: match.payments,
          confidence: match.confidence,
          amountAgrees: match.checks.every((check) => check.name !== 'amount' || check.agrees),
        }));
        expect(found).toEqual(example.matches);
      },
    );
  },
);
