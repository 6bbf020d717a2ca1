// What an office above is told: which of its units were warned and did nothing, with how much money
// and since when, and which of them nobody can reach. No payer, no payment, no account.
import { formatDay, formatInstant, type LocalDate } from '../calendar.js';
import { formatMoney } from '../money.js';
import type { FlagReading } from '../reconciliation/reading.js';
import { bySeverity, flagWords } from '../reconciliation/words.js';
import { ackUrl } from './ack-link.js';
import { remindAgainWorkingDays, type AlertMail } from './alert-mail.js';
import { headOf, htmlOf, textOf, type Block } from './mail-body.js';
import { sayingOf, type Language, type Say } from './templates.js';

/** A unit that has been silent for too long. */
export interface SilentRow {
  readonly title: string;
  readonly silentSince: LocalDate;
  readonly flags: readonly FlagReading[];
}

export interface UnreachableRow {
  readonly title: string;
  readonly because: 'missing' | 'bouncing';
}

export interface EscalationFacts {
  readonly level: 1 | 2;
  /** The office's name; null for the province's officers. */
  readonly office: string | null;
  readonly silent: readonly SilentRow[];
  readonly unreachable: readonly UnreachableRow[];
  readonly asOf: Date;
  readonly baseUrl: string;
  /** Working days that each level is given. */
  readonly patience: number;
  readonly language: Language;
}

const rowCountMax = 100;

export function escalationMail(facts: EscalationFacts): AlertMail {
  const { level, silent, unreachable, baseUrl, language } = facts;
  const say = sayingOf('escalation', language);
  const office = facts.office ?? say(level === 1 ? 'province' : 'city');
  const until = formatInstant(facts.asOf);
  const isSilent = silent.length > 0;
  const introduction = isSilent
    ? say(`introduction.${String(level)}`, { until, count: facts.patience })
    : say('introduction.unreachable', { until });
  const blocks: Block[] = [
    { kind: 'paragraph', text: say('greeting', { office }) },
    { kind: 'paragraph', text: introduction },
    ...silentBlocks(silent, say, language),
    ...unreachableBlocks(unreachable, say),
    // that somebody has no address is not acknowledged but mended
    ...(isSilent
      ? [{ kind: 'link' as const, text: say('acknowledge'), url: ackUrl({ baseUrl }) }]
      : []),
    { kind: 'link', text: say('page'), url: `${baseUrl}/canh-bao` },
    { kind: 'small', text: say('footer', { count: remindAgainWorkingDays }) },
  ];
  const about = isSilent ? String(level) : 'unreachable';
  const count = isSilent ? silent.length : unreachable.length;
  return {
    subject: say(`subject.${about}`, { office, count }).replace(/\s+/g, ' ').slice(0, 200),
    text: textOf(blocks),
    html: htmlOf(blocks, language),
  };
}

function silentBlocks(silent: readonly SilentRow[], say: Say, language: Language): Block[] {
  if (silent.length === 0) return [];
  const rows = silent
    .slice(0, rowCountMax)
    .flatMap(({ title, flags, silentSince }) =>
      [...flags]
        .sort(bySeverity)
        .map(({ flag, payments, amount }) => [
          title,
          flagWords[flag][language],
          String(payments),
          formatMoney(amount),
          formatDay(silentSince),
        ]),
    );
  return [
    { kind: 'heading', text: say('units.heading') },
    { kind: 'table', head: headOf(say('units.head')), rows },
    ...more(silent.length, say),
  ];
}

function unreachableBlocks(unreachable: readonly UnreachableRow[], say: Say): Block[] {
  if (unreachable.length === 0) return [];
  const rows = unreachable
    .slice(0, rowCountMax)
    .map(({ title, because }) => [title, say(`unreachable.${because}`)]);
  return [
    { kind: 'heading', text: say('unreachable.heading') },
    { kind: 'table', head: headOf(say('unreachable.head')), rows },
    ...more(unreachable.length, say),
    { kind: 'paragraph', text: say('unreachable.request') },
  ];
}

function more(count: number, say: Say): Block[] {
  if (count <= rowCountMax) return [];
  return [{ kind: 'paragraph', text: say('units.more', { count: count - rowCountMax }) }];
}
