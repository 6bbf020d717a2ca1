// Proposals, their papers and decisions as stored.
import type { Db } from '../db.js';
import type { LocalDate } from '../calendar.js';
import type { PaperType } from './paper-type.js';
import {
  proposedFields,
  type AccountChange,
  type Proposal,
  type ProposalDecision,
  type ProposedAccount,
} from './proposal.js';

interface ProposalRow extends ProposedAccount {
  readonly id: string;
  readonly unitCode: string;
  readonly purpose: string;
  readonly change: AccountChange;
  readonly validFrom: LocalDate | null;
  readonly reason: string;
  readonly aboutVersion: string | null;
  readonly makerId: string;
  readonly makerName: string;
  readonly makerCitizen: string | null;
  readonly madeAt: Date;
  readonly version: number;
  readonly submittedAt: Date | null;
  readonly withdrawnAt: Date | null;
  readonly endedAt: Date | null;
  readonly outcome: 'approved' | 'rejected' | null;
  readonly checkerId: string;
  readonly checkerName: string;
  readonly decisionReason: string | null;
  readonly decidedAt: Date;
  readonly effectiveOn: LocalDate | null;
  readonly activatesAt: Date | null;
  readonly shownDigest: string;
  readonly presentId: string | null;
  readonly broughtVersion: string | null;
}

const selectProposals = `
  select proposal.id, proposal.unit_code as "unitCode", proposal.purpose, proposal.change,
         proposal.kind, proposal.bank_bin as "bankBin", proposal.clearing_code as "clearingCode",
         proposal.account_number as "accountNumber", proposal.account_name as "accountName",
         proposal.branch, proposal.treasury_code as "treasuryCode",
         proposal.budget_code as "budgetCode", proposal.valid_from as "validFrom",
         proposal.reason, proposal.version_id as "aboutVersion", proposal.maker_id as "makerId",
         maker.name as "makerName", proposal.maker_citizen as "makerCitizen",
         proposal.made_at as "madeAt", proposal.version, proposal.submitted_at as "submittedAt",
         proposal.withdrawn_at as "withdrawnAt", proposal.ended_at as "endedAt",
         decision.outcome, decision.checker_id as "checkerId", checker.name as "checkerName",
         decision.reason as "decisionReason", decision.decided_at as "decidedAt",
         decision.effective_on as "effectiveOn", decision.activates_at as "activatesAt",
         decision.shown_digest as "shownDigest", decision.version_id as "presentId", version.id as "broughtVersion"
    from account_proposal proposal
    join officer maker on maker.id = proposal.maker_id
    left join account_decision decision on decision.proposal_id = proposal.id
    left join officer checker on checker.id = decision.checker_id
    left join beneficiary_account version on version.decision_id = proposal.id`;

const proposalById = `${selectProposals} where proposal.id = ?`;

/** The latest first, of some units. */
const proposalList = `${selectProposals}
   where proposal.unit_code = any(:units)
     and proposal.id < coalesce(:before, proposal.id + 1)
     and (not :openOnly or proposal.ended_at is null)
   order by proposal.id desc
   limit :limit`;

export async function findProposal(db: Db, id: string): Promise<Proposal | undefined> {
  const { rows } = await db.raw<{ rows: ProposalRow[] }>(proposalById, [id]);
  return rows[0] && proposalOf(rows[0]);
}

export async function listProposals(
  db: Db,
  asked: {
    readonly units: readonly string[];
    readonly openOnly?: boolean;
    /** Only those with a lower id. */
    readonly before?: string | null;
    readonly limit: number;
  },
): Promise<Proposal[]> {
  const { units, openOnly = false, before = null, limit } = asked;
  const bound = { units: [...units], openOnly, before, limit };
  const { rows } = await db.raw<{ rows: ProposalRow[] }>(proposalList, bound);
  return rows.map(proposalOf);
}

function proposalOf(row: ProposalRow): Proposal {
  const { id, unitCode, purpose, change, validFrom, reason, makerCitizen, madeAt, version } = row;
  const fields = Object.fromEntries(proposedFields.map((field) => [field, row[field]]));
  return {
    ...{ id, unitCode, purpose, change, validFrom, reason, makerCitizen, madeAt, version },
    account: change === 'declare' ? (fields as unknown as ProposedAccount) : null,
    versionId: row.aboutVersion,
    maker: { id: row.makerId, name: row.makerName },
    submittedAt: row.submittedAt,
    withdrawnAt: row.withdrawnAt,
    endedAt: row.endedAt,
    decision: decisionOf(row),
  };
}

