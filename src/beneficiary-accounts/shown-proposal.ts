// A proposal as a checker sees it: what it changes against the present version, what the checks say,
// its papers, and the digest of all of it, which the decision must name.
import { localDateOf } from '../calendar.js';
import type { Db } from '../db.js';
import { loadAccountCheckContext } from './account-check-store.js';
import { checkAccount, type AccountCheck } from './account-checks.js';
import {
  findAccountVersion,
  loadAccountVersions,
  type StoredAccountVersion,
} from './account-store.js';
import {
  digestOfShown,
  effectOf,
  proposedFields,
  type AccountChange,
  type Effect,
  type Proposal,
  type ProposedAccount,
} from './proposal.js';
import { loadPapers, type Paper } from './proposal-store.js';
import { isLegalForVersion, versionStatusAt, type VersionAct } from './version-life.js';

export interface ShownProposal {
  readonly proposal: Proposal;
  readonly checks: readonly AccountCheck[];
  readonly papers: readonly Paper[];
  /** The version that it replaces, ends or resumes; null for a first one. */
  readonly present: StoredAccountVersion | null;
  /** Fields that differ from the present version, of a declaration. */
  readonly differences: readonly FieldDifference[];
  readonly digest: string;
  /** From when it holds, or would if it were approved now; null for what will never. */
  readonly effect: Effect | null;
  /** Why it cannot be approved whoever asks; null where it can. */
  readonly obstacle: string | null;
}

export interface FieldDifference {
  readonly field: keyof ProposedAccount;
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * Everything about a proposal at an instant. Call it under the purpose's lock to decide on it. Once
 * it has ended it is shown as it was decided: against that version, under that digest.
 */
export async function showProposal(
  db: Db,
  proposal: Proposal,
  { at, coolingOffHours }: { readonly at: Date; readonly coolingOffHours: number },
): Promise<ShownProposal> {
  if (proposal.endedAt !== null) return showEnded(db, proposal);
  const versions = await loadAccountVersions(db, { units: [proposal.unitCode] });
  const ofPurpose = versions.filter(({ purpose }) => purpose === proposal.purpose);
  const papers = await loadPapers(db, proposal.id);
  const found = presentOf(proposal, ofPurpose, at);
  const { present } = found;
  const effect = effectOf({
    ...{ at, coolingOffHours, askedOn: proposal.validFrom },
    presentFrom: present?.validFrom ?? null,
  });
  const checks = await checksOf(db, proposal, { at, effect });
  const digest = digestOfShown({
    ...{ proposal, checks, replaces: present },
    papers: papers.map(({ sha256 }) => sha256),
  });
  const obstacle = found.obstacle ?? laterVersion(proposal, ofPurpose, effect);
  const differences = differencesOf(proposal.account, present);
  return { proposal, checks, papers, present, differences, digest, effect, obstacle };
}

async function showEnded(db: Db, proposal: Proposal): Promise<ShownProposal> {
  const { decision, account } = proposal;
  const presentId = decision?.presentId ?? proposal.versionId;
  const present = presentId === null ? null : ((await findAccountVersion(db, presentId)) ?? null);
  const { effectiveOn, activatesAt } = decision ?? { effectiveOn: null, activatesAt: null };
  return {
    ...{ proposal, present, checks: [], obstacle: null },
    papers: await loadPapers(db, proposal.id),
    differences: differencesOf(account, present),
    digest: decision?.shownDigest ?? '',
    effect: effectiveOn && activatesAt ? { effectiveOn, activatesAt } : null,
  };
}

/** The checks judge the day from which it would hold, not the one that was asked for. */
async function checksOf(
  db: Db,
  proposal: Proposal,
  { at, effect }: { readonly at: Date; readonly effect: Effect },
): Promise<readonly AccountCheck[]> {
  const { account, unitCode, purpose } = proposal;
  if (!account) return [];
  const proposed = { ...account, unitCode, purpose, validFrom: effect.effectiveOn };
  const today = localDateOf(at);
  const context = await loadAccountCheckContext(db, { proposal: proposed, today });
  if (!context) throw new Error(`proposal ${proposal.id} is of a unit that is not there`);
  return checkAccount(proposed, context);
}

const actOf: Readonly<Record<AccountChange, VersionAct>> = {
  declare: 'replace',
  close: 'close',
  resume: 'resume',
};

interface Present {
  readonly present: StoredAccountVersion | null;
  readonly obstacle: string | null;
}

/** The version that a proposal is about, and what stands in the way of changing it. */
function presentOf(
  { change, versionId }: Proposal,
  versions: readonly StoredAccountVersion[],
  at: Date,
): Present {
  const inUse = versions.filter((one) => isLegalForVersion('replace', versionStatusAt(one, at)));
  const waiting = versions.find((one) => versionStatusAt(one, at) === 'approved');
  const present = (change === 'declare' ? inUse[0] : versions.find(isAbout(versionId))) ?? null;
  if (waiting) {
    const obstacle = 'A change that was approved is not active yet; it is stopped, or waited for.';
    return { present, obstacle };
  }
  if (change === 'declare') return { present, obstacle: null };
  const isLegal = present && isLegalForVersion(actOf[change], versionStatusAt(present, at));
  const obstacle = isLegal ? null : 'The account is no longer in a state that this would change.';
  const hasEnd = change === 'close' && isLegal && present.validTo !== null;
  return { present, obstacle: hasEnd ? 'The account has a last day already.' : obstacle };
}

function isAbout(versionId: string | null): (version: StoredAccountVersion) => boolean {
  return ({ id }) => id === versionId;
}

/** A take-over may have brought versions that begin later; what is declared has no end of its own. */
function laterVersion(
  { change }: Proposal,
  versions: readonly StoredAccountVersion[],
  { effectiveOn }: Effect,
): string | null {
  if (change !== 'declare') return null;
  const isLater = versions.some(
    ({ validFrom, validTo }) =>
      (validFrom ?? '') >= effectiveOn && (validTo === null || validTo > effectiveOn),
  );
  return isLater ? 'The register has a version that begins later; ask for a day after it.' : null;
}

function differencesOf(
  account: ProposedAccount | null,
  present: StoredAccountVersion | null,
): FieldDifference[] {
  if (!account) return [];
  return proposedFields.flatMap((field) => {
    const [from, to] = [present?.[field] ?? null, account[field]];
    return from === to ? [] : [{ field, from, to }];
  });
}
