// What the checks need to know of a statement's lines, counted while they are read: no check looks at
// a line twice, so a statement need not fit into memory.
import type { LocalDate } from '../calendar.js';
import { FileRefused } from '../tables/file-refused.js';
import { lineCountMax, type DecimalText, type ParsedLine } from './bank-format.js';
import { amountIn, amountText, isEqual, minus, plus, type Amount } from './running-sum.js';

export interface Tally {
  readonly add: (line: ParsedLine) => void;
  readonly all: SideSums;
  readonly booked: SideSums;
  /** Days of booked lines. */
  readonly bookedOn: ReadonlySet<LocalDate>;
  readonly firstOn: LocalDate | null;
  readonly lastOn: LocalDate | null;
  /** Running balances, oldest line first or last; null where none can be followed. */
  readonly running: (isReversed: boolean) => Running | null;
  /** Neighbours whose balances do not follow, in the order of the file and against it. */
  readonly breaks: { readonly forward: number; readonly reversed: number };
}

/** Both sides' positive totals. */
export interface SideSums {
  credits: Amount;
  debits: Amount;
  creditCount: number;
  debitCount: number;
}

export interface Running {
  readonly opening: DecimalText;
  readonly closing: DecimalText;
  readonly breakCount: number;
  readonly printedCount: number;
}

interface TallyState {
  readonly all: SideSums;
  readonly booked: SideSums;
  readonly bookedOn: Set<LocalDate>;
  firstOn: LocalDate | null;
  lastOn: LocalDate | null;
  readonly breaks: { forward: number; reversed: number };
}

export function openTally(): Tally {
  const state: TallyState = {
    all: emptySums(),
    booked: emptySums(),
    bookedOn: new Set(),
    firstOn: null,
    lastOn: null,
    breaks: { forward: 0, reversed: 0 },
  };
  const chain = openChain();
  let before: { readonly balance: Amount; readonly amount: Amount } | null = null;
  return Object.assign(state, {
    add(line: ParsedLine): void {
      const amount = amountIn(line.amount);
      addTo(state.all, line.amount, amount);
      const count = state.all.creditCount + state.all.debitCount;
      if (count > lineCountMax) {
        const detail = `a statement is read up to ${String(lineCountMax)} lines`;
        throw new FileRefused('too_many_rows', detail);
      }
      state.firstOn ??= line.bookingDate;
      state.lastOn = line.bookingDate;
      const printed = line.runningBalance === null ? null : amountIn(line.runningBalance);
      if (before !== null && printed !== null) {
        if (!isEqual(plus(before.balance, amount), printed)) state.breaks.forward += 1;
        if (!isEqual(plus(printed, before.amount), before.balance)) state.breaks.reversed += 1;
      }
      before = printed === null ? null : { balance: printed, amount };
      if (!line.isBooked) return;
      addTo(state.booked, line.amount, amount);
      state.bookedOn.add(line.bookingDate);
      chain.add(amount, printed);
    },
    running: chain.running,
  });
}

function emptySums(): SideSums {
  return { credits: 0, debits: 0, creditCount: 0, debitCount: 0 };
}

function addTo(sums: SideSums, text: DecimalText, amount: Amount): void {
  if (text.startsWith('-')) {
    sums.debits = minus(sums.debits, amount);
    sums.debitCount += 1;
  } else {
    sums.credits = plus(sums.credits, amount);
    sums.creditCount += 1;
  }
}

interface Chain {
  readonly add: (amount: Amount, printed: Amount | null) => void;
  readonly running: (isReversed: boolean) => Running | null;
}

interface Ends {
  readonly printed: Amount | null;
  readonly amount: Amount;
}

/** Balances printed per line, followed in both directions, since only the last line says which. */
function openChain(): Chain {
  let first: Ends | undefined;
  let last: Ends | undefined;
  let printedCount = 0;
  const breaks = { forward: 0, reversed: 0 };
  let balance: Amount = 0;
  // of the last printed line: its balance, and what moved from it on
  let above: Amount | null = null;
  let moved: Amount = 0;
  return {
    add(amount, printed) {
      if (!first) {
        first = { printed, amount };
        balance = printed === null ? 0 : minus(printed, amount);
      }
      last = { printed, amount };
      balance = plus(balance, amount);
      if (printed !== null) {
        printedCount += 1;
        if (!isEqual(balance, printed)) breaks.forward += 1;
        if (above !== null && !isEqual(plus(printed, moved), above)) breaks.reversed += 1;
        balance = printed;
        above = printed;
        moved = 0;
      }
      moved = plus(moved, amount);
    },
    running(isReversed) {
      const [oldest, newest] = isReversed ? [last, first] : [first, last];
      if (!oldest || !newest || oldest.printed === null || newest.printed === null) return null;
      return {
        opening: amountText(minus(oldest.printed, oldest.amount)),
        closing: amountText(newest.printed),
        breakCount: isReversed ? breaks.reversed : breaks.forward,
        printedCount,
      };
    },
  };
}
