// Which statement line a bank feed's notice announced: same account and amount, a day apart at
// most, and the same bank reference or the same text; one to one within a feed. Where several would
// do, none is joined.
import { addDays, type LocalDate } from '../calendar.js';
import { groupBy } from '../group-by.js';
import { compactText } from '../statements/narrative.js';
import type { StatementLine } from '../statements/statement-store.js';
import type { BankNoticeFact } from './facts.js';

/** Pure: the result does not depend on the order of either list. */
export function joinNotices(
  notices: readonly BankNoticeFact[],
  lines: readonly StatementLine[],
): ReadonlyMap<BankNoticeFact, StatementLine> {
  const joined = new Map<BankNoticeFact, StatementLine>();
  const accounts = new Set(notices.map(({ bankAccountId }) => bankAccountId));
  const near = lines.filter(({ bankAccountId }) => accounts.has(bankAccountId));
  const byReference = ({ bankRef }: Named) => compactText(bankRef ?? '');
  const byText = ({ narrative }: Named) => compactText(narrative);
  for (const feed of groupBy(notices, ({ gatewayAccountId }) => gatewayAccountId).values()) {
    const taken = new Set<StatementLine>();
    for (const textOf of [byReference, byText]) joinBy(textOf, { feed, near, joined, taken });
  }
  return joined;
}

interface Named {
  readonly bankRef: string | null;
  readonly narrative: string;
}

interface Joining {
  readonly feed: readonly BankNoticeFact[];
  readonly near: readonly StatementLine[];
  readonly joined: Map<BankNoticeFact, StatementLine>;
  readonly taken: Set<StatementLine>;
}

function joinBy(textOf: (one: Named) => string, { feed, near, joined, taken }: Joining): void {
  const keyOf = (one: Named & Pick<StatementLine, 'amount'>, account: string | null) => {
    const text = textOf(one);
    return text === '' || account === null ? null : `${account} ${one.amount} ${text}`;
  };
  const lines = groupBy(
    near.filter((line) => !taken.has(line)),
    (line) => keyOf(line, line.bankAccountId),
  );
  const open = feed.filter((notice) => !joined.has(notice));
  for (const [key, alike] of groupBy(open, (notice) => keyOf(notice, notice.bankAccountId))) {
    const candidates = key === null ? undefined : lines.get(key);
    if (!candidates) continue;
    for (const [notice, line] of onlyPairs(alike, candidates)) {
      joined.set(notice, line);
      taken.add(line);
    }
  }
}

/** Pairs of which neither has another partner; what a pair leaves alone may make the next one. */
function onlyPairs(
  notices: readonly BankNoticeFact[],
  lines: readonly StatementLine[],
): [BankNoticeFact, StatementLine][] {
  const noticesOn = groupBy(notices, ({ movedOn }) => movedOn);
  const linesOn = groupBy(lines, ({ bookingDate }) => bookingDate);
  const pairs: [BankNoticeFact, StatementLine][] = [];
  for (let before = -1; before < pairs.length;) {
    before = pairs.length;
    for (const notice of [...noticesOn.values()].flat()) {
      const line = onlyOneNear(linesOn, notice.movedOn);
      if (!line || onlyOneNear(noticesOn, line.bookingDate) !== notice) continue;
      pairs.push([notice, line]);
      drop(noticesOn, notice.movedOn, notice);
      drop(linesOn, line.bookingDate, line);
    }
  }
  return pairs;
}

function onlyOneNear<T>(byDay: ReadonlyMap<LocalDate, readonly T[]>, day: LocalDate) {
  const near = [-1, 0, 1].map((days) => byDay.get(addDays(day, days)) ?? []);
  const count = near.reduce((sum, items) => sum + items.length, 0);
  return count === 1 ? near.find((items) => items.length === 1)?.[0] : undefined;
}

function drop<T>(byDay: Map<LocalDate, T[]>, day: LocalDate, item: T): void {
  byDay.set(
    day,
    (byDay.get(day) ?? []).filter((each) => each !== item),
  );
}
