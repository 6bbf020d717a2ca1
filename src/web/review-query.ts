// Filters, order, page and selected row of the review, as they stand in the address: never an account
// or a citizen number.
import { z } from 'zod';
import { reviewParkings, reviewShapes, reviewSorts } from '../oversight/review-queue.js';
import { addressOf } from './page-query.js';

const idText = z.string().regex(/^\d{1,18}$/);

export const reviewQuery = z.object({
  'quy-tac': z
    .string()
    .regex(/^[a-z-]{1,40}$/)
    .optional(),
  'don-vi': z
    .string()
    .regex(/^[0-9A-Za-z._-]{1,64}$/)
    .optional(),
  dang: z.enum(reviewShapes).optional(),
  'de-lai': z.enum(reviewParkings).optional(),
  /** Only what comes back to whoever asks. */
  ai: z.literal('toi').optional(),
  xep: z.enum(reviewSorts).default('cu'),
  trang: z.coerce.number().int().min(1).max(100_000).default(1),
  chon: idText.optional(),
  /** What was decided just now, and about which match. */
  da: z.enum(['confirmed', 'rejected', 'undone', 'parked', 'unparked', 'noted']).optional(),
  vua: idText.optional(),
});
export type ReviewQuery = z.output<typeof reviewQuery>;

/** Address of the review with something of it changed; what was decided before is forgotten. */
export function reviewPath(
  query: ReviewQuery,
  change: Partial<Omit<ReviewQuery, 'trang'>> & { readonly trang?: number } = {},
): string {
  const { trang, xep, ...rest } = { ...query, da: undefined, vua: undefined, ...change };
  return addressOf('/doi-soat', {
    ...rest,
    xep: xep === 'cu' ? undefined : xep,
    trang: trang === 1 ? undefined : String(trang),
  });
}

/** Where the review goes on after a decision; null where the form came from elsewhere. */
export function reviewAfter(
  form: ReadonlyMap<string, string>,
  done: Pick<ReviewQuery, 'da' | 'vua'>,
): string | null {
  const text = form.get('tiep');
  if (text === undefined) return null;
  const asked = reviewQuery.safeParse(Object.fromEntries(new URLSearchParams(text)));
  return asked.success ? reviewPath(asked.data, done) : null;
}
