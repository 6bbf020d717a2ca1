// Imports fee orders as portals export them: what was asked of the payer, before any payment.
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { By } from '../audit/by.js';
import { theOnly } from '../audit/differences.js';
import { recordAudit } from '../audit/record-audit.js';
import type { Db } from '../db.js';
import { inTransaction } from '../db.js';
import { moneyText, parseMoney, sumMoney } from '../money.js';
import type { Money } from '../money.js';
import {
  optionalInstant,
  optionalText,
  positiveMoneyCell,
  requiredText,
} from '../tables/column.js';
import { oneImportAtATime, withoutErrors } from '../tables/import-outcome.js';
import type { ImportOutcome } from '../tables/import-outcome.js';
import { fileDigest, readOwnFile, refuseRows } from '../tables/own-file.js';
import type { OwnFile, OwnFileShape, OwnRow, RowError } from '../tables/own-file.js';
import { loadUnitCodes } from '../units/unit-store.js';
import { addOrders, loadOrdersByKey, orderKey } from './import-order-store.js';
import type { OrderRecord } from './import-order-store.js';
import { gatewayKinds } from './gateways/kinds.js';
import { loadGatewayAccounts } from './payment-store.js';

interface FeeItem {
  readonly purpose: string;
  readonly amount: Money;
}

