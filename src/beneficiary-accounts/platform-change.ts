// Changes of the register as a payment platform is to hear of them: an account begins, in place of
// another or as the first, or one ends without a successor. Pure.
import type { LocalDate } from '../calendar.js';
import { groupBy } from '../group-by.js';

export const platformWordKinds = ['told', 'confirmed'] as const;
export type PlatformWordKind = (typeof platformWordKinds)[number];

export const platformChangeKinds = ['begins', 'ends'] as const;
export type PlatformChangeKind = (typeof platformChangeKinds)[number];

export const platformChangeStates = ['untold', 'told', 'confirmed'] as const;
export type PlatformChangeState = (typeof platformChangeStates)[number];

/** A version of the register as a platform needs it. */
export interface ChangingVersion {
  readonly id: string;
  readonly unitCode: string;
  readonly unitName: string;
  readonly purpose: string;
  readonly bankBin: string | null;
  readonly clearingCode: string | null;
  readonly accountNumber: string;
  readonly accountName: string;
  readonly branch: string | null;
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
  /** When its beginning can no longer be stopped; null for versions of a take-over. */
  readonly activatesAt: Date | null;
  /** The same of the decision that ended it; null where none did. */
  readonly endActivatesAt: Date | null;
}

export interface RecordedWord {
  readonly versionId: string;
  readonly change: PlatformChangeKind;
  readonly word: PlatformWordKind;
  readonly onDay: LocalDate;
}

/** One change, and how far a platform knows of it. */
export interface PlatformChange {
  readonly versionId: string;
  readonly change: PlatformChangeKind;
  readonly unitCode: string;
  readonly unitName: string;
  readonly purpose: string;
  readonly oldAccount: ChangingVersion | null;
  readonly newAccount: ChangingVersion | null;
  /** The first day of the new account; of an end the first day without the old one. */
  readonly firstOn: LocalDate;
  readonly state: PlatformChangeState;
  readonly toldOn: LocalDate | null;
  readonly confirmedOn: LocalDate | null;
}

/**
 * The changes that two people decided on, by day and unit, with what one platform knows of each.
 * What can still be stopped is none yet; of a take-over platforms had always known.
 */
export function platformChanges(
  versions: readonly ChangingVersion[],
  words: readonly RecordedWord[],
  at: Date,
): PlatformChange[] {
  const said = new Map(words.map((each) => [keyOf(each, each.word), each.onDay]));
  const byPurpose = groupBy(versions, ({ unitCode, purpose }) => `${unitCode} ${purpose}`);
  return [...byPurpose.values()]
    .flatMap((ofPurpose) => ofPurpose.flatMap((version) => changesOf(version, ofPurpose, at)))
    .map((change) => {
      const toldOn = said.get(keyOf(change, 'told')) ?? null;
      const confirmedOn = said.get(keyOf(change, 'confirmed')) ?? null;
      const state = confirmedOn !== null ? 'confirmed' : toldOn !== null ? 'told' : 'untold';
      return { ...change, state, toldOn, confirmedOn } as const;
    })
    .sort((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1));
}

type Change = Omit<PlatformChange, 'state' | 'toldOn' | 'confirmedOn'>;

function changesOf(
  version: ChangingVersion,
  ofPurpose: readonly ChangingVersion[],
  at: Date,
): Change[] {
  const { id: versionId, unitCode, unitName, purpose, validFrom, validTo } = version;
  const about = { versionId, unitCode, unitName, purpose };
  const isSettled = (instant: Date | null) => instant !== null && instant <= at;
  const changes: Change[] = [];
  if (validFrom !== null && isSettled(version.activatesAt)) {
    const oldAccount = ofPurpose.find((each) => each.validTo === validFrom) ?? null;
    const newAccount = version;
    changes.push({ ...about, change: 'begins', oldAccount, newAccount, firstOn: validFrom });
  }
  const isReplaced = ofPurpose.some((each) => each.validFrom === validTo);
  if (validTo !== null && !isReplaced && isSettled(version.endActivatesAt)) {
    const [oldAccount, newAccount] = [version, null];
    changes.push({ ...about, change: 'ends', oldAccount, newAccount, firstOn: validTo });
  }
  return changes;
}

/** What a word is about; a word itself where `word` is given. */
export function keyOf(
  { versionId, change }: Pick<RecordedWord, 'versionId' | 'change'>,
  word: PlatformWordKind,
): string {
  return `${versionId} ${change} ${word}`;
}

function sortKey({ firstOn, unitCode, purpose, versionId }: Change): string {
  return [firstOn, unitCode, purpose, versionId].join(' ');
}

/** Names of the fields in which a change leaves for a platform, in order. */
export const platformChangeFields = [
  'versionId',
  'change',
  'unitCode',
  'unitName',
  'purpose',
  'oldBankBin',
  'oldAccount',
  'oldAccountName',
  'newBankBin',
  'newClearingCode',
  'newAccount',
  'newAccountName',
  'newBranch',
  'firstOn',
  'state',
  'toldOn',
  'confirmedOn',
] as const;

/** A change as lists and files show it. */
export function platformChangeRecord(
  change: PlatformChange,
): Readonly<Record<(typeof platformChangeFields)[number], string | null>> {
  const { oldAccount, newAccount } = change;
  const { versionId, unitCode, unitName, purpose, firstOn, state, toldOn, confirmedOn } = change;
  return {
    versionId,
    change: change.change,
    unitCode,
    unitName,
    purpose,
    oldBankBin: oldAccount?.bankBin ?? null,
    oldAccount: oldAccount?.accountNumber ?? null,
    oldAccountName: oldAccount?.accountName ?? null,
    newBankBin: newAccount?.bankBin ?? null,
    newClearingCode: newAccount?.clearingCode ?? null,
    newAccount: newAccount?.accountNumber ?? null,
    newAccountName: newAccount?.accountName ?? null,
    newBranch: newAccount?.branch ?? null,
    firstOn,
    state,
    toldOn,
    confirmedOn,
  };
}
