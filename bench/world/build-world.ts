// Makes a province: planted cases, ordinary traffic, banks' ledgers, statements. The same seed and
// size give the same world; nothing of it knows the service.
import { addDays, instantOf } from '../../src/calendar.js';
import type { LocalDate } from '../../src/calendar.js';
import { emptyDraft } from './draft.js';
import { drawTerms, dueOf, gatewaysOf } from './gateways.js';
import type { Settling } from './gateways.js';
import { makePlaces } from './places.js';
import { randomFrom } from './random.js';
import { readCalendar, readOfficialUnits } from './reference.js';
import { plantMissingMoney } from './scenarios-missing.js';
import { plantTheRest } from './scenarios-other.js';
import { secondActOf } from './second-act.js';
import { settleBatches } from './settle-batches.js';
import { settleTransactions } from './settle-transactions.js';
import { addBankLines, statementFiles } from './statements.js';
import { addTraffic } from './traffic.js';
import type { Span, World } from './world.js';

export interface WorldSize {
  readonly seed: number;
  /** Days with ordinary payments, from 20 April 2026; at least 5. */
  readonly days: number;
  /** How many payments in all; the planted cases are the least. */
  readonly payments: number;
}

const firstOn = '2026-04-20';

/** Least days in which every planted case has its working day. */
export const daysMin = 5;

/**
 * Builds the world of a seed and size.
 * @throws RangeError for fewer than `daysMin` days
 */
export function buildWorld({ seed, days, payments }: WorldSize): World {
  if (days < daysMin) throw new RangeError(`a world lasts at least ${String(daysMin)} days`);
  const random = randomFrom(seed);
  const calendar = readCalendar();
  const terms = drawTerms(random);
  const gateways = gatewaysOf(terms);
  const span = spanOf({ calendar, terms }, days);
  const places = makePlaces(random, span, readOfficialUnits());
  const draft = emptyDraft({ random, span, calendar, terms, places });
  plantMissingMoney(draft);
  plantTheRest(draft);
  addTraffic(draft, payments);
  settleTransactions(draft);
  settleBatches(draft);
  addBankLines(draft);
  const statements = statementFiles(draft);
  const { units, accounts } = places;
  const { ledger, reports } = draft;
  return {
    seed,
    span,
    calendar,
    gateways,
    units,
    accounts,
    payments: random.shuffled(draft.payments),
    ledger,
    statements,
    reports,
    secondAct: secondActOf(draft, statements),
  };
}

/** Read three working days after the last ordinary payment is due: on a day when mails go out. */
function spanOf(settling: Settling, dayCount: number): Span {
  const { calendar } = settling;
  const days: LocalDate[] = Array.from({ length: dayCount }, (_, index) => addDays(firstOn, index));
  const lastPaidOn = days.at(-1) as LocalDate;
  const paidAt = instantOf(lastPaidOn, '23:59');
  const dueDays = gatewaysOf(settling.terms).map(
    ({ name }) => dueOf(settling, { gateway: name, paidAt }).dueOn,
  );
  const asOfOn = calendar.workingDayAfter(dueDays.sort().at(-1) as LocalDate, 3);
  return {
    firstOn,
    lastPaidOn,
    statementsTo: addDays(asOfOn, -1),
    asOf: instantOf(asOfOn, '08:00'),
    days,
    workingDays: days.filter((day) => calendar.isWorkingDay(day)),
  };
}
