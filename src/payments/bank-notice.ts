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

/** Two notices that follow each other although their balances say that something moved between. */
export interface BalanceGap<Notice extends BankNotice> {
  readonly after: Notice;
  readonly before: Notice;
  /** What the missing notices sum up to. */
  readonly missing: Money;
}

/**
 * Where the running balance of one feed's notices of one account shows that a notice is missing.
 * @returns null when it tells nothing: fewer than two balances, or always the same one
 */
export function balanceGaps<Notice extends BankNotice>(
  notices: readonly Notice[],
): BalanceGap<Notice>[] | null {
  const told = notices.filter(({ runningBalance }) => runningBalance !== null);
  if (new Set(told.map(({ runningBalance }) => runningBalance)).size < 2) return null;
  const gaps: BalanceGap<Notice>[] = [];
  let last: Notice | undefined;
  for (const notice of inChain(told)) {
    const missing = last ? balanceOf(notice) - notice.amount - balanceOf(last) : 0n;
    if (last && missing !== 0n) gaps.push({ after: last, before: notice, missing });
    last = notice;
  }
  return gaps;
}

function balanceOf({ runningBalance }: BankNotice): Money {
  return runningBalance ?? 0n;
}

/** By time; of one second first whichever goes on from the balance before, else the lower number. */
function inChain<Notice extends BankNotice>(notices: readonly Notice[]): Notice[] {
  const waiting = [...notices].sort(
    (one, other) =>
      one.movedAt.getTime() - other.movedAt.getTime() ||
      one.noticeId.length - other.noticeId.length ||
      (one.noticeId < other.noticeId ? -1 : 1),
  );
  const chain: Notice[] = [];
  for (let next = waiting[0]; next; next = waiting[0]) {
    const at = next.movedAt.getTime();
    const last = chain.at(-1);
    const goesOn = (each: Notice) =>
      last !== undefined && balanceOf(each) - each.amount === balanceOf(last);
    let end = 0;
    while (waiting[end]?.movedAt.getTime() === at) end += 1;
    const place = waiting.slice(0, end).findIndex(goesOn);
    chain.push(...waiting.splice(Math.max(0, place), 1));
  }
  return chain;
}

/** What a movement says as a key: a repetition has the same one. */
export function movementKeyOf(movement: BankMovement): string {
  const { noticeId, accountNumber, subAccount, amount, movedAt, narrative } = movement;
  const { code, bankRef, runningBalance } = movement;
  const at = movedAt?.toISOString() ?? null;
  const sums = [amount.toString(), runningBalance?.toString() ?? null];
  return JSON.stringify([noticeId, accountNumber, subAccount, sums, at, code, bankRef, narrative]);
}
