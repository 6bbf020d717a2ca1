// A column mapping: whose files it reads, by which layout, who proposed and who confirmed it.
import type { Layout } from './layout.js';

/** Whose files: a gateway account's settlement reports, or a bank's statements. */
export type MappingOwner =
  | { readonly reads: 'settlement'; readonly gatewayAccountId: string; readonly bankBin: null }
  | { readonly reads: 'statement'; readonly gatewayAccountId: null; readonly bankBin: string };

export const mappingStates = ['proposed', 'confirmed', 'superseded', 'retired'] as const;
export type MappingState = (typeof mappingStates)[number];

export interface ColumnMapping {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly owner: MappingOwner;
  /** The gateway account's name, or the bank's. */
  readonly ownerName: string;
  readonly fingerprint: string;
  readonly headers: readonly string[];
  readonly layout: Layout;
  readonly sampleSha256: string;
  readonly proposedAt: Date;
  readonly proposedBy: string;
  readonly confirmedAt: Date | null;
  readonly confirmedBy: string | null;
  readonly retiredAt: Date | null;
  readonly retiredBy: string | null;
  readonly retiredBecause: string | null;
  /** The latest version of its name that was confirmed; null before the first. */
  readonly latestConfirmed: number | null;
}

/** `vnpay-bao-cao v2`, as messages and the trail name one. */
export function mappingTitle({ name, version }: Pick<ColumnMapping, 'name' | 'version'>): string {
  return `${name} v${String(version)}`;
}

/**
 * What a version counts for: only a `confirmed` one reads files. Retiring it brings no earlier one
 * back, so that nobody reads by what was once replaced.
 */
export function mappingState(
  mapping: Pick<ColumnMapping, 'version' | 'confirmedAt' | 'retiredAt' | 'latestConfirmed'>,
): MappingState {
  if (mapping.retiredAt !== null) return 'retired';
  if (mapping.confirmedAt === null) return 'proposed';
  return mapping.version === mapping.latestConfirmed ? 'confirmed' : 'superseded';
}

export function sameOwner(one: MappingOwner, other: MappingOwner): boolean {
  return one.gatewayAccountId === other.gatewayAccountId && one.bankBin === other.bankBin;
}
