// What searches could not answer, beside the lines and the payments that it may concern.
import { groupBy } from '../group-by.js';
import { isRightAccount, type Credit, type Line } from './items.js';
import type { Reading } from './payment-reading.js';
import type { LineReading, PaymentReading } from './reading.js';
import type { UnansweredReading } from './reconciler.js';
import { isNotSearched, type StoredUnanswered } from './unanswered-store.js';

/** Adds to a payment or a line what searches could not answer about it. */
export interface Searches {
  readonly withLine: (line: LineReading) => LineReading;
  readonly withPayment: (payment: PaymentReading) => PaymentReading;
}

/** A line that was not searched: of those alike in account, day and gateways one says it for all. */
interface NotSearched {
  readonly line: Line;
  readonly said: UnansweredReading;
}

export function readUnanswered(all: readonly StoredUnanswered[], reading: Reading): Searches {
  const byLine = groupBy(all, ({ lineId }) => lineId);
  const byAccount = notSearched(all, reading);
  return {
    withLine: (line) => {
      const own = byLine.get(line.lineId);
      return own ? { ...line, unanswered: own.map(asReading) } : line;
    },
    withPayment: (payment) => {
      if (byAccount.size === 0 || payment.settlement === null) return payment;
      const credits = reading.paymentOf(payment.paymentId)?.credits ?? [];
      const open = credits.filter((credit) => isUnseen(credit, reading));
      const found = open.flatMap((credit) => mayBeOf(credit, byAccount));
      return found.length > 0 ? { ...payment, unanswered: distinct(found) } : payment;
    },
  };
}

function asReading({ rule, because, most }: StoredUnanswered): UnansweredReading {
  return { rule, because, most };
}

function keyOf({ rule, because, most }: UnansweredReading): string {
  return `${rule} ${because} ${String(most)}`;
}

function notSearched(
  all: readonly StoredUnanswered[],
  { ledger, context }: Reading,
): ReadonlyMap<string, readonly NotSearched[]> {
  const kinds = new Map<string, NotSearched>();
  for (const one of all.filter(isNotSearched)) {
    const line = ledger.lines.get(one.lineId);
    if (!line || line.bookedOn > context.asOfDay) continue;
    const { bankAccountId, bookedOn, gateways } = line;
    const said = asReading(one);
    const key = [bankAccountId, bookedOn, ...gateways, keyOf(said)].join(' ');
    kinds.set(key, { line, said });
  }
  return groupBy([...kinds.values()], ({ line }) => line.bankAccountId);
}

/** Nothing of it was seen, and no proposal waits for a person. */
function isUnseen(credit: Credit, { context }: Reading): boolean {
  const { lines, proposed } = context.evidenceOf(credit);
  return lines.length === 0 && !proposed && credit.refund?.full !== true;
}

/** As the rules look: a batch by its gateway's name, anything else where no batch is named. */
function mayBeOf(
  credit: Credit,
  byAccount: ReadonlyMap<string, readonly NotSearched[]>,
): UnansweredReading[] {
  const accounts = new Set(credit.rights.map(({ bankAccountId }) => bankAccountId));
  return [...accounts]
    .flatMap((account) => byAccount.get(account) ?? [])
    .filter(({ line, said }) => {
      const isNamed = line.gateways.includes(credit.gatewayAccountId);
      const isBatch = said.rule !== 'unique-cover';
      return (
        isBatch === (credit.mode === 'daily_batch') &&
        (isNamed || (!isBatch && line.gateways.length === 0)) &&
        credit.paidOn <= line.bookedOn &&
        (line.bookedOn <= credit.suggestUntil || said.rule === 'settlement-window') &&
        isRightAccount(credit, line)
      );
    })
    .map(({ said }) => said);
}

function distinct(all: readonly UnansweredReading[]): UnansweredReading[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}
