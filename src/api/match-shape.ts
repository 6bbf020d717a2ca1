// A match as every resource shows it: rule, standing, what was compared, and its legs.
import { z } from 'zod';
import { matchStates } from '../oversight/export-matches.js';
import { checks, masked, matchedLine, matchedPayment, money } from './shapes.js';

export const matchShape = z.strictObject({
  id: z.string(),
  rule: z.string(),
  ruleSet: z.string(),
  status: z.enum(matchStates),
  confidence: z.enum(['certain', 'probable']),
  checks,
  legs: z.array(
    z.strictObject({
      line: matchedLine.optional(),
      payment: matchedPayment.optional(),
      amount: money,
    }),
  ),
  masked,
});
