// What an address of a page may ask for. Filters, page and instant live in the address, so that a
// view can be sent to a colleague and the back button works.
import { z } from 'zod';
import { settlementValues } from '../reconciliation/reading.js';

export { foldedName } from '../units/unit.js';

const searchCharsMax = 100;
const pageNumberMax = 100_000;

// A plus sign in an address that nobody encoded arrives as a blank.
const asOf = z
  .string()
  .transform((text) => text.replace(' ', '+'))
  .pipe(z.iso.datetime({ offset: true }))
  .transform((text) => new Date(text))
  .optional();

export const provinceQuery = z.object({
  'as-of': asOf,
  q: z.string().max(searchCharsMax).default(''),
});

export const unitQuery = z.object({
  'as-of': asOf,
  'tinh-trang': z.enum(settlementValues).optional(),
  trang: z.coerce.number().int().min(1).max(pageNumberMax).default(1),
});

/** An address of ours; what is undefined or empty is left out. */
export function addressOf(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): string {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** Address of a unit's page. */
export function unitPath(unitCode: string): string {
  return `/don-vi/${encodeURIComponent(unitCode)}`;
}

/** A text of an address's query; undefined when it is not there, or there twice. */
export function queryText(query: unknown, name: string): string | undefined {
  const value = (query as Readonly<Record<string, unknown>> | null)?.[name];
  return typeof value === 'string' ? value : undefined;
}
