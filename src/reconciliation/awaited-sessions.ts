// Which sessions an unresolved batch credit may be paying. Their open payments are `proposed`: the
// money is there, only its members are not known (contract section 4).
import type { Calendar } from '../calendar.js';
import { addDays } from '../calendar.js';
import type { Credit, Line, OpenSession, SessionBook } from './book.js';
import { endedBefore } from './book.js';

/**
 * The sessions of one unit that an unresolved line may be paying: those whose date it prints, else
 * whose due day is its booking day, else the latest ended uncredited one; and every consecutive
 * uncredited session directly before.
 * @param sessions all sessions of the line's gateways in the unit, credited ones too
 */
export function awaitedSessions(
  line: Line,
  sessions: readonly SessionBook[],
  isOpen: (credit: Credit) => boolean,
  calendar: Calendar,
): OpenSession[] {
  const awaited: OpenSession[] = [];
  for (const gatewayAccountId of line.gateways) {
    const begun = sessions
      .filter((each) => each.gatewayAccountId === gatewayAccountId)
      .filter((each) => each.session.firstOn <= line.bookedOn)
      .map((each) => ({ ...each, open: each.members.filter(isOpen) }));
    const first = firstChoice(line, begun);
    awaited.push(...first, ...directlyBefore(first, begun, calendar));
  }
  return awaited.filter((session) => session.open.length > 0);
}

function firstChoice(line: Line, begun: readonly OpenSession[]): readonly OpenSession[] {
  const ended = begun.filter((each) => endedBefore(each, line));
  for (const [days, among] of [
    [line.dates, begun],
    [line.looseDates, ended],
  ] as const) {
    const printed = among.filter(({ session }) =>
      days.some((day) => session.firstOn <= day && day <= session.lastOn),
    );
    if (printed.length > 0) return printed;
  }
  const due = ended.filter((session) => session.dueOn === line.bookedOn);
  if (due.length > 0) return due;
  const latest = ended.filter(isUncredited).at(-1);
  return latest ? [latest] : [];
}

function directlyBefore(
  first: readonly OpenSession[],
  ended: readonly OpenSession[],
  calendar: Calendar,
): OpenSession[] {
  const byLastDay = new Map(ended.map((session) => [session.session.lastOn, session]));
  const found: OpenSession[] = [];
  for (const start of first) {
    let current = start;
    for (;;) {
      const before = calendar.sessionOn(addDays(current.session.firstOn, -1));
      const previous = byLastDay.get(before.lastOn);
      if (!previous || !isUncredited(previous) || found.includes(previous)) break;
      if (!first.includes(previous)) found.push(previous);
      current = previous;
    }
  }
  return found;
}

function isUncredited(session: OpenSession): boolean {
  return session.open.length === session.members.length;
}
