// Imports a portal's export of payments. A row is one more word about a payment, beside what
// callbacks said: it may move the status forward and fill gaps, never contradict.
import { z } from 'zod';
import type { By } from '../audit/by.js';
import { theOnly } from '../audit/differences.js';
import { recordAudit } from '../audit/record-audit.js';
import type { Db } from '../db.js';
import { inTransaction } from '../db.js';
import { moneyText } from '../money.js';
import {
  moneyCell,
  optionalInstant,
  optionalText,
  positiveMoneyCell,
  requiredInstant,
  requiredText,
} from '../tables/column.js';
import { oneImportAtATime, withoutErrors } from '../tables/import-outcome.js';
import type { ImportOutcome } from '../tables/import-outcome.js';
import { fileDigest, readOwnFile, refuseRows } from '../tables/own-file.js';
import type { OwnFile, OwnFileShape, OwnRow, RowError } from '../tables/own-file.js';
import { loadUnitCodes } from '../units/unit-store.js';
import type { GatewayAccount } from './gateway-account.js';
import { addPaymentWords, loadKnownPayments, paymentKey } from './import-payment-store.js';
import type { ImportedPayment, KnownPayment } from './import-payment-store.js';
import { namedGateway } from './named-gateway.js';
import { eventOf, paymentStatuses, txnKeyOf, wordKeyOf } from './payment.js';
import type { PaymentWord } from './payment.js';
import { loadGatewayAccounts } from './payment-store.js';

const schema = z.object({
  gateway: requiredText,
  gatewayTxnId: optionalText,
  merchantRef: optionalText,
  dossierCode: optionalText,
  unitCode: optionalText,
  amount: positiveMoneyCell,
  status: z.enum(paymentStatuses, `one of ${paymentStatuses.join(', ')} is expected`),
  paidAt: requiredInstant,
  receiptNumber: optionalText,
  sourceSystem: optionalText,
  refundedAmount: z
    .literal('')
    .transform(() => null)
    .or(moneyCell.refine((amount) => amount >= 0n, 'must not be below 0')),
  refundedAt: optionalInstant,
});

const shape = {
  schema,
  optional: [
    'dossierCode',
    'unitCode',
    'receiptNumber',
    'sourceSystem',
    'refundedAmount',
    'refundedAt',
  ],
} satisfies OwnFileShape<typeof schema>;

type PaymentRow = OwnRow<z.output<typeof schema>>;
type NamedRow = OwnRow<ImportedPayment>;

/**
 * Imports payments; key (gateway account, gatewayTxnId), or our reference where the gateway gave
 * no id.
 * @throws Refused `bad_file`, `bad_rows`; `conflict` where amount, reference, unit, dossier or
 * receipt contradict what is stored
 */
export async function importPayments(
  deps: { readonly db: Db; readonly now: () => Date; readonly by: By },
  input: { readonly file: OwnFile; readonly skipBad: boolean },
): Promise<ImportOutcome> {
  const { file, skipBad } = input;
  const read = await readOwnFile(file, shape);
  const errors = [...read.errors];
  return inTransaction(deps.db, async (trx) => {
    await oneImportAtATime(trx, 'payments');
    const register = {
      accounts: await loadGatewayAccounts(trx),
      units: await loadUnitCodes(trx),
      receivedAt: deps.now(),
    };
    const named: NamedRow[] = [];
    for (const { line, value } of read.rows) {
      const checked = checkRow(value, register);
      for (const wrong of checked.errors) errors.push({ file: file.name, line, ...wrong });
      if (checked.payment) named.push({ line, value: checked.payment });
    }
    const rows = withoutErrors(named, errors);
    const known = await loadKnownPayments(
      trx,
      rows.map(({ value }) => value),
    );
    const sorted = sortRows(file.name, rows, { known, errors });
    const skipped = refuseRows(errors, { skipBad });
    await addPaymentWords(trx, sorted.write);
    const { imported, updated, unchanged } = sorted;
    if (sorted.write.length > 0) {
      await recordAudit(trx, deps.by, {
        action: 'payments.imported',
        subject: { kind: 'file', id: fileDigest(file.bytes) },
        unitCode: theOnly(sorted.write.map(({ unitCode }) => unitCode ?? '')) || null,
        after: { imported, updated, skipped: skipped.length },
      });
    }
    return { imported, updated, unchanged, skipped, warnings: read.warnings };
  });
}

type Wrong = Pick<RowError, 'column' | 'detail'>;

