// How the API takes and shows accounts and proposals to change them. Account numbers of units are
// public information and shown whole.
import { z } from 'zod';
import { may, type Principal } from '../access/principal.js';
import { accountDepsOf } from '../alerts/tell-account-change.js';
import type { AccountDeps } from '../beneficiary-accounts/account-deps.js';
import { whyNotDecider } from '../beneficiary-accounts/decider-store.js';
import { whyNotReasons, whyNotWords } from '../beneficiary-accounts/may-decide.js';
import { paperTypes } from '../beneficiary-accounts/paper-type.js';
import {
  accountChanges,
  proposalStateOf,
  proposalStates,
  proposedFields,
  type Proposal,
} from '../beneficiary-accounts/proposal.js';
import type { Paper } from '../beneficiary-accounts/proposal-store.js';
import { showProposal } from '../beneficiary-accounts/shown-proposal.js';
import { versionStatusAt, versionStatuses } from '../beneficiary-accounts/version-life.js';
import { instantText } from '../calendar.js';
import type { ApiAnswer, ApiDeps, Ask } from './route.js';
import { day, instant } from './shapes.js';

/** Text that people type, on one line. */
export const typed = (charsMax: number): z.ZodType<string> =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .min(1, 'is empty')
    .max(charsMax, `at most ${String(charsMax)} characters`)
    .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'contains a control character');

export const reason = typed(1000).describe('Why; told to the unit.');
const optional = (charsMax: number) => typed(charsMax).nullable().optional();

/** The account of a declaration, as its maker types it; what is absent is null, or stays as it is. */
export const accountFields = {
  kind: z.enum(['bank', 'treasury']),
  bankBin: optional(100).describe('A BIN; a name or code that means one bank is taken for it.'),
  clearingCode: optional(20),
  accountNumber: typed(40),
  accountName: typed(200),
  branch: optional(200),
  treasuryCode: optional(20),
  budgetCode: optional(20),
} as const;

const person = z.strictObject({ id: z.string(), name: z.string() });
const nullableText = z.string().nullable();

const shownAccount = z.strictObject({
  kind: z.enum(['bank', 'treasury']),
  bankBin: nullableText,
  clearingCode: nullableText,
  accountNumber: z.string(),
  accountName: z.string(),
  branch: nullableText,
  treasuryCode: nullableText,
  budgetCode: nullableText,
});

export const proposalShape = z.strictObject({
  id: z.string(),
  unitCode: z.string(),
  purpose: z.string(),
  change: z.enum(accountChanges),
  state: z.enum(proposalStates),
  account: shownAccount.nullable().describe('Null for an end and a resumption.'),
  validFrom: day.nullable().describe('First day asked for; null: as soon as it may be.'),
  reason: z.string(),
  versionId: nullableText.describe('Of an end and a resumption: the version it is about.'),
  maker: person,
  madeAt: instant,
  submittedAt: instant.nullable(),
  version: z.int().describe('What ETag says and If-Match takes.'),
  decision: z
    .strictObject({
      outcome: z.enum(['approved', 'rejected']),
      checker: person,
      reason: nullableText,
      decidedAt: instant,
      effectiveOn: day.nullable(),
      activatesAt: instant.nullable().describe('Until then one person can stop it.'),
      versionId: nullableText.describe('The version that it brought.'),
    })
    .nullable(),
});

const checkShape = z.strictObject({
  code: z.string(),
  severity: z.enum(['refuse', 'warn']),
  field: z.string(),
  vi: z.string(),
  en: z.string(),
  compared: z.string().optional(),
});

export const paperShape = z.strictObject({
  id: z.string(),
  name: z.string(),
  mediaType: z.enum(paperTypes),
  sha256: z.string(),
  size: z.int(),
  addedAt: instant,
});

