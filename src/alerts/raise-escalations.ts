// Turns to the offices above: one mail a working day and office, of all units below it that were
// warned and did nothing for too long, and of those whom no mail reaches.
import { type AuditEntry, recordAudit } from '../audit/record-audit.js';
import { localDateOf } from '../calendar.js';
import type { Config } from '../config.js';
import { actsOnUnits } from '../discrepancies/unit-acts.js';
import { groupBy } from '../group-by.js';
import type { ProvinceReading, UnitReading } from '../reconciliation/reading.js';
import { unitTitle } from '../reconciliation/words.js';
import { loadUnits } from '../units/unit-store.js';
import { ackHashOf } from './ack-link.js';
import { digestOfContent } from './alert-content.js';
import { factsOf, type AlertFact } from './alert-facts.js';
import { answersAbout, digestsSince, escalationsBefore } from './alert-history-store.js';
import { focalPointsOf, writeAlert } from './alert-store.js';
import { bouncing } from './bounce-store.js';
import { silenceOf, type SilentUnit } from './escalation.js';
import { escalationMail, type UnreachableRow } from './escalation-mail.js';
import { messageDomain } from './message-domain.js';
import { isReminderDue, saysTheSame } from './next-digest.js';
import { departmentOfficers, officesAbove, type OfficesAbove } from './office-store.js';
import { nobody, recipientsOf, type FocalPoints, type Recipient } from './recipients.js';
import { raisedEvent } from './raised-event.js';
import { textSilentUnits } from './text-units.js';
import type { DigestDeps, MailsOfDay } from './write-digests.js';

export interface EscalationDeps extends DigestDeps {
  readonly config: DigestDeps['config'] &
    Pick<Config, 'province' | 'escalationWorkingDays' | 'escalationEmails'>;
}

export interface EscalationsWritten {
  /** Units that the Department of Justice, or also the city, has to be told about. */
  readonly unitsSilent: number;
  /** Flagged or late units that no mail reaches. */
  readonly unitsUnreachable: number;
  /** Mails to offices above that have somebody to go to. */
  readonly escalationsWritten: number;
}

export const noEscalations: EscalationsWritten = {
  ...{ unitsSilent: 0, unitsUnreachable: 0, escalationsWritten: 0 },
};

/** What one office is to be told. */
interface OfficeNews {
  readonly level: 1 | 2;
  readonly office: string | null;
  readonly silent: readonly SilentUnit[];
  readonly unreachable: readonly Unreachable[];
}

interface Unreachable {
  readonly unitCode: string;
  readonly because: UnreachableRow['because'];
}

export async function raiseEscalations(
  deps: EscalationDeps,
  mails: MailsOfDay,
): Promise<EscalationsWritten> {
  const own = await ownUnits(deps, mails.reading);
  const silent = (await silentUnits(deps, mails)).filter(own);
  const unreachable = (await unreachableUnits(deps, mails)).filter(own);
  const codes = [...silent, ...unreachable].map(({ unitCode }) => unitCode);
  if (codes.length === 0) return noEscalations;
  const above = await officesAbove(deps.db, codes);
  const events: AuditEntry[] = [];
  let escalationsWritten = 0;
  for (const news of newsByOffice({ silent, unreachable, above })) {
    const recipients = await recipientsOfOffice(deps, news);
    const id = await writeEscalation(deps, { mails, news, recipients });
    if (id === undefined) continue;
    if (recipients.length > 0) escalationsWritten += 1;
    events.push(raisedEvent(id, news.office, recipients.length));
  }
  events.push(...(await textSilentUnits(deps, { reading: mails.reading, day: mails.day, silent })));
  await recordAudit(deps.db, deps.by, ...events);
  return {
    ...{ unitsSilent: silent.length, unitsUnreachable: unreachable.length, escalationsWritten },
  };
}

/** A unit of another province has offices above it there; ours are not to be told of it. */
async function ownUnits(
  { db, config }: EscalationDeps,
  { units }: ProvinceReading,
): Promise<(about: { readonly unitCode: string }) => boolean> {
  const known = await loadUnits(
    db,
    units.map(({ unitCode }) => unitCode),
  );
  const foreign = new Set(
    known
      .filter(({ provinceCode }) => provinceCode !== null && provinceCode !== config.province)
      .map(({ code }) => code),
  );
  return ({ unitCode }) => !foreign.has(unitCode);
}

async function silentUnits(
  { db, calendar, config }: EscalationDeps,
  { reading, day, raisedAt }: MailsOfDay,
): Promise<SilentUnit[]> {
  const flagged = reading.units.flatMap(({ unitCode, flags }) => {
    const days = flags.flatMap(({ flag }) => raisedAt.get(unitCode)?.get(flag) ?? []);
    const [first] = days.map(localDateOf).sort();
    return first === undefined ? [] : [{ unitCode, flaggedOn: first }];
  });
  const codes = flagged.map(({ unitCode }) => unitCode);
  const [from = day] = flagged.map(({ flaggedOn }) => flaggedOn).sort();
  const digests = groupBy(await digestsSince(db, codes, { from, through: day }), unitOf);
  const answers = groupBy(await answersAbout(db, codes), unitOf);
  const acts = groupBy(await actsOnUnits(db, codes, reading.asOf), unitOf);
  const at = { day, calendar, patience: config.escalationWorkingDays };
  return flagged.flatMap(({ unitCode, flaggedOn }) => {
    const past = {
      digests: digests.get(unitCode) ?? [],
      answers: answers.get(unitCode) ?? [],
      acts: acts.get(unitCode) ?? [],
    };
    return silenceOf({ unitCode, flaggedOn, ...past }, at) ?? [];
  });
}

function unitOf({ unitCode }: { readonly unitCode: string }): string {
  return unitCode;
}

