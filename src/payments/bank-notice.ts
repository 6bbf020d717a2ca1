// What a bank-feed service (SePay, Casso) says it saw move on an account: evidence from the bank's
// side, early and without proof. It is joined later with the statement line that it announces.
import type { Money } from '../money.js';

/** One movement as a message names it. */
export interface BankMovement {
  /** The service's own id of the movement, the same however often it is sent. */
  readonly noticeId: string;
  /** As printed; which registered account it is, is derived. */
  readonly accountNumber: string | null;
  readonly subAccount: string | null;
  readonly bankName: string | null;
  /** Credits are positive. */
  readonly amount: Money;
  /** When it moved; null where the message does not say. */
  readonly movedAt: Date | null;
  readonly narrative: string;
  /** The payment code that the service recognised in the narrative. */
  readonly code: string | null;
  readonly bankRef: string | null;
  /** What was left on the account afterwards. */
  readonly runningBalance: Money | null;
}

/** A movement as recorded; its time is that of receipt where it stated none. */
export interface BankNotice extends BankMovement {
  readonly gatewayAccountId: string;
  readonly movedAt: Date;
}

/** What a movement says as a key: a repetition has the same one. */
export function movementKeyOf(movement: BankMovement): string {
  const { noticeId, accountNumber, subAccount, amount, movedAt, narrative } = movement;
  const { code, bankRef, runningBalance } = movement;
  const at = movedAt?.toISOString() ?? null;
  const sums = [amount.toString(), runningBalance?.toString() ?? null];
  return JSON.stringify([noticeId, accountNumber, subAccount, sums, at, code, bankRef, narrative]);
}
