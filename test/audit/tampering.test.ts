// Whoever owns the tables can change them. Every such change at any place of the trail is found,
// and the first entry that does not hold is named.
import fc from 'fast-check';
import { anchorFile, readAnchorFile, type FileAnchors } from '../../src/audit/anchor-file.js';
import { loadHead } from '../../src/audit/seal-audit.js';
import type { AuditVerdict, VerifyAuditInput } from '../../src/audit/verify-audit.js';
import { verifyAudit } from '../../src/audit/verify-audit.js';
import { type Db, openDb } from '../../src/db.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import {
  eventAt,
  eventsPerPass,
  forgeEvent,
  hasPersonal,
  layTrail,
  makeRoom,
  rebuildFrom,
  removeEntries,
  sealByHand,
  trailLength,
} from './trail.js';

const numRuns = process.env['DOISOAT_LONG'] ? 200 : 5;

let database: TestDatabase;
let owner: Db;
let file: FileAnchors;
let printed: { seq: string; chain: string };

beforeAll(async () => {
  database = await cloneDatabase();
  owner = openDb({ databaseUrl: database.ownerUrl, schema: 'p75' });
  await layTrail(database);
  file = (await readAnchorFile(anchorFile(database.config.dataDir))) ?? {
    anchors: [],
    unreadable: [],
  };
  printed = (await loadHead(database.db)) ?? { seq: '', chain: '' };
});
afterAll(async () => {
  await owner.destroy();
  await database.close();
});

/** Where the first finding must stand: an entry, or a stretch that holds it. */
interface Expected {
  readonly kind: string;
  readonly seq?: number;
  readonly within?: number;
  readonly eventId?: string;
}

type Tampering = (trx: Db, at: number, other: number) => Promise<Expected>;

async function change(trx: Db, at: number, to: object): Promise<Expected> {
  await trx('audit_event')
    .where({ id: await eventAt(trx, at) })
    .update(to);
  return { kind: 'event_changed', seq: at };
}

const rewriteContents = `
  update audit_event
     set actor = other.actor, action = other.action, subject_id = other.subject_id,
         before = other.before, after = other.after, why = other.why
    from audit_event as other
   where (audit_event.id = ? and other.id = ?) or (audit_event.id = ? and other.id = ?)`;

