// Credits that a bank feed has announced and no statement shows yet: such money is `proposed`, never
// `arrived` and not said to be missing (contract section 4): a person looks at what stays so.
import type { LocalDate } from '../calendar.js';
import { awaitedSessions } from './awaited-sessions.js';
import {
  byPaidAt,
  fitOf,
  isExact,
  isInterchangeable,
  isRightAccount,
  type Credit,
  type Line,
} from './book.js';
import type { Ledger } from './ledger.js';

export interface NoticedAt {
  readonly asOfDay: LocalDate;
  /** True where no line has credited it by the as-of. */
  readonly isOpen: (credit: Credit) => boolean;
}

/** The open credits that notices announce at an instant. */
export function announcedCredits(ledger: Ledger, at: NoticedAt): Set<Credit> {
  const announced = new Set<Credit>();
  const isFree = (credit: Credit) => at.isOpen(credit) && !announced.has(credit);
  for (const noticed of ledger.noticed) {
    if (noticed.line.bookedOn > at.asOfDay) continue;
    const joined = noticed.lineId === null ? undefined : ledger.lines.get(noticed.lineId);
    const isBooked = joined !== undefined && joined.bookedOn <= at.asOfDay;
    // its own credit waits for the joined line to be matched; what else it names, the line says
    const own = noticed.payment?.credits;
    const found = own ?? (isBooked ? [] : namedCredits(noticed.line, ledger, isFree));
    for (const credit of found) if (at.isOpen(credit)) announced.add(credit);
  }
  return announced;
}

function namedCredits(
  line: Line,
  ledger: Ledger,
  isFree: (credit: Credit) => boolean,
): readonly Credit[] {
  if (line.named.length > 0 || line.namesUnpaid) {
    return line.named.flatMap((carriers) => {
      const open = carriers.filter((each) => isFree(each) && each.paidOn <= line.bookedOn);
      const fitting = open.filter((each) => isExact(fitOf(each, line.amount)));
      const meant = fitting.length > 0 ? fitting : open;
      // payments that can stand for one another are served in the order of paying
      return isInterchangeable(meant) ? [...meant].sort(byPaidAt).slice(0, 1) : meant;
    });
  }
  return (ledger.holders.get(line.bankAccountId) ?? []).flatMap((unitCode) =>
    awaitedSessions(line, ledger.units.get(unitCode)?.sessions ?? [], isFree, ledger.facts.calendar)
      .flatMap((session) => session.open)
      .filter((credit) => isRightAccount(credit, line)),
  );
}
