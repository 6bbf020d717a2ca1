// Changes of the register as a file for a platform: NDJSON, CSV or XLSX, formulas disarmed.
import {
  platformChangeFields,
  platformChangeRecord,
  type PlatformChange,
} from '../beneficiary-accounts/platform-change.js';
import { csv, ndjson, xlsx } from './export-formats.js';

export const fileFormats = ['ndjson', 'csv', 'xlsx'] as const;
export type FileFormat = (typeof fileFormats)[number];

const days: ReadonlySet<string> = new Set(['firstOn', 'toldOn', 'confirmedOn']);
const columns = platformChangeFields.map((name) => ({
  name,
  type: days.has(name) ? ('day' as const) : ('text' as const),
}));

/** The bytes of the file, in chunks. */
export async function platformChangeFile(
  format: FileFormat,
  changes: readonly PlatformChange[],
): Promise<Iterable<string | Buffer>> {
  const records = changes.map(platformChangeRecord);
  if (format === 'xlsx') return [await xlsx('changes', columns, records)];
  return format === 'csv' ? csv(columns, records) : ndjson(records);
}
