// Lines that must be told apart from stored ones wait in a table of the session's own and are compared
// there set by set, by the rules of `new-lines.ts`, so that neither side needs to fit into memory.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import copyStreams from 'pg-copy-streams';
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import { lineColumns, type LineRows } from './line-rows.js';

/** A statement whose lines are stored. */
interface Target {
  readonly statementId: string;
  readonly accountId: string;
  readonly layout: string;
}

/** Sends booked rows straight to the stored lines; nothing is compared. */
export async function copyLines(
  trx: Db,
  { accountId, statementId, layout }: Target,
  rows: LineRows,
): Promise<void> {
  const columns = ['bank_account_id', 'statement_id', 'layout', ...lineColumns];
  const prefix = `${accountId}\t${statementId}\t${copyText(layout)}\t`;
  await copyRows(trx, `statement_line (${columns.join(', ')})`, [[prefix, rows.booked]]);
}

/** Prepares the table of this session; empty again with each transaction. */
export async function openStaging(trx: Db): Promise<void> {
  await trx.raw(
    `create temporary table if not exists staged_line (
       is_booked boolean not null, line_no integer not null, booking_date date not null,
       value_date date not null, amount numeric not null, bank_ref text, narrative text not null,
       counterparty text, line_key text not null, occurrence integer not null,
       known_id bigint
     ) on commit delete rows`,
  );
}

export async function stageRows(trx: Db, rows: LineRows): Promise<void> {
  await copyRows(trx, `pg_temp.staged_line (is_booked, ${lineColumns.join(', ')})`, [
    ['t\t', rows.booked],
    ['f\t', rows.pending],
  ]);
}

export async function clearStaging(trx: Db): Promise<void> {
  await trx.raw('truncate pg_temp.staged_line');
}

/** @param parts rows, each with what every one of them begins with */
async function copyRows(
  trx: Db,
  table: string,
  parts: readonly (readonly [prefix: string, rows: Uint8Array])[],
): Promise<void> {
  const texts = parts.flatMap(([prefix, rows]) => {
    if (rows.length === 0) return [];
    // bytes as characters: only the ends of rows matter here, and inside of rows they are escaped
    const text = Buffer.from(rows.buffer, rows.byteOffset, rows.length).toString('latin1');
    const prefixed = prefix + text.slice(0, -1).replaceAll('\n', `\n${prefix}`);
    return [Buffer.from(`${prefixed}\n`, 'latin1')];
  });
  if (texts.length === 0) return;
  // inside a transaction knex hands out the transaction's own connection
  const client = trx.client as { acquireConnection(): Promise<pg.PoolClient> };
  const connection = await client.acquireConnection();
  await pipeline(
    Readable.from(texts),
    connection.query(copyStreams.from(`copy ${table} from stdin`)),
  );
}

/** What a prefix says must be plain characters. */
function copyText(text: string): string {
  if (/^[\x20-\x5b\x5d-\x7e]*$/.test(text)) return text;
  throw new Error('a layout is named in plain characters');
}

/** Days of these on which lines of the account are stored. */
export async function daysWithLines(
  db: Db,
  accountId: string,
  days: readonly LocalDate[],
): Promise<LocalDate[]> {
  if (days.length === 0) return [];
  const { rows } = await db.raw<{ rows: { day: LocalDate }[] }>(
    `select given.day
       from unnest(?::date[]) as given (day)
      where exists (select from statement_line line
                     where line.bank_account_id = ? and line.booking_date = given.day)`,
    [[...days], accountId],
  );
  return rows.map(({ day }) => day);
}

/** Days of the staged booked lines. */
export async function stagedDays(trx: Db): Promise<LocalDate[]> {
  const { rows } = await trx.raw<{ rows: { day: LocalDate }[] }>(
    `select distinct staged.booking_date as day from staged_line staged where staged.is_booked`,
  );
  return rows.map(({ day }) => day);
}

/** With what staged lines are compared. */
export interface Compared {
  readonly accountId: string;
  readonly layout: string;
  /** Days on which lines are stored; staged lines of other days are new. */
  readonly days: readonly LocalDate[];
  /** Only with what this statement brought before; null: with all that stands. */
  readonly onlyOf: string | null;
  /** Statements whose lines are other lines, as are those that they show. */
  readonly chain: readonly string[];
  /** Statements whose lines can only agree by their key. */
  readonly distant: readonly string[];
}

export interface Comparison {
  readonly freshCount: number;
  readonly knownCount: number;
  /** The first day on which both sides keep lines: nobody can say which are the same. */
  readonly overlapOn: LocalDate | null;
}

/** Stored lines that staged ones may be. */
const comparable = `
  comparable as not materialized (
    select line.*
      from statement_line line
     where line.bank_account_id = :accountId and line.booking_date = any(cast(:days as date[]))
       and (cast(:onlyOf as bigint) is null or line.statement_id = :onlyOf)
       and line.statement_id <> all(cast(:chain as bigint[]))
       and line.id not in (select unnest(shown.known_line_ids) from statement shown
                            where shown.id = any(cast(:chain as bigint[])))
       and not exists (select from voided_line voided where voided.statement_line_id = line.id))`;

