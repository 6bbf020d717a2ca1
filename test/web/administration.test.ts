// Administering on pages: an officer is added, given a role and logs in, by the keyboard alone; the
// trail tells of it, its chain is checked; what is shown once stands nowhere else.
import type { Locator, Page } from 'playwright-core';
import { goodPassword } from '../access/door.js';
import { sealAudit } from '../../src/audit/seal-audit.js';
import { isWithinWidth } from '../support/officer-page.js';
import { look, openOfficersBrowser, textOf, type OfficersBrowser } from './officers-browser.js';

let office: OfficersBrowser;
let page: Page;

beforeAll(async () => {
  office = await openOfficersBrowser();
  const admin = await office.contextOf('system_admin', 'Phạm Quản Trị', '75');
  page = await office.pageIn(admin, '/');
});
afterAll(async () => {
  await office.close();
});

/** Presses the tabulator until something has the focus, as people without a mouse do. */
async function tabTo(target: Locator, on = page): Promise<void> {
  for (let count = 0; count < 120; count += 1) {
    await on.keyboard.press('Tab');
    const isThere = await target.evaluate((one) => one === one.ownerDocument.activeElement);
    if (isThere) return;
  }
  throw new Error('the tabulator never came there');
}

async function enterInto(selector: string, text: string, on = page): Promise<void> {
  await tabTo(on.locator(selector), on);
  await on.keyboard.type(text);
}

/** The option with this text, by the arrow: letters with marks are no keys. */
async function chooseRole(text: string): Promise<void> {
  const select = page.locator('select#vai-tro');
  await tabTo(select);
  const options = await select.locator('option').allInnerTexts();
  for (let at = 0; at < options.indexOf(text); at += 1) await page.keyboard.press('ArrowDown');
}

async function press(target: Locator, on = page): Promise<void> {
  await tabTo(target, on);
  await on.keyboard.press('Enter');
  await on.waitForLoadState();
}

const button = (name: string) => page.getByRole('button', { name, exact: true });
const shownOnce = () => page.locator('input.once').inputValue();

/** It fits an office's screen and a phone; the picture is for whoever wants to look. */
async function fits(name: string): Promise<void> {
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await isWithinWidth(page)).toBe(true);
  }
  await look(page, name);
}

