// Alerts as they are listed: what was told to whom, and what became of it.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { AlertFact } from './alert-facts.js';
import type { AlertKind, AlertLevel } from './alert-store.js';

/** What became of an alert: the last word counts. */
export const alertOutcomes = ['queued', 'sent', 'failed', 'acknowledged', 'escalated'] as const;
export type AlertOutcome = (typeof alertOutcomes)[number];

export interface ListedAlert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly level: AlertLevel;
  /** Null: the officers of the province. */
  readonly unitCode: string | null;
  readonly unitName: string | null;
  readonly unitType: string | null;
  readonly onDay: LocalDate;
  readonly outcome: AlertOutcome;
  readonly subject: string;
  readonly facts: readonly AlertFact[];
  readonly recipients: number;
  /** Recipients whom the mail server refused for good. */
  readonly bounced: number;
  /** Of an SMS: what the gateway last said became of it. */
  readonly receipt: 'delivered' | 'failed' | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly acknowledgedAt: Date | null;
  readonly note: string | null;
  /** When an office above was first told that nobody had answered it. */
  readonly escalatedAt: Date | null;
}

export interface AlertsAsked {
  readonly unitCode?: string | undefined;
  readonly outcome?: AlertOutcome | undefined;
  /** An id before which the list begins. */
  readonly before: string | null;
  readonly limit: number;
}

/** Alerts to these units, the latest first. */
export async function listAlerts(
  db: Db,
  sight: { readonly units: readonly string[]; readonly isProvince: boolean },
  { unitCode, outcome, before, limit }: AlertsAsked,
): Promise<ListedAlert[]> {
  const { rows } = await db.raw<{ rows: ListedAlert[] }>(listSql, [
    [...sight.units],
    sight.isProvince,
    ...[unitCode ?? null, unitCode ?? null],
    ...[before, before],
    ...[outcome ?? null, outcome ?? null],
    limit,
  ]);
  return rows;
}

const listSql = `
  select * from (
    select alert.id, alert.kind, alert.level, alert.unit_code as "unitCode",
      unit.name as "unitName", unit.type as "unitType", alert.on_day as "onDay",
      case when alert_answer.answered_at is not null then 'acknowledged'
           when above.at is not null then 'escalated'
           when alert.state = 'pending' then 'queued'
           when alert.state = 'undeliverable' then 'failed'
           else 'sent' end as outcome,
      alert.subject, alert.facts, jsonb_array_length(alert.recipients) as recipients,
      (select count(*)::int from mail_bounce where mail_bounce.alert_id = alert.id) as bounced,
      (select sms_receipt.status from sms_receipt where sms_receipt.alert_id = alert.id
        order by sms_receipt.id desc limit 1) as receipt,
      alert.created_at as "createdAt", alert.sent_at as "sentAt",
      alert_answer.answered_at as "acknowledgedAt", alert_answer.note,
      above.at as "escalatedAt"
    from alert
    left join public.unit on unit.code = alert.unit_code
    left join alert_answer on alert_answer.alert_id = alert.id
    left join lateral (
      select min(told.created_at) as at
        from alert told
       where told.kind = 'escalation' and alert.kind = 'digest'
         and told.facts @> jsonb_build_array(jsonb_build_object('alertId', alert.id::text))
    ) above on true
    where (alert.unit_code = any(?) or (alert.unit_code is null and ?))
      and (?::text is null or alert.unit_code = ?)
      and (?::bigint is null or alert.id < ?)
  ) listed
  where ?::text is null or listed.outcome = ?
  order by listed.id desc
  limit ?`;

/** A stay of a flag as a unit's history tells it. */
export interface FlagInHistory {
  readonly flag: AlertFact['flag'];
  readonly raisedAt: Date;
  readonly clearedAt: Date | null;
}

/** When a unit's flags were raised and cleared, the latest first. */
export async function flagHistory(
  db: Db,
  unitCode: string,
  limit: number,
): Promise<FlagInHistory[]> {
  return db('unit_flag')
    .where('unit_flag.unit_code', unitCode)
    .orderBy('unit_flag.raised_at', 'desc')
    .orderBy('unit_flag.id', 'desc')
    .limit(limit)
    .select<FlagInHistory[]>({
      flag: 'unit_flag.flag',
      raisedAt: 'unit_flag.raised_at',
      clearedAt: 'unit_flag.cleared_at',
    });
}

/** A unit whose focal points do not get what it was told. */
export interface UnreachedUnit {
  readonly unitCode: string;
  readonly unitName: string;
  readonly unitType: string;
  /** Addresses that the mail server refused; none: the unit has no address. */
  readonly addresses: readonly string[];
}

/** Units whose last mail had nobody to go to, or was refused by the mail server. */
export async function unreachedUnits(
  db: Db,
  unitCodes: readonly string[],
): Promise<UnreachedUnit[]> {
  const { rows } = await db.raw<{ rows: UnreachedUnit[] }>(
    `select unit.code as "unitCode", unit.name as "unitName", unit.type as "unitType",
       coalesce(array_agg(mail_bounce.address order by mail_bounce.address)
         filter (where mail_bounce.address is not null), '{}') as addresses
     from (select distinct on (alert.unit_code) alert.id, alert.unit_code, alert.recipients
             from alert
            where alert.unit_code = any(?) and alert.kind = 'digest' and alert.state <> 'pending'
            order by alert.unit_code, alert.on_day desc) last
     join public.unit on unit.code = last.unit_code
     left join mail_bounce on mail_bounce.alert_id = last.id
     where last.recipients = '[]'::jsonb or mail_bounce.address is not null
     group by unit.code, unit.name, unit.type
     order by unit.code`,
    [[...unitCodes]],
  );
  return rows;
}
