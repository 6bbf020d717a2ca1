// A mapping is proposed from a real file, confirmed once, and retired when it serves no more.
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import type { Db } from '../db.js';
import { inTransaction } from '../db.js';
import { Refused } from '../problem.js';
import { fileDigest, type OwnFile } from '../tables/own-file.js';
import { fingerprintOf } from './header.js';
import { layoutDigest, type Layout } from './layout.js';
import { headersSeen, openSheets } from './mapped-table.js';
import {
  type ColumnMapping,
  type MappingOwner,
  mappingState,
  mappingTitle,
  sameOwner,
} from './mapping.js';
import { keepSample } from './sample-store.js';
import { addDecision, addMapping, holdMappingName, loadMappings } from './mapping-store.js';

export interface MappingDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
}

/** Most proposals that may wait for a decision, of all names of one gateway account or bank. */
const waitingCountMax = 50;

/**
 * Proposes a layout under a name. The same layout again is no second version.
 * @param input.file the file that it is proposed from; its header is what later files must have
 * @throws Refused `bad_file`, `invalid_input` where the header has not the named columns,
 * `conflict` where the name reads somebody else's files or too many proposals wait
 */
export async function proposeMapping(
  deps: MappingDeps,
  input: {
    readonly name: string;
    readonly owner: MappingOwner;
    readonly layout: Layout;
    readonly file: OwnFile;
  },
): Promise<ColumnMapping> {
  const { name, owner, layout, file } = input;
  const headers = headersSeen(await openSheets(file), layout);
  return inTransaction(deps.db, async (trx) => {
    await holdMappingName(trx, name);
    const all = await loadMappings(trx);
    const versions = all.filter((one) => one.name === name);
    if (versions.some((one) => !sameOwner(one.owner, owner))) {
      throw conflict(`The name ${name} reads other files already.`);
    }
    const same = versions.find(
      (one) =>
        ['proposed', 'confirmed'].includes(mappingState(one)) &&
        layoutDigest(one) === layoutDigest({ layout, headers }),
    );
    if (same) return same;
    const waiting = all.filter(
      (one) => sameOwner(one.owner, owner) && mappingState(one) === 'proposed',
    );
    if (waiting.length >= waitingCountMax) {
      throw conflict(`${String(waitingCountMax)} proposals wait already; decide on some first.`);
    }
    await keepSample({ ...deps, db: trx }, { name, owner, file });
    const version = Math.max(0, ...versions.map((one) => one.version)) + 1;
    const id = await addMapping(trx, {
      ...{ name, version, owner, headers, layout },
      fingerprint: fingerprintOf(headers),
      sampleSha256: fileDigest(file.bytes),
      proposedAt: deps.now(),
      proposedBy: nameOf(deps.by),
    });
    await recordAudit(trx, deps.by, {
      action: 'mapping.proposed',
      subject: { kind: 'column_mapping', id },
      after: { name, version, reads: owner.reads, fingerprint: fingerprintOf(headers) },
    });
    return one(trx, id);
  });
}

/**
 * Confirms a proposal: from now on files are read by it, and by no earlier version of its name.
 * @throws Refused `not_found`; `conflict` for what is decided or older than what holds
 */
export async function confirmMapping(deps: MappingDeps, id: string): Promise<ColumnMapping> {
  return decide(deps, id, { decision: 'confirmed', reason: null }, (mapping) => {
    if (mappingState(mapping) !== 'proposed') throw conflict('It is decided on already.');
    if ((mapping.latestConfirmed ?? 0) > mapping.version) {
      throw conflict('A later version was confirmed; propose the layout anew.');
    }
  });
}

/**
 * Retires a version, confirmed or only proposed; what was imported by it stays.
 * @throws Refused `not_found`; `conflict` for what was retired before
 */
export async function retireMapping(
  deps: MappingDeps,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<ColumnMapping> {
  return decide(deps, id, { decision: 'retired', reason }, (mapping) => {
    if (mappingState(mapping) === 'retired') throw conflict('It was retired before.');
  });
}

/**
 * The version by which files are read under a name.
 * @param input.isFor whose files they are
 * @throws Refused `not_found` where there is none, or it reads other files
 */
export async function mappingInForce(
  db: Db,
  input: { readonly name: string; readonly isFor: (owner: MappingOwner) => boolean },
): Promise<ColumnMapping> {
  const { name, isFor } = input;
  const versions = (await loadMappings(db, { name })).filter(({ owner }) => isFor(owner));
  const found = versions.find((one) => mappingState(one) === 'confirmed');
  if (found) return found;
  const waits = versions.some((one) => mappingState(one) === 'proposed');
  const because = waits ? 'it is proposed and not confirmed yet' : 'no confirmed one reads these';
  throw new Refused({ code: 'not_found', detail: `mapping ${name}: ${because}` });
}

async function decide(
  deps: MappingDeps,
  id: string,
  word: { readonly decision: 'confirmed' | 'retired'; readonly reason: string | null },
  check: (mapping: ColumnMapping) => void,
): Promise<ColumnMapping> {
  return inTransaction(deps.db, async (trx) => {
    await holdMappingName(trx, (await one(trx, id)).name);
    const mapping = await one(trx, id);
    check(mapping);
    const who = { decidedAt: deps.now(), decidedBy: nameOf(deps.by) };
    await addDecision(trx, { mappingId: id, ...word, ...who });
    await recordAudit(trx, deps.by, {
      action: `mapping.${word.decision}`,
      subject: { kind: 'column_mapping', id },
      after: { mapping: mappingTitle(mapping), fingerprint: mapping.fingerprint },
      why: word.reason,
    });
    return one(trx, id);
  });
}

async function one(db: Db, id: string): Promise<ColumnMapping> {
  const [mapping] = await loadMappings(db, { id });
  if (mapping) return mapping;
  throw new Refused({ code: 'not_found', detail: 'There is no such mapping.' });
}

function conflict(detail: string): Refused {
  return new Refused({ code: 'conflict', detail });
}
