// What one unit is told: its flags, how much, since when, how far statements prove it, the oldest
// payments, what it is late with, and where to look. No payer data,
// and of account numbers at most four digits: a mail may be read by anyone.
import { createHash } from 'node:crypto';
import type { LateTask } from '../beneficiary-accounts/campaign.js';
import { dueDayOf, formatDay, formatInstant, localDateOf } from '../calendar.js';
import { maskLongNumbers } from '../long-numbers.js';
import { formatMoney, moneyText } from '../money.js';
import type {
  FlagKind,
  FlagReading,
  PaymentReading,
  UnitReading,
} from '../reconciliation/reading.js';
import { bySeverity, flagWords, settlementWords, unitTitle } from '../reconciliation/words.js';
import { adviceOn, coverageSentence } from './flag-advice.js';
import { lateBlocks, lateContent, lateSubject, remindAgainWorkingDays } from './late-tasks.js';
import {
  lateStatementBlocks,
  lateStatementContent,
  lateStatementSubject,
  type LateStatement,
} from './late-statements.js';
import { htmlOf, textOf, type Block } from './mail-body.js';

const oldestCountMax = 10;
const subjectCharsMax = 200;

export interface AlertMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface AlertFacts {
  readonly unit: UnitReading;
  /** What of the campaign it has not done in time. */
  readonly late: readonly LateTask[];
  /** Its accounts whose statements are late while money is on its way. */
  readonly statements?: readonly LateStatement[];
  readonly asOf: Date;
  /** Payments of the reading by id; those behind the flags are listed by dossier code. */
  readonly payments: ReadonlyMap<string, PaymentReading>;
  /** No slash at the end. */
  readonly baseUrl: string;
}

/** Writes the mail of a unit that is flagged or late. */
export function alertMail(facts: AlertFacts): AlertMail {
  const late: Late = { tasks: facts.late, statements: facts.statements ?? [] };
  const flags = [...facts.unit.flags].sort(bySeverity);
  const title = unitTitle(facts.unit);
  const blocks: Block[] = [
    { kind: 'paragraph', text: `Kính gửi: ${title}` },
    { kind: 'paragraph', text: introduction(flags, late, facts.asOf) },
    ...flags.flatMap(blocksOfFlag),
    ...oldestPayments(flags, facts),
    ...lateBlocks(late.tasks),
    ...lateStatementBlocks(late.statements, facts.baseUrl),
    {
      kind: 'link',
      text: 'Xem chi tiết từng giao dịch, tài khoản và sao kê của đơn vị',
      url: `${facts.baseUrl}/don-vi/${encodeURIComponent(facts.unit.unitCode)}`,
    },
    {
      kind: 'small',
      text:
        'Thư này do hệ thống đối soát gửi tự động, mỗi ngày làm việc không quá một thư và chỉ ' +
        `khi nội dung thay đổi${remindedAgain(late)}. ` +
        'Nếu tiền đã về, cảnh báo tự hết sau khi sao kê được cập nhật.',
    },
  ];
  return {
    subject: subjectOf(title, flags, late).slice(0, subjectCharsMax),
    text: textOf(blocks),
    html: htmlOf(blocks),
  };
}

/** What a unit is late with, beside its flags. */
export interface Late {
  readonly tasks: readonly LateTask[];
  readonly statements: readonly LateStatement[];
}

function remindedAgain({ tasks, statements }: Late): string {
  const what = [
    ...(tasks.length > 0 ? ['việc quá hạn'] : []),
    ...(statements.length > 0 ? ['sao kê chậm'] : []),
  ];
  const after = `${String(remindAgainWorkingDays)} ngày làm việc`;
  return what.length === 0 ? '' : `; ${what.join(', ')} được nhắc lại sau ${after}`;
}

function introduction(flags: readonly FlagReading[], late: Late, asOf: Date): string {
  const until = formatInstant(asOf);
  if (flags.length > 0) {
    return (
      `Theo kết quả đối soát giao dịch thanh toán trực tuyến đến ${until}, ` +
      'đơn vị có các nội dung cần xử lý sau đây.'
    );
  }
  return late.tasks.length > 0
    ? `Theo kế hoạch rà soát tài khoản thụ hưởng, đến ${until} đơn vị có việc đã quá hạn.`
    : `Đến ${until}, sao kê của đơn vị chưa đủ cho các giao dịch đang chờ tiền về.`;
}

