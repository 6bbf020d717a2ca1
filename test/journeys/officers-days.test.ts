// Three officers' days, each in a browser and by keyboard alone: an accountant brings a sheet in and
// settles what no rule could, an admin changes the account and a second person agrees, the department
// follows a discrepancy up and takes its letter.
import type { Browser, Page } from 'playwright-core';
import type { Role } from '../../src/access/roles.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { openBrowser } from '../support/browser.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { choose, giveFile, tabTo, take, toContent, typeInto } from '../support/keyboard.js';
import { bankSheet } from '../support/mapped-statement.js';
import { officerPage, textOf } from '../support/officer-page.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { runLog } from '../support/run-folder.js';
import { accounts, fillTwoCommunes, mt940, units } from '../support/two-communes.js';

let database: TestDatabase;
let server: RunningServer;
let browser: Browser;
let clock = new Date('2026-05-20T05:00:00Z');
const trouble: string[] = [];

beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
  await fillTwoCommunes(database);
  const { db, config } = database;
  const now = () => clock;
  const file = csvFile(
    'p.csv',
    'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
    `generic,D1,DMREF0000001A,${units.a},61000,succeeded,2026-05-15T09:00:00+07:00`,
    `generic,G1,GGREF0000001,${units.a},30000,succeeded,2026-05-15T09:00:00+07:00`,
    `generic,G2,GGREF0000002,${units.a},25000,succeeded,2026-05-15T09:01:00+07:00`,
    `generic,G3,GGREF0000003,${units.a},25000,succeeded,2026-05-15T09:02:00+07:00`,
  );
  await importPayments({ db, now, by: byTester }, { file, skipBad: false });
  await reconcile({ db, now, by: byTester });
  server = await startServer({ db, config, now, log: runLog() });
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.stop();
  await database.close();
});
afterEach(() => {
  expect(trouble.splice(0)).toEqual([]);
});

const pageOf = (role: Role, scope: string): Promise<Page> =>
  officerPage({ browser, server, database, trouble }, { role, scope });

async function open(page: Page, path: string): Promise<void> {
  await page.goto(`${server.url}${path}`);
  await toContent(page);
}

const sheet = () => {
  const { name, bytes } = bankSheet(accounts.a, [
    { on: '18/05/2026', amount: 61_000, reference: 'FT1', text: 'DMREF0000001X nop phi' },
    { on: '18/05/2026', amount: 55_000, reference: 'FT2', text: 'GGREF0000009 nop gop' },
  ]);
  return { name, mimeType: 'text/csv', buffer: bytes };
};

describe('an accountant’s day', () => {
  test('a sheet that no words explain is mapped, agreed to by the province, and imported', async () => {
    const page = await pageOf('commune_accountant', units.a);
    await open(page, '/mau-cot');
    await choose(page, 'Tệp của', 'Vietcombank');
    await typeInto(page, 'Tên mẫu', 'vcb-so-ke');
    await giveFile(page, 'Một tệp thật', sheet());
    await take(page, 'Chọn cột');
    for (const [field, letters] of [
      ['Số tiền viết như', '1.234'],
      ['Ngày ghi sổ', 'A'],
      ['Số tham chiếu', 'B'],
      ['Nội dung', 'F'],
      ['Số dư sau', 'E'],
      ['Ghi nợ', 'D'],
      ['Ghi có', 'C'],
    ] as const) {
      await choose(page, field, letters);
    }
    await take(page, 'Xem trước');
    expect(await textOf(page, '.preview')).toContain('2 dòng mới');
    await take(page, 'Đề nghị mẫu này');
    const province = await pageOf('finance_officer', '75');
    await open(province, '/mau-cot');
    await take(province, 'vcb-so-ke');
    await take(province, 'Xác nhận mẫu');
    await open(page, '/sao-ke/nhap');
    await giveFile(page, 'Sao kê', sheet());
    await choose(page, 'Mẫu', 'vcb');
    await take(page, 'Nhập');
    await page.getByText('Đã đối chiếu xong').waitFor();
    expect(await textOf(page)).toContain('2 dòng, 2 mới, 0 đã có');
    await page.context().close();
    await province.context().close();
  });

  test('what a rule suggests is accepted and taken back by one key each', async () => {
    const page = await pageOf('commune_accountant', units.a);
    await open(page, '/doi-soat');
    expect(await textOf(page, '.panel')).toContain('DMREF0000001X nop phi');
    await page.keyboard.press('a');
    await page.getByText('Đã xác nhận và đối chiếu lại.').waitFor();
    await page.keyboard.press('u');
    await page.getByText('Đã hoàn tác').waitFor();
    await page.keyboard.press('a');
    await page.getByText('Đã xác nhận và đối chiếu lại.').waitFor();
    await page.context().close();
  });

  test('one credit is split over two payments, the rest told on the way', async () => {
    const page = await pageOf('commune_accountant', units.a);
    await open(page, '/giao-dich?q=GGREF0000001');
    await take(page, 'GGREF0000001');
    await take(page, 'Khớp tay');
    await tabTo(page, '55.000');
    await page.keyboard.press('Space');
    await tabTo(page, 'Dòng đã chọn còn trả');
    await page.keyboard.press('Enter');
    await tabTo(page, 'GGREF0000002');
    await page.keyboard.press('Space');
    await take(page, 'Tính phần còn lại');
    expect(await textOf(page)).toContain('cần 55.000 đ, các dòng đã chọn có 55.000 đ: vừa đủ.');
    await typeInto(page, 'Lý do khớp', 'một lần chuyển cho hai hồ sơ');
    await take(page, 'Khớp');
    expect(await textOf(page)).toContain('GGREF0000002 25.000 đ');
    await page.context().close();
  });
});

