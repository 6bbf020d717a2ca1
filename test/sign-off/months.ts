// Two communes in June, when their May is over, and the people who sign for it.
import { byPrincipal, type Principal } from '../../src/access/principal.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { importSettlement } from '../../src/payments/import-settlement.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { parsePeriod, type Period } from '../../src/reports/period.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { signMonth } from '../../src/sign-off/decide-month.js';
import { monthDepsOf, type MonthDeps } from '../../src/sign-off/month-deps.js';
import type { ProposedMonth } from '../../src/sign-off/month-store.js';
import { proposeMonth } from '../../src/sign-off/propose-month.js';
import { readMonthSheet } from '../../src/sign-off/read-sheet.js';
import type { TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { accounts, closing, units } from '../support/two-communes.js';

/** A Wednesday morning. */
export const june = new Date('2026-06-03T02:00:00Z');

export function periodOf(month: string): Period {
  const period = parsePeriod(month);
  if (!period) throw new Error('a month');
  return period;
}
export const may = periodOf('2026-05');

export function depsOf(
  { db, config }: Pick<TestDatabase, 'db' | 'config'>,
  asker: Principal,
  at = june,
): MonthDeps {
  return monthDepsOf({ db, pool: db, config, now: () => at, by: byPrincipal(asker, 'request-1') });
}

export async function digestOf(
  { db }: Pick<TestDatabase, 'db'>,
  unitCode: string = units.a,
  at = june,
): Promise<string> {
  return (await readMonthSheet(db, { unitCode, period: may, asOf: at })).evidenceSha256;
}

/** Proposed as it stands, with whatever gaps there are. */
export async function proposed(
  database: Pick<TestDatabase, 'db' | 'config'>,
  maker: Principal,
  given: { readonly unitCode?: string; readonly at?: Date } = {},
): Promise<ProposedMonth> {
  const { unitCode = units.a, at = june } = given;
  return proposeMonth(depsOf(database, maker, at), {
    ...{ asker: maker, unitCode, period: may, acceptsGaps: true, remark: null },
    digest: await digestOf(database, unitCode, at),
  });
}

export async function signed(
  database: Pick<TestDatabase, 'db' | 'config'>,
  people: { readonly maker: Principal; readonly checker: Principal },
  given: { readonly unitCode?: string; readonly at?: Date } = {},
): Promise<ProposedMonth> {
  const { id, evidenceSha256 } = await proposed(database, people.maker, given);
  const asked = { asker: people.checker, proposalId: id, digest: evidenceSha256 };
  return signMonth(depsOf(database, people.checker, given.at), asked);
}

/** A statement of A that comes late: T2's money on 25 May, and every day up to the end of the month. */
export async function lateStatement({ db }: Pick<TestDatabase, 'db'>): Promise<void> {
  const now = (): Date => june;
  const lines = [
    ':20:STMT2',
    `:25:${accounts.a}`,
    ':28C:2/1',
    `:60F:C260515VND${String(closing.a)},`,
    ':61:2605250525C1250000,NTRFNONREF//FT26145001',
    ':86:CTREF00002 nop phi',
    `:62F:C260531VND${String(closing.a + 1_250_000)},`,
    '-',
    '',
  ];
  const file = { name: 'a2.sta', bytes: Buffer.from(lines.join('\r\n')) };
  await importStatements({ db, now, by: byTester }, [file]);
  await reconcile({ db, now, by: byTester });
}

/** A payment of May that a portal tells of in June. */
export async function latePayment(
  { db }: Pick<TestDatabase, 'db'>,
  given: { readonly txn: string; readonly amount: number; readonly unitCode?: string },
): Promise<void> {
  const { txn, amount, unitCode = units.a } = given;
  const file = csvFile(
    'late.csv',
    'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
    `generic,${txn},LATE${txn},${unitCode},${String(amount)},succeeded,2026-05-28T10:00:00+07:00`,
  );
  const now = (): Date => june;
  await importPayments({ db, now, by: byTester }, { file, skipBad: false });
  await reconcile({ db, now, by: byTester });
}

/** A report that comes in June: T2's row, an adjustment of A's, a row of B's payment. */
export async function lateReport({ db }: Pick<TestDatabase, 'db'>): Promise<void> {
  const file = csvFile(
    'late-report.csv',
    'batch,settlementDate,gatewayTxnId,merchantRef,amount,fee,netAmount,unitCode,kind',
    'LATEBATCH,2026-05-12,T2,CTREF00002,1250000,0,1250000,,payment',
    `LATEBATCH,2026-05-12,,,-500,0,-500,${units.a},adjustment`,
    'LATEBATCH,2026-05-12,H1,,15000,0,15000,,payment',
  );
  const now = (): Date => june;
  await importSettlement({ db, now, by: byTester }, { gateway: 'generic', file, skipBad: false });
  await reconcile({ db, now, by: byTester });
}
