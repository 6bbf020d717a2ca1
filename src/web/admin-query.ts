// What an address of a page of administering may ask for.
import { z } from 'zod';
import { officerRoles, officerStates } from '../access/officer.js';

const pageNumberMax = 100_000;
const trang = z.coerce.number().int().min(1).max(pageNumberMax).default(1);
// a select that was left at "all" sends an empty text
export const officersQuery = z.object({
  q: z.string().max(100).default(''),
  'trang-thai': z.enum(['', ...officerStates]).optional(),
  'vai-tro': z.enum(['', ...officerRoles]).optional(),
  trang,
});
