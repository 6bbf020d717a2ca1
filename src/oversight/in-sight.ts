// The one place where a reading is cut to what somebody may see: pages, API and its exports all
// show what comes out here and nothing else. Pure; who may do what stands in access/roles.ts.
import { sees, sightOf, type Principal, type Sight } from '../access/principal.js';
import type { Action } from '../access/roles.js';
import type {
  DiscrepancyReading,
  FlagReading,
  LineReading,
  MatchOnLine,
  MatchOnPayment,
  NamedAccount,
  OldAccountReading,
  PaymentReading,
  ProvinceReading,
  UnitReading,
  VerificationReading,
} from '../reconciliation/reading.js';

/** Digits of an account number outside the sight that are still shown. */
const shownDigits = 4;

/**
 * What of a reading a principal may see. Items are kept whole by their unit; what belongs to another
 * unit but hangs on something in sight is reduced and says `outOfScope`; payer data and whatever
 * else is not for this role is null and named in `masked`.
 */
export function readingInSight(reading: ProvinceReading, principal: Principal): ProvinceReading {
  const eyes = eyesOf(principal);
  const raising = new Set(reading.discrepancies.flatMap(({ lineIds }) => lineIds));
  const payments = reading.payments
    .filter(({ unitCode }) => sees(eyes.payments, unitCode))
    .map((payment) => paymentInSight(payment, eyes));
  const lines = reading.lines
    .filter((line) => sees(eyes.lines, line.unitCode))
    .filter((line) => !isOwnBusiness(line, raising) || sees(eyes.income, line.unitCode))
    .map((line) => lineInSight(line, eyes));
  const shown = {
    payments: new Set(payments.map(({ paymentId }) => paymentId)),
    lines: new Set(lines.map(({ lineId }) => lineId)),
  };
  const flags = reading.flags
    .filter(({ unitCode }) => sees(eyes.flags, unitCode))
    .map((flag) => flagInSight(flag, shown.payments));
  return {
    asOf: reading.asOf,
    units: reading.units
      .filter(({ unitCode }) => sees(eyes.units, unitCode))
      .map((unit) => unitInSight(unit, eyes, shown.payments)),
    payments,
    lines,
    flags,
    discrepancies: reading.discrepancies
      .filter(({ unitCode }) => sees(eyes.discrepancies, unitCode))
      .map((one) => discrepancyInSight(one, shown, eyes)),
    verifications: reading.verifications
      .filter(({ unitCode }) => sees(eyes.accounts, unitCode))
      .map((one) => verificationInSight(one, eyes)),
  };
}

/**
 * Whether a line is a unit's own business: other income, or money the unit paid out. No payment has
 * to do with it and no finding speaks of it, so only `income.read` inside the unit shows it.
 * @param raising ids of the lines that are members of discrepancies
 */
function isOwnBusiness(line: LineReading, raising: ReadonlySet<string>): boolean {
  return line.matches.length === 0 && !raising.has(line.lineId);
}

/** `…4321`: an account of a unit outside the sight. */
export function lastDigits(account: string): string {
  return `…${account.slice(-shownDigits)}`;
}

interface Eyes {
  readonly units: Sight;
  readonly accounts: Sight;
  readonly payments: Sight;
  readonly lines: Sight;
  readonly income: Sight;
  readonly payers: Sight;
  readonly matches: Sight;
  readonly flags: Sight;
  readonly discrepancies: Sight;
}

function eyesOf(principal: Principal): Eyes {
  const over = (action: Action): Sight => sightOf(principal, action);
  return {
    units: over('unit.read'),
    accounts: over('account.read'),
    payments: over('payment.read'),
    lines: over('line.read'),
    income: over('income.read'),
    payers: over('payer.read'),
    matches: over('match.read'),
    flags: over('flag.read'),
    discrepancies: over('discrepancy.read'),
  };
}

function paymentInSight(given: PaymentReading, eyes: Eyes): PaymentReading {
  const { oldAccount } = given;
  const masks = oldAccount && !sees(eyes.accounts, given.unitCode);
  const payment = masks ? { ...given, oldAccount: withLastDigits(oldAccount) } : given;
  if (payment.matches.length === 0) return payment;
  if (!sees(eyes.matches, payment.unitCode))
    return { ...payment, matches: [], masked: ['matches'] };
  return { ...payment, matches: payment.matches.map((match) => lineOfMatch(match, eyes)) };
}

