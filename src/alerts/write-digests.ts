// Writes the mails of a day to the units themselves: the digest of each that has news, and word at
// once of a large sum where the digest of the day is out already.
import type { By } from '../audit/by.js';
import { type AuditEntry, recordAudit } from '../audit/record-audit.js';
import type { LateTask } from '../beneficiary-accounts/campaign.js';
import type { Calendar, LocalDate } from '../calendar.js';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import type { FlagKind, ProvinceReading, UnitReading } from '../reconciliation/reading.js';
import { unitTitle } from '../reconciliation/words.js';
import { ackHashOf } from './ack-link.js';
import { contentDigest } from './alert-content.js';
import { factsOf, largeSumDong, newlyMissing, type AlertFact } from './alert-facts.js';
import { alertsBefore, factsLastTold, type AlertBefore } from './alert-history-store.js';
import { alertMail, type AlertFacts, type Late } from './alert-mail.js';
import { focalPointsOf, writeAlert, type AlertKind } from './alert-store.js';
import type { LateStatement } from './late-statements.js';
import { messageDomain } from './message-domain.js';
import { nextDigest } from './next-digest.js';
import { nobody, recipientsOf, type Recipient } from './recipients.js';
import type { Language } from './templates.js';
import { raisedEvent } from './raised-event.js';
import { textFirstWord } from './text-units.js';

export interface DigestDeps {
  readonly db: Db;
  readonly by: By;
  readonly calendar: Calendar;
  readonly config: Pick<Config, 'baseUrl' | 'smtpFrom' | 'secretKey' | 'smsUrl'>;
}

export interface MailsOfDay {
  readonly reading: ProvinceReading;
  readonly late: ReadonlyMap<string, readonly LateTask[]>;
  readonly behind: ReadonlyMap<string, readonly LateStatement[]>;
  readonly day: LocalDate;
  /** When each flag that stands was raised, by unit. */
  readonly raisedAt: ReadonlyMap<string, ReadonlyMap<FlagKind, Date>>;
  /** Between the mornings: digests wait for the next one. */
  readonly onlyLargeSums: boolean;
}

export interface DigestsWritten {
  /** Mails of the day that have somebody to go to. */
  readonly alertsWritten: number;
  /** Of these, what was told before and has not moved. */
  readonly reminders: number;
  /** Of these, units whose flags have gone. */
  readonly clearings: number;
  /** Units told at once of a large sum, beside the mail of the day. */
  readonly largeSums: number;
  /** Flagged or late units whose last mail still says everything. */
  readonly unchanged: number;
  /** Flagged or late units whose news wait for the next working day, today's mail being out. */
  readonly alreadyTold: number;
  /** Flagged or late units (codes) that nobody could be told about. */
  readonly withoutAddress: readonly string[];
  /** Contact fields that seem to hold an address which cannot be used. */
  readonly addressesRefused: number;
}

export const nothingWritten: DigestsWritten = {
  ...{ alertsWritten: 0, reminders: 0, clearings: 0, largeSums: 0, unchanged: 0, alreadyTold: 0 },
  ...{ withoutAddress: [], addressesRefused: 0 },
};

interface Writing extends MailsOfDay {
  readonly before: ReadonlyMap<string, AlertBefore>;
  readonly lastTold: ReadonlyMap<string, readonly AlertFact[]>;
  readonly payments: AlertFacts['payments'];
}

/** A unit with what is to be said to it and whom to say it to. */
interface Addressee {
  readonly unit: UnitReading;
  readonly late: Late;
  readonly recipients: readonly Recipient[];
  readonly language: Language;
}

export async function writeDigests(deps: DigestDeps, mails: MailsOfDay): Promise<DigestsWritten> {
  const { reading, day } = mails;
  const codes = reading.units.map((unit) => unit.unitCode);
  const writing: Writing = {
    ...mails,
    before: await alertsBefore(deps.db, codes, day),
    lastTold: await factsLastTold(deps.db, codes),
    payments: new Map(reading.payments.map((payment) => [payment.paymentId, payment])),
  };
  const points = await focalPointsOf(deps.db, codes);
  const counts = { ...nothingWritten };
  const withoutAddress: string[] = [];
  const events: AuditEntry[] = [];
  for (const unit of reading.units) {
    const late: Late = {
      tasks: mails.late.get(unit.unitCode) ?? [],
      statements: mails.behind.get(unit.unitCode) ?? [],
    };
    const own = points.get(unit.unitCode) ?? nobody;
    const found = recipientsOf(own, unitTitle(unit));
    const to = { unit, late, recipients: found.recipients, language: own.language };
    const outcome = await tellUnit(deps, writing, to);
    if (outcome.kind === 'nothing') continue;
    if (outcome.kind === 'written' && outcome.as === 'news') {
      const before = writing.before.get(unit.unitCode)?.facts ?? [];
      events.push(...(await textFirstWord(deps, { unit, before, points: own, day })));
    }
    counts.addressesRefused += found.refusedCount;
    if (found.recipients.length === 0) withoutAddress.push(unit.unitCode);
    if (outcome.kind !== 'written') {
      counts[outcome.kind] += 1;
      continue;
    }
    if (found.recipients.length > 0) {
      counts[outcome.as === 'large_sum' ? 'largeSums' : 'alertsWritten'] += 1;
      if (outcome.as === 'reminder') counts.reminders += 1;
      if (outcome.as === 'cleared') counts.clearings += 1;
    }
    events.push(raisedEvent(outcome.id, unit.unitCode, found.recipients.length));
  }
  await recordAudit(deps.db, deps.by, ...events);
  return { ...counts, withoutAddress };
}

