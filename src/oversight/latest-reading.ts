// One reading of the province kept for the pages: leafing and clicking around asks for the same
// figures again, and 5,000 payments take 1.7 s to read but 10 ms to show.
import type { Db } from '../db.js';
import { readProvince } from '../reconciliation/read-province.js';
import type { ProvinceReading } from '../reconciliation/reading.js';

/** Reads the province at an instant, or hands out what it has just read. */
export type ReadLatest = (asOf: Date) => Promise<ProvinceReading>;

interface Kept {
  readonly asOf: number;
  snapshot: string;
  readonly facts: string;
  readonly reading: Promise<ProvinceReading>;
}

/**
 * A reader that keeps its last reading for as long as no fact was written. PostgreSQL's snapshot
 * names every transaction whose work can be seen, so equal snapshots see equal data; where only
 * sessions, audit events or mails were written in between, the facts' own versions still agree.
 */
export function readerOf({ db }: { readonly db: Db }): ReadLatest {
  let kept: Kept | undefined;
  return async (asOf) => {
    const snapshot = await textOf(db, 'select pg_current_snapshot()::text as text');
    const at = asOf.getTime();
    if (kept?.asOf === at && kept.snapshot === snapshot) return kept.reading;
    const facts = await textOf(db, selectVersions);
    if (kept?.asOf === at && kept.facts === facts) {
      kept.snapshot = snapshot;
      return kept.reading;
    }
    const fresh: Kept = { asOf: at, snapshot, facts, reading: readProvince({ db }, { asOf }) };
    kept = fresh;
    fresh.reading.catch(() => {
      if (kept === fresh) kept = undefined;
    });
    return fresh.reading;
  };
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
  let last: { readonly reading: ProvinceReading; readonly act: string } | undefined;
  let reading: Promise<ProvinceReading> | undefined;
  const readNow = async (asOf: Date): Promise<ProvinceReading> => {
    // looked up before: what is done while it is read makes it stale
    const act = await textOf(db, selectLastAct);
    const fresh = await read(asOf);
    last = { reading: fresh, act };
    return fresh;
  };
  return async (asOf) => {
    const shown = last;
    const age = asOf.getTime() - (shown?.reading.asOf.getTime() ?? 0);
    const isLarge = (shown?.reading.payments.length ?? 0) >= limits.largeFrom;
    if (!shown || !isLarge || age < 0 || age > limits.shownForMs) return readNow(asOf);
    if (shown.act !== (await textOf(db, selectLastAct))) return readNow(asOf);
    if (age > 0 && !reading && shown === last) {
      reading = readNow(asOf).finally(() => (reading = undefined));
      reading.catch(() => undefined);
    }
    return shown.reading;
  };
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
