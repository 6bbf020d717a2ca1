// What a rule's proposals claim: those that stand alone, and ties that claim an item twice.
import type { Credit, Line } from './items.js';
import type { Proposal, Reconciler } from './reconciler.js';

export interface Claim {
  readonly proposal: Proposal;
}

export interface RuleProposal extends Claim {
  readonly rule: Reconciler;
}
/** Proposals that share no item with another, and the rest by what they share. */
export function untangle<T extends Claim>(proposals: readonly T[]): { alone: T[]; ties: T[][] } {
  const groupOf = new Map<T, T[]>();
  const claimed = new Map<Credit | Line, T>();
  for (const each of proposals) {
    let group = [each];
    for (const item of itemsOf(each.proposal)) {
      const rival = claimed.get(item);
      const other = rival && groupOf.get(rival);
      if (other && other !== group) {
        group = [...other, ...group];
        for (const member of group) groupOf.set(member, group);
      }
      claimed.set(item, each);
    }
    groupOf.set(each, group);
  }
  const groups = [...new Set(groupOf.values())];
  return {
    alone: groups.flatMap((group) => (group.length === 1 ? group : [])),
    ties: groups.filter((group) => group.length > 1),
  };
}

/** Every line and expected credit a proposal would take. */
export function itemsOf(proposal: Pick<Proposal, 'lines' | 'credits'>): (Credit | Line)[] {
  return [
    ...proposal.lines.map(({ line }) => line),
    ...proposal.credits.map(({ credit }) => credit),
  ];
}
