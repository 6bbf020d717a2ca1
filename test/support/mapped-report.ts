// A small report as a gateway lays it out, and the mapping that reads it.
import { layoutSchema } from '../../src/mappings/layout.js';
import { gatewayNamed } from '../../src/payments/import-settlement.js';
import type { MappingOwner } from '../../src/mappings/mapping.js';
import type { Db } from '../../src/db.js';
import type { OwnFile } from '../../src/tables/own-file.js';
import { csvFile } from './own-file.js';

export const smallLayout = layoutSchema.parse({
  reads: 'settlement',
  headerRow: 1,
  days: 'dd/MM/yyyy',
  amounts: { decimal: ',', grouping: '.' },
  pays: 'net',
  batchBy: 'columns',
  columns: {
    batch: ['Phiên'],
    settlementDate: 'Ngày quyết toán',
    gatewayTxnId: 'Mã giao dịch',
    amount: 'Số tiền',
    fee: ['Phí'],
  },
});

/** One payment of 1,000 đồng, under names of its own. */
export function smallReport(name: string): OwnFile {
  const header = 'Phiên;Ngày quyết toán;Mã giao dịch;Số tiền;Phí';
  return csvFile(`${name}.csv`, header, `${name};12/05/2026;${name};1.000;0`);
}

/** The gateway account whose reports a mapping reads. */
export async function reportsOf(db: Db, gateway: string): Promise<MappingOwner> {
  const { id } = await gatewayNamed(db, gateway);
  return { reads: 'settlement', gatewayAccountId: id, bankBin: null };
}
