// What happened to a unit's account that its focal points are told of at once, old and new ones.
import type { LocalDate } from '../calendar.js';
import type { AccountChange } from './proposal.js';

export type AccountNewsKind = 'submitted' | 'approved' | 'rejected' | 'stopped' | 'suspended';

/** Somebody who is told, as the mail names them. */
export interface ToldAddress {
  readonly name: string;
  readonly address: string;
}

/** An account as a mail names it: never its whole number, never its holder. */
export interface AccountInNews {
  readonly bankBin: string | null;
  readonly numberEnd: string;
}

export interface AccountNews {
  readonly kind: AccountNewsKind;
  readonly at: Date;
  readonly unitCode: string;
  readonly purpose: string;
  /** Of a proposal; null where one person stopped or suspended. */
  readonly change: AccountChange | null;
  /** The account that is declared, ended, resumed, stopped or suspended. */
  readonly account: AccountInNews;
  /** The account in whose place it comes. */
  readonly replaced: AccountInNews | null;
  /** Names of the people. */
  readonly maker: string | null;
  readonly actor: string;
  readonly reason: string | null;
  readonly effectiveOn: LocalDate | null;
  /** Until when one person can stop it. */
  readonly activatesAt: Date | null;
  /** What it is about, to look it up. */
  readonly proposalId: string | null;
}
