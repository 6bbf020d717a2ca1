// Where the balances that a bank feed announces show that notices between two of them are missing.
// A balanced statement of those days shows what moved, and ends it.
import { groupBy } from '../group-by.js';
import type { Money } from '../money.js';
import { balanceGaps } from '../payments/bank-notice.js';
import { unitHolding } from './coverage-reading.js';
import type { BankNoticeFact, ProvinceFacts } from './facts.js';
import type { MissingNotices } from './reading.js';
import type { SettlementContext } from './settlement.js';

/** A gap in what one feed told of one registered account. */
export interface NoticeGap {
  readonly gatewayAccountId: string;
  readonly bankAccountId: string;
  readonly unitCode: string | null;
  readonly gap: MissingNotices;
  readonly isCovered: boolean;
}

/** Every gap, or null for an account (by id) whose feeds' balances tell nothing. */
export function noticeGaps(
  { notices }: Pick<ProvinceFacts, 'notices'>,
  context: Pick<SettlementContext, 'asOf' | 'coverage' | 'versionsOn'>,
): Map<string, readonly NoticeGap[]> {
  const gaps = new Map<string, readonly NoticeGap[]>();
  const told = notices.filter(({ movedAt }) => movedAt <= context.asOf);
  const feeds = groupBy(told, (each) => `${each.gatewayAccountId} ${each.bankAccountId ?? ''}`);
  for (const feed of feeds.values()) {
    const bankAccountId = feed[0]?.bankAccountId;
    const found = bankAccountId ? gapsOf(feed, bankAccountId, context) : null;
    if (!bankAccountId || !found) continue;
    gaps.set(bankAccountId, [...(gaps.get(bankAccountId) ?? []), ...found]);
  }
  return gaps;
}

function gapsOf(
  feed: readonly BankNoticeFact[],
  bankAccountId: string,
  { coverage, versionsOn }: Pick<SettlementContext, 'coverage' | 'versionsOn'>,
): NoticeGap[] | null {
  const found = balanceGaps(feed);
  if (!found) return null;
  // a feed that is set to tell credits alone leaves out every debit, and means it
  const tells = (missing: Money) => missing > 0n || feed.some(({ amount }) => amount < 0n);
  return found
    .filter(({ missing }) => tells(missing))
    .map(({ after, before, missing }) => ({
      gatewayAccountId: before.gatewayAccountId,
      bankAccountId,
      unitCode: unitHolding(versionsOn(bankAccountId), before.movedOn),
      gap: { after: after.movedAt, before: before.movedAt, missing },
      isCovered: coverage.covers(bankAccountId, after.movedOn, before.movedOn),
    }));
}
