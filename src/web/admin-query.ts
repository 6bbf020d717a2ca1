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

const word = z.string().max(100).default('');

/** Days as people type them; what is wrong with one is said on the page. */
export const auditQuery = z.object({
  'don-vi': z.string().max(32).default(''),
  nguoi: z
    .string()
    .regex(/^\d{0,18}$/)
    .default(''),
  viec: word,
  loai: word,
  ma: word,
  'tu-ngay': z.string().max(20).default(''),
  'den-ngay': z.string().max(20).default(''),
  truoc: z.string().max(18).optional(),
});
export type AuditQuery = z.output<typeof auditQuery>;

export const unitsQuery = z.object({
  q: z.string().max(100).default(''),
  thieu: z.string().max(1).optional(),
  trang,
});
