// From a statement to the bytes of its file, in its bank's layout.
import writeSheet from 'write-excel-file/node';
import type { StatementFile } from '../world.js';
import { agribankCsv } from './agribank-csv.js';
import { camt053 } from './camt053.js';
import { mt940 } from './mt940.js';
import {
  bidvSheet,
  treasurySheet,
  vietcombankList,
  vietcombankSheet,
  vietinbankSheet,
} from './sheets.js';
import type { SheetRows } from './sheets.js';
import { vietcombankHtml } from './vietcombank-html.js';

/** The file as its bank would print it. */
export async function renderStatement(file: StatementFile): Promise<Buffer> {
  switch (file.layout) {
    case 'mt940':
      return Buffer.from(mt940(file));
    case 'camt053':
      return Buffer.from(camt053(file));
    case 'agribank-csv':
      return Buffer.from(agribankCsv(file));
    case 'vietcombank-html':
      return Buffer.from(vietcombankHtml(file));
    case 'vietcombank-xlsx':
      return workbook(vietcombankSheet(file));
    case 'vietcombank-list':
      return workbook(vietcombankList(file));
    case 'bidv-xlsx':
      return workbook(bidvSheet(file));
    case 'vietinbank-xlsx':
      return workbook(vietinbankSheet(file));
    case 'treasury-xlsx':
      return workbook(treasurySheet(file));
  }
}

async function workbook(rows: SheetRows): Promise<Buffer> {
  const data = rows.map((row) => row.map((value) => (value === '' ? null : value)));
  return writeSheet(data).toBuffer();
}
