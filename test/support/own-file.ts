// Files of our own shape for tests, written as a person would: CSV text, or the same rows as XLSX.
import writeXlsxFile from 'write-excel-file/node';
import type { OwnFile } from '../../src/tables/own-file.js';

/** A CSV file of the given lines. */
export function csvFile(name: string, ...lines: string[]): OwnFile {
  return { name, bytes: Buffer.from(`${lines.join('\n')}\n`) };
}

/** The lines of a CSV file (without quotes) as an XLSX file, every cell as text. */
export async function xlsxFile(name: string, ...lines: string[]): Promise<OwnFile> {
  const data = lines.map((line) => line.split(',').map((value) => ({ value, type: String })));
  const bytes = await writeXlsxFile(data).toBuffer();
  return { name, bytes };
}
