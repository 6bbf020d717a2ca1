// What a discrepancy says beyond its sums: which of its payments the gateway's own reports leave
// out, which fees differ, between which notices some are missing.
import { sumMoney, type Money } from '../money.js';
import type { DiscrepancyReading, FeeDifference, HeldReading, MissingNotices } from './reading.js';

/** What a member adds to its discrepancy's details. */
export interface MemberSaid {
  readonly held?: HeldReading;
  readonly feeDifference?: FeeDifference;
  readonly missingNotices?: MissingNotices;
  readonly givenUpAt?: Date;
}

type Details = Pick<DiscrepancyReading, 'held' | 'feeDifferences' | 'missingNotices' | 'givenUp'>;

/** The details of a discrepancy; nothing where no member says more. */
export function detailsOf(members: readonly (MemberSaid & { readonly amount: Money })[]): Details {
  const held = members.filter((member) => member.held);
  const batches = new Set(held.flatMap((member) => member.held?.batches ?? []));
  const feeDifferences = members.flatMap(({ feeDifference }) => feeDifference ?? []);
  const missingNotices = members.flatMap((member) => member.missingNotices ?? []);
  const givenUp = members.filter(({ givenUpAt }) => givenUpAt).length;
  const amount = sumMoney(held.map((member) => member.amount));
  return {
    ...(held.length > 0
      ? { held: { members: held.length, amount, batches: [...batches].sort() } }
      : {}),
    ...(feeDifferences.length > 0 ? { feeDifferences: feeDifferences.sort(byBatch) } : {}),
    ...(missingNotices.length > 0 ? { missingNotices: missingNotices.sort(byTime) } : {}),
    ...(givenUp > 0 ? { givenUp } : {}),
  };
}

/** In an order that does not depend on which report came first. */
function byBatch(one: FeeDifference, other: FeeDifference): number {
  const keyOf = ({ batch, reported, agreed }: FeeDifference) =>
    [batch, reported.toString(), agreed.toString()].join(' ');
  return keyOf(one) < keyOf(other) ? -1 : 1;
}

function byTime(one: MissingNotices, other: MissingNotices): number {
  return one.after.getTime() - other.after.getTime();
}