/** Found with the anchors of table and file. */
const tamperings: Readonly<Record<string, Tampering>> = {
  'a changed field': (trx, at) => change(trx, at, { subject_id: 'another' }),
  'a changed unit': (trx, at) => change(trx, at, { unit_code: '99999' }),
  'another actor': (trx, at) => change(trx, at, { actor: 'somebody else' }),
  'another date': (trx, at) => change(trx, at, { at: new Date('2026-01-01T00:00:00Z') }),
  'another reason': (trx, at) => change(trx, at, { why: 'another' }),
  'another outcome': (trx, at) => change(trx, at, { after: JSON.stringify({ version: 0 }) }),
  'an entry deleted': async (trx, at) => {
    const middle = Math.min(at, trailLength - 1);
    await removeEntries(trx, middle, middle);
    return { kind: 'number_missing', seq: middle };
  },
  'the tail deleted': async (trx, at) => {
    await removeEntries(trx, at, trailLength);
    return { kind: 'cut_off', seq: at };
  },
  'everything deleted, anchors too': async (trx) => {
    await removeEntries(trx, 1, trailLength);
    await trx('audit_anchor').delete();
    return { kind: 'cut_off', seq: 1 };
  },
  'a forged entry put in between': async (trx, at) => {
    await makeRoom(trx, at);
    await sealByHand(trx, at, await forgeEvent(trx));
    const anchored = file.anchors.some(({ seq }) => seq === String(at));
    return anchored ? { kind: 'rewritten', within: at } : { kind: 'chain_broken', seq: at + 1 };
  },
  'a back-dated entry added at the end': async (trx, at) => {
    const eventId = await forgeEvent(trx, new Date(Date.now() - (at + 90) * 60_000));
    return { kind: 'never_sealed', eventId };
  },
  'two events swapped': async (trx, at, other) => {
    const [one, two] = [await eventAt(trx, at), await eventAt(trx, other)];
    await trx.raw(rewriteContents, [one, two, two, one]);
    return { kind: 'event_changed', seq: Math.min(at, other) };
  },
  'two entries reordered': async (trx, at, other) => {
    await trx('audit_seal').where({ seq: at }).update({ seq: -1 });
    await trx('audit_seal').where({ seq: other }).update({ seq: at });
    await trx('audit_seal').where({ seq: -1 }).update({ seq: other });
    return { kind: 'chain_broken', seq: Math.min(at, other) };
  },
  'the chain rebuilt from an entry on': async (trx, at) => {
    await change(trx, at, { actor: 'somebody else' });
    await rebuildFrom(trx, at);
    return { kind: 'rewritten', within: at };
  },
  'the chain rebuilt and the anchors from there on dropped': async (trx, at) => {
    await change(trx, at, { actor: 'somebody else' });
    await rebuildFrom(trx, at);
    await trx('audit_anchor').where('seq', '>=', at).delete();
    return { kind: 'rewritten', within: at };
  },
  'an old copy put back, anchors and all': async (trx, at) => {
    const kept = Math.min(at, trailLength - 1);
    await removeEntries(trx, kept + 1, trailLength);
    await trx('audit_anchor').where('seq', '>', kept).delete();
    return { kind: 'cut_off', seq: kept + 1 };
  },
  'a fork: two entries after the same one': async (trx, at) => {
    await trx.raw('alter table audit_seal drop constraint audit_seal_pkey');
    await sealByHand(trx, at, await forgeEvent(trx));
    return { kind: 'number_repeated', seq: at };
  },
  'an anchor dropped': async (trx, at) => {
    const no = String(1 + (at % file.anchors.length));
    await trx('audit_anchor').where({ no }).delete();
    const seq = Number(file.anchors.find((anchor) => anchor.no === no)?.seq);
    return { kind: 'anchor_missing', seq };
  },
  'an anchor forged': async (trx, at) => {
    const no = String(1 + (at % file.anchors.length));
    await trx('audit_anchor')
      .where({ no })
      .update({ at: new Date('2026-01-01T00:00:00Z') });
    const seq = Number(file.anchors.find((anchor) => anchor.no === no)?.seq);
    return { kind: 'anchor_forged', seq };
  },
  'personal values edited': async (trx, at) => {
    const seq = withPersonal(at);
    await trx('audit_personal')
      .where({ event_id: await eventAt(trx, seq) })
      .update({ personal: JSON.stringify({ name: 'Another' }) });
    return { kind: 'personal_changed', seq };
  },
  'personal values removed with their row': async (trx, at) => {
    const seq = withPersonal(at);
    await trx('audit_personal')
      .where({ event_id: await eventAt(trx, seq) })
      .delete();
    return { kind: 'personal_missing', seq };
  },
};

function withPersonal(at: number): number {
  return [at, at + 1, at + 2].map((n) => 1 + (n % trailLength)).find(hasPersonal) ?? 1;
}

/** Tampers, verifies and rolls back. */
async function verdictAfter(
  tamper: (trx: Db) => Promise<Expected>,
  input: VerifyAuditInput,
): Promise<{ readonly verdict: AuditVerdict; readonly expected: Expected }> {
  const trx = await owner.transaction();
  try {
    const expected = await tamper(trx);
    const deps = { db: trx, secretKey: database.config.secretKey };
    return { expected, verdict: await verifyAudit(deps, input) };
  } finally {
    await trx.rollback();
  }
}

function expectFound(verdict: AuditVerdict, expected: Expected): void {
  expect(verdict.ok).toBe(false);
  expect(Object.keys(verdict.counts)).toContain(expected.kind);
  const { first } = verdict;
  if (expected.seq !== undefined) expect(first?.seq).toBe(String(expected.seq));
  if (expected.eventId !== undefined) expect(first?.eventId).toBe(expected.eventId);
  if (expected.within !== undefined) {
    expect(Number(first?.fromSeq)).toBeLessThanOrEqual(expected.within);
    expect(Number(first?.seq)).toBeGreaterThanOrEqual(expected.within);
  }
}

