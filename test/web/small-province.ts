// A small real province for tests of pages: registered, paid and credited through the same doors a
// person uses. Chơn Thành (25432) is flagged, Tân Hưng (25345) is not, the rest has nothing.
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements } from '../../src/statements/import-statements.js';
import type { TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';

/** A Wednesday, long after every payment was due. */
export const asOf = new Date('2026-05-20T05:00:00Z');

/** What somebody could try to smuggle into a page through the words of a transfer. */
export const hostileNarrative = `<img src=x onerror=alert(1)><script>alert(2)</script>"'`;

const laterPayments = 25;

/** Payment 1 arrives, 2 never does, 3 comes short; then a page full that arrived. */
export async function fillProvince({ db, config }: TestDatabase): Promise<void> {
  const deps = { db, secretKey: config.secretKey, now: () => asOf, by: byTester };
  await setGateway(deps, {
    name: 'generic',
    document: {
      secrets: { signingSecrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] },
      settlement: { mode: 'per_transaction' },
    },
  });
  await importAccounts(deps, {
    skipBad: false,
    file: csvFile(
      'accounts.csv',
      'unitCode,bankBin,accountNumber,accountName,validFrom',
      '25432,970436,0123456789,UBND PHUONG CHON THANH,2026-01-01',
      '25345,970436,9876543210,UBND XA TAN HUNG,2026-01-01',
    ),
  });
  const { lines, rows } = laterOnes();
  await importPayments(deps, {
    skipBad: false,
    file: csvFile(
      'payments.csv',
      'gateway,gatewayTxnId,merchantRef,dossierCode,unitCode,amount,status,paidAt',
      'generic,T1,CTREF00001,H19.31-260511-0001,25432,100000,succeeded,2026-05-11T10:00:00+07:00',
      'generic,T2,CTREF00002,H19.31-260511-0002,25432,1250000,succeeded,2026-05-11T10:05:00+07:00',
      'generic,T3,CTREF00003,H19.31-260511-0003,25432,8000,succeeded,2026-05-11T10:10:00+07:00',
      'generic,T4,CTREF00004,H19.31-260511-0004,25432,8000,failed,2026-05-11T10:15:00+07:00',
      ...rows,
    ),
  });
  const own = [
    ':61:2605120512C100000,NTRFNONREF//FT26132001',
    ':86:CTREF00001 nop le phi',
    ':61:2605120512C5000,NTRFNONREF//FT26132002',
    ':86:CTREF00003 nop le phi',
    ':61:2605130513C3000000,NTRFNONREF//FT26133009',
    `:86:${hostileNarrative}`,
  ];
  const files = [
    { name: 'chon-thanh.sta', bytes: mt940('0123456789', own, 3_105_000) },
    { name: 'tan-hung.sta', bytes: mt940('9876543210', lines, laterPayments * 15_000) },
  ];
  await importStatements(deps, files);
  await reconcile(deps);
}

function laterOnes(): { readonly lines: readonly string[]; readonly rows: readonly string[] } {
  const numbers = Array.from({ length: laterPayments }, (_, at) => String(100 + at));
  return {
    rows: numbers.map(
      (number) =>
        `generic,H${number},THREF00${number},H19.32-260512-0${number},25345,15000,succeeded,` +
        `2026-05-12T09:${number.slice(1)}:00+07:00`,
    ),
    lines: numbers.flatMap((number) => [
      `:61:2605130513C15000,NTRFNONREF//FT26133${number}`,
      `:86:THREF00${number} nop phi`,
    ]),
  };
}

/** A statement that proves 21/04/2026 to 15/05/2026. */
function mt940(account: string, lines: readonly string[], closing: number): Buffer {
  return Buffer.from(
    [
      ':20:STMT',
      `:25:${account}`,
      ':28C:1/1',
      ':60F:C260420VND0,',
      ...lines,
      `:62F:C260515VND${String(closing)},`,
      '-',
      '',
    ].join('\r\n'),
  );
}