/** Units with something to be told and without an address that takes mail. */
async function unreachableUnits(
  { db }: EscalationDeps,
  { reading, late, behind }: MailsOfDay,
): Promise<Unreachable[]> {
  const told = reading.units.filter(
    ({ unitCode, flags }) => flags.length > 0 || late.has(unitCode) || behind.has(unitCode),
  );
  const points = await focalPointsOf(
    db,
    told.map(({ unitCode }) => unitCode),
  );
  const found = told.map((unit) => ({
    unitCode: unit.unitCode,
    addresses: recipientsOf(points.get(unit.unitCode) ?? nobody, unitTitle(unit)).recipients.map(
      ({ address }) => address,
    ),
  }));
  const dead = await bouncing(
    db,
    found.flatMap(({ addresses }) => addresses),
  );
  return found.flatMap(({ unitCode, addresses }): Unreachable[] => {
    if (addresses.length === 0) return [{ unitCode, because: 'missing' }];
    return addresses.some((one) => dead.has(one)) ? [{ unitCode, because: 'bouncing' }] : [];
  });
}

function newsByOffice(about: {
  readonly silent: readonly SilentUnit[];
  readonly unreachable: readonly Unreachable[];
  readonly above: ReadonlyMap<string, OfficesAbove>;
}): OfficeNews[] {
  const officeOf = (level: 1 | 2, unitCode: string): string =>
    about.above.get(unitCode)?.[level === 1 ? 'department' : 'city'] ?? '';
  return ([1, 2] as const).flatMap((level) => {
    const keyOf = ({ unitCode }: { readonly unitCode: string }): string =>
      officeOf(level, unitCode);
    const silent = groupBy(
      about.silent.filter((one) => one.level >= level),
      keyOf,
    );
    const unreachable = groupBy(level === 1 ? about.unreachable : [], keyOf);
    const offices = [...new Set([...silent.keys(), ...unreachable.keys()])].sort();
    return offices.map((office) => ({
      ...{ level, office: office === '' ? null : office },
      silent: silent.get(office) ?? [],
      unreachable: unreachable.get(office) ?? [],
    }));
  });
}

/** The office's focal points and its officers; where there are none, those of the province. */
async function recipientsOfOffice(
  { db, config }: EscalationDeps,
  { level, office }: OfficeNews,
): Promise<readonly Recipient[]> {
  const officers = level === 1 ? await departmentOfficers(db) : new Map<string, Recipient[]>();
  const own =
    office === null
      ? []
      : [
          ...pointsOf((await focalPointsOf(db, [office])).get(office)),
          ...(officers.get(office) ?? []),
        ];
  const city = config.escalationEmails.map((address) => ({ name: address, address }));
  const found = own.length > 0 ? own : level === 1 ? (officers.get(config.province) ?? []) : city;
  return [...new Map(found.map((one) => [one.address, one])).values()];
}

function pointsOf(points: FocalPoints | undefined): readonly Recipient[] {
  return recipientsOf(points ?? nobody, '').recipients;
}

interface Escalating {
  readonly mails: MailsOfDay;
  readonly news: OfficeNews;
  readonly recipients: readonly Recipient[];
}

/** @returns the alert's id; undefined where the office has been told it, or today already */
async function writeEscalation(
  { db, config, calendar }: EscalationDeps,
  { mails, news, recipients }: Escalating,
): Promise<string | undefined> {
  const { reading, day } = mails;
  const { level, office, silent, unreachable } = news;
  const units = new Map(reading.units.map((unit) => [unit.unitCode, unit]));
  const facts = silent.flatMap((one): AlertFact[] =>
    factsOf(units.get(one.unitCode)?.flags ?? []).map((fact) => ({
      ...fact,
      alertId: one.alertId,
    })),
  );
  const told = facts.map(({ unitCode, flag, payments, amount }) => [
    unitCode,
    flag,
    payments,
    amount,
  ]);
  const since = silent.map(({ unitCode, silentSince }) => [unitCode, silentSince]);
  const contentDigest = digestOfContent([level, office, told, since, unreachable]);
  const last = (await escalationsBefore(db, level, day)).get(office ?? '');
  const isSaid = saysTheSame(last, { contentDigest, recipients });
  if (isSaid && !isReminderDue(last, { day, calendar })) return undefined;
  const [known] = office === null ? [] : await loadUnits(db, [office]);
  const titleOf = (code: string): string => titleIn(units, code);
  const mail = escalationMail({
    level,
    office: known ? unitTitle({ unitName: known.name, type: known.type }) : null,
    silent: silent.map(({ unitCode, silentSince }) => ({
      ...{ title: titleOf(unitCode), silentSince, flags: units.get(unitCode)?.flags ?? [] },
    })),
    unreachable: unreachable.map(({ unitCode, because }) => ({
      ...{ title: titleOf(unitCode), because },
    })),
    ...{ asOf: reading.asOf, baseUrl: config.baseUrl, patience: config.escalationWorkingDays },
    language: known?.language ?? 'vi',
  });
  const place = (office ?? config.province).replace(/[^\w.-]/g, '_');
  const name = `${day}.${place}.escalation-${String(level)}.${contentDigest.slice(0, 16)}`;
  const messageId = `<${name}@${messageDomain(config)}>`;
  return writeAlert(db, {
    ...mail,
    ...{ kind: 'escalation', level, unitCode: office, onDay: day, contentDigest, messageId },
    ...{ recipients, facts },
    ...(facts.length > 0 ? { ackHash: ackHashOf(config, messageId) } : {}),
  });
}

function titleIn(units: ReadonlyMap<string, UnitReading>, code: string): string {
  const unit = units.get(code);
  return unit ? unitTitle(unit) : code;
}
