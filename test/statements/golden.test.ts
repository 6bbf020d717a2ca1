import { join } from 'node:path';
import { candidateReferences } from '../../src/statements/narrative.js';
import { expectedOf, figuresOf, lineDifferences, statementOf, wantedOf } from './samples.js';

const path = join(__dirname, '../golden/vn-banks/expected.json');
const samples = expectedOf(path).map((expected) => [expected.file, expected] as const);
const dossierCode = /-\d{6}-\d{4,7}$/;

test.each(samples)('%s gives exactly the expected figures and lines', async (_, expected) => {
  const statement = await statementOf(path, expected);
  expect(figuresOf(statement, expected)).toEqual(wantedOf(statement, expected));
  expect(lineDifferences(statement, expected)).toEqual([]);
});

test.each(samples)('%s shows every reference its credits carry', async (_, expected) => {
  const statement = await statementOf(path, expected);
  const credits = statement.lines.filter((line) => !line.amount.startsWith('-'));
  const found = new Set(credits.flatMap((line) => candidateReferences(line.narrative)));
  const codes = [...found].filter((reference) => dossierCode.test(reference));
  expect(codes.sort()).toEqual([...(expected.dossierCodes ?? [])].sort());
  expect([...found]).toEqual(expect.arrayContaining([...(expected.gatewayRefs ?? [])]));
});
