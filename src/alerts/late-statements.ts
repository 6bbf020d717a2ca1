// Whose statements are late while money is on its way: told before anything falls due, as a section
// of the mail that a unit gets anyway. Once something is due the flag `statement_missing` says it.
import { addDays, dueDayOf, formatDay, localDateOf } from '../calendar.js';
import type { Calendar, LocalDate } from '../calendar.js';
import type {
  AccountCoverage,
  PaymentReading,
  ProvinceReading,
  UnitReading,
} from '../reconciliation/reading.js';
import { groupBy } from '../group-by.js';
import { headOf, type Block } from './mail-body.js';
import { sayingOf, type Language } from './templates.js';

/** A bank's day can be had on the next one, so two working days are nobody's delay. */
const lateAfterWorkingDays = 2;
const shownDigits = 4;

/** An account whose newest covered day is too far back for the payments on their way to it. */
export interface LateStatement {
  /** `…4321`: a mail may be read by anyone. */
  readonly account: string;
  readonly coveredThrough: LocalDate | null;
  /** Since the newest covered day. */
  readonly workingDays: number;
  readonly payments: number;
  readonly firstDueOn: LocalDate;
}

/** Late statements by unit, at the day of the reading. Pure. */
export function lateStatements(
  reading: ProvinceReading,
  calendar: Calendar,
): ReadonlyMap<string, readonly LateStatement[]> {
  const day = localDateOf(reading.asOf);
  const awaited = reading.payments.filter(({ settlement }) => settlement === 'awaiting');
  const byUnit = groupBy(awaited, ({ unitCode }) => unitCode ?? '');
  const found = reading.units.map(
    (unit) =>
      [unit.unitCode, lateOf(unit, byUnit.get(unit.unitCode) ?? [], { calendar, day })] as const,
  );
  return new Map(found.filter(([, late]) => late.length > 0));
}

function lateOf(
  unit: UnitReading,
  payments: readonly PaymentReading[],
  at: { readonly calendar: Calendar; readonly day: LocalDate },
): LateStatement[] {
  if (payments.length === 0 || unit.flags.some(({ flag }) => flag === 'statement_missing')) {
    return [];
  }
  const seen = new Set<string>();
  return unit.accounts.flatMap((account): LateStatement[] => {
    const key = `${account.bankBin ?? ''} ${account.account}`;
    const own = payments.filter((payment) => mayReceive(account, payment));
    if (own.length === 0 || seen.has(key)) return [];
    seen.add(key);
    const workingDays = at.calendar.workingDaysBetween(provenUntil(account, own), at.day);
    if (workingDays <= lateAfterWorkingDays) return [];
    const due = own.flatMap(({ dueAt }) => (dueAt ? [dueDayOf(dueAt)] : [])).sort();
    const { coveredThrough } = account;
    return [
      {
        account: `…${account.account.slice(-shownDigits)}`,
        ...{ coveredThrough, workingDays, payments: own.length },
        firstDueOn: due[0] ?? at.day,
      },
    ];
  });
}

/** Its days will have to be proven before the payment may be called overdue. */
function mayReceive(account: AccountCoverage, { paidAt, dueAt }: PaymentReading): boolean {
  if (!dueAt) return false;
  const { validFrom, validTo } = account;
  const isBefore = validTo !== null && validTo <= localDateOf(paidAt);
  return !isBefore && (validFrom === null || validFrom <= dueDayOf(dueAt));
}

/** The newest covered day; of an account without any, the day before it was needed at all. */
function provenUntil(account: AccountCoverage, payments: readonly PaymentReading[]): LocalDate {
  const paidOn = payments.map(({ paidAt }) => localDateOf(paidAt)).sort();
  const through = account.coveredThrough ?? addDays(paidOn[0] ?? '', -1);
  const { validFrom } = account;
  return validFrom !== null && through < validFrom ? addDays(validFrom, -1) : through;
}

/** What the subject says where nothing graver is to be told. */
export function lateStatementSubject(late: readonly LateStatement[], language: Language): string {
  const [first] = [...late].sort((one, other) => (one.firstDueOn < other.firstDueOn ? -1 : 1));
  if (!first) throw new Error('a reminder needs a statement');
  return sayingOf('late', language)('statements.subject', { day: formatDay(first.firstDueOn) });
}

/** The section of the mail. */
export function lateStatementBlocks(
  late: readonly LateStatement[],
  { baseUrl, language }: { readonly baseUrl: string; readonly language: Language },
): readonly Block[] {
  if (late.length === 0) return [];
  const say = sayingOf('late', language);
  return [
    { kind: 'heading', text: say('statements.heading') },
    {
      kind: 'table',
      head: headOf(say('statements.head')),
      rows: late.map(({ account, coveredThrough, workingDays, payments, firstDueOn }) => [
        account,
        coveredThrough === null ? say('statements.never') : formatDay(coveredThrough),
        say('working_days', { count: workingDays }),
        String(payments),
        formatDay(firstDueOn),
      ]),
    },
    { kind: 'paragraph', text: say('statements.request') },
    { kind: 'link', text: say('statements.link'), url: `${baseUrl}/sao-ke/lich` },
  ];
}

/** What of it makes news: which accounts, proven until when; that another day has passed is none. */
export function lateStatementContent(
  late: readonly LateStatement[],
): readonly (readonly string[])[] {
  return late.map(({ account, coveredThrough }) => [account, coveredThrough ?? '']);
}
