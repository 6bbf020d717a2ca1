// What an office does itself instead of asking for a command: a run started and watched, rules tried out,
// alerts sent, somebody's name erased from the trail, what is past its time erased.
import type { Page } from 'playwright-core';
import { recordAudit } from '../../src/audit/record-audit.js';
import { instantOf } from '../../src/calendar.js';
import { readProvince } from '../../src/reconciliation/read-province.js';
import { isWithinWidth } from '../support/officer-page.js';
import { byTester } from '../support/people.js';
import { asOf } from './small-province.js';
import { look, openOfficersBrowser, textOf, type OfficersBrowser } from './officers-browser.js';

let office: OfficersBrowser;
let page: Page;

beforeAll(async () => {
  office = await openOfficersBrowser();
  const admin = await office.contextOf('system_admin', 'Phạm Quản Trị', '75');
  page = await office.pageIn(admin);
});
afterAll(async () => {
  await office.close();
  expect(office.trouble).toEqual([]);
});

const go = (path: string) => page.goto(`${office.server.url}${path}`);
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

async function fits(name: string): Promise<void> {
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await isWithinWidth(page)).toBe(true);
  }
  await look(page, name);
}

const actions = () =>
  office.database.db('audit_event').orderBy('id', 'desc').limit(3).pluck<string[]>('action');

