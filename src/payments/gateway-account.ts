// A merchant account at a gateway, and the dated terms by which it settles with us.
import type { LocalDate } from '../calendar.js';
import type { Money } from '../money.js';
import type { FeeTerms } from './fee.js';

export interface SettlementTerms {
  readonly mode: 'per_transaction' | 'daily_batch';
  readonly basis: 'gross' | 'net';
  readonly fee: FeeTerms;
  /** `HH:mm` in Vietnamese time; the last minute that belongs to the day's session. */
  readonly cutoff: string;
  readonly workingDays: number;
  readonly graceHours: number;
}

export interface GatewayTerms extends SettlementTerms {
  /** The first day they hold; null for since ever. */
  readonly validFrom: LocalDate | null;
}

export interface GatewayOptions {
  /** How bank lines call this gateway; lets a batch be recognised without a report. */
  readonly narrativeNames?: readonly string[] | undefined;
  /** The unit whose contract this merchant account is. */
  readonly unitCode?: string | undefined;
  /** Terminal (collection point) -> unit. */
  readonly terminals?: Readonly<Record<string, string>> | undefined;
  /** Where the gateway's query API answers for this account; unset: it is never asked. */
  readonly queryUrl?: string | undefined;
  /** The address that VNPAY's query wants to be told of the asking server. */
  readonly queryIp?: string | undefined;
  /** How long a payment that is not final is asked about; then a person is told. */
  readonly queryDays?: number | undefined;
  /** How long an order that nobody paid is asked about; 0: not at all. */
  readonly queryOrderDays?: number | undefined;
  /** A success counts only after the gateway's query API says the same. */
  readonly confirmByQuery?: boolean | undefined;
  /** PayGov: whether answers echo the message's hash (the default) or carry one of their own. */
  readonly answerHash?: 'echo' | 'computed' | undefined;
}

export interface GatewayAccount {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly merchantCode: string | null;
  readonly options: GatewayOptions;
  readonly tolerance: Money;
  /** Oldest first; at least one. */
  readonly terms: readonly GatewayTerms[];
}

/** Terms in force on a day: the latest that had begun, else the first ever agreed. */
export function termsOn(account: GatewayAccount, day: LocalDate): GatewayTerms {
  const begun = account.terms.filter(({ validFrom }) => validFrom === null || validFrom <= day);
  const chosen = begun.at(-1) ?? account.terms[0];
  if (!chosen) throw new Error(`gateway account ${account.name} has no terms`);
  return chosen;
}
