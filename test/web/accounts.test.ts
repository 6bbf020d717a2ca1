// A change of an account as a commune's admin and a second person do it, in a browser.
import type { Page } from 'playwright-core';
import type { Role } from '../../src/access/roles.js';
import type { TestDatabase } from '../support/database.js';
import { decideAccount } from '../support/decided-account.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { byTester } from '../support/people.js';
import { mt940 } from '../support/two-communes.js';
import { asOf } from './small-province.js';
import { look, openOfficersBrowser, textOf, type OfficersBrowser } from './officers-browser.js';

let officers: OfficersBrowser;
let database: TestDatabase;
let server: OfficersBrowser['server'];

beforeAll(async () => {
  officers = await openOfficersBrowser();
  ({ database, server } = officers);
});
afterAll(() => officers.close());

const pageOf = async (role: Role, name: string, scope?: string): Promise<Page> =>
  officers.pageIn(await officers.contextOf(role, name, scope));

describe('a change of an account', () => {
  let maker: Page;
  let checker: Page;
  let proposal: string;

  beforeAll(async () => {
    maker = await pageOf('commune_admin', 'Hoàng Văn Lập');
    checker = await pageOf('approver', 'Đỗ Thị Duyệt');
  });

  test('is checked before anything is stored, each reason in words', async () => {
    await maker.goto(`${server.url}/don-vi/25432/tai-khoan`);
    await look(maker, '1-unit');
    await maker.locator('summary', { hasText: 'Đề nghị thay đổi tài khoản' }).click();
    await maker.fill('#so-tai-khoan', '9876543210');
    await maker.fill('#ten-tai-khoan', 'UBND XA TAN HUNG');
    await maker.fill('#ngan-hang', '970436');
    await maker.fill('#ly-do', 'Đổi ngân hàng theo Quyết định số 12');
    await maker.click('button[value="kiem-tra"]');
    await look(maker, '2-checks');
    const checks = await textOf(maker, '.checks');
    expect(checks).toContain('Phải sửa');
    expect(checks).toContain('đơn vị khác');
    expect(await maker.inputValue('#so-tai-khoan')).toBe('9876543210');
    expect(await database.db('account_proposal').count({ count: '*' })).toEqual([{ count: '0' }]);
  });

  test('names the fields that are missing', async () => {
    await maker.goto(`${server.url}/don-vi/25432/tai-khoan`);
    await maker.locator('summary', { hasText: 'Đề nghị thay đổi tài khoản' }).click();
    await maker.fill('#hieu-luc', '31/02/2026');
    await maker.click('button[value="luu"]');
    const text = await textOf(maker, '.propose');
    expect(text).toContain('Đây là trường bắt buộc.');
    expect(text).toContain('Ngày ghi theo dạng ngày/tháng/năm.');
  });

  test('is kept as a draft, gets its paper and is handed to the second person', async () => {
    await maker.fill('#so-tai-khoan', '1017 4286 53');
    await maker.fill('#ten-tai-khoan', 'UBND PHUONG CHON THANH');
    await maker.fill('#ngan-hang', 'Vietinbank');
    await maker.fill('#hieu-luc', '01-06-2026');
    await maker.fill('#ly-do', 'Đổi ngân hàng theo Quyết định số 12');
    await maker.click('button[value="luu"]');
    proposal = maker.url().replace(/\?.*/, '');
    expect(proposal).toMatch(/\/de-nghi\/\d+$/);
    expect(await textOf(maker)).toContain('Đã lưu nháp');
    await maker.setInputFiles('#tep', {
      name: 'Giấy xác nhận.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4 a paper'),
    });
    await maker.click('text=Tải lên');
    expect(await textOf(maker, '.papers')).toContain('Giấy xác nhận.pdf');
    await maker.setInputFiles('#tep', {
      name: 'Nhầm.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4 another paper'),
    });
    await maker.click('text=Tải lên');
    await look(maker, '3-draft');
    await maker.click('button[aria-label="Bỏ Nhầm.pdf"]');
    expect(await textOf(maker)).toContain('Đã bỏ giấy tờ.');
    expect(await textOf(maker, '.papers')).not.toContain('Nhầm.pdf');
    await maker.click('button[value="gui"]');
    expect(await textOf(maker)).toContain('Đã gửi duyệt');
    // who made it is shown no decision
    expect(await maker.locator('button[value="duyet"]').count()).toBe(0);
  });

  test('is shown to the second person with what differs, and decided once', async () => {
    await checker.goto(`${server.url}/tai-khoan-thu-huong`);
    await look(checker, '4-register');
    expect(await textOf(checker)).toContain('Chờ tôi xử lý (1)');
    await checker.click('table.proposals a');
    await look(checker, '5-decide');
    const changed = await checker.locator('.diff .changed').allInnerTexts();
    const words = changed.map((text) => text.replace(/\s+/g, ' '));
    expect(
      words.some((text) => text.includes('0123 4567 89') && text.includes('1017 4286 53')),
    ).toBe(true);
    await checker.click('button[value="tra-lai"]');
    expect(await textOf(checker)).toContain('Nêu lý do trả lại.');
    await checker.click('button[value="duyet"]');
    expect(await textOf(checker)).toContain('Đã duyệt');
    await checker.goto(`${server.url}/tai-khoan-thu-huong`);
    expect(await textOf(checker)).toContain('Chờ tôi xử lý (0)');
    await look(checker, '6-decided');
  });

  test('stands in the register with its first day, and can be stopped until then', async () => {
    await maker.goto(`${server.url}/don-vi/25432/tai-khoan`);
    const versions = await textOf(maker, '.versions');
    expect(versions).toContain('1017428653');
    expect(versions).toContain('Đã duyệt, chờ hiệu lực');
    expect(versions).toContain('đến hết 31/05/2026');
    await look(maker, '7-approved');
    await maker.locator('summary', { hasText: 'Dừng' }).first().click();
    await maker.locator('.acts[open] input').fill('Ngân hàng báo sai số tài khoản');
    await maker.locator('.acts[open] button[value="dung"]').click();
    expect(await textOf(maker)).toContain('Đã dừng thay đổi');
    expect(await textOf(maker, '.versions')).not.toContain('1017428653');
  });
});