const rest = `
  rest as (
    select line.* from comparable line
     where line.statement_id <> all(cast(:distant as bigint[]))
       and not exists (select from staged_line taken where taken.known_id = line.id))`;

const waiting = `
  waiting as (
    select * from staged_line staged
     where staged.is_booked and staged.known_id is null
       and staged.booking_date = any(cast(:days as date[])))`;

/**
 * Tells staged lines from stored ones day by day: equal keys within a layout, then equal amounts
 * whatever the layout, each stored line once and the oldest first.
 */
export async function compareStaged(trx: Db, given: Compared): Promise<Comparison> {
  if (given.days.length > 0) {
    await trx.raw('analyze pg_temp.staged_line');
    await trx.raw(markByKey, { ...given });
    await trx.raw(markByAmount, { ...given });
  }
  const { rows } = await trx.raw<{ rows: Comparison[] }>(countCompared, { ...given });
  const [row] = rows;
  if (!row) throw new Error('counts always have a row');
  return row;
}

const countCompared = `
     with ${comparable}, ${rest}, ${waiting},
     overlapping as (
       select waiting.booking_date from waiting
       intersect
       select rest.booking_date from rest)
     select cast(count(*) filter (where staged.is_booked and staged.known_id is null) as integer)
              as "freshCount",
            cast(count(staged.known_id) as integer) as "knownCount",
            (select first.booking_date
               from staged_line first
              where first.booking_date in (select overlapping.booking_date from overlapping)
              order by first.line_no limit 1) as "overlapOn"
       from staged_line staged`;

const mark = (place: string): string => `
  update staged_line staged
     set known_id = stored.id
    from incoming join stored using (${place}, place)
   where staged.line_no = incoming.line_no and staged.is_booked`;

const markByKey = `
  with ${comparable}, ${waiting},
  stored as (
    select line.id, line.line_key,
           row_number() over (partition by line.line_key order by line.id) as place
      from comparable line where line.layout = :layout),
  incoming as (
    select waiting.line_no, waiting.line_key,
           row_number() over (partition by waiting.line_key order by waiting.line_no) as place
      from waiting)
  ${mark('line_key')}`;

const markByAmount = `
  with ${comparable}, ${rest}, ${waiting},
  stored as (
    select rest.id, rest.booking_date, cast(rest.amount as numeric) as amount,
           row_number() over (
             partition by rest.booking_date, rest.amount order by rest.id) as place
      from rest),
  incoming as (
    select waiting.line_no, waiting.booking_date, waiting.amount,
           row_number() over (
             partition by waiting.booking_date, waiting.amount order by waiting.line_no) as place
      from waiting)
  ${mark('booking_date, amount')}`;

/** Numbers of the staged lines that are new. */
export async function freshNumbers(trx: Db): Promise<number[]> {
  const { rows } = await trx.raw<{ rows: { lineNo: number }[] }>(
    `select staged.line_no as "lineNo" from staged_line staged
      where staged.is_booked and staged.known_id is null`,
  );
  return rows.map(({ lineNo }) => lineNo);
}

/** Stores the new ones; equal lines of a day get the next numbers after those that are stored. */
export async function addStaged(
  trx: Db,
  given: Target & { readonly days: readonly LocalDate[] },
): Promise<void> {
  await trx.raw(
    `insert into statement_line
       (bank_account_id, statement_id, line_no, layout, booking_date, value_date, amount,
        bank_ref, narrative, counterparty, line_key, occurrence)
     select :accountId, :statementId, staged.line_no, :layout, staged.booking_date,
            staged.value_date, cast(staged.amount as bigint), staged.bank_ref, staged.narrative,
            staged.counterparty, staged.line_key,
            case when staged.booking_date = any(cast(:days as date[]))
                 then coalesce(stored.count, 0) + row_number() over (
                        partition by staged.line_key order by staged.line_no)
                 else staged.occurrence end
       from staged_line staged
       left join (select line.line_key, count(*) as count
                    from statement_line line
                   where line.bank_account_id = :accountId and line.layout = :layout
                     and line.booking_date = any(cast(:days as date[]))
                   group by line.line_key) stored on stored.line_key = staged.line_key
      where staged.is_booked and staged.known_id is null
      order by staged.line_no`,
    { ...given },
  );
}

/**
 * Keeps what is announced: entries that are not booked, of a message of a running day all. Money
 * that moved nothing is no movement to wait for; what was announced before stays.
 */
export async function addStagedAnnounced(
  trx: Db,
  given: Target & { readonly isEarly: boolean },
): Promise<void> {
  await trx.raw(
    `insert into announced_line
       (bank_account_id, statement_id, line_no, layout, booking_date, value_date, amount,
        bank_ref, narrative, counterparty, line_key)
     select :accountId, :statementId, staged.line_no, :layout, staged.booking_date,
            staged.value_date, cast(staged.amount as bigint), staged.bank_ref, staged.narrative,
            staged.counterparty, staged.line_key
       from staged_line staged
      where (:isEarly or not staged.is_booked) and staged.amount <> 0
      order by staged.line_no
     on conflict on constraint an_entry_is_announced_once do nothing`,
    { ...given },
  );
}
