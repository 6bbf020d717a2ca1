// Whether a day of an account is proven, and if not why: one reason a day, the one whose mending is
// nearest. Pure; which days are covered is decided in statements/coverage.ts and handed in.
import { addDays, daysBetween, instantOf, type Calendar, type LocalDate } from '../calendar.js';
import { isIntraday } from '../statements/bank-format.js';
import { holdsOn, type CoveredDays, type DayRange } from './coverage.js';

/** What a statement that states a day may be the reason for, the nearest to a proof first. */
const statementReasons = [
  // balanced, but its balances do not join those of its neighbour
  'chain_broken',
  // balanced, but made before its last day had ended
  'day_not_over',
  'period_not_stated',
  'quarantined',
  'overlap',
  // of an account that could not be told: not registered, at several banks, another currency
  'parked',
  // a person took the lines in although the figures contradict each other
  'released',
  'no_balances',
  'intraday',
  'voided',
] as const;

export const dayReasons = [
  ...statementReasons,
  // between covered days, and no statement states it
  'gap' as const,
  'no_statement' as const,
  'not_yet_ours' as const,
  'no_longer_ours' as const,
  'future' as const,
];
export type DayReason = (typeof dayReasons)[number];

export const dayStates = ['covered', 'uncovered', 'outside', 'future'] as const;
export const dayKinds = ['working', 'weekend', 'holiday'] as const;

/** A statement of the account, whatever became of it. */
export interface ShownStatement {
  readonly id: string;
  readonly format: string;
  readonly state: string;
  readonly isReleased: boolean;
  /** Whether it states its days; else they are those of its entries. */
  readonly isStated: boolean;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly madeAt: Date;
}

export interface DayProof {
  readonly day: LocalDate;
  readonly kind: (typeof dayKinds)[number];
  readonly state: (typeof dayStates)[number];
  /** Null for a covered day. */
  readonly reason: DayReason | null;
  /** The statements that the reason is about. */
  readonly statementIds: readonly string[];
}

export interface ProofFacts {
  readonly calendar: Calendar;
  /** The day of the reading: it and those after it have not ended. */
  readonly today: LocalDate;
  /** Every version of the unit on this account: they share what is covered. */
  readonly versions: readonly CoveredDays[];
  readonly statements: readonly ShownStatement[];
}

/** Each day of a window, in order. */
export function dayProofs(facts: ProofFacts, window: DayRange): DayProof[] {
  const count = Math.max(0, daysBetween(window.from, window.to) + 1);
  return Array.from({ length: count }, (_, at) => proofOf(facts, addDays(window.from, at)));
}

function proofOf(facts: ProofFacts, day: LocalDate): DayProof {
  const about = { day, kind: kindOf(facts.calendar, day), statementIds: [] };
  const ranges = facts.versions.flatMap(({ covered }) => covered);
  if (day >= facts.today) return { ...about, state: 'future', reason: 'future' };
  if (ranges.some(({ from, to }) => from <= day && day <= to)) {
    return { ...about, state: 'covered', reason: null };
  }
  if (!facts.versions.some((version) => holdsOn(version, day))) {
    const isEarly = facts.versions.some(({ validFrom }) => validFrom !== null && day < validFrom);
    return { ...about, state: 'outside', reason: isEarly ? 'not_yet_ours' : 'no_longer_ours' };
  }
  return { ...about, state: 'uncovered', ...reasonOf(facts.statements, day, ranges) };
}

function kindOf(calendar: Calendar, day: LocalDate): DayProof['kind'] {
  if (calendar.isWorkingDay(day)) return 'working';
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6 ? 'weekend' : 'holiday';
}

function reasonOf(
  statements: readonly ShownStatement[],
  day: LocalDate,
  covered: readonly DayRange[],
): Pick<DayProof, 'reason' | 'statementIds'> {
  const stating = statements
    .filter(({ from, to }) => from <= day && day <= to)
    .map((each) => ({ id: each.id, reason: reasonIn(each, day, statements) }));
  const reason = statementReasons.find((one) => stating.some((each) => each.reason === one));
  if (reason !== undefined) {
    const ids = stating.filter((each) => each.reason === reason).map(({ id }) => id);
    return { reason, statementIds: ids };
  }
  const isBetween = covered.some(({ to }) => to < day) && covered.some(({ from }) => day < from);
  return { reason: isBetween ? 'gap' : 'no_statement', statementIds: [] };
}

function reasonIn(
  statement: ShownStatement,
  day: LocalDate,
  all: readonly ShownStatement[],
): DayReason | null {
  const { state } = statement;
  if (state === 'balanced') {
    if (!statement.isStated) return 'period_not_stated';
    return isUnfinished(statement, day, all) ? 'day_not_over' : 'chain_broken';
  }
  if (state === 'unproven') {
    if (isIntraday(statement)) return 'intraday';
    return statement.isReleased ? 'released' : 'no_balances';
  }
  return statementReasons.find((one) => one === state) ?? null;
}

/** Only the edges of a balanced statement can be unproven: its last day, or a break of the chain. */
function isUnfinished(
  { to, madeAt }: ShownStatement,
  day: LocalDate,
  all: readonly ShownStatement[],
): boolean {
  const isNext = (each: ShownStatement): boolean =>
    each.state === 'balanced' && each.isStated && each.from === addDays(day, 1);
  return to === day && madeAt < instantOf(addDays(day, 1)) && !all.some(isNext);
}

/** Days that follow each other, unproven for the same reason. */
export interface ReasonRange extends DayRange {
  readonly reason: DayReason;
  readonly workingDays: number;
  readonly statementIds: readonly string[];
}

/** The unproven days grouped by reason, oldest first. */
export function uncoveredRanges(days: readonly DayProof[]): ReasonRange[] {
  const ranges: ReasonRange[] = [];
  for (const { day, kind, state, reason, statementIds } of days) {
    if (state !== 'uncovered' || reason === null) continue;
    const worked = kind === 'working' ? 1 : 0;
    const last = ranges.at(-1);
    if (last?.reason !== reason || addDays(last.to, 1) !== day) {
      ranges.push({ from: day, to: day, reason, workingDays: worked, statementIds });
      continue;
    }
    ranges[ranges.length - 1] = {
      ...last,
      to: day,
      workingDays: last.workingDays + worked,
      statementIds: [...new Set([...last.statementIds, ...statementIds])],
    };
  }
  return ranges;
}
