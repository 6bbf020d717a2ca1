// The campaign in a browser: the Department sets deadlines, and a list from elsewhere is set beside ours.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { Role } from '../../src/access/roles.js';
import { uploadLimits } from '../../src/api/multipart.js';
import type { TestDatabase } from '../support/database.js';
import { xlsxFile } from '../support/own-file.js';
import { loggedIn } from '../support/people.js';
import { browsing, fromOurPage } from './browsing.js';
import { look, openOfficersBrowser, textOf, type OfficersBrowser } from './officers-browser.js';

let officers: OfficersBrowser;
let database: TestDatabase;
let justice: BrowserContext;

beforeAll(async () => {
  officers = await openOfficersBrowser();
  ({ database } = officers);
  justice = await officers.contextOf('department_of_justice', 'Sở Tư pháp', '75');
});
afterAll(() => officers.close());

describe('deadlines of the campaign', () => {
  const day = '#han-declared';
  const note = '#ghi-chu-declared';
  let page: Page;
  /** The same list in another window, open since before anything was set. */
  let other: Page;

  beforeAll(async () => {
    other = await officers.pageIn(justice, '/ra-soat-tai-khoan');
    page = await officers.pageIn(justice, '/ra-soat-tai-khoan');
    for (const each of [page, other]) await each.locator('.deadlines summary').click();
  });

  const save = (each: Page) => each.click('text=Lưu hạn');

  test('are typed as days are written, and one that does not exist is told beside its task', async () => {
    expect(await page.locator('input[type=date]').count()).toBe(0);
    await page.fill(day, '31/02/2026');
    await page.fill('#ghi-chu-approved', 'Công văn 1150');
    await save(page);
    await look(page, '1-wrong-day');
    const errors = await page.locator('.deadlines .error').allInnerTexts();
    expect(errors).toEqual([
      'Ngày ghi theo dạng ngày/tháng/năm.',
      'Có ghi chú nhưng chưa có ngày.',
    ]);
    expect(await page.inputValue(day)).toBe('31/02/2026');
    expect(await database.db('campaign_deadline').count()).toEqual([{ count: '0' }]);
  });

  test('stand over the tasks once they are set, and make units late', async () => {
    await page.fill(day, '15/5/2026');
    await page.fill(note, 'Công văn 1150/BTP-CNTT');
    await page.fill('#ghi-chu-approved', '');
    await save(page);
    expect(await textOf(page, '.notice')).toBe('Đã lưu hạn.');
    await look(page, '2-set');
    expect(await textOf(page, '.campaign thead')).toContain('hạn 15/05/2026');
    expect(await textOf(page, '.lead')).toContain('93 đơn vị chậm tiến độ');
    expect(await database.db('campaign_deadline').select('task', 'due_on', 'note')).toEqual([
      { task: 'declared', due_on: '2026-05-15', note: 'Công văn 1150/BTP-CNTT' },
    ]);
    expect(await page.inputValue(day)).toBe('15/05/2026');
  });

  test('that somebody else has set meanwhile are not overwritten unseen, nor is what was typed lost', async () => {
    await other.fill(day, '30-06-2026');
    await other.fill('#han-approved', '31/07/2026');
    await save(other);
    const told = await textOf(other, '.deadlines');
    expect(told).toContain('Chưa lưu: người khác vừa đặt lại hạn.');
    expect(told).toContain('Đang áp dụng: 15/05/2026 (Công văn 1150/BTP-CNTT)');
    expect(told).toContain('Đang áp dụng: không có hạn');
    await look(other, '3-stale');
    expect(await other.inputValue(day)).toBe('30-06-2026');
    expect(await database.db('campaign_deadline').count()).toEqual([{ count: '1' }]);
    // now both were seen
    await save(other);
    expect(await textOf(other, '.campaign thead')).toContain('hạn 30/06/2026');
    expect(await textOf(other, '.campaign thead')).toContain('hạn 31/07/2026');
  });

  test('are set by nobody who may not, and those see no form', async () => {
    const send = async (role: Role, scope: string): Promise<number> => {
      const cookie = await loggedIn(database, { role, scope });
      const shown = await browsing(officers.server.url).get('/ra-soat-tai-khoan', { cookie });
      expect(shown.text).not.toContain('Lưu hạn');
      const headers = { ...fromOurPage, cookie };
      const form = { 'phien-ban': '3', 'han-declared': '01/01/2027' };
      return (await browsing(officers.server.url).send('/ra-soat-tai-khoan/han', form, headers))
        .status;
    };
    expect(await send('auditor', '75')).toBe(403);
    expect(await send('system_admin', '25432')).toBe(404);
    expect(await database.db('campaign_deadline').count()).toEqual([{ count: '3' }]);
  });
});