const place = fc.integer({ min: 1, max: trailLength });
const places = fc.tuple(place, place).filter(([one, other]) => one !== other);

test('an untouched trail holds, whoever is asked', async () => {
  const deps = { db: database.db, secretKey: database.config.secretKey };
  expect(file.anchors).toHaveLength(3);
  for (const input of [
    { file, printed },
    { file: null, printed: null },
  ]) {
    expect(await verifyAudit(deps, input)).toMatchObject({
      ok: true,
      sealed: trailLength,
      unsealed: 0,
      anchors: 3,
      head: { seq: String(trailLength), chain: printed.chain },
      findings: [],
    });
  }
});

test.each(Object.entries(tamperings))(
  '%s is found wherever it is, and the first bad entry is named',
  async (_name, tamper) => {
    await fc.assert(
      fc.asyncProperty(places, async ([at, other]) => {
        const done = await verdictAfter((trx) => tamper(trx, at, other), { file, printed: null });
        expectFound(done.verdict, done.expected);
      }),
      { numRuns },
    );
  },
  120_000,
);

test('without the file, the printed head finds a rebuilt chain and an old copy put back', async () => {
  await fc.assert(
    fc.asyncProperty(place, fc.boolean(), async (at, rebuild) => {
      const tamper = rebuild
        ? tamperings['the chain rebuilt and the anchors from there on dropped']
        : tamperings['an old copy put back, anchors and all'];
      const input = { file: null, printed };
      const done = await verdictAfter((trx) => tamper!(trx, at, at), input);
      expectFound(done.verdict, done.expected);
    }),
    { numRuns },
  );
}, 120_000);

test('an entry sealed long after its date was put in later', async () => {
  const { verdict } = await verdictAfter(
    async (trx) => {
      const forged = await forgeEvent(trx, new Date('2026-01-01T00:00:00Z'));
      await sealByHand(trx, trailLength + 1, forged);
      return { kind: 'put_in_later' };
    },
    { file, printed },
  );
  expect(verdict.counts).toEqual({ put_in_later: 1 });
  expect(verdict.first).toMatchObject({ seq: String(trailLength + 1) });
});

test('anchors are of one SECRET_KEY: another one calls every anchor forged', async () => {
  const deps = { db: database.db, secretKey: Buffer.alloc(32, 1) };
  const verdict = await verifyAudit(deps, { file, printed: null });
  expect(verdict.counts).toEqual({ anchor_forged: 6 });
});

test('personal values that were erased without a word are reported', async () => {
  const { verdict } = await verdictAfter(
    async (trx) => {
      const id = await eventAt(trx, 1);
      await trx('audit_personal').where({ event_id: id }).update({
        salt: null,
        personal: null,
        erased_at: trx.fn.now(),
        erased_because: 'gone',
      });
      return { kind: 'erased_unrecorded' };
    },
    { file, printed },
  );
  expect(verdict.counts).toEqual({ erased_unrecorded: 1 });
});

test('the service role itself can neither edit nor remove what was sealed', async () => {
  const { db } = database;
  const refused = { code: '42501' };
  await expect(db('audit_event').update({ actor: 'x' })).rejects.toMatchObject(refused);
  await expect(db('audit_event').delete()).rejects.toMatchObject(refused);
  await expect(db('audit_seal').update({ chain: 'x' })).rejects.toMatchObject(refused);
  await expect(db('audit_seal').delete()).rejects.toMatchObject(refused);
  await expect(db('audit_anchor').update({ chain: 'x' })).rejects.toMatchObject(refused);
  await expect(db('audit_anchor').delete()).rejects.toMatchObject(refused);
  await expect(db('audit_personal').delete()).rejects.toMatchObject(refused);
});

test('the passes were many and the anchors few', async () => {
  const times = await database.db('audit_seal').distinct('sealed_at');
  expect(times).toHaveLength(trailLength / eventsPerPass);
});