test('an officer is added, given a role and logs in, by the keyboard alone', async () => {
  await press(page.getByRole('link', { name: 'Quản trị', exact: true }));
  await fits('quan-tri');
  await press(page.getByRole('link', { name: 'Cán bộ và quyền' }));
  await press(page.locator('summary', { hasText: 'Thêm cán bộ' }));
  await enterInto('#ho-ten', 'Lê Thị Kế Toán');
  await enterInto('#thu-dien-tu', 'ke.toan@');
  await press(button('Thêm và cấp liên kết thiết lập'));
  expect(await textOf(page)).toContain('Địa chỉ thư điện tử chưa đúng dạng.');
  expect(await textOf(page)).toContain('Chọn một vai trò.');
  await fits('can-bo-sai');
  await tabTo(page.locator('#thu-dien-tu'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('ke.toan@dongnai.example');
  await chooseRole('Kế toán đơn vị');
  await tabTo(page.locator('#pham-vi'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('25432');
  await press(button('Thêm và cấp liên kết thiết lập'));
  const link = await shownOnce();
  // the service of a test names no port in its own address
  const place = new URL(link).pathname;
  expect(place).toMatch(/^\/thiet-lap\/[\w-]{43}$/);
  await fits('can-bo-lien-ket');

  await press(page.locator('summary', { hasText: 'Giao vai trò' }));
  await chooseRole('Kiểm tra, kiểm toán');
  await tabTo(page.locator('#pham-vi'));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('25432');
  await press(page.locator('details[open] button', { hasText: 'Giao vai trò' }));
  expect(await textOf(page, '[role=status]')).toContain('Đã giao vai trò');
  // the page that was shown once is gone, and so is the link
  expect(await page.content()).not.toContain(place);
  await fits('can-bo-ho-so');

  const theirs = await (await office.contextOf('auditor', 'x', '75')).browser()!.newContext();
  const newcomer = await office.pageIn(theirs);
  await newcomer.goto(`${office.server.url}${place}`);
  await enterInto('#mat-khau-moi', goodPassword, newcomer);
  await enterInto('#nhap-lai', goodPassword, newcomer);
  await newcomer.keyboard.press('Enter');
  await newcomer.waitForURL(`${office.server.url}/`);
  expect(await textOf(newcomer)).toContain('Số liệu của 1 đơn vị');
  await theirs.close();
});

test('two people who edit the same officer: the second is told, and nothing is lost', async () => {
  // the newcomer's password is a change of theirs too
  await page.reload();
  const other = await office.pageIn(page.context(), new URL(page.url()).pathname);
  await page.getByText('Sửa thông tin').click();
  await page.fill('#ho-ten', 'Lê Thị Kế');
  await page.getByRole('button', { name: 'Lưu' }).click();
  await page.waitForURL(/da=sua/);
  expect(await textOf(page, 'h1')).toBe('Lê Thị Kế');
  await other.getByText('Sửa thông tin').click();
  await other.fill('#ho-ten', 'Lê Thị Khác');
  await other.getByRole('button', { name: 'Lưu' }).click();
  expect(await textOf(other, '[role=alert]')).toContain('vừa được người khác thay đổi');
  expect(await other.inputValue('#ho-ten')).toBe('Lê Thị Khác');
  expect(await textOf(other, 'h1')).toBe('Lê Thị Kế');
  await other.close();
  await page.getByRole('button', { name: 'Thu hồi Kiểm tra' }).click();
  expect(await textOf(page, '[role=status]')).toContain('Đã thu hồi vai trò');
  await page.getByRole('button', { name: 'Khóa cán bộ' }).click();
  expect(await textOf(page)).toContain('Đã khóa');
  await page.getByRole('button', { name: 'Mở khóa' }).click();
  await page.getByRole('button', { name: 'Đặt lại xác thực bước hai' }).click();
  expect(await textOf(page, '[role=status]')).toContain('Đã đặt lại xác thực bước hai');
  await page.getByRole('button', { name: 'Cấp lại liên kết thiết lập' }).click();
  expect(await shownOnce()).toContain('/thiet-lap/');
  await page.getByRole('link', { name: 'Những gì đã làm với hồ sơ này' }).click();
  const told = await textOf(page);
  for (const done of ['Thêm cán bộ', 'Giao vai trò', 'Thu hồi vai trò', 'Khóa cán bộ']) {
    expect(told).toContain(done);
  }
});

test('a list of officers is taken whole, and each who is new gets a link', async () => {
  await page.goto(`${office.server.url}/quan-tri/can-bo/nhap`);
  const send = async (...rows: string[]): Promise<void> => {
    const buffer = Buffer.from(['email,name,role,unit', ...rows].join('\n'));
    await page.setInputFiles('#tep', { name: 'can-bo.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: 'Nhập' }).click();
  };
  await send('moi@dongnai.example,Đỗ Mới,commune_admin,25432', 'x@y.example,X,auditor,99999');
  expect(await textOf(page)).toContain('không có đơn vị hoặc tỉnh mang mã này');
  await send('moi@dongnai.example,Đỗ Mới,commune_admin,25432');
  expect(await textOf(page)).toContain('Đã giao 1 vai trò cho 1 cán bộ mới');
  expect(await shownOnce()).toContain('/thiet-lap/');
  await fits('can-bo-nhap');
  await page.goto(`${office.server.url}/quan-tri/can-bo?q=Đỗ&trang-thai=invited`);
  expect(await textOf(page)).toContain('1 cán bộ');
  await fits('can-bo');
});

test('a token is shown once, used, and revoked', async () => {
  await page.goto(`${office.server.url}/quan-tri/ma-truy-cap`);
  await page.getByText('Tạo mã mới').click();
  await page.fill('#ten', 'Phần mềm một cửa');
  await page.selectOption('#vai-tro', 'portal');
  await page.fill('#so-ngay', '0');
  await page.getByRole('button', { name: 'Tạo mã' }).click();
  expect(await textOf(page, '[role=alert]')).toContain('Mã có hạn từ 1 đến 730 ngày.');
  await page.fill('#so-ngay', '30');
  await page.getByRole('button', { name: 'Tạo mã' }).click();
  const authorization = `Bearer ${await shownOnce()}`;
  const ask = () => fetch(`${office.server.url}/api/v1/me`, { headers: { authorization } });
  expect((await ask()).status).toBe(200);
  await fits('ma-truy-cap');
  await page.getByRole('button', { name: 'Thu hồi mã của Phần mềm một cửa' }).click();
  expect(await textOf(page)).toContain('Đã thu hồi');
  expect((await ask()).status).toBe(401);
});

test('the trail is filtered by typed days, shows an event, and its chain is checked', async () => {
  const { db } = office.database;
  await page.goto(`${office.server.url}/quan-tri/nhat-ky`);
  await page.fill('#tu-ngay', '2026-05-01');
  await page.getByRole('button', { name: 'Lọc' }).click();
  expect(await textOf(page, '[role=alert]')).toContain('ngày/tháng/năm, ví dụ 05/03/2026');
  await fits('nhat-ky-sai');
  await page.fill('#tu-ngay', '');
  await page.selectOption('#viec', 'officer.changed');
  await page.getByRole('button', { name: 'Lọc' }).click();
  await fits('nhat-ky');
  await page.locator('tbody a').first().click();
  expect(await textOf(page)).toContain('Lê Thị Kế Toán');
  expect(await textOf(page)).toContain('Việc xem này đã được ghi vào nhật ký.');
  await fits('nhat-ky-su-kien');
  await sealAudit(db);
  await page.goto(`${office.server.url}/quan-tri/nhat-ky/kiem-tra`);
  const head = await page.locator('.notice .typed').innerText();
  await page.fill('#dau-chuoi', head);
  await page.getByRole('button', { name: 'Kiểm tra toàn bộ nhật ký' }).click();
  expect(await textOf(page)).toContain('Nhật ký còn nguyên như khi được ghi');
  await fits('nhat-ky-kiem-tra');
  await page.fill('#dau-chuoi', `1:${'0'.repeat(64)}`);
  await page.getByRole('button', { name: 'Kiểm tra toàn bộ nhật ký' }).click();
  expect(await textOf(page)).toContain('Nhật ký không còn nguyên vẹn');
  expect(await textOf(page)).toContain('chuỗi khác với đầu chuỗi đã ghi');
  await look(page, 'nhat-ky-dut');
});

test('a gateway is added, tried, and its secret replaced, which no page shows again', async () => {
  const { db } = office.database;
  await page.goto(`${office.server.url}/quan-tri/cong-moi?loai=vnpay`);
  await page.fill('#ten', 'vnpay');
  await page.fill('#khoa-hashSecret', 'throwaway-first-secret');
  await page.fill('#gio-chot', '25:00');
  await page.getByRole('button', { name: 'Thêm cổng' }).click();
  expect(await textOf(page, '[role=alert]')).toContain('Giờ chốt phiên: giá trị chưa đúng');
  await fits('cong-moi');
  await page.fill('#khoa-hashSecret', 'throwaway-first-secret');
  await page.fill('#gio-chot', '16:30');
  await page.getByRole('button', { name: 'Thêm cổng' }).click();
  expect(await textOf(page, '[role=status]')).toContain('Đã thêm cổng');
  const counts = async () => [await db('payment_notice').count(), await db('payment').count()];
  const before = await counts();
  await page.getByRole('button', { name: 'Thử cổng' }).click();
  expect(await textOf(page, '.checks')).not.toContain('Không đạt');
  expect(await counts()).toEqual(before);
  await fits('cong-thu');
  const stale = await office.pageIn(page.context(), '/quan-tri/cong/vnpay');
  const replace = async (on: Page, secret: string): Promise<void> => {
    await on.getByText('Thay khóa bí mật').click();
    await on.fill('#khoa-hashSecret', secret);
    await on.getByRole('button', { name: 'Thay khóa' }).click();
  };
  await replace(page, 'throwaway-second-secret');
  expect(await textOf(page, '[role=status]')).toContain('Khóa cũ còn dùng được trong 24 giờ');
  expect(await textOf(page)).toContain('hashSecret, từ');
  expect(await page.content()).not.toContain('throwaway');
  await page.getByText('Sửa cấu hình và điều khoản').click();
  await page.fill('#so-ngay', '2');
  await page.getByRole('button', { name: 'Lưu' }).click();
  expect(await textOf(page, '[role=alert]')).toContain('ghi ngày bắt đầu');
  await page.fill('#phi-bac', '500.000 một phần trăm');
  await page.fill('#tu-ngay', '01/06/2026');
  await page.getByRole('button', { name: 'Lưu' }).click();
  expect(await textOf(page, '[role=alert]')).toContain('Bậc phí: giá trị chưa đúng');
  await page.fill('#phi-bac', '500.000: 1,1% + 1.000\ntrên: 0,9%');
  await page.getByRole('button', { name: 'Lưu' }).click();
  expect(await textOf(page)).toContain('từ 01/06/2026: từng giao dịch');
  expect(await textOf(page)).toContain('Bậc phí: 500.000: 1,1% + 1.000; trên: 0,9% + 0');
  await fits('cong-bac-phi');
  await replace(stale, 'throwaway-third-secret');
  expect(await textOf(stale, '[role=alert]')).toContain('vừa được người khác thay đổi');
  await stale.close();
  await page.goto(`${office.server.url}/quan-tri/cong`);
  await fits('cong');
  await page.goto(`${office.server.url}/quan-tri/thong-bao-cong`);
  expect(await textOf(page)).toContain('Không có gì phải xử lý.');
  await fits('thong-bao-cong');
});

test('a unit gets its focal points, by one form and by a file, and the books are checked', async () => {
  await page.goto(`${office.server.url}/quan-tri/don-vi?q=chon`);
  await fits('don-vi');
  await page.getByRole('link', { name: 'Phường Chơn Thành' }).click();
  await page.fill('#thu-dien-tu', 'không phải thư');
  await page.getByRole('button', { name: 'Lưu' }).click();
  expect(await textOf(page, '[role=alert]')).toContain('địa chỉ thư chưa đúng dạng');
  await fits('don-vi-sai');
  await page.fill('#thu-dien-tu', 'dau.moi@dongnai.example');
  await page.fill('#ten-cu', 'Thị trấn Chơn Thành, 01/07/2025; Xã Minh Thành');
  const stale = await office.pageIn(page.context(), '/quan-tri/don-vi/25432');
  await page.getByRole('button', { name: 'Lưu' }).click();
  expect(await textOf(page, '[role=status]')).toContain('Đã lưu');
  expect(await page.inputValue('#ten-cu')).toContain('Thị trấn Chơn Thành, 01/07/2025');
  await stale.fill('#dien-thoai', '0251 999');
  await stale.getByRole('button', { name: 'Lưu' }).click();
  expect(await textOf(stale, '[role=alert]')).toContain('vừa được người khác thay đổi');
  await stale.close();
  await page.goto(`${office.server.url}/quan-tri/nhap`);
  const buffer = Buffer.from('code,name,type,phone\n25432,Chơn Thành,phuong,0251 123\n');
  await page.setInputFiles('#tep', { name: 'don-vi.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'Nhập' }).click();
  expect(await textOf(page, '[role=status]')).toContain('cập nhật 1 dòng');
  await fits('nhap');
  await page.goto(`${office.server.url}/quan-tri/he-thong`);
  expect(await textOf(page)).toContain('Chưa có bản sao lưu nào');
  await page.getByRole('button', { name: 'Kiểm tra sổ' }).click();
  expect(await textOf(page, '[role=status]')).toContain('Sổ khớp');
  await fits('he-thong');
});

test('nothing that is shown once stands in the trail, and no page troubled the browser', async () => {
  const kept = JSON.stringify(await office.database.db('audit_event').select());
  expect(kept).not.toMatch(/thiet-lap\/|dst_[\w-]{20}/);
  expect(office.trouble.filter((each) => !/status of 422|Autofocus/.test(each))).toEqual([]);
});
