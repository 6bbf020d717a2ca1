// An account changed over the API: proposed by one, decided by another, bound to what was shown.
import type { Role } from '../../src/access/roles.js';
import { apiApp, apiClient, type ApiClient } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf, loggedIn } from '../support/people.js';

let at = new Date('2026-05-20T03:00:00Z');
const unit = '25432';
let database: TestDatabase;
let admin: ApiClient;
let approver: ApiClient;

beforeAll(async () => {
  database = await cloneDatabase();
  admin = await clientOf('commune_admin');
  approver = await clientOf('approver');
});
afterAll(() => database.close());

async function clientOf(role: Role, scope = unit): Promise<ApiClient> {
  const cookie = await loggedIn(database, { role, scope });
  return apiClient(
    apiApp(database, () => at),
    { cookie },
  );
}

const account = {
  kind: 'bank',
  bankBin: 'Vietcombank',
  accountNumber: '0071 0012 34567',
  accountName: 'UBND PHUONG CHON THANH',
  reason: 'Đơn vị mở tài khoản mới',
};

const pdf = Buffer.from('%PDF-1.7\n%<script>alert(1)</script>');

test('a change from its draft to an active account', async () => {
  const made = await admin.post(`/units/${unit}/accounts`, account);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    state: 'draft',
    account: { bankBin: '970436', accountNumber: '0071001234567' },
    mayDecide: false,
  });
  const path = `/account-proposals/${String(made.body.id)}`;
  expect(made.headers['location']).toBe(`/api/v1${path}`);
  const paper = await admin.upload(`${path}/papers`, [{ name: 'xác nhận.pdf', bytes: pdf }]);
  expect(paper.body).toMatchObject({ mediaType: 'application/pdf', size: pdf.length });

  const edit = { branch: 'Chi nhánh Chơn Thành' };
  expect((await admin.patch(path, edit)).status).toBe(428);
  const stale = await admin.patch(path, edit, { ifMatch: '1' });
  expect([stale.status, stale.body.code]).toEqual([412, 'stale_version']);
  const edited = await admin.patch(path, edit, { ifMatch: '2' });
  expect(edited.body).toMatchObject({ version: 3, account: { ...edit, bankBin: '970436' } });
  expect((await admin.post(`${path}/submit`)).body).toMatchObject({ state: 'pending_approval' });

  const shown = await approver.get(path);
  expect(shown.body).toMatchObject({
    mayDecide: true,
    whyNot: null,
    present: null,
    obstacle: null,
  });
  expect((await approver.get('/account-proposals', waiting)).body.items).toHaveLength(1);
  expect((await admin.get('/account-proposals', waiting)).body.items).toEqual([]);
  const file = await approver.get(`${path}/papers/${String(paper.body.id)}`);
  expect(file.bytes.equals(pdf)).toBe(true);
  expect(file.headers).toMatchObject({
    'content-type': 'application/pdf',
    'x-content-type-options': 'nosniff',
    'content-disposition': expect.stringMatching(/^attachment; /) as unknown,
    'content-security-policy': expect.stringContaining('sandbox') as unknown,
  });

  const other = await approver.post(`${path}/approve`, { digest: '0'.repeat(64) });
  expect([other.status, other.body.code]).toEqual([412, 'stale_version']);
  const approved = await approver.post(`${path}/approve`, { digest: shown.body.digest });
  expect(approved.body).toMatchObject({
    state: 'approved',
    decision: { effectiveOn: '2026-05-21', activatesAt: '2026-05-21T10:00:00+07:00' },
  });
  const again = await approver.post(`${path}/approve`, { digest: shown.body.digest });
  expect([again.status, again.body.code]).toEqual([409, 'conflict']);
  const late = await admin.patch(path, edit, { ifMatch: '*' });
  expect([late.status, late.body.code]).toEqual([409, 'conflict']);

  expect(await statuses()).toEqual(['approved']);
  at = new Date('2026-05-21T03:00:00Z');
  expect(await statuses()).toEqual(['active']);
});

const waiting = { query: { 'waits-for-me': 'true' } };

async function statuses(): Promise<string[]> {
  const { body } = await admin.get(`/units/${unit}/accounts`);
  return body.items.map(({ status }: { status: string }) => status);
}

test('the approver sees what differs from the account before', async () => {
  const changed = { ...account, accountNumber: '9990001112', submit: true };
  const made = await admin.post(`/units/${unit}/accounts`, changed);
  const { body } = await approver.get(`/account-proposals/${String(made.body.id)}`);
  expect(body.present).toMatchObject({ accountNumber: '0071001234567', status: 'active' });
  expect(body.differences).toContainEqual({
    field: 'accountNumber',
    from: '0071001234567',
    to: '9990001112',
  });
  expect(await statuses()).toEqual(['active', 'pending_approval']);
  const given = { digest: body.digest, reason: 'Thiếu giấy xác nhận' };
  const path = `/account-proposals/${String(made.body.id)}`;
  expect((await approver.post(`${path}/reject`, given)).body).toMatchObject({ state: 'rejected' });
  expect(await statuses()).toEqual(['active']);
});

test('one who may not decide is told why, in Vietnamese', async () => {
  const made = await (
    await clientOf('department_of_justice', '75')
  ).post(`/units/${unit}/accounts`, { ...account, purpose: 'khác', submit: true });
  const path = `/account-proposals/${String(made.body.id)}`;
  const own = await approver.get(path);
  expect(own.body).toMatchObject({ mayDecide: true });
  const token = apiClient(
    apiApp(database, () => at),
    await bearerOf(database.db, 'approver', unit),
  );
  expect((await token.get(path)).body.whyNot).toMatchObject({ code: 'not_a_person' });
  const refused = await token.post(`${path}/approve`, { digest: own.body.digest });
  expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
});

test('what cannot be kept is refused with its place', async () => {
  const places = async (body: object) => {
    const reply = await admin.post(`/units/${unit}/accounts`, {
      ...account,
      purpose: 'x',
      ...body,
    });
    const errors = (reply.body.errors ?? []) as { pointer: string }[];
    return [reply.status, ...errors.map(({ pointer }) => pointer)];
  };
  expect(await places({ bankBin: 'Ngân hàng không có thật' })).toEqual([400, '/bankBin']);
  expect(await places({ accountName: '' })).toEqual([400, '/accountName']);
  expect(await places({ reason: 'a\u0000b' })).toEqual([400, '/reason']);
  expect(await places({ validFrom: '2026-02-30' })).toEqual([400, '/validFrom']);
  const html = Buffer.from('<html>');
  const made = await admin.post(`/units/${unit}/accounts`, { ...account, purpose: 'y' });
  const path = `/account-proposals/${String(made.body.id)}/papers`;
  const upload = await admin.upload(path, [{ name: 'a.pdf', bytes: html }]);
  expect([upload.status, upload.body.code]).toEqual([422, 'bad_file']);
});
