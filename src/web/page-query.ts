// What an address of a page may ask for. Filters, page and instant live in the address, so that a
// view can be sent to a colleague and the back button works.
import { z } from 'zod';
import { instantText } from '../calendar.js';
import { discrepancyStates } from '../discrepancies/standing.js';
import { ageBuckets } from '../discrepancies/urgency.js';
import { discrepancyKinds, discrepancyOwners } from '../reconciliation/discrepancies.js';
import { settlementValues, type FlagKind } from '../reconciliation/reading.js';
import { flagKinds } from '../reconciliation/words.js';
import { reportKinds } from '../reports/report.js';
import { monthTyped } from './months.js';

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

const month = z.string().regex(/^20\d{2}-(0[1-9]|1[0-2])$/);

export const provinceQuery = z.object({
  'as-of': asOf,
  q: z.string().max(searchCharsMax).default(''),
});

export const unitQuery = z.object({
  'as-of': asOf,
  'tinh-trang': z.enum(settlementValues).optional(),
  trang: z.coerce.number().int().min(1).max(pageNumberMax).default(1),
});

/** A month of coverage, `2026-05`; the latest that has ended days unless said otherwise. */
export const coverageQuery = z.object({
  'as-of': asOf,
  thang: month.optional(),
});

/** A report of a month, of all units in sight or of one. */
export const reportQuery = z.object({
  'as-of': asOf,
  loai: z.enum(reportKinds).optional(),
  /** As an address or somebody who types has it. */
  ky: z
    .string()
    .transform((text) => monthTyped(text) ?? '')
    .pipe(month)
    .optional(),
  'don-vi': z.string().max(64).optional(),
});

export const asOfQuery = z.object({ 'as-of': asOf });

/** Payments by what a receipt says, by unit, by where the money is, by the flag they are behind. */
export const paymentsQuery = z.object({
  'as-of': asOf,
  q: z.string().max(searchCharsMax).default(''),
  'don-vi': z.string().max(64).optional(),
  'tinh-trang': z.enum(settlementValues).optional(),
  'canh-bao': z.enum(flagKinds).optional(),
  giu: z.literal('1').optional(),
  trang: z.coerce.number().int().min(1).max(pageNumberMax).default(1),
});
export type PaymentsQuery = z.output<typeof paymentsQuery>;

/** Discrepancies by unit, kind, state, whose they are, who has them, how old and how late. */
export const discrepanciesQuery = z.object({
  'as-of': asOf,
  'don-vi': z.string().max(64).optional(),
  loai: z.enum(discrepancyKinds).optional(),
  'trang-thai': z.enum(discrepancyStates).optional(),
  cua: z.enum(discrepancyOwners).optional(),
  giao: z.literal('toi').optional(),
  'qua-han': z.literal('1').optional(),
  tuoi: z.enum(ageBuckets).optional(),
  trang: z.coerce.number().int().min(1).max(pageNumberMax).default(1),
});
export type DiscrepanciesQuery = z.output<typeof discrepanciesQuery>;

/** Address of a discrepancy's page. */
export function discrepancyPath(id: string, asked?: Date): string {
  const path = `/sai-lech/${encodeURIComponent(id)}`;
  return addressOf(path, { 'as-of': asked && instantText(asked) });
}

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

/** Address of a payment's page. */
export function paymentPath(paymentId: string, asked: Date | undefined): string {
  const path = `/giao-dich/${encodeURIComponent(paymentId)}`;
  return addressOf(path, { 'as-of': asked && instantText(asked) });
}

/** Address of a statement line's page. */
export function linePath(lineId: string, asked?: Date): string {
  const path = `/sao-ke/dong/${encodeURIComponent(lineId)}`;
  return addressOf(path, { 'as-of': asked && instantText(asked) });
}

/** Address of the days of an account's version. */
export function coveragePath(
  versionId: string,
  { asked, month }: { readonly asked?: Date | undefined; readonly month?: string },
): string {
  const path = `/sao-ke/lich/${encodeURIComponent(versionId)}`;
  return addressOf(path, { 'as-of': asked && instantText(asked), thang: month });
}

/** Address of the payments that are behind a unit's flag. */
export function flagPath(
  { unitCode, flag }: { readonly unitCode: string; readonly flag: FlagKind },
  asked: Date | undefined,
): string {
  const query = { 'as-of': asked && instantText(asked), 'don-vi': unitCode, 'canh-bao': flag };
  return addressOf('/giao-dich', query);
}

/** A text of an address's query; undefined when it is not there, or there twice. */
export function queryText(query: unknown, name: string): string | undefined {
  const value = (query as Readonly<Record<string, unknown>> | null)?.[name];
  return typeof value === 'string' ? value : undefined;
}
