// The filters of `export`: which items of a reading are asked for.
import { localDateOf } from '../calendar.js';
import type { LocalDate } from '../calendar.js';
import type {
  DiscrepancyReading,
  FlagReading,
  LineReading,
  MatchOnLine,
  PaymentReading,
} from '../reconciliation/reading.js';

/** What is absent does not filter. */
export interface ExportFilter {
  readonly unit?: string | undefined;
  /** A gateway's kind or the name of its account. */
  readonly gateway?: string | undefined;
  /** First and last day, inclusive: of payment for payments, of booking for lines. */
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
  readonly settlement?: string | undefined;
  /** The item's own state: status of payments, matches and accounts, state of lines. */
  readonly state?: string | undefined;
}

export type FilterName = keyof ExportFilter;

function fits(
  wanted: string | undefined,
  ...found: readonly (string | null | undefined)[]
): boolean {
  return wanted === undefined || found.includes(wanted);
}

/** True for a day inside `from` and `to`. */
export function isWithin(day: LocalDate, filter: ExportFilter): boolean {
  const { from, to } = filter;
  return (from === undefined || day >= from) && (to === undefined || day <= to);
}

/** One question per kind of item. */
export const isWanted = {
  payment: (one: PaymentReading, filter: ExportFilter): boolean =>
    fits(filter.unit, one.unitCode) &&
    fits(filter.gateway, one.gateway, one.gatewayAccount) &&
    fits(filter.settlement, one.settlement) &&
    fits(filter.state, one.status) &&
    isWithin(localDateOf(one.paidAt), filter),
  line: (
    one: LineReading,
    filter: ExportFilter,
    ofGateway: (match: MatchOnLine) => boolean,
  ): boolean =>
    fits(filter.unit, one.unitCode) &&
    fits(filter.state, one.state) &&
    isWithin(one.bookingDate, filter) &&
    (filter.gateway === undefined || one.matches.some(ofGateway)),
  flag: (one: FlagReading, filter: ExportFilter): boolean => fits(filter.unit, one.unitCode),
  discrepancy: (
    one: Pick<DiscrepancyReading, 'unitCode' | 'gatewayAccount'>,
    filter: ExportFilter,
    gatewayKind: string | undefined,
  ): boolean =>
    fits(filter.unit, one.unitCode) && fits(filter.gateway, one.gatewayAccount, gatewayKind),
  account: (
    one: { readonly unitCode: string; readonly status: string },
    filter: ExportFilter,
  ): boolean => fits(filter.unit, one.unitCode) && fits(filter.state, one.status),
};