/**
 * Digest of what a mail says, without its date: flags, since when each has stood, payments,
 * amounts. Equal digests mean that nothing changed, so nothing is sent.
 * @param raisedAt when each open flag of the unit was raised: a flag that went and came back is news
 * @param late tasks of the campaign whose day has passed, statements that are late
 */
export function contentDigest(
  flags: readonly FlagReading[],
  raisedAt: ReadonlyMap<FlagKind, Date>,
  late: Late,
): string {
  const content: unknown[] = [...flags]
    .sort(bySeverity)
    .map((flag) => [
      flag.flag,
      raisedAt.get(flag.flag)?.toISOString() ?? '',
      flag.payments,
      moneyText(flag.amount),
      [...flag.paymentIds].sort(),
    ]);
  if (late.tasks.length > 0) content.push(lateContent(late.tasks));
  if (late.statements.length > 0) {
    content.push(['statements', ...lateStatementContent(late.statements)]);
  }
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

const subjects: Readonly<Record<FlagKind, (count: string) => string>> = {
  money_missing: (count) => `${count} giao dịch thành công, tiền chưa về tài khoản thụ hưởng`,
  wrong_account: (count) => `${count} giao dịch có tiền về sai tài khoản`,
  no_account: () => 'chưa khai báo tài khoản thụ hưởng',
  account_unverified: () => 'tài khoản thụ hưởng chưa được xác minh',
  statement_missing: (count) => `thiếu sao kê để kết luận ${count} giao dịch`,
  review_waiting: (count) => `${count} giao dịch chờ xác nhận quá lâu`,
  unidentified_credit: () => 'có khoản tiền chưa rõ nguồn',
};

function subjectOf(title: string, flags: readonly FlagReading[], late: Late): string {
  const [gravest] = flags;
  const lateWith =
    late.tasks.length > 0
      ? () => lateSubject(late.tasks)
      : () => lateStatementSubject(late.statements);
  const what = gravest ? subjects[gravest.flag](String(gravest.payments)) : lateWith();
  return `[Đối soát] ${title}: ${what}`.replace(/\s+/g, ' ');
}

function blocksOfFlag(flag: FlagReading): readonly Block[] {
  const { finding, request } = adviceOn(flag);
  const oldest = flag.oldestDueAt
    ? ` Hạn tiền về sớm nhất: ${formatDay(dueDayOf(flag.oldestDueAt))}.`
    : '';
  return [
    { kind: 'heading', text: flagWords[flag.flag].vi },
    { kind: 'paragraph', text: finding },
    {
      kind: 'paragraph',
      text: `Từ ngày ${formatDay(localDateOf(flag.since))}.${oldest} ${coverageSentence(flag)}.`,
    },
    { kind: 'paragraph', text: request },
  ];
}

function oldestPayments(flags: readonly FlagReading[], facts: AlertFacts): readonly Block[] {
  const ids = new Set(flags.flatMap((flag) => flag.paymentIds));
  const behind = [...ids]
    .map((id) => facts.payments.get(id))
    .filter((payment) => payment !== undefined)
    .sort((one, other) => one.paidAt.getTime() - other.paidAt.getTime());
  if (behind.length === 0) return [];
  const shown = behind.slice(0, oldestCountMax);
  const heading =
    behind.length > shown.length
      ? `${String(shown.length)} giao dịch lâu nhất trong số ${String(behind.length)}`
      : 'Các giao dịch liên quan';
  return [
    { kind: 'heading', text: heading },
    {
      kind: 'table',
      head: ['Mã hồ sơ', 'Số tiền', 'Thanh toán', 'Hạn tiền về', 'Tình trạng'],
      rows: shown.map((payment) => [
        codeOf(payment),
        formatMoney(payment.amount),
        formatInstant(payment.paidAt),
        payment.dueAt ? formatDay(dueDayOf(payment.dueAt)) : '',
        payment.settlement ? settlementWords[payment.settlement].vi : '',
      ]),
    },
  ];
}

/** A code from outside may be anything, a citizen's number too. */
function codeOf({ dossierCode, merchantRef }: PaymentReading): string {
  const code = dossierCode ?? `(không có; mã tham chiếu ${merchantRef ?? 'trống'})`;
  return maskLongNumbers(code);
}
