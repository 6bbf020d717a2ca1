// What every test file of the matrix begins with: the world, its service, and a few askers.
import { officerAsker, tokenAsker, type Asker, type peopleRoles, type RoleName } from './askers.js';
import { serve, type Call, type Reply, type Service } from './client.js';
import { findObjects, type Objects } from './objects.js';
import type { Scope } from './places.js';
import { buildWorld, type World } from './world.js';

export interface Setting {
  readonly world: World;
  readonly service: Service;
  readonly objects: Objects;
  readonly token: (role: RoleName, scope: Scope) => Promise<Asker>;
  readonly officer: (role: (typeof peopleRoles)[number], scope: Scope) => Promise<Asker>;
  readonly send: (asker: Pick<Asker, 'headers'>, call: Call) => Promise<Reply>;
  readonly get: (asker: Pick<Asker, 'headers'>, path: string) => Promise<Reply>;
  /** Rows of every table but those that say who looked in. */
  readonly rows: () => Promise<Record<string, number>>;
  readonly close: () => Promise<void>;
}

export async function openSetting(): Promise<Setting> {
  const world = await buildWorld();
  const service = await serve(world.app as never);
  const objects = await findObjects(world);
  const askers = new Map<string, Promise<Asker>>();
  const kept = (name: string, make: () => Promise<Asker>): Promise<Asker> => {
    const asker = askers.get(name) ?? make();
    askers.set(name, asker);
    return asker;
  };
  return {
    world,
    service,
    objects,
    token: (role, scope) => kept(`token ${role} ${scope}`, () => tokenAsker(world, role, scope)),
    officer: (role, scope) =>
      kept(`officer ${role} ${scope}`, () => officerAsker(world, role, scope)),
    send: service.send,
    get: (asker, path) => service.send(asker, { method: 'GET', path: `/api/v1${path}` }),
    rows: () => countRows(world),
    close: async () => {
      await service.close();
      await world.close();
    },
  };
}

/** The JSON of a reply. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function json(reply: Reply): any {
  return JSON.parse(reply.text);
}

/** Status and stable code of a refusal, with its places. */
export function refusal(reply: Reply): { status: number; code: string; pointers: string[] } {
  const { code, errors = [] } = json(reply);
  return {
    status: reply.status,
    code,
    pointers: errors.map(
      (error: { pointer?: string; column?: string }) => error.pointer ?? error.column,
    ),
  };
}

async function countRows({ database }: World): Promise<Record<string, number>> {
  const { db } = database;
  const tables: string[] = await db('pg_catalog.pg_tables')
    .whereRaw('schemaname = current_schema()')
    .orWhere({ schemaname: 'public', tablename: 'unit' })
    .pluck('tablename');
  const counting = tables
    .sort()
    .map((table) =>
      db
        .from(table === 'unit' ? 'public.unit' : table)
        .select({ name: db.raw('?::text', [table]), count: db.raw('count(*)::integer') }),
    );
  const counted = await db.unionAll(counting).select<{ name: string; count: number }[]>();
  return Object.fromEntries(counted.map(({ name, count }) => [name, count]));
}