/** A line elsewhere shows only the day and our own leg of it: a batch also pays other units. */
function lineOfMatch(match: MatchOnPayment, eyes: Eyes): MatchOnPayment {
  const { line, amount } = match;
  if (sees(eyes.lines, line.unitCode)) return match;
  const { bookingDate } = line;
  const account = lastDigits(line.account);
  const reduced = { lineId: null, unitCode: null, account, bookingDate, amount, bankRef: null };
  return { ...match, line: { ...reduced, statement: null, lineNo: null, outOfScope: true } };
}

function lineInSight(line: LineReading, eyes: Eyes): LineReading {
  const masked: string[] = [];
  const shown = { narrative: line.narrative, counterparty: line.counterparty };
  if (!sees(eyes.payers, line.unitCode)) {
    masked.push('narrative', 'counterparty');
    Object.assign(shown, { narrative: null, counterparty: null });
  }
  const mayMatches = sees(eyes.matches, line.unitCode);
  if (!mayMatches && line.matches.length > 0) masked.push('matches');
  const matches = mayMatches ? line.matches.map((match) => otherSideOf(match, eyes)) : [];
  return { ...line, ...shown, matches, ...(masked.length > 0 ? { masked } : {}) };
}

function otherSideOf(match: MatchOnLine, eyes: Eyes): MatchOnLine {
  const { payment, line } = match;
  if (payment && !sees(eyes.payments, payment.unitCode)) {
    const { gateway } = payment;
    const names = { paymentId: null, unitCode: null, gatewayTxnId: null, merchantRef: null };
    return { ...match, payment: { ...names, gateway, outOfScope: true } };
  }
  if (line && !sees(eyes.lines, line.unitCode)) {
    const { bookingDate } = line;
    const reduced = { lineId: null, unitCode: null, account: lastDigits(line.account) };
    return { ...match, line: { ...reduced, bookingDate, bankRef: null, outOfScope: true } };
  }
  return match;
}

function unitInSight(
  unit: UnitReading,
  eyes: Eyes,
  shownPayments: ReadonlySet<string>,
): UnitReading {
  const { unitCode } = unit;
  const flags = sees(eyes.flags, unitCode) ? unit.flags : [];
  return {
    ...unit,
    accounts: sees(eyes.accounts, unitCode) ? unit.accounts : [],
    flags: flags.map((flag) => flagInSight(flag, shownPayments)),
  };
}

/** Money of another unit in this one's account is counted, the payment itself is not named. */
function flagInSight(flag: FlagReading, shownPayments: ReadonlySet<string>): FlagReading {
  return { ...flag, paymentIds: flag.paymentIds.filter((id) => shownPayments.has(id)) };
}

function discrepancyInSight(
  one: DiscrepancyReading,
  shown: { readonly payments: ReadonlySet<string>; readonly lines: ReadonlySet<string> },
  eyes: Eyes,
): DiscrepancyReading {
  const masks = one.oldAccounts && !sees(eyes.accounts, one.unitCode);
  return {
    ...one,
    ...(masks ? { oldAccounts: one.oldAccounts.map(withLastDigits) } : {}),
    paymentIds: one.paymentIds.filter((id) => shown.payments.has(id)),
    lineIds: one.lineIds.filter((id) => shown.lines.has(id)),
  };
}

function withLastDigits<Named extends OldAccountReading>(named: Named): Named {
  const masked = (account: NamedAccount): NamedAccount => ({
    ...account,
    account: lastDigits(account.account),
  });
  const { oldAccount, rightAccount } = named;
  return {
    ...named,
    oldAccount: masked(oldAccount),
    rightAccount: rightAccount && masked(rightAccount),
  };
}

/** A code that turned up in another unit's account is told, the account is not. */
function verificationInSight(one: VerificationReading, eyes: Eyes): VerificationReading {
  const seenElsewhere = one.seenElsewhere.map((line) =>
    sees(eyes.accounts, line.unitCode)
      ? line
      : { ...line, unitCode: null, account: lastDigits(line.account) },
  );
  return { ...one, seenElsewhere };
}
