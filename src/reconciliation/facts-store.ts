// Loads the facts of a province: every table that matching and settlement are a function of.
import { type LocalDate, localDateOf } from '../calendar.js';
import { loadCalendar } from '../calendar-store.js';
import type { Db } from '../db.js';
import { loadBankNotices } from '../payments/bank-notice-store.js';
import { loadGatewayAccounts, loadOrders, loadPayments } from '../payments/payment-store.js';
import { loadAnnounced } from '../statements/announced-store.js';
import { loadCandidates } from '../statements/line-store.js';
import { accountKeys, chooseAccount } from '../statements/resolve-account.js';
import { loadCoverageStatements, loadStatementLines } from '../statements/statement-store.js';
import type {
  AccountFact,
  PlatformWordFact,
  BankNoticeFact,
  ProvinceFacts,
  ReportFact,
  ReportRow,
  SharedFacts,
  UnitFact,
  VerificationFact,
} from './facts.js';

/** What is the same for every unit, and little. */
export async function loadShared(db: Db): Promise<SharedFacts> {
  return {
    calendar: await loadCalendar(db),
    units: await loadUnits(db),
    accounts: await loadAccounts(db),
    platformWords: await loadPlatformWords(db),
    verifications: await loadVerifications(db),
    institutions: await loadInstitutions(db),
    gateways: await loadGatewayAccounts(db),
  };
}

/** All facts, in one snapshot when `db` is a transaction of that kind. */
export async function loadFacts(db: Db): Promise<ProvinceFacts> {
  const payments = await loadPayments(db);
  const paid = new Set(payments.map((payment) => payment.order?.id));
  const orders = await loadOrders(db);
  return {
    ...(await loadShared(db)),
    payments,
    unpaidOrders: orders.filter((order) => !paid.has(order.id)),
    reports: await loadReports(db),
    lines: await loadStatementLines(db),
    notices: [...(await loadNotices(db)), ...(await loadAnnouncedNotices(db))],
    statements: await loadCoverageStatements(db),
  };
}

/** Units of the province and whatever was imported beside the official list. */
async function loadUnits(db: Db): Promise<UnitFact[]> {
  const answer = await db.raw<{ rows: UnitFact[] }>(
    `select unit.code, unit.name, unit.type, unit.agency_code as "agencyCode"
       from public.unit
      where unit.source = 'import'
         or unit.province_code = substring(current_schema() from 2)
         or exists (select from beneficiary_account account where account.unit_code = unit.code)
         or exists (select from fee_order where fee_order.unit_code = unit.code)
      order by unit.code`,
  );
  return answer.rows;
}

async function loadAccounts(db: Db): Promise<AccountFact[]> {
  const answer = await db.raw<{ rows: AccountFact[] }>(
    `select version.id as "versionId", version.unit_code as "unitCode", version.purpose,
            version.bank_account_id as "bankAccountId", account.bank_bin as "bankBin",
            version.clearing_code as "clearingCode",
            account.number, version.account_name as "accountName",
            version.valid_from as "validFrom", version.valid_to as "validTo",
            version.status = 'vouched' as "isTakenOver"
       from beneficiary_account version
       join bank_account account on account.id = version.bank_account_id
      where version.stopped_at is null
      order by version.unit_code, version.purpose, version.valid_from nulls first`,
  );
  return answer.rows;
}

async function loadPlatformWords(db: Db): Promise<PlatformWordFact[]> {
  const answer = await db.raw<{ rows: PlatformWordFact[] }>(
    `select word.version_id as "versionId", word.change, word.platform, word.word,
            word.on_day as "onDay"
       from platform_word word
      order by word.on_day, word.id`,
  );
  return answer.rows;
}

async function loadVerifications(db: Db): Promise<VerificationFact[]> {
  const answer = await db.raw<{ rows: VerificationFact[] }>(
    `select asked.id, asked.version_id as "versionId", version.unit_code as "unitCode",
            version.bank_account_id as "bankAccountId", asked.code,
            (asked.made_at at time zone 'Asia/Ho_Chi_Minh')::date as "madeOn",
            asked.expires_on as "expiresOn"
       from account_verification asked
       join beneficiary_account version on version.id = asked.version_id
      order by asked.id`,
  );
  return answer.rows;
}

