// A proposal to change the register: an account from a day on, an end, or a resumption. Proposing is
// not changing: it waits for a second person.
import { createHash } from 'node:crypto';
import { addDays, instantOf, localDateOf, type LocalDate } from '../calendar.js';
import type { AccountFields } from './account.js';
import type { AccountCheck } from './account-checks.js';
import type { VersionStatus } from './version-life.js';

export const accountChanges = ['declare', 'close', 'resume'] as const;
export type AccountChange = (typeof accountChanges)[number];

/** The account that is declared, as its maker typed it and we normalised it. */
export interface ProposedAccount extends AccountFields {
  readonly clearingCode: string | null;
}

export const proposedFields = [
  'kind',
  'bankBin',
  'clearingCode',
  'accountNumber',
  'accountName',
  'branch',
  'treasuryCode',
  'budgetCode',
] as const satisfies readonly (keyof ProposedAccount)[];

export interface Proposal {
  readonly id: string;
  readonly unitCode: string;
  readonly purpose: string;
  readonly change: AccountChange;
  /** Null for an end and a resumption. */
  readonly account: ProposedAccount | null;
  /** First day asked for (close: the first on which it no longer holds); null: as soon as may be. */
  readonly validFrom: LocalDate | null;
  readonly reason: string;
  /** close, resume: the version that it is about. */
  readonly versionId: string | null;
  readonly maker: { readonly id: string; readonly name: string };
  readonly makerCitizen: string | null;
  readonly madeAt: Date;
  readonly version: number;
  readonly submittedAt: Date | null;
  readonly withdrawnAt: Date | null;
  readonly endedAt: Date | null;
  readonly decision: ProposalDecision | null;
}

export interface ProposalDecision {
  readonly outcome: 'approved' | 'rejected';
  readonly checker: { readonly id: string; readonly name: string };
  readonly reason: string | null;
  readonly decidedAt: Date;
  readonly effectiveOn: LocalDate | null;
  readonly activatesAt: Date | null;
  readonly shownDigest: string;
  /** The version that it ended, resumed or left as it was. */
  readonly presentId: string | null;
  /** The version that an approved declaration brought. */
  readonly versionId: string | null;
}

export const proposalStates = [
  'draft',
  'pending_approval',
  'approved',
  'rejected',
  'withdrawn',
] as const satisfies readonly VersionStatus[];
export type ProposalState = (typeof proposalStates)[number];

export function proposalStateOf(
  proposal: Pick<Proposal, 'submittedAt' | 'withdrawnAt' | 'decision'>,
): ProposalState {
  if (proposal.decision) return proposal.decision.outcome;
  if (proposal.withdrawnAt !== null) return 'withdrawn';
  return proposal.submittedAt === null ? 'draft' : 'pending_approval';
}

export const proposalActs = ['edit', 'attach', 'submit', 'withdraw', 'approve', 'reject'] as const;
export type ProposalAct = (typeof proposalActs)[number];

/** Where each act leads from each state; what is not here is refused. */
const proposalMoves: Readonly<
  Record<ProposalAct, Partial<Readonly<Record<ProposalState, ProposalState>>>>
> = {
  // what was submitted and is edited is shown anew: it goes back to its maker
  edit: { draft: 'draft', pending_approval: 'draft' },
  attach: { draft: 'draft', pending_approval: 'draft' },
  submit: { draft: 'pending_approval' },
  withdraw: { draft: 'withdrawn', pending_approval: 'withdrawn' },
  approve: { pending_approval: 'approved' },
  reject: { pending_approval: 'rejected' },
};

/** The state that an act leads to; undefined where it is not legal. */
export function moved(act: ProposalAct, from: ProposalState): ProposalState | undefined {
  return proposalMoves[act][from];
}

/** What a checker was shown: the approval holds for exactly this. */
export interface Shown {
  readonly proposal: Proposal;
  readonly checks: readonly AccountCheck[];
  /** SHA-256 of the papers that are attached. */
  readonly papers: readonly string[];
  /** The version that would end; its days too, since they decide what is replaced. */
  readonly replaces: {
    readonly id: string;
    readonly validFrom: LocalDate | null;
    readonly validTo: LocalDate | null;
  } | null;
}

/** SHA-256 over all of it; another one means that something was changed since it was shown. */
export function digestOfShown({ proposal, checks, papers, replaces }: Shown): string {
  const { account, id, unitCode, purpose, change, validFrom, reason, versionId } = proposal;
  const fields = proposedFields.map((field) => account?.[field] ?? null);
  const shown = [
    [id, unitCode, purpose, change, validFrom, reason, versionId, proposal.maker.id],
    [proposal.version, ...fields],
    // each finding once: how often depends on the unit's other purposes, which are not decided here
    [...new Set(checks.map(({ code, severity, field }) => `${code} ${severity} ${field}`))].sort(),
    [...papers].sort(),
    replaces && [replaces.id, replaces.validFrom, replaces.validTo],
  ];
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex');
}

/** From when what is decided now holds. */
export interface Effect {
  readonly effectiveOn: LocalDate;
  /** Until this instant one person can stop it. */
  readonly activatesAt: Date;
}

/**
 * The later of the day asked for and the day on which the cooling-off ends; never the first day of
 * the version that it replaces, which would then have held on no day.
 */
export function effectOf(decided: {
  readonly at: Date;
  readonly coolingOffHours: number;
  readonly askedOn: LocalDate | null;
  readonly presentFrom: LocalDate | null;
}): Effect {
  const cooled = new Date(decided.at.getTime() + decided.coolingOffHours * 3_600_000);
  const days = [localDateOf(cooled), decided.askedOn ?? ''];
  if (decided.presentFrom !== null) days.push(addDays(decided.presentFrom, 1));
  const effectiveOn = days.reduce((one, other) => (one < other ? other : one));
  const begins = instantOf(effectiveOn);
  return { effectiveOn, activatesAt: begins > cooled ? begins : cooled };
}

/** An account number as mails and the audit trail print it. */
export function numberEnd(accountNumber: string): string {
  return `…${accountNumber.replace(/[^0-9A-Za-z]/g, '').slice(-4)}`;
}
