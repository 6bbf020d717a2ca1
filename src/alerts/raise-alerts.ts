// Decides who must be told: keeps the history of the units' flags and puts at most one mail per
// unit and working day into the outbox, none when nothing changed since the last one. A unit that is
// late with the campaign or with its statements is told in the same mail, and of the same again
// after five working days.
import type { By } from '../audit/by.js';
import { type AuditEntry, recordAudit } from '../audit/record-audit.js';
import type { LateTask, UnitStanding } from '../beneficiary-accounts/campaign.js';
import type { Calendar, LocalDate } from '../calendar.js';
import { localDateOf } from '../calendar.js';
import type { Config } from '../config.js';
import { inTransaction, type Db } from '../db.js';
import { groupBy } from '../group-by.js';
import type { FlagKind, ProvinceReading, UnitReading } from '../reconciliation/reading.js';
import { unitTitle } from '../reconciliation/words.js';
import { alertMail, contentDigest, type Late } from './alert-mail.js';
import { lateStatements, type LateStatement } from './late-statements.js';
import { remindAgainWorkingDays } from './late-tasks.js';
import { alertsBefore, focalPointsOf, writeAlert, type AlertBefore } from './alert-store.js';
import { messageDomain } from './message-domain.js';
import { recipientsOf, type FocalPoints, type Recipient } from './recipients.js';
import { endStays, latestStays, openStays, type FlagStay } from './unit-flag-store.js';

export interface RaiseDeps {
  readonly db: Db;
  readonly by: By;
  readonly calendar: Calendar;
  readonly config: Pick<Config, 'baseUrl' | 'smtpFrom'>;
}

export interface RaiseOutcome {
  readonly day: LocalDate;
  /** On a day off flags are kept, but nobody is written to. */
  readonly isWorkingDay: boolean;
  readonly flagsRaised: number;
  readonly flagsCleared: number;
  readonly unitsFlagged: number;
  /** Units that are late with a task of the campaign. */
  readonly unitsLate: number;
  /** Units whose statements are late while money is on its way to them. */
  readonly unitsBehind: number;
  readonly alertsWritten: number;
  /** Flagged or late units whose last mail still says everything. */
  readonly unchanged: number;
  /** Flagged or late units whose news wait for the next working day, today's mail being out. */
  readonly alreadyTold: number;
  /** Flagged or late units (codes) that nobody could be told about. */
  readonly withoutAddress: readonly string[];
  /** Contact fields that seem to hold an address which cannot be used. */
  readonly addressesRefused: number;
}

/** Raises and clears flags as the reading says, and writes the mails of its day. */
export async function raiseAlerts(
  deps: RaiseDeps,
  input: {
    readonly reading: ProvinceReading;
    /** Where the units stand in the campaign. */
    readonly standings?: readonly UnitStanding[];
  },
): Promise<RaiseOutcome> {
  const { reading, standings = [] } = input;
  const day = localDateOf(reading.asOf);
  const isWorkingDay = deps.calendar.isWorkingDay(day);
  const late = new Map(
    standings.filter((one) => one.late.length > 0).map((one) => [one.unitCode, one.late]),
  );
  const flagged = reading.units.filter((unit) => unit.flags.length > 0);
  const behind = lateStatements(reading, deps.calendar);
  const told = reading.units.filter(
    ({ unitCode, flags }) => flags.length > 0 || late.has(unitCode) || behind.has(unitCode),
  );
  return inTransaction(deps.db, async (trx) => {
    const kept = await keepHistory({ db: trx, by: deps.by }, reading);
    const written = isWorkingDay
      ? await writeMails(
          { ...deps, db: trx },
          { reading, told, late, behind, day, stays: kept.stays },
        )
      : nobodyTold;
    return {
      day,
      isWorkingDay,
      flagsRaised: kept.raised,
      flagsCleared: kept.cleared,
      unitsFlagged: flagged.length,
      unitsLate: late.size,
      unitsBehind: behind.size,
      ...written,
    };
  });
}

interface KeptHistory {
  readonly raised: number;
  readonly cleared: number;
  readonly stays: readonly FlagStay[];
}

/** History only goes forward: a reading of an earlier instant changes nothing it already says. */
async function keepHistory(
  { db, by }: Pick<RaiseDeps, 'db' | 'by'>,
  reading: ProvinceReading,
): Promise<KeptHistory> {
  const at = reading.asOf;
  const codes = reading.units.map((unit) => unit.unitCode);
  const known = await latestStays(db, codes);
  const knownByFlag = new Map(known.map((stay) => [keyOf(stay), stay]));
  const flags = reading.units.flatMap((unit) => unit.flags);
  const standing = new Set(flags.map(keyOf));
  const raised = flags.filter((flag) => {
    const stay = knownByFlag.get(keyOf(flag));
    return !stay || (stay.clearedAt !== null && stay.clearedAt <= at);
  });
  const ended = known.filter(
    (stay) => stay.clearedAt === null && stay.raisedAt <= at && !standing.has(keyOf(stay)),
  );
  await endStays(
    db,
    ended.map((stay) => stay.id),
    at,
  );
  await openStays(db, raised, at);
  const events = [...flagEvents('flags.cleared', ended), ...flagEvents('flags.raised', raised)];
  await recordAudit(db, by, ...events);
  return {
    raised: raised.length,
    cleared: ended.length,
    stays: await latestStays(db, codes),
  };
}

/** One event a unit, naming its flags. */
function flagEvents(
  action: 'flags.raised' | 'flags.cleared',
  flags: readonly { readonly unitCode: string; readonly flag: FlagKind }[],
): AuditEntry[] {
  const byUnit = groupBy(flags, ({ unitCode }) => unitCode);
  return [...byUnit].map(([unitCode, own]) => ({
    action,
    subject: { kind: 'unit', id: unitCode },
    unitCode,
    after: { flags: own.map(({ flag }) => flag).sort() },
  }));
}

