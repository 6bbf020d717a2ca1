// How payments, lines and matches answer what may be each other's, and what would decide it.
import { z } from 'zod';
import { ambiguityOf, decidingKinds } from '../oversight/ambiguity.js';
import type { MatchReading } from '../oversight/export-matches.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { day } from './shapes.js';

const ambiguity = z.strictObject({
  matchId: z.string(),
  payments: z.number().int(),
  credits: z.number().int(),
  text: z.string().describe('In one Vietnamese sentence.'),
  evidence: z
    .array(
      z.strictObject({
        kind: z.enum(decidingKinds),
        of: z.string().nullable().describe('The gateway account or the account it would be of.'),
        from: day,
        to: day,
        text: z.string(),
      }),
    )
    .describe('Any of these would tell them apart.'),
});

/** Ties: so many payments and credits that may be each other's, none chosen. */
export const ambiguities = z
  .array(ambiguity)
  .describe('Where several answers fit equally: what takes part, and which evidence would decide.');

/** @param matches as the reader may see them */
export function ambiguitiesOf(
  matches: readonly MatchReading[],
  seen: ProvinceReading,
): z.output<typeof ambiguities> {
  return matches.flatMap((match) => {
    const found = ambiguityOf(match, seen);
    return found ? [{ ...found, evidence: [...found.evidence] }] : [];
  });
}