const feeItems = z.string().transform((text, context): readonly FeeItem[] => {
  const items: FeeItem[] = [];
  for (const part of text.split(';').filter((one) => one.trim() !== '')) {
    const [, purpose = '', digits = ''] = /^(.*):\s*(\d+)\s*$/.exec(part) ?? [];
    const amount = parseMoney(digits);
    if (purpose.trim() === '' || amount === undefined || amount <= 0n) {
      const message = 'purpose:amount is expected, several parted by ; with amounts above 0';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
    items.push({ purpose: purpose.trim(), amount });
  }
  return items;
});

const schema = z.object({
  gateway: optionalText,
  merchantRef: requiredText,
  dossierCode: optionalText,
  unitCode: requiredText,
  amount: positiveMoneyCell,
  description: optionalText,
  feeItems,
  toldBankCode: optionalText,
  toldAccount: optionalText,
  procedureCode: optionalText,
  sourceSystem: optionalText,
  createdAt: optionalInstant,
});

const shape = {
  schema,
  optional: [
    'gateway',
    'dossierCode',
    'description',
    'feeItems',
    'toldBankCode',
    'toldAccount',
    'procedureCode',
    'sourceSystem',
    'createdAt',
  ],
} satisfies OwnFileShape<typeof schema>;

type OrderRow = OwnRow<OrderRecord>;

/** An order as a row of a file or a message states it. */
export type GivenOrder = z.output<typeof schema>;

/**
 * Imports fee orders; key (gateway if given, merchantRef). An order may come before its gateway is
 * configured: such a name is only a warning.
 * @param input.within codes of the only units that may be named; others do not exist here
 * @throws Refused `bad_file`, `bad_rows`; `conflict` where an order of that key says otherwise
 */
export async function importOrders(
  deps: OrderDeps,
  input: {
    readonly file: OwnFile;
    readonly skipBad: boolean;
    readonly within?: ReadonlySet<string>;
  },
): Promise<ImportOutcome> {
  const { file } = input;
  const read = await readOwnFile(file, shape);
  const source = { kind: 'file', id: fileDigest(file.bytes) };
  return recordOrders(deps, { ...input, ...read, name: file.name, source });
}

export interface OrderDeps {
  readonly db: Db;
  readonly by: By;
}

export interface OrdersGiven {
  /** What a wrong row is said to stand in. */
  readonly name: string;
  /** Where the orders come from, as the audit trail names it. */
  readonly source: { readonly kind: string; readonly id: string | null };
  readonly rows: readonly OwnRow<GivenOrder>[];
  readonly errors: readonly RowError[];
  readonly warnings: readonly string[];
  readonly skipBad: boolean;
  readonly within?: ReadonlySet<string>;
}

/** Records orders that were read already, by the rules of `importOrders`. */
export async function recordOrders(deps: OrderDeps, given: OrdersGiven): Promise<ImportOutcome> {
  const { name, skipBad, within } = given;
  const errors = [...given.errors, ...wrongSums(name, given.rows)];
  return inTransaction(deps.db, async (trx) => {
    await oneImportAtATime(trx, 'orders');
    const units = await loadUnitCodes(trx, within);
    for (const { line, value } of given.rows) {
      if (units.has(value.unitCode)) continue;
      errors.push({ file: name, line, column: 'unitCode', detail: 'unknown unit code' });
    }
    const rows = withoutErrors(given.rows, errors).map(({ line, value }) => ({
      line,
      value: recordOf(value),
    }));
    const added = await newOrders(trx, name, { rows, errors, units });
    const skipped = refuseRows(errors, { skipBad });
    const orders = added.map(({ value }) => value);
    await addOrders(trx, orders);
    if (added.length > 0) {
      await recordAudit(trx, deps.by, {
        action: 'orders.imported',
        subject: given.source,
        unitCode: theOnly(orders.map(({ unitCode }) => unitCode)),
        after: { imported: added.length, skipped: skipped.length },
      });
    }
    const unchanged = withoutErrors(rows, errors).length - added.length;
    const warnings = [...given.warnings, ...(await unknownGateways(trx, name, added))];
    return { imported: added.length, updated: 0, unchanged, skipped, warnings };
  });
}

function wrongSums(name: string, rows: readonly OwnRow<z.output<typeof schema>>[]): RowError[] {
  return rows.flatMap(({ line, value }) => {
    const sum = sumMoney(value.feeItems.map((item) => item.amount));
    if (value.feeItems.length === 0 || sum === value.amount) return [];
    const detail = `the items add up to ${moneyText(sum)}, the amount is ${moneyText(value.amount)}`;
    return [{ file: name, line, column: 'feeItems', detail }];
  });
}

/** Orders not stored yet; the same one again is passed over, another of its key is an error. */
async function newOrders(
  trx: Db,
  name: string,
  given: {
    readonly rows: readonly OrderRow[];
    readonly errors: RowError[];
    readonly units: ReadonlySet<string>;
  },
): Promise<readonly OrderRow[]> {
  const known = await loadOrdersByKey(
    trx,
    given.rows.map(({ value }) => value),
  );
  const added: OrderRow[] = [];
  for (const row of given.rows) {
    const key = orderKey(row.value);
    const before = known.get(key);
    if (before === undefined) {
      known.set(key, row.value);
      added.push(row);
      continue;
    }
    // of another's order only that the reference is taken is told
    const isKnown = given.units.has(before.unitCode);
    const column = isKnown ? differingField(before, row.value) : 'merchantRef';
    if (column === undefined) continue;
    const detail = 'the order of this gateway and merchantRef says otherwise';
    given.errors.push({ file: name, line: row.line, column, detail, conflict: true });
  }
  return added;
}

function recordOf(row: z.output<typeof schema>): OrderRecord {
  return {
    ...row,
    gateway: row.gateway ?? '',
    amount: moneyText(row.amount),
    feeItems: row.feeItems.map(({ purpose, amount }) => ({ purpose, amount: moneyText(amount) })),
    createdAt: row.createdAt?.toISOString() ?? null,
  };
}

function differingField(before: OrderRecord, now: OrderRecord): string | undefined {
  const fields = Object.keys(now) as (keyof OrderRecord)[];
  return fields.find((field) => !isDeepStrictEqual(before[field], now[field]));
}

async function unknownGateways(
  trx: Db,
  name: string,
  rows: readonly OrderRow[],
): Promise<readonly string[]> {
  const known = new Set(['', ...Object.keys(gatewayKinds)]);
  for (const account of await loadGatewayAccounts(trx)) known.add(account.name);
  const unknown = new Set(rows.map(({ value }) => value.gateway).filter((one) => !known.has(one)));
  return [...unknown].map((one) => `${name}: gateway "${one}" is not configured yet`);
}
