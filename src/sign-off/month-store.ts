// Proposed, signed and reopened months as stored: rows in, nouns out, no decisions.
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { AuditHead } from '../audit/seal-audit.js';
import type { Db } from '../db.js';
import { figuresKept, keptFigures, type KeptSums } from './evidence.js';
import type { MonthSheet } from './read-sheet.js';
import type { Figures, Gap } from './unit-month.js';

const zip = promisify(gzip);
const unzip = promisify(gunzip);

interface Person {
  readonly id: string;
  readonly name: string;
}

export const monthOutcomes = ['signed', 'refused', 'withdrawn'] as const;
export type MonthOutcome = (typeof monthOutcomes)[number];

export interface MonthDecision {
  readonly outcome: MonthOutcome;
  /** Null where its maker withdrew it. */
  readonly checker: Person | null;
  readonly reason: string | null;
  /** Of what is signed: 1, 2, … */
  readonly version: number | null;
  readonly chainHead: AuditHead | null;
  readonly decidedAt: Date;
}

export interface MonthReopening {
  readonly officer: Person;
  readonly reason: string;
  readonly at: Date;
}

export interface ProposedMonth {
  readonly id: string;
  readonly unitCode: string;
  readonly month: string;
  readonly maker: Person;
  readonly makerCitizen: string | null;
  readonly madeAt: Date;
  readonly figures: Figures;
  readonly gaps: readonly Gap[];
  readonly remark: string | null;
  readonly evidenceSha256: string;
  readonly itemCount: number;
  readonly chainHead: AuditHead | null;
  readonly decision: MonthDecision | null;
  readonly reopening: MonthReopening | null;
}

export interface NewMonth {
  readonly sheet: MonthSheet;
  readonly makerId: string;
  readonly makerCitizen: string | null;
  readonly remark: string | null;
  readonly at: Date;
}

/** Until the transaction ends nobody else decides about this month of the unit. */
export async function holdMonth(
  trx: Db,
  { unitCode, month }: { readonly unitCode: string; readonly month: string },
): Promise<void> {
  await trx.raw(
    `select pg_advisory_xact_lock(
              hashtextextended(concat_ws(' ', current_schema(), 'month', ?::text, ?::text), 0))`,
    [unitCode, month],
  );
}

/** Adds a proposal and gives its id. */
export async function addMonth(trx: Db, given: NewMonth): Promise<string> {
  const { sheet } = given;
  const [added] = await trx<{ id: string }>('unit_month_proposal').insert(
    {
      unit_code: sheet.unitCode,
      month: sheet.period.month,
      maker_id: given.makerId,
      maker_citizen: given.makerCitizen,
      made_at: given.at,
      figures: JSON.stringify(keptFigures(sheet.figures)),
      gaps: JSON.stringify(sheet.gaps),
      remark: given.remark,
      evidence: await zip(Buffer.from(sheet.evidence, 'utf8')),
      evidence_sha256: sheet.evidenceSha256,
      item_count: sheet.itemCount,
      chain_seq: sheet.chainHead?.seq ?? null,
      chain: sheet.chainHead?.chain ?? null,
    } as object,
    ['id'],
  );
  if (!added) throw new Error('an insert returned no row');
  return added.id;
}

/** The canonical text that was kept with a proposal. */
export async function loadEvidenceText(db: Db, proposalId: string): Promise<string> {
  const [bytes] = await db('unit_month_proposal')
    .where({ id: proposalId })
    .pluck<Buffer[]>('evidence');
  if (!bytes) throw new Error(`proposal ${proposalId} of a month is not there`);
  return (await unzip(bytes)).toString('utf8');
}

export interface NewMonthDecision {
  readonly proposal: ProposedMonth;
  readonly outcome: MonthOutcome;
  readonly checkerId: string | null;
  readonly checkerCitizen: string | null;
  readonly reason: string | null;
  readonly version: number | null;
  readonly chainHead: AuditHead | null;
  readonly at: Date;
}

export async function insertMonthDecision(trx: Db, given: NewMonthDecision): Promise<void> {
  const { proposal, version, chainHead } = given;
  await trx('unit_month_decision').insert({
    proposal_id: proposal.id,
    unit_code: proposal.unitCode,
    month: proposal.month,
    outcome: given.outcome,
    maker_id: proposal.maker.id,
    maker_citizen: proposal.makerCitizen,
    checker_id: given.checkerId,
    checker_citizen: given.checkerCitizen,
    reason: given.reason,
    version,
    after_version: version === null || version === 1 ? null : version - 1,
    chain_seq: chainHead?.seq ?? null,
    chain: chainHead?.chain ?? null,
    decided_at: given.at,
  });
}

export async function insertReopening(
  trx: Db,
  given: {
    readonly proposal: ProposedMonth;
    readonly version: number;
    readonly officerId: string;
    readonly reason: string;
    readonly at: Date;
  },
): Promise<void> {
  const { proposal, version, officerId, reason, at } = given;
  await trx('unit_month_reopening').insert({
    ...{ proposal_id: proposal.id, unit_code: proposal.unitCode, month: proposal.month },
    ...{ version, officer_id: officerId, reason, at },
  });
}

