// The demo's last word: what was found beside what was planted, per settlement value, and where
// they differ, with the reason for which the payment was planted.
import type { World } from '../../bench/world/world.js';
import type { TellOutcome } from '../alerts/tell-units.js';
import { instantText, localDateOf, type LocalDate } from '../calendar.js';
import { formatMoney, sumMoney } from '../money.js';
import type { FlagReading, ProvinceReading } from '../reconciliation/reading.js';
import type { RunOutcome } from '../reconciliation/run-store.js';
import { flagWords, settlementWords } from '../reconciliation/words.js';
import type { Report } from './command.js';
import { accountLines, type DemoAccounts } from './demo-accounts.js';
import { compare, compareUnits } from './demo-compare.js';
import type { Count, Differing, UnitComparison } from './demo-compare.js';
import type { DemoOfficers, DemoSetUp } from './demo-officers.js';
import { secondActFaults, secondActLines, type SecondActResult } from './demo-second-act.js';

export interface DemoResult {
  readonly reading: ProvinceReading;
  readonly told: TellOutcome;
  /** Who can log in. */
  readonly officers: DemoOfficers;
  /** The account that two people changed; null where no unit is without a flag. */
  readonly accounts: DemoAccounts | null;
  /** Of the administrator and of the two people, where there are two. */
  readonly setUps: readonly DemoSetUp[];
  /** When the statement of a test transfer proved it; null when none did. */
  readonly verifiedOn: LocalDate | null;
  /** Mails about the changes. */
  readonly mailed: number;
  /** Payments that read otherwise after the accounts were changed. */
  readonly moved: readonly string[];
  /** What the week after brought. */
  readonly second: SecondActResult;
  /** The second run over the same data. */
  readonly again: RunOutcome;
  /** Callbacks sent. */
  readonly sent: number;
  /** Folder with the mails. */
  readonly outbox: string;
  /** Folder with the month's reports, and how many files they are. */
  readonly reports: { readonly folder: string; readonly files: number };
  /** Seconds by step. */
  readonly times: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly url: string;
  readonly once: boolean;
}

/** Differing payments that are named one by one. */
const namedCountMax = 10;

/** The report of the demo; failed when anything differs from the plant. */
export function summaryOf(world: World, result: DemoResult): Report {
  const compared = compare(world, result.reading);
  const units = compareUnits(world, result.reading);
  const { again, second } = result;
  const act = world.secondAct;
  const later = compare(world, second.reading, act.arrived);
  const faults = secondActFaults(act, second);
  const mails = result.told.sent + result.mailed + second.told.sent;
  const unstable = again.added + again.ended;
  const { accounts, verifiedOn, moved } = result;
  const disturbed = moved.length + faults.length + (accounts && verifiedOn ? 0 : 1);
  const differing = [...compared.differing, ...later.differing];
  const differs = differing.length + units.differing.length + unstable + disturbed > 0;
  const text = [
    heading(world, result),
    ...settlementTable(compared.counts),
    '',
    ...missingMoney(result.reading, units),
    '',
    ...flagTable(result.reading.flags),
    '',
    ...differences(differing, units.differing, unstable),
    ...accountLines(result),
    ...secondActLines(act, second),
    `mails (thư cảnh báo): ${String(mails)} written to ${result.outbox}`,
    `reports (báo cáo) of the month: ${String(result.reports.files)} files in ${result.reports.folder}`,
    timing(result),
    ...(result.once ? [] : ['', ...logIns(result)]),
  ].join('\n');
  const json = {
    seed: world.seed,
    asOf: instantText(world.span.asOf),
    payments: world.payments.length,
    callbacks: result.sent,
    statements: world.statements.length,
    settlements: compared.counts,
    differences: differing,
    unitsWithMissingMoney: units.found,
    unitsDiffering: units.differing,
    secondRun: { added: again.added, ended: again.ended },
    accounts,
    verifiedOn,
    moved,
    secondAct: {
      asOf: instantText(act.asOf),
      settlements: later.counts,
      answered: second.answered,
      cleared: act.arrearsOf,
      clearedMail: second.clearedMail,
      escalated: { unitCode: act.silent, discrepancy: second.escalated?.id ?? null },
      escalationMail: second.escalationMail,
      faults,
    },
    mails,
    outbox: result.outbox,
    reports: result.reports,
    seconds: result.seconds,
    times: result.times,
    url: result.url,
    logIns: result.officers.logIns,
    setUps: result.setUps,
  };
  return { json, text, failed: differs };
}

