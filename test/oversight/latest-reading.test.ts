import { recordAudit } from '../../src/audit/record-audit.js';
import { readerOf, recentReaderOf } from '../../src/oversight/latest-reading.js';
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

  it('is kept while only sessions, mails or the audit trail are written', async () => {
    const read = readerOf(database);
    const first = await read(asOf);
    const event = { action: 'payer_data.read', subject: { kind: 'line', id: '1' } };
    await recordAudit(database.db, byTester, event);
    expect(await read(asOf)).toBe(first);
  });

  it('is made anew after a change of a row, not only after a new one', async () => {
    const read = readerOf(database);
    const first = await read(asOf);
    await database.db('public.unit').where({ code: '25432' }).update({ phone: '0251 000 000' });
    expect(await read(asOf)).not.toBe(first);
  });

  it('is another one for another instant', async () => {
    const read = readerOf(database);
    const now = await read(asOf);
    expect((await read(new Date('2026-05-12T05:00:00Z'))).asOf).not.toEqual(now.asOf);
  });
});

describe('what the pages of a large province show', () => {
  const limits = { largeFrom: 0, shownForMs: 300_000 };
  const later = (ms: number) => new Date(asOf.getTime() + ms);

  it('is the last reading while a newer one is made, until it is too old or somebody writes', async () => {
    const asked: Date[] = [];
    const read = readerOf(database);
    const counted = (at: Date) => {
      asked.push(at);
      return read(at);
    };
    const recent = recentReaderOf({ db: database.db, read: counted }, limits);
    const first = await recent(asOf);
    expect(await recent(later(60_000))).toBe(first);
    // the newer one, once it is there
    while ((await recent(later(60_000))) === first) await new Promise(setImmediate);
    expect((await recent(later(60_000))).asOf).toEqual(later(60_000));
    expect(asked).toEqual([asOf, later(60_000)]);
    expect((await recent(later(900_000))).asOf).toEqual(later(900_000));
    const event = (action: string) => ({ action, subject: { kind: 'unit', id: '25432' } });
    await recordAudit(database.db, byTester, event('payer_data.read'));
    expect((await recent(later(930_000))).asOf).toEqual(later(900_000));
    await recordAudit(database.db, byTester, event('units.imported'));
    expect((await recent(later(960_000))).asOf).toEqual(later(960_000));
  });

  it('is read anew each time where the province is small', async () => {
    const read = readerOf(database);
    const recent = recentReaderOf({ db: database.db, read });
    await recent(asOf);
    expect((await recent(later(60_000))).asOf).toEqual(later(60_000));
  });
});
