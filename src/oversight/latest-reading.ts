// One reading of the province kept for the pages: leafing and clicking around asks for the same
// figures again, and 5,000 payments take 1.7 s to read but 10 ms to show.
import type { Db } from '../db.js';
import { readInstants } from '../reconciliation/read-province.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { totalsByUnit, type Totals } from './rollup.js';

/** A reading, and by unit (null: of none) what stood a day before it by the same facts. */
export interface BesideYesterday {
  readonly reading: ProvinceReading;
  readonly dayBefore: ReadonlyMap<string | null, Totals>;
}

/** Reads the province at an instant, or hands out what it has just read. */
export interface ReadLatest {
  (asOf: Date): Promise<ProvinceReading>;
  readonly besideYesterday: (asOf: Date) => Promise<BesideYesterday>;
}

interface Kept {
  readonly asOf: number;
  snapshot: string;
  readonly facts: string;
  readonly reading: Promise<ProvinceReading>;
  /** Where it was asked for: from the snapshot of the reading. */
  readonly beside: Promise<BesideYesterday> | null;
}

const dayMs = 86_400_000;

/** The same time of the day before. */
export function dayBeforeOf(asOf: Date): Date {
  return new Date(asOf.getTime() - dayMs);
}

/**
 * A reader that keeps its last reading for as long as no fact was written. PostgreSQL's snapshot
 * names every transaction whose work can be seen, so equal snapshots see equal data; where only
 * sessions, audit events or mails were written in between, the facts' own versions still agree.
 */
export function readerOf({ db }: { readonly db: Db }): ReadLatest {
  let kept: Kept | undefined;
  const keep = async (asOf: Date, wantsBefore: boolean): Promise<Kept> => {
    const snapshot = await textOf(db, 'select pg_current_snapshot()::text as text');
    const fits = (one: Kept | undefined): one is Kept =>
      one?.asOf === asOf.getTime() && (one.beside !== null || !wantsBefore);
    if (fits(kept) && kept.snapshot === snapshot) return kept;
    const facts = await textOf(db, selectVersions);
    if (fits(kept) && kept.facts === facts) {
      kept.snapshot = snapshot;
      return kept;
    }
    const fresh: Kept = { asOf: asOf.getTime(), snapshot, facts, ...readAt(db, asOf, wantsBefore) };
    kept = fresh;
    fresh.reading.catch(() => {
      if (kept === fresh) kept = undefined;
    });
    return fresh;
  };
  const read = async (asOf: Date): Promise<ProvinceReading> => (await keep(asOf, false)).reading;
  const besideYesterday = async (asOf: Date): Promise<BesideYesterday> => {
    const { beside } = await keep(asOf, true);
    if (!beside) throw new Error('the day before was asked for and not read');
    return beside;
  };
  return Object.assign(read, { besideYesterday });
}

function readAt(db: Db, asOf: Date, wantsBefore: boolean): Pick<Kept, 'reading' | 'beside'> {
  const before = wantsBefore ? [dayBeforeOf(asOf)] : [];
  const both = readInstants({ db }, [asOf, ...before]).then(([reading, earlier]) => {
    if (!reading) throw new Error('an instant was read and gave nothing');
    return { reading, dayBefore: totalsByUnit(earlier?.payments ?? []) };
  });
  return { reading: both.then(({ reading }) => reading), beside: wantsBefore ? both : null };
}

/** From so many payments on, a reading takes seconds. */
const largeFrom = 20_000;
const shownForMs = 300_000;

/**
 * What pages show as of now. A large province's last reading is shown, for five minutes, while callbacks
 * come and a newer one is made each minute; what somebody or a run did is read at once, as the trail
 * tells of it. A reading says as of when it is.
 */
export function recentReaderOf(
  { db, read }: { readonly db: Db; readonly read: ReadLatest },
  limits = { largeFrom, shownForMs },
): ReadLatest {
  let last: (Shown & { readonly act: string }) | undefined;
  let reading: Promise<Shown> | undefined;
  const readNow = async (asOf: Date, wantsBefore: boolean): Promise<Shown> => {
    // looked up before: what is done while it is read makes it stale
    const act = await textOf(db, selectLastAct);
    const fresh = wantsBefore
      ? await read.besideYesterday(asOf)
      : { reading: await read(asOf), dayBefore: null };
    last = { ...fresh, act };
    return fresh;
  };
  const recent = async (asOf: Date, wantsBefore: boolean): Promise<Shown> => {
    const shown = last;
    const age = asOf.getTime() - (shown?.reading.asOf.getTime() ?? 0);
    const isLarge = (shown?.reading.payments.length ?? 0) >= limits.largeFrom;
    const lacks = wantsBefore && !shown?.dayBefore;
    if (!shown || lacks || !isLarge || age < 0 || age > limits.shownForMs) {
      return readNow(asOf, wantsBefore);
    }
    if (shown.act !== (await textOf(db, selectLastAct))) return readNow(asOf, wantsBefore);
    if (age > 0 && !reading && shown === last) {
      // what was asked for beside it will be asked for again
      reading = readNow(asOf, shown.dayBefore !== null).finally(() => (reading = undefined));
      reading.catch(() => undefined);
    }
    return shown;
  };
  const besideYesterday = async (asOf: Date): Promise<BesideYesterday> => {
    const { reading: found, dayBefore } = await recent(asOf, true);
    if (!dayBefore) throw new Error('the day before was asked for and not read');
    return { reading: found, dayBefore };
  };
  const plain = async (asOf: Date): Promise<ProvinceReading> => (await recent(asOf, false)).reading;
  return Object.assign(plain, { besideYesterday });
}

/** A reading, and what stood a day before where that was read too. */
interface Shown {
  readonly reading: ProvinceReading;
  readonly dayBefore: BesideYesterday['dayBefore'] | null;
}

// Who only looks, or comes and goes, changes no figure.
const selectLastAct = `
  select event.id::text as text
    from audit_event event
   where event.action !~ '^(payer_data|sessions?|second_factor|log_in|recovery_codes?|password|audit)[.]'
   order by event.id desc
   limit 1`;

/** The tables that `loadFacts` and `loadLiveMatches` read. */
const factTables = [
  'beneficiary_account',
  'bank_account',
  'platform_word',
  'account_verification',
  'gateway_account',
  'gateway_terms',
  'fee_order',
  'payment',
  'payment_event',
  'payment_receipt',
  'bank_notice',
  'settlement_batch',
  'settlement_line',
  'statement',
  'statement_line',
  'announced_line',
  'voided_line',
  'match',
  'match_leg',
  'public.unit',
  'public.holiday',
  'calendar_entry',
] as const;

// A row's xmin is the transaction that wrote its present version: any insert or update in a table
// raises the sum. Reading it costs a scan, far less than reading the rows.
const selectVersions = `
  select string_agg(version.text, ' ' order by version.place) as text
  from (${factTables
    .map(
      (table, place) =>
        `select ${String(place)} as place,
                count(*) || ':' || coalesce(sum(xmin::text::bigint), 0) as text
           from ${table}`,
    )
    .join(' union all ')}) version`;

async function textOf(db: Db, sql: string): Promise<string> {
  const { rows } = await db.raw<{ rows: { text: string }[] }>(sql);
  return rows[0]?.text ?? '';
}