test('what has proven an account is said, and the campaign shows where units stand', async () => {
  const admin = await pageOf('commune_admin', 'Quản trị Tân Hưng', '25345');
  await admin.goto(`${server.url}/don-vi/25345/tai-khoan`);
  // money has come: nothing to prove
  expect(await textOf(admin, '.versions')).toContain('Đã có tiền về');
  await admin.close();
  const other = await pageOf('department_of_justice', 'Sở Tư pháp', '75');
  await other.goto(`${server.url}/ra-soat-tai-khoan`);
  await look(other, '8-campaign');
  expect(await textOf(other)).toContain('đơn vị có tài khoản được duyệt');
  await other.close();
});

test('a filled-in sheet becomes drafts, or nothing while a row is wrong', async () => {
  const justice = await pageOf('department_of_justice', 'Sở Tư pháp', '75');
  await justice.goto(`${server.url}/tai-khoan-thu-huong/bang`);
  const send = async (...rows: readonly string[]): Promise<string> => {
    const text = ['unitCode,bankBin,accountNumber,accountName', ...rows].join('\n');
    const buffer = Buffer.from(text);
    await justice.setInputFiles('#tep', { name: 'bang.csv', mimeType: 'text/csv', buffer });
    await justice.click('text=Gửi bảng');
    return textOf(justice);
  };
  const right = '25210,970436,1020304050,UBND PHUONG DONG XOAI';
  const refused = await send(
    right,
    '99999,970436,1020304051,UBND XA KHONG CO',
    '25217,Agribankk,,UBND PHUONG PHUOC LONG',
    '25252,970436,1.02E+15,UBND XA PHU RIENG',
  );
  expect(refused).toContain('Không có dòng nào được lưu');
  expect(await justice.locator('.row-errors li').allInnerTexts()).toEqual([
    'Dòng 3 Mã đơn vị: Không có đơn vị mang mã này trong phạm vi của bạn.',
    'Dòng 4 Số tài khoản: Chưa điền.',
    'Dòng 4 Ngân hàng: Không có ngân hàng mang mã hoặc tên này; chọn trong trang “Ngân hàng” của mẫu.',
    expect.stringMatching(/^Dòng 5 Số tài khoản: Bảng tính đã làm tròn số này/),
  ]);
  await look(justice, '9-sheet-refused');
  await justice.setInputFiles('#tep', {
    name: 'bang.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.7'),
  });
  await justice.click('text=Gửi bảng');
  expect(await textOf(justice, '.form-error')).toContain('Đề nghị tải mẫu bảng, điền rồi gửi lại.');
  expect(await send(right)).toContain('Đã lưu 1 bản nháp');
  await look(justice, '9-sheet');
  await justice.context().close();
});

