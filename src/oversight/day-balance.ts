// What the bank itself says of an account on a day: the balances of a balanced statement that states the
// day, beside what its lines come to.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { Money } from '../money.js';

export interface DayBalance {
  readonly statementId: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly opening: Money;
  /** Σ of its lines, and of those booked by the day. */
  readonly moved: Money;
  readonly movedByDay: Money;
  readonly closing: Money;
  /** Opening with all its lines, less the closing; nothing where they agree. */
  readonly difference: Money;
}

type Row = Pick<DayBalance, 'statementId' | 'from' | 'to'> &
  Readonly<Record<'opening' | 'closing' | 'moved' | 'movedByDay', string>>;

// the shortest says most of the day; lines that another statement had brought before are its own too
const selectBalance = `
  select balanced.id as "statementId", balanced.period_from as "from", balanced.period_to as "to",
         balanced.opening_balance::text as opening, balanced.closing_balance::text as closing,
         coalesce(sum(line.amount), 0)::text as moved,
         coalesce(sum(line.amount) filter (where line.booking_date <= :day), 0)::text as "movedByDay"
    from (select statement.*
            from statement
            join statement own on own.bank_account_id = statement.bank_account_id
           where own.id = :statement and statement.state = 'balanced'
             and statement.period_from <= :day and statement.period_to >= :day
             and statement.opening_balance is not null and statement.closing_balance is not null
           order by statement.period_to - statement.period_from, statement.id desc
           limit 1) balanced
    left join statement_line line
      on line.statement_id = balanced.id or line.id = any(balanced.known_line_ids)
   group by balanced.id, balanced.period_from, balanced.period_to, balanced.opening_balance,
            balanced.closing_balance`;

/**
 * Undefined where no balanced statement of the account states the day.
 * @param about.statementId any statement of the account
 */
export async function dayBalance(
  db: Db,
  { statementId, day }: { readonly statementId: string; readonly day: LocalDate },
): Promise<DayBalance | undefined> {
  const { rows } = await db.raw<{ rows: Row[] }>(selectBalance, { statement: statementId, day });
  const [row] = rows;
  if (!row) return undefined;
  const [opening, moved, closing] = [BigInt(row.opening), BigInt(row.moved), BigInt(row.closing)];
  const movedByDay = BigInt(row.movedByDay);
  return { ...row, opening, moved, movedByDay, closing, difference: opening + moved - closing };
}
