// What readers see beyond single objects: masks, other income, matches and batches of several
// offices, exports in every format, leafing, tags and the lesser methods.
import yauzl from 'yauzl';
import { apiRoutes } from '../../src/api/index.js';
import { everyRole, reachOf, tokenAsker, type Asker, type RoleName } from './askers.js';
import { eachOf, serve, type Reply, type Service } from './client.js';
import { apiRules } from './expected.js';
import { incomeReaders, payerReaders } from './role-lists.js';
import { findObjects, ownerOf, unitsOfMatches, type Objects } from './objects.js';
import {
  codes,
  incomeMark,
  leaksFor,
  mark,
  payerMark,
  places,
  scopes,
  within,
  type Owner,
} from './places.js';
import { buildWorld, type World } from './world.js';

const isLong = process.env['DOISOAT_LONG'] === '1';
let world: World;
let service: Service;
let objects: Objects;
let askers: Asker[];

beforeAll(async () => {
  world = await buildWorld();
  service = await serve(world.app as never);
  objects = await findObjects(world);
  const pairs = scopes.flatMap((scope) => everyRole.map((role) => ({ scope, role })));
  askers = await eachOf(pairs, ({ scope, role }) => tokenAsker(world, role, scope), 1);
}, 60_000);

afterAll(async () => {
  await service.close();
  await world.close();
});

function get(asker: Asker, path: string, headers = {}): Promise<Reply> {
  return service.send(asker, { method: 'GET', path: `/api/v1${path}`, headers });
}

function askersWith(roles: readonly RoleName[]): Asker[] {
  return askers.filter(({ grants }) => grants.some(({ role }) => roles.includes(role)));
}

function rolesOf(id: string): readonly RoleName[] {
  return apiRules[id]!.roles;
}

function askerOf(role: RoleName, scope: (typeof scopes)[number]): Asker {
  return askers.find(({ name }) => name === `token ${role}@${scope}`)!;
}

function leaksOf(asker: Asker, text: string, id: string): string[] {
  return leaksFor(text, {
    seen: reachOf(asker, rolesOf(id)),
    payers: reachOf(asker, payerReaders),
    income: reachOf(asker, incomeReaders),
  });
}

const ownersOf = (asker: Asker, roles: readonly RoleName[]): Owner[] => [...reachOf(asker, roles)];

/** A quarter of the steps, from row to row others; all with DOISOAT_LONG=1. */
function drawn<Step>(steps: readonly Step[]): readonly Step[] {
  return steps.filter((_step, at) => isLong || (at + Math.floor(at / 7)) % 4 === 0);
}