test('what a platform was told of a change is marked with its day', async () => {
  const { db } = database;
  await decideAccount(db, {
    unitCode: '25195',
    accountNumber: '1111222233',
    accountName: 'UBND PHUONG BINH PHUOC',
    validFrom: '2026-05-18',
    decidedAt: new Date('2026-05-16T03:00:00Z'),
  });
  const officer = await pageOf('finance_officer', 'Phạm Thu Ngân', '75');
  await officer.goto(`${server.url}/tai-khoan-thu-huong/cong?cong=generic`);
  expect(await textOf(officer, '.platform-changes')).toContain('Chưa báo');
  await officer.click('button[value="told"]');
  expect(await textOf(officer)).toContain('Chọn ít nhất một thay đổi');
  await officer.check('.platform-changes input');
  await officer.fill('#ngay', '19/5/2026');
  await officer.click('button[value="told"]');
  expect(await textOf(officer, '.platform-changes')).toContain('Đã báo 19/05/2026');
  await look(officer, '10-platform');
  expect(await db('platform_word').count({ count: '*' })).toEqual([{ count: '1' }]);
  await officer.context().close();
});

test('a test transfer is asked for and shown as text and VietQR', async () => {
  const justice = await pageOf('department_of_justice', 'Sở Tư pháp', '75');
  await justice.goto(`${server.url}/don-vi/25195/tai-khoan`);
  expect(await textOf(justice, '.versions')).toContain('Chưa xác minh');
  await justice.click('text=Tạo mã chuyển khoản thử');
  const [made] = await database.db('account_verification').select<{ code: string }[]>('code');
  expect(await textOf(justice, '.transfer')).toContain(made?.code);
  const picture = justice.locator('.transfer img');
  await picture.evaluate((image) => (image as unknown as { decode: () => Promise<void> }).decode());
  await look(justice, '11-transfer');
  const { db } = database;
  const deps = { db, now: () => asOf, by: byTester };
  const line = [':61:2605150515C3210,NTRFNONREF//FT26135901', `:86:${made?.code ?? ''} xac minh`];
  await importStatements(deps, [{ name: 'a.sta', bytes: mt940('1111222233', line, 3_210) }]);
  await justice.reload();
  // before it was asked for: it proves nothing, and that is said
  expect(await textOf(justice, '.transfer')).toContain('ngày 15/05/2026, ngoài thời hạn');
  await justice.context().close();
});

test('an account that is no longer used is marked as closed at its bank, on a day that can be', async () => {
  await decideAccount(database.db, {
    unitCode: '25345',
    accountNumber: '4444555566',
    accountName: 'UBND XA TAN HUNG',
    validFrom: '2026-05-18',
    decidedAt: new Date('2026-05-16T03:00:00Z'),
  });
  const admin = await pageOf('commune_admin', 'Quản trị Tân Hưng', '25345');
  await admin.goto(`${server.url}/don-vi/25345/tai-khoan`);
  expect(await textOf(admin, '.lead')).toContain('Có 1 tài khoản thụ hưởng có hiệu lực');
  const close = async (day: string): Promise<string> => {
    await admin.locator('summary', { hasText: 'đã đóng tài khoản' }).click();
    await admin.locator('.acts[open] input').fill(day);
    await admin.click('button[value="da-dong"]');
    return textOf(admin);
  };
  // still used on that day
  expect(await close('17/05/2026')).toContain('Chưa ghi nhận');
  expect(await close('hôm qua')).toContain('Chưa ghi nhận');
  await look(admin, '12-closing');
  const told = await close('19/05/2026');
  expect(told).toContain('Đã ghi nhận tài khoản đóng tại ngân hàng.');
  expect(await textOf(admin, '.versions')).toContain('Đã đóng');
  await admin.context().close();
});

test('whoever may not change accounts sees them without any form', async () => {
  const accountant = await pageOf('commune_accountant', 'Kế toán');
  await accountant.goto(`${server.url}/don-vi/25432/tai-khoan`);
  expect(await accountant.locator('main form').count()).toBe(0);
  const other = await accountant.goto(`${server.url}/don-vi/25345/tai-khoan`);
  expect(other?.status()).toBe(404);
  await accountant.close();
});

test('no page made the browser complain or ask anybody else', () => {
  expect(officers.trouble.filter((text) => !text.includes('404') && !text.includes('422'))).toEqual(
    [],
  );
});