export async function findMonth(db: Db, id: string): Promise<ProposedMonth | undefined> {
  const { rows } = await db.raw<{ rows: Row[] }>(selectMonth, [id]);
  return rows.map(monthOf)[0];
}

/** Everything that was proposed of months, the latest first. */
export async function listMonths(
  db: Db,
  asked: { readonly units: readonly string[]; readonly months: readonly string[] },
): Promise<ProposedMonth[]> {
  const bound = [[...asked.units], [...asked.months]];
  const { rows } = await db.raw<{ rows: Row[] }>(selectList, bound);
  return rows.map(monthOf);
}

/** Every version that was ever signed, of every unit and month. */
export async function listSignedIds(db: Db): Promise<string[]> {
  return db('unit_month_decision as decided')
    .where({ 'decided.outcome': 'signed' })
    .orderBy('decided.proposal_id')
    .pluck<string[]>('decided.proposal_id');
}

const selectMonths = `
  select proposal.id, proposal.unit_code as "unitCode", proposal.month,
         proposal.maker_id as "makerId", maker.name as "makerName",
         proposal.maker_citizen as "makerCitizen", proposal.made_at as "madeAt",
         proposal.figures, proposal.gaps, proposal.remark,
         proposal.evidence_sha256 as "evidenceSha256", proposal.item_count as "itemCount",
         proposal.chain_seq as "chainSeq", proposal.chain,
         decided.outcome, decided.checker_id as "checkerId", checker.name as "checkerName",
         decided.reason, decided.version, decided.decided_at as "decidedAt",
         decided.chain_seq as "signedSeq", decided.chain as "signedChain",
         reopened.officer_id as "reopenerId", reopener.name as "reopenerName",
         reopened.reason as "reopenedBecause", reopened.at as "reopenedAt"
    from unit_month_proposal proposal
    join officer maker on maker.id = proposal.maker_id
    left join unit_month_decision decided on decided.proposal_id = proposal.id
    left join officer checker on checker.id = decided.checker_id
    left join unit_month_reopening reopened on reopened.proposal_id = proposal.id
    left join officer reopener on reopener.id = reopened.officer_id`;

const selectMonth = `${selectMonths} where proposal.id = ?`;

const selectList = `${selectMonths}
   where proposal.unit_code = any(?::text[]) and proposal.month = any(?::text[])
   order by proposal.id desc`;

interface Row {
  readonly id: string;
  readonly unitCode: string;
  readonly month: string;
  readonly makerId: string;
  readonly makerName: string;
  readonly makerCitizen: string | null;
  readonly madeAt: Date;
  readonly figures: Record<string, KeptSums>;
  readonly gaps: readonly Gap[];
  readonly remark: string | null;
  readonly evidenceSha256: string;
  readonly itemCount: number;
  readonly chainSeq: string | null;
  readonly chain: string | null;
  readonly outcome: MonthOutcome | null;
  readonly checkerId: string | null;
  readonly checkerName: string | null;
  readonly reason: string | null;
  readonly version: number | null;
  readonly decidedAt: Date | null;
  readonly signedSeq: string | null;
  readonly signedChain: string | null;
  readonly reopenerId: string | null;
  readonly reopenerName: string | null;
  readonly reopenedBecause: string | null;
  readonly reopenedAt: Date | null;
}

function monthOf(row: Row): ProposedMonth {
  const { id, unitCode, month, makerCitizen, madeAt, gaps, remark, evidenceSha256 } = row;
  return {
    ...{ id, unitCode, month, makerCitizen, madeAt, gaps, remark, evidenceSha256 },
    itemCount: row.itemCount,
    maker: { id: row.makerId, name: row.makerName },
    figures: figuresKept(row.figures),
    chainHead: headOf(row.chainSeq, row.chain),
    decision: decisionOf(row),
    reopening: reopeningOf(row),
  };
}

function headOf(seq: string | null, chain: string | null): AuditHead | null {
  return seq === null || chain === null ? null : { seq, chain };
}

function decisionOf(row: Row): MonthDecision | null {
  const { outcome, reason, version, decidedAt, checkerId } = row;
  if (outcome === null || decidedAt === null) return null;
  const checker = checkerId === null ? null : { id: checkerId, name: row.checkerName ?? '' };
  const chainHead = headOf(row.signedSeq, row.signedChain);
  return { outcome, checker, reason, version, chainHead, decidedAt };
}

function reopeningOf(row: Row): MonthReopening | null {
  const { reopenerId, reopenedBecause, reopenedAt } = row;
  if (reopenerId === null || reopenedBecause === null || reopenedAt === null) return null;
  const officer = { id: reopenerId, name: row.reopenerName ?? '' };
  return { officer, reason: reopenedBecause, at: reopenedAt };
}
