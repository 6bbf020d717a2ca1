// Webhooks on pages: an administrator registers a receiver, copies the secret that is shown once, tries
// it, and sends an event again.
import type { Page } from 'playwright-core';
import { formatDay, localDateOf } from '../../src/calendar.js';
import { byJob } from '../../src/audit/by.js';
import { relayWebhooks } from '../../src/webhooks/relay-webhooks.js';
import { expectedSignature, openReceiver, status } from '../webhooks/receiver.js';
import { isWithinWidth } from '../support/officer-page.js';
import { asOf } from './small-province.js';
import { look, openOfficersBrowser, textOf, type OfficersBrowser } from './officers-browser.js';

const networks = ['127.0.0.1'];
let office: OfficersBrowser;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let page: Page;

beforeAll(async () => {
  office = await openOfficersBrowser({ WEBHOOK_NETWORKS: networks.join(',') });
  receiver = await openReceiver();
  page = await office.pageIn(
    await office.contextOf('system_admin', 'Phạm Quản Trị', '75'),
    '/quan-tri/webhook',
  );
});
afterAll(async () => {
  await receiver.close();
  await office.close();
});

const relay = () => {
  const { db, config } = office.database;
  const deps = { db, now: () => asOf, by: byJob('webhooks'), networks };
  return relayWebhooks({ ...deps, secretKey: config.secretKey });
};

test('a receiver is registered, its secret shown once, and a test signed with it', async () => {
  expect(await textOf(page)).toContain('Chưa có webhook nào.');
  await page.fill('#ten', 'Phần mềm một cửa Đồng Nai');
  await page.fill('#dia-chi', 'https://169.254.169.254/latest');
  await page.getByRole('button', { name: 'Thêm webhook' }).click();
  expect(await textOf(page, '[role=alert]')).toContain('Địa chỉ phải là https, công khai');
  expect(await page.inputValue('#ten')).toBe('Phần mềm một cửa Đồng Nai');
  await look(page, 'webhook-refused');
  await page.fill('#dia-chi', `${receiver.url}/doi-soat`);
  await page.getByRole('button', { name: 'Thêm webhook' }).click();
  const secret = await textOf(page, '.notice code');
  expect(secret).toMatch(/^whsec_/);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await isWithinWidth(page)).toBe(true);
  await look(page, 'webhook-secret');
  await page.goto(`${office.server.url}/quan-tri/webhook`);
  await page.getByRole('link', { name: 'Phần mềm một cửa' }).click();
  expect(await page.content()).not.toContain(secret);
  await page.getByRole('button', { name: 'Gửi thử' }).click();
  expect(await textOf(page, '[role=status]')).toContain('Đã đưa sự kiện thử');
  await relay();
  const [sent] = receiver.received;
  expect(sent?.signatures).toEqual([expectedSignature(secret, sent!)]);
});

test('what was sent stands with its answer, and is sent again under its id', async () => {
  receiver.answer = status(500);
  await page.getByRole('button', { name: 'Gửi thử' }).click();
  await relay();
  await page.reload();
  expect(await textOf(page)).toContain('Không gửi được');
  receiver.answer = status(204);
  await page.getByRole('button', { name: 'Gửi lại lần 2' }).click();
  await relay();
  await page.reload();
  expect(receiver.received.map(({ id }) => id)[2]).toBe(receiver.received[1]?.id);
  await look(page, 'webhook');
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await isWithinWidth(page)).toBe(true);
  }
});

test('its address and events are changed, and a span of days is sent again', async () => {
  const save = async (address: string): Promise<void> => {
    if (!(await page.locator('#dia-chi').isVisible())) await page.getByText('Sửa địa chỉ').click();
    await page.fill('#dia-chi', address);
    await page.locator('[name="unit.flagged"]').uncheck();
    await page.getByRole('button', { name: 'Lưu' }).click();
  };
  await save('https://10.0.0.1/x');
  expect(await textOf(page, '[role=alert]')).toContain('Địa chỉ phải là https, công khai');
  expect(await page.locator('[name="unit.flagged"]').isChecked()).toBe(false);
  await look(page, 'webhook-change');
  await save(`${receiver.url}/moi`);
  expect(await textOf(page, '[role=status]')).toContain('Đã lưu');
  const text = await textOf(page);
  expect(text).toContain(`${receiver.url}/moi`);
  const before = receiver.received.length;
  await page.getByText('Gửi lại theo khoảng ngày').click();
  await page.getByRole('button', { name: 'Gửi lại', exact: true }).click();
  expect(await textOf(page, '[role=alert]')).toContain('Chọn ngày đầu và ngày cuối');
  const today = formatDay(localDateOf(asOf));
  await page.fill('#tu-ngay', today);
  await page.fill('#den-ngay', today);
  await page.getByRole('button', { name: 'Gửi lại', exact: true }).click();
  expect(await textOf(page, '[role=status]')).toContain('các sự kiện của khoảng ngày');
  await relay();
  const again = receiver.received.slice(before).map(({ id }) => id);
  expect(receiver.received.slice(0, before).map(({ id }) => id)).toEqual(
    expect.arrayContaining(again),
  );
  await page.goto(page.url().replace(/\?.*$/, ''));
  expect(await isWithinWidth(page)).toBe(true);
});

test('it is paused and resumed; whoever only reads sees no button', async () => {
  await page.getByRole('button', { name: 'Tạm dừng' }).click();
  expect(await textOf(page)).toContain('do quản trị tạm dừng');
  const justice = await office.contextOf('department_of_justice', 'Sở Tư pháp', '75');
  const reader = await office.pageIn(justice, new URL(page.url()).pathname);
  expect(await reader.locator('main button').count()).toBe(0);
  await page.getByRole('button', { name: 'Tiếp tục gửi' }).click();
  expect(await textOf(page)).toContain('Đang gửi');
  await page.goto(`${office.server.url}/quan-tri/webhook`);
  await look(page, 'webhook-list');
  expect(await isWithinWidth(page)).toBe(true);
  expect(office.trouble.filter((each) => !each.includes('status of 422'))).toEqual([]);
});
