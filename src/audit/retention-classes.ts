// What the retention job may erase, and how it finds what is past its time. A class that is not
// here is evidence, or has no erasure; adding one is a decision, not a setting.

export interface ErasableClass {
  /** Its row in `public.retention_rule`, and the table. */
  readonly name: string;
  /** Whatever the rule says, never sooner: what the law asks for at least. */
  readonly keepDaysMin: number;
  /** Counts what is past the boundary; takes it once. */
  readonly countSql: string;
  /** Erases up to a thousand; takes why (only where `saysWhy`) and the boundary. */
  readonly eraseSql: string;
  readonly saysWhy: boolean;
}

/** Rows that are deleted: `when` is the column or expression that their time counts from. */
function deleted(name: string, when: string, keepDaysMin: number): ErasableClass {
  return {
    name,
    keepDaysMin,
    countSql: `select count(*) as count from ${name} where ${when} < ?`,
    eraseSql: `
      delete from ${name}
       where ${name}.ctid = any(array(
               select past.ctid from ${name} as past
                where ${when.replaceAll(`${name}.`, 'past.')} < ?
                limit 1000))`,
    saysWhy: false,
  };
}

const yearDays = 366;
const tenYearsDays = 3653;

/** Personal values of the trail: the row stays and says that they are gone, and by which law. */
const personalValues: ErasableClass = {
  name: 'audit_personal',
  keepDaysMin: tenYearsDays,
  countSql: `
    select count(*) as count
      from audit_personal
      join audit_event on audit_event.id = audit_personal.event_id
     where audit_personal.erased_at is null and audit_event.at < ?`,
  eraseSql: `
    update audit_personal
       set salt = null, personal = null, erased_at = clock_timestamp(), erased_because = ?
     where audit_personal.event_id = any(array(
             select past.event_id
               from audit_personal as past
               join audit_event on audit_event.id = past.event_id
              where past.erased_at is null and audit_event.at < ?
              limit 1000))`,
  saysWhy: true,
};

export const erasableClasses: readonly ErasableClass[] = [
  deleted('session', 'coalesce(session.ended_at, session.expires_at)', yearDays),
  deleted('setup_link', 'coalesce(setup_link.ended_at, setup_link.expires_at)', 1),
  deleted('recovery_code', 'recovery_code.ended_at', 1),
  deleted('known_device', 'coalesce(known_device.ended_at, known_device.seen_at)', 1),
  deleted('login_attempt', 'login_attempt.at', yearDays),
  deleted('login_throttle', 'greatest(login_throttle.last_at, login_throttle.blocked_until)', 1),
  deleted('idempotency_key', 'idempotency_key.created_at', 1),
  deleted('mapping_sample', 'mapping_sample.uploaded_at', 1),
  deleted('statement_upload', 'statement_upload.asked_at', 1),
  deleted(
    'webhook_delivery',
    'coalesce(webhook_delivery.ended_at, webhook_delivery.created_at)',
    yearDays,
  ),
  deleted('saved_view', 'saved_view.removed_at', 1),
  // with its file
  deleted('export_job', 'export_job.ended_at', 1),
  personalValues,
];
