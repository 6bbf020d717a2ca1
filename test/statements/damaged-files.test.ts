import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readStatements } from '../../src/statements/banks/index.js';
import { mt940Of } from './files.js';

const folder = join(__dirname, '../golden/vn-banks');
const runs = process.env['DOISOAT_LONG'] ? 5_000 : 60;

const camt = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>1</Id>
<Acct><Id><IBAN>VN1</IBAN></Id></Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp>
<Amt Ccy="VND">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-05-20</Dt></Dt></Bal>
<Ntry><Amt Ccy="VND">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt>
<Dt>2026-05-20</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>`;
const entries = [{ on: '2026-05-20', amount: 5n, text: '166?20HO SO?32AN' }];
const files = [
  ...readdirSync(folder)
    .filter((name) => !/\.(json|md)$/.test(name))
    .map((name) => readFileSync(join(folder, name))),
  Buffer.from(camt),
  Buffer.from(mt940Of({ openedOn: '2026-05-19', closedOn: '2026-05-20', entries })),
];

const damage = fc.record({
  file: fc.constantFrom(...files),
  cutAt: fc.double({ min: 0, max: 1, noNaN: true }),
  isCut: fc.boolean(),
  flips: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), {
    maxLength: 6,
  }),
});

test('a damaged file is read or refused with a reason, never a crash', async () => {
  await fc.assert(
    fc.asyncProperty(damage, async ({ file, cutAt, isCut, flips }) => {
      const bytes = Buffer.from(file.subarray(0, isCut ? cutAt * file.length : file.length));
      for (const [at, byte] of flips) bytes[Math.floor(at * bytes.length)] = byte;
      const outcome = await readStatements(bytes);
      if (outcome.kind === 'refused') expect(outcome.refusal.detail).not.toBe('');
      else expect(outcome.statements.length).toBeGreaterThan(0);
    }),
    { numRuns: runs },
  );
});
