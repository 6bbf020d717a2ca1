// From the banks' ledgers to the files that people exported: the bank's own charges and interest,
// running balances, periods without a hole in the sums, overlaps and a second layout.
import { addDays, daysBetween } from '../../src/calendar.js';
import type { LocalDate } from '../../src/calendar.js';
import { sumMoney } from '../../src/money.js';
import type { Draft } from './draft.js';
import { book } from './draft.js';
import type { Days, Layout, LedgerLine, StatementFile, WorldAccount } from './world.js';

/** Charges, interest and what is passed on to the Treasury: lines of every account. */
export function addBankLines(draft: Draft): void {
  const { random, span, places } = draft;
  for (const account of places.accounts) {
    const chargedOn = random.pick(span.days);
    const charge = `THU PHI DICH VU SMS BANKING THANG ${monthOf(chargedOn)}`;
    book(draft, { account, bookedOn: chargedOn, amount: -11_000n, narrative: charge });
    const creditedOn = random.pick(span.days);
    const amount = BigInt(random.between(101, 4_996) * 2 + 1);
    const narrative = `TRA LAI SO DU TREN TAI KHOAN - THANG ${monthOf(creditedOn)}`;
    book(draft, { account, bookedOn: creditedOn, amount, narrative });
    if (!random.chance(0.4)) continue;
    book(draft, {
      account,
      bookedOn: random.pick(span.workingDays),
      amount: -BigInt(random.between(200, 900)) * 1000n,
      narrative: 'NOP PHI LE PHI VAO TAI KHOAN CHO NOP NSNN TAI KBNN',
    });
  }
}

function monthOf(day: LocalDate): string {
  return `${day.slice(5, 7)}/${day.slice(0, 4)}`;
}

/** Every statement file that somebody exported, in no particular order. */
export function statementFiles(draft: Draft): readonly StatementFile[] {
  const byAccount = new Map<WorldAccount, LedgerLine[]>();
  for (const line of draft.ledger) {
    const lines = byAccount.get(line.account) ?? [];
    lines.push(line);
    byAccount.set(line.account, lines);
  }
  const files = draft.places.accounts.flatMap((account) => {
    const lines = byAccount.get(account) ?? [];
    // A stable sort: within a day the order of booking stays.
    lines.sort((one, other) =>
      one.bookedOn < other.bookedOn ? -1 : +(one.bookedOn > other.bookedOn),
    );
    return filesOf(draft, account, lines);
  });
  // Somebody exported one of them twice.
  const twice = files.find((file) => file.account.unitCode === draft.places.cast.duplicates);
  if (twice) files.push({ ...twice, name: `lan-2-${twice.name}` });
  return draft.random.shuffled(files);
}

function filesOf(
  draft: Draft,
  account: WorldAccount,
  ledger: readonly LedgerLine[],
): readonly StatementFile[] {
  const file = (period: Days, number: number, layout?: Layout): StatementFile =>
    statementOf(account, ledger, { period, number, layout });
  const whole = { from: draft.span.firstOn, to: draft.span.statementsTo };
  const pieces = cut(draft, account, whole);
  const files = pieces.map(({ period, number }) => file(period, number));
  if (account.exported === 'once') return files;
  if (account.exported === 'overlapping') {
    const again = { from: addDays(whole.from, 3), to: addDays(whole.to, -1) };
    return [...files, file(again, 90)];
  }
  return [...files, file(whole, 1, account.exported)];
}

/** A statement of an account's ledger, which is in order of booking. */
export function statementOf(
  account: WorldAccount,
  ledger: readonly LedgerLine[],
  printed: {
    readonly period: Days;
    readonly number: number;
    readonly layout?: Layout | undefined;
  },
): StatementFile {
  const { period, number, layout = account.layout } = printed;
  const before = ledger.filter((line) => line.bookedOn < period.from);
  const lines = ledger.filter(
    (line) => line.bookedOn >= period.from && line.bookedOn <= period.to && !line.unprinted,
  );
  const opening = account.openingBalance + sumMoney(before.map((line) => line.amount));
  const closing = opening + sumMoney(lines.map((line) => line.amount));
  const name = fileName(account, layout, period);
  return { name, layout, account, period, opening, closing, lines, number };
}

/** Cuts the whole time into periods; what nobody exported is left out, its number with it. */
function cut(
  draft: Draft,
  account: WorldAccount,
  whole: Days,
): readonly { readonly period: Days; readonly number: number }[] {
  const { missing, brokenOn } = account;
  const ends: LocalDate[] = [];
  const step = account.layout === 'mt940' || account.layout === 'camt053' ? 7 : 14;
  const first = addDays(whole.from, draft.random.between(1, step) - 1);
  for (let end = first; end < whole.to; end = addDays(end, step)) ends.push(end);
  if (missing) {
    ends.push(addDays(missing.from, -1), missing.to);
  }
  if (brokenOn) ends.push(brokenOn);
  ends.push(whole.to);
  const edges = [...new Set(ends)].filter((end) => end >= whole.from && end <= whole.to).sort();
  const periods = edges.map((to, index) => {
    const from = index === 0 ? whole.from : addDays(edges[index - 1] as LocalDate, 1);
    return { period: { from, to }, number: index + 1 };
  });
  return periods.filter(
    ({ period }) => !missing || period.to < missing.from || period.from > missing.to,
  );
}

const extensions: Record<Layout, string> = {
  mt940: 'sta',
  camt053: 'xml',
  'agribank-csv': 'csv',
  'vietcombank-xlsx': 'xlsx',
  'vietcombank-html': 'xls',
  'vietcombank-list': 'xlsx',
  'bidv-xlsx': 'xlsx',
  'vietinbank-xlsx': 'xlsx',
  'treasury-xlsx': 'xlsx',
};

function fileName(account: WorldAccount, layout: Layout, { from, to }: Days): string {
  const days = `${from.replaceAll('-', '')}-${String(daysBetween(from, to) + 1)}d`;
  const number = account.number.replaceAll('.', '');
  return `${account.unitCode}-${number}-${days}-${layout}.${extensions[layout]}`;
}