describe('what readers see', () => {
  it("shows payers and other income to exactly those whom it is for, and each unit's own", async () => {
    const wrong = await eachOf(askersWith(rolesOf('listLines')), async (asker) => {
      const { text } = await get(asker, '/lines?limit=200');
      const shown = (sign: (owner: Owner) => string): Owner[] =>
        places.filter((place) => text.toUpperCase().includes(sign(place)));
      const wanted = (roles: readonly RoleName[]): Owner[] =>
        places.filter((place) => ownersOf(asker, roles).includes(place));
      return [
        { asker: asker.name, payers: shown(payerMark), income: shown(incomeMark) },
        {
          asker: asker.name,
          payers: wanted(payerReaders),
          // what a bank printed is masked there too for those who may not read payers
          income: wanted(incomeReaders).filter((place) => wanted(payerReaders).includes(place)),
        },
      ];
    });
    for (const [got, expected] of wrong) expect(got).toEqual(expected);
  });

  it("hides each line of other income as if it were not there, but to the unit's own people", async () => {
    const steps = askersWith(rolesOf('getLine')).flatMap((asker) =>
      places.flatMap((place) => objects.income[place]!.map((id) => ({ asker, place, id }))),
    );
    const wrong = await eachOf(drawn(steps), async ({ asker, place, id }) => {
      const { status, text } = await get(asker, `/lines/${id}`);
      const expected = ownersOf(asker, incomeReaders).includes(place) ? 200 : 404;
      const told = leaksOf(asker, text, 'getLine');
      return status === expected && told.length === 0
        ? []
        : [`${asker.name} ${place}: ${status} ${text}`];
    });
    expect(steps.length).toBeGreaterThan(200);
    expect(wrong.flat()).toEqual([]);
  });

  it("gives away no sum of other income in a statement's figures", async () => {
    const readers = askersWith(rolesOf('getStatement'));
    const steps = readers.flatMap((asker) => places.map((place) => ({ asker, place })));
    const wrong = await eachOf(steps, async ({ asker, place }) => {
      const { status, text } = await get(asker, `/statements/${objects.statement[place]![0]!}`);
      if (status === 404) return [];
      const { sumCredits, sumDebits, lineCount } = JSON.parse(text);
      const isClear = [sumCredits, sumDebits, lineCount].some((figure) => figure !== null);
      const isTheirs = ownersOf(asker, incomeReaders).includes(place);
      return isClear === isTheirs ? [] : [`${asker.name} ${place}: ${text}`];
    });
    expect(wrong.flat()).toEqual([]);
  });

  it('shows a match to everyone who sees one of its units, and of the others as good as nothing', async () => {
    const units = unitsOfMatches(world.reading);
    expect([...units.values()].some(({ size }) => size > 1)).toBe(true);
    const steps = askersWith(rolesOf('getMatch')).flatMap((asker) =>
      [...units].map(([id, of]) => ({ asker, id, of: [...of].map(ownerOf) })),
    );
    const wrong = await eachOf(drawn(steps), async ({ asker, id, of }) => {
      const { status, text } = await get(asker, `/matches/${id}`);
      const reach = ownersOf(asker, rolesOf('getMatch'));
      const expected = of.some((owner) => reach.includes(owner)) ? 200 : 404;
      const told = leaksOf(asker, text, 'getMatch');
      if (status === expected && told.length === 0) return [];
      return [`${asker.name} ${of.join()}: ${status} ${told.join()} ${text}`];
    });
    expect(wrong.flat()).toEqual([]);
  });

  it('shows of a batch that pays several units the own rows and their sum', async () => {
    const mixed = await world.database
      .db('settlement_batch')
      .where({ batch: 'MIXEDBATCH7001' })
      .first('id');
    for (const scope of scopes) {
      const reply = await get(askerOf('finance_officer', scope), `/settlements/${mixed.id}`);
      const { rows, amount, rowCount } = JSON.parse(reply.text);
      const own = places.filter((place) => within[scope].includes(place));
      expect(rows.map((row: { unitCode: string }) => row.unitCode).sort()).toEqual(
        own.map((place) => codes[place]).sort(),
      );
      const sum = rows.reduce(
        (total: number, row: { amount: string }) => total + Number(row.amount),
        0,
      );
      expect({ amount, rowCount }).toEqual({ amount: String(sum), rowCount: own.length });
    }
  });

  it('exports, of every kind and in every format, what lists show and nothing of others', async () => {
    // what platforms are told is of one platform, and walked as a list
    const exporting = apiRoutes.filter(
      ({ path, id }) => /^\/exports\/[a-z]/.test(path) && id !== 'exportPlatformChanges',
    );
    expect(exporting.length).toBe(6);
    const steps = exporting.flatMap(({ id, path }) =>
      askersWith(rolesOf(id)).flatMap((asker, at) => {
        const formats = ['ndjson', 'csv', 'xlsx'];
        const some = isLong && asker.name.endsWith('@A') ? formats : [formats[at % 3]!];
        return some.map((format) => ({ asker, id, path, format }));
      }),
    );
    const wrong = await eachOf(drawn(steps), async ({ asker, id, path, format }) => {
      const reply = await get(asker, `${path}?format=${format}`);
      const text = format === 'xlsx' ? await unzipped(reply.bytes) : reply.text;
      const told = leaksOf(asker, text, id);
      const reach = ownersOf(asker, rolesOf(id));
      const missing = places.filter(
        (place) =>
          reach.includes(place) && id !== 'exportMatches' && !new RegExp(codes[place]).test(text),
      );
      if (reply.status === 200 && told.length + missing.length === 0) return [];
      return [
        `${asker.name} ${path} ${format}: ${reply.status} ${told.join()} lacks ${missing.join()}`,
      ];
    });
    expect(wrong.flat()).toEqual([]);
  });

  it("finds nothing of others by searching, by their gateway's words or by a cursor of theirs", async () => {
    const mine = askerOf('commune_accountant', 'A');
    const whole = askerOf('finance_officer', '75');
    const searched = ['/payments?q=', '/orders?q=', '/units?q='].flatMap((path) =>
      (['B', 'D', 'E', 'F', 'N'] as const).map((owner) => `${path}${mark(owner)}`),
    );
    for (const path of searched) {
      expect({ path, ...JSON.parse((await get(mine, path)).text) }).toEqual({
        path,
        items: [],
        next: null,
      });
    }
    for (const path of ['/payments', '/orders', '/lines', '/matches', '/discrepancies', '/flags']) {
      let cursor: string | null = null;
      do {
        const after: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
        const own = await get(mine, `${path}?limit=200${after}`);
        expect(own.status).toBe(200);
        expect(leaksOf(mine, own.text, 'listLines')).toEqual([]);
        const theirs: Reply = await get(whole, `${path}?limit=7${after}`);
        cursor = JSON.parse(theirs.text).next;
      } while (cursor !== null);
    }
  }, 30_000);

  it('tells by no tag, method or early answer whether something of others is there', async () => {
    const whole = askerOf('system_admin', '75');
    const other = askerOf('system_admin', 'A');
    const paths = [
      `/payments/${objects.payment.B![0]!}`,
      `/units/${codes.B}`,
      `/orders/${objects.order.B![0]!}`,
      `/statements/${objects.statement.B![0]!}`,
      `/officers/${objects.officer.B![0]!}`,
      '/gateways/batchpay',
      '/reconciliations/1',
    ];
    for (const path of paths) {
      const { headers, status } = await get(whole, path);
      expect({ path, status }).toEqual({ path, status: 200 });
      const absent = path.replace(/[^/]+$/, '999999999');
      const answers = async (asked: string) => {
        const tag = { 'if-none-match': String(headers['etag']) };
        const call = (method: string) =>
          service.send(other, { method, path: `/api/v1${asked}`, headers: tag });
        const [head, options, plain] = [
          await call('HEAD'),
          await call('OPTIONS'),
          await call('GET'),
        ];
        return [head, options, plain].map((reply) => [
          reply.status,
          reply.headers['etag'] ?? null,
          reply.text.replace(/urn:uuid:[-\w]+/, ''),
        ]);
      };
      const [theirs, nobodys] = [await answers(path), await answers(absent)];
      expect({ path, theirs }).toEqual({ path, theirs: nobodys });
      expect(theirs.map(([code]) => code)).toEqual([404, 204, 404]);
    }
  });

  it('answers HEAD on every route to nobody as it answers GET', async () => {
    for (const { path, method } of apiRoutes) {
      if (method !== 'get') continue;
      const asked = `/api/v1${path.replaceAll(/\{\w+\}/g, '1')}`;
      const head = await service.send({ headers: {} }, { method: 'HEAD', path: asked });
      expect({ path, status: head.status, text: head.text }).toEqual({
        path,
        status: 401,
        text: '',
      });
    }
  });
});

/** The text of all parts of an XLSX file. */
function unzipped(bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    yauzl.fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) {
        reject(error);
        return;
      }
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, (failed, stream) => {
          if (failed) {
            reject(failed);
            return;
          }
          stream.on('data', (chunk: Buffer) => parts.push(chunk));
          stream.on('end', () => {
            zip.readEntry();
          });
        });
      });
      zip.on('end', () => {
        resolve(Buffer.concat(parts).toString('utf8'));
      });
      zip.readEntry();
    });
  });
}
