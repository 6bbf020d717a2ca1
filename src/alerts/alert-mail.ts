// What one unit is told: its flags, how much, since when, how far statements prove it, the oldest
// payments, what it is late with, and where to look. No payer data,
// and of account numbers at most four digits: a mail may be read by anyone.
import type { LateTask } from '../beneficiary-accounts/campaign.js';
import { dueDayOf, formatDay, formatInstant, localDateOf } from '../calendar.js';
import { maskLongNumbers } from '../long-numbers.js';
import { formatMoney, type Money } from '../money.js';
import type { FlagReading, PaymentReading, UnitReading } from '../reconciliation/reading.js';
import { bySeverity, flagWords, settlementWords, unitTitle } from '../reconciliation/words.js';
import { ackUrl } from './ack-link.js';
import { sumOf, type AlertFact } from './alert-facts.js';
import { adviceOn, coverageSentence, flagSubject } from './flag-advice.js';
import { lateBlocks, lateSubject } from './late-tasks.js';
import {
  lateStatementBlocks,
  lateStatementSubject,
  type LateStatement,
} from './late-statements.js';
import { headOf, htmlOf, textOf, type Block } from './mail-body.js';
import { sayingOf, type Language, type Say } from './templates.js';

/** Working days after which a unit is told again what it was told and has not settled. */
export const remindAgainWorkingDays = 5;

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
  readonly language?: Language;
  /** It was told the same before. */
  readonly isReminder?: boolean;
  /** What it was told of last, where it has no flag any more. */
  readonly cleared?: readonly AlertFact[] | undefined;
  /** What of the missing money makes this mail urgent; absent in a digest. */
  readonly largeSum?: Money;
}

/** Writes the mail of a unit that is flagged or late, or whose last flag has gone. */
export function alertMail(facts: AlertFacts): AlertMail {
  const { unit, baseUrl, language = 'vi' } = facts;
  const say = sayingOf('digest', language);
  const late: Late = { tasks: facts.late, statements: facts.statements ?? [] };
  const flags = [...unit.flags].sort(bySeverity);
  const title = unitTitle(unit);
  const blocks: Block[] = [
    { kind: 'paragraph', text: say('greeting', { unit: title }) },
    ...introduction(flags, late, facts).map((text) => ({ kind: 'paragraph' as const, text })),
    ...clearedBlocks(facts.cleared ?? [], language),
    ...flags.flatMap((flag) => blocksOfFlag(flag, language)),
    ...oldestPayments(flags, facts),
    ...lateBlocks(late.tasks, language),
    ...lateStatementBlocks(late.statements, { baseUrl, language }),
    ...(flags.length > 0
      ? [{ kind: 'link' as const, text: say('acknowledge'), url: ackUrl({ baseUrl }) }]
      : []),
    {
      kind: 'link',
      text: say('page'),
      url: `${baseUrl}/don-vi/${encodeURIComponent(unit.unitCode)}`,
    },
    { kind: 'small', text: footer(flags, late, facts) },
  ];
  const what = subjectOf(flags, late, facts);
  const subject = say('subject', { unit: title, what }).replace(/\s+/g, ' ');
  return {
    subject: subject.slice(0, subjectCharsMax),
    text: textOf(blocks),
    html: htmlOf(blocks, language),
  };
}

/** What a unit is late with, beside its flags. */
export interface Late {
  readonly tasks: readonly LateTask[];
  readonly statements: readonly LateStatement[];
}

function introduction(flags: readonly FlagReading[], late: Late, facts: AlertFacts): string[] {
  const { asOf, isReminder = false, largeSum, language = 'vi' } = facts;
  const say = sayingOf('digest', language);
  const until = formatInstant(asOf);
  if (largeSum !== undefined) {
    return [say('introduction.large', { until, sum: formatMoney(largeSum) })];
  }
  const cleared = facts.cleared ? [say('introduction.cleared', { until })] : [];
  if (flags.length > 0)
    return [say(`introduction.${isReminder ? 'reminder' : 'flags'}`, { until })];
  if (late.tasks.length > 0) return [...cleared, say('introduction.tasks', { until })];
  if (late.statements.length > 0) return [...cleared, say('introduction.statements', { until })];
  return cleared;
}