async function loadInstitutions(db: Db): Promise<Map<string, string>> {
  const rows = await db('public.bank')
    .whereNotNull('bank.sbv_code')
    .select<{ bin: string; institution: string }[]>({
      bin: 'bank.bin',
      institution: 'bank.sbv_code',
    });
  return new Map(rows.map(({ bin, institution }) => [bin, institution]));
}

/** Notices with their accounts, found as a statement's account is: by number, else by number and bank. */
async function loadNotices(db: Db): Promise<BankNoticeFact[]> {
  const notices = await loadBankNotices(db);
  const keys = new Set(notices.flatMap(({ accountNumber }) => keysOf(accountNumber)));
  const candidates = keys.size === 0 ? [] : await loadCandidates(db, [...keys]);
  return notices.map((notice) => {
    const own = keysOf(notice.accountNumber);
    const known = candidates.filter(({ numberKey }) => own.includes(numberKey));
    const chosen = chooseAccount(own, known, notice.bankName === null ? [] : [notice.bankName]);
    const bankAccountId = typeof chosen === 'string' ? null : chosen.id;
    return { ...notice, bankAccountId, movedOn: localDateOf(notice.movedAt) };
  });
}

/** What messages of a running day showed: read as a feed's notices are, and no payment of its own. */
async function loadAnnouncedNotices(db: Db): Promise<BankNoticeFact[]> {
  const unsaid = { subAccount: null, bankName: null, code: null, runningBalance: null };
  return (await loadAnnounced(db)).map((movement) => ({ ...movement, ...unsaid }));
}

function keysOf(accountNumber: string | null): string[] {
  return accountNumber === null ? [] : accountKeys(accountNumber, 'VND');
}

interface ReportLineRow {
  readonly id: string;
  readonly batchId: string;
  readonly gatewayAccountId: string;
  readonly batch: string;
  readonly settledOn: LocalDate;
  readonly kind: ReportRow['kind'];
  readonly gatewayTxnId: string | null;
  readonly merchantRef: string | null;
  readonly amount: string;
  readonly fee: string;
  readonly netAmount: string;
  readonly unitCode: string | null;
}

/**
 * Reports with all their rows, or with these alone.
 * @param only rows (ids), and those of all batches (ids) that have rows of several units
 */
export async function loadReports(
  db: Db,
  only?: { readonly rows: readonly number[]; readonly shared: ReadonlySet<string> },
): Promise<ReportFact[]> {
  const ids = only ? [...only.rows] : null;
  const answer = await db.raw<{ rows: ReportLineRow[] }>(
    `select batch.id as "batchId", batch.gateway_account_id as "gatewayAccountId", batch.batch,
            batch.settlement_date as "settledOn", line.id, line.kind,
            line.gateway_txn_id as "gatewayTxnId", line.merchant_ref as "merchantRef",
            line.amount, line.fee, line.net_amount as "netAmount", line.unit_code as "unitCode"
       from settlement_batch batch
       join settlement_line line on line.settlement_batch_id = batch.id
      where ?::bigint[] is null or line.id = any(?::bigint[])
      order by batch.gateway_account_id, batch.batch, line.row_number`,
    [ids, ids],
  );
  const reports = new Map<string, ReportFact & { rows: ReportRow[] }>();
  for (const row of answer.rows) {
    const { gatewayAccountId, batch, settledOn } = row;
    const isShared = only?.shared.has(row.batchId) === true;
    const about = { gatewayAccountId, batch, settledOn, ...(isShared ? { isShared } : {}) };
    const report = reports.get(row.batchId) ?? { ...about, rows: [] };
    report.rows.push({
      id: row.id,
      kind: row.kind,
      gatewayTxnId: row.gatewayTxnId,
      merchantRef: row.merchantRef,
      amount: BigInt(row.amount),
      fee: BigInt(row.fee),
      netAmount: BigInt(row.netAmount),
      unitCode: row.unitCode,
    });
    reports.set(row.batchId, report);
  }
  return [...reports.values()];
}