/** One row against what is configured: its gateway account and, where named, its unit. */
function checkRow(
  row: PaymentRow['value'],
  register: {
    readonly accounts: readonly GatewayAccount[];
    readonly units: ReadonlySet<string>;
    readonly receivedAt: Date;
  },
): { readonly payment?: ImportedPayment; readonly errors: readonly Wrong[] } {
  const errors: Wrong[] = [];
  const gateway = namedGateway(register.accounts, row.gateway);
  if (gateway.kind === 'unknown') errors.push({ column: 'gateway', detail: gateway.because });
  if (row.gatewayTxnId === null && row.merchantRef === null) {
    errors.push({ column: 'gatewayTxnId', detail: 'must not be empty without a merchantRef' });
  }
  if (row.unitCode !== null && !register.units.has(row.unitCode)) {
    errors.push({ column: 'unitCode', detail: 'unknown unit code' });
  }
  if (row.refundedAmount !== null && row.refundedAmount > row.amount) {
    errors.push({ column: 'refundedAmount', detail: 'must not be above the amount' });
  }
  if (gateway.kind === 'unknown' || errors.length > 0) return { errors };
  return { payment: paymentOf(row, gateway.account, register.receivedAt), errors };
}

function paymentOf(
  row: PaymentRow['value'],
  account: GatewayAccount,
  receivedAt: Date,
): ImportedPayment {
  const { status, amount, refundedAmount, paidAt, refundedAt } = row;
  const word: PaymentWord = { status, amount, refundedAmount, paidAt, refundedAt };
  const event = eventOf(word, receivedAt, 'import');
  return {
    gatewayAccountId: account.id,
    txnKey: txnKeyOf(row),
    gatewayTxnId: row.gatewayTxnId,
    merchantRef: row.merchantRef,
    dossierCode: row.dossierCode,
    unitCode: row.unitCode,
    receiptNumber: row.receiptNumber,
    sourceSystem: row.sourceSystem,
    amount: moneyText(amount),
    status,
    refundedAmount: refundedAmount === null ? null : moneyText(refundedAmount),
    paidAt: event.paidAt.toISOString(),
    occurredAt: event.occurredAt.toISOString(),
    receivedAt: receivedAt.toISOString(),
    wordKey: wordKeyOf(word),
  };
}

/** What no row may contradict once it is known. */
const fixedFields = ['amount', 'merchantRef', 'unitCode', 'dossierCode', 'receiptNumber'] as const;

interface SortedRows {
  readonly write: readonly ImportedPayment[];
  readonly imported: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** Parts the rows: payments that are new, words or details that are new, repetitions, conflicts. */
function sortRows(
  name: string,
  rows: readonly NamedRow[],
  given: { readonly known: Map<string, KnownPayment>; readonly errors: RowError[] },
): SortedRows {
  const write: ImportedPayment[] = [];
  let imported = 0;
  let unchanged = 0;
  for (const { line, value } of rows) {
    const key = paymentKey(value);
    const before = given.known.get(key);
    const column = before && fixedFields.find((field) => contradicts(before[field], value[field]));
    if (column !== undefined) {
      const detail = `contradicts what is known of payment ${value.gatewayTxnId ?? value.txnKey}`;
      given.errors.push({ file: name, line, column, detail, conflict: true });
      continue;
    }
    const after = merged(before, value);
    given.known.set(key, after);
    if (before && after === before) {
      unchanged += 1;
      continue;
    }
    if (!before) imported += 1;
    write.push(value);
  }
  return { write, imported, updated: write.length - imported, unchanged };
}

function contradicts(before: string | null, now: string | null): boolean {
  return before !== null && now !== null && before !== now;
}

/** What is known after a row; the very same object when the row says nothing new. */
function merged(before: KnownPayment | undefined, row: ImportedPayment): KnownPayment {
  const fills =
    !before || fixedFields.some((field) => before[field] === null && row[field] !== null);
  if (!fills && before.wordKeys.includes(row.wordKey)) return before;
  return {
    gatewayAccountId: row.gatewayAccountId,
    txnKey: row.txnKey,
    amount: before?.amount ?? row.amount,
    merchantRef: before?.merchantRef ?? row.merchantRef,
    unitCode: before?.unitCode ?? row.unitCode,
    dossierCode: before?.dossierCode ?? row.dossierCode,
    receiptNumber: before?.receiptNumber ?? row.receiptNumber,
    wordKeys: [...(before?.wordKeys ?? []), row.wordKey],
  };
}