/** What has been settled, as it was told. */
function clearedBlocks(cleared: readonly AlertFact[], language: Language): readonly Block[] {
  if (cleared.length === 0) return [];
  const say = sayingOf('digest', language);
  const rows = [...cleared]
    .sort(bySeverity)
    .map((fact) => [
      flagWords[fact.flag][language],
      String(fact.payments),
      formatMoney(sumOf(fact)),
    ]);
  return [
    { kind: 'heading', text: say('cleared') },
    { kind: 'table', head: headOf(say('cleared.head')), rows },
  ];
}

function footer(flags: readonly FlagReading[], late: Late, facts: AlertFacts): string {
  const say = sayingOf('digest', facts.language ?? 'vi');
  if (facts.largeSum !== undefined) return say('footer.large');
  const isAllClear = flags.length + late.tasks.length + late.statements.length === 0;
  if (isAllClear) return say('footer.cleared');
  const what = [
    ...(flags.length > 0 ? [say('footer.flags')] : []),
    ...(late.tasks.length > 0 ? [say('footer.tasks')] : []),
    ...(late.statements.length > 0 ? [say('footer.statements')] : []),
  ].join(', ');
  const count = remindAgainWorkingDays;
  return say('footer', { reminded: what === '' ? '' : say('footer.reminded', { what, count }) });
}

function subjectOf(flags: readonly FlagReading[], late: Late, facts: AlertFacts): string {
  const { isReminder = false, largeSum, language = 'vi' } = facts;
  const say = sayingOf('digest', language);
  if (largeSum !== undefined) return say('subject.large', { sum: formatMoney(largeSum) });
  const what = whatIsTold(flags, late, say, language);
  return isReminder ? say('subject.reminder', { what }) : what;
}

function whatIsTold(
  [gravest]: readonly FlagReading[],
  late: Late,
  say: Say,
  language: Language,
): string {
  if (gravest) return flagSubject(gravest, language);
  if (late.tasks.length > 0) return lateSubject(late.tasks, language);
  if (late.statements.length > 0) return lateStatementSubject(late.statements, language);
  return say('subject.cleared');
}

function blocksOfFlag(flag: FlagReading, language: Language): readonly Block[] {
  const say = sayingOf('digest', language);
  const { finding, request } = adviceOn(flag, language);
  const day = formatDay(localDateOf(flag.since));
  const since = flag.oldestDueAt
    ? say('since.due', { day, due: formatDay(dueDayOf(flag.oldestDueAt)) })
    : say('since', { day });
  return [
    { kind: 'heading', text: flagWords[flag.flag][language] },
    { kind: 'paragraph', text: finding },
    { kind: 'paragraph', text: `${since} ${coverageSentence(flag, language)}.` },
    { kind: 'paragraph', text: request },
  ];
}

function oldestPayments(flags: readonly FlagReading[], facts: AlertFacts): readonly Block[] {
  const { language = 'vi' } = facts;
  const say = sayingOf('digest', language);
  const ids = new Set(flags.flatMap((flag) => flag.paymentIds));
  const behind = [...ids]
    .map((id) => facts.payments.get(id))
    .filter((payment) => payment !== undefined)
    .sort((one, other) => one.paidAt.getTime() - other.paidAt.getTime());
  if (behind.length === 0) return [];
  const shown = behind.slice(0, oldestCountMax);
  const heading =
    behind.length > shown.length
      ? say('payments.oldest', { shown: shown.length, count: behind.length })
      : say('payments');
  return [
    { kind: 'heading', text: heading },
    {
      kind: 'table',
      head: headOf(say('payments.head')),
      rows: shown.map((payment) => [
        codeOf(payment, say),
        formatMoney(payment.amount),
        formatInstant(payment.paidAt),
        payment.dueAt ? formatDay(dueDayOf(payment.dueAt)) : '',
        payment.settlement ? settlementWords[payment.settlement][language] : '',
      ]),
    },
  ];
}

/** A code from outside may be anything, a citizen's number too. */
function codeOf({ dossierCode, merchantRef }: PaymentReading, say: Say): string {
  const reference = merchantRef ?? say('payments.no_reference');
  return maskLongNumbers(dossierCode ?? say('payments.no_dossier', { reference }));
}
