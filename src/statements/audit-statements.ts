// What the audit trail keeps of statements: which file, whose account, what became of it. No text
// of a line and no number of an account stands here.
import type { By } from '../audit/by.js';
import { theOnly } from '../audit/differences.js';
import { recordAudit } from '../audit/record-audit.js';
import { unitsOfAccounts } from '../beneficiary-accounts/account-store.js';
import type { Db } from '../db.js';
import type { WaitingStatement } from './import-store.js';
import type { Posted } from './post-statement.js';

/** Records the statements of a new file. Call inside the file's transaction. */
export async function recordImported(
  trx: Db,
  by: By,
  done: { readonly sha256: string | null; readonly posted: readonly Posted[] },
): Promise<void> {
  const units = await unitsOf(trx, done.posted);
  const events = done.posted.map((posted) => ({
    ...about(posted, units),
    action: 'statement.imported',
    after: { file: done.sha256, ...becameOf(posted) },
  }));
  await recordAudit(trx, by, ...events);
}

/** A statement that waited, and what became of it now. */
export interface PostedAgain {
  readonly waited: WaitingStatement;
  readonly posted: Posted;
}

/** Records statements that waited and no longer do. Call inside their transaction. */
export async function recordPosted(trx: Db, by: By, again: readonly PostedAgain[]): Promise<void> {
  const changed = again.filter(({ waited, posted }) => waited.state !== posted.state);
  const units = await unitsOf(
    trx,
    changed.map(({ posted }) => posted),
  );
  const events = changed.map(({ waited, posted }) => ({
    ...about(posted, units),
    action: 'statement.posted',
    before: { state: waited.state },
    after: becameOf(posted),
  }));
  await recordAudit(trx, by, ...events);
}

/** Records what somebody decided about a statement. Call inside its transaction. */
export async function recordDecided(
  trx: Db,
  by: By,
  decided: {
    readonly action:
      'statement.released' | 'statement.voided' | 'statement.restored' | 'statement.separated';
    readonly statementId: string;
    readonly accountId: string | null;
    readonly before: string;
    readonly after: Readonly<Record<string, string | number>>;
    readonly reason: string;
  },
): Promise<void> {
  const { statementId, accountId, action, before, after, reason } = decided;
  const units = await unitsOfAccounts(trx, accountId === null ? [] : [accountId]);
  const unitCode = accountId === null ? null : theOnly(units.get(accountId) ?? []);
  await recordAudit(trx, by, {
    subject: { kind: 'statement', id: statementId },
    unitCode,
    action,
    before: { state: before },
    after: { ...after, reason },
  });
}

type Units = ReadonlyMap<string, readonly string[]>;

function unitsOf(trx: Db, posted: readonly Posted[]): Promise<Units> {
  return unitsOfAccounts(
    trx,
    posted.flatMap(({ accountId }) => accountId ?? []),
  );
}

function about({ statementId, accountId }: Posted, units: Units) {
  const unitCode = accountId === null ? null : theOnly(units.get(accountId) ?? []);
  return { subject: { kind: 'statement', id: statementId }, unitCode };
}

function becameOf({ state, newCount, knownIds }: Posted) {
  return { state, new: newCount, known: knownIds.length };
}
