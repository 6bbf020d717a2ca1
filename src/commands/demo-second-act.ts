// The demo's second act, five working days later: the units that were warned answered by the link in
// their mail, all but one; Chơn Thành's arrears came in one credit. So one flag is cleared, and the
// Department of Justice is told of the one unit that did nothing.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SecondAct } from '../../bench/world/world.js';
import { writeSecondAct } from '../../bench/world/write-world.js';
import { tellUnits, type TellOutcome } from '../alerts/tell-units.js';
import { instantText, localDateOf } from '../calendar.js';
import { formatMoney, sumMoney } from '../money.js';
import { Refused } from '../problem.js';
import { readProvince } from '../reconciliation/read-province.js';
import type { DiscrepancyReading, ProvinceReading } from '../reconciliation/reading.js';
import { unitTitle } from '../reconciliation/words.js';
import type { RunningServer } from '../server.js';
import type { Context } from './command.js';
import { importSettlementCommand } from './import-settlement.js';
import { importStatementsCommand } from './import-statements.js';

export interface DemoClock {
  readonly now: () => Date;
  readonly moveTo: (instant: Date) => void;
}

export interface SecondActResult {
  readonly reading: ProvinceReading;
  readonly told: TellOutcome;
  /** Units that pressed the button in their mail. */
  readonly answered: number;
  /** Files of the mails that this act is about. */
  readonly clearedMail: string | null;
  readonly escalationMail: string | null;
  /** What the office above was told of; undefined where it has gone. */
  readonly escalated: DiscrepancyReading | undefined;
}

interface Acting {
  readonly context: Context;
  readonly server: RunningServer;
  readonly clock: DemoClock;
  readonly act: SecondAct;
}

/** Lets the week pass. @param before.before the reading of the first act */
export async function playSecondAct(
  { context, server, clock, act }: Acting,
  { dir, before }: { readonly dir: string; readonly before: ProvinceReading },
): Promise<SecondActResult> {
  const config = { ...context.config(), baseUrl: server.url };
  const outbox = join(config.dataDir, 'outbox');
  clock.moveTo(act.answeredAt);
  const flagged = before.units.filter(({ flags }) => flags.length > 0);
  const warned = flagged.filter(({ unitCode }) => unitCode !== act.silent);
  for (const { unitCode } of warned) {
    const mail = join(outbox, `${localDateOf(before.asOf)}-${unitCode}.eml`);
    await acknowledge(server.url, await readFile(mail, 'utf8'));
  }
  clock.moveTo(act.asOf);
  await importFiles(context, await writeSecondAct(act, join(dir, 'second-act')));
  const db = context.db();
  const told = await tellUnits({ db, config, by: context.by }, { asOf: act.asOf });
  const reading = await readProvince({ db }, { asOf: act.asOf });
  const mails = await readdir(outbox);
  const mailOf = (about: string) =>
    mails.find((name) => name.startsWith(`${localDateOf(act.asOf)}-${about}`)) ?? null;
  return {
    ...{ reading, told, answered: warned.length },
    clearedMail: mailOf(`${act.arrearsOf}.eml`),
    escalationMail: mailOf('province-escalation'),
    escalated: reading.discrepancies.find(
      ({ unitCode, kind }) => unitCode === act.silent && kind === 'not_arrived',
    ),
  };
}

/** Presses the button behind the link of a mail, as whoever reads it would. */
async function acknowledge(url: string, mail: string): Promise<void> {
  // quoted-printable breaks long lines by a `=` at their end
  const [, secret] = /\/ack\/([\w-]{43})/.exec(mail.replace(/=\r?\n/g, '')) ?? [];
  const answer = await fetch(`${url}/ack/${secret ?? ''}`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ 'ghi-chu': 'Đang tra soát với ngân hàng và cổng thanh toán' }),
  });
  await answer.arrayBuffer();
  if (answer.ok) return;
  const detail = `an alert's link was answered with HTTP ${String(answer.status)}`;
  throw new Refused({ code: 'unavailable', detail });
}

/** Statements in the order given, then the settlement reports. */
export async function importFiles(
  context: Context,
  files: {
    readonly statements: readonly string[];
    readonly settlements: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const report = await importStatementsCommand.run(context, {
    args: files.statements,
    options: {},
  });
  if (report?.failed) throw new Refused({ code: 'bad_file', detail: report.text });
  for (const [gateway, path] of Object.entries(files.settlements)) {
    await importSettlementCommand.run(context, { args: [path], options: { gateway } });
  }
}

/** What is wrong with the second act, beside payments that read otherwise than planted. */
export function secondActFaults(act: SecondAct, result: SecondActResult): readonly string[] {
  const { reading, told, clearedMail, escalationMail, escalated } = result;
  const flags = reading.flags.filter(({ unitCode }) => unitCode === act.arrearsOf);
  return [
    ...(flags.length > 0 || clearedMail === null ? [`unit ${act.arrearsOf} is not cleared`] : []),
    ...(told.unitsSilent === 1 && told.escalationsWritten === 1 && escalationMail !== null
      ? []
      : [`${String(told.unitsSilent)} units were escalated, and it should be one`]),
    ...(escalated ? [] : [`unit ${act.silent} has no discrepancy to escalate`]),
  ];
}

/** What happened in the week, in a few lines. */
export function secondActLines(act: SecondAct, result: SecondActResult): readonly string[] {
  const { reading, told, answered, clearedMail, escalationMail, escalated } = result;
  const titleOf = (code: string): string => {
    const unit = reading.units.find(({ unitCode }) => unitCode === code);
    return `${code} ${unit ? unitTitle(unit) : ''}`;
  };
  const credit = act.statements
    .flatMap(({ lines }) => lines)
    .filter(
      ({ account, bookedOn }) => account.unitCode === act.arrearsOf && bookedOn === act.paidOn,
    );
  const sum = formatMoney(sumMoney(credit.map(({ amount }) => amount)));
  const payments = act.reports.length;
  return [
    `a week later (một tuần sau), ${instantText(act.asOf)}:`,
    `  ${String(answered)} units acknowledged their mail by its link; ` +
      `${titleOf(act.silent)} did not`,
    `  ${titleOf(act.arrearsOf)}: ${String(payments)} payments in arrears came as one credit of ` +
      `${sum} on ${act.paidOn}; flag cleared (đã hết cảnh báo), mail ${clearedMail ?? 'MISSING'}`,
    `  ${titleOf(act.silent)}: discrepancy ${escalated?.id ?? 'MISSING'}, ` +
      `${String(escalated?.members ?? 0)} payments, ${formatMoney(escalated?.amount ?? 0n)}: ` +
      `escalated to the Department of Justice (báo cáo cấp trên), mail ${escalationMail ?? 'MISSING'}`,
    `  mails: ${String(told.sent)}, of these ${String(told.reminders)} reminders (nhắc lại), ` +
      `${String(told.clearings)} all clear`,
    ...secondActFaults(act, result).map((fault) => `  DIFFERENCE: ${fault}`),
    '',
  ];
}
