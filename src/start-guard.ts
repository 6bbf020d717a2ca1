// Refuses to serve on a database that could lose or edit evidence: cheaper than finding out later.

import { misconfigured } from './config.js';
import type { Db } from './db.js';
import { evidenceTables } from './service-role.js';

interface Facts {
  readonly role: string;
  readonly superuser: boolean;
  readonly owns: string | null;
  readonly edits: string | null;
  readonly setting: string | null;
}

/**
 * Checks the role of DATABASE_URL and the durability of its server.
 * @throws Refused `misconfigured` when the role is a superuser, owns tables or may change evidence,
 *   or when fsync, full_page_writes or synchronous_commit is off
 */
export async function guardStart(db: Db): Promise<void> {
  const { rows } = await db.raw<{ rows: Facts[] }>(factsSql, [[...evidenceTables]]);
  const facts = rows[0];
  if (!facts) throw new Error('the database did not say who we are');
  if (facts.superuser) {
    throw misconfigured('DATABASE_URL', `names a superuser (${facts.role}); use the service role`);
  }
  if (facts.owns !== null) {
    throw misconfigured(
      'DATABASE_URL',
      `names the owner of ${facts.owns} (${facts.role}); use the service role that migrate grants`,
    );
  }
  if (facts.edits !== null) {
    throw misconfigured(
      'DATABASE_URL',
      `names a role (${facts.role}) that may edit ${facts.edits}`,
    );
  }
  if (facts.setting !== null) {
    throw misconfigured(
      'DATABASE_URL',
      `names a server with ${facts.setting} off: it may lose data`,
    );
  }
}

const factsSql = `
  select
    current_user as role,
    pg_roles.rolsuper as superuser,
    (select pg_class.relname
       from pg_catalog.pg_class
       where pg_class.relnamespace = current_schema()::regnamespace
         and pg_class.relkind in ('r', 'p')
         and pg_has_role(current_user, pg_class.relowner, 'member')
       order by pg_class.relname limit 1) as owns,
    (select evidence.name
       from unnest(?::text[]) as evidence (name)
       where to_regclass(evidence.name) is not null
         and has_table_privilege(current_user, to_regclass(evidence.name),
           'update, delete, truncate')
       order by evidence.name limit 1) as edits,
    (select pg_settings.name
       from pg_catalog.pg_settings
       where pg_settings.name in ('fsync', 'full_page_writes', 'synchronous_commit')
         and pg_settings.setting = 'off'
       order by pg_settings.name limit 1) as setting
  from pg_catalog.pg_roles
  where pg_roles.rolname = current_user`;