describe('a list from elsewhere', () => {
  let page: Page;
  beforeAll(async () => {
    page = await officers.pageIn(justice, '/ra-soat-tai-khoan');
    await page.locator('.send summary').click();
  });

  const send = async (name: string, bytes: Buffer): Promise<string> => {
    const path = join(database.config.dataDir, name);
    await writeFile(path, bytes);
    await page.setInputFiles('#tep', path);
    await page.click('text="So sánh"');
    return textOf(page);
  };

  test('is set beside ours: on both, only theirs, only ours, each with its reason', async () => {
    const { name, bytes } = await xlsxFile(
      'annex.xlsx',
      'PHỤ LỤC',
      'STT,Tên đơn vị,Mã đơn vị',
      '1,Phường Chơn Thành,25432',
      '2,Xã Lộc Thành,',
      '3,UBND xã Phú Riêng,',
      '4,Xã <b>Không Có</b>,99999',
      '5,Phường Bình Phước,25195',
    );
    const told = await send(name, bytes);
    await look(page, '4-compared');
    expect(new URL(page.url()).pathname).toBe('/ra-soat-tai-khoan/so-sanh');
    expect(told).toContain('Danh sách gửi lên có 5 dòng: 1 có ở cả hai, 4 chỉ có trong danh sách');
    expect(told).toContain('1 đơn vị chỉ có trong hệ thống.');
    const rows = (await page.locator('.compared tbody tr').allInnerTexts()).map((text) =>
      text.replace(/\s+/g, ' ').trim(),
    );
    expect(rows).toEqual([
      expect.stringMatching(
        /^4 Xã Lộc Thành Có thể là: .*Tên này ứng với nhiều đơn vị; cần ghi mã/,
      ),
      expect.stringMatching(/^5 UBND xã Phú Riêng Xã Phú Riềng 25252 Chưa khai báo tài khoản/),
      expect.stringMatching(
        /^6 Xã <b>Không Có<\/b> 99999 – Không có đơn vị mang mã này .* tên này/,
      ),
      expect.stringMatching(/^7 Phường Bình Phước 25195 .* Chưa khai báo tài khoản thụ hưởng\.$/),
      expect.stringMatching(/^Xã Tân Hưng 25345 Không có trong danh sách gửi lên\.$/),
      // the list of those on both is folded in
      '',
    ]);
    await page.locator('.both summary').click();
    expect(await textOf(page, '.both')).toContain('3 Phường Chơn Thành 25432');
  });

  test('that cannot be read is told with what to do', async () => {
    expect(await send('a.pdf', Buffer.from('%PDF-1.7 scanned'))).toContain('đề nghị xin tệp Excel');
    expect(await send('a.csv', Buffer.from('x,y\n1,2\n'))).toContain('“Mã đơn vị”');
    expect(await send('a.csv', Buffer.alloc(0))).toContain('Tệp không có dòng nào.');
    expect(await send('a.xlsx', Buffer.from('PK\u0003\u0004cut off'))).toContain('Tệp bị hỏng');
    await page.click('text="So sánh"');
    expect(await textOf(page, '.form-error')).toContain('Chưa chọn tệp.');
    await look(page, '5-no-file');
    expect(await page.locator('.compared').count()).toBe(0);
  });

  test('that is too large is refused with the limit', async () => {
    const told = await send('a.csv', Buffer.alloc(uploadLimits.fileBytesMax + 1, '25432\n'));
    await look(page, '6-too-large');
    expect(told).toContain('Mỗi tệp tối đa 50 MB');
  }, 60_000);

  test('is set beside the own unit alone by whoever sees no other', async () => {
    const admin = await officers.contextOf('commune_admin', 'Quản trị Tân Hưng', '25345');
    page = await officers.pageIn(admin, '/ra-soat-tai-khoan/so-sanh');
    const told = await send('a.csv', Buffer.from('Mã đơn vị\n25345\n25432\n'));
    expect(told).toContain('1 có ở cả hai, 1 chỉ có trong danh sách gửi lên. 0 đơn vị');
    expect(told).not.toContain('Chơn Thành');
    expect(await database.db('audit_event').where('action', 'like', 'campaign%').count()).toEqual([
      { count: '2' },
    ]);
    await admin.close();
  });
});

test('no page made the browser complain or ask anybody else', () => {
  expect(officers.trouble.filter((text) => !/\b(413|422)\b/.test(text))).toEqual([]);
});
