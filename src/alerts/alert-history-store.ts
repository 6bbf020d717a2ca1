// What units and the offices above them have been told, and what they answered: the past from which
// it follows whether there is anything new to say, and to whom.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { AlertFact } from './alert-facts.js';
import type { AlertLevel, AlertState } from './alert-store.js';
import type { Recipient } from './recipients.js';

/** The last word said to a unit, or to an office above it. */
export interface AlertBefore {
  readonly unitCode: string | null;
  readonly onDay: LocalDate;
  readonly contentDigest: string;
  readonly recipients: readonly Recipient[];
  readonly state: AlertState;
  readonly facts: readonly AlertFact[];
}

/** The last digest of each unit up to a day. */
export async function alertsBefore(
  db: Db,
  unitCodes: readonly string[],
  through: LocalDate,
): Promise<ReadonlyMap<string, AlertBefore>> {
  const { rows } = await db.raw<{ rows: (AlertBefore & { unitCode: string })[] }>(
    `select distinct on (alert.unit_code)
       alert.unit_code as "unitCode", alert.on_day as "onDay",
       alert.content_digest as "contentDigest", alert.recipients, alert.state, alert.facts
     from alert
     where alert.unit_code = any(?) and alert.on_day <= ? and alert.kind = 'digest'
     order by alert.unit_code, alert.on_day desc`,
    [[...unitCodes], through],
  );
  return new Map(rows.map((row) => [row.unitCode, row]));
}

/** What each unit was last told of missing money, by its digest or at once. */
export async function factsLastTold(
  db: Db,
  unitCodes: readonly string[],
): Promise<ReadonlyMap<string, readonly AlertFact[]>> {
  const { rows } = await db.raw<{ rows: { unitCode: string; facts: AlertFact[] }[] }>(
    `select distinct on (alert.unit_code) alert.unit_code as "unitCode", alert.facts
     from alert
     where alert.unit_code = any(?) and alert.kind in ('digest', 'large_sum')
     order by alert.unit_code, alert.id desc`,
    [[...unitCodes]],
  );
  return new Map(rows.map(({ unitCode, facts }) => [unitCode, facts]));
}

/** A digest of a unit as its silence is measured by. */
export interface ToldDigest {
  readonly id: string;
  readonly unitCode: string;
  readonly onDay: LocalDate;
  readonly facts: readonly AlertFact[];
}

/** Digests of these units from a day on, oldest first. */
export async function digestsSince(
  db: Db,
  unitCodes: readonly string[],
  { from, through }: { readonly from: LocalDate; readonly through: LocalDate },
): Promise<ToldDigest[]> {
  const { rows } = await db.raw<{ rows: ToldDigest[] }>(
    `select alert.id, alert.unit_code as "unitCode", alert.on_day as "onDay", alert.facts
     from alert
     where alert.unit_code = any(?) and alert.kind = 'digest' and alert.on_day >= ?
       and alert.on_day <= ?
     order by alert.unit_code, alert.on_day`,
    [[...unitCodes], from, through],
  );
  return rows;
}

/** Somebody's word that a unit acts; the level is that of the alert which was answered. */
export interface Answer {
  readonly unitCode: string;
  readonly level: AlertLevel;
  readonly answeredAt: Date;
}

/** Answers about these units: their own, and those of the offices above them. */
export async function answersAbout(db: Db, unitCodes: readonly string[]): Promise<Answer[]> {
  const { rows } = await db.raw<{ rows: Answer[] }>(
    `select distinct about.unit as "unitCode", alert.level, alert_answer.answered_at as "answeredAt"
     from alert_answer
     join alert on alert.id = alert_answer.alert_id
     cross join lateral (
       select alert.unit_code as unit where alert.level = 0
       union
       select fact ->> 'unitCode' from jsonb_array_elements(alert.facts) fact where alert.level > 0
     ) about
     where about.unit = any(?)`,
    [[...unitCodes]],
  );
  return rows;
}

/** The last escalation to each office of a level (key: its unit code, empty for the province's). */
export async function escalationsBefore(
  db: Db,
  level: AlertLevel,
  through: LocalDate,
): Promise<ReadonlyMap<string, AlertBefore>> {
  const { rows } = await db.raw<{ rows: AlertBefore[] }>(
    `select distinct on (coalesce(alert.unit_code, ''))
       alert.unit_code as "unitCode", alert.on_day as "onDay",
       alert.content_digest as "contentDigest", alert.recipients, alert.state, alert.facts
     from alert
     where alert.kind = 'escalation' and alert.level = ? and alert.on_day <= ?
     order by coalesce(alert.unit_code, ''), alert.on_day desc`,
    [level, through],
  );
  return new Map(rows.map((row) => [row.unitCode ?? '', row]));
}
