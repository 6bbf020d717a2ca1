// The campaign over the API: who stands where, deadlines, stranded sums, and whether a unit can take
// payments now.
import type { Role } from '../../src/access/roles.js';
import { importOrders } from '../../src/payments/import-orders.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { openDb } from '../../src/db.js';
import type { ApiClient } from '../support/api-client.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { itemsOf, now, openTwoCommunes, units, type TwoCommunes } from '../support/two-communes.js';

let communes: TwoCommunes;
/** Without an account: one payment and one order, for Minh Hưng. */
const bare = '25441';

beforeAll(async () => {
  communes = await openTwoCommunes();
  const deps = { db: communes.database.db, now, by: byTester };
  await importPayments(deps, {
    skipBad: false,
    file: csvFile(
      'payments.csv',
      'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
      `generic,S1,STRANDED01,${bare},30000,succeeded,2026-05-12T10:00:00+07:00`,
      `generic,S2,STRANDED02,${bare},45000,succeeded,2026-05-11T10:00:00+07:00`,
    ),
  });
  await importOrders(deps, {
    skipBad: false,
    file: csvFile(
      'orders.csv',
      'merchantRef,unitCode,amount,createdAt',
      `STRANDED03,${bare},15000,2026-05-09T09:00:00+07:00`,
    ),
  });
});
afterAll(() => communes.database.close());

const as = (role: Role, scope?: string): Promise<ApiClient> => communes.as(role, scope);
const stranded = {
  payments: 2,
  paymentAmount: '75000',
  orders: 1,
  orderAmount: '15000',
  sinceOn: '2026-05-09',
};

describe('the campaign', () => {
  it('shows each unit in scope with what it has done, and totals of what is in scope', async () => {
    const { body } = await (await as('commune_admin', units.a)).get('/campaign');
    expect(body.items.map((item: { unitCode: string }) => item.unitCode)).toEqual([
      units.a,
      units.child,
    ]);
    expect(body.items[0]).toMatchObject({
      unitCode: units.a,
      approvedBy: 'taken_over',
      done: { declared: true, approved: true, verified: true, proven: true, focal_points: false },
      accounts: 1,
      accountsProven: 1,
      contacts: { business: false, it: false },
      stranded: null,
    });
    expect(body.totals).toMatchObject({ units: 2, takenOver: 2, done: { declared: 2 } });
  });

  it('filters by unit, by who is late and by what is missing', async () => {
    const client = await as('department_of_justice');
    const codes = async (query: Record<string, string>) =>
      (await itemsOf(client, '/campaign', { limit: '200', ...query })).map(
        (item) => item['unitCode'],
      );
    expect(await codes({ unit: units.b })).toEqual([units.b]);
    expect(await codes({ missing: 'declared' })).toHaveLength(93);
    expect(await codes({ late: 'true' })).toEqual([]);
    const other = await as('commune_admin', units.a);
    expect((await other.get('/campaign', { query: { unit: units.b } })).status).toBe(404);
  });

  it('names the sums that people paid to a unit without an account', async () => {
    const client = await as('auditor');
    const [item] = await itemsOf(client, '/campaign', { unit: bare });
    expect(item?.['stranded']).toEqual(stranded);
    expect((await client.get(`/units/${bare}`)).body.stranded).toEqual(stranded);
  });

  it('is a sheet too, cut to the same scope', async () => {
    const client = await as('department_of_justice');
    const { text } = await client.get('/campaign/sheet', { query: { format: 'csv', unit: bare } });
    expect(text.split('\r\n')).toEqual([
      '\ufeffunitCode,unitName,type,focalPoints,accountant,approver,declared,approved,verified,' +
        'proven,approvedBy,lateTasks,lateWorkingDays,strandedPayments,strandedOrders,' +
        'strandedAmount,strandedSince',
      `${bare},Minh Hưng,phuong,,,,,,,,,,,2,1,90000,2026-05-09`,
      '',
    ]);
    const sheet = await client.get('/campaign/sheet');
    expect(sheet.headers['content-type']).toContain('spreadsheetml');
    expect(sheet.bytes.subarray(0, 2).toString()).toBe('PK');
  });
});

describe('deadlines of the campaign', () => {
  const path = '/campaign/deadlines';
  const deadlines = [{ task: 'declared', dueOn: '2026-05-15', note: 'Công văn 1150/BTP-CNTT' }];

  it('are set by the province against the list that was shown, and make units late', async () => {
    const client = await as('department_of_justice');
    const before = await client.get(path);
    expect(before.body).toEqual({ deadlines: [] });
    const tag = before.headers['etag']!.replaceAll('"', '');
    const set = await client.put(path, { deadlines }, { ifMatch: tag });
    expect([set.status, set.body]).toEqual([200, { deadlines }]);
    expect((await client.put(path, { deadlines: [] }, { ifMatch: tag })).status).toBe(412);
    const { body } = await client.get('/campaign', { query: { late: 'true', limit: '1' } });
    expect(body.totals).toMatchObject({ units: 93, unitsLate: 93, lateByTask: { declared: 93 } });
    expect(body.items[0].late).toEqual([{ ...deadlines[0], workingDays: 3 }]);
    expect(body.deadlines).toEqual(deadlines);
  });

  it('are nobody else’s to set, name a task once, and a day that exists', async () => {
    const options = { ifMatch: '*' };
    const auditor = await as('auditor');
    expect((await auditor.put(path, { deadlines: [] }, options)).status).toBe(403);
    const commune = await as('system_admin', units.a);
    expect((await commune.put(path, { deadlines: [] }, options)).status).toBe(404);
    const admin = await as('system_admin');
    const twice = await admin.put(path, { deadlines: [...deadlines, ...deadlines] }, options);
    expect([twice.status, twice.body.errors[0].pointer]).toEqual([400, '/deadlines/1/task']);
    const noDay = { deadlines: [{ task: 'declared', dueOn: '2026-02-30' }] };
    expect((await admin.put(path, noDay, options)).status).toBe(400);
  });
});