describe('a change of account', () => {
  test('is proposed, agreed to by a second person, and proven by the bank’s statement', async () => {
    const admin = await pageOf('commune_admin', units.a);
    await open(admin, `/don-vi/${units.a}/tai-khoan`);
    await tabTo(admin, 'Đề nghị thay đổi tài khoản');
    await admin.keyboard.press('Enter');
    await typeInto(admin, 'Số tài khoản', '1017 4286 53');
    await typeInto(admin, 'Tên tài khoản', 'UBND PHUONG CHON THANH');
    await typeInto(admin, 'Ngân hàng', 'Vietinbank');
    await typeInto(admin, 'Hiệu lực từ ngày', '25/05/2026');
    await typeInto(admin, 'Lý do khai báo', 'Đổi ngân hàng theo Quyết định số 12');
    await take(admin, 'Lưu');
    await giveFile(admin, 'Thêm giấy tờ', {
      name: 'Giấy xác nhận.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.4 a paper'),
    });
    await take(admin, 'Tải lên');
    await take(admin, 'Gửi duyệt');
    expect(await textOf(admin)).toContain('Đã gửi duyệt');
    const second = await pageOf('approver', units.a);
    await open(second, '/tai-khoan-thu-huong');
    await take(second, 'Khai báo, thay đổi');
    await take(second, 'Duyệt');
    expect(await textOf(second)).toContain('Đã duyệt');
    clock = new Date('2026-05-27T03:00:00Z');
    await open(admin, `/don-vi/${units.a}/tai-khoan`);
    expect(await textOf(admin, '.versions')).toContain('Chưa xác minh');
    await take(admin, 'Tạo mã chuyển khoản thử');
    const [code] = await database.db('account_verification').pluck<string[]>('code');
    const accountant = await pageOf('commune_accountant', units.a);
    await open(accountant, '/sao-ke/nhap');
    const line = [':61:2605270527C3210,NTRFNONREF//FT26147901', `:86:${code ?? ''} xac minh`];
    const buffer = Buffer.from(
      mt940('1017428653', line, 3_210).toString().replaceAll('260515', '260527'),
    );
    await giveFile(accountant, 'Sao kê', { name: 'moi.sta', mimeType: 'text/plain', buffer });
    await take(accountant, 'Nhập');
    await accountant.getByText('Đã đối chiếu xong').waitFor();
    await open(admin, `/don-vi/${units.a}/tai-khoan`);
    expect(await textOf(admin, '.versions')).toContain('Đã xác minh');
    for (const page of [admin, second, accountant]) await page.context().close();
  });
});

describe('a day at the Department of Justice', () => {
  test('a discrepancy is passed on with a ticket, and the month’s letter is taken along', async () => {
    const page = await pageOf('department_of_justice', '75');
    await open(page, '/sai-lech');
    await take(page, 'Tiền quá hạn chưa về');
    await tabTo(page, 'Chờ bên ngoài trả lời');
    await page.keyboard.press('Enter');
    await typeInto(page, 'Số phiếu hỗ trợ', 'HT-2026-0117');
    await typeInto(page, 'Chờ trả lời đến ngày', '05/06/2026');
    await typeInto(page, 'Đang chờ ai', 'Bàn hỗ trợ Cổng DVCQG');
    await take(page, 'Ghi');
    expect(await textOf(page)).toContain('HT-2026-0117');
    await open(page, '/bao-cao');
    await choose(page, 'Báo cáo', 'Văn bản');
    await typeInto(page, 'Kỳ', '5/2026');
    await take(page, 'Lập báo cáo');
    await tabTo(page, 'Word');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.keyboard.press('Enter'),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.docx$/);
    await page.context().close();
  });
});
