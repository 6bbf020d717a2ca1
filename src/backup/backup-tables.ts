// Which tables a backup holds, read from the catalog of the database itself: a table that a later
// migration adds is in the next backup unless it is named here as left out.
import pg from 'pg';
import type { BackupTable } from './backup-format.js';

/** Tables that are left out, each with its reason. */
export const leftOut: Readonly<Record<string, string>> = {
  session: 'a session that was ended after the backup would live again',
  setup_link: 'a link that was used after the backup would open the door again',
  known_device: 'a device that was dropped after the backup would be trusted again',
  login_throttle: 'counts the failures of the last minutes',
  idempotency_key: 'answers kept for a day, some with what is shown only once',
  mapping_sample: 'files that a mapping was tried on; erased after some weeks',
  export_job: 'files made for one person, some with who paid; made anew from what the backup holds',
  export_piece: 'as export_job',
  gateway_question: 'work that is made anew from payments and orders',
  schedule_slot: 'says who is at work right now',
  schema_migration: 'the header names the migrations; the target has its own',
  schema_migration_lock: 'a lock',
};

/** The shared table of which a backup holds the rows that the province needs. */
export const unitTable = 'public.unit';

/** A table as its database describes it. */
export type TableShape = Omit<BackupTable, 'rows'>;

interface ColumnRow {
  readonly name: string;
  readonly columns: string[];
}

interface ReferenceRow {
  readonly from: string;
  readonly to: string;
}

/** All tables of a schema that belong in a backup, each after those that it refers to. */
export async function tablesOf(client: pg.ClientBase, schema: string): Promise<TableShape[]> {
  const { rows } = await client.query<ColumnRow>(columnsSql, [schema]);
  const { rows: references } = await client.query<ReferenceRow>(referencesSql, [schema]);
  const kept = rows.filter(({ name }) => !(name in leftOut));
  return inOrder(kept, references);
}

/** The columns of `public.unit`. */
export async function unitShape(client: pg.ClientBase): Promise<TableShape> {
  const { rows } = await client.query<ColumnRow>(columnsSql, ['public']);
  const columns = rows.find(({ name }) => name === 'unit')?.columns ?? [];
  return { name: unitTable, columns };
}

function inOrder(tables: readonly TableShape[], references: readonly ReferenceRow[]): TableShape[] {
  const ordered: TableShape[] = [];
  const waiting = new Map(tables.map((table) => [table.name, table]));
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(
      ({ name }) =>
        !references.some(({ from, to }) => from === name && to !== name && waiting.has(to)),
    );
    if (ready.length === 0) {
      throw new Error(`tables refer to each other: ${[...waiting.keys()].join(', ')}`);
    }
    for (const table of ready) {
      ordered.push(table);
      waiting.delete(table.name);
    }
  }
  return ordered;
}

/** Names of the migrations that a schema has seen, in order. */
export async function migrationsOf(client: pg.ClientBase, schema: string): Promise<string[]> {
  const statement = `
    select schema_migration.name
      from ${qualified(schema, 'schema_migration')} as schema_migration
     order by schema_migration.name`;
  const { rows } = await client.query<{ name: string }>(statement);
  return rows.map(({ name }) => name);
}

/** A table's name with its schema, quoted. */
export function qualified(schema: string, name: string): string {
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
}

/** What is written after `copy`: a table with its columns. */
export function copyTarget(schema: string, { name, columns }: TableShape): string {
  return `${qualified(schema, name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(', ')})`;
}

/**
 * A query for the units that a province's rows are about - its own, those of no province, those
 * that some row names - and everything above them.
 */
export async function unitQuery(
  client: pg.ClientBase,
  given: { readonly schema: string; readonly province: string; readonly shape: TableShape },
): Promise<string> {
  const { schema, province, shape } = given;
  const { rows } = await client.query<{ table: string; column: string }>(namingUnitsSql, [schema]);
  const named = rows.map(
    ({ table, column }) =>
      `select named.${pg.escapeIdentifier(column)} from ${qualified(schema, table)} as named`,
  );
  const columns = shape.columns.map((column) => `unit.${pg.escapeIdentifier(column)}`).join(', ');
  return `
    with recursive needed (code) as (
      select unit.code from public.unit
       where coalesce(unit.province_code, ${pg.escapeLiteral(province)})
             = ${pg.escapeLiteral(province)}
          or unit.code in (${named.join(' union ')})
      union
      select unit.parent_code from public.unit join needed on unit.code = needed.code
       where unit.parent_code is not null
    )
    select ${columns} from public.unit join needed on unit.code = needed.code order by unit.code`;
}

/** Sets each identity column's next value after the largest that is stored. */
export async function advanceIdentities(client: pg.ClientBase, schema: string): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(identitiesSql, [schema]);
  for (const { table, column } of rows) {
    const at = qualified(schema, table);
    const id = pg.escapeIdentifier(column);
    const statement = `
      select setval(pg_get_serial_sequence($1, $2), max(${id})) from ${at} having max(${id}) > 0`;
    await client.query(statement, [at, column]);
  }
}

const columnsSql = `
  select pg_class.relname as name,
    array_agg(pg_attribute.attname::text order by pg_attribute.attnum) as columns
  from pg_catalog.pg_class
  join pg_catalog.pg_attribute on pg_attribute.attrelid = pg_class.oid
  where pg_class.relnamespace = to_regnamespace($1) and pg_class.relkind in ('r', 'p')
    and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
    -- what is computed from other columns is computed again
    and pg_attribute.attgenerated = ''
  group by pg_class.relname
  order by pg_class.relname`;

const referencesSql = `
  select referring.relname as from, referred.relname as to
  from pg_catalog.pg_constraint
  join pg_catalog.pg_class referring on referring.oid = pg_constraint.conrelid
  join pg_catalog.pg_class referred on referred.oid = pg_constraint.confrelid
  where pg_constraint.contype = 'f' and referring.relnamespace = to_regnamespace($1)
    and referred.relnamespace = referring.relnamespace`;

// A grant's and a token's scope names a unit too.
const namingUnitsSql = `
  select pg_class.relname as table, pg_attribute.attname as column
  from pg_catalog.pg_class
  join pg_catalog.pg_attribute on pg_attribute.attrelid = pg_class.oid
  where pg_class.relnamespace = to_regnamespace($1) and pg_class.relkind in ('r', 'p')
    and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
    and pg_attribute.attname in ('unit_code', 'scope')
  order by pg_class.relname, pg_attribute.attname`;

const identitiesSql = `
  select pg_class.relname as table, pg_attribute.attname as column
  from pg_catalog.pg_class
  join pg_catalog.pg_attribute on pg_attribute.attrelid = pg_class.oid
  where pg_class.relnamespace = to_regnamespace($1) and pg_class.relkind in ('r', 'p')
    and pg_attribute.attidentity <> ''`;
