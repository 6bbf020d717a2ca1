// What discrepancies and flags are made from: a reading with its payments, lines, line findings, and
// the proofs of accounts.
import type { Proof } from './account-proof.js';
import type { LineFinding } from './line-findings.js';
import type { NoticeGap } from './missing-notices.js';
import type { Reading, SettledPayment } from './payment-reading.js';
import type { LineReading, PaymentReading } from './reading.js';

/** As much of it as tells what does not tie. */
export interface MemberFindings extends Reading {
  readonly payments: readonly SettledPayment[];
  readonly lineFindings: readonly LineFinding[];
  /** By bank account id: what bank feeds' balances show to be missing. */
  readonly gaps: ReadonlyMap<string, readonly NoticeGap[]>;
}

export interface Findings extends MemberFindings {
  readonly payments: readonly PaymentReading[];
  readonly lines: readonly LineReading[];
  /** By version id: what has proven the account, where something has. */
  readonly proofs: ReadonlyMap<string, Proof>;
}
