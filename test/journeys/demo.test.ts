// The demo as a newcomer runs it, small: through the launcher, over HTTP, to the mails.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { missingUnits } from '../../bench/world/places.js';
import { keepLog, keepOutbox } from '../support/run-folder.js';

const root = resolve(__dirname, '../..');
const size = process.env['DOISOAT_LONG'] ? [] : ['--days', '5', '--payments', '300'];

interface SecondAct {
  readonly asOf: string;
  readonly answered: number;
  readonly clearedMail: string;
  readonly escalated: { readonly discrepancy: string };
  readonly escalationMail: string;
}

/** A mail as a reader sees its subject and text. */
function readMail(path: string): { readonly subject: string; readonly text: string } {
  const [head = '', body = ''] = readFileSync(path, 'utf8').split(/\r?\n\r?\n(.*)/s);
  const unquoted = (text: string): string =>
    Buffer.from(
      text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
      'latin1',
    ).toString('utf8');
  const subject = (/^Subject: (.*(?:\r?\n\s.*)*)/m.exec(head)?.[1] ?? '').replace(
    /\?=\s+=\?/g,
    '?==?',
  );
  const words = subject.replace(/=\?UTF-8\?Q\?([^?]*)\?=/g, (_, word: string) =>
    word.replaceAll('_', ' '),
  );
  return { subject: unquoted(words), text: unquoted(body.replace(/=\r?\n/g, '')) };
}

test('the demo finds exactly what it planted, writes to each flagged unit and ends with 0', () => {
  const args = ['src/launch.mjs', 'demo', '--once', '--json', ...size];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 480_000 });
  expect(`${String(run.status)} ${run.stderr}`).toMatch(/^0 /);
  const summary = JSON.parse(run.stdout) as Readonly<Record<string, unknown>>;
  expect(summary['differences']).toEqual([]);
  expect(summary['unitsWithMissingMoney']).toEqual(Object.values(missingUnits).sort());
  expect(summary['secondRun']).toEqual({ added: 0, ended: 0 });
  expect(summary['accounts']).toMatchObject({
    effectiveOn: expect.any(String) as unknown,
    rejectedBecause: 'Thiếu giấy xác nhận của ngân hàng',
  });
  const changed = summary['accounts'] as Readonly<Record<string, unknown>>;
  expect(summary['verifiedOn']).toBe(changed['effectiveOn']);
  expect(summary['moved']).toEqual([]);
  const logIns = summary['logIns'] as readonly Record<string, string>[];
  expect(logIns.map(({ role }) => role)).toEqual([
    'finance_officer',
    'department_of_justice',
    'auditor',
    'commune_accountant',
  ]);
  expect(new Set(logIns.map(({ password }) => password)).size).toBe(4);
  expect(Object.values(missingUnits)).toContain(logIns[3]?.['scope']);
  const setUps = summary['setUps'] as readonly Record<'email' | 'url' | 'expiresAt', string>[];
  expect(setUps.map(({ email }) => email)).toEqual([
    'quantri@demo.example',
    'quantrixa@demo.example',
    'nguoiduyet@demo.example',
  ]);
  const url = setUps[0]?.url ?? '';
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/thiet-lap\/[\w-]{43}$/);
  const outbox = String(summary['outbox']);
  keepLog(run.stderr);
  keepOutbox(dirname(outbox));
  const mails = readdirSync(outbox).filter((name) => name.endsWith('.eml'));
  expect(mails).toHaveLength(Number(summary['mails']));
  // quoted-printable breaks long lines by a `=` at their end
  const texts = mails.map((name) => readFileSync(join(outbox, name), 'utf8'));
  const links = texts.flatMap((text) => text.replace(/=\r?\n/g, '').match(/http:\/\/[^/\s]+/g));
  expect(new Set(links)).toEqual(new Set([new URL(url).origin]));
  for (const unitCode of Object.values(missingUnits)) {
    const mail = mails.find((name) => name.includes(unitCode));
    expect(readFileSync(join(outbox, mail ?? ''), 'utf8')).toContain(
      `.${unitCode}@dongnai.example`,
    );
  }
  const act = summary['secondAct'] as SecondAct;
  expect(act).toMatchObject({ cleared: missingUnits.chonThanh, faults: [] });
  // who tries the demo has three days of its own time to follow the links, however far that moved
  const until = new Date(act.asOf).getTime() + 71 * 3_600_000;
  expect(setUps.filter(({ expiresAt }) => new Date(expiresAt).getTime() < until)).toEqual([]);
  expect(act.answered).toBeGreaterThan(10);
  const cleared = readMail(join(outbox, act.clearedMail));
  expect(cleared.subject).toBe('[Đối soát] Phường Chơn Thành: đã hết cảnh báo');
  expect(cleared.text).toMatch(/Tiền chưa về; Giao dịch: \d+; Số tiền: [\d.]+ đ/);
  expect(cleared.text).not.toContain('/ack/');
  expect(act.escalated.discrepancy).toBe(`${missingUnits.dongXoai}:not_arrived:momo`);
  const escalated = readMail(join(outbox, act.escalationMail));
  expect(escalated.subject).toBe('[Đối soát] Sở Tư pháp: 1 đơn vị cần đôn đốc');
  expect(escalated.text).toContain('Đơn vị: Phường Đồng Xoài; Nội dung: Tiền chưa về');
}, 500_000);
