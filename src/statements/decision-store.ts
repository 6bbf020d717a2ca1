// What people decided about statements, and which lines no statement shows any longer.
import type { Db } from '../db.js';
import { standingColumns } from './import-store.js';
import type { StatementToPost } from './post-target.js';

export const statementDecisions = ['released', 'voided', 'restored', 'separated'] as const;
export type StatementDecision = (typeof statementDecisions)[number];

/** A statement somebody decides about. */
export interface DecidableStatement extends StatementToPost {
  readonly fileId: string;
  readonly index: number;
  readonly accountId: string | null;
  readonly currency: string | null;
  readonly known: number;
}

export async function loadDecidable(db: Db, id: string): Promise<DecidableStatement | undefined> {
  const { rows } = await db.raw<{ rows: DecidableStatement[] }>(selectDecidable, [id]);
  return rows[0];
}

const selectDecidable = `
  select statement.id, statement.statement_file_id as "fileId",
         statement.statement_index as index, statement.bank_account_id as "accountId",
         statement.currency, statement.state, statement.known_count as known, ${standingColumns}
    from statement
   where statement.id = ?`;

/** Adds a decision and gives its id. */
export async function addDecision(
  trx: Db,
  given: {
    readonly statementId: string;
    readonly decision: StatementDecision;
    readonly reason: string;
    readonly by: string;
    readonly at: Date;
  },
): Promise<string> {
  const { statementId, ...row } = given;
  const [added] = await trx<{ id: string }>('statement_decision').insert(
    { statement_id: statementId, ...row } as object,
    ['id'],
  );
  if (!added) throw new Error('an insert returned no row');
  return added.id;
}

/**
 * Takes a statement out: its lines that no other one shows count no longer.
 * @returns how many lines those are
 */
export async function voidLines(
  trx: Db,
  { statementId, decisionId }: { readonly statementId: string; readonly decisionId: string },
): Promise<number> {
  const changed = await trx('statement').where('statement.id', statementId).update({
    state: 'voided',
  });
  if (changed !== 1) throw new Error('a statement to void is not there');
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    `insert into voided_line (statement_line_id, statement_decision_id)
     select line.id, ?
       from statement_line line
       join statement voided on voided.id = ?
      where (line.statement_id = voided.id or line.id = any(voided.known_line_ids))
        and not exists (select from voided_line known where known.statement_line_id = line.id)
        and not exists (
          select from statement other
           where other.bank_account_id = line.bank_account_id
             and other.state in ('balanced', 'unproven', 'duplicate')
             and (other.id = line.statement_id or line.id = any(other.known_line_ids)))
     returning statement_line_id`,
    [decisionId, statementId],
  );
  return rows.length;
}
