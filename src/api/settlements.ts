// Gateways' settlement reports. A batch pays many units: each reader sees the rows of the own ones,
// and sums over those.
import { z } from 'zod';
import { sees, sightOf, type Sight } from '../access/principal.js';
import { instantText } from '../calendar.js';
import { moneyText, sumMoney } from '../money.js';
import { importSettlement } from '../payments/import-settlement.js';
import type { SettlementLine } from '../payments/import-settlement-store.js';
import { loadSettlementBatches, type StoredBatch } from '../payments/settlement-store.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { pageOf, pageSchema, paging, reverseNumberKey } from './cursor.js';
import { importedShape, importOwnFiles } from './import-files.js';
import { mappingName } from './mapping-shape.js';
import { apiRoute, type ApiRoute } from './route.js';
import { asOfMember, day, filters, idParams, instant, money } from './shapes.js';
import { foundOr404, holdToProvince, holdToSight, instantAsked } from './sight.js';

const nameCharsMax = 64;

const batchShape = z.strictObject({
  id: z.string(),
  gateway: z.string(),
  gatewayAccount: z.string(),
  batch: z.string(),
  settlementDate: day,
  importedAt: instant,
  rowCount: z.number().int(),
  amount: money,
  fee: money,
  netAmount: money,
  /** The batch also pays units that are not in sight: these sums are only of those that are. */
  partly: z.boolean(),
});

const rowShape = z.strictObject({
  rowNumber: z.number().int(),
  kind: z.enum(['payment', 'refund', 'adjustment']),
  gatewayTxnId: z.string().nullable(),
  merchantRef: z.string().nullable(),
  amount: money,
  fee: money,
  netAmount: money,
  unitCode: z.string().nullable(),
});

const listSettlements = apiRoute({
  method: 'get',
  path: '/settlements',
  id: 'listSettlements',
  tag: 'settlements',
  summary: 'Settlement batches with rows in scope, the latest imported first',
  action: 'settlement.read',
  query: z.strictObject({
    ...paging,
    unit: filters.unit,
    gateway: filters.gateway,
    from: filters.from,
    to: filters.to,
  }),
  answers: { 200: pageSchema(batchShape) },
  handle: async (deps, { query, principal, db }) => {
    holdToSight(principal, 'settlement.read', query.unit, '?unit');
    const unitOf = unitsOfRows(await deps.read(instantAsked(deps, {})));
    const sight = sightOf(principal, 'settlement.read');
    const batches = (await loadSettlementBatches(db, query))
      .flatMap((batch) => batchInSight(batch, unitOf, sight) ?? [])
      .filter(
        ({ rows }) => query.unit === undefined || rows.some((row) => row.unitCode === query.unit),
      );
    const page = pageOf(batches, { ...query, keyOf: ({ id }) => [reverseNumberKey(id)] });
    return { body: { ...page, items: page.items.map(batchAnswer) } };
  },
});

const getSettlement = apiRoute({
  method: 'get',
  path: '/settlements/{id}',
  id: 'getSettlement',
  tag: 'settlements',
  summary: 'One settlement batch with its rows in scope',
  action: 'settlement.read',
  params: idParams,
  query: z.strictObject(asOfMember),
  answers: { 200: batchShape.extend({ rows: z.array(rowShape) }) },
  handle: async (deps, { params, query, principal, db }) => {
    const unitOf = unitsOfRows(await deps.read(instantAsked(deps, query)));
    const [stored] = await loadSettlementBatches(db, params);
    const sight = sightOf(principal, 'settlement.read');
    const batch = foundOr404(stored && batchInSight(stored, unitOf, sight));
    return { body: { ...batchAnswer(batch), rows: batch.rows } };
  },
});

const postSettlements = apiRoute({
  method: 'post',
  path: '/settlements',
  id: 'importSettlements',
  tag: 'settlements',
  summary: "Import a gateway's settlement reports (CSV or XLSX); matching runs afterwards",
  action: 'settlement.import',
  /** An account's name, or a kind that has exactly one account. */
  body: z.strictObject({
    gateway: z.string().min(1).max(nameCharsMax),
    mapping: mappingName.optional().describe('Confirmed mapping that reads them, else our shape.'),
  }),
  files: ['file'],
  answers: { 201: importedShape },
  creates: true,
  handle: async (deps, ask) => {
    // a report belongs to a gateway account, and that to the province
    holdToProvince(ask.principal, 'settlement.import');
    return importOwnFiles(deps, ask, (verbDeps, file) =>
      importSettlement(verbDeps, { ...ask.body, file, skipBad: false }),
    );
  },
});

type UnitOfRow = (batch: StoredBatch, row: SettlementLine) => string | null;

/** The unit of a row that names none: that of the one payment it names. */
function unitsOfRows(reading: ProvinceReading): UnitOfRow {
  const byName = new Map<string, string | null>();
  const add = (kind: string, account: string, name: string | null, unit: string | null): void => {
    if (name === null) return;
    const key = JSON.stringify([kind, account, name]);
    byName.set(key, byName.has(key) && byName.get(key) !== unit ? null : unit);
  };
  for (const { gatewayAccount, gatewayTxnId, merchantRef, unitCode } of reading.payments) {
    add('txn', gatewayAccount, gatewayTxnId, unitCode);
    add('ref', gatewayAccount, merchantRef, unitCode);
  }
  return ({ gatewayAccount }, { unitCode, gatewayTxnId, merchantRef }) =>
    unitCode ??
    byName.get(JSON.stringify(['txn', gatewayAccount, gatewayTxnId])) ??
    byName.get(JSON.stringify(['ref', gatewayAccount, merchantRef])) ??
    null;
}

interface BatchInSight extends StoredBatch {
  readonly partly: boolean;
}

function batchInSight(
  batch: StoredBatch,
  unitOf: UnitOfRow,
  sight: Sight,
): BatchInSight | undefined {
  const rows = batch.rows
    .map((row) => ({ ...row, unitCode: unitOf(batch, row) }))
    .filter(({ unitCode }) => sees(sight, unitCode));
  if (rows.length === 0) return undefined;
  return { ...batch, rows, partly: rows.length < batch.rows.length };
}

function batchAnswer(batch: BatchInSight): Record<string, unknown> {
  const { id, gateway, gatewayAccount, batch: name, settlementDate, importedAt, partly } = batch;
  const sum = (field: 'amount' | 'fee' | 'netAmount'): string =>
    moneyText(sumMoney(batch.rows.map((row) => BigInt(row[field]))));
  const about = { id, gateway, gatewayAccount, batch: name, settlementDate, partly };
  const sums = { amount: sum('amount'), fee: sum('fee'), netAmount: sum('netAmount') };
  return { ...about, importedAt: instantText(importedAt), rowCount: batch.rows.length, ...sums };
}

export const settlementRoutes: readonly ApiRoute[] = [
  listSettlements,
  getSettlement,
  postSettlements,
];
