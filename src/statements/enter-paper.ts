// A statement on paper is typed in: checked to the đồng, kept with its scan, and nothing more. It
// counts for nothing until a second person has confirmed it.
import type { Principal } from '../access/principal.js';
import { sees, sightOf } from '../access/principal.js';
import type { By } from '../audit/by.js';
import { theOnly } from '../audit/differences.js';
import { recordAudit } from '../audit/record-audit.js';
import { conflict, noSuchAccount } from '../beneficiary-accounts/account-deps.js';
import { findAccountVersion } from '../beneficiary-accounts/account-store.js';
import { citizenOf } from '../beneficiary-accounts/decider-store.js';
import { paperBytesMax, paperTypeOf } from '../beneficiary-accounts/paper-type.js';
import { localDateOf } from '../calendar.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { oneImportAtATime } from '../tables/import-outcome.js';
import { fileDigest } from '../tables/own-file.js';
import { loadHolders } from './holders.js';
import { addFile, digestOfFile, findFile } from './import-store.js';
import { seesPaper } from './paper-sight.js';
import { paperFaults, type PaperEntry } from './paper-statement.js';
import { addPaper, findPaper, pendingPeriods, type ListedPaper } from './paper-store.js';

export interface PaperDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
}

interface NewScan {
  readonly name: string;
  readonly bytes: Buffer;
}

/** That of a paper which was typed before: of the same sheet, or of another period on it. */
interface KeptScan {
  readonly ofPaper: string;
}

export interface EnterPaper {
  readonly asker: Principal;
  /** A version of the account; the paper is about the account itself. */
  readonly versionId: string;
  readonly entry: PaperEntry;
  readonly scan: NewScan | KeptScan;
}

/** More than an office types in a month: beyond it somebody forgets to check. */
export const pendingCountMax = 60;

/**
 * Keeps a paper for its second person.
 * @throws Refused `forbidden` for a token, `not_found` for an account out of reach, `too_large` and
 *   `bad_file` for the scan; `invalid_input` naming each field that is wrong; `conflict` while the
 *   same period, or too many, wait
 */
export async function enterPaper(deps: PaperDeps, given: EnterPaper): Promise<ListedPaper> {
  const { asker, entry, scan } = given;
  refuseMachines(asker);
  if ('bytes' in scan) refuseScan(scan.bytes);
  return inTransaction(deps.db, async (trx) => {
    const { accountId, units } = await accountInReach(trx, given);
    const at = deps.now();
    const errors = paperFaults(entry, localDateOf(at));
    if (errors.length > 0) {
      throw new Refused({ code: 'invalid_input', detail: 'The paper does not add up.', errors });
    }
    await oneImportAtATime(trx, 'papers');
    await refuseTwice(trx, accountId, entry);
    const kept = 'bytes' in scan ? await keepScan(trx, scan, at) : await scanOf(trx, asker, scan);
    const { sha256, ...named } = kept;
    const id = await addPaper(trx, {
      ...{ ...entry, ...named, accountId },
      ...{ makerId: asker.id, makerCitizen: await citizenOf(trx, asker.id), madeAt: at },
    });
    const { periodFrom, periodTo, lines } = entry;
    await recordAudit(trx, deps.by, {
      action: 'paper_statement.entered',
      subject: { kind: 'paper_statement', id },
      unitCode: theOnly(units),
      after: { scan: sha256, periodFrom, periodTo, lines: lines.length },
    });
    const paper = await findPaper(trx, id);
    if (!paper) throw new Error('a paper that was just entered is not there');
    return paper;
  });
}

/** Whoever vouches for a paper is a person; a token that leaked must not be enough. */
export function refuseMachines(asker: Pick<Principal, 'kind'>): void {
  if (asker.kind === 'officer') return;
  const detail = 'Only a person, logged in as themselves, vouches for a paper; no token does.';
  throw new Refused({ code: 'forbidden', detail });
}

function refuseScan(bytes: Buffer): void {
  if (bytes.length > paperBytesMax) {
    throw new Refused({ code: 'too_large', detail: 'A scan has at most 20 MB.' });
  }
  if (paperTypeOf(bytes) !== undefined) return;
  const detail = 'A scan is a PDF, JPEG or PNG file by its first bytes; this is none of them.';
  const vi = 'Bản quét phải là tệp PDF, JPEG hoặc PNG.';
  throw new Refused({ code: 'bad_file', detail, errors: [{ pointer: '/file', detail, vi }] });
}

interface Scan {
  readonly fileId: string;
  readonly scanName: string;
  readonly sha256: string;
}

async function keepScan(trx: Db, { name, bytes }: NewScan, at: Date): Promise<Scan> {
  const sha256 = fileDigest(bytes);
  const known = await findFile(trx, sha256);
  const file = known ?? (await addFile(trx, { name, content: bytes, sha256 }, at));
  return { fileId: file.id, scanName: name, sha256 };
}

/** Whoever may not see a paper does not type from its scan. */
async function scanOf(trx: Db, asker: Principal, { ofPaper }: KeptScan): Promise<Scan> {
  const paper = await findPaper(trx, ofPaper);
  if (!paper || !seesPaper(asker, paper)) throw noSuchAccount();
  const { fileId, scanName } = paper;
  return { fileId, scanName, sha256: await digestOfFile(trx, fileId) };
}

/** A paper speaks for every unit that had the account in its period: all must be in reach. */
async function accountInReach(
  trx: Db,
  { asker, versionId, entry }: EnterPaper,
): Promise<{ readonly accountId: string; readonly units: readonly string[] }> {
  const sight = sightOf(asker, 'statement.enter');
  const version = await findAccountVersion(trx, versionId);
  if (version?.stoppedAt !== null || !sees(sight, version.unitCode)) {
    throw noSuchAccount();
  }
  const accountId = version.bankAccountId;
  const { periodFrom, periodTo } = entry;
  // a period the wrong way round is told as what it is
  const [from, to] = periodFrom <= periodTo ? [periodFrom, periodTo] : [periodTo, periodFrom];
  const [units = []] = await loadHolders(trx, [{ accountId, periodFrom: from, periodTo: to }]);
  if (!units.every((unit) => sees(sight, unit))) throw noSuchAccount();
  return { accountId, units };
}

async function refuseTwice(trx: Db, accountId: string, entry: PaperEntry): Promise<void> {
  const waiting = await pendingPeriods(trx, accountId);
  const { periodFrom, periodTo } = entry;
  if (waiting.some((one) => one.periodFrom === periodFrom && one.periodTo === periodTo)) {
    throw conflict('A paper of this account and period waits already for its second person.');
  }
  if (waiting.length >= pendingCountMax) {
    throw conflict(`More than ${String(pendingCountMax)} papers of this account wait already.`);
  }
}
