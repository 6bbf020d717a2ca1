// What must be found for a payment whose credit no statement shows, from section 4 of the
// contract and from what was planted - never from the service.
import { addDays, localDateOf } from '../../src/calendar.js';
import type { LocalDate } from '../../src/calendar.js';
import type { Draft } from './draft.js';
import { dueOf, paidOn } from './gateways.js';
import type { Expected, LedgerLine, Settlement, WorldAccount, WorldPayment } from './world.js';

/** Whether a statement that somebody exported states the day. */
function isStated(draft: Draft, account: WorldAccount, day: LocalDate): boolean {
  const { firstOn, statementsTo } = draft.span;
  const { missing } = account;
  if (day < firstOn || day > statementsTo) return false;
  return missing === null || day < missing.from || day > missing.to;
}

/** Whether the statements prove the day: they have balances, and the chain holds there. */
function isCovered(draft: Draft, account: WorldAccount, day: LocalDate): boolean {
  const { brokenOn, layout } = account;
  if (layout === 'vietcombank-list' || !isStated(draft, account, day)) return false;
  return brokenOn === null || (day !== brokenOn && day !== addDays(brokenOn, 1));
}

/** Whether the service is shown the line. */
function isShown(draft: Draft, line: LedgerLine): boolean {
  return !line.unprinted && isStated(draft, line.account, line.bookedOn);
}

/** No credit is known: not due, nowhere to go, not provable, or missing. */
export function absent(draft: Draft, payment: WorldPayment, why: string): Expected {
  const from = paidOn(payment);
  const { dueOn, dueAt } = dueOf(draft, payment);
  const isDue = draft.span.asOf > dueAt;
  const asOfOn = localDateOf(draft.span.asOf);
  const accounts = accountsBetween(draft, payment, from, isDue || dueOn < asOfOn ? dueOn : asOfOn);
  if (accounts.length === 0) {
    return { settlement: 'no_account', why: `${why}; the unit had no account until the due day` };
  }
  if (!isDue) return { settlement: 'awaiting', why: `${why}; not due yet` };
  const unproven = accountsBetween(draft, payment, from, dueOn).some(
    (account) => !isCoveredThroughout(draft, account, from, dueOn),
  );
  if (unproven) return { settlement: 'unverifiable', why: `${why}; the statements have a hole` };
  return { settlement: 'overdue', why };
}

/** `settlement` when a statement shows the line, else what holds without it. */
export function ifShown(
  draft: Draft,
  payment: WorldPayment,
  line: LedgerLine,
  expected: { readonly settlement: Settlement; readonly why: string },
): Expected {
  return isShown(draft, line) ? expected : absent(draft, payment, 'its credit is on no statement');
}

function accountsBetween(
  draft: Draft,
  payment: WorldPayment,
  from: LocalDate,
  to: LocalDate,
): readonly WorldAccount[] {
  return draft.places.accounts.filter(
    (account) =>
      account.unitCode === payment.unitCode &&
      (account.validFrom === null || account.validFrom <= to) &&
      (account.validTo === null || account.validTo > from),
  );
}

/** Every day from the later of the payment's day and the account's first to the due day. */
function isCoveredThroughout(
  draft: Draft,
  account: WorldAccount,
  paid: LocalDate,
  dueOn: LocalDate,
): boolean {
  const from = account.validFrom !== null && account.validFrom > paid ? account.validFrom : paid;
  for (let day = from; day <= dueOn; day = addDays(day, 1)) {
    if (!isCovered(draft, account, day)) return false;
  }
  return true;
}
