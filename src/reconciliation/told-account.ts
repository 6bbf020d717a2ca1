// Where a platform was told to send a payment's money: the account that its fee order named, held
// against the register on the day of payment.
import { numberKey } from '../beneficiary-accounts/account-number.js';
import { accountKeys } from '../statements/resolve-account.js';
import { holdsWithin } from './coverage-reading.js';
import type { AccountFact } from './facts.js';
import type { Findings } from './findings.js';
import type { PaymentReading } from './reading.js';

/** The State Treasury in clearing codes; its accounts have no BIN. */
const treasuryInstitution = '701';

/**
 * Whether the platform was told an account that was not the unit's when the payment was made: the
 * order names one, and it is none that the unit had on that day, whatever the purpose (money in any
 * of them counts as right). One that the unit had before or has later is wrong even where it had
 * none on the day.
 */
export function isWrongRoute(payment: PaymentReading, findings: Findings): boolean {
  const expected = findings.paymentOf(payment.paymentId);
  const order = expected?.record.order;
  const [credit] = expected?.credits ?? [];
  if (!order?.toldAccount || !credit?.unitCode) return false;
  const { toldAccount, toldBankCode } = order;
  const keys = accountKeys(toldAccount, 'VND');
  const { institutions } = findings.ledger.facts;
  const isTold = (account: AccountFact): boolean =>
    keys.includes(numberKey(account.number)) && mayBeBank(toldBankCode, account, institutions);
  const own = findings.context.accountsOf(credit.unitCode);
  const onTheDay = own.filter((account) => holdsWithin(account, credit.paidOn, credit.paidOn));
  return !onTheDay.some(isTold) && (onTheDay.length > 0 || own.some(isTold));
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
