// The matching rules as anybody may read them: their order, their sentences, what they make of their
// own examples. A match names its rule and its rule set.
import { z } from 'zod';
import { readRules, type ReadExample, type ReadRule } from '../reconciliation/rule-book.js';
import { ruleWording } from '../reconciliation/words.js';
import { apiRoute, type ApiRoute } from './route.js';
import { day, money } from './shapes.js';

const inBoth = z.strictObject({ vi: z.string(), en: z.string() });
const place = z.number().int().min(0);

const example = z.strictObject({
  vi: z.string(),
  payments: z.array(
    z.strictObject({
      reference: z.string(),
      amount: money,
      paidOn: day,
      batchGateway: z.string().nullable().describe('A gateway that settles by daily batch.'),
    }),
  ),
  lines: z.array(
    z.strictObject({
      bookedOn: day,
      amount: z.string().describe('Credit +, debit −, in đồng.'),
      narrative: z.string(),
      bankRef: z.string().nullable(),
      account: z
        .enum(['present', 'retired', 'other unit'])
        .describe('Whose account: the unit’s present one, one it had before, another unit’s.'),
    }),
  ),
  batches: z.array(
    z.strictObject({
      gateway: z.string(),
      batch: z.string(),
      settledOn: day,
      rows: z.array(z.strictObject({ reference: z.string(), amount: money, fee: money })),
    }),
  ),
  results: z
    .array(
      z.strictObject({
        lines: z.array(place),
        payments: z.array(place),
        remembers: z.array(place).describe('Payments a reversal remembers without taking them.'),
        status: z.enum(['confirmed', 'proposed']),
        confidence: z.enum(['certain', 'probable']),
        ambiguous: z.boolean().describe('Several answers fit: kept together, none is chosen.'),
        cause: z.string().nullable(),
        checks: z.array(
          z.strictObject({
            name: z.string(),
            expected: z.string(),
            found: z.string(),
            agrees: z.boolean(),
          }),
        ),
      }),
    )
    .describe('What the rule says of it, by the places of lines and payments; none: no match.'),
});

const listRules = apiRoute({
  method: 'get',
  path: '/rules',
  id: 'listRules',
  tag: 'matches',
  summary: 'The matching rules in their order, with their handbook and worked examples',
  action: 'self',
  answers: {
    200: z.strictObject({
      ruleSet: z.string(),
      items: z.array(
        z.strictObject({
          code: z.string(),
          name: inBoth,
          handbook: inBoth,
          evidence: z
            .enum(['conclusive', 'suggestive'])
            .describe('conclusive: confirms by itself; suggestive: only proposes to a person.'),
          runs: z
            .array(z.number().int().min(1))
            .describe('Its places in the order; a second run is over other accounts.'),
          examples: z.array(example),
        }),
      ),
    }),
  },
  handle: ({ rules }) =>
    Promise.resolve({ body: { ruleSet: rules.ruleSet, items: readRules(rules).map(ruleBody) } }),
});

function ruleBody({ examples, ...rule }: ReadRule): Record<string, unknown> {
  return { ...rule, name: ruleWording(rule.code), examples: examples.map(exampleBody) };
}

function exampleBody({ vi, payments, lines, batches = [], results }: ReadExample) {
  return {
    vi,
    payments: payments.map((one) => ({ ...one, batchGateway: one.batchGateway ?? null })),
    lines: lines.map((line) => ({
      ...line,
      bankRef: line.bankRef ?? null,
      account: line.account ?? 'present',
    })),
    batches,
    results,
  };
}

export const ruleRoutes: readonly ApiRoute[] = [listRules];