type Told =
  | { readonly kind: 'nothing' | 'unchanged' | 'alreadyTold' }
  | {
      readonly kind: 'written';
      readonly id: string;
      readonly as: 'news' | 'reminder' | 'cleared' | 'large_sum';
    };

async function tellUnit(deps: DigestDeps, writing: Writing, to: Addressee): Promise<Told> {
  const { unit, late, recipients } = to;
  const { unitCode, flags } = unit;
  if (writing.onlyLargeSums) return (await tellLargeSum(deps, writing, to)) ?? { kind: 'nothing' };
  const raisedAt = writing.raisedAt.get(unitCode) ?? new Map<FlagKind, Date>();
  const digest = contentDigest(flags, raisedAt, late);
  const isLate = late.tasks.length + late.statements.length > 0;
  const now = { contentDigest: digest, recipients, hasFlags: flags.length > 0, isLate };
  const at = { day: writing.day, calendar: deps.calendar };
  const next = nextDigest(writing.before.get(unitCode), now, at);
  if (next === 'nothing' || next === 'unchanged') return { kind: next };
  const cleared = next === 'cleared' ? writing.before.get(unitCode)?.facts : undefined;
  const as = { isReminder: next === 'reminder', cleared };
  const id = await write(deps, writing, { ...to, kind: 'digest', digest, as });
  if (id !== undefined) return { kind: 'written', id, as: next };
  return (await tellLargeSum(deps, writing, to)) ?? { kind: 'alreadyTold' };
}

/** What was not missing at the unit's last word and is more than can wait for the morning. */
async function tellLargeSum(
  deps: DigestDeps,
  writing: Writing,
  to: Addressee,
): Promise<Told | undefined> {
  const { unitCode, flags } = to.unit;
  const largeSum = newlyMissing(flags, writing.lastTold.get(unitCode));
  if (largeSum < largeSumDong || to.recipients.length === 0) return undefined;
  const missing = flags.filter(({ flag }) => flag === 'money_missing');
  const unit = { ...to.unit, flags: missing };
  const raisedAt = writing.raisedAt.get(unitCode) ?? new Map<FlagKind, Date>();
  const digest = contentDigest(missing, raisedAt, nothingLate);
  const about = { ...to, unit, late: nothingLate, kind: 'large_sum' as const, digest };
  const id = await write(deps, writing, { ...about, as: { largeSum } });
  return id === undefined ? undefined : { kind: 'written', id, as: 'large_sum' };
}

const nothingLate: Late = { tasks: [], statements: [] };

interface Written extends Addressee {
  readonly kind: AlertKind;
  readonly digest: string;
  readonly as: Pick<AlertFacts, 'isReminder' | 'cleared' | 'largeSum'>;
}

async function write(
  { db, config }: DigestDeps,
  { day, reading, payments }: Writing,
  { unit, late, recipients, language, kind, digest, as }: Written,
): Promise<string | undefined> {
  const { unitCode, flags } = unit;
  const about = { unit, late: late.tasks, statements: late.statements, asOf: reading.asOf };
  const mail = alertMail({ ...about, ...as, payments, baseUrl: config.baseUrl, language });
  const messageId = messageIdOf(config, { day, unitCode, kind, digest });
  return writeAlert(db, {
    ...mail,
    ...{ kind, unitCode, onDay: day, contentDigest: digest, messageId, recipients },
    facts: factsOf(flags),
    ...(flags.length > 0 ? { ackHash: ackHashOf(config, messageId) } : {}),
  });
}

interface MessageIdParts {
  readonly day: LocalDate;
  readonly unitCode: string;
  readonly kind: AlertKind;
  readonly digest: string;
}

/** Stored with the alert: a mail sent twice after a crash is recognised as one. */
function messageIdOf(
  config: Pick<Config, 'smtpFrom'>,
  { day, unitCode, kind, digest }: MessageIdParts,
): string {
  const unit = unitCode.replace(/[^\w.-]/g, '_');
  const what = kind === 'digest' ? '' : `${kind}.`;
  return `<${day}.${unit}.${what}${digest.slice(0, 16)}@${messageDomain(config)}>`;
}
