// Alerts by the secret of their link, and what was answered.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { AlertFact } from './alert-facts.js';
import type { AlertKind, AlertLevel } from './alert-store.js';

/** An alert as its link finds it. */
export interface AskedAlert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly level: AlertLevel;
  readonly unitCode: string | null;
  readonly onDay: LocalDate;
  readonly facts: readonly AlertFact[];
  /** Nothing newer has been said to the same office. */
  readonly isLastWord: boolean;
  /** One of the flags that it told of has stood ever since. */
  readonly stands: boolean;
  readonly answeredAt: Date | null;
  readonly note: string | null;
}

export async function alertByAckHash(db: Db, ackHash: string): Promise<AskedAlert | undefined> {
  const { rows } = await db.raw<{ rows: AskedAlert[] }>(
    `select alert.id, alert.kind, alert.level, alert.unit_code as "unitCode",
       alert.on_day as "onDay", alert.facts,
       not exists (
         select from alert newer
          where newer.kind = alert.kind and newer.level = alert.level and newer.id > alert.id
            and newer.unit_code is not distinct from alert.unit_code
            and newer.content_digest <> alert.content_digest) as "isLastWord",
       exists (
         select from jsonb_array_elements(alert.facts) fact
           join unit_flag stay on stay.unit_code = fact ->> 'unitCode'
            and stay.flag = fact ->> 'flag' and stay.cleared_at is null
            and (stay.raised_at at time zone 'Asia/Ho_Chi_Minh')::date <= alert.on_day) as stands,
       alert_answer.answered_at as "answeredAt", alert_answer.note
     from alert
     left join alert_answer on alert_answer.alert_id = alert.id
     where alert.ack_hash = ?`,
    [ackHash],
  );
  return rows[0];
}

/** @returns whether this was the first answer */
export async function writeAnswer(
  db: Db,
  answer: { readonly alertId: string; readonly note: string | null; readonly at: Date },
): Promise<boolean> {
  const { alertId, note, at } = answer;
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `insert into alert_answer (alert_id, note, answered_at) values (?, ?, ?)
     on conflict (alert_id) do nothing
     returning alert_answer.alert_id`,
    [alertId, note, at],
  );
  return rows.length === 1;
}
