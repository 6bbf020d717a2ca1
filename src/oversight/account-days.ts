// The days of one account as its unit's people look at them: what the statements prove of each and,
// where they prove nothing, why. API and page show what comes out here.
import { sightOf, type Principal } from '../access/principal.js';
import { localDateOf } from '../calendar.js';
import { loadCalendar } from '../calendar-store.js';
import type { Db } from '../db.js';
import type { AccountCoverage, ProvinceReading } from '../reconciliation/reading.js';
import { accountKeys } from '../statements/resolve-account.js';
import type { DayRange } from './coverage.js';
import { dayProofs, type DayProof, type ShownStatement } from './day-proof.js';

export interface AccountDays {
  readonly unitCode: string;
  readonly unitName: string;
  readonly account: AccountCoverage;
  readonly days: readonly DayProof[];
}

/** A version of the register that somebody sees, with its unit. */
export interface AccountSeen extends Pick<AccountDays, 'unitCode' | 'unitName' | 'account'> {
  /** Every version of that unit on the same account. */
  readonly versions: readonly AccountCoverage[];
}

/** Finds a version among the units whose statements somebody may read; undefined out of sight. */
export function findAccountSeen(
  reading: ProvinceReading,
  principal: Principal,
  versionId: string,
): AccountSeen | undefined {
  const { units } = sightOf(principal, 'statement.read');
  for (const { unitCode, unitName, accounts } of reading.units) {
    const account = accounts.find((each) => each.versionId === versionId);
    if (!account || !units.has(unitCode)) continue;
    const isSame = (each: AccountCoverage): boolean =>
      each.account === account.account && each.bankBin === account.bankBin;
    return { unitCode, unitName, account, versions: accounts.filter(isSame) };
  }
  return undefined;
}

/** Reads the days of a window. A statement of nobody's account is the province's to know of. */
export async function readAccountDays(
  db: Db,
  principal: Principal,
  asked: { readonly seen: AccountSeen; readonly asOf: Date; readonly window: DayRange },
): Promise<AccountDays> {
  const { seen, asOf, window } = asked;
  const withUnregistered = sightOf(principal, 'statement.read').isProvince;
  const query = { versionId: seen.account.versionId, window, withUnregistered };
  const statements = await loadShownStatements(db, query);
  const { unitCode, unitName, account, versions } = seen;
  const facts = { calendar: await loadCalendar(db), today: localDateOf(asOf), versions };
  return { unitCode, unitName, account, days: dayProofs({ ...facts, statements }, window) };
}

// A day before and after the window, since neighbours that touch decide about its edges. A statement
// of no account is compared by its printed number, as an import would.
const selectShown = `
  select statement.id, statement.format, statement.state, statement.made_at as "madeAt",
         exists (select from statement_decision decided
                  where decided.statement_id = statement.id
                    and decided.decision = 'released') as "isReleased",
         statement.period_from is not null and statement.period_to is not null as "isStated",
         coalesce(statement.period_from, shown.first_on) as "from",
         coalesce(statement.period_to, shown.last_on) as "to",
         statement.bank_account_id is null as "isNobodys",
         statement.account_printed as "printed", statement.currency,
         account.number_key as "numberKey"
    from beneficiary_account version
    join bank_account account on account.id = version.bank_account_id
    join statement on statement.bank_account_id = account.id
      or (:withUnregistered and statement.bank_account_id is null
        and position(account.number_key in
              regexp_replace(upper(statement.account_printed), '[^0-9A-Z]', '', 'g')) > 0)
    left join lateral (
      select min(entry.booking_date) as first_on, max(entry.booking_date) as last_on
        from (select line.booking_date from statement_line line
               where line.statement_id = statement.id or line.id = any(statement.known_line_ids)
              union all
              select early.booking_date from announced_line early
               where early.statement_id = statement.id) entry
       where statement.period_from is null or statement.period_to is null) shown on true
   where version.id = :versionId and statement.state <> 'duplicate'
     and coalesce(statement.period_from, shown.first_on) <= :to::date + 1
     and coalesce(statement.period_to, shown.last_on) >= :from::date - 1
   order by statement.id`;

interface ShownRow extends ShownStatement {
  readonly isNobodys: boolean;
  readonly printed: string | null;
  readonly currency: string | null;
  readonly numberKey: string;
}

async function loadShownStatements(
  db: Db,
  query: {
    readonly versionId: string;
    readonly window: DayRange;
    readonly withUnregistered: boolean;
  },
): Promise<ShownStatement[]> {
  const { versionId, window, withUnregistered } = query;
  const bound = { versionId, withUnregistered, ...window };
  const { rows } = await db.raw<{ rows: ShownRow[] }>(selectShown, bound);
  return rows.filter(
    ({ isNobodys, printed, currency, numberKey }) =>
      !isNobodys || accountKeys(printed ?? '', currency).includes(numberKey),
  );
}
