// What happens in the five working days after the first reading: the portal pays Chơn Thành all that
// it owes in one credit, with a report; what was not due yet comes in time; statements show both.
import { addDays, instantOf, localDateOf } from '../../src/calendar.js';
import type { LocalDate } from '../../src/calendar.js';
import { sumMoney } from '../../src/money.js';
import { groupBy } from '../../src/group-by.js';
import type { Draft } from './draft.js';
import { accountOn, book, compactDay } from './draft.js';
import { dueOf, feeOf, payoutOf } from './gateways.js';
import { namingNarrative } from './narratives.js';
import { missingUnits } from './places.js';
import { statementOf } from './statements.js';
import type { LedgerLine, SecondAct, StatementFile, WorldPayment } from './world.js';

/** As long as a unit has before the office above it is told. */
const lengthWorkingDays = 5;
/** The arrears come on the third of them. */
const paidAfterWorkingDays = 3;

/** Goes on from what the first act left open; nothing of the first act changes by it. */
export function secondActOf(draft: Draft, printed: readonly StatementFile[]): SecondAct {
  const { calendar, span, places } = draft;
  const firstOn = localDateOf(span.asOf);
  const asOfOn = calendar.workingDayAfter(firstOn, lengthWorkingDays);
  const later: Draft = { ...draft, ledger: [], reports: [] };
  const notDue = draft.payments.filter(({ expected }) => expected.settlement === 'awaiting');
  for (const payment of notDue) payOut(later, payment, draft.ledger);
  const arrears = arrearsOf(draft, missingUnits.chonThanh);
  const paidOn = calendar.workingDayAfter(firstOn, paidAfterWorkingDays);
  payArrears(later, arrears, paidOn);
  const ledger = [...draft.ledger, ...later.ledger];
  const units = new Set([missingUnits.chonThanh, ...notDue.map(({ unitCode }) => unitCode)]);
  const period = { from: addDays(span.statementsTo, 1), to: addDays(asOfOn, -1) };
  const statements = places.accounts
    .filter((account) => units.has(account.unitCode) && account.validTo === null)
    .map((account) => {
      const own = printed.filter((file) => file.account === account);
      const number = Math.max(0, ...own.map((file) => file.number)) + 1;
      const lines = ledger.filter((line) => line.account === account);
      return statementOf(account, inOrder(lines), { period, number });
    });
  const answeredOn = calendar.workingDayAfter(firstOn, 1);
  return {
    ...{ answeredAt: instantOf(answeredOn, '09:00'), asOf: instantOf(asOfOn, '08:00') },
    ...{ statements, reports: later.reports, paidOn },
    ...{ arrearsOf: missingUnits.chonThanh, silent: missingUnits.dongXoai },
    arrived: new Set([...notDue, ...arrears]),
  };
}

/** The rest of a payment that its unit's bank has booked neither before nor after the first act. */
function payOut(later: Draft, payment: WorldPayment, booked: readonly LedgerLine[]): void {
  // a session's credit is in the ledger already: it was only booked too late for the first act
  if (later.terms[payment.gateway].mode === 'daily_batch') return;
  const { dueOn } = dueOf(later, payment);
  const account = accountOn(later, payment.unitCode ?? '', dueOn);
  if (!account) throw new Error(`unit ${String(payment.unitCode)} has no account to credit`);
  const narrative = namingNarrative([payment.merchantRef], account);
  const before = booked.filter((line) => line.narrative.includes(payment.merchantRef));
  const amount = payoutOf(later, payment) - sumMoney(before.map((line) => line.amount));
  book(later, { account, bookedOn: dueOn, amount, narrative });
}

/** What the portals have not paid out to a unit. */
function arrearsOf(draft: Draft, unitCode: string): readonly WorldPayment[] {
  return draft.payments.filter(
    (payment) => payment.unitCode === unitCode && payment.expected.settlement === 'overdue',
  );
}

/** One credit, by the batch of a report that lists what it pays. */
function payArrears(later: Draft, arrears: readonly WorldPayment[], paidOn: LocalDate): void {
  for (const [gateway, payments] of groupBy(arrears, (payment) => payment.gateway)) {
    const unitCode = payments[0]?.unitCode ?? '';
    const account = accountOn(later, unitCode, paidOn);
    if (!account) throw new Error(`unit ${unitCode} has no account to credit`);
    const batch = `${gateway === 'cong-tinh' ? 'CTB' : 'PGB'}${compactDay(paidOn)}-${unitCode}`;
    const name = gateway === 'cong-tinh' ? 'CONG TINH' : 'PAYGOV';
    book(later, {
      ...{ account, bookedOn: paidOn, counterparty: 'CONG THANH TOAN DVC' },
      amount: sumMoney(payments.map((payment) => payoutOf(later, payment))),
      narrative: `${name} CHI TRA CAC KHOAN CON TREO DV${unitCode} LO ${batch} PHI LE PHI`,
    });
    for (const payment of payments) {
      const fee = feeOf(later, payment);
      later.reports.push({ gateway, batch, settledOn: paidOn, payment, fee });
    }
  }
}

/** A stable sort: within a day the order of booking stays. */
function inOrder(lines: readonly LedgerLine[]): readonly LedgerLine[] {
  return lines.toSorted((one, other) =>
    one.bookedOn < other.bookedOn ? -1 : +(one.bookedOn > other.bookedOn),
  );
}
