// Puts an SMS into the outbox: the first word of a unit's flags, and that an office above it was told.
// Off unless SMS_URL is set, since the locality pays for each. One cause is told once.
import type { AuditEntry } from '../audit/record-audit.js';
import type { LocalDate } from '../calendar.js';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import type { ProvinceReading, UnitReading } from '../reconciliation/reading.js';
import { unitTitle } from '../reconciliation/words.js';
import { digestOfContent } from './alert-content.js';
import { factsOf, type AlertFact } from './alert-facts.js';
import { focalPointsOf, writeAlert } from './alert-store.js';
import type { SilentUnit } from './escalation.js';
import { raisedEvent } from './raised-event.js';
import { nobody, type FocalPoints } from './recipients.js';
import { mobileOf, smsText, type SmsCause } from './sms-text.js';

interface Deps {
  readonly db: Db;
  readonly config: Pick<Config, 'smsUrl'>;
}

/** Where a unit without a flag has got one: later changes are told by mail alone. */
export async function textFirstWord(
  deps: Deps,
  first: {
    readonly unit: UnitReading;
    /** What it was told last. */
    readonly before: readonly AlertFact[];
    readonly points: FocalPoints;
    readonly day: LocalDate;
  },
): Promise<AuditEntry[]> {
  const { unit, before, points, day } = first;
  const { unitCode, flags } = unit;
  if (before.length > 0 || flags.length === 0) return [];
  const cause = { kind: 'first', flags } as const;
  const about = { unitCode, title: unitTitle(unit), points, cause, onDay: day, since: day };
  return writeSms(deps, about);
}

/** The unit itself is told that the office above it was: once for each silence and level. */
export async function textSilentUnits(
  deps: Deps & { readonly config: Pick<Config, 'escalationWorkingDays'> },
  about: {
    readonly reading: ProvinceReading;
    readonly day: LocalDate;
    readonly silent: readonly SilentUnit[];
  },
): Promise<AuditEntry[]> {
  const { reading, day, silent } = about;
  const { smsUrl, escalationWorkingDays: patience } = deps.config;
  if (smsUrl === null) return [];
  const units = new Map(reading.units.map((unit) => [unit.unitCode, unit]));
  const points = await focalPointsOf(
    deps.db,
    silent.map(({ unitCode }) => unitCode),
  );
  const events: AuditEntry[] = [];
  for (const { unitCode, level, silentSince: since } of silent) {
    const unit = units.get(unitCode);
    const own = {
      points: points.get(unitCode) ?? nobody,
      title: unit ? unitTitle(unit) : unitCode,
    };
    const cause = { kind: 'escalated', level, patience } as const;
    events.push(...(await writeSms(deps, { unitCode, ...own, cause, onDay: day, since })));
  }
  return events;
}

interface SmsToWrite {
  readonly unitCode: string;
  readonly title: string;
  readonly points: FocalPoints;
  readonly onDay: LocalDate;
  readonly cause: SmsCause;
  /** Tells this cause from the same one another time. */
  readonly since: LocalDate;
}

/** Nothing is written where SMS are off, no mobile number is known, or the cause was told. */
async function writeSms(
  { db, config }: Deps,
  { unitCode, title, points, onDay, cause, since }: SmsToWrite,
): Promise<AuditEntry[]> {
  const number = config.smsUrl === null ? undefined : mobileOf(points);
  if (number === undefined) return [];
  const level = cause.kind === 'escalated' ? cause.level : 0;
  const contentDigest = digestOfContent([cause.kind, level, since]);
  const unit = unitCode.replace(/[^\w.-]/g, '_');
  const id = await writeAlert(db, {
    ...{ kind: 'sms', unitCode, onDay, contentDigest },
    messageId: `sms.${onDay}.${unit}.${contentDigest.slice(0, 16)}`,
    recipients: [{ name: title, address: number }],
    ...{ subject: 'SMS', text: smsText(title, cause, points.language), html: '' },
    facts: cause.kind === 'first' ? factsOf(cause.flags) : [],
  });
  return id === undefined ? [] : [raisedEvent(id, unitCode, 1)];
}
