// `verify audit`: recomputes the whole trail from what is stored - digests, chain, numbers, order,
// personal values, anchors - and names the first entry that does not hold. Writes nothing.
import type { Knex } from 'knex';
import { type Db } from '../db.js';
import type { FileAnchors } from './anchor-file.js';
import { loadAnchors } from './anchor-audit.js';
import { type Anchors, checkAnchors, checkEnd, witnessesOf } from './check-anchors.js';
import { type ChainCheck, openChainCheck, type SealedRow } from './check-chain.js';
import type { AuditValue } from './canonical.js';
import { eventColumns, type EventRow, instantColumn } from './event-store.js';
import { type Finding, type Findings, openFindings } from './finding.js';
import type { AuditHead } from './seal-audit.js';
import { checkErasures, checkUnsealed } from './check-rest.js';

export interface VerifyAuditDeps {
  readonly db: Db;
  readonly secretKey: Buffer;
}

export interface VerifyAuditInput {
  /** Anchors kept outside the database; null when there are none. */
  readonly file: FileAnchors | null;
  /** A head as it was printed. */
  readonly printed: AuditHead | null;
}

export interface AuditVerdict {
  readonly ok: boolean;
  readonly sealed: number;
  /** Events that wait for their seal; those that waited too long are findings. */
  readonly unsealed: number;
  readonly anchors: number;
  /** To be printed and kept. */
  readonly head: AuditHead | null;
  /** The earliest in the chain. */
  readonly first: Finding | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
}

const rowsPerFetch = 2000;

/** Checks the trail in one snapshot, so that sealing may go on meanwhile. */
export async function verifyAudit(
  { db, secretKey }: VerifyAuditDeps,
  { file, printed }: VerifyAuditInput,
): Promise<AuditVerdict> {
  return inSnapshot(db, async (trx) => {
    const anchors: Anchors = { table: await loadAnchors(trx, 'all'), file, printed };
    const findings = openFindings();
    checkAnchors(secretKey, anchors, findings);
    const witnesses = witnessesOf(secretKey, anchors);
    const check = openChainCheck(findings, witnesses);
    const sealed = await walk(trx, check);
    const last = check.last();
    checkEnd(witnesses, last?.seq ?? null, findings);
    const unsealed = await checkUnsealed(trx, last?.sealedAt ?? null, findings);
    await checkErasures(trx, findings);
    const head = last && { seq: last.seq, chain: last.chain };
    return verdictOf({ sealed, unsealed, anchors: anchors.table.length, head }, findings);
  });
}

function verdictOf(
  counted: Pick<AuditVerdict, 'sealed' | 'unsealed' | 'anchors' | 'head'>,
  findings: Findings,
): AuditVerdict {
  const kept = findings.kept();
  const first = kept[0] ?? null;
  return { ok: first === null, ...counted, first, counts: findings.counts(), findings: kept };
}

function inSnapshot<T>(db: Db, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  if (db.isTransaction === true) return work(db as Knex.Transaction);
  return db.transaction(work, { isolationLevel: 'repeatable read', readOnly: true });
}

/** Fetches entry after entry through a cursor: memory stays flat whatever the length. */
async function walk(trx: Knex.Transaction, check: ChainCheck): Promise<number> {
  let count = 0;
  await trx.raw(walkSql);
  for (;;) {
    const { rows } = await trx.raw<{ rows: WalkedRow[] }>(fetchSql);
    for (const row of rows) check.take(sealedRowOf(row));
    count += rows.length;
    if (rows.length < rowsPerFetch) break;
  }
  await trx.raw('close audit_walk');
  return count;
}

interface WalkedRow extends Omit<EventRow, 'id'> {
  readonly id: string | null;
  readonly seq: string;
  readonly eventId: string;
  readonly eventDigest: string;
  readonly chain: string;
  readonly sealedAt: string;
  readonly personalOf: string | null;
  readonly salt: string | null;
  readonly personal: AuditValue;
  readonly isErased: boolean;
}

function sealedRowOf(row: WalkedRow): SealedRow {
  const { seq, eventId, eventDigest, chain, sealedAt } = row;
  const { id, salt, personal: values, isErased } = row;
  return {
    seq,
    eventId,
    eventDigest,
    chain,
    sealedAt,
    event: id === null ? null : { ...row, id },
    personal: row.personalOf === null ? null : { salt, values, isErased },
  };
}

const fetchSql = `fetch forward ${String(rowsPerFetch)} from audit_walk`;

const walkSql = `
  declare audit_walk no scroll cursor for
  select audit_seal.seq, audit_seal.event_id as "eventId",
         audit_seal.event_digest as "eventDigest", audit_seal.chain,
         ${instantColumn('audit_seal.sealed_at')} as "sealedAt", ${eventColumns},
         audit_personal.event_id as "personalOf", audit_personal.salt, audit_personal.personal,
         audit_personal.erased_at is not null as "isErased"
    from audit_seal
    left join audit_event on audit_event.id = audit_seal.event_id
    left join audit_personal on audit_personal.event_id = audit_seal.event_id
   order by audit_seal.seq`;
