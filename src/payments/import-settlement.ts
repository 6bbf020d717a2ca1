// Imports a gateway's settlement report, in our own shape or through a column mapping: which
// transactions it paid out in which batch, and what it kept.
import type { By } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import type { Db } from '../db.js';
import { inTransaction } from '../db.js';
import { mappingInForce } from '../mappings/change-mapping.js';
import { mappingTitle, type ColumnMapping } from '../mappings/mapping.js';
import { moneyText } from '../money.js';
import { Refused } from '../problem.js';
import { oneImportAtATime } from '../tables/import-outcome.js';
import type { ImportOutcome } from '../tables/import-outcome.js';
import { fileDigest, refuseRows } from '../tables/own-file.js';
import type { OwnFile } from '../tables/own-file.js';
import { loadUnitCodes } from '../units/unit-store.js';
import type { GatewayAccount } from './gateway-account.js';
import { addBatches, loadBatches } from './import-settlement-store.js';
import { judgeReport } from './judge-report.js';
import { readMappedReport } from './mapped-report.js';
import { namedGateway } from './named-gateway.js';
import { loadGatewayAccounts } from './payment-store.js';
import { readOwnReport, type ReportRows } from './settlement-report.js';

/**
 * Imports a report; key (gateway account, batch). A batch comes whole or not at all: with
 * `skipBad` one wrong row leaves its batch out, since its sum would be wrong.
 * @param input.gateway an account's name, or a kind that has exactly one account
 * @param input.mapping name of the confirmed mapping that reads the file; absent: our own shape
 * @throws Refused `not_found` for the gateway or the mapping; `bad_file`, `bad_rows`,
 * `layout_changed`; `conflict` where a batch that is stored says otherwise
 */
export async function importSettlement(
  deps: { readonly db: Db; readonly now: () => Date; readonly by: By },
  input: {
    readonly gateway: string;
    readonly mapping?: string | undefined;
    readonly file: OwnFile;
    readonly skipBad: boolean;
  },
): Promise<ImportOutcome> {
  const { file, skipBad } = input;
  return inTransaction(deps.db, async (trx) => {
    const account = await gatewayNamed(trx, input.gateway);
    const mapping = await mappingOf(trx, account, input.mapping);
    const report = await readReport(file, mapping);
    await oneImportAtATime(trx, 'settlement');
    const facts = {
      units: await loadUnitCodes(trx),
      stored: await loadBatches(trx, account.id),
    };
    const { added, known, errors } = judgeReport({ ...report, file: file.name }, facts);
    const skipped = refuseRows(errors, { skipBad });
    holdToTotals(file, report);
    const importedAt = deps.now();
    await addBatches(trx, added, {
      gatewayAccountId: account.id,
      mappingId: mapping?.id ?? null,
      fileName: file.name,
      importedAt,
    });
    const imported = lineCount(added);
    if (added.length > 0) {
      await recordAudit(trx, deps.by, {
        action: 'settlement.imported',
        subject: { kind: 'file', id: fileDigest(file.bytes) },
        after: {
          gatewayAccount: account.name,
          ...(mapping ? { mapping: mappingTitle(mapping) } : {}),
          batches: added.map(({ batch }) => batch),
          lines: imported,
          skipped: skipped.length,
        },
      });
    }
    const { warnings } = report;
    return { imported, updated: 0, unchanged: lineCount(known), skipped, warnings };
  });
}

/**
 * The gateway account that a name means.
 * @throws Refused `not_found`
 */
export async function gatewayNamed(db: Db, name: string): Promise<GatewayAccount> {
  const found = namedGateway(await loadGatewayAccounts(db), name);
  if (found.kind === 'found') return found.account;
  throw new Refused({ code: 'not_found', detail: `--gateway ${name}: ${found.because}` });
}

async function mappingOf(
  db: Db,
  account: GatewayAccount,
  name: string | undefined,
): Promise<ColumnMapping | undefined> {
  if (name === undefined) return undefined;
  const isFor = ({ gatewayAccountId }: ColumnMapping['owner']): boolean =>
    gatewayAccountId === account.id;
  return mappingInForce(db, { name, isFor });
}

async function readReport(file: OwnFile, mapping: ColumnMapping | undefined): Promise<ReportRows> {
  if (!mapping) return readOwnReport(file);
  const { layout, headers } = mapping;
  if (layout.reads !== 'settlement') throw new Error('a mapping of statements reads no reports');
  return readMappedReport(file, { layout, headers });
}

/** A report whose own totals say otherwise is not taken, not even in part. */
function holdToTotals(file: OwnFile, { totals }: ReportRows): void {
  const wrong = totals.filter(({ agrees, summed }) => !agrees && summed !== null);
  if (wrong.length === 0) return;
  throw new Refused({
    code: 'bad_rows',
    detail: `${file.name}: the file's own totals are not those of its rows; nothing was stored.`,
    errors: wrong.map(({ line, column, printed, summed }) => ({
      file: file.name,
      line,
      column,
      detail: `the file prints ${moneyText(printed)}, its rows come to ${moneyText(summed ?? 0n)}`,
    })),
  });
}

function lineCount(batches: readonly { readonly lines: readonly unknown[] }[]): number {
  return batches.reduce((count, { lines }) => count + lines.length, 0);
}
