// What a batch credit may have been meant to pay: the batches of a report, else the runs of
// consecutive open sessions, each with what it should have brought.
import type { LocalDate } from '../src/calendar.js';
import {
  endedBefore,
  type Batch,
  type Credit,
  type Line,
  type OpenSession,
  type UnitBook,
} from '../src/reconciliation/book.js';
import { absMoney, sumMoney, type Money } from '../src/money.js';
import type { CreditLeg } from '../src/reconciliation/reconciler.js';
import { canPay, onItsDay, soonAfter } from './settlement-report.js';
import { contributions, datedAsPrinted, runLengthMax } from './session-runs.js';

/** Members looked at for one line; one that needs more is not searched. */
export const stepsMax = 50_000;

/** A set of payments with the sum that a credit of all of them would have. */
export interface Base {
  readonly kind: 'batch' | 'session';
  /** The batch's id, or the days of its sessions. */
  readonly label: string;
  readonly gatewayAccountId: string;
  readonly basis: 'gross' | 'net';
  readonly sum: Money;
  readonly legs: readonly CreditLeg[];
  /** Members of a report that another credit has paid already. */
  readonly closed: readonly CreditLeg[];
  /** Payments whose refund the sum takes into account. */
  readonly refunded: ReadonlySet<Credit>;
  readonly firstOn: LocalDate;
  readonly lastOn: LocalDate;
}

/** Every base of a line that is not too far from it; null where the search would take too long. */
export function basesOf(book: UnitBook, line: Line): readonly Base[] | null {
  const batches = book.batches.filter((batch) => isMeant(batch, line, book));
  if (batches.length > 0) {
    // rows without a payment of ours may be what is missing or extra: nothing could be proven
    const isKnown = batches.every(({ unknownCount, unpaid }) => unknownCount + unpaid.length === 0);
    return isKnown ? batches.map((batch) => reported(batch, book)) : [];
  }
  return line.batches.length > 0 ? [] : runsOf(book, line);
}

function isMeant(batch: Batch, line: Line, book: UnitBook): boolean {
  const byId = line.batches.includes(batch.label);
  const byDay =
    line.batches.length === 0 &&
    line.gateways.includes(batch.gatewayAccountId) &&
    (onItsDay(batch)(line) || soonAfter(batch)(line));
  const open = batch.members.filter(({ credit }) => book.stillOpen(credit));
  const inTime = open.every(({ credit }) => line.bookedOn <= credit.suggestUntil);
  return (byId || byDay) && open.length > 0 && inTime && canPay(batch, line);
}

function reported(batch: Batch, book: UnitBook): Base {
  const members = batch.members.map(({ credit, net }) => ({ credit, amount: net }));
  const days = members.map(({ credit }) => credit.session);
  return {
    kind: 'batch',
    label: batch.label,
    gatewayAccountId: batch.gatewayAccountId,
    basis: 'net',
    sum: batch.netTotal,
    legs: members.filter(({ credit }) => book.stillOpen(credit)),
    closed: members.filter(({ credit }) => !book.stillOpen(credit)),
    refunded: new Set(),
    firstOn: days.map(({ firstOn }) => firstOn).sort()[0] ?? '',
    lastOn:
      days
        .map(({ lastOn }) => lastOn)
        .sort()
        .at(-1) ?? '',
  };
}

interface Run {
  readonly sessions: readonly OpenSession[];
  readonly bases: readonly Base[];
}

function runsOf(book: UnitBook, line: Line): readonly Base[] | null {
  const runs: Run[] = [];
  let steps = 0;
  for (const gatewayAccountId of line.gateways) {
    const own = book.sessions.filter((each) => each.gatewayAccountId === gatewayAccountId);
    const largest = largestOf(own.flatMap(({ members }) => members));
    const ended = own.filter(
      (each) =>
        endedBefore(each, line) &&
        each.members.every((credit) => line.bookedOn <= credit.suggestUntil),
    );
    for (let start = 0; start < ended.length; start += 1) {
      for (let end = start + 1; end <= ended.length && end - start <= runLengthMax; end += 1) {
        const sessions = ended.slice(start, end);
        const last = sessions.at(-1);
        // a credited session in between parts what was not settled together
        if (!last || last.doubtful || last.open.length === 0) break;
        steps += sessions.reduce((count, { open }) => count + open.length, 0);
        if (steps > stepsMax) return null;
        const bases = basesOfRun(book, sessions, line);
        const reach = (base: Base) => base.sum - line.amount - largest - feesOf(base);
        if (bases.length > 0 && bases.every((base) => reach(base) > 0n)) break;
        runs.push({ sessions, bases: bases.filter((base) => isNear(base, line, largest)) });
      }
    }
  }
  return datedAsPrinted(runs, line).flatMap(({ bases }) => bases);
}

function largestOf(credits: readonly Credit[]): Money {
  return credits.reduce<Money>((most, { gross }) => (gross > most ? gross : most), 0n);
}

function feesOf({ legs }: Base): Money {
  return sumMoney(legs.map(({ credit }) => credit.gross - credit.net));
}

/** One payment, one refund, or the fees themselves are the most that one cause explains. */
function isNear(base: Base, line: Line, largest: Money): boolean {
  const gap = absMoney(base.sum - line.amount);
  return gap <= largest || gap <= feesOf(base);
}

/** What a run brings: net and gross, before and after its part refunds. Equal sums count once. */
function basesOfRun(book: UnitBook, sessions: readonly OpenSession[], line: Line): Base[] {
  const [first] = sessions;
  const last = sessions.at(-1);
  if (!first || !last) return [];
  const members = sessions.flatMap(({ open }) => open);
  const { gatewayAccountId } = first;
  const [firstOn, lastOn] = [first.session.firstOn, last.session.lastOn];
  const about = { kind: 'session', label: `${firstOn}/${lastOn}`, gatewayAccountId } as const;
  const found: Base[] = [];
  for (const deduct of [false, true]) {
    const parts = contributions(sessions, line, deduct);
    const credits = parts.map(({ credit }) => credit);
    for (const basis of ['net', 'gross'] as const) {
      const legs = parts.map((part) => ({ credit: part.credit, amount: part[basis] }));
      const ofBatch = basis === 'net' ? book.batchNet(gatewayAccountId, credits) : null;
      const sum = ofBatch ?? sumMoney(legs.map(({ amount }) => amount));
      if (legs.length === 0 || found.some((base) => base.sum === sum)) continue;
      const refunded = new Set(members.filter(({ refund }) => refund?.full === true || deduct));
      found.push({ ...about, basis, sum, legs, closed: [], refunded, firstOn, lastOn });
    }
  }
  return found;
}
