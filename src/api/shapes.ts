// What several resources take and give in the same form, as zod schemas: a filter's members, the
// texts of money, times and days.
import { z } from 'zod';
import { isLocalDate } from '../calendar.js';
import { settlementValues } from '../reconciliation/reading.js';
import { unansweredCauses } from '../reconciliation/reconciler.js';

const codeCharsMax = 64;

/** A whole amount in đồng as its decimal string. */
export const money = z.string().regex(/^-?\d{1,18}$/);
/** RFC 3339 in Vietnamese time. */
export const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$/);
export const day = z.string().refine(isLocalDate, 'a day as YYYY-MM-DD is expected');
/** Fields that are there but not for this reader; absent when there are none. */
export const masked = z.array(z.string()).optional();
/** Set where something belongs to a unit outside the reader's scope: it is reduced. */
export const outOfScope = z.literal(true).optional();
export const settlement = z.enum(settlementValues);

/** An id as PostgreSQL counts. */
export const id = z.string().regex(/^\d{1,18}$/, 'a number is expected');
export const idParams = z.strictObject({ id });

const unitCode = z
  .string()
  .min(1)
  .max(codeCharsMax)
  .regex(/^[0-9A-Za-z._-]+$/, 'a unit code is expected');
export const unitParams = z.strictObject({ code: unitCode });

// a plus sign that nobody encoded arrives as a blank
const asOf = z
  .string()
  .transform((text) => text.replace(' ', '+'))
  .pipe(z.iso.datetime({ offset: true, error: 'a time as 2026-05-04T18:00:00+07:00 is expected' }))
  .transform((text) => new Date(text))
  .optional();

/** The instant something is read for; absent: now, floored to the minute. The future is allowed. */
export const asOfMember = { 'as-of': asOf };

/** Members of a list's filter, picked by each resource. */
export const filters = {
  unit: unitCode.optional(),
  gateway: z.string().min(1).max(codeCharsMax).optional(),
  settlement: settlement.optional(),
  state: z.string().min(1).max(codeCharsMax).optional(),
  from: day.optional(),
  to: day.optional(),
} as const;

/** One check of a match; what was compared is null where it is not for this reader. */
const check = z.strictObject({
  name: z.string(),
  expected: z.string().nullable(),
  found: z.string().nullable(),
  agrees: z.boolean(),
});
export const checks = z.array(check);

/** Searches that came to no answer: what is not found by them may still be there. */
export const unanswered = z
  .array(
    z.strictObject({
      rule: z.string(),
      because: z
        .enum(unansweredCauses)
        .describe(
          'payments, steps, sessions: not searched, there are more than `most`; answers: searched, ' +
            'and more than one fits.',
        ),
      most: z.number().int(),
      text: z.string().describe('In one Vietnamese sentence.'),
    }),
  )
  .describe(
    'Searches cut short, or with several answers: no match does not mean that there is none.',
  );

const aboutMatch = {
  rule: z.string(),
  confidence: z.enum(['certain', 'probable']),
  status: z.enum(['confirmed', 'proposed', 'rejected', 'undone']),
  amount: money,
};

/** A line as matches name it. */
export const matchedLine = z.strictObject({
  account: z.string(),
  bookingDate: day,
  amount: money,
  bankRef: z.string().nullable(),
  statement: z.string().nullable(),
  lineNo: z.number().int().nullable(),
  outOfScope,
});

/** A payment as matches name it. */
export const matchedPayment = z.strictObject({
  gateway: z.string(),
  gatewayTxnId: z.string().nullable(),
  merchantRef: z.string().nullable(),
  outOfScope,
});

export const matchOnPayment = z.strictObject({ ...aboutMatch, line: matchedLine });

const reversedLine = z.strictObject({
  account: z.string(),
  bankRef: z.string().nullable(),
  bookingDate: day,
  outOfScope,
});
export const matchOnLine = z.strictObject({
  ...aboutMatch,
  payment: matchedPayment.optional(),
  line: reversedLine.optional(),
});