function decisionOf(row: ProposalRow): ProposalDecision | null {
  const { outcome, decidedAt, effectiveOn, activatesAt, shownDigest, presentId } = row;
  if (outcome === null) return null;
  return {
    ...{ outcome, decidedAt, effectiveOn, activatesAt, shownDigest, presentId },
    checker: { id: row.checkerId, name: row.checkerName },
    reason: row.decisionReason,
    versionId: row.broughtVersion,
  };
}

/** What a maker writes. */
export interface ProposalText {
  readonly account: ProposedAccount | null;
  readonly validFrom: LocalDate | null;
  readonly reason: string;
}

export interface NewProposal extends ProposalText {
  readonly unitCode: string;
  readonly purpose: string;
  readonly change: AccountChange;
  readonly versionId: string | null;
  readonly makerId: string;
  readonly at: Date;
}

/** The id of the new draft; undefined when the unit has an open proposal for this purpose. */
export async function insertProposal(trx: Db, given: NewProposal): Promise<string | undefined> {
  const { unitCode, purpose, change, versionId, makerId, at } = given;
  const row = {
    ...{ unit_code: unitCode, purpose, change, version_id: versionId, maker_id: makerId },
    maker_citizen: trx('officer').where({ id: makerId }).select('citizen_id_hash'),
    made_at: at,
    ...columnsOf(given),
  };
  const rows = await trx('account_proposal')
    .insert(row)
    .onConflict(trx.raw('(unit_code, purpose) where ended_at is null'))
    .ignore()
    .returning<{ id: string }[]>('id');
  return rows[0]?.id;
}

/** Writes what its maker changed; the proposal is a draft again, with another version. */
export async function updateProposal(trx: Db, id: string, text: ProposalText): Promise<void> {
  await change(trx, id, { ...columnsOf(text), submitted_at: null });
}

/** Its papers changed. */
export async function touchProposal(trx: Db, id: string): Promise<void> {
  await change(trx, id, { submitted_at: null });
}

export async function markSubmitted(trx: Db, id: string, at: Date): Promise<void> {
  await change(trx, id, { submitted_at: at });
}

export async function markWithdrawn(trx: Db, id: string, at: Date): Promise<void> {
  await change(trx, id, { withdrawn_at: at, ended_at: at });
}

export async function markDecided(trx: Db, id: string, at: Date): Promise<void> {
  await change(trx, id, { ended_at: at });
}

async function change(
  trx: Db,
  id: string,
  columns: Readonly<Record<string, unknown>>,
): Promise<void> {
  const changed = await trx('account_proposal')
    .where({ id })
    .whereNull('ended_at')
    .update({ ...columns, version: trx.raw('account_proposal.version + 1') });
  if (changed !== 1) throw new Error(`proposal ${id} has ended`);
}

function columnsOf({ account, validFrom, reason }: ProposalText): Record<string, unknown> {
  return {
    kind: account?.kind ?? null,
    bank_bin: account?.bankBin ?? null,
    clearing_code: account?.clearingCode ?? null,
    account_number: account?.accountNumber ?? null,
    account_name: account?.accountName ?? null,
    branch: account?.branch ?? null,
    treasury_code: account?.treasuryCode ?? null,
    budget_code: account?.budgetCode ?? null,
    valid_from: validFrom,
    reason,
  };
}

/** A paper without its bytes. */
export interface Paper {
  readonly id: string;
  readonly name: string;
  readonly mediaType: PaperType;
  readonly sha256: string;
  readonly size: number;
  readonly addedAt: Date;
}

/** Papers that are attached, in the order in which they were. */
export async function loadPapers(db: Db, proposalId: string): Promise<Paper[]> {
  const { rows } = await db.raw<{ rows: Paper[] }>(
    `select account_paper.id, account_paper.name, account_paper.media_type as "mediaType",
            account_paper.sha256, octet_length(account_paper.bytes) as size,
            account_paper.added_at as "addedAt"
       from account_paper
      where account_paper.proposal_id = ? and account_paper.removed_at is null
      order by account_paper.id`,
    [proposalId],
  );
  return rows;
}

/** How many papers were ever attached. */
export async function countPapers(db: Db, proposalId: string): Promise<number> {
  const rows = await db('account_paper').where({ proposal_id: proposalId }).select('id');
  return rows.length;
}

/** The bytes of a paper that is attached. */
export async function loadPaperBytes(
  db: Db,
  { proposalId, paperId }: { readonly proposalId: string; readonly paperId: string },
): Promise<Buffer | undefined> {
  const [bytes] = await db('account_paper')
    .where({ proposal_id: proposalId, id: paperId })
    .whereNull('removed_at')
    .pluck<Buffer[]>('bytes');
  return bytes;
}
