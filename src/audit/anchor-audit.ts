// Anchors the chain: in the table, and as the same line in a file outside the database.
import type { Config } from '../config.js';
import { type Db, inTransaction } from '../db.js';
import { type Anchor, anchorDigest, signatureOf } from './anchor.js';
import { anchorFile, appendAnchors, readAnchorFile } from './anchor-file.js';
import { instantColumn } from './event-store.js';
import {
  loadHead,
  oneSealerAtATime,
  sealAudit,
  type SealOutcome,
  type SealPass,
} from './seal-audit.js';

export interface AnchorDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'secretKey' | 'dataDir'>;
}

/**
 * Seals what waits and anchors the head, unless the last anchor names it already.
 * @returns the anchor of the head; null while there is nothing to anchor
 */
export async function anchorAudit(deps: AnchorDeps): Promise<Anchor | null> {
  await sealAudit(deps.db);
  const anchor = await inTransaction(deps.db, (trx) => addAnchor(trx, deps.config.secretKey));
  await copyAnchors(deps);
  return anchor;
}

/** The job: seals what waits; the first seal of a day is anchored. */
export async function sealAndAnchor(deps: AnchorDeps, pass?: SealPass): Promise<SealOutcome> {
  const outcome = await sealAudit(deps.db, pass);
  if (outcome.sealed > 0 && (await isFirstOfDay(deps.db))) await anchorAudit(deps);
  return outcome;
}

async function addAnchor(trx: Db, secretKey: Buffer): Promise<Anchor | null> {
  await oneSealerAtATime(trx);
  const head = await loadHead(trx);
  if (!head) return null;
  const last = (await loadAnchors(trx, 'last'))[0];
  if (last?.seq === head.seq && last.chain === head.chain) return last;
  const unsigned = {
    no: last ? (BigInt(last.no) + 1n).toString() : '1',
    seq: head.seq,
    chain: head.chain,
    at: await databaseTime(trx),
    previous: last ? anchorDigest(last) : '',
  };
  const anchor = { ...unsigned, signature: signatureOf(secretKey, unsigned) };
  await trx('audit_anchor').insert(anchor);
  return anchor;
}

/** Brings the file up to the table: also what a crash, or another machine, left out of it. */
async function copyAnchors({ db, config }: AnchorDeps): Promise<void> {
  const path = anchorFile(config.dataDir);
  await inTransaction(db, async (trx) => {
    await oneSealerAtATime(trx);
    const known = await readAnchorFile(path);
    const last = BigInt(known?.anchors.at(-1)?.no ?? 0);
    const all = await loadAnchors(trx, 'all');
    await appendAnchors(
      path,
      all.filter(({ no }) => BigInt(no) > last),
    );
  });
}

/** The anchors in the order of their numbers, or only the last. */
export async function loadAnchors(db: Db, which: 'all' | 'last'): Promise<Anchor[]> {
  const { rows } = await db.raw<{ rows: Anchor[] }>(which === 'all' ? allSql : lastSql);
  return rows;
}

const columns = `audit_anchor.no, audit_anchor.seq, audit_anchor.chain,
  ${instantColumn('audit_anchor.at')} as at, audit_anchor.previous, audit_anchor.signature`;
const allSql = `select ${columns} from audit_anchor order by audit_anchor.no`;
const lastSql = `select ${columns} from audit_anchor order by audit_anchor.no desc limit 1`;

async function databaseTime(db: Db): Promise<string> {
  const { rows } = await db.raw<{ rows: { at: string }[] }>(timeSql);
  return rows[0]?.at ?? '';
}

const timeSql = `select ${instantColumn('clock_timestamp()')} as at`;

async function isFirstOfDay(db: Db): Promise<boolean> {
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `select 1
       from audit_anchor
      where (audit_anchor.at at time zone 'Asia/Ho_Chi_Minh')::date
            = (clock_timestamp() at time zone 'Asia/Ho_Chi_Minh')::date
      limit 1`,
  );
  return rows.length === 0;
}