function keyOf(flag: { readonly unitCode: string; readonly flag: FlagKind }): string {
  return `${flag.unitCode} ${flag.flag}`;
}

interface MailsOfDay {
  readonly reading: ProvinceReading;
  readonly told: readonly UnitReading[];
  readonly late: ReadonlyMap<string, readonly LateTask[]>;
  readonly behind: ReadonlyMap<string, readonly LateStatement[]>;
  readonly day: LocalDate;
  readonly stays: readonly FlagStay[];
}

type MailsWritten = Pick<
  RaiseOutcome,
  'alertsWritten' | 'unchanged' | 'alreadyTold' | 'withoutAddress' | 'addressesRefused'
>;

const nobodyTold: MailsWritten = {
  alertsWritten: 0,
  unchanged: 0,
  alreadyTold: 0,
  withoutAddress: [],
  addressesRefused: 0,
};

async function writeMails(deps: RaiseDeps, mails: MailsOfDay): Promise<MailsWritten> {
  const { reading, told, day } = mails;
  const codes = told.map((unit) => unit.unitCode);
  const points = await focalPointsOf(deps.db, codes);
  const before = await alertsBefore(deps.db, codes, day);
  const payments = new Map(reading.payments.map((payment) => [payment.paymentId, payment]));
  const raisedAt = raisedAtOf(mails.stays);
  const counts = { alertsWritten: 0, unchanged: 0, alreadyTold: 0, addressesRefused: 0 };
  const withoutAddress: string[] = [];
  const events: AuditEntry[] = [];
  for (const unit of told) {
    const late: Late = {
      tasks: mails.late.get(unit.unitCode) ?? [],
      statements: mails.behind.get(unit.unitCode) ?? [],
    };
    const found = recipientsOf(points.get(unit.unitCode) ?? nobody, unitTitle(unit));
    counts.addressesRefused += found.refusedCount;
    if (found.recipients.length === 0) withoutAddress.push(unit.unitCode);
    const digest = contentDigest(unit.flags, raisedAt.get(unit.unitCode) ?? new Map(), late);
    const last = before.get(unit.unitCode);
    const isLate = late.tasks.length + late.statements.length > 0;
    const again = isLate && isLongAgo(last, day, deps.calendar);
    if (saysTheSame(last, digest, found.recipients) && !again) {
      counts.unchanged += 1;
      continue;
    }
    const { baseUrl, smtpFrom } = deps.config;
    const { tasks, statements } = late;
    const about = { unit, late: tasks, statements, asOf: reading.asOf };
    const mail = alertMail({ ...about, payments, baseUrl });
    const written = await writeAlert(deps.db, {
      ...mail,
      kind: 'digest',
      unitCode: unit.unitCode,
      onDay: day,
      contentDigest: digest,
      messageId: messageIdOf({ day, unitCode: unit.unitCode, digest, smtpFrom }),
      recipients: found.recipients,
    });
    if (written === undefined) {
      counts.alreadyTold += 1;
      continue;
    }
    if (found.recipients.length > 0) counts.alertsWritten += 1;
    events.push(raisedEvent(written, unit.unitCode, found.recipients.length));
  }
  await recordAudit(deps.db, deps.by, ...events);
  return { ...counts, withoutAddress };
}

/** Who was to be told is with the alert; the trail says only how many. */
function raisedEvent(id: string, unitCode: string, recipients: number): AuditEntry {
  const state = recipients > 0 ? 'pending' : 'undeliverable';
  return {
    action: 'alerts.raised',
    subject: { kind: 'alert', id },
    unitCode,
    after: { state, recipients },
  };
}

const nobody: FocalPoints = { email: null, contactBusiness: null, contactIt: null };

/** What could not be delivered was not said, so it is said again once there is another address. */
function saysTheSame(
  before: AlertBefore | undefined,
  digest: string,
  recipients: readonly Recipient[],
): boolean {
  if (before?.contentDigest !== digest) return false;
  return before.state !== 'undeliverable' || addresses(before.recipients) === addresses(recipients);
}

/** What is late still is told again; what never reached anybody is not repeated into the void. */
function isLongAgo(last: AlertBefore | undefined, day: LocalDate, calendar: Calendar): boolean {
  if (!last || last.state === 'undeliverable') return false;
  return calendar.workingDaysBetween(last.onDay, day) >= remindAgainWorkingDays;
}

function addresses(recipients: readonly Recipient[]): string {
  return recipients.map((recipient) => recipient.address).join(' ');
}

function raisedAtOf(stays: readonly FlagStay[]): ReadonlyMap<string, ReadonlyMap<FlagKind, Date>> {
  const byUnit = new Map<string, Map<FlagKind, Date>>();
  for (const stay of stays) {
    if (stay.clearedAt !== null) continue;
    const ofUnit = byUnit.get(stay.unitCode) ?? new Map<FlagKind, Date>();
    byUnit.set(stay.unitCode, ofUnit.set(stay.flag, stay.raisedAt));
  }
  return byUnit;
}

interface MessageIdParts {
  readonly day: LocalDate;
  readonly unitCode: string;
  readonly digest: string;
  readonly smtpFrom: string;
}

/** Stored with the alert: a mail sent twice after a crash is recognised as one. */
function messageIdOf({ day, unitCode, digest, smtpFrom }: MessageIdParts): string {
  const unit = unitCode.replace(/[^\w.-]/g, '_');
  return `<${day}.${unit}.${digest.slice(0, 16)}@${messageDomain({ smtpFrom })}>`;
}
