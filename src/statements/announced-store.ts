// Entries that messages of a running day showed early, as stored and as they are read: a day's
// messages repeat each other, so of equal entries as many count as the fullest message shows.
import { instantOf, type LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { Money } from '../money.js';

/** One movement that was announced, whichever and however many messages told it. */
export interface AnnouncedMovement {
  /** The kind of message, as a feed of its own. */
  readonly gatewayAccountId: string;
  /** The same whichever message came first. */
  readonly noticeId: string;
  readonly bankAccountId: string;
  readonly accountNumber: string;
  readonly amount: Money;
  readonly movedOn: LocalDate;
  readonly movedAt: Date;
  readonly narrative: string;
  readonly bankRef: string | null;
}

/** Every movement announced by messages that stand. */
export async function loadAnnounced(db: Db): Promise<AnnouncedMovement[]> {
  type Row = Omit<AnnouncedMovement, 'amount' | 'movedAt'> & { readonly amount: string };
  const { rows } = await db.raw<{ rows: Row[] }>(
    `select distinct on (entry.bank_account_id, entry.layout, entry.line_key, entry.occurrence)
            'announced ' || entry.layout as "gatewayAccountId",
            entry.bank_account_id || ' ' || entry.line_key || ' ' || entry.occurrence as "noticeId",
            entry.bank_account_id as "bankAccountId", account.number as "accountNumber",
            entry.amount, entry.booking_date as "movedOn", entry.narrative,
            nullif(entry.bank_ref, 'NONREF') as "bankRef"
       from (select line.*, row_number() over (
                      partition by line.statement_id, line.line_key order by line.line_no
                    ) as occurrence
               from announced_line line
               join statement on statement.id = line.statement_id
              where statement.state in ('balanced', 'unproven', 'duplicate')) entry
       join bank_account account on account.id = entry.bank_account_id
      order by entry.bank_account_id, entry.layout, entry.line_key, entry.occurrence, entry.id`,
  );
  return rows.map(({ amount, ...row }) => ({
    ...row,
    amount: BigInt(amount),
    movedAt: instantOf(row.movedOn),
  }));
}
