import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  expectedOf,
  figuresOf,
  lineDifferences,
  statementOf,
  wantedOf,
  type Expected,
} from './samples.js';

// The public corpora lie beside the project because of their licences; without them only the
// golden files of the project are read.
const corpora = join(__dirname, '../../../shared/samples/statements');

// The corpus gives a statement's closing text (field 86 after 62F) to its last entry; we do not.
const otherReadings = ['self-provided/multiline.sta #0 line 1: narrative lacks FREE'];

/** The corpus derives balances that its sheets do not print. */
function withoutBalances(expected: Expected): Expected {
  const known = Object.entries(expected).filter(([name]) => !name.endsWith('Balance'));
  return Object.fromEntries(known) as unknown as Expected;
}

const isMessage = (format: string): boolean => /^(MT94[02]$|camt)/.test(format);

test('every public MT940, MT942 and camt sample gives exactly the figures known for it', async () => {
  if (!existsSync(corpora)) {
    process.stderr.write(`skipped: no public samples at ${corpora}\n`);
    return;
  }
  let count = 0;
  const differences: string[] = [];
  for (const folder of readdirSync(corpora)) {
    const path = join(corpora, folder, 'expected.json');
    if (!existsSync(path)) continue;
    for (const expected of expectedOf(path).filter((each) => isMessage(each.format))) {
      const statement = await statementOf(path, expected);
      const found = { file: expected.file, ...figuresOf(statement, expected) };
      expect(found).toEqual({ file: expected.file, ...wantedOf(statement, expected) });
      differences.push(...lineDifferences(statement, expected));
      if (expected.bookedLineCount !== undefined) {
        const booked = statement.lines.filter(({ isBooked }) => isBooked);
        expect(booked).toHaveLength(expected.bookedLineCount);
      }
      count += 1;
    }
  }
  expect(differences.filter((each) => !otherReadings.includes(each))).toEqual([]);
  expect(count).toBe(116);
});

test('every public sheet gives the lines and sums known for it', async () => {
  if (!existsSync(corpora)) {
    process.stderr.write(`skipped: no public samples at ${corpora}\n`);
    return;
  }
  let count = 0;
  for (const folder of readdirSync(corpora)) {
    const path = join(corpora, folder, 'expected.json');
    if (!existsSync(path)) continue;
    for (const expected of expectedOf(path).map(withoutBalances)) {
      if (!/^(CSV|XLSX)$/.test(expected.format)) continue;
      const statement = await statementOf(path, expected);
      expect(figuresOf(statement, expected)).toEqual(wantedOf(statement, expected));
      expect(lineDifferences(statement, expected)).toEqual([]);
      count += 1;
    }
  }
  expect(count).toBe(5);
});
