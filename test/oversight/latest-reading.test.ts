import { readerOf } from '../../src/oversight/latest-reading.js';
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';

let database: TestDatabase;
const asOf = new Date('2026-05-20T05:00:00Z');

beforeAll(async () => {
  database = await cloneDatabase();
});

afterAll(() => database.close());

describe('the reading that pages share', () => {
  it('is read once while nothing is written, and anew after every import', async () => {
    const read = readerOf(database);
    // other test files write to the same server, so one quiet moment is enough
    let first = await read(asOf);
    let again = await read(asOf);
    for (let tries = 0; again !== first && tries < 50; tries += 1) {
      first = again;
      again = await read(asOf);
    }
    expect(again).toBe(first);
    const file = csvFile(
      'accounts.csv',
      'unitCode,bankBin,accountNumber,accountName',
      '25432,970436,0123456789,UBND PHUONG CHON THANH',
    );
    await importAccounts({ db: database.db, by: byTester }, { file, skipBad: false });
    const second = await read(asOf);
    expect(second).not.toBe(first);
    const unit = second.units.find(({ unitCode }) => unitCode === '25432');
    expect(unit?.accounts.map(({ account }) => account)).toEqual(['0123456789']);
  });

  it('is another one for another instant', async () => {
    const read = readerOf(database);
    const now = await read(asOf);
    expect((await read(new Date('2026-05-12T05:00:00Z'))).asOf).not.toEqual(now.asOf);
  });
});
