// The database as the service sees it: how values arrive, and what its role may never do.

import { migrate, pendingMigrations } from '../../src/migrate.js';
import { evidenceTables, deletable, updatable } from '../../src/service-role.js';
import { inTransaction } from '../../src/db.js';
import { asAdmin, cloneDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());

test('a day stays its text, an amount stays exact, an instant is an instant', async () => {
  const { rows } = await database.db.raw<{ rows: unknown[] }>(
    `select date '2026-05-04' as day, 999999999999999999::public.vnd as amount,
       array[date '2026-05-04'] as days, timestamptz '2026-05-04T18:00:00+07:00' as at`,
  );
  expect(rows).toEqual([
    {
      day: '2026-05-04',
      amount: '999999999999999999',
      days: ['2026-05-04'],
      at: new Date('2026-05-04T11:00:00Z'),
    },
  ]);
});

test('a second migration changes nothing, and nothing is pending after the first', async () => {
  await expect(migrate(database.config)).resolves.toEqual({ applied: [] });
  await expect(pendingMigrations(database.db)).resolves.toEqual([]);
});

test('the service role can edit or delete no evidence', async () => {
  for (const table of evidenceTables) {
    const column = Object.keys(await database.db(table).columnInfo())[1] ?? 'id';
    await expect(database.db(table).update(column, null)).rejects.toThrow('permission denied');
    await expect(database.db(table).del()).rejects.toThrow('permission denied');
  }
});

test('only what has no evidence in it may be deleted, and each table says what may be updated', async () => {
  const { rows } = await database.db.raw<{ rows: { name: string; deletes: boolean }[] }>(
    `select pg_class.relname as name,
       has_table_privilege(current_user, pg_class.oid, 'delete') as deletes
     from pg_catalog.pg_class
     where pg_class.relnamespace = current_schema()::regnamespace and pg_class.relkind = 'r'
       and pg_class.relname not like 'schema_migration%'`,
  );
  expect(
    rows
      .filter((row) => row.deletes)
      .map((row) => row.name)
      .sort(),
  ).toEqual([...deletable].sort());
  expect(rows.map((row) => row.name).sort()).toEqual(Object.keys(updatable).sort());
});

test('what a transaction began is gone when it throws, also from a transaction inside it', async () => {
  const slot = { job: 'never', due_at: new Date(0) };
  const failing = inTransaction(database.db, async (outer) => {
    await inTransaction(outer, async (inner) => {
      await inner('schedule_slot').insert(slot);
    });
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  await expect(database.db('schedule_slot').where({ job: 'never' })).resolves.toEqual([]);
});

test('the pool recovers by itself after the server has cut its connections', async () => {
  await database.db.raw('select 1');
  await asAdmin((admin) =>
    admin.raw(
      `select pg_terminate_backend(pg_stat_activity.pid) from pg_catalog.pg_stat_activity
       where pg_stat_activity.datname = ?`,
      [new URL(database.url).pathname.slice(1)],
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  await expect(database.db.raw('select 1')).resolves.toMatchObject({ rowCount: 1 });
});
