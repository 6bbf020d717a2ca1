// How binary .xls is read wherever it is: held whole, so as much as an upload may have.
import type { Reading } from './read-table.js';

export const oldXlsReading: Reading = { oldXls: true, wholeBytesMax: 20 * 1024 * 1024 };
