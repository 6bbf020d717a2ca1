// Statements sent by a page: dropped on it, several at once, read on while the page is closed, and
// what is wrong told by file, line and field. The form is the same without a script.
import type { BrowserContext, Page } from 'playwright-core';
import { inTransaction } from '../../src/db.js';
import { oneImportAtATime } from '../../src/tables/import-outcome.js';
import { look, openOfficersBrowser, textOf, type OfficersBrowser } from './officers-browser.js';
import { isWithinWidth } from '../support/officer-page.js';

let office: OfficersBrowser;
let accountant: BrowserContext;
let page: Page;

beforeAll(async () => {
  office = await openOfficersBrowser();
  accountant = await office.contextOf('commune_accountant', 'Trần Kế Toán');
  page = await office.pageIn(accountant);
});
afterAll(async () => {
  await office.close();
  expect(office.trouble).toEqual([]);
});

const statement = (day: string, reference: string): string =>
  [
    ':20:STMT',
    ':25:0123456789',
    ':28C:1/1',
    `:60F:C${day}VND0,`,
    `:61:${day}${day.slice(2)}C1250000,NTRFNONREF//${reference}`,
    ':86:CTREF00002 nop le phi',
    `:62F:C${day}VND1250000,`,
    '-',
    '',
  ].join('\r\n');

/** Lets files fall on the form, as a mouse does. */
async function dropFiles(files: Readonly<Record<string, string>>): Promise<void> {
  const dropped = await page.evaluateHandle((given) => {
    const all = new DataTransfer();
    for (const [name, text] of Object.entries(given)) all.items.add(new File([text], name));
    return all;
  }, files);
  await page.dispatchEvent('[data-drop]', 'drop', { dataTransfer: dropped });
}

const send = () => page.getByRole('button', { name: 'Nhập', exact: true }).click();
const form = () => `${office.server.url}/sao-ke/nhap`;

async function fits(name: string): Promise<void> {
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await isWithinWidth(page)).toBe(true);
  }
  await look(page, name);
}

test('several files are dropped, listed, read and matched', async () => {
  await page.goto(form());
  await dropFiles({ 'ngay-18.sta': statement('260518', 'FT1') });
  await dropFiles({ 'ngay-19.sta': statement('260519', 'FT2') });
  expect(await textOf(page, '[data-chosen]')).toBe('ngay-18.sta (1 kB) ngay-19.sta (1 kB)');
  await fits('sao-ke-chon');
  await send();
  await page.waitForURL(/\/sao-ke\/nhap\/\d+$/);
  await page.getByText('Đã đối chiếu xong').waitFor();
  const told = await textOf(page);
  expect(told).toContain('ngay-18.sta 1 dòng, 1 mới, 0 đã có');
  expect(told).toContain('ngay-19.sta 1 dòng, 1 mới, 0 đã có');
  await fits('sao-ke-da-nhap');
  await page.getByRole('link', { name: 'ngay-18.sta' }).click();
  expect(new URL(page.url()).pathname).toMatch(/^\/sao-ke\/\d+$/);
});

test('what is wrong is told by file, line and field, and nothing of the upload is kept', async () => {
  const before = await office.database.db('statement_file').count();
  await page.goto(form());
  const wrong = statement('260514', 'FT3').replace(':61:2605140514C1', ':61:2605140514X1');
  await dropFiles({
    'tot.sta': statement('260515', 'FT4'),
    'sai-dong.sta': wrong,
    'khong-phai.sta': 'xin chào',
  });
  await send();
  await page.waitForURL(/\/sao-ke\/nhap\/\d+$/);
  await page.getByText('Không nhận').waitFor();
  const told = await textOf(page, '.row-errors');
  expect(told).toContain('sai-dong.sta: Dòng 5 trường :61: không đọc được');
  expect(told).toContain('khong-phai.sta: ');
  expect(told).not.toContain('tot.sta');
  expect(await office.database.db('statement_file').count()).toEqual(before);
  await fits('sao-ke-khong-nhan');
});

test('a form without a file says so, with a script and without', async () => {
  await page.goto(form());
  await send();
  expect(await textOf(page, '[role=alert]')).toBe('Chưa chọn tệp.');
  expect(office.trouble.splice(0)).toEqual([expect.stringContaining('422')]);
  // the form that came back works as the first one did
  await dropFiles({ 'ngay-18.sta': statement('260518', 'FT1') });
  await send();
  await page.waitForURL(/\/sao-ke\/nhap\/\d+$/);
  await page.getByText('Trùng sao kê đã có').waitFor();
});

test('an upload goes on when its page is closed, and only its sender finds it again', async () => {
  const { db } = office.database;
  let release = (): void => undefined;
  let isHeld = (): void => undefined;
  const held = new Promise<void>((resolve) => (isHeld = resolve));
  const holding = inTransaction(db, async (trx) => {
    await oneImportAtATime(trx, 'statements');
    isHeld();
    await new Promise<void>((resolve) => (release = resolve));
  });
  await held;
  await page.goto(form());
  await dropFiles({ 'ngay-17.sta': statement('260517', 'FT5') });
  await send();
  await page.getByText('Đang đọc tệp 1/1: ngay-17.sta').waitFor();
  await fits('sao-ke-dang-doc');
  const address = page.url();
  await page.close();

  page = await office.pageIn(accountant, '/sao-ke/nhap');
  expect(await textOf(page, 'tbody tr:first-child')).toContain('ngay-17.sta Đang đọc');
  const other = await office.contextOf('commune_accountant', 'Lê Kế Toán');
  const theirs = await other.request.get(address);
  expect(theirs.status()).toBe(404);
  expect(await theirs.text()).not.toContain('ngay-17');
  await other.close();
  release();
  await holding;
  await page.goto(address);
  await page.getByText('Đã đối chiếu xong').waitFor();
  expect(await textOf(page)).toContain('ngay-17.sta 1 dòng, 1 mới');
  await page.goto(form());
  expect(await textOf(page, 'tbody tr:first-child')).toContain('ngay-17.sta Đã nhập');
  await fits('sao-ke-nhap');
});

test('an upload whose service stopped says that nothing was kept', async () => {
  const [row] = await office.database
    .db('statement_upload')
    .insert({
      officer_id: await office.database
        .db('statement_upload')
        .min('officer_id')
        .first()
        .then((one) => Object.values(one as object)[0]),
      asked_at: new Date('2026-05-20T04:00:00Z'),
      files: JSON.stringify([{ name: 'x.sta', bytes: 3 }]),
    })
    .returning<{ id: string }[]>('id');
  await page.goto(`${form()}/${row?.id ?? ''}`);
  expect(await textOf(page)).toContain('Không có gì được lưu; hãy gửi lại.');
});
