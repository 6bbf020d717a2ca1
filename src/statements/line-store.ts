// The chains of stored statements, and the register's numbers: what a new statement is compared with.
import type { Db } from '../db.js';
import type { ChainStatement } from './new-lines.js';
import type { AccountCandidate } from './resolve-account.js';

/** Registered accounts whose number has one of these keys, with the names of their banks. */
export async function loadCandidates(db: Db, keys: readonly string[]): Promise<AccountCandidate[]> {
  interface Row {
    readonly id: string;
    readonly numberKey: string;
    readonly kind: string;
    readonly bin: string | null;
    readonly swift: string | null;
    readonly code: string | null;
    readonly names: readonly (string | null)[];
  }
  const answer = await db.raw<{ rows: Row[] }>(
    `select account.id, account.number_key as "numberKey", account.kind, account.bank_bin as bin,
            bank.swift, bank.sbv_code as code,
            array[bank.code, bank.short_name, bank.name, bank.former_name] as names
       from bank_account account
       left join public.bank on bank.bin = account.bank_bin
      where account.number_key = any(?)
      order by account.id`,
    [[...keys]],
  );
  return answer.rows.map(({ id, numberKey, kind, bin, swift, code, names }) => ({
    id,
    numberKey,
    kind,
    bank:
      bin === null
        ? null
        : {
            swift,
            codes: code === null ? [bin] : [bin, code],
            names: names.filter((name) => name !== null),
          },
  }));
}

/** Numbered statements of an account that were posted. */
export async function loadChain(db: Db, accountId: string): Promise<ChainStatement[]> {
  interface Row extends Omit<ChainStatement, 'opening' | 'closing'> {
    readonly opening: string | null;
    readonly closing: string | null;
  }
  const answer = await db.raw<{ rows: Row[] }>(
    `select statement.id, statement.layout, statement.sequence_number as "sequenceNumber",
            statement.page, statement.opening_balance as opening,
            statement.closing_balance as closing
       from statement
      where statement.bank_account_id = ? and statement.sequence_number is not null
        and statement.state in ('balanced', 'unproven')
      order by statement.id`,
    [accountId],
  );
  return answer.rows.map((row) => ({
    ...row,
    opening: row.opening === null ? null : BigInt(row.opening),
    closing: row.closing === null ? null : BigInt(row.closing),
  }));
}