function heading(world: World, { sent }: DemoResult): string {
  const { span, payments, statements, units } = world;
  return (
    `${String(units.length)} units, ${String(payments.length)} payments, ${String(sent)} ` +
    `callbacks, ${String(statements.length)} statement files, seed ${String(world.seed)}, ` +
    `read at ${instantText(span.asOf)}\n`
  );
}

function settlementTable(counts: readonly Count[]): readonly string[] {
  const rows = counts.map(({ settlement, found, planted }) => {
    const word = Object.entries(settlementWords).find(([value]) => value === settlement)?.[1];
    return [settlement, word?.vi ?? 'Không thành công', found, planted, found - planted];
  });
  return table(['settlement', '(tiền về)', 'found', 'planted', 'difference'], rows);
}

function missingMoney(reading: ProvinceReading, { found }: UnitComparison): readonly string[] {
  const flags = reading.flags.filter((flag) => flag.flag === 'money_missing');
  const total = sumMoney(flags.map((flag) => flag.amount));
  const rows = flags
    .toSorted((one, other) => (one.amount < other.amount ? 1 : -1))
    .map((flag) => [
      flag.unitCode,
      flag.unitName,
      flag.payments,
      formatMoney(flag.amount),
      localDateOf(flag.since),
      flag.coveredThrough ?? '',
      whyMissing(flag, reading),
    ]);
  return [
    `money missing (tiền chưa về) at ${String(found.length)} units, ${formatMoney(total)}:`,
    ...table(['unit', '(đơn vị)', 'payments', 'amount', 'since', 'covered through', 'why'], rows),
  ];
}

/** What became of a flag's payments, by the gateway that owes the money: `7 overdue (vnpay)`. */
function whyMissing(flag: FlagReading, { payments }: ProvinceReading): string {
  const ids = new Set(flag.paymentIds);
  const counts = new Map<string, number>();
  for (const { paymentId, settlement, gatewayAccount } of payments) {
    if (!ids.has(paymentId) || settlement === null) continue;
    const cause = `${settlementWords[settlement].en} (${gatewayAccount})`;
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return [...counts].map(([cause, count]) => `${String(count)} ${cause}`).join(', ');
}

function flagTable(flags: readonly FlagReading[]): readonly string[] {
  const rows = Object.entries(flagWords).map(([flag, word]) => {
    const units = new Set(flags.filter((each) => each.flag === flag).map((each) => each.unitCode));
    return [flag, word.vi, units.size];
  });
  return table(['flag', '(cờ cảnh báo)', 'units'], rows);
}

function differences(
  payments: readonly Differing[],
  units: readonly string[],
  unstable: number,
): readonly string[] {
  if (payments.length + units.length + unstable === 0) {
    return ['no difference (không có chênh lệch) between what was found and what was planted'];
  }
  const lines = payments
    .slice(0, namedCountMax)
    .map(
      ({ payment, unitCode, planted, found, why }) =>
        `  ${payment} (unit ${unitCode ?? 'unknown'}): planted ${planted}, found ${found}: ${why}`,
    );
  const more = payments.length - lines.length;
  return [
    `DIFFERENCE (chênh lệch): ${String(payments.length)} payments`,
    ...lines,
    ...(more > 0 ? [`  … and ${String(more)} more`] : []),
    ...(units.length > 0 ? [`  units whose flag differs: ${units.join(', ')}`] : []),
    ...(unstable > 0 ? [`  a second run changed ${String(unstable)} matches`] : []),
  ];
}

/** Passwords of a throwaway province, made for this run. */
function logIns({ url, officers, setUps }: DemoResult): readonly string[] {
  const rows = officers.logIns.map(({ email, password, sees }) => [email, password, sees]);
  return [
    `open ${url}/ and log in (đăng nhập) as; Ctrl+C ends:`,
    ...table(['e-mail', 'password', '(thấy gì)'], rows),
    'who set up password and second factor (thiết lập mật khẩu, xác thực bước hai):',
    ...setUps.map(({ email, url: link }) => `${email}  ${link}`),
  ];
}

function timing({ times, seconds }: DemoResult): string {
  const steps = Object.entries(times).map(([what, took]) => `${what} ${took.toFixed(1)} s`);
  return `${steps.join(', ')}; ${seconds.toFixed(1)} s in all`;
}

/** Columns as wide as their widest cell; numbers to the right. */
function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => String(row[column] ?? '').length)),
  );
  const line = (cells: readonly (string | number)[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const text = String(cell);
        return typeof cell === 'number' ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)];
}
