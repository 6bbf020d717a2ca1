// Refuses to serve on a database that could lose or edit evidence: cheaper than finding out later.
// Each refusal is one line that names the variable at fault.
import { type Config, isLoopback, misconfigured } from './config.js';
import type { Db } from './db.js';
import { pendingMigrations } from './migrate.js';
import { deletable, updatable } from './service-role.js';

export interface GuardDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'host'>;
  readonly now: () => Date;
}

interface Facts {
  readonly role: string;
  readonly superuser: boolean;
  /** What the role may do beyond tables, or could as another role: an attribute or a membership. */
  readonly power: string | null;
  readonly owns: string | null;
  readonly creates: boolean;
  readonly version: number;
  readonly isStandby: boolean;
  /** A setting under which an acknowledged change may be lost or go unchecked. */
  readonly setting: string | null;
  readonly at: Date;
}

const versionMin = 150_000;
const clockSkewMsMax = 120_000;

/**
 * Checks the role of DATABASE_URL, the durability and clock of its server, its tables, and whether
 * anybody could log in where the service is reached from outside.
 * @throws Refused `misconfigured`, for the first thing that is wrong
 */
export async function guardStart(deps: GuardDeps): Promise<void> {
  const facts = await readFacts(deps);
  const wrong = wrongRole(facts) ?? wrongServer(facts, deps.now());
  if (wrong !== null) throw misconfigured('DATABASE_URL', wrong);
  const pending = await pendingMigrations(deps.db);
  if (pending.length > 0) {
    throw misconfigured(
      'DATABASE_URL',
      `names a database without ${String(pending[0])}: run \`migrate\` first`,
    );
  }
  const edits = await editsBeyond(deps.db);
  if (edits !== null) {
    throw misconfigured('DATABASE_URL', `names a role (${facts.role}) that may edit ${edits}`);
  }
  if (!isLoopback(deps.config.host) && !(await hasOfficer(deps.db))) {
    throw misconfigured(
      'HOST',
      'must be a loopback address until an officer exists: see `doisoat officer add`',
    );
  }
}

async function readFacts({ db }: GuardDeps): Promise<Facts> {
  const { rows } = await db.raw<{ rows: Facts[] }>(factsSql);
  const facts = rows[0];
  if (!facts) throw new Error('the database did not say who we are');
  return facts;
}

function wrongRole({ role, superuser, power, owns, creates }: Facts): string | null {
  if (superuser) return `names a superuser (${role}); use the service role`;
  if (owns !== null) {
    return `names the owner of ${owns} (${role}); use the service role that migrate grants`;
  }
  if (power !== null) return `names a role (${role}) with ${power}; use the service role`;
  if (creates) return `names a role (${role}) that may create tables; use the service role`;
  return null;
}

function wrongServer({ version, isStandby, setting, at }: Facts, now: Date): string | null {
  if (version < versionMin) return 'names a server older than PostgreSQL 15';
  if (isStandby) return 'names a standby, which cannot record anything';
  if (setting !== null) return `names a server with ${setting}: it may lose data`;
  const skewMs = at.getTime() - now.getTime();
  if (Math.abs(skewMs) > clockSkewMsMax) {
    const seconds = String(Math.round(Math.abs(skewMs) / 1000));
    const side = skewMs > 0 ? 'ahead of' : 'behind';
    return `names a server whose clock is ${seconds} s ${side} this machine’s`;
  }
  return null;
}

/** The first table that the role may change in ways that `service-role.ts` does not give it. */
async function editsBeyond(db: Db): Promise<string | null> {
  const { rows } = await db.raw<{ rows: { name: string; columns: string[]; deletes: boolean }[] }>(
    rightsSql,
  );
  const beyond = rows.find(({ name, columns, deletes }) => {
    const mayUpdate = updatable[name] ?? [];
    const mayDelete = (deletable as readonly string[]).includes(name);
    if (deletes && !mayDelete) return true;
    return mayUpdate !== 'all' && columns.some((column) => !mayUpdate.includes(column));
  });
  return beyond?.name ?? null;
}

async function hasOfficer(db: Db): Promise<boolean> {
  const ids = await db('officer').whereNull('officer.disabled_at').limit(1).pluck<string[]>('id');
  return ids.length > 0;
}

// A role counts as everything that SET ROLE could make of it; a URL that takes another role on
// could lay it down again.
const reachSql = `
  with reach as (
    select pg_roles.*
      from pg_catalog.pg_roles
     where pg_has_role(session_user, pg_roles.oid, 'member')
  )`;

const factsSql = `${reachSql}
  select
    session_user as role,
    exists (select from reach where reach.rolsuper) as superuser,
    coalesce(
      (select case
          when bool_or(reach.rolcreaterole) then 'CREATEROLE'
          when bool_or(reach.rolcreatedb) then 'CREATEDB'
          when bool_or(reach.rolreplication) then 'REPLICATION'
          when bool_or(reach.rolbypassrls) then 'BYPASSRLS'
        end from reach),
      (select min(reach.rolname) from reach
        where reach.rolname in ('pg_write_all_data', 'pg_write_server_files',
            'pg_execute_server_program', 'pg_maintain', 'pg_signal_backend'))) as power,
    (select pg_class.relname
       from pg_catalog.pg_class
       where pg_class.relnamespace = current_schema()::regnamespace
         and pg_class.relkind in ('r', 'p')
         and pg_class.relowner in (select reach.oid from reach)
       order by pg_class.relname limit 1) as owns,
    exists (
      select from reach
       where has_schema_privilege(reach.oid, current_schema(), 'create')) as creates,
    current_setting('server_version_num')::integer as version,
    pg_is_in_recovery() as "isStandby",
    (select pg_settings.name || ' ' || pg_settings.setting
       from pg_catalog.pg_settings
       where (pg_settings.name in ('fsync', 'full_page_writes', 'synchronous_commit')
           and pg_settings.setting = 'off')
         or (pg_settings.name = 'session_replication_role' and pg_settings.setting <> 'origin')
         or (pg_settings.name = 'zero_damaged_pages' and pg_settings.setting = 'on')
       order by pg_settings.name limit 1) as setting,
    clock_timestamp() as at`;

// Truncating is deleting, and a trigger of one's own could do either.
const rightsSql = `${reachSql}
  select
    pg_class.relname as name,
    coalesce(array_agg(pg_attribute.attname::text) filter (
      where exists (
        select from reach
         where has_column_privilege(reach.oid, pg_class.oid, pg_attribute.attnum, 'update'))
    ), '{}') as columns,
    exists (
      select from reach
       where has_table_privilege(reach.oid, pg_class.oid, 'delete, truncate, trigger')) as deletes
  from pg_catalog.pg_class
  join pg_catalog.pg_attribute on pg_attribute.attrelid = pg_class.oid
  where pg_class.relnamespace = current_schema()::regnamespace and pg_class.relkind in ('r', 'p')
    and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
  group by pg_class.oid, pg_class.relname
  order by pg_class.relname`;