test('a run is started, watched to its end, and cannot be taken back afterwards', async () => {
  await go('/quan-tri/doi-chieu');
  await press('Đối chiếu ngay');
  await page.waitForURL(/\/doi-chieu\/\d+$/);
  await page.getByText('Đã xong').waitFor();
  expect(await textOf(page)).toContain('Khớp mới 0');
  await fits('phien');
  const again = await page.request.post(page.url(), {
    form: {},
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  expect(again.status()).toBe(409);
  await go('/quan-tri/doi-chieu');
  expect(await textOf(page, 'tbody tr:first-child')).toContain('Cán bộ');
  await fits('cac-phien');
});

test('a run that waits for another one is taken back on its page', async () => {
  const { db } = office.database;
  let release = (): void => undefined;
  let isHeld = (): void => undefined;
  const held = new Promise<void>((resolve) => (isHeld = resolve));
  const holding = db.transaction(async (trx) => {
    await trx.raw(
      `select pg_advisory_xact_lock(hashtext(current_schema()), hashtext('reconcile'))`,
    );
    isHeld();
    await new Promise<void>((resolve) => (release = resolve));
  });
  await held;
  await go('/quan-tri/doi-chieu');
  await press('Đối chiếu ngay');
  await page.getByText('đang chờ phiên khác xong').waitFor();
  await fits('phien-dang-cho');
  await press('Dừng phiên này');
  await page.getByText('Không có kết quả nào của phiên này được ghi.').waitFor();
  release();
  await holding;
});

test('rules are tried out without one of them, and nothing is written', async () => {
  const before = await office.database.db('match').count();
  await go('/quy-tac');
  await page.getByRole('link', { name: 'Chạy thử khi bỏ bớt quy tắc' }).click();
  await page.locator('input[name="bo-payment-reference"]').check();
  await press('Chạy thử');
  const told = await textOf(page, '[role=status]');
  expect(told).toMatch(/Mã tham chiếu .*? 27 \(/);
  expect(told).toContain('giao dịch: Đã về');
  await fits('chay-thu');
  expect(await office.database.db('match').count()).toEqual(before);
});

test('what is due is told now, and nobody twice', async () => {
  await go('/canh-bao');
  await press('Gửi ngay cảnh báo đến hạn');
  expect(await textOf(page, '[role=status]')).toContain('1 đơn vị có cờ cảnh báo: ');
  await fits('canh-bao-gui');
  await press('Gửi ngay cảnh báo đến hạn');
  expect(await textOf(page, '[role=status]')).toContain('0 cờ mới');
});

test('a person’s values leave the trail in two steps, with a reason, and only those that were shown', async () => {
  const { db } = office.database;
  const entry = {
    action: 'officer.changed',
    subject: { kind: 'officer', id: '4711' },
    personal: { name: 'Người Xin Xóa' },
  };
  await recordAudit(db, byTester, entry);
  await go('/quan-tri/xoa-ca-nhan');
  await page.fill('#ma', '4711');
  await page.fill('#ly-do', 'Đơn số 12 ngày 19/05/2026');
  await press('Xem những gì sẽ xóa');
  expect(await textOf(page)).toContain('Thông tin cá nhân ở 1 sự kiện về Cán bộ 4711.');
  await fits('xoa-ca-nhan');
  // somebody else adds one meanwhile: what goes is what was seen
  await recordAudit(db, byTester, entry);
  await press('Xóa hẳn');
  expect(await textOf(page, '[role=alert]')).toContain('Hãy xem lại');
  expect(office.trouble.splice(0)).toHaveLength(1);
  await press('Xem những gì sẽ xóa');
  await press('Xóa hẳn');
  expect(await textOf(page, '[role=status]')).toBe('Đã xóa ở 2 sự kiện.');
  const left = await db('audit_personal').whereNull('erased_at').pluck<object[]>('personal');
  expect(JSON.stringify(left)).not.toContain('Người Xin Xóa');
  expect(await actions()).toContain('audit.erased');
});

test('what is past its time is erased at once by whoever may', async () => {
  await office.database.db('login_throttle').insert({
    ...{ key: 'old', guess_count: 1, last_at: new Date('2026-05-01T00:00:00Z') },
  });
  await go('/quan-tri/he-thong');
  await press('Xóa ngay dữ liệu quá hạn');
  expect(await textOf(page, '[role=status]')).toBe('Đã xóa 1 mục quá hạn.');
  await fits('he-thong');
  expect(await actions()).toContain('retention.erased');
});

test('a swap is entered with its decree, moves due days everywhere, and is corrected by a later entry', async () => {
  const { db } = office.database;
  const dueAt = async () => {
    const { payments } = await readProvince({ db }, { asOf });
    return payments.find(({ merchantRef }) => merchantRef === 'CTREF00002')?.dueAt;
  };
  expect(await dueAt()).toEqual(instantOf('2026-05-13'));
  await go('/quan-tri/lich?nam=2026');
  expect(await textOf(page)).toContain('24/11/2026');
  const other = await office.pageIn(page.context(), '/quan-tri/lich?nam=2026');
  const enter = async (on: Page, fields: Readonly<Record<string, string>>) => {
    await on.getByText('Ghi một ngày, hoặc sửa ngày đã ghi').click();
    for (const [id, text] of Object.entries(fields)) {
      if (id === 'loai') await on.selectOption('#loai', text);
      else await on.fill(`#${id}`, text);
    }
    await on.getByRole('button', { name: 'Ghi', exact: true }).click();
  };
  await enter(page, {
    loai: 'compensatory',
    ngay: '12/05/2026',
    'ngay-doi': '16/05/2026',
    ten: 'Nghỉ hoán đổi',
    'can-cu': 'Thông báo 99/TB-BNV ngày 01/05/2026',
  });
  await page.waitForURL(/da=ghi/);
  expect(await textOf(page)).toContain('Làm bù: Nghỉ hoán đổi');
  expect(await dueAt()).toEqual(instantOf('2026-05-14'));
  await fits('lich-lam-viec');
  // whoever looked before must look again
  const correction = { loai: 'working', ngay: '12/05/2026', ten: 'Không đổi', 'can-cu': 'Bãi bỏ' };
  await enter(other, correction);
  expect(await textOf(other, '[role=alert]')).toContain('Người khác vừa ghi một ngày');
  expect(office.trouble.splice(0)).toHaveLength(1);
  await other.getByRole('button', { name: 'Ghi', exact: true }).click();
  await other.waitForURL(/da=ghi/);
  expect(await dueAt()).toEqual(instantOf('2026-05-13'));
  const history = await textOf(other, 'section[aria-labelledby=lich-su]');
  expect(history).toContain('đã có lần ghi sau thay thế');
  expect(history).toContain('Thông báo 99/TB-BNV');
  expect(await actions()).toContain('calendar.entered');
  await other.close();
});

test('a callback is seen as it came, its bytes only by whoever may see payers, and that is recorded', async () => {
  const { db } = office.database;
  const [notice] = await db('payment_notice')
    .insert({
      ...{ gateway: 'generic', verdict: 'bad-signature', received_at: asOf, method: 'POST' },
      ...{ raw_query: '', headers: { 'content-type': 'application/json' } },
      raw_body: Buffer.from('{"payer":"Lê Văn Nộp","note":"<script>alert(1)</script>"}'),
    })
    .returning<{ id: string }[]>('id');
  const path = `/quan-tri/thong-bao-cong/${notice?.id ?? ''}`;
  await go(path);
  expect(await textOf(page)).toContain('sai chữ ký');
  expect(await page.content()).not.toContain('Lê Văn Nộp');
  const finance = await office.contextOf('finance_officer', 'Võ Tài Chính', '75');
  const theirs = await office.pageIn(finance, '/quan-tri/thong-bao-cong?tinh-trang=refused');
  await theirs.locator(`a[href="${path}"]`).click();
  expect(await textOf(theirs, '.raw >> nth=-1')).toContain('Lê Văn Nộp","note":"<script>');
  await look(theirs, 'thong-bao-mot');
  expect(await actions()).toContain('payer_data.read');
  await finance.close();
});

test('a merger is recorded with its decree, shown with both units, and withdrawn with a reason', async () => {
  await go('/quan-tri/sap-xep');
  await page.getByText('Ghi một lần sáp nhập hoặc chia tách').click();
  const fill = async (fields: Readonly<Record<string, string>>) => {
    for (const [id, text] of Object.entries(fields)) await page.fill(`#${id}`, text);
    await press('Ghi');
  };
  const about = { ngay: '01/07/2025', 'can-cu': 'Nghị quyết 1662/NQ-UBTVQH15' };
  await fill({ 'don-vi': '25345', 'ke-thua': '00000', ...about });
  expect(await textOf(page, '[role=alert]')).toBe('Không có đơn vị mang mã này.');
  await fits('sap-xep-sai');
  await fill({ 'ke-thua': '25432' });
  await page.waitForURL(/da=ghi/);
  expect(await textOf(page, 'tbody')).toContain('Xã Tân Hưng sáp nhập vào Phường Chơn Thành');
  await page.getByText('Ghi một lần sáp nhập hoặc chia tách').click();
  await fill({ 'don-vi': '25345', 'ke-thua': '25432', ...about });
  expect(await textOf(page, '[role=alert]')).toBe('Việc này đã được ghi.');
  expect(office.trouble.splice(0)).toHaveLength(2);
  await page.getByText('Ghi sai?').click();
  await page.getByLabel('Lý do rút lại').fill('Ghi nhầm đơn vị');
  await press('Rút lại');
  await page.waitForURL(/da=rut/);
  expect(await textOf(page, 'tbody')).toContain('Đã rút lại: Ghi nhầm đơn vị');
  await fits('sap-xep');
  expect(await actions()).toContain('unit.succession_withdrawn');
});
