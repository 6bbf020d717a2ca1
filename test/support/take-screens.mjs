// Takes the pictures of docs/screens from the demo, as its officers see it, on an office's screen and on
// a phone: `node test/support/take-screens.mjs`. Takes some minutes; nothing runs it by itself.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TOTP } from 'otpauth';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const folder = join(root, 'docs/screens');
const sizes = [
  { name: 'may-ban', width: 1366, height: 768 },
  { name: 'dien-thoai', width: 390, height: 844 },
];

/** By whom, under which name, and where: an address, or a list's page and the link to follow there. */
const shots = [
  ['taichinh', 'tong-quan', '/'],
  ['taichinh', 'bieu-do', '/', 'a[href="#tuoi-no"]'],
  ['taichinh', 'theo-tuan', '/', 'a[href="#theo-tuan"]'],
  ['taichinh', 'don-vi', '/', 'main a[href^="/don-vi/"]'],
  ['taichinh', 'giao-dich', '/giao-dich'],
  ['taichinh', 'giao-dich-mot', '/giao-dich?tinh-trang=overdue', '.found-payments tbody a'],
  ['taichinh', 'doi-soat', '/doi-soat'],
  [
    'taichinh',
    'khop-tay',
    '/giao-dich?tinh-trang=overdue',
    '.found-payments tbody a',
    'a[href*="/khop-tay/"]',
  ],
  ['taichinh', 'quy-tac', '/quy-tac'],
  ['taichinh', 'sai-lech', '/sai-lech'],
  ['taichinh', 'sai-lech-mot', '/sai-lech', 'main table a[href^="/sai-lech/"]'],
  ['taichinh', 'tai-khoan-thu-huong', '/tai-khoan-thu-huong'],
  ['taichinh', 'tai-khoan-don-vi', '/', 'main a[href^="/don-vi/"]', 'main a[href$="/tai-khoan"]'],
  ['taichinh', 'ra-soat', '/ra-soat-tai-khoan'],
  ['taichinh', 'sao-ke', '/sao-ke'],
  ['taichinh', 'sao-ke-lich', '/sao-ke/lich'],
  ['taichinh', 'sao-ke-lich-mot', '/sao-ke/lich', 'main table a'],
  ['ketoan', 'sao-ke-nhap', '/sao-ke/nhap'],
  ['ketoan', 'sao-ke-giay', '/sao-ke-giay/nhap'],
  ['taichinh', 'mau-cot', '/mau-cot'],
  ['tuphap', 'canh-bao', '/canh-bao'],
  ['tuphap', 'bao-cao', '/bao-cao?loai=missing&ky=05/2026'],
  ['tuphap', 'bao-cao-cong', '/bao-cao?loai=gateways&ky=05/2026'],
  ['tuphap', 'chot-thang', '/chot-thang'],
  ['ketoan', 'ke-toan-tong-quan', '/'],
  ['quantri', 'quan-tri', '/quan-tri'],
  ['quantri', 'can-bo', '/quan-tri/can-bo'],
  ['quantri', 'nhat-ky', '/quan-tri/nhat-ky'],
  ['quantri', 'cong-thanh-toan', '/quan-tri/cong'],
  ['quantri', 'don-vi-quan-tri', '/quan-tri/don-vi'],
  ['quantri', 'he-thong', '/quan-tri/he-thong'],
  ['quantri', 'doi-chieu', '/quan-tri/doi-chieu'],
  ['quantri', 'chay-thu', '/quan-tri/chay-thu'],
  ['quantri', 'lich', '/quan-tri/lich'],
  ['quantri', 'xoa-ca-nhan', '/quan-tri/xoa-ca-nhan'],
  ['quantri', 'webhook', '/quan-tri/webhook'],
  ['', 'dang-nhap', '/dang-nhap'],
];

/** Starts the demo and waits until it has said who may log in. */
async function startDemo() {
  const demo = spawn('npm', ['run', '-s', 'demo', '--', '--payments', '2000'], {
    cwd: root,
    detached: true,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told = { url: '', passwords: {}, setUp: '' };
  for await (const line of createInterface({ input: demo.stdout })) {
    const [, url] = /^\s*open (\S+)\/ and log in/.exec(line) ?? [];
    const [, who, password] = /^\s*(\w+)@demo\.example\s+(\S+)/.exec(line) ?? [];
    if (url) told.url = url;
    if (who) told.passwords[who] = password;
    [, told.setUp] = /^\s*quantri@demo\.example\s+(http\S+)/.exec(line) ?? [];
    if (told.setUp) break;
  }
  return { ...told, stop: () => process.kill(-demo.pid, 'SIGTERM') };
}

async function logIn(page, { url, passwords }, who) {
  await page.goto(`${url}/dang-nhap`);
  await page.fill('#ten', `${who}@demo.example`);
  await page.fill('#mat-khau', passwords[who]);
  await page.keyboard.press('Enter');
  await page.waitForURL((at) => !at.pathname.startsWith('/dang-nhap'));
}

/** The administrator's first day: a password, then the second factor. */
async function setUp(page, link) {
  const press = (name) => page.getByRole('button', { name }).click();
  await page.goto(link);
  for (const field of await page.locator('input[type="password"]').all()) {
    await field.fill('bốn con mèo leo cây cau');
  }
  await press('Đặt mật khẩu');
  await page.getByText('Không quét được?').click();
  const secret = /[A-Z2-7]{4}(?:\s?[A-Z2-7]{4}){3,}/.exec(await page.locator('main').innerText());
  const code = new TOTP({ secret: secret[0].replaceAll(/\s/g, '') }).generate();
  await page.getByLabel('Mã xác thực').fill(code);
  await press('Xác nhận');
  await page.getByRole('link', { name: 'Tôi đã lưu các mã' }).click();
  await page.waitForLoadState();
}

async function shoot(context, { url }, [, name, path, ...links]) {
  const page = await context.newPage();
  const answer = await page.goto(`${url}${path}`);
  for (const link of links) {
    await page.locator(link).first().click();
    await page.waitForLoadState();
  }
  process.stdout.write(`${name}: ${answer.status()} ${new URL(page.url()).pathname}\n`);
  for (const { name: size, width, height } of sizes) {
    await page.setViewportSize({ width, height });
    const path = join(folder, `${name}-${size}.png`);
    await page.screenshot({ path });
  }
  await page.close();
}

const told = execFileSync(process.execPath, [join(here, 'unpack-browser.mjs')], {
  encoding: 'utf8',
});
const { executablePath, env } = JSON.parse(told);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const demo = await startDemo();
const browser = await chromium.launch({
  executablePath,
  env: { ...process.env, ...env },
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  const contexts = new Map();
  for (const shot of shots) {
    const [who] = shot;
    if (!contexts.has(who)) {
      const context = await browser.newContext({ viewport: sizes[0] });
      const page = await context.newPage();
      if (who === 'quantri') await setUp(page, demo.setUp);
      else if (who !== '') await logIn(page, demo, who);
      await page.close();
      contexts.set(who, context);
    }
    await shoot(contexts.get(who), demo, shot).catch((error) => {
      process.stderr.write(`${shot[1]}: ${error.message.split('\n')[0]}\n`);
      process.exitCode = 1;
    });
  }
} finally {
  await browser.close();
  demo.stop();
}