export const proposalDetailShape = proposalShape.extend({
  checks: z.array(checkShape).describe('As they stand; none once it was decided.'),
  papers: z.array(paperShape),
  present: shownAccount
    .extend({
      id: z.string(),
      validFrom: day.nullable(),
      validTo: day.nullable(),
      status: z.enum(versionStatuses),
    })
    .nullable()
    .describe('The version that it replaces, ends or resumes.'),
  differences: z.array(
    z.strictObject({ field: z.enum(proposedFields), from: nullableText, to: nullableText }),
  ),
  effectiveOn: day.nullable().describe('From when it holds, or would if approved now.'),
  digest: z.string().describe('Of all that is shown here; a decision sends it back.'),
  obstacle: nullableText.describe('Why nobody can approve it now.'),
  mayDecide: z.boolean().describe('Whether you are the second person that it waits for.'),
  whyNot: z
    .strictObject({ code: z.enum(whyNotReasons), vi: z.string(), en: z.string() })
    .nullable(),
});

/** What the verbs that change the register are handed by a request. */
export function accountDeps({ config, now }: ApiDeps, { db, by }: Pick<Ask, 'db' | 'by'>) {
  return accountDepsOf({ db, now, by, config }) satisfies AccountDeps;
}

const textOrNull = (at: Date | null): string | null => at && instantText(at);

export function shownProposal(proposal: Proposal): z.output<typeof proposalShape> {
  const { id, unitCode, purpose, change, account, validFrom, versionId, maker } = proposal;
  const { decision } = proposal;
  return {
    ...{ id, unitCode, purpose, change, account, validFrom, versionId, maker },
    reason: proposal.reason,
    state: proposalStateOf(proposal),
    madeAt: instantText(proposal.madeAt),
    submittedAt: textOrNull(proposal.submittedAt),
    version: proposal.version,
    decision: decision && {
      outcome: decision.outcome,
      checker: decision.checker,
      reason: decision.reason,
      decidedAt: instantText(decision.decidedAt),
      effectiveOn: decision.effectiveOn,
      activatesAt: textOrNull(decision.activatesAt),
      versionId: decision.versionId,
    },
  };
}

export function shownPaper(paper: Paper): z.output<typeof paperShape> {
  return { ...paper, addedAt: instantText(paper.addedAt) };
}

/** A proposal with all that its checker needs, and whether this asker is one. */
export async function answerWithProposal(
  deps: ApiDeps,
  ask: Pick<Ask, 'db' | 'principal'>,
  proposal: Proposal,
): Promise<ApiAnswer> {
  const at = deps.now();
  const { province, accountCoolingOffHours: coolingOffHours } = deps.config;
  const shown = await showProposal(ask.db, proposal, { at, coolingOffHours });
  const waits = proposalStateOf(proposal) === 'pending_approval';
  const isReached = waits && may(ask.principal, 'account.approve', proposal.unitCode);
  const asked = { asker: ask.principal, proposal, province, at };
  const whyNot = isReached ? await whyNotDecider(ask.db, asked) : null;
  const { present } = shown;
  const body: z.output<typeof proposalDetailShape> = {
    ...shownProposal(proposal),
    checks: shown.checks.map((check) => ({ ...check })),
    papers: shown.papers.map(shownPaper),
    present: present && {
      id: present.id,
      kind: present.kind,
      bankBin: present.bankBin,
      clearingCode: present.clearingCode,
      accountNumber: present.accountNumber,
      accountName: present.accountName,
      branch: present.branch,
      treasuryCode: present.treasuryCode,
      budgetCode: present.budgetCode,
      validFrom: present.validFrom,
      validTo: present.validTo,
      status: versionStatusAt(present, at),
    },
    differences: shown.differences.map((difference) => ({ ...difference })),
    effectiveOn: shown.effect?.effectiveOn ?? null,
    digest: shown.digest,
    obstacle: shown.obstacle,
    mayDecide: isReached && whyNot === null,
    whyNot: whyNot && { code: whyNot, ...whyNotWords[whyNot] },
  };
  return { body, version: String(proposal.version) };
}

/** Whether a proposal is shown to somebody at all. */
export function isShownTo(principal: Principal, { unitCode }: Pick<Proposal, 'unitCode'>): boolean {
  return may(principal, 'account.read', unitCode);
}