describe('a list from elsewhere', () => {
  const path = '/campaign/compare';
  const list = { name: 'list.csv', bytes: `Mã đơn vị\n${units.a}\n${bare}\n` };

  it('is set beside what is in scope, as codes with counts, and stores nothing', async () => {
    const { status, body } = await (await as('department_of_justice')).upload(path, [list]);
    expect([status, body.counts]).toEqual([200, { both: 1, only_theirs: 1, only_ours: 2 }]);
    expect(body.entries.slice(0, 2)).toMatchObject([
      { side: 'both', line: 2, unit: { code: units.a }, reasons: [] },
      { side: 'only_theirs', line: 3, unit: { code: bare }, reasons: ['no_account'] },
    ]);
    expect(body.entries.slice(2).map((entry: { reasons: unknown }) => entry.reasons)).toEqual([
      ['not_listed'],
      ['not_listed'],
    ]);
    const own = await (await as('commune_admin', units.b)).upload(path, [list]);
    expect(own.body.entries).toMatchObject([
      { side: 'only_theirs', unit: null, reasons: ['code_unknown'] },
      { side: 'only_theirs', unit: null, reasons: ['code_unknown'] },
      { side: 'only_ours', unit: { code: units.b } },
    ]);
  });

  it('that is none is refused with its file', async () => {
    const bad = { name: 'scan.pdf', bytes: '%PDF-1.7' };
    const { status, body } = await (await as('auditor')).upload(path, [bad]);
    expect([status, body.code, body.errors[0].file]).toEqual([422, 'bad_file', 'scan.pdf']);
  });
});

describe('whether a unit can take payments now', () => {
  const ask = async (code: string, query: Record<string, string> = {}) =>
    (await as('portal')).get(`/units/${code}/can-take-payments`, { query });

  it('is answered to a portal in codes and a sentence, by purpose, without an account number', async () => {
    const { body, text } = await ask(units.a);
    const because = 'Có 1 tài khoản thụ hưởng có hiệu lực ngày 20/05/2026, đã có tiền về.';
    const reasons = ['active', 'proven'];
    expect(body).toEqual({
      ...{ unitCode: units.a, answer: true, because, reasons },
      purposes: [{ purpose: 'default', answer: true, because, reasons, from: null }],
    });
    expect(text).not.toContain('0123456789');
    expect((await ask(bare)).body).toMatchObject({ answer: false, reasons: ['not_declared'] });
  });

  it('a portal sees nothing else of units, and nothing at all of units out of its scope', async () => {
    const portal = await as('portal', units.a);
    expect((await portal.get(`/units/${units.a}`)).status).toBe(403);
    expect((await portal.get(`/units/${units.b}/can-take-payments`)).status).toBe(404);
    expect((await portal.get('/units/99999/can-take-payments')).status).toBe(404);
  });

  it('is no for the days before and after an account holds', async () => {
    const asOf = '2025-12-31T12:00:00+07:00';
    expect((await ask(units.a, { 'as-of': asOf })).body).toMatchObject({
      answer: false,
      reasons: ['not_yet_active'],
      because: 'Tài khoản thụ hưởng đã được duyệt, có hiệu lực từ ngày 01/01/2026.',
      purposes: [{ purpose: 'default', from: '2026-01-01' }],
    });
  });

  it('is no while the account is suspended, and says so', async () => {
    const { database } = communes;
    const [version] = await database
      .db('beneficiary_account')
      .where({ unit_code: units.child })
      .pluck<string[]>('id');
    const owner = openDb({ databaseUrl: database.ownerUrl, schema: 'p75' });
    await owner('account_event').insert({
      ...{ version_id: version, event: 'suspended', by: 'officer 1', reason: 'nghi ngờ' },
      at: new Date('2026-05-19T02:00:00Z'),
    });
    await owner.destroy();
    expect((await ask(units.child)).body).toMatchObject({
      answer: false,
      reasons: ['suspended'],
      because: 'Tài khoản thụ hưởng đang tạm dừng.',
    });
    const before = { 'as-of': '2026-05-18T12:00:00+07:00' };
    expect((await ask(units.child, before)).body.answer).toBe(true);
  });
});
