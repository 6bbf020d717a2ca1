// Column mappings over the API: tried, proposed, confirmed, used, retired, and by whom.
import { loadMappings } from '../../src/mappings/mapping-store.js';
import { commandLine } from '../support/command-line.js';
import { smallLayout, smallReport } from '../support/mapped-report.js';
import { itemsOf, now, openTwoCommunes, type TwoCommunes } from '../support/two-communes.js';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let two: TwoCommunes;
beforeAll(async () => {
  two = await openTwoCommunes();
});
afterAll(() => two.database.close());

const layout = JSON.stringify(smallLayout);
const fields = { name: 'generic-phien', gateway: 'generic', layout };
const batches = () => two.database.db('settlement_batch').pluck<string[]>('batch');

test('a report is tried, its mapping proposed and confirmed, and the report imported by it', async () => {
  const client = await two.as('finance_officer');
  const { gateway } = fields;
  const before = await batches();
  const tried = await client.upload('/mappings/preview', [smallReport('M1')], { gateway, layout });
  expect(tried.body).toMatchObject({
    counts: { new: 1, known: 0, refused: 0 },
    rows: [{ line: 2, state: 'new', read: { batch: 'M1', amount: '1000', fee: '0' } }],
  });
  const proposed = await client.upload('/mappings', [smallReport('M1')], fields);
  const { id } = proposed.body as { id: string };
  expect(proposed.body).toMatchObject({ state: 'proposed', gatewayAccount: 'generic', version: 1 });
  const send = () =>
    client.upload('/settlements', [smallReport('M1')], { gateway, mapping: fields.name });
  expect([(await send()).status, await batches()]).toEqual([404, before]);
  expect((await client.post(`/mappings/${id}/confirm`)).body).toMatchObject({ state: 'confirmed' });
  expect((await send()).body).toMatchObject({ imported: 1, unchanged: 0 });
  expect((await send()).body).toMatchObject({ imported: 0, unchanged: 1 });
  const again = await client.upload('/mappings/preview', [smallReport('M1')], { mapping: id });
  expect(again.body.counts).toEqual({ new: 0, known: 1, refused: 0 });
  expect(await itemsOf(client, '/mappings', { state: 'confirmed' })).toMatchObject([{ id }]);
});

test('the command reads by the same mapping, and by none that is not there', async () => {
  const type = commandLine(two.database, now());
  const folder = await mkdtemp(join(tmpdir(), 'mapped-'));
  const path = join(folder, 'M2.csv');
  await writeFile(path, smallReport('M2').bytes);
  const command = ['import', 'settlement', '--gateway', 'generic', path, '--json', '--mapping'];
  const done = await type(...command, 'generic-phien');
  expect(JSON.parse(done.stdout)).toMatchObject({ imported: 1 });
  const refused = await type(...command, 'nobody');
  expect([refused.exitCode, JSON.parse(refused.stdout)]).toMatchObject([1, { code: 'not_found' }]);
});

test('another header is refused with the columns that moved', async () => {
  const client = await two.as('finance_officer');
  const moved = smallReport('M3');
  const bytes = moved.bytes.toString('utf8').replace('Số tiền;Phí', 'Phí;Số tiền');
  const given = { gateway: 'generic', mapping: fields.name };
  const { status, body } = await client.upload('/settlements', [{ ...moved, bytes }], given);
  expect([status, body.code]).toEqual([422, 'layout_changed']);
  expect(body.errors).toEqual([
    { file: 'M3.csv', line: 1, column: 'Số tiền', detail: 'the column moved from D to E' },
    { file: 'M3.csv', line: 1, column: 'Phí', detail: 'the column moved from E to D' },
  ]);
});

test('a layout is refused at its member, and a file without its columns stores nothing', async () => {
  const client = await two.as('finance_officer');
  const faulty = JSON.stringify({ ...smallLayout, pays: 'gross' });
  const { status, body } = await client.upload('/mappings', [smallReport('M4')], {
    ...{ ...fields, layout: faulty },
  });
  expect([status, body.errors[0].pointer]).toEqual([400, '/layout/columns/fee']);
  const other = { name: 'other.csv', bytes: 'a;b\n1;2\n' };
  expect((await client.upload('/mappings', [other], fields)).status).toBe(400);
  expect((await loadMappings(two.database.db)).map(({ version }) => version)).toEqual([1]);
});

test('a commune has no gateway’s reports: it reads, tries and confirms nothing of them', async () => {
  const commune = await two.as('commune_accountant', '25432');
  // of another unit than the whole province
  const part = await two.as('finance_officer', '25432');
  const [mapping] = await loadMappings(two.database.db);
  const id = mapping?.id ?? '';
  for (const client of [commune, part]) {
    expect(await itemsOf(client, '/mappings')).toEqual([]);
    for (const asked of [
      client.get(`/mappings/${id}`),
      client.upload('/mappings/preview', [smallReport('M5')], { mapping: id }),
      client.upload('/mappings', [smallReport('M5')], fields),
    ]) {
      expect((await asked).status).toBe(404);
    }
  }
  expect((await commune.post(`/mappings/${id}/retire`, { reason: 'x' })).status).toBe(403);
  expect((await part.post(`/mappings/${id}/retire`, { reason: 'x' })).status).toBe(404);
});

test('a mapping that is retired reads no more', async () => {
  const client = await two.as('finance_officer');
  const [mapping] = await loadMappings(two.database.db);
  const path = `/mappings/${mapping?.id ?? ''}/retire`;
  const { body } = await client.post(path, { reason: 'cổng đổi mẫu' });
  expect(body).toMatchObject({ state: 'retired', retiredBecause: 'cổng đổi mẫu' });
  expect((await client.post(path, { reason: 'x' })).status).toBe(409);
  const given = { gateway: 'generic', mapping: fields.name };
  expect((await client.upload('/settlements', [smallReport('M6')], given)).status).toBe(404);
});
