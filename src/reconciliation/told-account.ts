// Where a platform was told to send a payment's money: the account that its fee order named, held
// against the register on the day of payment.
import { numberKey } from '../beneficiary-accounts/account-number.js';
import type { LocalDate } from '../calendar.js';
import { accountKeys } from '../statements/resolve-account.js';
import { holdsWithin } from './coverage-reading.js';
import type { AccountFact } from './facts.js';
import type { Reading } from './payment-reading.js';
import type { PaymentReading } from './reading.js';

/** The State Treasury in clearing codes; its accounts have no BIN. */
const treasuryInstitution = '701';

/** Whether the platform was told an account that was not the unit's when the payment was made. */
export function isWrongRoute(
  payment: Pick<PaymentReading, 'paymentId'>,
  reading: Reading,
): boolean {
  const expected = reading.paymentOf(payment.paymentId);
  const order = expected?.record.order;
  const [credit] = expected?.credits ?? [];
  if (!order?.toldAccount || !credit?.unitCode) return false;
  const told = { account: order.toldAccount, bankCode: order.toldBankCode };
  const own = reading.context.accountsOf(credit.unitCode);
  return isToldWrong(told, credit.paidOn, { own, ...reading.ledger.facts });
}

/**
 * Whether an account that an order names is none that the unit had on a day, whatever the purpose
 * (money in any of them counts as right). One that the unit had before or has later is wrong even
 * where it had none on the day.
 */
export function isToldWrong(
  told: { readonly account: string; readonly bankCode: string | null },
  day: LocalDate,
  known: {
    readonly own: readonly AccountFact[];
    readonly institutions: ReadonlyMap<string, string>;
  },
): boolean {
  const keys = accountKeys(told.account, 'VND');
  const isTold = (account: AccountFact): boolean =>
    keys.includes(numberKey(account.number)) &&
    mayBeBank(told.bankCode, account, known.institutions);
  const onTheDay = known.own.filter((account) => holdsWithin(account, day, day));
  return !onTheDay.some(isTold) && (onTheDay.length > 0 || known.own.some(isTold));
}

/**
 * Whether a code may mean an account's bank. Banks are compared by BIN, else by the institution's
 * three digits, since portals name any branch of it; a short name may mean two banks and accuses
 * nobody.
 */
function mayBeBank(
  told: string | null,
  account: AccountFact,
  institutions: ReadonlyMap<string, string>,
): boolean {
  const code = told?.replace(/\s/g, '') ?? '';
  const isBin = /^\d{6}$/.test(code);
  if (!isBin && !/^\d{8}$/.test(code)) return true;
  if (isBin && code === account.bankBin) return true;
  const institution = isBin ? institutions.get(code) : code.slice(2, 5);
  const own = institutionOf(account, institutions);
  if (isBin) return institution !== undefined && institution === own;
  return own === undefined || institution === own;
}

function institutionOf(
  { bankBin, clearingCode }: AccountFact,
  institutions: ReadonlyMap<string, string>,
): string | undefined {
  if (clearingCode !== null) return clearingCode.slice(2, 5);
  return bankBin === null ? treasuryInstitution : institutions.get(bankBin);
}
